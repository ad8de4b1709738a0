-- The names of functions and types of roles that the current role does not trust, and of tables whose
-- rows cannot be read without executing their code.
SELECT p.proname::pg_catalog.text AS name, false AS is_operator FROM pg_catalog.pg_proc p
 WHERE p.oid >= 16384 AND EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.oid = p.proowner AND NOT o.rolsuper AND o.rolname <> current_user)
UNION
SELECT t.typname::pg_catalog.text, false FROM pg_catalog.pg_type t
 WHERE t.oid >= 16384 AND t.typtype IN ('b', 'd', 'r', 'm') AND t.typcategory <> 'A'
   AND EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.oid = t.typowner AND NOT o.rolsuper AND o.rolname <> current_user)
UNION
SELECT c.relname::pg_catalog.text, false FROM pg_catalog.pg_class c WHERE c.oid IN ({untrusted})
UNION
SELECT c.relname::pg_catalog.text, false FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
 WHERE i.inhrelid IN ({untrusted})
UNION
SELECT '', true FROM pg_catalog.pg_operator p
 WHERE p.oid >= 16384 AND EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.oid = p.oprowner AND NOT o.rolsuper AND o.rolname <> current_user)
