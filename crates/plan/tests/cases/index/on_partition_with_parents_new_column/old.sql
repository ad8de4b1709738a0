CREATE TABLE a_part (id integer NOT NULL, at integer NOT NULL);
CREATE TABLE whole (id integer NOT NULL, at integer NOT NULL) PARTITION BY RANGE (at);
ALTER TABLE whole ATTACH PARTITION a_part DEFAULT;
