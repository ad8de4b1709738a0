-- Languages that no extension brought.
CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION "Inline"(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE bare HANDLER handler;
CREATE TRUSTED LANGUAGE "Full" HANDLER handler INLINE "Inline" VALIDATOR validator;
CREATE FUNCTION in_it() RETURNS integer LANGUAGE "Full" AS 'BEGIN RETURN 1; END';
COMMENT ON LANGUAGE bare IS 'handles calls, no more';
REVOKE ALL ON LANGUAGE "Full" FROM PUBLIC;
ALTER LANGUAGE bare OWNER TO pg_monitor;
