CREATE TYPE span AS RANGE (SUBTYPE = bigint);
CREATE TABLE item (id int PRIMARY KEY, span span);
INSERT INTO item VALUES (1, '[1,2)');
