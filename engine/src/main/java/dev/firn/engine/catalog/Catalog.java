package dev.firn.engine.catalog;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;
import org.pcollections.TreePMap;

/**
 * One immutable version of the catalog: namespaces, tables, scopes, users and the ids given so far. A change stages its
 * records in a batch and answers the next version.
 */
public final class Catalog {
    private static final int MAX_TABLE_BYTES = 8 << 20;

    private final TreePMap<String, Namespace> namespaces;
    private final TreePMap<String, Table> tables;
    private final HashPMap<Integer, Table> tablesById;
    private final HashPMap<Integer, TreePMap<Long, TableScope>> scopes;
    private final HashPMap<ScopeName, ScopeId> scopeIds;
    private final Users users;
    private final NextIds nextIds;

    private record ScopeName(int tableId, String userId) {}

    private record ScopeRecord(String userId) {}

    private record DroppedUser(String id) {}

    private record NextIds(int table, long scope, long file) {}

    /**
     * @param dropped ids of users who were dropped and not created again
     */
    private record Users(TreePMap<String, User> current, PSet<String> dropped) {
        Users with(User user) {
            return new Users(current.plus(user.id(), user), dropped.minus(user.id()));
        }

        Users withDropped(String id) {
            return new Users(current.minus(id), dropped.plus(id));
        }
    }

    private Catalog(
            TreePMap<String, Namespace> namespaces,
            TreePMap<String, Table> tables,
            HashPMap<Integer, Table> tablesById,
            HashPMap<Integer, TreePMap<Long, TableScope>> scopes,
            HashPMap<ScopeName, ScopeId> scopeIds,
            Users users,
            NextIds nextIds) {
        this.namespaces = namespaces;
        this.tables = tables;
        this.tablesById = tablesById;
        this.scopes = scopes;
        this.scopeIds = scopeIds;
        this.users = users;
        this.nextIds = nextIds;
    }

    /** Reads the catalog of a store that nothing writes to yet. */
    public static Catalog load(Store store) {
        NextIds nextIds = store.get(Family.CATALOG, StoreKeys.NEXT_IDS)
                .map(value -> StoredRecord.read(value, NextIds.class))
                .orElse(new NextIds(1, 1, 1));
        Catalog catalog = new Catalog(
                TreePMap.empty(),
                TreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                new Users(TreePMap.empty(), HashTreePSet.empty()),
                nextIds);
        try (StoreCursor cursor = store.scan(Family.CATALOG, StoreKeys.FIRST, StoreKeys.LAST)) {
            while (cursor.next()) {
                catalog = catalog.loaded(cursor.key(), cursor.value());
            }
        }
        return catalog;
    }

    private Catalog loaded(byte[] key, byte[] value) {
        return switch (key[0]) {
            case 'N' -> with(StoredRecord.read(value, Namespace.class));
            case 'T' -> with(StoredRecord.read(value, Table.class));
            case 'S' -> {
                ByteBuffer in = ByteBuffer.wrap(key, 1, 12);
                ScopeId id = new ScopeId(in.getInt(), in.getLong());
                String userId = StoredRecord.read(value, ScopeRecord.class).userId();
                yield with(id, userId.isEmpty() ? new TableScope.Shared() : new TableScope.User(userId));
            }
            case 'U' -> with(users.with(StoredRecord.read(value, User.class)));
            case 'D' ->
                with(users.withDropped(
                        StoredRecord.read(value, DroppedUser.class).id()));
            default -> this; // the store's own records
        };
    }

    public boolean hasNamespace(String name) {
        return namespaces.containsKey(name);
    }

    /** Namespaces in order of name. */
    public Collection<Namespace> namespaces() {
        return namespaces.values();
    }

    public Optional<Table> table(TableName name) {
        return Optional.ofNullable(tables.get(name.toString()));
    }

    public Optional<Table> table(int tableId) {
        return Optional.ofNullable(tablesById.get(tableId));
    }

    /** Tables in order of name. */
    public Collection<Table> tables() {
        return tables.values();
    }

    /** The id of a scope that has held a row. */
    public Optional<ScopeId> scopeId(int tableId, TableScope scope) {
        return Optional.ofNullable(scopeIds.get(new ScopeName(tableId, scope.userId())));
    }

    /** The scopes of a table that have held a row, in order of their number. */
    public Map<Long, TableScope> scopes(int tableId) {
        return scopes.getOrDefault(tableId, TreePMap.empty());
    }

    public Optional<User> user(String id) {
        return Optional.ofNullable(users.current().get(id));
    }

    /** Users in order of id. */
    public Collection<User> users() {
        return users.current().values();
    }

    /** True when rows of a dropped user of that id are still stored: nobody else may get to see them. */
    public boolean holdsRowsOfDroppedUser(String id) {
        return users.dropped().contains(id)
                && tablesById.keySet().stream().anyMatch(tableId -> scopeIds.containsKey(new ScopeName(tableId, id)));
    }

    /** The id that {@link #create(Table, StoreBatch)} expects next. */
    public int nextTableId() {
        return nextIds.table();
    }

    /** The id that {@link #takeFileId} gives next. */
    public long nextFileId() {
        return nextIds.file();
    }

    public Catalog create(Namespace namespace, StoreBatch batch) {
        batch.put(Family.CATALOG, key('N', namespace.name()), StoredRecord.write(namespace));
        return with(namespace);
    }

    public Catalog dropNamespace(String name, StoreBatch batch) {
        batch.delete(Family.CATALOG, key('N', name));
        return new Catalog(namespaces.minus(name), tables, tablesById, scopes, scopeIds, users, nextIds);
    }

    public Catalog create(Table table, StoreBatch batch) {
        put(table, batch);
        return with(table).with(new NextIds(table.id() + 1, nextIds.scope(), nextIds.file()), batch);
    }

    /** Replaces the table of that id and name. */
    public Catalog replace(Table table, StoreBatch batch) {
        put(table, batch);
        return with(table);
    }

    private static void put(Table table, StoreBatch batch) {
        byte[] value = StoredRecord.write(table);
        if (value.length > MAX_TABLE_BYTES) {
            throw new EngineException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "Cannot define table " + table.name() + ": the columns of its "
                            + table.schemas().size() + " schema versions take more than 8 MiB");
        }
        batch.put(Family.CATALOG, tableKey(table.id()), value);
    }

    /** Forgets a table and its scopes. */
    public Catalog drop(Table table, StoreBatch batch) {
        batch.delete(Family.CATALOG, tableKey(table.id()));
        HashPMap<ScopeName, ScopeId> left = scopeIds;
        for (Map.Entry<Long, TableScope> scope : scopes(table.id()).entrySet()) {
            batch.delete(Family.CATALOG, scopeKey(new ScopeId(table.id(), scope.getKey())));
            left = left.minus(new ScopeName(table.id(), scope.getValue().userId()));
        }
        return new Catalog(
                namespaces,
                tables.minus(table.name().toString()),
                tablesById.minus(table.id()),
                scopes.minus(table.id()),
                left,
                users,
                nextIds);
    }

    /** Gives a scope its id; {@link #scopeId} finds it in the next version. */
    public Catalog addScope(int tableId, TableScope scope, StoreBatch batch) {
        ScopeId id = new ScopeId(tableId, nextIds.scope());
        batch.put(Family.CATALOG, scopeKey(id), StoredRecord.write(new ScopeRecord(scope.userId())));
        return with(id, scope).with(new NextIds(nextIds.table(), nextIds.scope() + 1, nextIds.file()), batch);
    }

    /** Takes {@link #nextFileId()}. */
    public Catalog takeFileId(StoreBatch batch) {
        return with(new NextIds(nextIds.table(), nextIds.scope(), nextIds.file() + 1), batch);
    }

    /** Creates or replaces a user. */
    public Catalog put(User user, StoreBatch batch) {
        batch.put(Family.CATALOG, key('U', user.id()), StoredRecord.write(user));
        batch.delete(Family.CATALOG, key('D', user.id()));
        return with(users.with(user));
    }

    /** Drops a user, but not their rows. */
    public Catalog dropUser(String id, StoreBatch batch) {
        batch.delete(Family.CATALOG, key('U', id));
        batch.put(Family.CATALOG, key('D', id), StoredRecord.write(new DroppedUser(id)));
        return with(users.withDropped(id));
    }

    private Catalog with(Namespace namespace) {
        return new Catalog(
                namespaces.plus(namespace.name(), namespace), tables, tablesById, scopes, scopeIds, users, nextIds);
    }

    private Catalog with(Table table) {
        return new Catalog(
                namespaces,
                tables.plus(table.name().toString(), table),
                tablesById.plus(table.id(), table),
                scopes,
                scopeIds,
                users,
                nextIds);
    }

    private Catalog with(ScopeId id, TableScope scope) {
        TreePMap<Long, TableScope> ofTable = scopes.getOrDefault(id.tableId(), TreePMap.empty());
        return new Catalog(
                namespaces,
                tables,
                tablesById,
                scopes.plus(id.tableId(), ofTable.plus(id.number(), scope)),
                scopeIds.plus(new ScopeName(id.tableId(), scope.userId()), id),
                users,
                nextIds);
    }

    private Catalog with(Users changed) {
        return new Catalog(namespaces, tables, tablesById, scopes, scopeIds, changed, nextIds);
    }

    private Catalog with(NextIds ids, StoreBatch batch) {
        batch.put(Family.CATALOG, StoreKeys.NEXT_IDS, StoredRecord.write(ids));
        return new Catalog(namespaces, tables, tablesById, scopes, scopeIds, users, ids);
    }

    private static byte[] key(char kind, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + utf8.length).put((byte) kind).put(utf8).array();
    }

    private static byte[] tableKey(int tableId) {
        return ByteBuffer.allocate(5).put((byte) 'T').putInt(tableId).array();
    }

    private static byte[] scopeKey(ScopeId id) {
        return ByteBuffer.allocate(13)
                .put((byte) 'S')
                .putInt(id.tableId())
                .putLong(id.number())
                .array();
    }
}
