BEGIN;
DROP INDEX public.item_twice;
ALTER TABLE public.item DROP COLUMN twice;
ALTER TABLE public.item ADD COLUMN twice integer GENERATED ALWAYS AS ((id * 2) + 0) STORED;
CREATE INDEX item_twice ON public.item (twice);
COMMIT;
