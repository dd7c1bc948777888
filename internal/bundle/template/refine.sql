-- A refiner: turns one contributed file into tables. What the tables below are is the DataDAO's schema; permissions and prices name
-- their columns.
--
-- It runs in a sandbox over one table, input(name TEXT, content JSON), with one row: the decrypted file; of an archive, one for each file
-- that "members" in bundle.json match ("**/*.json"), by its path. Columns may be DATE, TIMESTAMP, INTEGER, BIGINT, DOUBLE, TEXT and BOOLEAN. A row that breaks a rule refuses the file. Tables whose names begin with _ stay inside.
-- Try it: coppice refiner run . my-file.json

CREATE TABLE records (
  day   DATE   NOT NULL PRIMARY KEY,
  value DOUBLE NOT NULL CHECK (value >= 0)
);

CREATE TABLE _record AS
SELECT unnest(from_json(content -> 'records', '["JSON"]')) AS r FROM input;

INSERT INTO records
SELECT DISTINCT CAST(strptime(r ->> 'day', '%Y-%m-%d') AS DATE) AS day, CAST(r ->> 'value' AS DOUBLE)
FROM _record
ORDER BY day; -- the order of rows is part of the result: state it
