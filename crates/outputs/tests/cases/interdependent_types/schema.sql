-- Domains over domains, types that use tables and the reverse, a range over a domain, a base type.
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN a_small AS positive DEFAULT 1 CONSTRAINT less CHECK (VALUE < 100) NOT NULL;
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'Happy');
CREATE TYPE b_pair AS (first a_small, mood mood);
CREATE TABLE c_of_pairs (pair b_pair, moods mood[] DEFAULT '{Happy}');
CREATE TYPE a_with_table AS (rows c_of_pairs[]);
CREATE FUNCTION days(date, date) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::float8';
CREATE TYPE period AS RANGE (subtype = date, subtype_diff = days);
CREATE TYPE shell;
CREATE TYPE made;
CREATE FUNCTION made_in(cstring) RETURNS made LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION made_out(made) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE made (INPUT = made_in, OUTPUT = made_out, LIKE = int4);
CREATE TABLE with_made (m made, p period);
