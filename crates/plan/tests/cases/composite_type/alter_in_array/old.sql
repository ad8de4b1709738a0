CREATE TYPE address AS (zip int, city text);
CREATE TABLE person (id int, homes address[]);
INSERT INTO person VALUES (1, ARRAY[(123, 'x')::address, NULL]), (2, NULL);
