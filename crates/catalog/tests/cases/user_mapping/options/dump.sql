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
-- Foreign data
--------------------------------------------------------------------------------

-- foreign-data wrapper plain
CREATE FOREIGN DATA WRAPPER plain;
ALTER FOREIGN DATA WRAPPER plain OWNER TO postgres;

-- foreign server "Odd server"
CREATE SERVER "Odd server" FOREIGN DATA WRAPPER plain;
ALTER SERVER "Odd server" OWNER TO postgres;

-- foreign server other
CREATE SERVER other FOREIGN DATA WRAPPER plain;
ALTER SERVER other OWNER TO postgres;

-- user mapping FOR "Odd role" SERVER other
CREATE USER MAPPING FOR "Odd role" SERVER other
    OPTIONS (
        "Password" 'secret-left-out',
        passfile 'secret-left-out',
        passphrase 'secret-left-out',
        pwd 'secret-left-out'
    );

-- user mapping FOR PUBLIC SERVER "Odd server"
CREATE USER MAPPING FOR PUBLIC SERVER "Odd server";

-- user mapping FOR alice SERVER "Odd server"
CREATE USER MAPPING FOR alice SERVER "Odd server"
    OPTIONS (password 'secret-left-out', password_required 'false', "user" 'al''ice');
