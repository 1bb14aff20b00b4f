package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.ejb.TableAdmin;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** What {@code GET /health} says: whether writes are accepted, what an acknowledgement is worth, how much room is left. */
@ApplicationScoped
public class HealthAnswer {
    static final String VERSION = Version.read();

    @Inject
    TableAdmin tables;

    /** 200, or 503 while the store is read-only. */
    int httpStatus() {
        return tables.health().writable() ? 200 : 503;
    }

    byte[] document() {
        return Json.document(this::write);
    }

    void write(JsonGenerator json) throws IOException {
        TableAdmin.Health health = tables.health();
        json.writeStartObject();
        json.writeStringField("status", health.writable() ? "healthy" : "read-only");
        json.writeStringField("version", VERSION);
        json.writeStringField("api_version", "v1");
        json.writeStringField("durability", health.synced() ? "fsync" : "process");
        json.writeNumberField("quarantined_files", health.quarantinedFiles());
        json.writeStringField("buffer", health.buffer());
        json.writeStringField("disk", health.disk());
        json.writeNumberField("stuck_jobs", health.stuckJobs());
        json.writeEndObject();
    }
}
