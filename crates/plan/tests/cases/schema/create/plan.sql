CREATE SCHEMA shop;
ALTER SCHEMA shop OWNER TO postgres;
COMMENT ON SCHEMA shop IS 'What is for sale';
GRANT USAGE ON SCHEMA shop TO alice;

CREATE TABLE shop.item (
    id integer NOT NULL,
    label text NOT NULL,
    CONSTRAINT item_pkey PRIMARY KEY (id)
);
ALTER TABLE shop.item OWNER TO postgres;
