--[after]
-- Each type of a column once, with its modifier, and the base types of domains. The list comes from
-- the columns that were already read, which avoids sorting all columns again.
SELECT u.oid, u.modifier, pg_catalog.format_type(u.oid, u.modifier) AS formatted
     , CASE WHEN t.typelem <> 0 AND t.typlen = -1 AND t.typsubscript = 'pg_catalog.array_subscript_handler'::pg_catalog.regproc THEN 'ARRAY'
            WHEN t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace THEN pg_catalog.format_type(u.oid, NULL)
            ELSE 'USER-DEFINED' END AS data_type
     , CASE WHEN u.modifier < 0 THEN NULL WHEN u.oid IN (1042, 1043) THEN u.modifier - 4 WHEN u.oid IN (1560, 1562) THEN u.modifier END AS maximum_length
     , nullif(t.typtype = 'd' AND t.typnotnull, false) AS not_null, t.typcollation AS collation, t.typstorage::text AS storage
     , CASE WHEN t.typtype = 'd' THEN t.typbasetype END AS base, CASE WHEN t.typtype = 'd' THEN t.typtypmod END AS base_modifier
  FROM (SELECT used.oid, used.modifier FROM ROWS FROM (pg_catalog.unnest('{$oids}'::oid[]), pg_catalog.unnest('{$modifiers}'::int4[])) AS used(oid, modifier)
         UNION SELECT typbasetype, typtypmod FROM pg_catalog.pg_type WHERE typtype = 'd') u
  JOIN pg_catalog.pg_type t ON t.oid = u.oid
