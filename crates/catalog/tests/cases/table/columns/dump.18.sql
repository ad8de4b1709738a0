-- Written by pgplumb; changes are lost. `pgplumb dump` writes it anew.
--
-- Database: shop
-- Server: PostgreSQL 18
-- Dumped: 2026-01-31T12:00:00Z by pgplumb 0.1.0

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = off;
SET client_min_messages = warning;
SET xmloption = content;
SET default_tablespace = '';
SET default_table_access_method = heap;
SELECT pg_catalog.set_config('search_path', '', false);


--------------------------------------------------------------------------------
-- Schemas
--------------------------------------------------------------------------------

-- schema app
CREATE SCHEMA app;
ALTER SCHEMA app OWNER TO postgres;


--------------------------------------------------------------------------------
-- Types
--------------------------------------------------------------------------------

-- enum app.mood
CREATE TYPE app.mood AS ENUM (
    'sad',
    'ok'
);
ALTER TYPE app.mood OWNER TO postgres;

-- domain app.code
CREATE DOMAIN app.code AS character varying(7) COLLATE "C";
ALTER DOMAIN app.code OWNER TO postgres;

-- domain app.required
CREATE DOMAIN app.required AS integer
    NOT NULL;
ALTER DOMAIN app.required OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- sequence app.t_serial_number_seq
CREATE SEQUENCE app.t_serial_number_seq AS integer;
ALTER SEQUENCE app.t_serial_number_seq OWNER TO postgres;

-- table app.t
CREATE TABLE app.t (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5) NOT NULL,
    serial_number integer DEFAULT nextval('app.t_serial_number_seq'::regclass) NOT NULL,
    name character varying(40) COLLATE "C" DEFAULT 'it''s'::character varying NOT NULL,
    letter character(3),
    code app.code,
    required app.required,
    moods app.mood[] DEFAULT '{}'::app.mood[],
    price numeric(10,2) DEFAULT 0,
    doubled numeric GENERATED ALWAYS AS (price * (2)::numeric) STORED,
    bits bit varying(8),
    at timestamp(3) with time zone DEFAULT now(),
    body text,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);
GRANT SELECT (id) ON TABLE app.t TO PUBLIC;
ALTER TABLE app.t ALTER COLUMN name SET (n_distinct=5);
GRANT SELECT (name), UPDATE (name) ON TABLE app.t TO PUBLIC;
ALTER TABLE app.t ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE app.t ALTER COLUMN body SET COMPRESSION pglz;
ALTER TABLE app.t ALTER COLUMN body SET STATISTICS 7;
COMMENT ON COLUMN app.t.body IS 'what | it `says`';
ALTER TABLE app.t OWNER TO postgres;
COMMENT ON TABLE app.t IS 'a table';

CREATE INDEX t_lower_expr_code_idx ON app.t (lower((name)::text) COLLATE "C" DESC NULLS LAST, ((price + (1)::numeric))) INCLUDE (code)
    WHERE (price > (0)::numeric);

CREATE INDEX t_name_pattern ON app.t (name varchar_pattern_ops, body COLLATE "POSIX");

ALTER SEQUENCE app.t_serial_number_seq OWNED BY app.t.serial_number;

-- table app.child
CREATE TABLE app.child (
    t_id bigint,
    CONSTRAINT child_t_id_key UNIQUE (t_id),
    CONSTRAINT child_t_id_fkey FOREIGN KEY (t_id) REFERENCES app.t (id) ON DELETE CASCADE DEFERRABLE
)
INHERITS (app.t);
ALTER TABLE app.child OWNER TO postgres;


--------------------------------------------------------------------------------
-- Views
--------------------------------------------------------------------------------

-- view app.v
CREATE VIEW app.v WITH (security_barrier='true') AS
 SELECT id,
    name
   FROM app.t
  WHERE (price > (1)::numeric)
WITH LOCAL CHECK OPTION;
ALTER VIEW app.v OWNER TO postgres;


--------------------------------------------------------------------------------
-- Constraints between tables
--------------------------------------------------------------------------------

ALTER TABLE app.t
    ADD CONSTRAINT positive CHECK (price >= (0)::numeric) NOT VALID;
