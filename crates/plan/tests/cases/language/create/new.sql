CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE own HANDLER handler;
COMMENT ON LANGUAGE own IS 'ours';
GRANT USAGE ON LANGUAGE own TO alice;
