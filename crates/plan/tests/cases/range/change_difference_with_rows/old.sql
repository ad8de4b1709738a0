CREATE TYPE span AS RANGE (SUBTYPE = float8);
CREATE TABLE item (id int PRIMARY KEY, span span);
INSERT INTO item VALUES (1, '[1.5,2.5)');
