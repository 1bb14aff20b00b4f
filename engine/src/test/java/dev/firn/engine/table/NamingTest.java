package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamingTest {
    private static final String LONGEST = "a".repeat(64);

    @Test
    void namespacesAndTablesAreKeptInLowerCaseAndColumnsAsSpelled() {
        assertThat(Naming.namespace("Chat_1")).isEqualTo("chat_1");
        assertThat(Naming.newNamespace("CHAT")).isEqualTo("chat");
        assertThat(Naming.table("Messages")).isEqualTo("messages");
        assertThat(Naming.column("SentAt")).isEqualTo("SentAt");
        assertThat(Naming.table(LONGEST)).isEqualTo(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1a", "_a", "a-b", "a b", "a.b", "a/b", "..", "a\\b", "a\0", "a\n", "ä", "aä", "\u0130", "a\u200b",
                "a$", "😀"
            })
    void nameThatIsNotALetterAndLettersDigitsAndUnderscoresIsRefused(String name) {
        refused(() -> Naming.namespace(name), "");
        refused(() -> Naming.table(name), "");
        refused(() -> Naming.column(name), "");
    }

    @Test
    void refusedNameIsShownWithoutHalfACharacter() {
        String name = LONGEST.substring(1) + "\uD83D\uDE00";

        assertThatThrownBy(() -> Naming.table(name))
                .message()
                .satisfies(message -> assertThat(
                                StandardCharsets.UTF_8.newEncoder().canEncode(message))
                        .isTrue());
    }

    @Test
    void nameOf65CharactersIsRefused() {
        refused(() -> Naming.table(LONGEST + "a"), "up to 63");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system",
                "sys",
                "root",
                "sql",
                "admin",
                "internal",
                "information_schema",
                "pg_catalog",
                "main",
                "default"
            })
    void reservedNamespaceIsNotCreatedInAnyCase(String name) {
        refused(() -> Naming.newNamespace(name), "reserved");
        refused(() -> Naming.newNamespace(name.toUpperCase(java.util.Locale.ROOT)), "reserved");
        assertThat(Naming.table(name)).as("a table may have the name").isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_seq", "_deleted", "_prev", "_written_at", "_scope", "_", "_x"})
    void columnThatBeginsWithAnUnderscoreIsReserved(String name) {
        refused(() -> Naming.column(name), "reserved");
    }

    private static void refused(Runnable naming, String part) {
        assertThatThrownBy(naming::run)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining(part);
    }
}
