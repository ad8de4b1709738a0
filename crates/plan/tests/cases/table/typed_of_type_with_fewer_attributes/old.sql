CREATE TYPE wide AS (id int, name text, more int);
CREATE TABLE t OF wide (PRIMARY KEY (id));
