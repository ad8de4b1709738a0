CREATE SCHEMA "Odd schema";
CREATE TABLE "Odd schema"."Odd ""table""" ("select" bigint, "a.b" text NOT NULL, "Ünïcode; --" text DEFAULT 'it''s');
CREATE INDEX "Odd; index" ON "Odd schema"."Odd ""table""" ("a.b");
