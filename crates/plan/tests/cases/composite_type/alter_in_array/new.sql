CREATE TYPE address AS (zip bigint, city text);
CREATE TABLE person (id int, homes address[]);
