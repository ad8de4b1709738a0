-- Extensions in their own schemas come before the objects that use them; their members are omitted.
CREATE SCHEMA ext;
CREATE EXTENSION citext WITH SCHEMA ext;
CREATE EXTENSION hstore;
CREATE TABLE a (name ext.citext PRIMARY KEY, more hstore DEFAULT 'a=>1');
CREATE INDEX ON a USING gin (more);
CREATE FUNCTION a_function(ext.citext) RETURNS hstore LANGUAGE sql AS 'SELECT NULL::public.hstore';
COMMENT ON EXTENSION hstore IS 'ours';
