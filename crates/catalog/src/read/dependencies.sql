--[late]
-- Skips what the objects themselves imply: a plain index, a key or foreign key on its columns, a
-- default on its column, a trigger on its table, a row type on its table, and internal objects. An array type is replaced
-- by its element type. Owned sequences have automatic dependencies (OWNED BY) or internal ones
-- (identity columns).
SELECT d.classid AS class, d.objid AS oid, d.objsubid AS sub, d.refclassid AS needed_class
     , coalesce((SELECT t.typelem FROM pg_catalog.pg_type t
                  WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = d.refobjid AND t.typelem <> 0 AND t.typlen = -1), d.refobjid) AS needed
     , d.refobjsubid AS needed_sub, nullif(d.deptype = 'i', false) AS is_internal
  FROM pg_catalog.pg_depend d
 WHERE d.objid >= 16384 AND d.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass
--[restricted]   AND d.objid = ANY ($related)
   AND CASE d.classid
       WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN
            CASE WHEN d.deptype = 'n' OR d.deptype = 'a' AND d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass THEN true
                 WHEN d.deptype NOT IN ('a', 'i') OR d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass THEN false
                 ELSE d.deptype = 'a' AND d.objid IN (SELECT indexrelid FROM pg_catalog.pg_index WHERE (indexprs IS NOT NULL OR indpred IS NOT NULL)
--[restricted]                                                                AND indexrelid = ANY ($parts)
                                                            )
                      OR d.refobjsubid > 0 AND d.objid IN (SELECT seqrelid FROM pg_catalog.pg_sequence
--[restricted]                                                                                 WHERE seqrelid = ANY ($parts)
                                                                              ) END
       WHEN 'pg_catalog.pg_constraint'::pg_catalog.regclass THEN
            d.deptype IN ('n', 'a') AND d.objid IN (SELECT oid FROM pg_catalog.pg_constraint WHERE contype IN ('c', 'x')
--[restricted]                                                      AND oid = ANY ($parts)
                                              )
       WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN
            d.deptype IN ('n', 'a')
            AND NOT (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'a' AND d.refobjsubid > 0
                     AND (d.objid, d.refobjsubid) IN (SELECT oid, adnum::int4 FROM pg_catalog.pg_attrdef
--[restricted]                                                                WHERE oid = ANY ($parts)
                                                              ))
       WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN
            d.deptype = 'n' OR d.deptype = 'a'
            AND (d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
                 OR (d.objid, d.refobjid) IN (SELECT oid, tgconstrrelid FROM pg_catalog.pg_trigger WHERE tgconstrrelid <> 0 AND tgconstrrelid <> tgrelid
--[restricted]                                           AND tgrelid = ANY ($tables)
                                             ))
       ELSE d.deptype IN ('n', 'a') END
