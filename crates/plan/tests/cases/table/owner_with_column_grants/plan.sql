ALTER TABLE public.note OWNER TO alice;

REVOKE UPDATE (id) ON TABLE public.note FROM alice;

REVOKE SELECT (label) ON TABLE public.note FROM PUBLIC;
GRANT SELECT (label) ON TABLE public.note TO bob;
