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
SECURITY LABEL FOR guard ON SCHEMA app IS 'a schema';


--------------------------------------------------------------------------------
-- Extensions
--------------------------------------------------------------------------------

-- extension hstore
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';

-- extension seg
CREATE EXTENSION IF NOT EXISTS seg WITH SCHEMA public;
COMMENT ON EXTENSION seg IS 'data type for representing line segments or floating-point intervals';


--------------------------------------------------------------------------------
-- Types
--------------------------------------------------------------------------------

-- enum app.e
CREATE TYPE app.e AS ENUM (
    'x'
);
ALTER TYPE app.e OWNER TO postgres;
SECURITY LABEL FOR guard ON TYPE app.e IS 'an enum';

-- domain app.d
CREATE DOMAIN app.d AS integer;
ALTER DOMAIN app.d OWNER TO postgres;
SECURITY LABEL FOR guard ON DOMAIN app.d IS 'a domain';


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function app.f(integer)
CREATE FUNCTION app.f(integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION app.f(integer) OWNER TO postgres;
SECURITY LABEL FOR guard ON FUNCTION app.f(integer) IS 'a function';

-- function app.note()
CREATE FUNCTION app.note()
    RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$BEGIN END$$;
ALTER FUNCTION app.note() OWNER TO postgres;

-- procedure app.p()
CREATE PROCEDURE app.p()
    LANGUAGE sql
    AS $$$$;
ALTER PROCEDURE app.p() OWNER TO postgres;
SECURITY LABEL FOR guard ON PROCEDURE app.p() IS 'a procedure';

-- aggregate app.a(integer)
CREATE AGGREGATE app.a(integer) (
    SFUNC = int4pl,
    STYPE = integer
);
ALTER AGGREGATE app.a(integer) OWNER TO postgres;
SECURITY LABEL FOR guard ON AGGREGATE app.a(integer) IS 'an aggregate';


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- sequence app.s
CREATE SEQUENCE app.s;
ALTER SEQUENCE app.s OWNER TO postgres;
SECURITY LABEL FOR guard ON SEQUENCE app.s IS 'a sequence';

-- table app.t
CREATE TABLE app.t (
    id integer,
    secret text
);
SECURITY LABEL FOR guard ON COLUMN app.t.secret IS 'a column';
ALTER TABLE app.t OWNER TO postgres;
SECURITY LABEL FOR "Other guard" ON TABLE app.t IS 'twice';
SECURITY LABEL FOR guard ON TABLE app.t IS 'it''s a table';


--------------------------------------------------------------------------------
-- Views
--------------------------------------------------------------------------------

-- view app.v
CREATE VIEW app.v AS
 SELECT 1 AS one;
ALTER VIEW app.v OWNER TO postgres;
SECURITY LABEL FOR guard ON VIEW app.v IS 'a view';

-- materialized view app.m
CREATE MATERIALIZED VIEW app.m AS
 SELECT 1 AS one
WITH NO DATA;
ALTER MATERIALIZED VIEW app.m OWNER TO postgres;
SECURITY LABEL FOR guard ON MATERIALIZED VIEW app.m IS 'a materialized view';


--------------------------------------------------------------------------------
-- Privileges
--------------------------------------------------------------------------------

-- member change table column app.members.id
SECURITY LABEL FOR guard ON COLUMN app.members.id IS 'a column of a member';

-- member change type public.hstore
SECURITY LABEL FOR guard ON TYPE public.hstore IS 'a member';


--------------------------------------------------------------------------------
-- Publications and subscriptions
--------------------------------------------------------------------------------

-- publication published
CREATE PUBLICATION published;
ALTER PUBLICATION published OWNER TO postgres;
SECURITY LABEL FOR guard ON PUBLICATION published IS 'a publication';

-- subscription subscribed
CREATE SUBSCRIPTION subscribed
    CONNECTION 'host=secret-left-out'
    PUBLICATION p
    WITH (connect = false, streaming = parallel);
ALTER SUBSCRIPTION subscribed OWNER TO postgres;
SECURITY LABEL FOR guard ON SUBSCRIPTION subscribed IS 'a subscription';


--------------------------------------------------------------------------------
-- Event triggers
--------------------------------------------------------------------------------

-- event trigger noted
CREATE EVENT TRIGGER noted ON sql_drop EXECUTE FUNCTION app.note();
ALTER EVENT TRIGGER noted OWNER TO postgres;
SECURITY LABEL FOR guard ON EVENT TRIGGER noted IS 'an event trigger';
