package dev.firn.web;

import dev.firn.ejb.SignIns;
import dev.firn.engine.table.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** The users of the store as the container's identities; the role is their one group. */
@ApplicationScoped
public class FirnIdentityStore implements IdentityStore {
    @Inject
    SignIns signIns;

    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (credential instanceof BearerCredential bearer) {
            return valid(signIns.verifyToken(bearer.token()));
        }
        if (credential instanceof UsernamePasswordCredential basic) {
            return valid(signIns.verifyPassword(basic.getCaller(), basic.getPasswordAsString()));
        }
        return CredentialValidationResult.NOT_VALIDATED_RESULT;
    }

    private static CredentialValidationResult valid(Caller caller) {
        return new CredentialValidationResult(
                new SignedInPrincipal(caller), Set.of(caller.role().spelling()));
    }
}
