package query_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/query"
)

// hostile statements must be refused, for the reason stated: an error of this class, whose text contains these words.
var hostile = []struct {
	class string
	err   error
	words string
	sqls  []string
}{
	{"several statements", query.ErrNotSelect, "", []string{
		"select 1; select 2", "select 1; drop table fitness_data", "select day from sleep_data; select * from vault.secrets", "", ";", "-- nothing"}},
	{"not a select", query.ErrNotSelect, "", []string{
		"insert into sleep_data values (1)", "update sleep_data set records = 1", "delete from sleep_data", "create table x as select * from sleep_data",
		"drop table sleep_data", "alter table sleep_data add column x int", "copy sleep_data to '/tmp/x'", "copy (select 1) to '/tmp/x'",
		"attach '/etc/passwd' as x", "detach x", "use x", "export database '/tmp/x'", "import database '/tmp/x'", "install httpfs", "load httpfs",
		"set threads = 8", "reset threads", "pragma database_list", "call pragma_version()", "explain select 1", "explain analyze select 1",
		"begin", "commit", "checkpoint", "vacuum", "analyze", "prepare x as select 1", "execute x", "deallocate x",
		"create macro f(x) as x", "create function f(x) as x", "create view v as select 1", "create secret s (type s3)", "create schema s",
		"pivot fitness_data on day using count(*)", "select * from (pivot sleep_data on day using count(*))", "merge into sleep_data using fitness_data on true when matched then delete",
		"with x as (select 1) insert into sleep_data select * from x", "comment on table sleep_data is 'x'", "create type t as enum ('a')"}},
	{"syntax", query.ErrSyntax, "", []string{
		"selec 1", "select from from", "select (1", "select 'open", "select \"open", "select day from sleep_data where", "select 1 select 2",
		"insert into fitness_data", "kill 1"}},
	{"dynamic SQL", query.ErrNotAllowed, "SQL inside a string", []string{
		"select * from query('select * from vault.secrets')", "select * from query_table('secrets')", "select * from query_table(['secrets'])",
		"select * from json_execute_serialized_sql('{}')", "select query('select 1')", "from QUERY('select 1')"}},
	{"file readers", query.ErrNotAllowed, "it reads files", []string{
		"select * from read_csv('/etc/passwd')", "select * from read_csv_auto('/etc/passwd')", "select * from read_parquet('/proc/self/fd/5')",
		"select * from parquet_scan('x')", "select * from read_json('x')", "select * from read_json_auto('x')", "select * from read_text('/etc/passwd')",
		"select * from read_blob('/etc/passwd')", "select * from glob('/*')", "select * from sniff_csv('x')", "select count(*) from Read_Text('/etc/hosts')",
		"select (select content from read_text('/etc/passwd'))", "select * from sleep_data, lateral read_text('/etc/passwd')"}},
	{"more file readers", query.ErrNotAllowed, "is not on the list", []string{
		"select * from read_ndjson('x')", "select * from parquet_metadata('x')", "select * from parquet_schema('x')", "select * from parquet_kv_metadata('x')",
		"select * from sqlite_scan('x', 'y')", "select * from read_duckdb('x')", "select * from arrow_scan(1, 2, 3)", "select * from pandas_scan(1)",
		"select * from parquet_file_metadata('x')", "select * from read_json_objects('x')", "select * from seq_scan('x')", "select * from sql_auto_complete('sel')"}},
	{"files as tables", query.ErrUnknownTable, "", []string{
		"select * from '/etc/passwd'", "select * from 'x.csv'", "select * from \"x.parquet\"", "select * from '/proc/self/fd/5'", "select * from 's3://b/x.parquet'",
		"select * from 'https://example.org/x.csv'"}},
	{"settings and session", query.ErrNotAllowed, "", []string{
		"select current_setting('memory_limit')", "select getenv('HOME')", "select version()", "select current_database()", "select current_schema()",
		"select current_schemas(true)", "select current_user", "select session_user", "select user", "select current_catalog", "select current_query()",
		"select txid_current()", "select pg_backend_pid()", "select current_role", "select inet_client_addr()", "select getvariable('x')",
		"select set_config('a', 'b', true)", "select * from pragma_version()", "select current_connection_id()", "select in_search_path('a', 'b')"}},
	{"catalog functions", query.ErrNotAllowed, "is not on the list", []string{
		"select * from duckdb_tables()", "select * from duckdb_columns()", "select * from duckdb_settings()", "select * from duckdb_views()",
		"select * from duckdb_functions()", "select * from duckdb_secrets()", "select * from duckdb_memory()", "select * from pragma_table_info('secrets')",
		"select * from pragma_show('secrets')", "select * from pragma_storage_info('x')", "select * from duckdb_logs()", "select * from enable_logging()",
		"select * from duckdb_databases()", "select * from duckdb_schemas()", "select * from duckdb_temporary_files()", "select * from duckdb_extensions()",
		"select * from test_all_types()", "select * from repeat_row(1, num_rows=3)", "select * from force_checkpoint()", "select * from which_secret('a', 'b')"}},
	{"catalog tables", query.ErrUnknownTable, "", []string{
		"select * from information_schema.tables", "select * from information_schema.columns", "select * from pg_catalog.pg_class", "select * from sqlite_master",
		"select * from duckdb_tables", "select * from main.secrets", "select * from temp.secrets", "select * from system.secrets", "select * from coppice.t0",
		"select * from t0", "select * from pg_tables", "select * from pg_settings", "table duckdb_columns", "select * from nowhere.fitness_data", "select * from fitness.secrets"}},
	{"catalog-qualified names", query.ErrNotAllowed, "write dataset.table", []string{
		"select * from memory.main.sleep_data", "select * from system.information_schema.tables", "select * from memory.coppice.t0", "select * from x.sleep.sleep_data",
		"select memory.sleep.sleep_data.day from sleep_data"}},
	{"describe", query.ErrNotAllowed, "DESCRIBE", []string{
		"describe vault.secrets", "describe select 1", "show tables", "show all tables", "summarize fitness_data", "show fitness_data", "desc fitness_data",
		"select * from (describe fitness_data)", "select * from (show tables)", "select * from (summarize fitness_data)"}},
	{"chance", query.ErrNotAllowed, "", []string{
		"select random()", "select uuid()", "select gen_random_uuid()", "select setseed(0.5)", "select day from sleep_data order by random()",
		"select * from sleep_data using sample 1", "select * from sleep_data tablesample 10%", "select count(*) from sleep_data tablesample reservoir(3)",
		"select * from (select * from sleep_data) using sample 50%", "select random() over () from sleep_data", "select uuidv7()"}},
	{"clock", query.ErrNotAllowed, "the clock", []string{
		"select now()", "select current_date", "select current_timestamp", "select today()", "select get_current_timestamp()", "select localtimestamp",
		"select current_time", "select transaction_timestamp()", "select day from sleep_data where day < current_date", "select age(since) from fitness.devices"}},
	{"functions that act", query.ErrNotAllowed, "", []string{
		"select pg_sleep(100)", "select nextval('s')", "select currval('s')", "select write_log('x')", "select error('x')", "select * from checkpoint()",
		"select add_parquet_key('a', 'b')", "select repeat('x', 1000000000)", "select to_json(s) from sleep_data s", "select json_serialize_sql('select 1')",
		"select alias(day) from sleep_data", "select typeof(day) from sleep_data", "select stats(day) from sleep_data", "select hash(s) from sleep_data s",
		"select md5_number('x')", "select icu_sort_key('a', 'b')", "select parse_path('x')", "select row(1, 2)", "select struct_pack(a := 1)", "select {'a': 1}",
		"select map([1], [2])", "select system.main.upper('x')", "select pg_catalog.upper('x')", "select vault.upper('x')", "select nosuchfunction(1)",
		"select reduce([1], (x, y) -> x)", "select list_transform([1, 2], x -> x + 1)", "select [x + 1 for x in [1, 2]]", "select apply([1], lambda x: x)",
		"select combine(sum(1) export_state, null)", "select sum(records) export_state from sleep_data"}},
	{"parameters", query.ErrNotAllowed, "parameters", []string{
		"select ?", "select $1", "select $name", "select day from sleep_data where records = ?", "select 1 limit $1"}},
	{"hidden column by name", query.ErrDenied, "fitness.fitness_data.distance_m is not granted to you", []string{
		"select distance_m from fitness_data", "select f.distance_m from fitness_data f", "select fitness.fitness_data.distance_m from fitness.fitness_data",
		`select "DISTANCE_M" from fitness_data`, "select sum(distance_m) from fitness_data", "select day from fitness_data where distance_m > 1",
		"select day from fitness_data order by distance_m", "select day from fitness_data group by day, distance_m", "select count(*) from fitness_data having max(distance_m) > 1",
		"select day from fitness_data qualify rank() over (order by distance_m) = 1", "select row_number() over (partition by distance_m) from fitness_data",
		"select count(*) filter (where distance_m > 1) from fitness_data", "select distinct on (distance_m) day from fitness_data",
		"select case when true then 1 else distance_m end from fitness_data", "select string_agg(activity_level, ',' order by distance_m) from fitness_data",
		"select day from fitness_data where false and distance_m > 1", "select /* distance */ distance_m /**/ from fitness_data",
		"select d from (select distance_m as d from fitness_data)", "select 1 from fitness_data f where exists (select 1 where f.distance_m > 1)",
		"with x as (select distance_m from fitness_data) select 1", "with x as (select * from fitness_data where distance_m > 1) select day from x",
		"select day from fitness_data union select day from fitness_data where distance_m > 1", "select (select max(distance_m) from fitness_data)",
		"select daily_steps as distance_m from fitness_data where distance_m > 1", "select day from sleep_data where minutes_asleep in (select distance_m from fitness_data)",
		"select lag(day, 1, null) over (order by distance_m rows between 1 preceding and current row) from fitness_data",
		"select day from sleep_data s where exists (select 1 from fitness_data f where f.day = s.day and f.distance_m > 100)",
		"select unnest([distance_m]) from fitness_data", "select l.x from fitness_data f, lateral (select f.distance_m as x) l",
		"select * from fitness_data f, unnest([f.distance_m]) u(x)", "select max(distance_m) from fitness_data limit 0"}},
	{"hidden column by USING", query.ErrDenied, "distance_m is not granted", []string{
		"select a.day from fitness_data a join fitness_data b using (distance_m)", "select count(*) from fitness_data join (select 1.0 as distance_m) using (distance_m)",
		"select count(*) from (select 300.0 as distance_m) semi join fitness_data using (distance_m)", "select count(*) from fitness_data anti join (values (1.0)) v(distance_m) on v.distance_m = fitness_data.distance_m",
		"select count(*) from fitness_data asof join (select 1.0 as distance_m) x using (distance_m)"}},
	{"hidden column by star", query.ErrUnknownColumn, "", []string{
		"select distance_m from (select * from fitness_data)", "select x.distance_m from (select * from fitness_data) x", "with x as (select * from fitness_data) select distance_m from x",
		"select * exclude (nosuch) from fitness_data", "select d.distance_m from fitness_data f, (select * from fitness_data) d"}},
	{"stars with options", query.ErrNotAllowed, "", []string{
		"select * replace (1 as distance_m) from fitness_data", "select * replace (distance_m + 1 as day) from fitness_data", "select * rename (day as d) from fitness_data",
		"select columns('dist.*') from fitness_data", "select columns(*) from fitness_data", "select columns(c -> c like 'd%') from fitness_data",
		"select min(columns(*)) from fitness_data", "select * like 'dist%' from fitness_data", "select count(columns(*)) from fitness_data", "select *columns(*) from fitness_data",
		"select coalesce(*columns('d.*')) from fitness_data", "select day from fitness_data order by columns('d.*')", "select unnest(f) from fitness_data f",
		"select day from fitness_data where columns(*) is not null"}},
	{"whole row", query.ErrNotAllowed, "a whole row is not a value", []string{
		"select fitness_data from fitness_data", "select f from fitness_data f", "select F from fitness_data f", "select count(f) from fitness_data f",
		"select max(f) from fitness_data f", "select f = f from fitness_data f", "select cast(f as varchar) from fitness_data f", "select concat(f) from fitness_data f",
		"select day from fitness_data f order by f", "select count(*) from fitness_data f group by f", "select (select f) from fitness_data f",
		"select 1 from fitness_data f where f is not null", "select secrets from vault.secrets", "select list(f) from fitness_data f", "select distinct on (f) day from fitness_data f",
		"select x from (select day from sleep_data) x"}},
	{"row by its schema", query.ErrUnknownColumn, "", []string{
		"select fitness.fitness_data from fitness.fitness_data", "select coppice.t0 from fitness_data", "select t0.distance_m from fitness_data", "select t0 from fitness_data"}},
	{"hidden table", query.ErrDenied, "", []string{
		"select * from vault.secrets", "select pin from secrets", "select count(*) from vault.secrets", "select 1 from vault.secrets", "select count(distinct _wallet) from secrets",
		"select day from sleep_data where exists (select 1 from vault.secrets)", "with x as (select pin from vault.secrets) select 1", "select * from sleep_data, vault.secrets",
		"select day from sleep_data semi join secrets using (_wallet)", "select * from sleep.devices", "table vault.secrets", "from vault.secrets select 1"}},
	{"positional tricks", query.ErrNotAllowed, "", []string{
		"select #1 from fitness_data", "select #4 from fitness_data", "select day from fitness_data order by #4", "select f.a from fitness_data as f(a, b, c, d)",
		"select d from fitness_data as f(a, b, c, d, e, g)", "select * from fitness_data as x(p)", "select * from fitness_data positional join sleep_data",
		"select * from (select 1 as distance_m) positional join fitness_data"}},
	{"natural join", query.ErrNotAllowed, "USING", []string{
		"select * from fitness_data natural join sleep_data", "select count(*) from fitness_data a natural join fitness_data b", "select count(*) from fitness_data natural left join (select 1.0 as distance_m)"}},
	{"pseudo columns", query.ErrUnknownColumn, "", []string{
		"select rowid from fitness_data", "select filename from fitness_data", "select file_row_number from fitness_data", "select f.rowid from fitness_data f", "select file_index from sleep_data",
		"select ctid from fitness_data", "select oid from sleep_data", "select sleep_data.filename from sleep_data", "select nosuch from sleep_data", "select x.day from sleep_data",
		"select day from sleep_data order by nosuch", "select a.day from (select day from sleep_data) b", "select vault.secrets.pin from sleep_data"}},
	{"look-alikes", query.ErrUnknownColumn, "", []string{
		"select ｄay from sleep_data", "select d\u0430y from sleep_data", "select recor\u0501s from sleep_data", "select \u017fince from fitness.devices", "select _wa\u2113let from sleep_data",
		"select \"day \" from sleep_data", "select \"day\u200b\" from sleep_data", "select \"_wallet\u0301\" from sleep_data", "select DI\u017fTANCE_M from fitness_data"}},
	{"look-alike tables", query.ErrUnknownTable, "", []string{
		"select 1 from \u017fleep_data", "select 1 from \"sleep_data \"", "select 1 from \"sleep.sleep_data\"", "select 1 from vault.\u017fecrets", "select 1 from \u0455leep.sleep_data"}},
	{"ambiguous", query.ErrAmbiguous, "", []string{
		"select * from devices", "select day from fitness_data, sleep_data", "select day from sleep_data a, sleep_data b", "select * from sleep_data, sleep_data",
		"select 1 from fitness.devices, sleep.devices", "select * from (select day, day from sleep_data)", "select day from (select day, day from sleep_data)",
		"select 1 from sleep_data a, fitness_data A", "select records from sleep_data a join sleep_data b using (day)"}},
	{"_wallet shown", query.ErrDenied, "", []string{
		"select _wallet from clinic.visits", "select max(_wallet) from sleep_data", "select any_value(_wallet) from sleep_data", "select first(_wallet) from sleep_data",
		"select list(_wallet) from sleep_data", "select string_agg(_wallet, ',') from sleep_data", "select arg_max(_wallet, records) from sleep_data",
		"select (select _wallet from sleep_data limit 1)", "select _wallet || '' from sleep_data", "select cast(_wallet as text) from sleep_data", "select _wallet::varchar from sleep_data",
		"select length(_wallet) from sleep_data", "select coalesce(_wallet, 'x') from sleep_data", "select case when true then _wallet end from sleep_data", "select [_wallet] from sleep_data",
		"select unnest([_wallet]) from sleep_data", "select lag(_wallet) over (order by day) from sleep_data", "select first_value(_wallet) over (partition by day order by day) from sleep_data",
		"select mode(_wallet) from sleep_data", "select w || 'x' from (select _wallet as w from sleep_data)", "with x(w) as (select _wallet from sleep_data) select substr(w, 1, 2) from x",
		"select substring(_wallet, 1, 1) from sleep_data", "select _wallet from sleep_data union all select 'x'", "select ascii(_wallet) from sleep_data", "select nullif(_wallet, 'a') from sleep_data",
		"select hash(_wallet) from sleep_data", "select md5(_wallet) from sleep_data", "select approx_count_distinct(_wallet) from sleep_data", "select count(_wallet) from sleep_data",
		"select histogram from (select mode(w) as histogram from (select _wallet w from sleep_data))"}},
	{"_wallet compared", query.ErrDenied, "_wallet may be joined", []string{
		"select count(*) from sleep_data where _wallet = 'w1'", "select count(*) from sleep_data where 'w1' = _wallet", "select count(*) from sleep_data where _wallet in ('w1', 'w2')",
		"select count(*) from sleep_data where _wallet like 'w%'", "select count(*) from sleep_data where _wallet > 'w'", "select count(*) from sleep_data where _wallet between 'a' and 'z'",
		"select count(*) from sleep_data where _wallet <> 'w1'", "select count(*) from sleep_data where starts_with(_wallet, 'w')", "select count(*) from sleep_data where regexp_matches(_wallet, '^w')",
		"select count(*) from sleep_data a join sleep_data b on a._wallet < b._wallet", "select count(*) from sleep_data a join sleep_data b on a._wallet <> b._wallet",
		"select count(*) from sleep_data where _wallet in (select 'w1')", "select count(*) from sleep_data join (select 'w1' as x) v on _wallet = v.x",
		"select count(*) from sleep_data where _wallet in (select activity_level from fitness_data)", "select count(*) from fitness_data where activity_level in (select _wallet from sleep_data)",
		"select w from (select _wallet as w from sleep_data) where w = 'w1'", "select count(*) from sleep_data group by _wallet having _wallet = 'w1'",
		"select count(*) from sleep_data where _wallet is not distinct from 'w1'", "select count(*) from sleep_data where _wallet = any(['w1'])",
		"select count(*) from sleep_data where contains('w1w2', _wallet)", "select count(*) from sleep_data where (_wallet = 'w1') is true",
		"select count(*) from fitness_data f where exists (select 1 from sleep_data s where s._wallet = f._wallet and s._wallet = 'w1')"}},
	{"_wallet sorted", query.ErrDenied, "_wallet may be joined", []string{
		"select day from sleep_data order by _wallet", "select _wallet, day from sleep_data order by 1", "select _wallet, day from sleep_data order by all", "select _wallet as w from sleep_data order by w",
		"select distinct on (_wallet) day from sleep_data", "select day, row_number() over (order by _wallet) from sleep_data", "select string_agg(day::text, ',' order by _wallet) from sleep_data",
		"select count(*) from sleep_data group by _wallet order by _wallet", "select _wallet from sleep_data union select _wallet from fitness_data order by 1", "select rank() over (order by w) from (select _wallet as w from sleep_data)"}},
	{"_wallet as a name", query.ErrNotAllowed, "reserved", []string{
		"select * from sleep_data join (select 'w1' as _wallet) v using (_wallet)", "select activity_level as _wallet from fitness_data", "with x(_wallet) as (select 'w1') select 1 from x",
		"select 1 from (values ('w1')) v(_wallet) join sleep_data using (_wallet)", "select 1 from (select day from sleep_data) as x(_WALLET)", "select 'w1' as \"_Wallet\""}},
	{"endless", query.ErrNotAllowed, "", []string{
		"with recursive r as (select 1 as x union all select x + 1 from r) select * from r", "with recursive r(x) as (select 1 union select x from r) select count(*) from r",
		"with recursive r(x) using key (x) as (select 1 union select x from r) select 1 from r", "with recursive a as (select 1 union all select 1 from a), b as (select 1) select * from b",
		"select count(*) from range(1000000000000)", "select count(*) from generate_series(1, 9223372036854775807)", "select unnest(range(100000000))", "select * from range(0, 1, 0)",
		"select * from range(0, -100000000, -1)", "select * from generate_series(date '0001-01-01', date '9999-12-31', interval 1 minute)", "select count(*) from range(10000 * 10000)",
		"select * from sleep_data s, range(s.records) r", "select * from generate_series(timestamp '2000-01-01', timestamp '9999-01-01', interval 1 hour)", "select len(range(10000000))"}},
	{"types", query.ErrNotAllowed, "", []string{
		"select 'x'::blob", "select '{}'::json", "select 1::uuid", "select 'a'::my_enum", "select '1'::struct(a int)", "select [1]::int[]", "select '1'::bit", "select 'a'::enum('a')",
		"select cast(1 as map(int, int))", "select 'sleep_data'::regclass", "select cast('a' as variant)", "select date '2016-01-01'::timestamptz"}},
	{"results that cannot leave", query.ErrSyntax, "cannot be delivered", []string{
		"select [1, 2]", "select list(day) from sleep_data", "select string_split('a b', ' ')", "select interval 1 day", "select max(day) - interval 1 day, time '10:00' from sleep_data", "select array_agg(day) from sleep_data"}},
	{"type errors", query.ErrSyntax, "", []string{
		"select day + 'x'::text from sleep_data where day > 5", "select sum(activity_level) from fitness_data", "select upper(1, 2)", "select day, count(*) from sleep_data",
		"select (select day, records from sleep_data)", "select day from sleep_data union select day, records from sleep_data", "select count(*) from sleep_data where sum(records) > 1", "select * from sleep_data limit 'x'",
		"select day from sleep_data order by 2", "select 1 where 1 = 1 order by 7", "select * ", "select rank() over (order by day) from sleep_data where rank() over (order by day) = 1"}},
	{"other constructs", query.ErrNotAllowed, "", []string{
		"select * from sleep_data at (version => 1)", "select 'a' collate nocase", "select * from (pivot sleep_data on day in ('2016-04-12') using count(*))", "select * from (unpivot sleep_data on records)",
		"select 1 union by name select 2", "select rank() from sleep_data", "select 1 limit (select count(*) from sleep_data)", "select 1 limit 1 + 1",
		"select * from unnest([1]) with ordinality", "select (1, 2)", "select (day).year from sleep_data", "select string_split('a', sep := 'x')", "select try(1)"}},
	{"too large", query.ErrNotAllowed, "", []string{
		"select " + strings.Repeat("(", 600) + "1" + strings.Repeat(")+1", 600), "select '" + strings.Repeat("x", 70_000) + "'", "select " + strings.Repeat("not ", 400) + "true",
		doubling(30), "select 1 from " + strings.TrimSuffix(many(70), ", ")}},
}

// doubling names a WITH query twice in the next, n times over.
func doubling(n int) string {
	s := "with a00 as (select day from sleep_data)"
	for i := 1; i <= n; i++ {
		p, q := "a"+itoa(i-1), "a"+itoa(i)
		s += ", " + q + " as (select x.day from " + p + " x, " + p + " y)"
	}
	return s + " select count(*) from a" + itoa(n)
}

func many(n int) string {
	s := ""
	for i := range n {
		s += "sleep_data s" + itoa(i) + ", "
	}
	return s
}

func itoa(i int) string { return string([]byte{byte('0' + i/10), byte('0' + i%10)}) }

func TestHostile(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.class, func(t *testing.T) {
			t.Parallel()
			for _, sql := range c.sqls {
				short := sql[:min(len(sql), 200)]
				p, err := plan(t, sql, alice, query.Deliver)
				if err == nil {
					err = p.Err()
				}
				var e *query.Error
				switch {
				case err == nil:
					t.Errorf("%s\n  was allowed: %s", short, p.Statement)
				case !errors.Is(err, c.err):
					t.Errorf("%s\n  got %v\n want %v", short, err, c.err)
				case !strings.Contains(err.Error(), c.words):
					t.Errorf("%s\n  got %v\n want the words %q", short, err, c.words)
				case !errors.As(err, &e):
					t.Errorf("%s\n  %T is not an *Error", short, err)
				}
			}
		})
	}
}
