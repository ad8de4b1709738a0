CREATE TYPE person AS (id int, label text);
