-- Names with special meanings unless they are quoted.
CREATE SCHEMA "a.b";
CREATE TABLE "a.b"."c""d;--" ("$$" int, "'; DROP TABLE x; --" text, "E'\'" int, "new
line" int);
CREATE TABLE "a.b"."C""D;--" (a int);
CREATE INDEX "i;" ON "a.b"."c""d;--" ("$$");
CREATE FUNCTION "a.b"."f()"("x y" int) RETURNS int LANGUAGE sql AS $_$ SELECT '$$'::text::int $_$;
CREATE TYPE "a.b"."e,f" AS ENUM ('', ',', '''', '\', E'a\nb');
COMMENT ON TABLE "a.b"."C""D;--" IS E'-- pgplumb: pass 9\n; \\restrict $$ ''';
CREATE VIEW "a.b"."*/" AS SELECT 1 AS "/*", '--' AS "--";
