CREATE TYPE narrow AS (id int, other text);
CREATE TABLE t OF narrow (PRIMARY KEY (id));
