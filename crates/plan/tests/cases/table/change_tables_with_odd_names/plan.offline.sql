ALTER TABLE "Odd schema"."Odd ""table""" ALTER COLUMN "select" TYPE bigint;

ALTER TABLE "Odd schema"."Odd ""table""" ALTER COLUMN "a.b" SET NOT NULL;

ALTER TABLE "Odd schema"."Odd ""table""" ADD COLUMN "Ünïcode; --" text DEFAULT 'it''s'::text;

CREATE INDEX "Odd; index" ON "Odd schema"."Odd ""table""" ("a.b");
