-- What other sessions can rely on in the database, one fact in a row: a JSON array of the relation
-- (or another object) and the fact. Names of constraints and indexes do not matter.
WITH relations AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS path
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       -- A sequence that belongs to a column serves the column's default, which has facts of its own.
       AND NOT (c.relkind = 'S' AND EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
             AND d.objid = c.oid AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')))
), columns AS (
    SELECT r.path, r.oid, r.relkind, r.relacl, a.*
      FROM relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
     WHERE r.relkind <> 'S' AND a.attnum > 0 AND NOT a.attisdropped
), grants AS (
    SELECT c.path, c.attname, c.attrelid, g.grantee, g.privilege_type
      FROM columns c, pg_catalog.aclexplode(c.relacl) g
     UNION
    SELECT c.path, c.attname, c.attrelid, g.grantee, g.privilege_type
      FROM columns c, pg_catalog.aclexplode(c.attacl) g
), facts (path, fact) AS (
    SELECT path, 'relation' FROM relations
     UNION SELECT path, 'column ' || attname FROM columns
     UNION SELECT path, attname || ' has a default' FROM columns WHERE atthasdef OR attidentity <> ''
     UNION SELECT path, attname || ' can be left out of an INSERT' FROM columns
            WHERE relkind IN ('r', 'p', 'f') AND (NOT attnotnull OR atthasdef OR attidentity <> '')
     UNION SELECT path, attname || ' is NOT NULL' FROM columns WHERE attnotnull
     UNION SELECT r.path, 'unique: ' || (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY pg_get_indexdef(i.indexrelid, k, true))
                                           FROM generate_series(1, i.indnkeyatts) k)
                          || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '')
             FROM pg_catalog.pg_index i JOIN relations r ON r.oid = i.indrelid WHERE i.indisunique AND i.indisvalid
     UNION SELECT r.path, CASE c.contype WHEN 'p' THEN 'primary key' WHEN 'f' THEN 'foreign key: ' WHEN 'c' THEN 'check: ' ELSE 'exclusion: ' END
                  || CASE WHEN c.contype <> 'p' THEN coalesce((SELECT string_agg(a.attname, ', ' ORDER BY a.attname)
                       FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)), '') ELSE '' END
             FROM pg_catalog.pg_constraint c JOIN relations r ON r.oid = c.conrelid WHERE c.contype IN ('p', 'f', 'c', 'x')
     UNION SELECT c.contypid::regtype::text, 'check' FROM pg_catalog.pg_constraint c WHERE c.contypid <> 0 AND c.contype = 'c'
     UNION SELECT r.path, 'trigger ' || t.tgname FROM pg_catalog.pg_trigger t JOIN relations r ON r.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
     UNION SELECT r.path, 'rule ' || w.rulename FROM pg_catalog.pg_rewrite w JOIN relations r ON r.oid = w.ev_class
            WHERE w.rulename <> '_RETURN' AND w.ev_enabled <> 'D'
     UNION SELECT r.path, 'policy ' || p.polname FROM pg_catalog.pg_policy p JOIN relations r ON r.oid = p.polrelid
     UNION SELECT path, 'row security' FROM relations WHERE relrowsecurity
     UNION SELECT path, 'row security for the owner' FROM relations WHERE relforcerowsecurity
     UNION SELECT path, 'rows are visible' FROM relations r
            WHERE NOT relrowsecurity OR EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid AND p.polpermissive)
     UNION SELECT g.path, format('%s may %s %s', g.grantee::regrole, g.privilege_type, g.attname) FROM grants g
     UNION SELECT r.path, format('%s cannot see all rows', o.rolname) FROM relations r CROSS JOIN pg_catalog.pg_roles o
            WHERE r.relkind IN ('r', 'p') AND o.rolname !~ '^pg_' AND NOT o.rolsuper AND o.oid <> r.relowner
              AND (r.relrowsecurity OR NOT EXISTS (SELECT FROM grants g WHERE g.attrelid = r.oid AND g.grantee IN (0, o.oid) AND g.privilege_type = 'SELECT'))
     UNION SELECT r.path, 'accepts rows ' || pg_get_expr(p.relpartbound, p.oid)
             FROM pg_catalog.pg_inherits i JOIN relations r ON r.oid = i.inhparent JOIN pg_catalog.pg_class p ON p.oid = i.inhrelid
            WHERE p.relpartbound IS NOT NULL
     UNION SELECT format('%I.%I', n.nspname, p.proname), 'routine' FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     UNION SELECT format('%I.%I', n.nspname, p.proname), format('%s may execute it', g.grantee::regrole)
             FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace, pg_catalog.aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     UNION SELECT format('%I.%I', n.nspname, t.typname), 'type' FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.typtype IN ('e', 'd', 'r', 'c') AND t.typname !~ '^pgplumb_'
     UNION SELECT evtname, 'event trigger' FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D'
     UNION SELECT pubname, 'publication' FROM pg_catalog.pg_publication
     UNION SELECT r.path, 'is in publication ' || p.pubname FROM pg_catalog.pg_publication p
             JOIN pg_catalog.pg_publication_rel m ON m.prpubid = p.oid JOIN relations r ON r.oid = m.prrelid
)
SELECT '#' || json_build_array(path, fact) FROM facts ORDER BY 1;
