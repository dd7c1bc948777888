package query_test

import (
	"testing"

	"github.com/coppice-network/coppice/internal/query"
)

// honest statements must be answered exactly; rows are separated by " | ", NULL is "-".
var honest = []struct{ name, sql, want string }{
	{"the example", "SELECT user_age, daily_steps FROM fitness_data WHERE activity_level = 'high' ORDER BY 1, 2 NULLS FIRST", "30,13162 | -,12862 | -,14172"},
	{"qualified table", "select count(*) from fitness.fitness_data", "8"},
	{"names without case", "SELECT User_Age FROM Fitness.FITNESS_DATA WHERE DAY = '2016-04-14' ORDER BY 1", "30 | 61"},
	{"quoted names", `select "day" from "fitness"."fitness_data" where "user_age" = 61`, "2016-04-14"},
	{"three-part column", "select fitness.fitness_data.day from fitness.fitness_data where fitness.fitness_data.user_age = 61", "2016-04-14"},
	{"alias", "select f.day as d from fitness_data as f where f.user_age = 61", "2016-04-14"},
	{"star", "select * from sleep_data where minutes_asleep = 412", "2016-04-15,412,442,1"},
	{"star leaves out what is not granted", "select * from fitness_data where user_age = 61", "2016-04-14,61,-,1200,low"},
	{"qualified star", "select s.* from sleep_data s where records = 2", "2016-04-13,384,407,2"},
	{"star exclude", "select * exclude (records, minutes_in_bed) from sleep_data where records = 2", "2016-04-13,384"},
	{"star exclude of what is not granted", "select * exclude (distance_m, day) from fitness_data where user_age = 61", "61,-,1200,low"},
	{"count of a qualified star", "select count(f.*) from fitness_data f", "8"},
	{"from first", "from sleep_data where records = 2", "2016-04-13,384,407,2"},
	{"literal", "select 1 + 1 as two", "2"},
	{"values", "values (1, 'a'), (2, 'b')", "1,a | 2,b"},
	{"values as a table", "select v.b from (values (1, 'x'), (2, 'y')) as v(a, b) where a = 2", "y"},
	{"aggregate", "select min(daily_steps), max(daily_steps), count(daily_steps), count(*) from fitness_data", "460,14172,7,8"},
	{"sum of integers fits", "select sum(daily_steps) from fitness_data", "66603"},
	{"average", "select avg(minutes_asleep) from sleep_data", "394"},
	{"group by", "select activity_level, count(*) from fitness_data group by activity_level order by activity_level", "high,3 | low,3 | moderate,2"},
	{"group by all", "select activity_level, count(*) c from fitness_data group by all order by c, 1", "moderate,2 | high,3 | low,3"},
	{"group by position and alias", "select upper(activity_level) as l, count(*) from fitness_data group by l order by 1", "HIGH,3 | LOW,3 | MODERATE,2"},
	{"having", "select activity_level from fitness_data group by 1 having count(*) > 2 order by 1", "high | low"},
	{"having by alias", "select activity_level, count(*) as n from fitness_data group by 1 having n > 2 order by 1", "high,3 | low,3"},
	{"rollup", "select activity_level, count(*), grouping(activity_level) from fitness_data group by rollup (activity_level) order by 3, 1", "high,3,0 | low,3,0 | moderate,2,0 | -,8,1"},
	{"filter", "select count(*) filter (where user_age > 40) from fitness_data", "3"},
	{"distinct", "select distinct day from fitness_data order by day", "2016-04-12 | 2016-04-13 | 2016-04-14"},
	{"distinct on", "select distinct on (day) day, daily_steps from fitness_data order by day, daily_steps desc nulls last", "2016-04-12,14172 | 2016-04-13,12862 | 2016-04-14,460"},
	{"limit and offset", "select daily_steps from fitness_data order by daily_steps nulls last limit 2 offset 1", "7077 | 8135"},
	{"order by alias", "select daily_steps as s from fitness_data where day = '2016-04-13' order by s desc", "12862 | 10735 | 7077"},
	{"order by expression", "select daily_steps from fitness_data where day = '2016-04-13' order by -daily_steps", "12862 | 10735 | 7077"},
	{"order by what is not selected", "select activity_level from fitness_data where day = '2016-04-12' order by daily_steps", "low | high | high"},
	{"order by all", "select user_age, day from fitness_data where day = '2016-04-14' order by all", "30,2016-04-14 | 61,2016-04-14"},
	{"alias in where", "select daily_steps * 2 as twice from fitness_data where twice > 26000 order by 1", "26324 | 28344"},
	{"alias beside", "select daily_steps as s, s + 1 as t from fitness_data where user_age = 30 and day = '2016-04-14'", "460,461"},
	{"in list", "select count(*) from fitness_data where activity_level in ('high', 'moderate')", "5"},
	{"not in list", "select count(*) from fitness_data where activity_level not in ('high', 'moderate')", "3"},
	{"between", "select count(*) from fitness_data where day between date '2016-04-12' and '2016-04-13'", "6"},
	{"like", "select count(*) from fitness_data where activity_level like 'm%' or activity_level ilike 'HI_H'", "5"},
	{"null tests", "select count(*) from fitness_data where user_age is null and daily_steps is not null", "2"},
	{"case", "select case when daily_steps > 10000 then 'far' else 'near' end as d, count(*) from fitness_data group by 1 order by 1", "far,4 | near,4"},
	{"simple case", "select case activity_level when 'high' then 3 when 'low' then 1 end x from fitness_data where user_age = 45 order by 1 nulls last", "1 | -"},
	{"coalesce, nullif, greatest", "select coalesce(user_age, 0), nullif(activity_level, 'high'), greatest(1, 3, 2) from fitness_data where calories_kcal = 2937", "0,-,3"},
	{"casts", "select cast('12' as integer) + 1, '2016-04-12'::date, try_cast('x' as double), 1.5::decimal(4,1), 7::text", "13,2016-04-12,-,1.5,7"},
	{"mathematics", "select round(sqrt(2), 3), abs(-3), floor(2.7), power(2, 10), 7 % 3, 7 // 2, ln(1)", "1.414,3,2,1024,1,3,0"},
	{"text", "select upper('a') || lower('B'), length('héé'), substring('abcdef', 2, 3), replace('aXa', 'X', '-'), trim('  x '), split_part('a,b,c', ',', 2)", "Ab,3,bcd,a-a,x,b"},
	{"regular expressions", "select regexp_matches('abc', 'b.'), regexp_replace('abc', '[ab]', 'x', 'g'), regexp_extract('day 12', '[0-9]+')", "true,xxc,12"},
	{"dates", "select year(day), extract(month from day), dayname(day), date_trunc('month', day)::date, date_diff('day', date '2016-04-01', day), day + 1 from sleep_data where records = 2", "2016,4,Wednesday,2016-04-01,12,2016-04-14"},
	{"intervals", "select count(*) from sleep_data where day >= date '2016-04-15' - interval 2 days", "3"},
	{"timestamps", "select since, date_part('hour', since), strftime(since, '%Y/%m') from fitness.devices order by 1", "2016-01-02 03:04:05,3,2016/01 | 2016-02-03 00:00:00,0,2016/02"},
	{"booleans", "select name, not active from fitness.devices where active", "band,false"},
	{"statistics", "select round(stddev_samp(minutes_asleep), 2), median(minutes_asleep), round(corr(minutes_asleep, minutes_in_bed), 3), quantile_cont(minutes_asleep, 0.25) from sleep_data", "73.75,398,0.995,341.25"},
	{"arg_max, mode, bool_or", "select arg_max(day, daily_steps), mode(activity_level), bool_or(user_age > 60) from fitness_data where activity_level = 'high'", "2016-04-12,high,false"},
	{"string_agg in order", "select string_agg(activity_level, '+' order by day) from fitness_data where user_age = 30", "high+moderate+low"},
	{"lists inside an expression", "select list_sum([1, 2, 3]), string_split('a b', ' ')[2], len([1, 2])", "6,b,2"},
	{"unnest", "select unnest([3, 4]) as x", "3 | 4"},
	{"unnest in from", "select u.x + 1 from unnest([3, 4]) as u(x)", "4 | 5"},
	{"range", "select sum(range) from range(5)", "10"},
	{"generate_series of days", "select g.d::date, count(s.day) from generate_series(date '2016-04-12', date '2016-04-14', interval 1 day) as g(d) left join sleep_data s on s.day = g.d::date group by 1 order by 1", "2016-04-12,3 | 2016-04-13,2 | 2016-04-14,0"},
	{"window rank", "select day, rank() over (partition by user_age order by daily_steps desc) as r from fitness_data where user_age = 30 order by r", "2016-04-12,1 | 2016-04-13,2 | 2016-04-14,3"},
	{"window frame", "select day, sum(minutes_asleep) over (order by day rows between 1 preceding and current row) s from sleep_data where minutes_asleep in (384, 412, 500) order by minutes_asleep", "2016-04-13,384 | 2016-04-15,912 | 2016-04-13,884"},
	{"lag and lead", "select lag(minutes_asleep) over w, lead(minutes_asleep, 1, 0) over w from sleep_data where minutes_asleep > 411 window w as (order by minutes_asleep) order by 1 nulls first", "-,441 | 412,500 | 441,0"},
	{"qualify", "select day, daily_steps from fitness_data qualify row_number() over (partition by day order by daily_steps desc nulls last) = 1 order by day", "2016-04-12,14172 | 2016-04-13,12862 | 2016-04-14,460"},
	{"scalar sub-query", "select count(*) from sleep_data where minutes_asleep > (select avg(minutes_asleep) from sleep_data)", "3"},
	{"correlated sub-query", "select day from sleep_data s where minutes_asleep = (select max(t.minutes_asleep) from sleep_data t where t.day = s.day) order by 1", "2016-04-12 | 2016-04-13 | 2016-04-15"},
	{"exists", "select count(*) from fitness_data f where exists (select * from sleep_data s where s.day = f.day and s.records = 2)", "3"},
	{"not exists", "select count(*) from fitness_data f where not exists (select 1 from sleep_data s where s.day = f.day)", "2"},
	{"in sub-query", "select count(*) from sleep_data where day in (select day from fitness_data where user_age = 61)", "0"},
	{"derived table", "select d.level, d.n from (select activity_level as level, count(*) as n from fitness_data group by 1) d where d.n = 2", "moderate,2"},
	{"derived table without alias", "select n from (select count(*) as n from sleep_data)", "6"},
	{"star over a derived table", "select * from (select day, records from sleep_data where records > 1)", "2016-04-13,2"},
	{"with", "with busy as (select day, daily_steps from fitness_data where daily_steps > 10000) select day, count(*) from busy group by day order by day", "2016-04-12,2 | 2016-04-13,2"},
	{"with column names", "with d(x, y) as (select day, records from sleep_data where records = 2) select y, x from d", "2,2016-04-13"},
	{"with used twice", "with d as (select day, count(*) as n from sleep_data group by 1) select a.n + b.n from d a join d b using (day) order by 1", "2 | 4 | 6"},
	{"with over with", "with a as (select 1 as x), b as (select x + 1 as y from a) select y from b", "2"},
	{"with unused", "with a as (select day from sleep_data), b as (select 5 as x) select x from b", "5"},
	{"with hides a table", "with sleep_data as (select 7 as z) select z from sleep_data", "7"},
	{"with inside a sub-query", "select * from (with a as (select 3 as x) select x from a)", "3"},
	{"union", "select day from fitness_data union select day from sleep_data order by day", "2016-04-12 | 2016-04-13 | 2016-04-14 | 2016-04-15"},
	{"union all", "select count(*) from (select day from fitness_data union all select day from sleep_data)", "14"},
	{"intersect and except", "(select day from fitness_data intersect select day from sleep_data) except select date '2016-04-12' order by 1", "2016-04-13"},
	{"inner join", "select f.day, f.daily_steps, s.minutes_asleep from fitness_data f join sleep_data s on f._wallet = s._wallet and f.day = s.day where f.user_age = 30 order by 1", "2016-04-12,13162,327 | 2016-04-13,10735,384"},
	{"join using", "select day, daily_steps, minutes_asleep from fitness_data join sleep_data using (_wallet, day) where user_age = 45 order by day", "2016-04-12,8135,441 | 2016-04-13,7077,500"},
	{"join using and star", "select * from fitness_data join sleep_data using (_wallet, day) where records = 2", "2016-04-13,30,10735,1797,moderate,384,407,2"},
	{"left join", "select f.day, s.minutes_asleep from fitness_data f left join sleep_data s using (_wallet, day) where f.user_age in (30, 61) order by f.user_age, f.day", "2016-04-12,327 | 2016-04-13,384 | 2016-04-14,- | 2016-04-14,-"},
	{"right join", "select day, records from fitness_data right join sleep_data using (_wallet, day) where daily_steps is null order by 1", "2016-04-12,1 | 2016-04-15,1"},
	{"full join", "select day, count(*) from fitness_data full join sleep_data using (_wallet, day) group by day order by day", "2016-04-12,4 | 2016-04-13,3 | 2016-04-14,2 | 2016-04-15,1"},
	{"cross join", "select count(*) from fitness_data, sleep_data", "48"},
	{"semi and anti join", "select (select count(*) from fitness_data semi join sleep_data using (_wallet, day)), (select count(*) from fitness_data f anti join sleep_data s on f._wallet = s._wallet)", "4,3"},
	{"asof join", "select s.day, f.day from sleep_data s asof left join fitness_data f on s._wallet = f._wallet and s.day >= f.day where s.minutes_asleep = 412", "2016-04-15,2016-04-14"},
	{"lateral", "select f.day, l.n from fitness_data f, lateral (select count(*) as n from sleep_data s where s.day = f.day) l where f.user_age = 61", "2016-04-14,0"},
	{"group by _wallet", "select count(*) as days, round(avg(daily_steps)) from fitness_data group by _wallet order by 1, 2 nulls first", "1,- | 2,7606 | 2,13517 | 3,8119"},
	{"the example join", "select count(*) as days, avg(f.daily_steps) as avg_steps, avg(s.minutes_asleep) as avg_minutes_asleep from fitness_data f join sleep_data s using (_wallet, day) group by _wallet order by 2", "2,7606,470.5 | 2,11948.5,355.5"},
	{"count contributors", "select count(distinct _wallet) from fitness_data", "4"},
	{"contributors per group", "select day, count(distinct f._wallet) from fitness_data f group by day having count(distinct f._wallet) > 2 order by 1", "2016-04-12,3 | 2016-04-13,3"},
	{"_wallet carried through with", "with f as (select _wallet as who, max(daily_steps) as top from fitness_data group by _wallet), s as (select _wallet, sum(minutes_asleep) as m from sleep_data group by _wallet) select f.top, s.m from f join s on f.who = s._wallet order by 1", "8135,941 | 13162,1123"},
	{"_wallet in a semi join", "select count(*) from fitness_data where _wallet in (select _wallet from sleep_data)", "5"},
	{"_wallet null after a left join", "select count(*) from fitness_data f left join sleep_data s on f._wallet = s._wallet where s._wallet is null", "3"},
	{"_wallet in a partition", "select max(n) from (select row_number() over (partition by _wallet order by day) as n from fitness_data)", "3"},
	{"union of contributors", "select count(*) from (select _wallet from fitness_data union select _wallet from sleep_data)", "5"},
	{"projected _wallet", "select count(*) from (select distinct _wallet from sleep_data)", "3"},
	{"comments", "select /* hidden? */ count(*) -- of all\nfrom sleep_data", "6"},
	{"trailing semicolon", "select 1;", "1"},
	{"equal names", "select day, day from sleep_data where records = 2", "2016-04-13,2016-04-13"},
	{"column named like an alias of a table", "select day.day from sleep_data as day where day.records = 2", "2016-04-13"},
	{"large literal", "select 9223372036854775807", "9223372036854775807"},
	{"no rows", "select day from sleep_data where false", ""},
	{"null result", "select null as n", "-"},
}

func TestHonest(t *testing.T) {
	for _, c := range honest {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := answer(t, c.sql, alice, query.Deliver)
			if err != nil {
				t.Fatalf("%s\n%v", c.sql, err)
			}
			if show(got) != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.sql, show(got), c.want)
			}
		})
	}
}
