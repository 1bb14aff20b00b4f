package dev.firn.engine.sql;

/** A result for each kind of statement: a new kind does not compile until it is handled wherever kinds differ. */
public interface StatementCases<R> {
    R ofCreateNamespace(Statement.CreateNamespace statement);

    R ofDropNamespace(Statement.DropNamespace statement);

    R ofShowNamespaces(Statement.ShowNamespaces statement);

    R ofCreateTable(Statement.CreateTable statement);

    R ofAlterTable(Statement.AlterTable statement);

    R ofDropTable(Statement.DropTable statement);

    R ofShowTables(Statement.ShowTables statement);

    R ofDescribe(Statement.Describe statement);

    R ofShowStats(Statement.ShowStats statement);

    R ofShowManifest(Statement.ShowManifest statement);

    R ofInsert(Statement.Insert statement);

    R ofInsertSelect(Statement.InsertSelect statement);

    R ofUpdate(Statement.Update statement);

    R ofDelete(Statement.Delete statement);

    R ofExplain(Statement.Explain statement);

    R ofQuery(Statement.Query statement);

    R ofBegin(Statement.Begin statement);

    R ofCommit(Statement.Commit statement);

    R ofRollback(Statement.Rollback statement);

    R ofFlushTable(Statement.FlushTable statement);

    R ofFlushAll(Statement.FlushAll statement);

    R ofScrubTable(Statement.ScrubTable statement);

    R ofScrubAll(Statement.ScrubAll statement);

    R ofDropFile(Statement.DropFile statement);

    R ofCompactTable(Statement.CompactTable statement);

    R ofCompactAll(Statement.CompactAll statement);

    R ofKillJob(Statement.KillJob statement);

    R ofApplyRetention(Statement.ApplyRetention statement);

    R ofListExpired(Statement.ListExpired statement);

    R ofCreateUser(Statement.CreateUser statement);

    R ofSetPassword(Statement.SetPassword statement);

    R ofSetRole(Statement.SetRole statement);

    R ofDropUser(Statement.DropUser statement);
}
