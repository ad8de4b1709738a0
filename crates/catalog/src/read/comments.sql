-- Comments on system objects belong to the cluster. They have OIDs below the first normal OID
-- (except schema public).
SELECT classoid AS class, objoid AS oid, objsubid AS sub, description AS text
  FROM pg_catalog.pg_description
 WHERE (objoid >= 16384 OR classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
--[restricted]   AND objoid = ANY ($parts)
UNION ALL
SELECT classoid, objoid, 0, description FROM pg_catalog.pg_shdescription
 WHERE classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass
