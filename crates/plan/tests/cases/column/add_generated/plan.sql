ALTER TABLE public.item ADD COLUMN both_words text GENERATED ALWAYS AS (a || b) STORED;
