CREATE TABLE a (id int, note text);
CREATE TABLE b (id int, note text, extra int);
CREATE TABLE c (own int) INHERITS (a);
CREATE TABLE d () INHERITS (a);
