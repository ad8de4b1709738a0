-- All objects outside of system schemas and extensions, written independently of pgplumb's own queries. Each row is a
-- category and a name. MAJOR is replaced by the major version.
--
-- Not included are row types and array types, which belong to a table or an element type; TOAST tables; internal triggers,
-- which belong to constraints; the constructors of range types and their casts to multiranges.
WITH ext AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
, ns AS MATERIALIZED (
    SELECT oid, nspname, oid IN (SELECT objid FROM ext WHERE classid = 'pg_namespace'::regclass) AS member
      FROM pg_namespace WHERE NOT starts_with(nspname, 'pg_') AND nspname <> 'information_schema')
, rel AS MATERIALIZED (
    SELECT c.oid, c.relkind, c.reltype, nspname || '.' || relname AS name
      FROM pg_class c JOIN ns ON ns.oid = relnamespace
     WHERE c.oid NOT IN (SELECT objid FROM ext WHERE classid = 'pg_class'::regclass)
            AND NOT (relkind = 'c' AND reltype IN (SELECT objid FROM ext WHERE classid = 'pg_type'::regclass)))
, typ AS MATERIALIZED (
    SELECT t.*, nspname || '.' || typname AS name
      FROM pg_type t JOIN ns ON ns.oid = typnamespace
     WHERE t.oid NOT IN (SELECT objid FROM ext WHERE classid = 'pg_type'::regclass)
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
       AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND relkind = 'c')))
, proc AS MATERIALIZED (
    SELECT p.oid, p.prokind, nspname || '.' || proname AS name
      FROM pg_proc p JOIN ns ON ns.oid = pronamespace
     WHERE p.oid NOT IN (SELECT objid FROM ext WHERE classid = 'pg_proc'::regclass)
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i'))
, con AS MATERIALIZED (
    SELECT o.oid, o.contype, o.conkey, o.conrelid, o.contypid, coalesce(rel.name, typ.name) || '.' || conname AS name
      FROM pg_constraint o LEFT JOIN rel ON rel.oid = conrelid LEFT JOIN typ ON typ.oid = contypid
     WHERE coalesce(rel.oid, typ.oid) IS NOT NULL)
, ix AS MATERIALIZED (
    SELECT i.indexrelid AS oid, rel.name || '.' || relname AS name
      FROM pg_index i JOIN rel ON rel.oid = indrelid JOIN pg_class c ON c.oid = indexrelid)
, own AS MATERIALIZED (
    SELECT 'cast' AS what, 'pg_cast'::regclass AS class, c.oid, format('%s AS %s', castsource::regtype, casttarget::regtype) AS name FROM pg_cast c
     WHERE NOT EXISTS (SELECT FROM pg_range r WHERE rngtypid = castsource AND rngmultitypid = casttarget)
    UNION ALL SELECT 'operator', 'pg_operator'::regclass, o.oid, nspname || '.' || oprname FROM pg_operator o JOIN ns ON ns.oid = oprnamespace
    UNION ALL SELECT 'operator class', 'pg_opclass'::regclass, o.oid, nspname || '.' || opcname FROM pg_opclass o JOIN ns ON ns.oid = opcnamespace
    UNION ALL SELECT 'operator family', 'pg_opfamily'::regclass, o.oid, nspname || '.' || opfname FROM pg_opfamily o JOIN ns ON ns.oid = opfnamespace
    UNION ALL SELECT 'text search configuration', 'pg_ts_config'::regclass, o.oid, nspname || '.' || cfgname FROM pg_ts_config o JOIN ns ON ns.oid = cfgnamespace
    UNION ALL SELECT 'text search dictionary', 'pg_ts_dict'::regclass, o.oid, nspname || '.' || dictname FROM pg_ts_dict o JOIN ns ON ns.oid = dictnamespace
    UNION ALL SELECT 'text search parser', 'pg_ts_parser'::regclass, o.oid, nspname || '.' || prsname FROM pg_ts_parser o JOIN ns ON ns.oid = prsnamespace
    UNION ALL SELECT 'text search template', 'pg_ts_template'::regclass, o.oid, nspname || '.' || tmplname FROM pg_ts_template o JOIN ns ON ns.oid = tmplnamespace
    UNION ALL SELECT 'collation', 'pg_collation'::regclass, o.oid, nspname || '.' || collname FROM pg_collation o JOIN ns ON ns.oid = collnamespace
    UNION ALL SELECT 'conversion', 'pg_conversion'::regclass, o.oid, nspname || '.' || conname FROM pg_conversion o JOIN ns ON ns.oid = connamespace
    UNION ALL SELECT 'statistics', 'pg_statistic_ext'::regclass, o.oid, nspname || '.' || stxname FROM pg_statistic_ext o JOIN ns ON ns.oid = stxnamespace
    UNION ALL SELECT 'language', 'pg_language'::regclass, oid, lanname FROM pg_language
    UNION ALL SELECT 'access method', 'pg_am'::regclass, oid, amname FROM pg_am
    UNION ALL SELECT 'extension', 'pg_extension'::regclass, oid, extname FROM pg_extension
    UNION ALL SELECT 'foreign-data wrapper', 'pg_foreign_data_wrapper'::regclass, oid, fdwname FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'foreign server', 'pg_foreign_server'::regclass, oid, srvname FROM pg_foreign_server
    UNION ALL SELECT 'user mapping', 'pg_user_mapping'::regclass, m.oid, coalesce(rolname, 'public') || ' on ' || srvname
                FROM pg_user_mapping m JOIN pg_foreign_server s ON s.oid = umserver LEFT JOIN pg_roles r ON r.oid = umuser
    UNION ALL SELECT 'publication', 'pg_publication'::regclass, oid, pubname FROM pg_publication
    UNION ALL SELECT 'subscription', 'pg_subscription'::regclass, s.oid, subname FROM pg_subscription s
                JOIN pg_database d ON d.oid = subdbid WHERE datname = current_database()
    UNION ALL SELECT 'event trigger', 'pg_event_trigger'::regclass, oid, evtname FROM pg_event_trigger
    UNION ALL SELECT 'transform', 'pg_transform'::regclass, t.oid, format('%s in %s', trftype::regtype, lanname)
                FROM pg_transform t JOIN pg_language l ON l.oid = trflang
    UNION ALL SELECT 'default privileges', 'pg_default_acl'::regclass, a.oid, format('%s %s %s', rolname, nspname, defaclobjtype)
                FROM pg_default_acl a JOIN pg_roles r ON r.oid = defaclrole LEFT JOIN ns ON ns.oid = defaclnamespace)
, mine AS MATERIALIZED (
    SELECT * FROM own WHERE oid >= 16384 AND (class, oid) NOT IN (SELECT classid, objid FROM ext))
-- All objects that can have comments, with the name under which the comment is found.
, commented AS (
    SELECT 'pg_class'::regclass AS class, oid, name FROM rel WHERE relkind NOT IN ('i', 'I')
    UNION ALL SELECT 'pg_class'::regclass, oid, name FROM ix
    UNION ALL SELECT 'pg_type'::regclass, oid, name FROM typ
    UNION ALL SELECT 'pg_proc'::regclass, oid, name FROM proc
    UNION ALL SELECT 'pg_constraint'::regclass, oid, name FROM con
    UNION ALL SELECT 'pg_namespace'::regclass, oid, nspname FROM ns WHERE NOT member AND nspname <> 'public'
    UNION ALL SELECT 'pg_trigger'::regclass, t.oid, name || '.' || tgname FROM pg_trigger t JOIN rel ON rel.oid = tgrelid
    UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, name || '.' || rulename FROM pg_rewrite r JOIN rel ON rel.oid = ev_class
    UNION ALL SELECT 'pg_policy'::regclass, p.oid, name || '.' || polname FROM pg_policy p JOIN rel ON rel.oid = polrelid
    UNION ALL SELECT class, oid, name FROM mine)
SELECT 'schema' AS what, nspname::text AS name FROM ns WHERE NOT member
UNION ALL SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'foreign table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                              WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'composite type' ELSE 'relation of kind ' || relkind::text END, name
            FROM rel WHERE relkind NOT IN ('i', 'I')
UNION ALL SELECT 'row of pg_sequence', name FROM pg_sequence JOIN rel ON rel.oid = seqrelid
UNION ALL SELECT 'row of pg_foreign_table', name FROM pg_foreign_table JOIN rel ON rel.oid = ftrelid
UNION ALL SELECT 'index', name FROM ix
UNION ALL SELECT 'column', name || '.' || attname FROM pg_attribute JOIN rel ON rel.oid = attrelid
           WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
UNION ALL SELECT 'not-null column', name || '.' || attname FROM pg_attribute JOIN rel ON rel.oid = attrelid
           WHERE attnum > 0 AND NOT attisdropped AND attnotnull AND relkind IN ('r', 'p', 'f')
UNION ALL SELECT 'column that is never null', name || '.' || column_name FROM information_schema.columns
            JOIN rel ON name = table_schema || '.' || table_name WHERE is_nullable = 'NO' AND relkind IN ('r', 'p', 'f', 'v')
UNION ALL SELECT 'default', name || '.' || attname FROM pg_attrdef JOIN rel ON rel.oid = adrelid JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
UNION ALL SELECT 'inheritance', rel.name || ' of ' || parent.name FROM pg_inherits JOIN rel ON rel.oid = inhrelid JOIN rel parent ON parent.oid = inhparent
           WHERE rel.relkind NOT IN ('i', 'I')
UNION ALL SELECT 'partition of an index', ix.name || ' of ' || parent.name FROM pg_inherits JOIN ix ON ix.oid = inhrelid JOIN rel parent ON parent.oid = inhparent
UNION ALL SELECT CASE contype WHEN 'f' THEN 'foreign key' ELSE 'constraint' END, name FROM con WHERE contype IN ('c', 'p', 'u', 'x', 'f')
-- pg_constraint has a row for each not-null column of a table from version 18, and for not-null domains from version 17.
UNION ALL SELECT 'not-null column', rel.name || '.' || attname FROM con JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
            JOIN rel ON rel.oid = conrelid WHERE contype = 'n' AND NOT attnotnull
UNION ALL SELECT 'not-null domain', name FROM typ WHERE typtype = 'd' AND typnotnull
UNION ALL SELECT 'constraint of unknown type ' || contype::text, name FROM con WHERE contype NOT IN ('c', 'p', 'u', 'x', 'f', 'n', 't')
-- Before version 15, the cloned triggers of partitions are internal.
UNION ALL SELECT 'trigger', name || '.' || tgname FROM pg_trigger JOIN rel ON rel.oid = tgrelid
           WHERE NOT tgisinternal OR MAJOR < 15 AND tgparentid <> 0
UNION ALL SELECT 'policy', name || '.' || polname FROM pg_policy JOIN rel ON rel.oid = polrelid
UNION ALL SELECT CASE WHEN ev_type = '1' AND rulename = '_RETURN' THEN 'view definition' ELSE 'rule' END
               , name || CASE WHEN ev_type = '1' AND rulename = '_RETURN' THEN '' ELSE '.' || rulename END FROM pg_rewrite JOIN rel ON rel.oid = ev_class
UNION ALL SELECT CASE prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END, name FROM proc
UNION ALL SELECT 'row of pg_aggregate', name FROM pg_aggregate JOIN proc ON proc.oid = aggfnoid
UNION ALL SELECT CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'm' THEN 'multirange' ELSE 'base type' END, name
            FROM typ WHERE typtype <> 'c'
UNION ALL SELECT 'row of pg_range', name FROM pg_range JOIN typ ON typ.oid = rngtypid
UNION ALL SELECT 'enum label', name || '.' || enumlabel FROM pg_enum JOIN typ ON typ.oid = enumtypid
UNION ALL SELECT 'operator of a class or family', format('%s %s', amopstrategy, amopopr::regoperator) FROM pg_amop o
           WHERE oid >= 16384 AND amopfamily NOT IN (SELECT objid FROM ext WHERE classid = 'pg_opfamily'::regclass)
             AND NOT EXISTS (SELECT FROM pg_depend d JOIN ext ON ext.classid = d.refclassid AND ext.objid = d.refobjid
                              WHERE d.classid = 'pg_amop'::regclass AND d.objid = o.oid AND d.refclassid = 'pg_opclass'::regclass)
UNION ALL SELECT 'function of a class or family', format('%s %s', amprocnum, amproc::regprocedure) FROM pg_amproc f
           WHERE oid >= 16384 AND amprocfamily NOT IN (SELECT objid FROM ext WHERE classid = 'pg_opfamily'::regclass)
             AND NOT EXISTS (SELECT FROM pg_depend d JOIN ext ON ext.classid = d.refclassid AND ext.objid = d.refobjid
                              WHERE d.classid = 'pg_amproc'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_opclass'::regclass)
UNION ALL SELECT 'token mapping', c.name || ' ' || dictname FROM pg_ts_config_map JOIN mine c ON c.oid = mapcfg JOIN pg_ts_dict d ON d.oid = mapdict
UNION ALL SELECT 'table of a publication', p.name || ' ' || relname FROM pg_publication_rel JOIN mine p ON p.oid = prpubid JOIN pg_class c ON c.oid = prrelid
--[15+] UNION ALL SELECT 'schema of a publication', p.name || ' ' || nspname FROM pg_publication_namespace JOIN mine p ON p.oid = pnpubid JOIN pg_namespace n ON n.oid = pnnspid
UNION ALL SELECT what, name FROM mine
UNION ALL SELECT 'comment', name || coalesce('.' || attname, '') || ': ' || description
            FROM pg_description JOIN commented ON class = classoid AND oid = objoid
            LEFT JOIN pg_attribute ON classoid = 'pg_class'::regclass AND objsubid > 0 AND attrelid = objoid AND attnum = objsubid
UNION ALL SELECT 'comment', name || ': ' || description FROM pg_shdescription JOIN mine ON oid = objoid WHERE classoid = 'pg_subscription'::regclass
UNION ALL SELECT 'security label', coalesce((SELECT name FROM commented WHERE class = classoid AND oid = objoid), '') || ': ' || label FROM pg_seclabel
