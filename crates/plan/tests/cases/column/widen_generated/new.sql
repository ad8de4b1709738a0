CREATE TABLE meter (id int PRIMARY KEY, reading bigint, twice bigint GENERATED ALWAYS AS (reading * 2) STORED);
