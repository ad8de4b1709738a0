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

-- table public.t
CREATE TABLE public.t (
    id integer NOT NULL,
    doubled integer GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);
ALTER TABLE public.t OWNER TO postgres;


--------------------------------------------------------------------------------
-- Publications and subscriptions
--------------------------------------------------------------------------------

-- publication listed
CREATE PUBLICATION listed FOR TABLE ONLY public.t (id, doubled);
ALTER PUBLICATION listed OWNER TO postgres;

-- publication stored
CREATE PUBLICATION stored FOR TABLE ONLY public.t WITH (publish_generated_columns = stored);
ALTER PUBLICATION stored OWNER TO postgres;
