CREATE TYPE wide AS (id bigint, name text, more int);
CREATE TABLE t OF wide (PRIMARY KEY (id));
