package dev.firn.engine.query;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The allow-list of the checker: what a query may be made of, under the names of DuckDB's syntax tree. What is not
 * listed here is refused, so a name that a newer DuckDB adds stays refused until somebody adds it.
 *
 * <p>No function here takes SQL, a path or a setting's name as text, reads the catalog, waits, or makes a value whose size
 * is a number in an argument, but for those of {@link #BOUNDED}, whose number is bounded. What is refused, and why, says
 * {@link RefusedSql}; a test compares both with what DuckDB has.
 */
final class AllowedSql {
    static final Set<String> SET_OPERATIONS = Set.of("UNION", "UNION_BY_NAME", "EXCEPT", "INTERSECT");

    static final Set<String> JOINS = Set.of("INNER", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI");

    static final Set<String> JOIN_REFERENCES = Set.of("REGULAR", "NATURAL", "CROSS", "ASOF");

    static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest", "json_each", "json_tree");

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
            "ARRAY_CONSTRUCTOR",
            "ARRAY_EXTRACT",
            "ARRAY_SLICE",
            "STRUCT_EXTRACT",
            "COMPARE_IN",
            "COMPARE_NOT_IN",
            "GROUPING_FUNCTION");

    static final Set<String> LITERALS = Set.of("INTEGER", "NUMERIC", "STRING", "BOOLEAN", "NULL_LITERAL", "HEX");

    static final Set<String> COLLATIONS = Set.of("nocase", "noaccent", "nfc", "binary", "c", "posix");

    /** Types that a cast may name, by every spelling that reaches the tree. */
    static final Set<String> TYPES = names(
            "boolean bool tinyint int1 smallint int2 short integer int int4 signed bigint int8 long hugeint",
            "utinyint usmallint uinteger ubigint uhugeint float real float4 float8 decimal numeric dec",
            "varchar text string char bpchar nvarchar blob bytea binary varbinary uuid guid",
            "date time timestamp datetime timestamptz interval json bit bitstring",
            "integral int16 int32 int64 int128 uint8 uint16 uint32 uint64 uint128 double logical");

    /** The spellings of TIMESTAMP among them. */
    static final Set<String> TIMESTAMPS = Set.of("timestamp", "datetime");

    /** {@code TIMESTAMP WITH TIME ZONE} holds spaces, so it stands alone. */
    static final String TIMESTAMP_WITH_TIME_ZONE = "timestamp with time zone";

    private static final Set<String> OPERATOR_FUNCTIONS = names(
            "+ - * / // % ^ ** & | << >> ~ || @ !__postfix ^@ ->> && @> <@ <-> <=>",
            "~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape");

    private static final Set<String> MATHEMATICS = names(
            "abs ceil ceiling floor round round_even roundbankers trunc sign signbit sqrt cbrt power pow exp ln log log10",
            "log2 mod fmod fdiv add subtract multiply divide even factorial gamma lgamma gcd greatest_common_divisor lcm",
            "least_common_multiple nextafter pi degrees radians sin cos tan cot asin acos atan atan2 sinh cosh tanh asinh",
            "acosh atanh isfinite isinf isnan xor bit_count bit_length bit_position get_bit set_bit random",
            "greatest least nullif if row typeof");

    private static final Set<String> TEXTS = names(
            "lower lcase upper ucase length len char_length character_length length_grapheme strlen octet_length",
            "substr substring substring_grapheme left left_grapheme right right_grapheme trim ltrim rtrim replace",
            "translate overlay reverse position strpos instr contains starts_with ends_with prefix suffix concat",
            "concat_ws split_part ascii ord unicode chr lpad rpad repeat format printf bar strip_accents nfc_normalize",
            "regexp_matches regexp_full_match regexp_replace regexp_extract regexp_extract_all regexp_escape",
            "string_split str_split split string_to_array string_split_regex str_split_regex regexp_split_to_array",
            "array_to_string array_to_string_comma_default hamming mismatches jaccard",
            "bin to_binary unbin from_binary hex to_hex unhex from_hex base64 to_base64 from_base64 to_base encode decode",
            "url_encode url_decode format_bytes formatreadablesize formatreadabledecimalsize parse_formatted_bytes",
            "parse_dirname parse_dirpath parse_filename parse_path path_join",
            "hash md5 md5_number md5_number_lower md5_number_upper sha1 sha256",
            "uuid gen_random_uuid uuidv4 uuidv7 uuid_extract_timestamp uuid_extract_version");

    private static final Set<String> TIMES = names(
            "date_trunc datetrunc date_part datepart date_diff datediff date_sub datesub date_add age last_day",
            "days_in_month time_bucket millennium century decade era year isoyear yearweek quarter month monthname week",
            "weekofyear weekday day dayname dayofmonth dayofweek isodow dayofyear julian hour minute second millisecond",
            "microsecond nanosecond strftime strptime try_strptime make_date make_time make_timestamp make_timestamp_ms",
            "make_timestamp_ns make_timestamptz epoch epoch_ms epoch_us epoch_ns to_timestamp timezone timezone_hour",
            "timezone_minute to_years to_quarters to_months to_weeks to_days to_hours to_minutes to_seconds",
            "to_milliseconds to_microseconds to_decades to_centuries to_millennia now current_timestamp",
            "get_current_timestamp transaction_timestamp current_date today localtimestamp current_localtimestamp",
            "current_localtime");

    private static final Set<String> JSON_FUNCTIONS = names(
            "json json_array json_array_length json_contains json_deep_merge json_exists json_extract json_extract_path",
            "json_extract_path_text json_extract_string json_insert json_keys json_merge_patch json_merge_patch_diff",
            "json_normalize json_object json_pretty json_quote json_remove json_replace json_set json_strip_nulls",
            "json_structure json_transform json_transform_strict from_json from_json_strict json_type json_valid",
            "json_value to_json array_to_json row_to_json");

    private static final Set<String> LISTS = names(
            "list_value list_pack array_length cardinality list_contains list_has array_contains array_has list_has_all",
            "array_has_all list_has_any array_has_any list_position list_indexof array_position array_indexof",
            "list_extract list_element array_extract element_at list_slice array_slice list_sort array_sort",
            "list_reverse_sort array_reverse_sort list_grade_up array_grade_up grade_up list_distinct array_distinct",
            "list_unique array_unique list_concat list_cat array_concat array_cat list_append array_append",
            "array_push_back list_prepend array_prepend array_push_front array_pop_back array_pop_front list_reverse",
            "array_reverse list_intersect array_intersect list_zip array_zip list_where array_where list_select",
            "array_select flatten unnest list_cosine_distance list_cosine_similarity list_distance list_dot_product",
            "list_inner_product list_negative_dot_product list_negative_inner_product",
            "list_any_value list_approx_count_distinct list_avg list_bit_and list_bit_or list_bit_xor list_bool_and",
            "list_bool_or list_count list_entropy list_first list_kurtosis list_kurtosis_pop list_last list_mad list_max",
            "list_median list_min list_mode list_product list_sem list_skewness list_stddev_pop list_stddev_samp",
            "list_string_agg list_sum list_var_pop list_var_samp",
            "struct_pack struct_extract struct_extract_at struct_insert struct_update struct_concat struct_keys",
            "struct_values struct_contains struct_has struct_indexof struct_position",
            "map map_concat map_contains map_contains_entry map_contains_value map_entries map_extract",
            "map_extract_value map_from_entries map_keys map_values");

    private static final Set<String> AGGREGATES = names(
            "count count_star count_if countif sum fsum kahan_sum sumkahan product avg favg mean geomean geometric_mean",
            "wavg weighted_avg min max first last any_value arbitrary arg_min arg_max min_by max_by argmin argmax",
            "arg_min_null arg_max_null arg_min_nulls_last arg_max_nulls_last bool_and bool_or bit_and bit_or bit_xor",
            "median mode mad quantile quantile_cont quantile_disc approx_quantile approx_count_distinct approx_top_k",
            "stddev stddev_samp stddev_pop variance var_samp var_pop sem skewness kurtosis kurtosis_pop entropy",
            "corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy",
            "regr_syy string_agg group_concat listagg list array_agg json_group_array json_group_object",
            "json_group_structure histogram histogram_exact");

    /** Aggregates that make a map for every row of a window, which DuckDB does not count against its memory limit. */
    private static final Set<String> NO_WINDOW_FUNCTIONS = names("histogram histogram_exact approx_top_k");

    private static final Set<String> WINDOW_FUNCTIONS = names(
            "row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value",
            "nth_value fill");

    /**
     * Functions whose number of characters is the last or second argument. DuckDB does not count their results against
     * its memory limit, so that the number is at most 9,999.
     */
    static final Set<String> BOUNDED = names("lpad rpad repeat");

    /** Functions of a text that says how wide their results are: it must be a literal, its numbers at most 999. */
    static final Set<String> FORMATS = names("format printf");

    /** Functions whose arguments have names. */
    static final Set<String> NAMED_ARGUMENTS = names("struct_pack struct_insert struct_update");

    private static final Set<String> FUNCTIONS = Stream.of(
                    OPERATOR_FUNCTIONS, MATHEMATICS, TEXTS, TIMES, JSON_FUNCTIONS, LISTS, AGGREGATES)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** Bare names that the binder takes for functions when no column has them; what they show is not for users. */
    static final Set<String> REFUSED_COLUMN_NAMES = names("current_catalog current_schema current_role current_time");

    /** Functions of the point in time, which DuckDB gives as TIMESTAMP WITH TIME ZONE. */
    static final Set<String> NOW = names("now current_timestamp get_current_timestamp transaction_timestamp");

    /** Functions and bare names of the caller. */
    static final Set<String> CURRENT_USER = names("current_user session_user");

    private AllowedSql() {}

    static Set<String> allFunctions() {
        return FUNCTIONS;
    }

    static boolean isFunction(String name) {
        return FUNCTIONS.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean isAggregate(String name) {
        return AGGREGATES.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean isWindowFunction(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return WINDOW_FUNCTIONS.contains(lower) || (AGGREGATES.contains(lower) && !NO_WINDOW_FUNCTIONS.contains(lower));
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
