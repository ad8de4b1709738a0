ALTER TABLE public.booking ALTER COLUMN at TYPE public.span[] USING at::text::public.span[];

ALTER TABLE public.booking ALTER COLUMN day TYPE daterange[] USING day::text::daterange[];

ALTER TABLE public.booking ALTER COLUMN n TYPE integer[] USING n::text::integer[];

ALTER TABLE public.booking ALTER COLUMN label TYPE text[] USING label::text::text[];
