-- Functions used by defaults, checks, generated columns, indexes and policies, and functions that use tables.
CREATE FUNCTION z_default() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION z_check(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) < 10';
CREATE FUNCTION z_made(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION z_key(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE FUNCTION z_policy() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
CREATE TABLE a_table (
    id int DEFAULT z_default(),
    name text CHECK (z_check(name)),
    made int GENERATED ALWAYS AS (z_made(id)) STORED
);
CREATE INDEX ON a_table (z_key(name)) WHERE z_check(name);
ALTER TABLE a_table ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON a_table USING (z_policy());
-- Depends on the table, and another table depends on it.
CREATE FUNCTION b_rows(a_table) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.name';
CREATE FUNCTION b_all() RETURNS SETOF a_table LANGUAGE sql BEGIN ATOMIC SELECT * FROM a_table; END;
CREATE TABLE b_table (rows int DEFAULT length(b_rows(NULL)), whole a_table);
CREATE VIEW b_view AS SELECT * FROM b_all();
-- A function that its own argument's table uses in a check.
CREATE TABLE c_table (n int);
CREATE FUNCTION c_function(c_table) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.n > 0';
ALTER TABLE c_table ADD CONSTRAINT positive CHECK (c_function(c_table));
-- The same for a default.
CREATE TABLE d_table (n int);
CREATE FUNCTION d_function(d_table DEFAULT NULL) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE d_table ALTER COLUMN n SET DEFAULT d_function();
