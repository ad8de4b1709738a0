-- Extensions in a schema of their own and in public, one that cannot be moved, and functions that belong to them.
CREATE SCHEMA "Odd ext";
CREATE EXTENSION hstore WITH SCHEMA "Odd ext";
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm VERSION '1.5';
COMMENT ON EXTENSION citext IS 'ours now';
CREATE TABLE uses (name citext, pairs "Odd ext".hstore);
