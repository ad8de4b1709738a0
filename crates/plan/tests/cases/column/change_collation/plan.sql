ALTER TABLE public.item ALTER COLUMN label TYPE text COLLATE "C";
