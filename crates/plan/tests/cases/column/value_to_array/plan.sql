ALTER TABLE public.booking
    ALTER COLUMN at TYPE public.span[] USING at::text::public.span[],
    ALTER COLUMN day TYPE daterange[] USING day::text::daterange[],
    ALTER COLUMN n TYPE integer[] USING n::text::integer[],
    ALTER COLUMN label TYPE text[] USING label::text::text[];
