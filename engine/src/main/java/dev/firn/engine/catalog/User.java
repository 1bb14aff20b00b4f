package dev.firn.engine.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.firn.engine.table.Role;
import org.jspecify.annotations.Nullable;

/**
 * A user who can sign in.
 *
 * @param id case-sensitive, NFC, 1 to 100 bytes of UTF-8
 * @param passwordHash as {@code security.Passwords} writes it
 * @param signOuts sign-ins under this password that the user has ended
 */
public record User(String id, Role role, String passwordHash, long createdAtMicros, SignOuts signOuts) {
    /** A user who has not ended a sign-in. */
    public User(String id, Role role, String passwordHash, long createdAtMicros) {
        this(id, role, passwordHash, createdAtMicros, SignOuts.NONE);
    }

    /** Reads a record; those of stores before Firn 0.6 know of no sign-outs. */
    @JsonCreator
    static User read(
            @JsonProperty("id") String id,
            @JsonProperty("role") Role role,
            @JsonProperty("passwordHash") String passwordHash,
            @JsonProperty("createdAtMicros") long createdAtMicros,
            @JsonProperty("signOuts") @Nullable SignOuts signOuts) {
        return new User(id, role, passwordHash, createdAtMicros, signOuts == null ? SignOuts.NONE : signOuts);
    }

    /** The same user under a new password: what was signed in under the old one has ended by that. */
    public User withPasswordHash(String newHash) {
        return new User(id, role, newHash, createdAtMicros);
    }

    public User with(Role newRole) {
        return new User(id, newRole, passwordHash, createdAtMicros, signOuts);
    }

    public User with(SignOuts newSignOuts) {
        return new User(id, role, passwordHash, createdAtMicros, newSignOuts);
    }
}
