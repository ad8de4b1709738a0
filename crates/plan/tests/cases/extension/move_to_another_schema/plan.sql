CREATE SCHEMA ext;
ALTER SCHEMA ext OWNER TO postgres;

ALTER EXTENSION hstore SET SCHEMA ext;

ALTER TABLE public.doc ALTER COLUMN pairs TYPE ext.hstore USING pairs::text::ext.hstore;
