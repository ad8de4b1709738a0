REVOKE SELECT ON TABLE public.account FROM alice;

GRANT SELECT (id) ON TABLE public.account TO alice;

GRANT SELECT (name) ON TABLE public.account TO alice;
