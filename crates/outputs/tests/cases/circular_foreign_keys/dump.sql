-- Written by pgplumb; changes are lost. `pgplumb dump` writes it anew.
--
-- Database: shop
-- Server: PostgreSQL 14
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

-- table public.company
CREATE TABLE public.company (
    id integer NOT NULL,
    boss integer NOT NULL,
    parent integer,
    CONSTRAINT company_pkey PRIMARY KEY (id),
    CONSTRAINT company_parent_fkey FOREIGN KEY (parent) REFERENCES public.company (id)
);
ALTER TABLE public.company OWNER TO postgres;

-- table public.apart
CREATE TABLE public.apart (
    id integer,
    other integer,
    CONSTRAINT apart_id_fkey FOREIGN KEY (id) REFERENCES public.company (id)
);
ALTER TABLE public.apart OWNER TO postgres;

-- table public.desk
CREATE TABLE public.desk (
    id integer NOT NULL,
    employee integer,
    CONSTRAINT desk_pkey PRIMARY KEY (id)
);
ALTER TABLE public.desk OWNER TO postgres;

-- table public.employee
CREATE TABLE public.employee (
    id integer NOT NULL,
    company integer NOT NULL,
    desk integer,
    CONSTRAINT employee_pkey PRIMARY KEY (id)
);
ALTER TABLE public.employee OWNER TO postgres;


--------------------------------------------------------------------------------
-- Constraints between tables
--------------------------------------------------------------------------------

ALTER TABLE public.apart
    ADD CONSTRAINT later FOREIGN KEY (other) REFERENCES public.desk (id) NOT VALID;

ALTER TABLE public.company
    ADD CONSTRAINT company_boss_fkey FOREIGN KEY (boss) REFERENCES public.employee (id);
COMMENT ON CONSTRAINT company_boss_fkey ON public.company IS 'who decides';

ALTER TABLE public.desk
    ADD CONSTRAINT desk_employee_fkey FOREIGN KEY (employee)
        REFERENCES public.employee (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.employee
    ADD CONSTRAINT employee_company_fkey FOREIGN KEY (company)
        REFERENCES public.company (id) ON DELETE CASCADE;

ALTER TABLE public.employee
    ADD CONSTRAINT employee_desk_fkey FOREIGN KEY (desk) REFERENCES public.desk (id) ON UPDATE CASCADE;
