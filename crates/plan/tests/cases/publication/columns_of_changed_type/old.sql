CREATE TABLE t (id int PRIMARY KEY, amount int, note text);
CREATE TABLE u (id int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE t (id, amount) WHERE (amount > 3), u;
