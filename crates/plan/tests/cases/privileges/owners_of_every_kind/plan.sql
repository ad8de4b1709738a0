ALTER SCHEMA app OWNER TO alice;

ALTER TYPE public.mood OWNER TO alice;

ALTER DOMAIN public.positive OWNER TO alice;

ALTER TYPE public.pair OWNER TO alice;

ALTER TEXT SEARCH CONFIGURATION public.search OWNER TO alice;

ALTER FUNCTION public.run() OWNER TO alice;

ALTER SEQUENCE public.numbers OWNER TO alice;

ALTER MATERIALIZED VIEW public.one OWNER TO alice;
