ALTER TABLE public.t NOT OF;

ALTER TABLE public.t ALTER COLUMN id TYPE bigint;

ALTER TABLE public.t ADD COLUMN more integer;

CREATE TYPE public.wide AS (
    id bigint,
    name text,
    more integer
);
ALTER TYPE public.wide OWNER TO postgres;

ALTER TABLE public.t OF public.wide;

DROP TYPE public.narrow;
