ALTER TABLE "Odd schema"."Odd ""table""" ALTER COLUMN "select" TYPE bigint;

ALTER TABLE "Odd schema"."Odd ""table""" ADD CONSTRAINT "Odd ""table""_a.b_not_null" NOT NULL "a.b" NOT VALID;

ALTER TABLE "Odd schema"."Odd ""table""" VALIDATE CONSTRAINT "Odd ""table""_a.b_not_null";

ALTER TABLE "Odd schema"."Odd ""table""" ADD COLUMN "Ünïcode; --" text DEFAULT 'it''s'::text;

CREATE INDEX CONCURRENTLY "Odd; index" ON "Odd schema"."Odd ""table""" ("a.b");
