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
-- Extensions
--------------------------------------------------------------------------------

-- extension btree_gist
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.on_index
CREATE TABLE public.on_index (
    x integer NOT NULL,
    y integer,
    CONSTRAINT made_first PRIMARY KEY (x)
);
ALTER TABLE public.on_index CLUSTER ON made_first;
ALTER TABLE ONLY public.on_index REPLICA IDENTITY USING INDEX made_first;
ALTER TABLE public.on_index OWNER TO postgres;

-- table public.target
CREATE TABLE public.target (
    a integer NOT NULL,
    b integer NOT NULL,
    CONSTRAINT by_b UNIQUE (b),
    CONSTRAINT target_pkey PRIMARY KEY (a, b)
);
ALTER TABLE public.target OWNER TO postgres;

-- table public.t
CREATE TABLE public.t (
    id integer NOT NULL,
    code text,
    low integer,
    high integer,
    during tsrange,
    a integer,
    b integer,
    CONSTRAINT code_once UNIQUE (code) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT including UNIQUE (low, high) INCLUDE (code) WITH (fillfactor=70),
    CONSTRAINT never_overlaps EXCLUDE USING gist (low WITH =, during WITH &&) WHERE ((low > 0)) DEFERRABLE,
    CONSTRAINT ordered CHECK (low < high),
    CONSTRAINT t_pkey PRIMARY KEY (id),
    CONSTRAINT to_b FOREIGN KEY (b) REFERENCES public.target (b) ON DELETE RESTRICT DEFERRABLE,
    CONSTRAINT to_target FOREIGN KEY (a, b)
        REFERENCES public.target (a, b) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL
);
COMMENT ON CONSTRAINT ordered ON public.t IS 'in order';
ALTER TABLE public.t OWNER TO postgres;

ALTER TABLE public.t
    ADD CONSTRAINT unchecked CHECK (low <> 7) NOT VALID;
