--[nonempty] pg_publication
SELECT p.oid, p.pubname::text AS name, p.pubowner AS owner, p.puballtables AS all_tables
     , p.pubinsert AS "insert", p.pubupdate AS "update", p.pubdelete AS "delete", p.pubtruncate AS "truncate", p.pubviaroot AS via_root
--[-17]     , NULL::text AS generated_columns
--[18+]     , p.pubgencols::text AS generated_columns
--[-18]     , false AS all_sequences
--[19+]     , p.puballsequences AS all_sequences
     , t.tables
--[-14]     , NULL::text AS schemas
--[15+]     , s.schemas
  FROM pg_catalog.pg_publication p
  LEFT JOIN (
       SELECT r.prpubid, pg_catalog.json_agg(pg_catalog.json_build_object('oid', r.oid::int8, 'relation', r.prrelid::int8
--[15+]                 , 'columns', r.prattrs::int2[], 'has_row_filter', r.prqual IS NOT NULL, 'row_filter', pg_catalog.pg_get_expr(r.prqual, r.prrelid)
--[19+]                 , 'is_excepted', r.prexcept
              ) ORDER BY r.oid)::text AS tables
         FROM pg_catalog.pg_publication_rel r
        GROUP BY r.prpubid) t ON t.prpubid = p.oid
--[15+]  LEFT JOIN (
--[15+]       SELECT s.pnpubid, pg_catalog.json_agg(pg_catalog.json_build_object('oid', s.oid::int8, 'schema', n.nspname))::text AS schemas
--[15+]         FROM pg_catalog.pg_publication_namespace s
--[15+]         JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid
--[15+]        GROUP BY s.pnpubid) s ON s.pnpubid = p.oid
 WHERE p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND d.deptype = 'e')
-- A partial read does not need publications, which would pull in other tables.
--[restricted]   AND false
