ALTER TABLE public.item DROP CONSTRAINT filled;

DROP INDEX public.item_gone;

ALTER TABLE public.item DROP COLUMN gone;
