CREATE TABLE public.granted (
    id integer
);
ALTER TABLE public.granted OWNER TO postgres;
GRANT SELECT ON TABLE public.granted TO alice;

CREATE TABLE public.private (
    id integer
);
ALTER TABLE public.private OWNER TO postgres;
REVOKE SELECT ON TABLE public.private FROM alice;
