CREATE FUNCTION normalized(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(value)';
CREATE TABLE note (id int, title text, CONSTRAINT one_title EXCLUDE USING btree (normalized(title) WITH =));
COMMENT ON CONSTRAINT one_title ON note IS 'No two notes have the same title.';
