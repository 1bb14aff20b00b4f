package dev.firn.engine.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;

/** The stored form of catalog, manifest and run records: a format version byte and JSON. */
public final class StoredRecord {
    private static final int FIRST_VERSION = 1;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StoredRecord() {}

    /** Writes a record in the first version of its format. */
    public static byte[] write(Object record) {
        return write(FIRST_VERSION, record);
    }

    public static byte[] write(int version, Object record) {
        try {
            byte[] json = JSON.writeValueAsBytes(record);
            byte[] value = new byte[json.length + 1];
            value[0] = (byte) version;
            System.arraycopy(json, 0, value, 1, json.length);
            return value;
        } catch (JsonProcessingException e) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot write a record of the store", e);
        }
    }

    /** The JSON alone, for files that people read. */
    static byte[] writeText(Object record) throws JsonProcessingException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record);
    }

    static <T> T readText(byte[] json, Class<T> type) throws IOException {
        return JSON.readValue(json, type);
    }

    /** The format version that a record was written in, 0 when it says none. */
    public static int version(byte[] value) {
        return value.length == 0 ? 0 : value[0];
    }

    /** Reads a record of the first version; another one or an unknown form is a STORAGE_UNAVAILABLE. */
    public static <T> T read(byte[] value, Class<T> type) {
        return read(FIRST_VERSION, value, type);
    }

    /** Reads a record of a version; another one or an unknown form is a STORAGE_UNAVAILABLE. */
    public static <T> T read(int version, byte[] value, Class<T> type) {
        if (version(value) != version) {
            throw new EngineException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot read a " + type.getSimpleName() + " of the store: unknown format version; "
                            + "was it written by a newer Firn?");
        }
        try {
            return JSON.readValue(value, 1, value.length - 1, type);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_UNAVAILABLE, "Cannot read a " + type.getSimpleName() + " of the store", e);
        }
    }
}
