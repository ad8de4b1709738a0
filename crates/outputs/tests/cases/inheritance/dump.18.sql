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
-- Types
--------------------------------------------------------------------------------

-- composite type public.shape
CREATE TYPE public.shape AS (
    a integer,
    b text
);
ALTER TYPE public.shape OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.other
CREATE TABLE public.other (
    name text DEFAULT 'other'::text,
    size integer
);
ALTER TABLE public.other OWNER TO postgres;

-- table public.parent
CREATE TABLE public.parent (
    id integer NOT NULL,
    name text DEFAULT 'parent'::text,
    CONSTRAINT not_handed_down CHECK (name <> ''::text) NO INHERIT,
    CONSTRAINT positive CHECK (id > 0)
);
ALTER TABLE public.parent OWNER TO postgres;

-- table public.both_parents
CREATE TABLE public.both_parents (
    name text DEFAULT 'both'::text
)
INHERITS (public.parent, public.other);
ALTER TABLE public.both_parents OWNER TO postgres;

-- table public.child
CREATE TABLE public.child (
    own integer
)
INHERITS (public.parent);
ALTER TABLE ONLY public.child ALTER COLUMN name SET DEFAULT 'child'::text;
ALTER TABLE public.child OWNER TO postgres;

CREATE INDEX child_name_idx ON public.child (name);

-- table public.grandchild
CREATE TABLE public.grandchild ()
INHERITS (public.child);
ALTER TABLE public.grandchild OWNER TO postgres;

-- table public.orphan
CREATE TABLE public.orphan (
    own integer
)
INHERITS (public.parent);
ALTER TABLE ONLY public.orphan ALTER COLUMN name DROP DEFAULT;
ALTER TABLE public.orphan OWNER TO postgres;

-- table public.typed
CREATE TABLE public.typed OF public.shape (
    a WITH OPTIONS DEFAULT 3 NOT NULL,
    CONSTRAINT typed_pkey PRIMARY KEY (a)
);
ALTER TABLE public.typed OWNER TO postgres;
