CREATE TYPE turned AS (more int, id int);
CREATE TYPE pair AS (a int, b text);
CREATE TABLE t OF turned (PRIMARY KEY (id));
CREATE TABLE plain OF pair;
