CREATE SCHEMA "Odd schema";
CREATE TABLE "Odd schema"."Odd ""table""" ("select" int, "a.b" text);
