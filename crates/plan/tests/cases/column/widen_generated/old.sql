CREATE TABLE meter (id int PRIMARY KEY, reading int, twice int GENERATED ALWAYS AS (reading * 2) STORED);
