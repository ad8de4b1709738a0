CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE own HANDLER handler;
CREATE FUNCTION in_it() RETURNS int LANGUAGE own AS 'BEGIN RETURN 1; END';
