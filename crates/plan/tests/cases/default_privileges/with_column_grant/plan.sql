CREATE TABLE public.partly (
    id integer,
    secret text
);
ALTER TABLE public.partly OWNER TO postgres;
REVOKE SELECT ON TABLE public.partly FROM alice;
GRANT SELECT (id) ON TABLE public.partly TO alice;
