package dev.firn.engine.cold;

import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreDirectories;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** A manifest in a store of its own. */
public final class OpenManifest implements AutoCloseable {
    private final StoreDirectories directories;
    final Store store;
    private Manifest now;

    public OpenManifest(Path root) {
        directories = StoreDirectories.lock(root.resolve("data"), root.resolve("state"), new LocalFileCalls());
        store = directories.openStore(true);
        now = Manifest.load(store);
    }

    public Manifest now() {
        return now;
    }

    /** What the store holds of it. */
    Manifest stored() {
        return Manifest.load(store);
    }

    void change(BiFunction<Manifest, StoreBatch, Manifest> change) {
        try (StoreBatch batch = store.batch()) {
            now = change.apply(now, batch);
            store.write(batch);
        }
    }

    public void publish(DataFile file) {
        Intent intent = new Intent(file.id(), file.path(), file.runId());
        change((manifest, batch) -> manifest.publish(file, intent, batch));
    }

    @Override
    public void close() {
        store.close();
        directories.close();
    }
}
