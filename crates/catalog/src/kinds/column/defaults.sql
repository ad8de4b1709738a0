--[late]
-- Defaults contain no column references, so deparsing them without the table avoids loading the
-- relation into the server's cache. Generation expressions do need the table.
SELECT d.oid, d.adrelid AS relation, d.adnum AS number
     , pg_catalog.pg_get_expr(d.adbin, CASE WHEN (d.adrelid, d.adnum) IN (SELECT attrelid, attnum FROM pg_catalog.pg_attribute WHERE attgenerated <> ''
--[restricted]                                                               AND attrelid = ANY ($tables)
                                                            )
                                            THEN d.adrelid ELSE 0 END) AS expression
  FROM pg_catalog.pg_attrdef d
--[restricted] WHERE d.adrelid = ANY ($tables)
