ALTER TABLE public.item ALTER COLUMN amount DROP DEFAULT;

ALTER TABLE public.item ALTER COLUMN amount TYPE integer USING amount::integer;

ALTER TABLE public.item ALTER COLUMN amount SET DEFAULT 0;
