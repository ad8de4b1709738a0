CREATE EXTENSION hstore;
COMMENT ON EXTENSION hstore IS 'Key and value pairs';
