-- Refiner of the `sleep` DataDAO: turns one sleep export into the table sleep_data, one row per day.
--
-- It runs in a sandbox over the decrypted export, which is the one row of input(name TEXT, content JSON). What the tables below are is the
-- DataDAO's schema. A row that does not fit makes the whole refinement fail, and nothing is recorded.
-- Try it: coppice refiner run refine.sql my.sleep.json

CREATE TABLE sleep_data (
  day            DATE    NOT NULL PRIMARY KEY, -- the day on which the sleep began
  minutes_asleep INTEGER NOT NULL,             -- no CHECK on the figures: the proof of contribution lets a tenth of the records
  minutes_in_bed INTEGER NOT NULL,             -- be implausible, and they stay in the table as the tracker gave them
  records        INTEGER NOT NULL
);

-- Casts are generous ('7' and 7.4 become 7); these are not. What they do not accept becomes NULL, which NOT NULL then refuses.
CREATE TEMP MACRO whole(j) AS CASE WHEN json_type(j) IN ('BIGINT', 'UBIGINT') THEN CAST(j AS INTEGER) END;
CREATE TEMP MACRO month_day_year(t) AS CASE
  WHEN regexp_full_match(t, '\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{1,2}:\d{1,2} [AP]M', 'i') THEN CAST(strptime(t, '%m/%d/%Y %I:%M:%S %p') AS DATE) END;

INSERT INTO sleep_data
WITH record AS (
  SELECT unnest(from_json(content -> 'sleep', '["JSON"]')) AS r FROM input
)
SELECT DISTINCT -- a record repeated identically counts once; two different ones for a day break the primary key
  month_day_year(r ->> 'startedAt') AS day,
  whole(r -> 'minutesAsleep'),
  whole(r -> 'minutesInBed'),
  whole(r -> 'records')
FROM record
ORDER BY day; -- the order of rows is part of the artefact's digest, so it must not be left to chance
