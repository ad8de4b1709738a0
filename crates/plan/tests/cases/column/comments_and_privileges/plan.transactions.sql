BEGIN;
COMMENT ON COLUMN public.item.id IS 'it''s new';
GRANT SELECT (id) ON TABLE public.item TO alice WITH GRANT OPTION;
REVOKE UPDATE (price) ON TABLE public.item FROM alice;
GRANT SELECT (price) ON TABLE public.item TO alice WITH GRANT OPTION;
COMMIT;
