--[nonempty] pg_seclabel pg_shseclabel
SELECT classoid AS class, objoid AS oid, objsubid AS sub, provider, label FROM pg_catalog.pg_seclabel
UNION ALL
SELECT classoid, objoid, 0, provider, label FROM pg_catalog.pg_shseclabel
 WHERE classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass
