ALTER TABLE public.t NOT OF;

ALTER TABLE public.t DROP COLUMN name;

ALTER TABLE public.t DROP COLUMN more;

ALTER TABLE public.t ADD COLUMN other text;

CREATE TYPE public.narrow AS (
    id integer,
    other text
);
ALTER TYPE public.narrow OWNER TO postgres;

ALTER TABLE public.t OF public.narrow;

DROP TYPE public.wide;
