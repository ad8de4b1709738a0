-- Comments on system objects come with the cluster: they are on OIDs below the first normal one (but schema public's).
SELECT classoid AS class, objoid AS oid, objsubid AS sub, description AS text
  FROM pg_catalog.pg_description
 WHERE (objoid >= 16384 OR classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
--[of]   AND objoid = ANY ($parts)
UNION ALL
SELECT classoid, objoid, 0, description FROM pg_catalog.pg_shdescription
 WHERE classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass
