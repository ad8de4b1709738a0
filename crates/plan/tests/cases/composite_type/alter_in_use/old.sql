CREATE TYPE address AS (zip int, city text);
CREATE TABLE person (id int, home address);
INSERT INTO person VALUES (1, (123, 'x'));
