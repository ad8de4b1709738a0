-- Privileges on what extensions own. What the extension granted itself is no change.
CREATE SCHEMA "Odd ext";
CREATE EXTENSION pg_stat_statements WITH SCHEMA "Odd ext";
CREATE EXTENSION hstore WITH SCHEMA "Odd ext";
CREATE EXTENSION postgres_fdw;
GRANT USAGE ON SCHEMA "Odd ext" TO alice;
-- the changes
GRANT EXECUTE ON FUNCTION "Odd ext".pg_stat_statements_reset TO alice WITH GRANT OPTION;
SET SESSION AUTHORIZATION alice;
GRANT EXECUTE ON FUNCTION "Odd ext".pg_stat_statements_reset TO bob;
RESET SESSION AUTHORIZATION;
REVOKE SELECT ON "Odd ext".pg_stat_statements FROM PUBLIC;
GRANT SELECT (query) ON "Odd ext".pg_stat_statements TO bob;
REVOKE EXECUTE ON FUNCTION "Odd ext".hstore(text, text) FROM PUBLIC;
GRANT USAGE ON TYPE "Odd ext".hstore TO alice;
REVOKE USAGE ON TYPE "Odd ext".hstore FROM PUBLIC;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO alice;
-- granted and revoked again
GRANT EXECUTE ON FUNCTION "Odd ext".hstore(text[]) TO bob;
REVOKE EXECUTE ON FUNCTION "Odd ext".hstore(text[]) FROM bob;
