package dev.firn.engine.query;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The allow-list of the checker: what a query may be made of, under the names of DuckDB's syntax tree. What is not
 * listed here is refused, so a name that a newer DuckDB adds stays refused until somebody adds it.
 *
 * <p>No function here takes SQL, a path or a setting's name as text, reads the catalog, waits, or makes a list: lists
 * are not counted against DuckDB's memory limit.
 */
final class AllowedSql {
    static final Set<String> SET_OPERATIONS = Set.of("UNION", "UNION_BY_NAME", "EXCEPT", "INTERSECT");

    static final Set<String> JOINS = Set.of("INNER", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI");

    static final Set<String> JOIN_REFERENCES = Set.of("REGULAR", "NATURAL", "CROSS", "ASOF");

    static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series");

    static final Set<String> COMPARISONS = Set.of(
            "COMPARE_EQUAL",
            "COMPARE_NOTEQUAL",
            "COMPARE_LESSTHAN",
            "COMPARE_GREATERTHAN",
            "COMPARE_LESSTHANOREQUALTO",
            "COMPARE_GREATERTHANOREQUALTO",
            "COMPARE_DISTINCT_FROM",
            "COMPARE_NOT_DISTINCT_FROM");

    static final Set<String> OPERATORS = Set.of(
            "OPERATOR_NOT",
            "OPERATOR_IS_NULL",
            "OPERATOR_IS_NOT_NULL",
            "OPERATOR_COALESCE",
            "OPERATOR_TRY",
            "COMPARE_IN",
            "COMPARE_NOT_IN",
            "GROUPING_FUNCTION");

    static final Set<String> LITERALS = Set.of("INTEGER", "NUMERIC", "STRING", "BOOLEAN", "NULL_LITERAL", "HEX");

    static final Set<String> COLLATIONS = Set.of("nocase", "noaccent", "nfc", "binary", "c", "posix");

    /** Types that a cast may name, by every spelling that reaches the tree. */
    static final Set<String> TYPES = names(
            "boolean bool logical tinyint int1 smallint int2 short integer int int4 signed bigint int8 long hugeint",
            "utinyint usmallint uinteger ubigint uhugeint float real float4 double float8 decimal numeric dec",
            "varchar text string char bpchar nvarchar blob bytea binary varbinary uuid guid",
            "date time timestamp datetime timestamptz interval");

    /** The spellings of TIMESTAMP among them. */
    static final Set<String> TIMESTAMPS = Set.of("timestamp", "datetime");

    /** {@code TIMESTAMP WITH TIME ZONE} holds spaces, so it stands alone. */
    static final String TIMESTAMP_WITH_TIME_ZONE = "timestamp with time zone";

    private static final Set<String> OPERATOR_FUNCTIONS = names(
            "+ - * / // % ^ ** & | << >> ~ ||",
            "~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape");

    private static final Set<String> SCALAR_FUNCTIONS = names(
            "abs ceil ceiling floor round trunc sign sqrt power pow exp ln log log10 log2 mod",
            "greatest least nullif if row typeof",
            "lower upper length char_length character_length substr substring left right trim ltrim rtrim replace",
            "reverse position strpos instr contains starts_with ends_with prefix suffix concat concat_ws split_part",
            "ascii chr regexp_matches regexp_full_match regexp_replace regexp_extract",
            "date_trunc date_part datepart date_diff datediff date_sub datesub age last_day",
            "year quarter month week day hour minute second dayofweek isodow dayofyear",
            "strftime strptime try_strptime make_date make_timestamp epoch epoch_ms epoch_us to_timestamp timezone",
            "to_years to_quarters to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds",
            "to_microseconds to_decades to_centuries to_millennia now current_timestamp get_current_timestamp",
            "current_date today localtimestamp current_localtimestamp");

    private static final Set<String> AGGREGATES = names(
            "count count_star sum avg mean min max first last any_value arg_min arg_max min_by max_by count_if",
            "bool_and bool_or median mode quantile_cont quantile_disc approx_count_distinct string_agg group_concat",
            "stddev stddev_samp stddev_pop variance var_samp var_pop");

    private static final Set<String> WINDOW_FUNCTIONS =
            names("row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value");

    /** Bare names that the binder takes for functions when no column has them; what they show is not for users. */
    static final Set<String> REFUSED_COLUMN_NAMES = names("current_catalog current_schema current_role current_time");

    /** Functions of the point in time, which DuckDB gives as TIMESTAMP WITH TIME ZONE. */
    static final Set<String> NOW = names("now current_timestamp get_current_timestamp transaction_timestamp");

    /** Functions and bare names of the caller. */
    static final Set<String> CURRENT_USER = names("current_user session_user");

    private AllowedSql() {}

    static boolean isFunction(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SCALAR_FUNCTIONS.contains(lower) || OPERATOR_FUNCTIONS.contains(lower) || AGGREGATES.contains(lower);
    }

    static boolean isWindowFunction(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return WINDOW_FUNCTIONS.contains(lower) || AGGREGATES.contains(lower);
    }

    static boolean isTableFunction(String name) {
        return TABLE_FUNCTIONS.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean isType(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return TYPES.contains(lower) || lower.equals(TIMESTAMP_WITH_TIME_ZONE);
    }

    private static Set<String> names(String... lines) {
        return Stream.of(lines).flatMap(line -> Stream.of(line.split(" "))).collect(Collectors.toUnmodifiableSet());
    }
}
