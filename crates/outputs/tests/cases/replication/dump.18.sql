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
-- Tables
--------------------------------------------------------------------------------

-- table public.a
CREATE TABLE public.a (
    id integer NOT NULL,
    b text,
    CONSTRAINT a_pkey PRIMARY KEY (id)
);
ALTER TABLE public.a OWNER TO postgres;

-- table public.c
CREATE TABLE public.c (
    id integer NOT NULL,
    CONSTRAINT c_pkey PRIMARY KEY (id)
);
ALTER TABLE public.c OWNER TO postgres;


--------------------------------------------------------------------------------
-- Publications and subscriptions
--------------------------------------------------------------------------------

-- publication everything
CREATE PUBLICATION everything FOR ALL TABLES;
ALTER PUBLICATION everything OWNER TO postgres;

-- publication two
CREATE PUBLICATION two
    FOR TABLE ONLY public.a,
        ONLY public.c
    WITH (publish = 'insert, update');
ALTER PUBLICATION two OWNER TO postgres;

-- subscription feed
CREATE SUBSCRIPTION feed
    CONNECTION 'host=secret-left-out'
    PUBLICATION two
    WITH (connect = false, streaming = parallel);
ALTER SUBSCRIPTION feed OWNER TO postgres;
