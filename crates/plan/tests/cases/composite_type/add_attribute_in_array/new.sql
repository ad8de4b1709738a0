CREATE TYPE address AS (zip bigint, country text, city text);
CREATE TABLE person (id int, homes address[]);
