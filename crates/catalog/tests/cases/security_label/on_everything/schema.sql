-- Labels are put into the catalogs by hand: a provider is a module that has to be loaded.
CREATE SCHEMA app;
CREATE TABLE app.t (id int, secret text);
CREATE VIEW app.v AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW app.m AS SELECT 1 AS one;
CREATE SEQUENCE app.s;
CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE app.p() LANGUAGE sql AS '';
CREATE AGGREGATE app.a(int) (SFUNC = int4pl, STYPE = int);
CREATE TYPE app.e AS ENUM ('x');
CREATE DOMAIN app.d AS int;
CREATE FUNCTION app.note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER noted ON sql_drop EXECUTE FUNCTION app.note();
CREATE PUBLICATION published;
CREATE SUBSCRIPTION subscribed CONNECTION 'host=nowhere password=s3cret' PUBLICATION p WITH (connect = false);
CREATE EXTENSION hstore;
CREATE EXTENSION seg;
CREATE TABLE app.members (id int);
ALTER EXTENSION seg ADD TABLE app.members;
SET allow_system_table_mods = on;
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES
    ('app'::regnamespace, 'pg_namespace'::regclass, 0, 'guard', 'a schema'),
    ('app.t'::regclass, 'pg_class'::regclass, 0, 'guard', 'it''s a table'),
    ('app.t'::regclass, 'pg_class'::regclass, 0, 'Other guard', 'twice'),
    ('app.t'::regclass, 'pg_class'::regclass, 2, 'guard', 'a column'),
    ('app.v'::regclass, 'pg_class'::regclass, 0, 'guard', 'a view'),
    ('app.m'::regclass, 'pg_class'::regclass, 0, 'guard', 'a materialized view'),
    ('app.s'::regclass, 'pg_class'::regclass, 0, 'guard', 'a sequence'),
    ('app.f(int)'::regprocedure, 'pg_proc'::regclass, 0, 'guard', 'a function'),
    ('app.p()'::regprocedure, 'pg_proc'::regclass, 0, 'guard', 'a procedure'),
    ('app.a(int)'::regprocedure, 'pg_proc'::regclass, 0, 'guard', 'an aggregate'),
    ('app.e'::regtype, 'pg_type'::regclass, 0, 'guard', 'an enum'),
    ('app.d'::regtype, 'pg_type'::regclass, 0, 'guard', 'a domain'),
    ((SELECT oid FROM pg_event_trigger), 'pg_event_trigger'::regclass, 0, 'guard', 'an event trigger'),
    ((SELECT oid FROM pg_publication), 'pg_publication'::regclass, 0, 'guard', 'a publication'),
    -- on what extensions own
    ('hstore'::regtype, 'pg_type'::regclass, 0, 'guard', 'a member'),
    ('app.members'::regclass, 'pg_class'::regclass, 1, 'guard', 'a column of a member');
INSERT INTO pg_shseclabel (objoid, classoid, provider, label)
SELECT s.oid, 'pg_subscription'::regclass, 'guard', 'a subscription'
  FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database();
