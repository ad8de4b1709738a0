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
GRANT ALL ON FOREIGN DATA WRAPPER plain TO bob;

-- foreign server "Odd server"
CREATE SERVER "Odd server"
    TYPE 'post''gres'
    VERSION ''
    FOREIGN DATA WRAPPER plain
    OPTIONS (
        "Client-Secret" 'secret-left-out',
        access_key 'secret-left-out',
        api_key_name 'main',
        cert 'secret-left-out',
        connection 'secret-left-out',
        dsn 'secret-left-out',
        github_token 'secret-left-out',
        host 'db.example.com',
        key 'secret-left-out',
        password_required 'false',
        plain_url 'https://example.com:80/x',
        port '5432',
        private_pem 'secret-left-out',
        sslkey '/etc/key.pem',
        sslpassword 'secret-left-out',
        token_url 'https://example.com/token',
        url 'secret-left-out'
    );
ALTER SERVER "Odd server" OWNER TO postgres;

-- foreign server bare
CREATE SERVER bare FOREIGN DATA WRAPPER plain;
ALTER SERVER bare OWNER TO bob;
COMMENT ON SERVER bare IS 'a server';
GRANT ALL ON FOREIGN SERVER bare TO alice;
