package dev.firn.web;

import jakarta.security.enterprise.credential.Credential;

/** An access token as a client sent it, not yet verified. */
record BearerCredential(String token) implements Credential {}
