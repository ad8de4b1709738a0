CREATE TABLE item (id int, twice int GENERATED ALWAYS AS (id * 2 + 0) STORED);
CREATE INDEX item_twice ON item (twice);
