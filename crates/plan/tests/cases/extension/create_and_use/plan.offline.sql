CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

ALTER TABLE public.doc ADD COLUMN pairs public.hstore;

CREATE INDEX doc_words ON public.doc USING gin (words public.gin_trgm_ops);
