CREATE TYPE narrow AS (id int, name text);
CREATE TABLE t OF narrow (PRIMARY KEY (id));
