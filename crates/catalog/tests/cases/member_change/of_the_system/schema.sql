GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO alice;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC;
REVOKE SELECT ON pg_catalog.pg_roles FROM PUBLIC;
GRANT SELECT ON pg_catalog.pg_authid TO bob;
GRANT SELECT (rolname), REFERENCES (oid) ON pg_catalog.pg_authid TO alice WITH GRANT OPTION;
REVOKE SELECT (subname) ON pg_catalog.pg_subscription FROM PUBLIC;
REVOKE USAGE ON TYPE pg_catalog.int8 FROM PUBLIC;
REVOKE USAGE ON LANGUAGE sql FROM PUBLIC;
GRANT CREATE ON SCHEMA pg_catalog TO bob;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
-- granted and revoked again
GRANT EXECUTE ON FUNCTION pg_catalog.now() TO bob;
REVOKE EXECUTE ON FUNCTION pg_catalog.now() FROM bob;
