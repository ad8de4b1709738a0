--[if] SELECT FROM pg_catalog.pg_cast WHERE oid >= 16384
-- Skips the casts from ranges to their multiranges, which come with the range types.
SELECT c.oid, c.castsource::pg_catalog.regtype::text AS source, c.casttarget::pg_catalog.regtype::text AS target
     , nullif(c.castfunc, 0)::pg_catalog.regprocedure::text AS function, c.castcontext::text AS context, c.castmethod::text AS method
  FROM pg_catalog.pg_cast c
 WHERE c.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_range r WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget)
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.deptype = 'e')
