ALTER FOREIGN TABLE public.stock OWNER TO alice;
COMMENT ON FOREIGN TABLE public.stock IS 'new';
REVOKE SELECT ON TABLE public.stock FROM bob;
GRANT INSERT ON TABLE public.stock TO bob;

ALTER FOREIGN TABLE public.stock OPTIONS (DROP schema_name, SET table_name 'c', ADD fetch_size '10');
