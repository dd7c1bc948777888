-- Refiner of the `fitness` DataDAO: turns one activity export into the table fitness_data, one row per day.
--
-- It runs in a sandbox over the decrypted export, which is the one row of input(name TEXT, content JSON). What the tables below are is the
-- DataDAO's schema: their columns are what permissions name and what queries see. A row that does not fit (NULL where none may be, a
-- failed CHECK, a second row for one day) makes the whole refinement fail, and nothing is recorded.
-- Try it: coppice refiner run refine.sql my.activities.json

CREATE TABLE fitness_data (
  day                DATE    NOT NULL PRIMARY KEY,
  user_age           INTEGER,                                 -- in years; NULL where the export has no birth year
  daily_steps        INTEGER NOT NULL CHECK (daily_steps >= 0),
  distance_m         DOUBLE  NOT NULL CHECK (distance_m >= 0), -- metres
  very_active_min    INTEGER NOT NULL CHECK (very_active_min >= 0),
  fairly_active_min  INTEGER NOT NULL CHECK (fairly_active_min >= 0),
  lightly_active_min INTEGER NOT NULL CHECK (lightly_active_min >= 0),
  sedentary_min      INTEGER NOT NULL CHECK (sedentary_min >= 0),
  calories_kcal      INTEGER NOT NULL CHECK (calories_kcal >= 0),
  activity_level     TEXT    NOT NULL CHECK (activity_level IN ('low', 'moderate', 'high'))
);

-- Casts are generous ('7' and 7.4 become 7); these are not. What they do not accept becomes NULL, which NOT NULL then refuses.
CREATE TEMP MACRO whole(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN CAST(j AS INTEGER) END;
CREATE TEMP MACRO number(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN CAST(j AS DOUBLE) END;
CREATE TEMP MACRO month_day_year(t) AS
  CASE WHEN regexp_full_match(t, '\d{1,2}/\d{1,2}/\d{2}') THEN CAST(strptime(t, '%m/%d/%y') AS DATE) END;

INSERT INTO fitness_data
WITH record AS (
  SELECT content, unnest(from_json(content -> 'activities', '["JSON"]')) AS r FROM input
), activity AS (
  SELECT DISTINCT -- a record repeated identically counts once; two different ones for a day break the primary key
    month_day_year(r ->> 'date')            AS day,
    whole(content -> 'birthYear')           AS birth_year,
    whole(r -> 'steps')                     AS steps,
    number(r -> 'distanceKm')               AS km,
    whole(r -> '$.minutes.veryActive')      AS very,
    whole(r -> '$.minutes.fairlyActive')    AS fairly,
    whole(r -> '$.minutes.lightlyActive')   AS lightly,
    whole(r -> '$.minutes.sedentary')       AS sedentary,
    whole(r -> 'calories')                  AS calories
  FROM record
)
SELECT day, year(day) - birth_year, steps, km * 1000, very, fairly, lightly, sedentary, calories,
  CASE WHEN very + fairly >= 60 THEN 'high' WHEN very + fairly >= 30 THEN 'moderate' ELSE 'low' END
FROM activity
ORDER BY day; -- the order of rows is part of the artefact's digest, so it must not be left to chance
