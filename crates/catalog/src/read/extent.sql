-- The tables and views that are meant; with their parts (indexes, constraints, defaults, triggers, rules, policies, the indexes of
-- constraints, sequences and statistics objects that belong to them); and all that these need. A type's relation, and the type of an
-- array's elements, come with it.
WITH picked AS MATERIALIZED (
       SELECT c.oid
         FROM pg_catalog.pg_class c
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND ($meant)),
own AS MATERIALIZED (
       SELECT d.classid, d.objid
         FROM picked p
         JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = p.oid AND d.deptype IN ('a', 'i')),
part AS MATERIALIZED (
       SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS class, oid FROM picked
        UNION SELECT classid, objid FROM own
        UNION SELECT d.classid, d.objid
                FROM own
                JOIN pg_catalog.pg_depend d ON d.refclassid = own.classid AND d.refobjid = own.objid AND d.deptype = 'i'
               WHERE own.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass),
needed AS MATERIALIZED (
       SELECT DISTINCT d.refclassid AS class, d.refobjid AS oid
         FROM part
         JOIN pg_catalog.pg_depend d ON d.classid = part.class AND d.objid = part.oid),
types AS MATERIALIZED (
       SELECT t.oid, t.typrelid, t.typelem
         FROM needed
         JOIN pg_catalog.pg_type t ON t.oid = needed.oid
        WHERE needed.class = 'pg_catalog.pg_type'::pg_catalog.regclass)
SELECT ARRAY(SELECT oid FROM picked) AS tables
     , ARRAY(SELECT DISTINCT oid FROM part) AS parts
     , ARRAY(SELECT oid FROM part
              UNION SELECT oid FROM needed
              UNION SELECT typrelid FROM types
              UNION SELECT e.oid FROM types JOIN pg_catalog.pg_type e ON e.oid = types.typelem
              UNION SELECT e.typrelid FROM types JOIN pg_catalog.pg_type e ON e.oid = types.typelem) AS near
