WITH RECURSIVE types (oid) AS (
  SELECT unnest('{$types}'::oid[])
  UNION
  SELECT part.oid
  FROM types JOIN pg_type t ON t.oid = types.oid
  CROSS JOIN LATERAL (
    SELECT t.typbasetype
    UNION ALL SELECT t.typelem
    UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
    UNION ALL SELECT r.rngtypid FROM pg_range r WHERE r.rngmultitypid = t.oid
    UNION ALL SELECT a.atttypid FROM pg_attribute a
      WHERE t.typrelid <> 0 AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
  ) part (oid)
  WHERE part.oid <> 0
), relations (oid) AS (
  SELECT unnest('{$relations}'::oid[])
  UNION
  SELECT i.inhrelid FROM relations JOIN pg_inherits i ON i.inhparent = relations.oid
), called (oid, is_of_type) AS (
  SELECT unnest('{$functions}'::oid[]), false
  UNION
  SELECT o.oprcode, false FROM pg_operator o WHERE o.oid = ANY ('{$operators}')
  UNION
  SELECT p.amproc, true
  FROM pg_amop o JOIN pg_amproc p ON p.amprocfamily = o.amopfamily
  WHERE o.amopopr = ANY ('{$operators}') AND o.amopopr >= 16384
  UNION
  SELECT f.oid, true
  FROM types JOIN pg_type t ON t.oid = types.oid
  CROSS JOIN LATERAL (
    SELECT unnest(ARRAY[t.typinput, t.typoutput, t.typmodin, t.typmodout])
    UNION ALL SELECT unnest(ARRAY[r.rngcanonical, r.rngsubdiff]) FROM pg_range r WHERE r.rngtypid = t.oid
    UNION ALL SELECT p.amproc FROM pg_amproc p WHERE p.amproclefttype = t.oid
    UNION ALL SELECT p.amproc
      FROM pg_range r JOIN pg_opclass c ON c.oid = r.rngsubopc JOIN pg_amproc p ON p.amprocfamily = c.opcfamily
      WHERE r.rngtypid = t.oid
  ) f (oid)
  WHERE t.oid >= 16384
  UNION
  SELECT c.castfunc, true
  FROM types JOIN pg_cast c ON c.castsource = types.oid
  WHERE c.castsource >= 16384 AND c.castfunc <> 0
  UNION
  -- The type anyarray hides the type of its elements, which functions for JSON convert.
  SELECT c.castfunc, true
  FROM pg_cast c
  WHERE c.castfunc >= 16384 AND c.casttarget IN (114, 3802) AND EXISTS (SELECT FROM types WHERE types.oid = 2277)
  UNION
  -- Operator classes that users have created for built-in types.
  SELECT p.amproc, true
  FROM types JOIN pg_amproc p ON types.oid IN (p.amproclefttype, p.amprocrighttype)
  WHERE p.amproc >= 16384
  UNION
  SELECT p.amproc, true
  FROM relations
  JOIN (
    SELECT indrelid, unnest(indclass) FROM pg_index
    UNION ALL SELECT partrelid, unnest(partclass) FROM pg_partitioned_table
  ) used (relation, class) ON used.relation = relations.oid
  JOIN pg_opclass c ON c.oid = used.class JOIN pg_amproc p ON p.amprocfamily = c.opcfamily
  WHERE p.amproc >= 16384
)
SELECT json_build_object('function', json_build_object(
  'oid', p.oid::bigint, 'name', n.nspname || '.' || p.proname, 'volatility', p.provolatile, 'language', l.lanname,
  'is_of_superuser', p.proowner = 10 OR o.rolsuper, 'extension', e.extname, 'is_of_type', bool_and(called.is_of_type),
  'takes_cstring', 2275 = ANY (p.proargtypes)))
FROM called
JOIN pg_proc p ON p.oid = called.oid
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
JOIN pg_roles o ON o.oid = p.proowner
LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  AND d.refclassid = 'pg_extension'::regclass
LEFT JOIN pg_extension e ON e.oid = d.refobjid
GROUP BY p.oid, n.nspname, p.proname, p.provolatile, p.proargtypes, l.lanname, p.proowner, o.rolsuper, e.extname
UNION ALL
SELECT json_build_object('check', c.conbin::text)
FROM types JOIN pg_constraint c ON c.contypid = types.oid
WHERE c.contype = 'c'
UNION ALL
SELECT json_build_object('foreign_table', n.nspname || '.' || c.relname)
FROM relations JOIN pg_class c ON c.oid = relations.oid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'f'
UNION ALL
SELECT json_build_object('operators', (SELECT count(*) FROM pg_operator WHERE oid = ANY ('{$operators}')))
