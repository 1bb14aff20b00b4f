package dev.firn.engine.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Expressions that the engine writes into a tree of DuckDB's parser, in the form that the parser gives them. */
final class SyntaxNodes {
    private SyntaxNodes() {}

    /** A call of a function, without arguments yet. */
    static ObjectNode call(String name) {
        ObjectNode call = expression("FUNCTION", "FUNCTION")
                .put("function_name", name)
                .put("schema", "")
                .put("catalog", "")
                .putNull("filter")
                .put("distinct", false)
                .put("is_operator", false)
                .put("export_state", false);
        call.putObject("order_bys").put("type", "ORDER_MODIFIER").putArray("orders");
        call.putArray("arguments");
        call.putObject("qualified_name").putArray("path").add(name);
        return call;
    }

    /** A cast to a type, with numbers such as the digits of a DECIMAL. */
    static ObjectNode cast(ObjectNode child, String typeName, int... modifiers) {
        ObjectNode cast = expression("CAST", "OPERATOR_CAST").put("try_cast", false);
        cast.set("child", child);
        ObjectNode type =
                expression("TYPE", "TYPE").put("catalog", "").put("schema", "").put("type_name", typeName);
        ArrayNode children = type.putArray("children");
        for (int modifier : modifiers) {
            children.add(constant("INTEGER", String.valueOf(modifier)));
        }
        type.putObject("qualified_name").putArray("path").add(typeName);
        cast.set("type_expr", type);
        return cast;
    }

    /** A literal of a kind of {@link AllowedSql#LITERALS}. */
    static ObjectNode constant(String kind, String text) {
        ObjectNode constant = expression("CONSTANT", "VALUE_CONSTANT");
        constant.putObject("literal").put("kind", kind).put("text", text);
        return constant;
    }

    /** The literal of a bound value. */
    static ObjectNode literal(@Nullable Object value) {
        if (value == null) {
            return constant("NULL_LITERAL", "");
        }
        ObjectNode text = constant("STRING", value.toString());
        if (value instanceof byte[] bytes) {
            String escaped = bytes.length == 0
                    ? ""
                    : "\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes);
            return cast(constant("STRING", escaped), "BLOB");
        } else if (value instanceof Boolean) {
            return constant("BOOLEAN", value.toString());
        } else if (value instanceof Integer || value instanceof Long) {
            return cast(text, "BIGINT");
        } else if (value instanceof Double) {
            return cast(text, "DOUBLE");
        } else if (value instanceof LocalDateTime) {
            return cast(text, "TIMESTAMP");
        } else if (value instanceof BigDecimal decimal) {
            int scale = Math.max(0, decimal.scale());
            int precision = Math.max(decimal.precision() - decimal.scale() + scale, scale);
            return cast(
                    constant("STRING", decimal.toPlainString()),
                    "DECIMAL",
                    Math.min(38, precision),
                    Math.min(38, scale));
        }
        return text;
    }

    /** An expression without its own fields yet. */
    static ObjectNode expression(String kind, String type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("class", kind)
                .put("type", type)
                .put("alias", "")
                .put("query_location", 0)
                .put("query_location_length", 0);
    }
}
