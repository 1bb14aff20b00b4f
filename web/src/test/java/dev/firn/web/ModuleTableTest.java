package dev.firn.web;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table "what may know what" of the design, for the modules; web stands on top and sees them all. */
class ModuleTableTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.firn");

    @ParameterizedTest
    @ValueSource(strings = {"engine", "batch", "ejb", "web"})
    void everyModuleIsSeen(String module) {
        assertThat(CLASSES.stream().anyMatch(type -> type.getPackageName().startsWith("dev.firn." + module)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "engine, dev.firn.batch..",
        "engine, dev.firn.ejb..",
        "engine, dev.firn.web..",
        "batch,  dev.firn.ejb..",
        "batch,  dev.firn.web..",
        "batch,  jakarta.ejb..",
        "batch,  jakarta.ws.rs..",
        "batch,  org.rocksdb..",
        "batch,  org.apache.parquet..",
        "batch,  org.duckdb..",
        "ejb,    dev.firn.web..",
        "ejb,    jakarta.ws.rs..",
        "ejb,    jakarta.websocket..",
        "ejb,    org.rocksdb..",
        "ejb,    org.apache.parquet..",
        "ejb,    org.duckdb..",
        "web,    dev.firn.batch..",
        "web,    jakarta.batch..",
        "web,    org.rocksdb..",
        "web,    org.apache.parquet..",
        "web,    org.duckdb.."
    })
    void aModuleDoesNotKnowWhatTheTableForbids(String module, String forbidden) {
        noClasses()
                .that()
                .resideInAPackage("dev.firn." + module + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(forbidden))
                .check(CLASSES);
    }

    /** Batch runs are started, stopped and restarted in one place; their old records are removed in another. */
    @Test
    void onlyFlushRunsUsesTheJobOperator() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.firn.ejb.FlushRuns")
                .and()
                .doNotHaveFullyQualifiedName("dev.firn.ejb.JobRecords")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jakarta.batch.operations.JobOperator")
                .check(CLASSES);
    }

    /** Web holds requests, results and errors; it never opens a store, a view or a statement of its own. */
    @Test
    void webKnowsTheEnginesValuesOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.firn.web..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.firn.engine..")
                        .and(not(resideInAnyPackage(
                                "dev.firn.engine.table",
                                "dev.firn.engine.query",
                                "dev.firn.engine.export",
                                "dev.firn.engine.ingest",
                                "dev.firn.engine.statement",
                                "dev.firn.engine.security",
                                "dev.firn.engine.monitor",
                                "dev.firn.engine.run"))))
                .check(CLASSES);
    }
}
