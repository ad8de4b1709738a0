--- kind Casts
--- all
CREATE TYPE app@.pair AS (a integer, b integer);
CREATE FUNCTION app@.as_text(app@.pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a::text';
CREATE FUNCTION app@.to_text(app@.pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).b::text';
--- property function
--- old
CREATE CAST (app@.pair AS text) WITH FUNCTION app@.as_text(app@.pair);
--- new
CREATE CAST (app@.pair AS text) WITH FUNCTION app@.to_text(app@.pair);
--- used
CREATE TABLE app@.point (at app@.pair);
CREATE VIEW app@.points AS SELECT at::text AS at FROM app@.point;
--- recreated no statement alters a cast
--- back recreated no statement alters a cast
--- property context
--- old
CREATE CAST (app@.pair AS text) WITH FUNCTION app@.as_text(app@.pair);
--- new
CREATE CAST (app@.pair AS text) WITH FUNCTION app@.as_text(app@.pair) AS ASSIGNMENT;
--- recreated no statement alters a cast
--- back recreated no statement alters a cast
