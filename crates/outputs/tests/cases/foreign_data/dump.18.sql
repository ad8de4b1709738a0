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

-- extension postgres_fdw
CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public;
COMMENT ON EXTENSION postgres_fdw IS 'foreign-data wrapper for remote PostgreSQL servers';


--------------------------------------------------------------------------------
-- Foreign data
--------------------------------------------------------------------------------

-- foreign server warehouse
CREATE SERVER warehouse
    TYPE 'postgres'
    VERSION '16'
    FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (dbname 'w', host 'db');
ALTER SERVER warehouse OWNER TO postgres;
GRANT ALL ON FOREIGN SERVER warehouse TO bob;

-- user mapping FOR bob SERVER warehouse
CREATE USER MAPPING FOR bob SERVER warehouse OPTIONS (password 'secret-left-out', "user" 'reader');


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- foreign table public.far
CREATE FOREIGN TABLE public.far (
    id integer OPTIONS (column_name 'ID') NOT NULL,
    name text DEFAULT 'x'::text,
    CONSTRAINT known CHECK (id > 0)
)
SERVER warehouse OPTIONS (table_name 'near');
ALTER FOREIGN TABLE public.far OWNER TO postgres;
COMMENT ON FOREIGN TABLE public.far IS 'far away';
