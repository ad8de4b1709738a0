-- Modes, names, types and defaults of arguments, overloads, and what comes back.
CREATE TYPE pair AS (a integer, b text);

CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION unnamed(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION named(a integer, "in" text, "Mixed Case" numeric(10, 2)) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION partly(a integer, text) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION defaults(a integer, b text DEFAULT 'it''s', c timestamptz DEFAULT now(), d integer[] DEFAULT '{1,2}')
    RETURNS text LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION out_one(a integer, OUT b text) LANGUAGE sql AS $$SELECT 'b'$$;
CREATE FUNCTION out_two(OUT a integer, b integer, OUT c text, INOUT d integer DEFAULT 4) LANGUAGE sql AS $$SELECT 1, 'c', d$$;
CREATE FUNCTION set_of_out(a integer, OUT b integer, OUT c integer) RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION set_of_pair() RETURNS SETOF pair LANGUAGE sql AS $$SELECT 1, 'x'$$;
CREATE FUNCTION a_table(a integer) RETURNS TABLE (b integer, c text) LANGUAGE sql AS $$SELECT 1, 'c'$$;
CREATE FUNCTION "variadic"(a text, VARIADIC b integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION polymorphic(anycompatible, anycompatiblearray) RETURNS anycompatible LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION "char types"("char", character, varchar, bit) RETURNS character LANGUAGE sql AS 'SELECT $2';
CREATE FUNCTION pairs(pair, pair[]) RETURNS pair LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION overloaded(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION overloaded(text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION overloaded(integer, OUT integer, integer, OUT integer) LANGUAGE sql AS 'SELECT 2, 3';
CREATE FUNCTION many_arguments(first_of_many integer, second_of_many integer, third_of_many text, fourth_of_many text DEFAULT 'x')
    RETURNS TABLE (first_column_of_the_result integer, second_column_of_the_result integer, third_column text)
    LANGUAGE sql AS $$SELECT 1, 2, 'x'$$;

CREATE PROCEDURE simple(a integer) LANGUAGE sql AS '';
CREATE PROCEDURE with_output(a integer, OUT b integer, INOUT c text DEFAULT 'c') LANGUAGE plpgsql AS 'BEGIN b := a; END';
CREATE PROCEDURE with_list(VARIADIC a text[]) LANGUAGE sql AS '';
COMMENT ON PROCEDURE with_output(IN integer, OUT integer, INOUT text) IS 'named by all of its arguments';

CREATE SCHEMA "Other";
CREATE FUNCTION "Other"."F(x)"("Other" integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
