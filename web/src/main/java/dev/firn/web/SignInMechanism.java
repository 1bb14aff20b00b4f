package dev.firn.web;

import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Signs callers in by {@code Authorization: Bearer} or {@code Basic}: one mechanism for both, as Jakarta Security 3
 * allows only one. A call without valid credentials goes on as nobody; {@link SignInFilter} answers it.
 */
@ApplicationScoped
public class SignInMechanism implements HttpAuthenticationMechanism {
    @Inject
    IdentityStoreHandler stores;

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return context.doNothing();
        }
        try {
            CredentialValidationResult result = stores.validate(credential(header));
            Optional<Caller> caller = caller(result);
            if (caller.isPresent()) {
                CallState.signedIn(request, caller.get());
                return context.notifyContainerAboutLogin(result);
            }
        } catch (EngineException e) {
            CallState.refused(request, e);
        }
        return context.doNothing();
    }

    /** Who an Authorization header is of now, for an answer that goes on for long; UNAUTHENTICATED when it is of nobody. */
    Caller callerNow(String header) {
        return caller(stores.validate(credential(header))).orElseThrow(SignInMechanism::unreadable);
    }

    /** The token of an Authorization header; empty when that is of another kind. */
    static Optional<String> token(String header) {
        return credential(header) instanceof BearerCredential bearer ? Optional.of(bearer.token()) : Optional.empty();
    }

    private static Optional<Caller> caller(CredentialValidationResult result) {
        return result.getStatus() == CredentialValidationResult.Status.VALID
                        && result.getCallerPrincipal() instanceof SignedInPrincipal principal
                ? Optional.of(principal.caller())
                : Optional.empty();
    }

    private static Credential credential(String header) {
        String[] parts = header.strip().split("\\s+", 2);
        if (parts.length == 2 && parts[0].equalsIgnoreCase("Bearer")) {
            return new BearerCredential(parts[1]);
        }
        if (parts.length == 2 && parts[0].equalsIgnoreCase("Basic")) {
            return basic(parts[1]).orElseThrow(SignInMechanism::unreadable);
        }
        throw unreadable();
    }

    /** Reads the base64 of {@code user:password} in UTF-8; Jakarta's own BasicAuthenticationCredential knows ASCII only. */
    private static Optional<Credential> basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon > 0
                    ? Optional.of(new UsernamePasswordCredential(pair.substring(0, colon), pair.substring(colon + 1)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static EngineException unreadable() {
        return new EngineException(
                ErrorCode.UNAUTHENTICATED, "Cannot sign in: the Authorization header is neither Bearer nor Basic");
    }
}
