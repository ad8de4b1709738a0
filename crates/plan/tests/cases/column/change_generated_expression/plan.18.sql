ALTER TABLE public.item ALTER COLUMN twice SET EXPRESSION AS ((id * 2) + 0);
