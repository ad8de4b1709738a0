CREATE TYPE person AS (id int, label text);
CREATE TABLE people (id int, label text);
CREATE TABLE others OF person;
