package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.step.TestingStepListener;
import java.io.File;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.ContainerController;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The way through the application server, with the EAR deployed into a WildFly that was provisioned without it: sign-in
 * over REST, session beans, the engine; the timer bean of {@code ejb.jar}, {@code JobOperator}, job XML and artifacts of
 * {@code ear/lib}, the same engine (a second one on its directories would be refused); a job that a dead server left.
 */
@ArquillianTest
@RunAsClient
class WiringIT {
    private static final String CONTAINER = "wildfly";
    private static final String APPLICATION = "firn";
    private static final int ROWS = 12_000;

    @ArquillianResource
    ContainerController containers;

    @ArquillianResource
    Deployer deployer;

    private int port;

    @Deployment(name = APPLICATION, managed = false, testable = false)
    @TargetsContainer(CONTAINER)
    static EnterpriseArchive application() {
        File ear = FirnServer.root().resolve("ear/target/firn.ear").toFile();
        JavaArchive listener = ShrinkWrap.create(JavaArchive.class, "step-listener.jar")
                .addClass(TestingStepListener.class)
                .addAsManifestResource(
                        new StringAsset(
                                "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\" bean-discovery-mode=\"annotated\"/>"),
                        "beans.xml");
        return ShrinkWrap.createFromZipFile(EnterpriseArchive.class, ear).addAsLibrary(listener);
    }

    @AfterEach
    void stop() {
        if (containers.isStarted(CONTAINER)) {
            containers.stop(CONTAINER);
        }
    }

    @Test
    void carriesACallerToTheEngineAndAJobThroughAKill() {
        start("-D" + TestingStepListener.STEP + "=FLUSH_COMMITTED -Dfirn.flush.rows-per-file=5000");
        deployer.deploy(APPLICATION);
        FirnClient admin = client();

        assertThat(admin.get("/v1/api/auth/me").body().path("user").path("role").asText())
                .isEqualTo("dba");
        FirnClient.Reply unknown = admin.sql("SELECT * FROM wiring_ns.none");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("NAMESPACE_NOT_FOUND");

        takesTwelveMegabytesOnlyAsRows(admin);
        admin.sql("STORAGE FLUSH TABLE wiring_ns.messages");
        awaitKilled();

        start("-Dfirn.flush.rows-per-file=5000");
        FirnClient again = client();
        await("the application is up again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> again.anonymous().get("/health").status() == 200);
        Jobs jobs = new Jobs(again, "wiring_ns.messages");
        JsonNode run = jobs.awaitCompleted(1, Duration.ofSeconds(30)).get(0);
        assertThat(jobs.all()).hasSize(1);
        assertThat(run.path("restarts").asInt()).isEqualTo(1);
        assertThat(run.path("rows_written").asInt()).isEqualTo(ROWS);
        assertThat(run.path("attempts").get(1).path("rows_read").asInt()).isEqualTo(ROWS - 5_000);
        assertThat(again.count("wiring_ns.messages")).isEqualTo(ROWS);
    }

    private static void takesTwelveMegabytesOnlyAsRows(FirnClient admin) {
        String content = "x".repeat(1_000);
        String rows = IntStream.range(0, ROWS)
                .mapToObj(i -> "{\"message_id\":" + i + ",\"content\":\"" + content + "\"}\n")
                .collect(Collectors.joining());
        assertThat(rows.length()).isGreaterThan(12_000_000);
        admin.run("CREATE NAMESPACE wiring_ns");
        admin.run("CREATE SHARED TABLE wiring_ns.messages (message_id BIGINT PRIMARY KEY, content VARCHAR)");

        FirnClient.Reply stored = admin.importRows("wiring_ns.messages", "", BodyPublishers.ofString(rows));
        assertThat(stored.body().path("rows_stored").asInt()).as("%s", stored).isEqualTo(ROWS);
        FirnClient.Reply refused = admin.sql("SELECT '" + rows.replace("'", "") + "'");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    private void start(String jvmArguments) {
        port = FirnServer.freePort();
        int managementPort = FirnServer.freePort();
        containers.start(
                CONTAINER,
                Map.of(
                        "managementPort",
                        Integer.toString(managementPort),
                        "javaVmArguments",
                        "-Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djboss.http.port=" + port
                                + " -Djboss.management.http.port=" + managementPort
                                + " -Dfirn.admin.initial-password=" + FirnServer.ADMIN_PASSWORD
                                + " -Dfirn.query.memory-mib=256 " + jvmArguments));
    }

    private FirnClient client() {
        return FirnClient.basic(
                HttpClient.newHttpClient(), "http://127.0.0.1:" + port, "admin", FirnServer.ADMIN_PASSWORD);
    }

    /** The listener halts the server; Arquillian is told that it is gone. */
    private void awaitKilled() {
        await("the server has ended")
                .atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.current()
                        .descendants()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains("-Djboss.http.port=" + port)));
        containers.kill(CONTAINER);
    }
}
