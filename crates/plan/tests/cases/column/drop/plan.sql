ALTER TABLE public.item DROP CONSTRAINT filled;

DROP INDEX CONCURRENTLY public.item_gone;

ALTER TABLE public.item DROP COLUMN gone;
