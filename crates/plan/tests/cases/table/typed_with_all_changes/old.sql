CREATE TYPE pair AS (a int, gone text, b text);
CREATE TABLE one OF pair (a PRIMARY KEY, b DEFAULT 'x');
CREATE TABLE two OF pair;
INSERT INTO one VALUES (1, 'x', 'y');
CREATE INDEX by_b ON one (b);
CREATE VIEW ones AS SELECT a FROM one;
