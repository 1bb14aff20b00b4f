package dev.firn.engine.cdi;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.setting.SettingReader;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Opens the application's one engine when it is first injected, and closes it with the container. */
@Dependent
class EngineProducer {
    @Produces
    @Singleton
    EngineSettings settings() {
        return EngineSettings.from(new SettingReader(new SettingsSource(System::getProperty, System::getenv)::find));
    }

    /**
     * @param listeners at most one; test applications carry one that halts at a named step
     */
    @Produces
    @Singleton
    Engine engine(EngineSettings settings, Instance<StepListener> listeners) {
        StepListener listener = listeners.isUnsatisfied() ? StepListener.NONE : listeners.get();
        return Engine.open(settings, listener, Clock.systemUTC());
    }

    void close(@Disposes Engine engine) {
        engine.close();
    }
}
