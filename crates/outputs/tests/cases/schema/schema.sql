-- Schemas with owner, comment and privileges; a changed schema public.
CREATE SCHEMA app AUTHORIZATION alice;
COMMENT ON SCHEMA app IS 'It''s the application''s';
GRANT USAGE ON SCHEMA app TO bob WITH GRANT OPTION;
CREATE SCHEMA "Odd ""one"" -- \";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
COMMENT ON SCHEMA public IS 'ours';
