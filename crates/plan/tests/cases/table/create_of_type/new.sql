CREATE TYPE person AS (id int, label text);
CREATE TABLE people OF person (PRIMARY KEY (id), label WITH OPTIONS DEFAULT 'nobody');
