-- Everything that CREATE FUNCTION says besides arguments and body.
CREATE FUNCTION volatile_one() RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1';
CREATE FUNCTION stable_one() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';
CREATE FUNCTION immutable_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT LEAKPROOF SECURITY DEFINER PARALLEL SAFE AS 'SELECT 1';
CREATE FUNCTION restricted() RETURNS integer LANGUAGE plpgsql PARALLEL RESTRICTED AS 'BEGIN RETURN 1; END';
CREATE FUNCTION cheap() RETURNS integer LANGUAGE sql COST 0.5 AS 'SELECT 1';
CREATE FUNCTION many() RETURNS SETOF integer LANGUAGE sql COST 2000000 ROWS 5 AS 'SELECT 1';
CREATE FUNCTION usual() RETURNS SETOF integer LANGUAGE sql COST 100 ROWS 1000 AS 'SELECT 1';
CREATE FUNCTION series(integer, integer) RETURNS SETOF integer LANGUAGE internal STRICT IMMUTABLE
    SUPPORT generate_series_int4_support AS 'generate_series_int4';
CREATE FUNCTION usual_internal(integer) RETURNS integer LANGUAGE internal COST 1 AS 'int4abs';
CREATE FUNCTION dear_internal(integer) RETURNS integer LANGUAGE internal COST 100 AS 'int4abs';
CREATE FUNCTION ranked() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION on_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION on_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';

CREATE SCHEMA "odd, name";
CREATE FUNCTION settings() RETURNS integer LANGUAGE sql
    SET work_mem TO '1MB'
    SET search_path TO "odd, name", "$user", public, 'it''s "it"'
    SET "datestyle" TO iso, dmy
    SET enable_seqscan TO off
    SET my.setting TO 'a\b'
    SET "My"."Setting" TO 'c'
    SET timezone TO 'Europe/Berlin'
    AS 'SELECT 1';
CREATE FUNCTION no_path() RETURNS integer LANGUAGE sql SET search_path TO '' AS 'SELECT 1';
CREATE PROCEDURE as_owner() LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog, pg_temp AS 'BEGIN END';

CREATE FUNCTION quoted() RETURNS text LANGUAGE plpgsql AS $outer$
BEGIN
    -- $$ and $_$ occur in it
    RETURN $$a \ 'b'$$ || $_$x$_$;
END
$outer$;
CREATE FUNCTION ends_in_dollar() RETURNS text LANGUAGE sql AS 'SELECT $x$5$x$ -- $';

COMMENT ON FUNCTION immutable_one(integer) IS 'the one that never changes';
ALTER FUNCTION cheap() OWNER TO pg_monitor;
ALTER PROCEDURE as_owner() OWNER TO pg_monitor;
REVOKE ALL ON FUNCTION many() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION many() TO pg_monitor WITH GRANT OPTION;
REVOKE ALL ON PROCEDURE as_owner() FROM PUBLIC;
REVOKE ALL ON FUNCTION stable_one() FROM PUBLIC, CURRENT_USER;
