package dev.firn.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private final Passwords passwords = new Passwords(1_000);

    @ParameterizedTest
    @ValueSource(strings = {"x", "correct horse battery staple", "пароль", "密码😀", " leading and trailing "})
    void matchesTheHashedPasswordOnly(String password) {
        String hash = passwords.hash(password);

        assertThat(passwords.matches(password, hash)).isTrue();
        assertThat(passwords.matches(password + " ", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    @Test
    void hashesTheSamePasswordUnderANewSaltEachTime() {
        assertThat(passwords.hash("secret")).isNotEqualTo(passwords.hash("secret"));
    }

    @Test
    void storesItsParametersInTheHash() {
        String weak = passwords.hash("secret");

        assertThat(weak).startsWith("$pbkdf2-sha512$i=1000$").doesNotContain("secret");
        assertThat(new Passwords().hash("secret")).startsWith("$pbkdf2-sha512$i=210000$");
        assertThat(new Passwords().matches("secret", weak)).isTrue();
    }

    @Test
    void nobodyHasTheHashOfNobody() {
        String hash = passwords.hashOfNobody();

        assertThat(hash).startsWith("$pbkdf2-sha512$i=1000$").isNotEqualTo(passwords.hashOfNobody());
        assertThat(passwords.matches("nobody", hash)).isFalse();
    }

    @Test
    void refusesToHashAnEmptyOrHugePassword() {
        for (String password : new String[] {"", "x".repeat(1_025), "é".repeat(513)}) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> passwords.hash(password))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
        }
        assertThat(passwords.matches("x".repeat(5_000_000), passwords.hash("x")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "secret", "$pbkdf2-sha512$i=0$AAAAAAAAAAAAAAAAAAAAAA$AAAA", "$pbkdf2-sha512$i=99999999$"})
    void refusesAHashOfUnknownForm(String hash) {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> passwords.matches("secret", hash))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
    }
}
