SELECT oid, rolname::text AS name, rolname = CURRENT_USER AS is_current FROM pg_catalog.pg_roles
