--- kind Transforms
--- all
CREATE TYPE app@.pair AS (a integer, b integer);
CREATE FUNCTION app@.to_sql(internal) RETURNS app@.pair LANGUAGE internal IMMUTABLE AS 'int4in';
CREATE FUNCTION app@.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'int4in';
--- property functions
--- old
CREATE TRANSFORM FOR app@.pair LANGUAGE sql (FROM SQL WITH FUNCTION app@.from_sql(internal));
--- new
CREATE TRANSFORM FOR app@.pair LANGUAGE sql (FROM SQL WITH FUNCTION app@.from_sql(internal), TO SQL WITH FUNCTION app@.to_sql(internal));
--- statement CREATE OR REPLACE TRANSFORM FOR app@.pair LANGUAGE sql
--- back CREATE OR REPLACE TRANSFORM FOR app@.pair LANGUAGE sql
