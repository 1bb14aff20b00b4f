package dev.firn.web;

import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The form in which rows come in bulk, chosen by the request's Content-Type header. */
final class ImportForm {
    private ImportForm() {}

    static ImportFormat of(@Nullable String contentType) {
        MediaType type = parse(contentType);
        String charset = type.getParameters().getOrDefault(MediaType.CHARSET_PARAMETER, "utf-8");
        if (!charset.equalsIgnoreCase("utf-8")) {
            throw unsupported("its text must be UTF-8");
        }
        String name = type.getType() + "/" + type.getSubtype();
        return Arrays.stream(ImportFormat.values())
                .filter(format -> format.mediaType().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> unsupported("its media type must be one of "
                        + Arrays.stream(ImportFormat.values())
                                .map(ImportFormat::mediaType)
                                .collect(Collectors.joining(", "))));
    }

    private static MediaType parse(@Nullable String contentType) {
        if (contentType == null) {
            return MediaType.WILDCARD_TYPE;
        }
        try {
            return MediaType.valueOf(contentType);
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Cannot read the header Content-Type", e);
        }
    }

    private static EngineException unsupported(String why) {
        return new EngineException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Cannot import the body: " + why);
    }
}
