-- Wrappers with and without functions; values that may be secrets are not read, whatever says so: name or value.
CREATE EXTENSION postgres_fdw;
CREATE SCHEMA "Odd app";
CREATE FUNCTION "Odd app".make() RETURNS fdw_handler LANGUAGE c AS '$libdir/postgres_fdw', 'postgres_fdw_handler';
CREATE FUNCTION "Odd app".check(text[], oid) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
CREATE FOREIGN DATA WRAPPER plain;
CREATE FOREIGN DATA WRAPPER "Odd wrapper" HANDLER "Odd app".make VALIDATOR "Odd app".check
    OPTIONS ("Odd option" 'it''s \ a = b', "user" '', api_key 's3cret', debug 'true');
ALTER FOREIGN DATA WRAPPER plain OWNER TO postgres;
COMMENT ON FOREIGN DATA WRAPPER plain IS 'nothing but a name';
GRANT USAGE ON FOREIGN DATA WRAPPER plain TO alice WITH GRANT OPTION;
GRANT USAGE ON FOREIGN DATA WRAPPER plain TO PUBLIC;
REVOKE USAGE ON FOREIGN DATA WRAPPER "Odd wrapper" FROM postgres;
