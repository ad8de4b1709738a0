CREATE TABLE a_part (id integer NOT NULL, at integer NOT NULL, label text);
CREATE TABLE whole (id integer NOT NULL, at integer NOT NULL, label text) PARTITION BY RANGE (at);
ALTER TABLE whole ATTACH PARTITION a_part DEFAULT;
CREATE INDEX a_part_label ON a_part (label);
CREATE INDEX whole_label ON whole (label);
