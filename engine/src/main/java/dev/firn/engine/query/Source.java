package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Iterator;
import java.util.Set;

/**
 * The piece of SQL that a tree was parsed from; reads the tree's fields and refuses what is not as expected.
 *
 * @param prefixBytes what the parser saw before the piece
 */
record Source(SqlText sql, int prefixBytes) {
    /** The byte of the piece at which a node lies; negative when the tree does not say. */
    long byteOffset(JsonNode node) {
        JsonNode location = node.path("query_location");
        return location.canConvertToLong() ? location.asLong() - prefixBytes : -1;
    }

    /** The character of the request at which a node lies; 0 when unknown. */
    int position(JsonNode node) {
        return sql.positionOfByte(byteOffset(node));
    }

    EngineException refuse(JsonNode node, String what) {
        EngineException refusal = new EngineException(ErrorCode.INVALID_SQL, "Cannot run this query: " + what);
        int position = position(node);
        return position > 0 ? refusal.at(position) : refusal;
    }

    /** A node whose keys are all known; an unknown one may mean anything and is refused. */
    ObjectNode node(JsonNode value, Set<String> keys) {
        if (!(value instanceof ObjectNode node)) {
            throw refuse(value, "its syntax tree has an unknown form");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!keys.contains(name)) {
                throw refuse(node, "its syntax tree has an unknown part (" + name + ")");
            }
        }
        return node;
    }

    ArrayNode list(ObjectNode node, String key) {
        if (!(node.path(key) instanceof ArrayNode list)) {
            throw refuse(node, "its syntax tree has an unknown form (" + key + ")");
        }
        return list;
    }

    String text(ObjectNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            throw refuse(node, "its syntax tree has an unknown form (" + key + ")");
        }
        return value.textValue();
    }

    /** Refuses a part that is there: present, not null, not empty, not false. */
    void absent(ObjectNode node, String key, String what) {
        JsonNode value = node.path(key);
        boolean absent = value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isBoolean() && !value.booleanValue());
        if (!absent) {
            throw refuse(node, what + " is not supported");
        }
    }

    void oneOf(ObjectNode node, String key, Set<String> allowed, String what) {
        if (!allowed.contains(text(node, key))) {
            throw refuse(node, what + " " + text(node, key) + " is not supported");
        }
    }

    void texts(ObjectNode node, String key) {
        for (JsonNode element : list(node, key)) {
            if (!element.isTextual()) {
                throw refuse(node, "its syntax tree has an unknown form (" + key + ")");
            }
        }
    }
}
