--[nonempty] pg_foreign_table
SELECT f.ftrelid AS relation, s.srvname::text AS server, f.ftoptions AS options
  FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
--[restricted] WHERE f.ftrelid = ANY ($related)
