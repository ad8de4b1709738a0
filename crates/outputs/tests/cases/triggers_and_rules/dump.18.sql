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
-- Functions
--------------------------------------------------------------------------------

-- function public.f()
CREATE FUNCTION public.f()
    RETURNS trigger
    LANGUAGE plpgsql
    AS $$BEGIN RETURN NEW; END$$;
ALTER FUNCTION public.f() OWNER TO postgres;

-- function public.on_ddl()
CREATE FUNCTION public.on_ddl()
    RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$BEGIN END$$;
ALTER FUNCTION public.on_ddl() OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.log
CREATE TABLE public.log (
    what text
);
ALTER TABLE public.log OWNER TO postgres;

-- table public.t
CREATE TABLE public.t (
    a integer,
    b text
);
ALTER TABLE public.t OWNER TO postgres;

CREATE TRIGGER after_statement AFTER UPDATE ON public.t
    REFERENCING OLD TABLE AS before NEW TABLE AS now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.f();

CREATE TRIGGER before_row BEFORE INSERT OR UPDATE OF a, b ON public.t
    FOR EACH ROW
    WHEN ((new.a > 0))
    EXECUTE FUNCTION public.f('x', 'it''s');
ALTER TABLE public.t DISABLE TRIGGER before_row;
COMMENT ON TRIGGER before_row ON public.t IS 'off';

CREATE CONSTRAINT TRIGGER constrained AFTER DELETE ON public.t DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    EXECUTE FUNCTION public.f();
ALTER TABLE public.t ENABLE ALWAYS TRIGGER constrained;

CREATE RULE ignored AS
    ON DELETE TO public.t DO INSTEAD NOTHING;
ALTER TABLE public.t DISABLE RULE ignored;

CREATE RULE logged AS
    ON UPDATE TO public.t
   WHERE (old.a <> new.a) DO ( INSERT INTO public.log (what)
  VALUES ('a'::text);
 INSERT INTO public.log (what)
  VALUES ('b;'::text);
);


--------------------------------------------------------------------------------
-- Event triggers
--------------------------------------------------------------------------------

-- event trigger watch
CREATE EVENT TRIGGER watch
    ON ddl_command_end
    WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')
    EXECUTE FUNCTION public.on_ddl();
ALTER EVENT TRIGGER watch ENABLE REPLICA;
ALTER EVENT TRIGGER watch OWNER TO postgres;
