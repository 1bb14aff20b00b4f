package dev.firn.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RightsTest {
    @ParameterizedTest
    @CsvSource({
        "PUBLIC,     USER,    read",
        "PUBLIC,     SERVICE, write",
        "PUBLIC,     DBA,     write",
        "PRIVATE,    USER,    none",
        "PRIVATE,    SERVICE, write",
        "PRIVATE,    DBA,     write",
        "RESTRICTED, USER,    none",
        "RESTRICTED, SERVICE, write",
        "RESTRICTED, DBA,     write",
        "DBA,        USER,    none",
        "DBA,        SERVICE, none",
        "DBA,        DBA,     write"
    })
    void sharedTablesAreOpenByAccessLevel(AccessLevel level, Role role, String expected) {
        Caller caller = new Caller("alice", role);
        Table table = table(TableKind.SHARED, level, "bob");

        switch (expected) {
            case "none" -> {
                refused(ErrorCode.TABLE_NOT_FOUND, () -> Rights.requireRead(caller, table));
                refused(ErrorCode.TABLE_NOT_FOUND, () -> Rights.requireWrite(caller, table));
                refused(ErrorCode.TABLE_NOT_FOUND, () -> Rights.requireDropTable(caller, table));
                assertThat(Rights.knows(caller, table)).isFalse();
            }
            case "read" -> {
                allowed(() -> Rights.requireRead(caller, table));
                refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireWrite(caller, table));
                refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireAlterTable(caller, table));
            }
            default -> {
                allowed(() -> Rights.requireRead(caller, table));
                allowed(() -> Rights.requireWrite(caller, table));
                allowed(() -> Rights.requireAlterTable(caller, table));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyoneReadsAndWritesTheirOwnRowsOfAUserTable(Role role) {
        Caller caller = new Caller("alice", role);
        Table table = table(TableKind.USER, AccessLevel.PRIVATE, "bob");

        allowed(() -> Rights.requireRead(caller, table));
        allowed(() -> Rights.requireWrite(caller, table));
    }

    @Test
    void onlyTheCreatorOrADbaDropsAndAltersAUserTable() {
        Table table = table(TableKind.USER, AccessLevel.PUBLIC, "bob");

        allowed(() -> Rights.requireDropTable(new Caller("bob", Role.USER), table));
        allowed(() -> Rights.requireAlterTable(new Caller("bob", Role.USER), table));
        allowed(() -> Rights.requireDropTable(new Caller("root", Role.DBA), table));
        Caller other = new Caller("alice", Role.SERVICE);
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireDropTable(other, table));
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireAlterTable(other, table));
    }

    @Test
    void onlyADbaDropsASharedTable() {
        Table table = table(TableKind.SHARED, AccessLevel.PUBLIC, "bob");

        Caller creator = new Caller("bob", Role.SERVICE);
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireDropTable(creator, table));
        allowed(() -> Rights.requireDropTable(new Caller("root", Role.DBA), table));
    }

    @Test
    void usersCreateUserTablesUnlessTheSettingIsOff() {
        Caller user = new Caller("alice", Role.USER);
        Caller service = new Caller("loader", Role.SERVICE);

        allowed(() -> Rights.requireCreateTable(user, TableKind.USER, true));
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireCreateTable(user, TableKind.USER, false));
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireCreateTable(user, TableKind.SHARED, true));
        allowed(() -> Rights.requireCreateTable(service, TableKind.USER, false));
        allowed(() -> Rights.requireCreateTable(service, TableKind.SHARED, false));
    }

    @Test
    void namespacesUsersAndOperationNeedTheirRole() {
        Caller user = new Caller("alice", Role.USER);
        Caller service = new Caller("loader", Role.SERVICE);
        Caller dba = new Caller("root", Role.DBA);

        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireCreateNamespace(user));
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireOperate(user));
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireImportForOthers(user));
        allowed(() -> Rights.requireCreateNamespace(service));
        allowed(() -> Rights.requireOperate(service));
        allowed(() -> Rights.requireImportForOthers(service));
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireDropNamespace(service));
        refused(ErrorCode.PERMISSION_DENIED, () -> Rights.requireManageUsers(service));
        allowed(() -> Rights.requireDropNamespace(dba));
        allowed(() -> Rights.requireManageUsers(dba));
    }

    private static void allowed(ThrowingCallable action) {
        assertThatCode(action).doesNotThrowAnyException();
    }

    private static void refused(ErrorCode code, ThrowingCallable action) {
        assertThat(catchThrowableOfType(EngineException.class, action).code()).isEqualTo(code);
    }

    private static Table table(TableKind kind, AccessLevel level, String creator) {
        Schema schema = new Schema(1, List.of(new Column(1, "id", ColumnType.BIGINT, true)), 1);
        return new Table(
                1, new TableName("chat", "t"), kind, level, creator, FlushPolicy.parse("rows:10"), List.of(schema), 0);
    }
}
