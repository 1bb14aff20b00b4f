package dev.firn.engine.sql;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.TableKind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/** The options of {@code WITH (…)} and {@code SET TBLPROPERTIES (…)}: in any order and case, quoted or not, each once. */
final class TableOptions {
    private final String action;
    private final Set<String> seen = new HashSet<>();
    Optional<TableKind> kind;
    Optional<AccessLevel> accessLevel = Optional.empty();
    Optional<FlushPolicy> flushPolicy = Optional.empty();
    /** 0 when rows are to live without end. */
    OptionalLong ttlSeconds = OptionalLong.empty();

    /**
     * @param action what fails when an option is wrong: {@code create the table}
     * @param kind what was said before of the table's type
     */
    TableOptions(String action, Optional<TableKind> kind) {
        this.action = action;
        this.kind = kind;
    }

    void read(List<SqlParser.TableOptionContext> options) {
        options.forEach(this::read);
    }

    private void read(SqlParser.TableOptionContext option) {
        String name = word(option.optionWord(0)).toUpperCase(Locale.ROOT);
        if (!seen.add(name)) {
            throw invalid(option, name + " is given twice");
        }
        switch (name) {
            case "TYPE" -> {
                TableKind written = constant(option, TableKind.values(), "USER, SHARED or STREAM");
                if (kind.isPresent() && kind.get() != written) {
                    throw invalid(option, "the table's type is given twice");
                }
                kind = Optional.of(written);
            }
            case "ACCESS_LEVEL" ->
                accessLevel = Optional.of(constant(option, AccessLevel.values(), "PUBLIC, PRIVATE, RESTRICTED or DBA"));
            case "FLUSH_POLICY" -> flushPolicy = Optional.of(policy(option));
            case "TTL_SECONDS" -> ttlSeconds = OptionalLong.of(ttlSeconds(option));
            default ->
                throw invalid(
                        option,
                        FirstSyntaxError.shortened(name)
                                + " is not an option: options are TYPE, FLUSH_POLICY, ACCESS_LEVEL and TTL_SECONDS");
        }
    }

    private long ttlSeconds(SqlParser.TableOptionContext option) {
        String written = value(option);
        if (written.equalsIgnoreCase("NONE")) {
            return 0;
        }
        if (!written.matches("[0-9]{1,10}")
                || Long.parseLong(written) < 1
                || Long.parseLong(written) > CreateTableReader.MAX_TTL_SECONDS) {
            throw invalid(
                    option,
                    "TTL_SECONDS = " + FirstSyntaxError.shortened(written) + " is neither a whole number from 1 to "
                            + CreateTableReader.MAX_TTL_SECONDS + " nor NONE");
        }
        return Long.parseLong(written);
    }

    private static FlushPolicy policy(SqlParser.TableOptionContext option) {
        try {
            return FlushPolicy.parse(value(option));
        } catch (EngineException e) {
            throw e.at(StatementBuilder.position(option));
        }
    }

    private <E extends Enum<E>> E constant(SqlParser.TableOptionContext option, E[] all, String allowed) {
        String written = value(option);
        for (E constant : all) {
            if (constant.name().equalsIgnoreCase(written)) {
                return constant;
            }
        }
        throw invalid(
                option, FirstSyntaxError.shortened(option.getText()) + " is unknown: the value must be " + allowed);
    }

    private static String value(SqlParser.TableOptionContext option) {
        return word(option.optionWord(1));
    }

    private static String word(SqlParser.OptionWordContext word) {
        if (word.TEXT() != null) {
            return ValueReader.unquoted(word.TEXT().getText());
        }
        return word.NUMBER() != null ? word.NUMBER().getText() : Names.unquoted(word.name());
    }

    EngineException invalid(ParserRuleContext place, String why) {
        return new EngineException(ErrorCode.INVALID_SQL, "Cannot " + action + ": " + why)
                .at(StatementBuilder.position(place));
    }
}
