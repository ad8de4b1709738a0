CREATE EXTENSION hstore;
GRANT EXECUTE ON FUNCTION hstore(text, text) TO alice;
