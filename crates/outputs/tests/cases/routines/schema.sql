-- Functions, procedures, aggregates: overloads, modes, defaults, bodies that use later objects.
CREATE PROCEDURE p(INOUT a int, b text DEFAULT 'x;y') LANGUAGE plpgsql AS $$ BEGIN PERFORM later_table; END $$;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION f(VARIADIC text[]) RETURNS TABLE (a int, b text) LANGUAGE sql ROWS 7 COST 5 AS $_$ SELECT 1, '$$'::text $_$;
CREATE FUNCTION careful() RETURNS int LANGUAGE plpgsql SECURITY DEFINER STRICT LEAKPROOF PARALLEL SAFE
    SET search_path TO pg_catalog, "Odd" SET work_mem = '1MB' AS 'BEGIN RETURN 1; END';
CREATE FUNCTION body(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql IMMUTABLE RETURN a + b;
CREATE FUNCTION uses_body() RETURNS int BEGIN ATOMIC SELECT body(1); SELECT CASE WHEN true THEN f(2) END; END;
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
COMMENT ON FUNCTION f(int) IS 'one of two';
ALTER FUNCTION f(int) OWNER TO alice;
