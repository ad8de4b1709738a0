CREATE TABLE a (id int, note text);
CREATE TABLE b (id bigint, note text);
CREATE TABLE c (own int) INHERITS (b);
