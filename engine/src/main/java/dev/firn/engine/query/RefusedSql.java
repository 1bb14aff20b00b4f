package dev.firn.engine.query;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What DuckDB has and a query may not use, by the reason. Nothing is allowed by not being named here: that is up to
 * {@link AllowedSql}. The names serve the message of a refusal, and the test that finds a new DuckDB's names unclassified.
 */
final class RefusedSql {
    /** Why a function or table function is refused. */
    enum Reason {
        FILES("it reads or writes files"),
        CATALOG("it shows settings, the catalog or other sessions"),
        SQL_TEXT("it takes SQL or the name of a function as text"),
        EFFECTS("it waits, fails or changes the session"),
        MEMORY("the size or time that it needs has no bound"),
        LAMBDA("it takes a lambda"),
        TYPES("it needs a type that is not supported"),
        INTERNAL("it is a part of the query engine"),
        SPELLING("it is written another way");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The end of a sentence: {@code it reads or writes files}. */
        String text() {
            return text;
        }
    }

    private static final Map<String, Reason> FUNCTIONS = new LinkedHashMap<>();
    private static final Map<String, Reason> TABLE_FUNCTIONS = new LinkedHashMap<>();

    static {
        functions();
        macros();
        tableFunctions();
    }

    /** Statements: a query is one SELECT_STATEMENT. By the names in DuckDB's library. */
    static final Set<String> STATEMENTS =
            Set.of(("ALTER ANALYZE ATTACH CALL COPY_DATABASE COPY CREATE_FUNC CREATE DELETE"
                            + " DETACH DISCONNECT DROP EXECUTE EXPLAIN EXPORT EXTENSION EXTERNAL_RESOURCE INSERT INVALID LOAD"
                            + " LOGICAL_PLAN MERGE_INTO MULTI PASSTHROUGH PRAGMA PREPARE PREPARED RELATION REPARSE SERIALIZE"
                            + " TRANSACTION UPDATE_EXTENSIONS UPDATE VACUUM VARIABLE_SET")
                    .split(" "));

    /** Query nodes, most of them statements inside a CTE. */
    static final Set<String> QUERY_NODES = Set.of(
            "BOUND_SUBQUERY_NODE",
            "COPY_QUERY_NODE",
            "DELETE_QUERY_NODE",
            "EXECUTE_QUERY_NODE",
            "INSERT_QUERY_NODE",
            "MERGE_QUERY_NODE",
            "STATEMENT_NODE",
            "UPDATE_QUERY_NODE");

    /** Operators and comparisons: bound, internal, or in the tree under another name. */
    static final Set<String> OPERATORS = Set.of(
            "COMPARE_BETWEEN",
            "COMPARE_NOT_BETWEEN",
            "OPERATOR_CAST",
            "OPERATOR_CHILD",
            "OPERATOR_EXPRESSION",
            "OPERATOR_NULLIF",
            "OPERATOR_UNPACK");

    /** Result modifiers that no query can hold. */
    static final Set<String> MODIFIERS = Set.of("LEGACY_LIMIT_PERCENT_MODIFIER", "TRANSACTION_DEFAULT_MODIFIER");

    /** Types without a form in answers or tables, and spellings of allowed ones that no text needs. */
    static final Set<String> TYPES =
            Set.of(("array geometry map row list struct tuple variant varint bignum enum null oid type"
                            + " union timestamp_s timestamp_ms timestamp_us timestamp_ns timestamptz_ns time_ns timetz")
                    .split(" "));

    /** Types whose names hold spaces. */
    static final Set<String> LONG_TYPES = Set.of("time with time zone");

    /** PRAGMA is no statement of a query; the names are those of DuckDB. */
    static final Set<String> PRAGMAS = Set.of(("add_parquet_key collations copy_database database_list database_size"
                    + " disable_checkpoint_on_shutdown disable_object_cache disable_optimizer"
                    + " disable_print_progress_bar disable_profile disable_profiling disable_progress_bar"
                    + " disable_verification disable_verify_parallelism enable_checkpoint_on_shutdown"
                    + " enable_object_cache enable_optimizer enable_print_progress_bar enable_profile"
                    + " enable_profiling enable_progress_bar enable_verification extension_versions"
                    + " force_checkpoint functions import_database json_execute_serialized_sql metadata_info platform"
                    + " show show_databases show_tables show_tables_expanded storage_info table_info user_agent"
                    + " verify_parallelism version")
            .split(" "));

    private RefusedSql() {}

    /** Why a scalar, aggregate or window function or a macro is refused; empty when DuckDB is not known to have it. */
    static Optional<Reason> function(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("__")) {
            return Optional.of(Reason.INTERNAL);
        }
        if (lower.startsWith("collate_") || lower.startsWith("icu_collate_")) {
            return Optional.of(Reason.SPELLING);
        }
        return Optional.ofNullable(FUNCTIONS.get(lower));
    }

    /** Why a table function is refused. */
    static Optional<Reason> tableFunction(String name) {
        return Optional.ofNullable(TABLE_FUNCTIONS.get(name.toLowerCase(Locale.ROOT)));
    }

    private static void refuse(Map<String, Reason> names, Reason reason, String... lines) {
        for (String line : lines) {
            for (String name : line.split(" ")) {
                names.put(name, reason);
            }
        }
    }

    private static void functions() {
        refuse(
                FUNCTIONS,
                Reason.CATALOG,
                "current_connection_id current_database current_query current_query_id current_schema current_schemas",
                "current_setting current_transaction_id txid_current getvariable in_search_path version stats",
                "parse_duckdb_log_message");
        refuse(
                FUNCTIONS,
                Reason.SQL_TEXT,
                "json_serialize_sql json_serialize_plan json_deserialize_sql aggregate array_aggr array_aggregate",
                "list_aggr list_aggregate");
        refuse(FUNCTIONS, Reason.EFFECTS, "sleep_ms setseed nextval currval setval error write_log");
        refuse(
                FUNCTIONS,
                Reason.MEMORY,
                "range generate_series list_resize array_resize equi_width_bins bitstring bitstring_agg",
                "reservoir_quantile lttb levenshtein editdist3 damerau_levenshtein jaro_similarity",
                "jaro_winkler_similarity");
        refuse(
                FUNCTIONS,
                Reason.LAMBDA,
                "apply filter reduce list_apply list_filter list_reduce list_transform array_apply array_filter",
                "array_reduce array_transform invoke");
        refuse(
                FUNCTIONS,
                Reason.TYPES,
                "array_value array_cosine_distance array_cosine_similarity array_cross_product array_distance",
                "array_dot_product array_inner_product array_negative_dot_product array_negative_inner_product",
                "enum_code enum_first enum_last enum_range enum_range_boundary union_extract union_tag union_value",
                "variant_array_length variant_bytes_to_variant variant_comparator variant_contains variant_exists",
                "variant_extract variant_extract_string variant_keys variant_normalize variant_to_parquet_variant",
                "variant_type variant_typeof variant_group_object variant_group_array cast_to_type can_cast_implicitly",
                "make_type get_type replace_type st_asbinary st_asgeojson st_astext st_aswkb st_aswkt st_crs",
                "st_geomfromgeojson st_geomfromwkb st_intersects_extent st_setcrs vertex_extract");
        refuse(
                FUNCTIONS,
                Reason.INTERNAL,
                "alias bitstring_byte_comparable timetz_byte_comparable combine combine_aggr constant_or_null",
                "create_sort_key decimal_average decimal_division finalize to_aggregate_state hive_partition_component",
                "icu_sort_key index_key is_histogram_other_bin normalized_interval remap_struct sum_no_overflow switch",
                "unpivot_list vector_type binom");
        refuse(FUNCTIONS, Reason.SPELLING, "-> = != < > <= >= get_current_time current_time");
        FUNCTIONS.put("is distinct from", Reason.SPELLING);
        FUNCTIONS.put("is not distinct from", Reason.SPELLING);
    }

    private static void macros() {
        refuse(
                FUNCTIONS,
                Reason.CATALOG,
                "col_description current_catalog current_role format_pg_type format_type get_block_size",
                "has_any_column_privilege has_column_privilege has_database_privilege",
                "has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege",
                "has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege",
                "has_tablespace_privilege inet_client_addr inet_client_port inet_server_addr inet_server_port",
                "map_to_pg_oid obj_description shobj_description pg_collation_is_visible pg_conf_load_time",
                "pg_conversion_is_visible pg_function_is_visible pg_get_constraintdef pg_get_expr pg_get_viewdef",
                "pg_has_role pg_is_other_temp_schema pg_my_temp_schema pg_opclass_is_visible",
                "pg_operator_is_visible pg_opfamily_is_visible pg_postmaster_start_time pg_size_pretty",
                "pg_table_is_visible pg_ts_config_is_visible pg_ts_dict_is_visible pg_ts_parser_is_visible",
                "pg_ts_template_is_visible pg_type_is_visible pg_typeof");
        refuse(FUNCTIONS, Reason.EFFECTS, "assert_true pg_sleep");
        refuse(FUNCTIONS, Reason.MEMORY, "list_histogram");
        refuse(FUNCTIONS, Reason.INTERNAL, "json_copy_strftime_if_date json_copy_strftime_if_timestamp");
        refuse(FUNCTIONS, Reason.SPELLING, "ago generate_subscripts regexp_split_to_table");
    }

    private static void tableFunctions() {
        refuse(
                TABLE_FUNCTIONS,
                Reason.FILES,
                "glob parquet_bloom_probe parquet_file_metadata parquet_full_metadata parquet_kv_metadata",
                "parquet_metadata parquet_scan parquet_schema read_blob read_csv read_csv_auto read_duckdb read_json",
                "read_json_auto read_json_objects read_json_objects_auto read_ndjson read_ndjson_auto",
                "read_ndjson_objects read_parquet read_single_csv_file read_single_json_file",
                "read_single_parquet_file read_text sniff_csv");
        refuse(
                TABLE_FUNCTIONS,
                Reason.CATALOG,
                "duckdb_approx_database_count duckdb_available_metrics duckdb_columns duckdb_connection_count",
                "duckdb_constraints duckdb_coordinate_systems duckdb_databases duckdb_dependencies duckdb_dialects",
                "duckdb_eviction_queues duckdb_extension_repositories duckdb_extensions duckdb_external_file_cache",
                "duckdb_external_resource_types duckdb_external_resources duckdb_functions",
                "duckdb_grammar_extensions duckdb_indexes duckdb_keywords duckdb_log_contexts duckdb_logs",
                "duckdb_logs_parsed duckdb_memory duckdb_optimizers duckdb_prepared_statements",
                "duckdb_profiling_settings duckdb_schemas duckdb_secret_type_parameters duckdb_secret_types",
                "duckdb_secrets duckdb_sequences duckdb_settings duckdb_table_sample duckdb_tables",
                "duckdb_temporary_files duckdb_triggers duckdb_types duckdb_variables duckdb_views",
                "icu_calendar_names pg_timezone_names pragma_collations pragma_database_size pragma_metadata_info",
                "pragma_platform pragma_show pragma_storage_info pragma_table_info pragma_user_agent pragma_version",
                "which_secret");
        refuse(
                TABLE_FUNCTIONS,
                Reason.SQL_TEXT,
                "json_execute_serialized_sql query query_table histogram histogram_values");
        refuse(
                TABLE_FUNCTIONS,
                Reason.EFFECTS,
                "checkpoint force_checkpoint create_external_resource deregister_external_resource",
                "destroy_external_resource disable_logging disable_profiling enable_logging enable_profiling",
                "register_external_resource register_external_resource_type truncate_duckdb_logs");
        refuse(
                TABLE_FUNCTIONS,
                Reason.INTERNAL,
                "arrow_scan arrow_scan_dumb seq_scan summary repeat repeat_row test_all_types test_vector_types");
    }
}
