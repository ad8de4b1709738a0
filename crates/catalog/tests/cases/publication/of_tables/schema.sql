-- What every version has.
CREATE SCHEMA "Odd app";
CREATE TABLE "Odd app"."T" (id int PRIMARY KEY);
CREATE TABLE plain (id int PRIMARY KEY);
CREATE TABLE child (more int) INHERITS (plain);
CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE PUBLICATION nothing;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, truncate');
CREATE PUBLICATION silent FOR TABLE plain WITH (publish = '');
CREATE PUBLICATION "Odd some" FOR TABLE "Odd app"."T", parted, ONLY plain WITH (publish = 'update, delete', publish_via_partition_root);
COMMENT ON PUBLICATION "Odd some" IS 'some of it';
ALTER PUBLICATION nothing OWNER TO alice;
