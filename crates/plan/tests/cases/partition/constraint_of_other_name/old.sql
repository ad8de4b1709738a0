CREATE TABLE whole (id integer PRIMARY KEY, label text) PARTITION BY RANGE (id);
CREATE INDEX whole_label ON whole (label);
CREATE TABLE a_part (id integer NOT NULL, label text, CONSTRAINT a_part_key PRIMARY KEY (id));
CREATE INDEX a_part_label ON a_part (label);
ALTER TABLE whole ATTACH PARTITION a_part DEFAULT;
