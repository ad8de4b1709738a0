--- kind Base types
--- all
CREATE TYPE app@.box;
CREATE FUNCTION app@.box_in(cstring) RETURNS app@.box LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app@.box_out(app@.box) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION app@.box_receive(internal) RETURNS app@.box LANGUAGE internal STABLE STRICT AS 'textrecv';
CREATE FUNCTION app@.box_send(app@.box) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE FUNCTION app@.modifier_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION app@.modifier_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
--- property binary input and output
--- old
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = extended);
--- new
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = extended, RECEIVE = app@.box_receive, SEND = app@.box_send);
--- used
CREATE TABLE app@.crate (content app@.box, more app@.box[]);
INSERT INTO app@.crate VALUES ('a', '{b,c}');
--- statement ALTER TYPE app@.box SET (RECEIVE = app@.box_receive, SEND = app@.box_send)
--- back ALTER TYPE app@.box SET (RECEIVE = NONE, SEND = NONE)
--- property type modifiers
--- old
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = extended);
--- new
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = extended, TYPMOD_IN = app@.modifier_in, TYPMOD_OUT = app@.modifier_out);
--- used
CREATE TABLE app@.crate (content app@.box);
INSERT INTO app@.crate VALUES ('a');
--- statement ALTER TYPE app@.box SET (TYPMOD_IN = app@.modifier_in, TYPMOD_OUT = app@.modifier_out)
--- property analyze and subscript functions
--- old
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = extended);
--- new
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = extended, ANALYZE = pg_catalog.array_typanalyze);
--- used
CREATE TABLE app@.crate (content app@.box);
--- statement ALTER TYPE app@.box SET (ANALYZE = array_typanalyze)
--- property storage
--- old
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = extended);
--- new
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, STORAGE = main);
--- statement ALTER TYPE app@.box SET (STORAGE = main)
--- property alignment
--- old
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4);
--- new
CREATE TYPE app@.box (INPUT = app@.box_in, OUTPUT = app@.box_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = double);
--- recreated stored values depend on it; not possible while a column uses the type
--- back recreated stored values depend on it
