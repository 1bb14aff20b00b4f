package dev.firn.web;

import dev.firn.engine.table.Caller;
import jakarta.security.enterprise.CallerPrincipal;

/** The container's principal of a signed-in caller. */
final class SignedInPrincipal extends CallerPrincipal {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    SignedInPrincipal(Caller caller) {
        super(caller.userId());
        this.caller = caller;
    }

    Caller caller() {
        return caller;
    }
}
