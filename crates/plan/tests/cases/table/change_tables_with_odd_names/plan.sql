ALTER TABLE "Odd schema"."Odd ""table""" ALTER COLUMN "select" TYPE bigint;

ALTER TABLE "Odd schema"."Odd ""table""" ADD CONSTRAINT "pgplumb_new_Odd ""table""_a.b_not_null" CHECK ("a.b" IS NOT NULL) NOT VALID;

ALTER TABLE "Odd schema"."Odd ""table""" VALIDATE CONSTRAINT "pgplumb_new_Odd ""table""_a.b_not_null";

ALTER TABLE "Odd schema"."Odd ""table""" ALTER COLUMN "a.b" SET NOT NULL;
ALTER TABLE "Odd schema"."Odd ""table""" DROP CONSTRAINT "pgplumb_new_Odd ""table""_a.b_not_null";

ALTER TABLE "Odd schema"."Odd ""table""" ADD COLUMN "Ünïcode; --" text DEFAULT 'it''s'::text;

CREATE INDEX CONCURRENTLY "Odd; index" ON "Odd schema"."Odd ""table""" ("a.b");
