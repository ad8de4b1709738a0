CREATE SCHEMA "Odd app";
CREATE SCHEMA other;
CREATE FUNCTION other.fits(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE TABLE "Odd app"."T" (id int PRIMARY KEY, "Odd column" text, left_out int);
CREATE TABLE plain (id int PRIMARY KEY, active bool, note text);
ALTER TABLE plain REPLICA IDENTITY FULL;
CREATE PUBLICATION of_rows FOR TABLE plain WHERE (active), "Odd app"."T" (id, "Odd column") WHERE (id > 10 AND "Odd column" <> ')');
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA "Odd app", other, TABLE plain;
CREATE PUBLICATION of_true FOR TABLE plain WHERE (true) WITH (publish = 'insert');
