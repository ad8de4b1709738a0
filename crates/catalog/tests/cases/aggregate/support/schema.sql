-- Aggregates with planner support functions.
CREATE SCHEMA "Odd app";
CREATE FUNCTION "Odd app"."Support"(internal) RETURNS internal LANGUAGE internal AS 'window_row_number_support';
CREATE AGGREGATE supported(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', SUPPORT = "Odd app"."Support");
CREATE AGGREGATE supported_by_server(integer) (SFUNC = int4pl, STYPE = integer, SUPPORT = window_row_number_support, PARALLEL = SAFE);
CREATE AGGREGATE unsupported(integer) (SFUNC = int4pl, STYPE = integer);
