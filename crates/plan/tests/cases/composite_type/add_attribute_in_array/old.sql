CREATE TYPE address AS (zip int, city text);
CREATE TABLE person (id int, homes address[]);
