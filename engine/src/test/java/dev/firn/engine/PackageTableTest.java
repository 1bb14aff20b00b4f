package dev.firn.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table "what may know what" of the design, for the packages of the engine. */
class PackageTableTest {
    private static final String ROOT = "dev.firn.engine";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** What each package may know beside itself and {@code table}. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("table", Set.of()),
            Map.entry("sql", Set.of()),
            Map.entry("setting", Set.of()),
            Map.entry("store", Set.of()),
            Map.entry("hot", Set.of("store")),
            Map.entry("cold", Set.of("store")),
            Map.entry("catalog", Set.of("store")),
            Map.entry("security", Set.of("catalog")),
            Map.entry("commit", Set.of("store", "hot", "cold", "catalog")),
            Map.entry("run", Set.of("store", "hot", "cold", "catalog", "commit")),
            Map.entry("flush", Set.of("store", "hot", "cold", "catalog", "commit", "run", "query", "security")),
            Map.entry("compaction", Set.of("store", "hot", "cold", "catalog", "commit", "run", "query", "security")),
            Map.entry("retention", Set.of("store", "hot", "cold", "catalog", "commit", "run", "query", "security")),
            Map.entry("integrity", Set.of("store", "hot", "cold", "catalog", "commit", "run")),
            Map.entry("query", Set.of("store", "hot", "cold", "catalog", "commit", "integrity")),
            Map.entry(
                    "monitor",
                    Set.of("store", "hot", "cold", "catalog", "commit", "security", "run", "compaction", "integrity")),
            Map.entry("export", Set.of("cold", "query")),
            Map.entry("ingest", Set.of("store", "hot", "cold", "catalog", "commit", "security", "query")),
            Map.entry(
                    "statement",
                    Set.of(
                            "store",
                            "hot",
                            "cold",
                            "catalog",
                            "commit",
                            "security",
                            "sql",
                            "setting",
                            "query",
                            "run",
                            "flush",
                            "compaction",
                            "retention",
                            "integrity")));

    static Stream<String> packages() {
        return MAY_KNOW.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageKnowsOnlyWhatTheTableAllows(String name) {
        String[] allowed = Stream.concat(MAY_KNOW.getOrDefault(name, Set.of()).stream(), Stream.of(name, "table"))
                .map(PackageTableTest::tree)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(tree(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void thePackagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageStandsInTheTable() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toSet());

        found.remove("cdi");
        assertThat(MAY_KNOW.keySet()).containsAll(found);
    }

    @ParameterizedTest
    @CsvSource({
        "jakarta, cdi",
        "org.eclipse.microprofile, cdi",
        "org.rocksdb, store",
        "org.apache.parquet, cold",
        "org.apache.hadoop, cold",
        "org.duckdb, query",
        "java.sql, query",
        "org.antlr, sql",
        "com.nimbusds, security",
        "org.jberet, none",
        "org.jboss, none",
        "org.wildfly, none"
    })
    void aForeignLibraryHasOneOwner(String library, String owners) {
        String[] trees =
                Arrays.stream(owners.split(" ", -1)).map(PackageTableTest::tree).toArray(String[]::new);

        noClasses()
                .that(not(resideInAnyPackage(trees)))
                .should()
                .dependOnClassesThat(resideInAPackage(library + ".."))
                .check(CLASSES);
    }

    private static String tree(String name) {
        return ROOT + "." + name + "..";
    }
}
