package dev.firn.engine.cold;

import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Where data files lie, relative to the data directory (docs/api.md, "Files"). */
public final class DataFileLayout {
    private static final Pattern PLAIN_USER_ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    private DataFileLayout() {}

    /** The directory of a scope's files, with {@code /}. */
    public static String directory(TableName table, TableScope scope) {
        if (scope instanceof TableScope.User user) {
            return userFolder(user.userId()) + "/tables/" + table.namespace() + "/" + table.table();
        }
        return "shared/" + table.namespace() + "/" + table.table();
    }

    /** The directory of the files that scopes of a table share; no namespace begins with {@code _}. */
    public static String bundleDirectory(TableName table) {
        return "shared/_bundles/" + table.namespace() + "/" + table.table();
    }

    /** The name {@code batch-{millis}[-n].parquet}; {@code n} from 0, where 0 is left out. */
    public static String fileName(long millis, int n) {
        return "batch-" + millis + (n == 0 ? "" : "-" + n) + ".parquet";
    }

    /** The path of a file under way, beside its final one: a link cannot cross file systems. */
    public static String temporary(String path) {
        int name = path.lastIndexOf('/') + 1;
        return path.substring(0, name) + "." + path.substring(name) + ".tmp";
    }

    /** The directory part of a path, without the last {@code /}. */
    static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static String userFolder(String userId) {
        if (PLAIN_USER_ID.matcher(userId).matches() && !userId.equals("shared")) {
            return userId;
        }
        return "_u" + HexFormat.of().formatHex(userId.getBytes(StandardCharsets.UTF_8));
    }
}
