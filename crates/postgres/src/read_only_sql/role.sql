SELECT CASE
  WHEN r.rolsuper THEN 'is a superuser'
  WHEN r.rolreplication THEN 'has the attribute REPLICATION'
  WHEN EXISTS (
    SELECT FROM pg_catalog.pg_roles g
    WHERE g.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program', 'pg_signal_backend', 'pg_maintain')
      AND pg_catalog.pg_has_role(g.oid, 'USAGE')) THEN 'is a member of a role that can write'
  WHEN EXISTS (
    SELECT FROM pg_catalog.pg_class c
    WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384
      AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) THEN 'can change the rows of tables'
  WHEN pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') THEN 'can create schemas'
  ELSE ''
END
FROM pg_catalog.pg_roles r
WHERE r.rolname = CURRENT_USER
