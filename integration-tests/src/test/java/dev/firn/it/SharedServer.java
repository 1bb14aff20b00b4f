package dev.firn.it;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests that need no settings of their own one server, started once and stopped after the last test. */
final class SharedServer implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FirnServer.class;
    }

    @Override
    public FirnServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(SharedServer.class))
                .getOrComputeIfAbsent("server", key -> new Running(), Running.class)
                .server();
    }

    /** Closed by JUnit when all tests are over. */
    private record Running(FirnServer server) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        Running() {
            this(FirnServer.start(FirnServer.freshHome("shared"), Map.of()));
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
