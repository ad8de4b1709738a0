CREATE TABLE a (id int, note text);
CREATE TABLE b (id int, note text, extra int);
CREATE TABLE c (own int, note text) INHERITS (b);
CREATE TABLE d (note text) INHERITS (a);
