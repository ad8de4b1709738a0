-- Base types, defaults, collations and constraints of domains; domains over domains and over arrays.
CREATE DOMAIN plain AS integer;
CREATE DOMAIN positive AS integer NOT NULL CHECK (VALUE > 0);
CREATE DOMAIN over AS positive DEFAULT 5 CONSTRAINT small CHECK (VALUE < 100);
CREATE DOMAIN texts AS varchar(20)[] DEFAULT '{}'::varchar[] CONSTRAINT "Not Empty" CHECK (cardinality(VALUE) > 0);
CREATE DOMAIN word AS text COLLATE "C" DEFAULT 'it''s' || now()::text
    CONSTRAINT z_last CHECK (VALUE ~ '^\w+$')
    CONSTRAINT a_first CHECK (length(VALUE) > 1);
CREATE DOMAIN unchecked AS integer;
ALTER DOMAIN unchecked ADD CONSTRAINT later CHECK (VALUE <> 0) NOT VALID;
CREATE FUNCTION valid(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE DOMAIN by_function AS text CHECK (valid(VALUE));
COMMENT ON DOMAIN word IS 'a word';
COMMENT ON CONSTRAINT z_last ON DOMAIN word IS 'letters only';
GRANT USAGE ON TYPE word TO pg_monitor;
REVOKE ALL ON TYPE plain FROM PUBLIC;
ALTER DOMAIN plain OWNER TO pg_monitor;
