CREATE TYPE person AS (id bigint, label text, born date);
CREATE TABLE people OF person (PRIMARY KEY (id));
