package dev.firn.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST surface. Not at {@code /}: that would hide {@code /admin} and {@code /health}. */
@ApplicationPath("/v1")
public class RestApplication extends Application {}
