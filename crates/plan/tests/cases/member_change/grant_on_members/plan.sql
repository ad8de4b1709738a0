REVOKE ALL ON FUNCTION public.hstore(pg_catalog.text,pg_catalog.text) FROM alice;

REVOKE ALL ON FUNCTION public.hstore_to_json(public.hstore) FROM PUBLIC;
