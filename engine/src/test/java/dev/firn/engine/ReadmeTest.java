package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.setting.Setting;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's tables of errors and settings say what the code does. */
class ReadmeTest {
    private static final Pattern ERROR_ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (\\d+) \\| `(\\w{5})` \\|");
    private static final Pattern SETTING_ROW = Pattern.compile("(?m)^\\| `firn\\.[a-z.-]+` \\|.*$");
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-zA-Z]*[a-z][a-zA-Z]*)`");

    @Test
    void listsEveryErrorCodeWithItsStatusAndSqlState() throws IOException {
        List<String> listed = rows(ERROR_ROW).stream()
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
                .toList();

        assertThat(listed)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> code.name() + " " + code.httpStatus() + " " + code.sqlState())
                        .toList());
    }

    @Test
    void listsEverySettingAsItIsDeclared() throws IOException {
        List<String> listed = rows(SETTING_ROW).stream().map(MatchResult::group).toList();

        assertThat(listed)
                .containsExactlyElementsOf(Arrays.stream(Setting.values())
                        .map(setting -> "| `" + setting.key() + "` | " + byDefault(setting) + " | "
                                + setting.description() + " |")
                        .toList());
    }

    /** Values in backticks, words as they are. */
    private static String byDefault(Setting setting) {
        boolean words = setting == Setting.JOBS_CONCURRENT
                || setting == Setting.QUERY_THREADS
                || setting == Setting.ADMIN_INITIAL_PASSWORD;
        return words ? setting.byDefault() : "`" + setting.byDefault() + "`";
    }

    @Test
    void namesClassesAndTestsThatExist() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String built = readme.substring(readme.indexOf("## What is built"), readme.indexOf("## Settings"));
        Set<String> sources;
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            sources = files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .collect(Collectors.toSet());
        }

        assertThat(CLASS_NAME.matcher(built).results().map(name -> name.group(1) + ".java"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(sources).contains(name));
    }

    private static List<MatchResult> rows(Pattern pattern) throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        return pattern.matcher(readme).results().toList();
    }
}
