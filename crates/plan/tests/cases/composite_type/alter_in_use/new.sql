CREATE TYPE address AS (zip text, city text, country text);
CREATE TABLE person (id int, home address);
