-- Whether the schema has changed since a snapshot: the number of relations or rules differs, since dropped ones leave no
-- trace, or a catalog row is not visible in the snapshot, although deparsing functions may have used it. Temporary objects
-- of other sessions are ignored. The xmin of a row has 32 bits; its distance from the snapshot's xmin yields the full xid8.
WITH start AS MATERIALIZED (
  SELECT s.snapshot, pg_catalog.pg_snapshot_xmin(s.snapshot)::text::numeric AS oldest
       , pg_catalog.age(((pg_catalog.pg_snapshot_xmin(s.snapshot)::text::numeric % 4294967296)::text)::pg_catalog.xid) AS age
    FROM (SELECT '$snapshot'::pg_catalog.pg_snapshot AS snapshot) s),
temporary AS (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^pg_(toast_)?temp_'),
changed AS (
  SELECT pg_catalog.age(c.xmin) AS age FROM pg_catalog.pg_class c, start t WHERE pg_catalog.age(c.xmin) <= t.age AND c.relpersistence <> 't'
  UNION ALL
  SELECT pg_catalog.age(a.xmin) FROM pg_catalog.pg_attribute a, start t WHERE pg_catalog.age(a.xmin) <= t.age AND a.attnum > 0
     AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = a.attrelid AND c.relpersistence <> 't')
  UNION ALL
  SELECT pg_catalog.age(a.xmin) FROM pg_catalog.pg_attrdef a, start t WHERE pg_catalog.age(a.xmin) <= t.age
     AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = a.adrelid AND c.relpersistence <> 't')
  UNION ALL
  SELECT pg_catalog.age(o.xmin) FROM pg_catalog.pg_constraint o, start t WHERE pg_catalog.age(o.xmin) <= t.age
     AND (o.conrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = o.conrelid AND c.relpersistence <> 't'))
  UNION ALL
  SELECT pg_catalog.age(y.xmin) FROM pg_catalog.pg_type y, start t WHERE pg_catalog.age(y.xmin) <= t.age AND y.typelem = 0
     AND y.typnamespace NOT IN (SELECT oid FROM temporary)
     AND (y.typrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = y.typrelid AND c.relpersistence <> 't'))
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_proc x, start t WHERE pg_catalog.age(x.xmin) <= t.age AND x.pronamespace NOT IN (SELECT oid FROM temporary)
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_operator x, start t WHERE pg_catalog.age(x.xmin) <= t.age AND x.oprnamespace NOT IN (SELECT oid FROM temporary)
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_collation x, start t WHERE pg_catalog.age(x.xmin) <= t.age AND x.collnamespace NOT IN (SELECT oid FROM temporary)
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_rewrite x, start t WHERE pg_catalog.age(x.xmin) <= t.age
     AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = x.ev_class AND c.relpersistence <> 't')
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_enum x, start t WHERE pg_catalog.age(x.xmin) <= t.age
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_opclass x, start t WHERE pg_catalog.age(x.xmin) <= t.age
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_ts_config x, start t WHERE pg_catalog.age(x.xmin) <= t.age
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_ts_dict x, start t WHERE pg_catalog.age(x.xmin) <= t.age
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_policy x, start t WHERE pg_catalog.age(x.xmin) <= t.age
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_statistic_ext x, start t WHERE pg_catalog.age(x.xmin) <= t.age AND x.stxnamespace NOT IN (SELECT oid FROM temporary)
  UNION ALL SELECT pg_catalog.age(x.xmin) FROM pg_catalog.pg_namespace x, start t WHERE pg_catalog.age(x.xmin) <= t.age AND x.nspname !~ '^pg_(toast_)?temp_'
)
SELECT $relations <> (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                       WHERE c.relkind NOT IN ('i', 'I', 't') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND $relation_condition)
    OR $rules <> (SELECT count(*) FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND $rule_condition)
    OR EXISTS (SELECT FROM changed c, start t
                WHERE NOT pg_catalog.pg_visible_in_snapshot(((t.oldest + t.age - c.age)::text)::pg_catalog.xid8, t.snapshot)) AS changed
