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
-- Schemas
--------------------------------------------------------------------------------

-- schema app
CREATE SCHEMA app;
ALTER SCHEMA app OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table app.parent
CREATE TABLE app.parent (
    body text,
    other text
);
ALTER TABLE app.parent ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE app.parent OWNER TO postgres;

-- table app.child
CREATE TABLE app.child ()
INHERITS (app.parent);
ALTER TABLE app.child ALTER COLUMN body SET STORAGE EXTENDED;
ALTER TABLE app.child OWNER TO postgres;

-- table app.grandchild
CREATE TABLE app.grandchild ()
INHERITS (app.child);
ALTER TABLE app.grandchild OWNER TO postgres;
