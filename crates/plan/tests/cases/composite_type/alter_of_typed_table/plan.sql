ALTER TYPE public.person ALTER ATTRIBUTE id TYPE bigint CASCADE;

ALTER TYPE public.person ADD ATTRIBUTE born date CASCADE;
