package dev.firn.web;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** A form in which the rows of {@code /sql} are answered, chosen by the request's Accept header. */
enum AnswerForm {
    JSON(Json.TYPE, Json.TYPE),
    NDJSON("application/x-ndjson", "application/x-ndjson"),
    CSV("text/csv", "text/csv;charset=utf-8"),
    PARQUET("application/vnd.apache.parquet", "application/vnd.apache.parquet");

    private final String type;
    private final String contentType;
    private final MediaType mediaType;

    AnswerForm(String type, String contentType) {
        this.type = type;
        this.contentType = contentType;
        this.mediaType = MediaType.valueOf(type);
    }

    /** The media type without parameters. */
    String type() {
        return type;
    }

    /** The media type of the answer. */
    String contentType() {
        return contentType;
    }

    /**
     * The form that a client likes best. Of equal weight, the one whose range it names more closely or first; of one range
     * the first form.
     *
     * @param accepted the ranges of the Accept header, by weight and closeness
     */
    static AnswerForm of(List<MediaType> accepted) {
        for (MediaType range : accepted) {
            for (AnswerForm form : values()) {
                if (form.isIn(range) && !form.isExcluded(accepted)) {
                    return form;
                }
            }
        }
        if (accepted.stream().anyMatch(MediaType.valueOf(ErrorAnswer.PROBLEM_TYPE)::isCompatible)) {
            return JSON;
        }
        throw new EngineException(
                ErrorCode.NOT_ACCEPTABLE,
                "Cannot answer in an accepted media type: there are " + JSON.type + ", " + NDJSON.type + ", " + CSV.type
                        + " and " + PARQUET.type);
    }

    private boolean isIn(MediaType range) {
        return mediaType.isCompatible(range) && weight(range) > 0;
    }

    /** True when a range of weight 0 names this form more closely than any other range. */
    private boolean isExcluded(List<MediaType> accepted) {
        return accepted.stream()
                .anyMatch(range -> mediaType.isCompatible(range)
                        && weight(range) == 0
                        && accepted.stream()
                                .noneMatch(
                                        other -> mediaType.isCompatible(other) && closeness(other) > closeness(range)));
    }

    private static int closeness(MediaType range) {
        return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
    }

    private static double weight(MediaType range) {
        String weight = range.getParameters().get("q");
        try {
            return weight == null ? 1 : Double.parseDouble(weight);
        } catch (NumberFormatException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "Cannot read the header Accept: q=" + weight + " is not a weight", e);
        }
    }
}
