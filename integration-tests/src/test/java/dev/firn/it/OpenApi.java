package dev.firn.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The server's own description, as far as tests hold answers against it: paths, statuses, media types, schemas. */
final class OpenApi {
    private final JsonNode root;

    private OpenApi(JsonNode root) {
        this.root = root;
    }

    static OpenApi parse(String yaml) {
        try {
            return new OpenApi(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every documented {@code METHOD path status} but {@code default}. */
    Set<String> cases() {
        Set<String> cases = new TreeSet<>();
        root.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fields()
                        .forEachRemaining(method -> method.getValue()
                                .path("responses")
                                .fieldNames()
                                .forEachRemaining(status -> {
                                    if (!status.equals("default")) {
                                        cases.add(key(method.getKey(), path.getKey(), status));
                                    }
                                })));
        return cases;
    }

    static String key(String method, String path, Object status) {
        return method.toUpperCase(java.util.Locale.ROOT) + " " + path + " " + status;
    }

    /** What an answer has that the description does not allow; empty when it fits. */
    List<String> problems(String method, String path, FirnClient.Reply reply) {
        JsonNode responses = root.path("paths")
                .path(path)
                .path(method.toLowerCase(java.util.Locale.ROOT))
                .path("responses");
        JsonNode response = responses.path(Integer.toString(reply.status()));
        if (response.isMissingNode()) {
            return List.of("status " + reply.status() + " is not described");
        }
        String type = reply.type().replaceAll(";.*", "");
        JsonNode content = resolved(response).path("content").path(type);
        if (content.isMissingNode()) {
            return List.of("media type " + type + " is not described");
        }
        List<String> problems = new ArrayList<>();
        if (type.equals("application/json") || type.endsWith("+json")) {
            check("$", content.path("schema"), reply.body(), problems);
        }
        return problems;
    }

    private void check(String at, JsonNode reference, JsonNode value, List<String> problems) {
        JsonNode schema = resolved(reference);
        if (schema.has("oneOf")) {
            checkOneOf(at, schema.path("oneOf"), value, problems);
            return;
        }
        if (!typeFits(schema.path("type"), value)) {
            problems.add(at + " is " + value.getNodeType() + ", not " + schema.path("type"));
            return;
        }
        JsonNode allowed = schema.path("enum");
        if (allowed.isArray() && !contains(allowed, value)) {
            problems.add(at + " = " + value + " is none of " + allowed);
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                problems.add(at + "." + required.asText() + " is missing");
            }
        }
        if (value.isObject() && schema.has("properties")) {
            checkFields(at, schema, value, problems);
        }
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(at + "[" + i + "]", schema.path("items"), value.get(i), problems);
            }
        }
    }

    /** Fits when one alternative does; else what the first has against it counts. */
    private void checkOneOf(String at, JsonNode alternatives, JsonNode value, List<String> problems) {
        List<String> ofFirst = new ArrayList<>();
        for (JsonNode alternative : alternatives) {
            List<String> found = new ArrayList<>();
            check(at, alternative, value, found);
            if (found.isEmpty()) {
                return;
            }
            ofFirst.addAll(ofFirst.isEmpty() ? found : List.of());
        }
        problems.addAll(ofFirst);
    }

    private void checkFields(String at, JsonNode schema, JsonNode value, List<String> problems) {
        Iterator<Map.Entry<String, JsonNode>> fields = value.fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            JsonNode property = schema.path("properties").path(field.getKey());
            if (property.isMissingNode()) {
                problems.add(at + "." + field.getKey() + " is not described");
            } else {
                check(at + "." + field.getKey(), property, field.getValue(), problems);
            }
        }
    }

    private JsonNode resolved(JsonNode node) {
        return Optional.ofNullable(node.get("$ref"))
                .map(reference -> root.at(reference.asText().substring(1)))
                .orElse(node);
    }

    private static boolean contains(JsonNode array, JsonNode value) {
        for (JsonNode element : array) {
            if (element.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean typeFits(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (typeFits(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> true;
        };
    }
}
