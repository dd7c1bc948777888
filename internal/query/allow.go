package query

import "strings"

// This file is the whole vocabulary a buyer may use. To be here, a function is deterministic (no clock, no chance, no settings, no
// session) and reads nothing but its arguments (no files, no catalog, no SQL in strings). What it may cost is bounded by the child's
// limits, not here. Names that do not exist in the engine's version are found by a test.

func words(lists ...string) map[string]bool {
	m := map[string]bool{}
	for _, l := range lists {
		for _, w := range strings.Fields(l) {
			m[w] = true
		}
	}
	return m
}

// scalarFunctions may stand in any expression. Operators are functions too: LIKE is ~~, ILIKE is ~~*.
var scalarFunctions = words(
	// operators
	`+ - * / // % ** ^ || & | << >> ~ @ ~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape`,
	// mathematics
	`abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees divide exp even floor fmod gamma gcd greatest greatest_common_divisor
	 isfinite isinf isnan lcm least least_common_multiple lgamma ln log log10 log2 mod multiply add subtract nextafter pi pow power
	 radians round round_even roundbankers sign signbit sin sinh cosh tanh asinh acosh atanh sqrt tan trunc xor factorial
	 bit_count`,
	// text
	`ascii chr concat concat_ws contains ends_with suffix starts_with prefix ^@ instr position strpos lcase lower ucase upper left
	 left_grapheme right right_grapheme length len strlen char_length character_length lpad rpad ltrim rtrim trim nfc_normalize ord
	 unicode regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array replace reverse
	 split split_part str_split string_split string_to_array string_split_regex str_split_regex strip_accents substr substring
	 translate hamming levenshtein damerau_levenshtein editdist3 jaccard jaro_similarity jaro_winkler_similarity mismatches
	 array_to_string md5 sha1 sha256 hash to_base bin hex`,
	// days and times; none of these asks the clock
	`century date_add date_diff datediff date_part datepart date_sub datesub date_trunc datetrunc day dayname dayofmonth dayofweek
	 dayofyear decade epoch epoch_ms epoch_ns epoch_us era hour isodow isoyear julian last_day make_date make_time make_timestamp
	 microsecond millennium millisecond minute month monthname quarter second strftime strptime try_strptime time_bucket to_days
	 to_hours to_microseconds to_milliseconds to_minutes to_months to_seconds to_weeks to_years
	 week weekday weekofyear year yearweek generate_subscripts`,
	// choices
	`coalesce ifnull nullif if constant_or_null`,
	// lists, for use inside an expression; a list cannot be an output
	`list_value array_length list_contains list_has array_contains array_has list_extract list_element array_extract list_position
	 list_sort array_sort list_reverse_sort list_distinct array_distinct list_unique array_unique list_sum list_avg list_min list_max
	 list_count list_slice array_slice list_concat array_concat flatten unnest`,
)

// aggregateFunctions may also be used as window functions.
var aggregateFunctions = words(
	`count count_star count_if countif sum sum_no_overflow fsum kahan_sum sumkahan avg mean favg min max product geomean geometric_mean
	 median mode quantile quantile_cont quantile_disc mad entropy kurtosis kurtosis_pop skewness stddev stddev_pop stddev_samp variance
	 var_pop var_samp sem corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
	 regr_syy bool_and bool_or bit_and bit_or bit_xor arg_min arg_max argmin argmax min_by max_by arg_min_null arg_max_null first last
	 any_value arbitrary string_agg group_concat listagg list array_agg approx_count_distinct approx_quantile`,
)

// windowFunctions need an OVER clause.
var windowFunctions = words(`row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value nth_value first last`)

// windowTypes are the node types of window expressions.
var windowTypes = words(`WINDOW_AGGREGATE WINDOW_ROW_NUMBER WINDOW_RANK WINDOW_RANK_DENSE WINDOW_PERCENT_RANK WINDOW_CUME_DIST WINDOW_NTILE
	WINDOW_LAG WINDOW_LEAD WINDOW_FIRST_VALUE WINDOW_LAST_VALUE WINDOW_NTH_VALUE`)

// tableFunctions may stand in FROM; sizes of series are bounded by seriesLimit.
var tableFunctions = words(`unnest range generate_series`)

// seriesLimit bounds the rows of one range or generate_series.
const seriesLimit = 1_000_000

// comparisons are the types of COMPARISON nodes.
var comparisons = words(`COMPARE_EQUAL COMPARE_NOTEQUAL COMPARE_LESSTHAN COMPARE_GREATERTHAN COMPARE_LESSTHANOREQUALTO
	COMPARE_GREATERTHANOREQUALTO COMPARE_DISTINCT_FROM COMPARE_NOT_DISTINCT_FROM`)

// operators are the types of OPERATOR nodes.
var operators = words(`OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL COMPARE_IN COMPARE_NOT_IN OPERATOR_COALESCE OPERATOR_NULLIF
	ARRAY_EXTRACT ARRAY_SLICE ARRAY_CONSTRUCTOR GROUPING_FUNCTION`)

// valueTypes are the types of literals and the targets of casts.
var valueTypes = words(`BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT FLOAT DOUBLE DECIMAL VARCHAR DATE
	TIME TIMESTAMP INTERVAL NULL INTEGER_LITERAL STRING_LITERAL`)

const noSession = "there is no session to ask about"

// whyNot explains refusals that people meet; every other name is simply not on the list.
var whyNot = map[string]string{
	"random": "the answer would differ from run to run", "setseed": "the answer would differ from run to run",
	"uuid": "the answer would differ from run to run", "gen_random_uuid": "the answer would differ from run to run",
	"now": "the answer would depend on the clock; write a literal date", "today": "the answer would depend on the clock; write a literal date",
	"get_current_time": "the answer would depend on the clock", "get_current_timestamp": "the answer would depend on the clock; write a literal date",
	"current_date": "the answer would depend on the clock; write a literal date", "current_timestamp": "the answer would depend on the clock; write a literal date",
	"current_time": "the answer would depend on the clock", "localtime": "the answer would depend on the clock",
	"localtimestamp": "the answer would depend on the clock; write a literal date", "transaction_timestamp": "the answer would depend on the clock",
	"age":   "with one argument it asks the clock; subtract dates instead",
	"query": "SQL inside a string", "query_table": "SQL inside a string", "json_execute_serialized_sql": "SQL inside a string",
	"read_csv": "it reads files", "read_csv_auto": "it reads files", "read_parquet": "it reads files", "parquet_scan": "it reads files",
	"read_json": "it reads files", "read_json_auto": "it reads files", "read_text": "it reads files", "read_blob": "it reads files",
	"glob": "it reads files", "sniff_csv": "it reads files", "getenv": "it reads the environment",
	"current_user": noSession, "session_user": noSession, "user": noSession, "current_role": noSession, "current_catalog": noSession,
	"current_database": noSession, "current_schema": noSession, "current_schemas": noSession,
	"current_setting": "it reads the engine's settings", "pg_sleep": "it waits", "nextval": "it changes state",
	"repeat": "it can make values of any size", "list_transform": "lambdas are not supported", "apply": "lambdas are not supported",
}
