CREATE TYPE span AS RANGE (SUBTYPE = int);
CREATE TABLE item (id int PRIMARY KEY, span span);
