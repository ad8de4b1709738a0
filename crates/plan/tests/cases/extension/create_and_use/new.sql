CREATE EXTENSION hstore;
CREATE EXTENSION pg_trgm;
CREATE TABLE doc (id int, words text, pairs hstore);
CREATE INDEX doc_words ON doc USING gin (words gin_trgm_ops);
