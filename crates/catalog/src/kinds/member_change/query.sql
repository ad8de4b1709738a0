-- All objects of extensions, and system objects with an access control list. System objects have
-- OIDs below the first normal OID; outside of pg_catalog their initial privileges are not recorded.
-- Emptied lists of columns are missing. Catalogs are given by OID, which is the same on every
-- server: 1259 is pg_class, 11 is the schema pg_catalog.
WITH members AS MATERIALIZED (
       SELECT d.classid AS class, d.objid AS oid, e.extname
         FROM pg_catalog.pg_extension e
         JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid AND d.deptype = 'e')
SELECT o.oid, o.class, o.sub, i.type AS object_type, m.extname::text AS extension, o.owner
     , CASE WHEN o.sub <> 0 THEN (SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = o.oid AND a.attnum = o.sub) END AS column_name
     , CASE WHEN o.sub <> 0 THEN (SELECT r.identity FROM pg_catalog.pg_identify_object(o.class, o.oid, 0) r)
            ELSE coalesce(i.schema || '.' || i.name, i.identity) END AS identity
     , coalesce(o.acl, pg_catalog.acldefault(o.acl_kind, o.owner))::text[] AS acl
     , coalesce(p.initprivs, pg_catalog.acldefault(o.acl_kind, o.owner))::text[] AS initial_acl
     , m.oid IS NOT NULL AND o.row_security AS row_security, m.oid IS NOT NULL AND o.force_row_security AS force_row_security
  FROM (
       SELECT 1259::oid AS class, c.oid, 0 AS sub, c.relowner AS owner, c.relacl AS acl, CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS acl_kind
            , c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security
         FROM pg_catalog.pg_class c
        WHERE (c.oid < 16384 AND c.relacl IS NOT NULL AND c.relnamespace = 11 OR c.oid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 1259)))
          AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       UNION ALL
       SELECT 1259, a.attrelid, a.attnum, (SELECT c.relowner FROM pg_catalog.pg_class c WHERE c.oid = a.attrelid), a.attacl, 'c', false, false
         FROM pg_catalog.pg_attribute a
        WHERE (a.attrelid < 16384 AND a.attacl IS NOT NULL OR a.attrelid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 1259)))
          AND NOT a.attisdropped
       UNION ALL
       SELECT 1259, a.attrelid, a.attnum, (SELECT c.relowner FROM pg_catalog.pg_class c WHERE c.oid = a.attrelid), a.attacl, 'c', false, false
         FROM pg_catalog.pg_init_privs p
         JOIN pg_catalog.pg_attribute a ON a.attrelid = p.objoid AND a.attnum = p.objsubid
        WHERE p.classoid = 1259 AND p.objsubid <> 0 AND p.objoid < 16384 AND a.attacl IS NULL AND NOT a.attisdropped
       UNION ALL
       SELECT 1255, f.oid, 0, f.proowner, f.proacl, 'f', false, false
         FROM pg_catalog.pg_proc f
        WHERE f.oid < 16384 AND f.proacl IS NOT NULL AND f.pronamespace = 11 OR f.oid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 1255))
       UNION ALL
       SELECT 1247, t.oid, 0, t.typowner, t.typacl, 'T', false, false
         FROM pg_catalog.pg_type t
        WHERE t.oid < 16384 AND t.typacl IS NOT NULL AND t.typnamespace = 11 OR t.oid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 1247))
       UNION ALL
       SELECT 2615, n.oid, 0, n.nspowner, n.nspacl, 'n', false, false
         FROM pg_catalog.pg_namespace n
        WHERE n.oid = 11 OR n.oid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 2615))
       UNION ALL
       SELECT 2612, l.oid, 0, l.lanowner, l.lanacl, 'l', false, false
         FROM pg_catalog.pg_language l
        WHERE l.oid < 16384 OR l.oid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 2612))
       UNION ALL
       SELECT 2328, f.oid, 0, f.fdwowner, f.fdwacl, 'F', false, false
         FROM pg_catalog.pg_foreign_data_wrapper f
        WHERE f.oid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 2328))
       UNION ALL
       SELECT 1417, s.oid, 0, s.srvowner, s.srvacl, 'S', false, false
         FROM pg_catalog.pg_foreign_server s
        WHERE s.oid = ANY (ARRAY(SELECT m.oid FROM members m WHERE m.class = 1417))
       ) o
  LEFT JOIN members m ON m.class = o.class AND m.oid = o.oid
  LEFT JOIN pg_catalog.pg_init_privs p ON p.classoid = o.class AND p.objoid = o.oid AND p.objsubid = o.sub
 CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class, o.oid, o.sub) i
 WHERE o.acl IS DISTINCT FROM p.initprivs OR m.oid IS NOT NULL AND (o.row_security OR o.force_row_security)
    OR o.class = 1259 AND o.sub = 0 AND o.oid IN (SELECT l.polrelid FROM pg_catalog.pg_policy l)
    OR m.oid IS NOT NULL AND (o.class, o.oid, o.sub) IN (SELECT l.classoid, l.objoid, l.objsubid FROM pg_catalog.pg_seclabel l)
