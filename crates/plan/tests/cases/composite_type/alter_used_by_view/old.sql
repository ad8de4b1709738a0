CREATE TYPE address AS (zip int, city text);
CREATE FUNCTION zip(a address) RETURNS int LANGUAGE sql AS 'SELECT ($1).zip';
CREATE VIEW zips AS SELECT ((1, 'x')::address).zip AS zip;
