CREATE TYPE person AS (id int, label text);
CREATE TABLE people OF person;
CREATE TABLE others (id int, label text);
