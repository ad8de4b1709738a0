CREATE TABLE item (id int, twice int GENERATED ALWAYS AS (id * 2) STORED);
