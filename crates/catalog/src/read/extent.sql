-- The tables and views that are meant; the tables that stand on a circle of foreign keys with them, for what is made inline and what
-- alone depends on that; and what they inherit from, for what is written of a column is how it differs from the parent's. With their
-- parts (indexes, constraints, defaults, triggers, rules, policies, the indexes of constraints, sequences and statistics objects that
-- belong to them); all that these need, and what that needs in turn but for the parts of other tables; and the tables that refer to
-- them. A type's relation, and the type of an array's elements, come with it.
WITH RECURSIVE meant AS MATERIALIZED (
       SELECT c.oid
         FROM pg_catalog.pg_class c
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND ($meant)),
edge AS MATERIALIZED (
       SELECT conrelid AS from_table, confrelid AS to_table FROM pg_catalog.pg_constraint WHERE contype = 'f'
        UNION ALL SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits),
below AS (
       SELECT oid FROM meant
        UNION SELECT edge.to_table FROM below JOIN edge ON edge.from_table = below.oid),
inner_edge AS MATERIALIZED (
       SELECT from_table, to_table FROM edge WHERE from_table IN (SELECT oid FROM below)),
circle AS (
       SELECT oid FROM meant
        UNION SELECT inner_edge.from_table FROM circle JOIN inner_edge ON inner_edge.to_table = circle.oid),
picked AS (
       SELECT oid FROM circle
        UNION SELECT i.inhparent FROM picked JOIN pg_catalog.pg_inherits i ON i.inhrelid = picked.oid),
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
needed AS (
       SELECT d.refclassid AS class, d.refobjid AS oid
         FROM part
         JOIN pg_catalog.pg_depend d ON d.classid = part.class AND d.objid = part.oid
        UNION
       SELECT d.refclassid, d.refobjid
         FROM needed
         JOIN pg_catalog.pg_depend d ON d.classid = needed.class AND d.objid = needed.oid),
types AS MATERIALIZED (
       SELECT t.oid, t.typrelid, t.typelem
         FROM needed
         JOIN pg_catalog.pg_type t ON t.oid = needed.oid
        WHERE needed.class = 'pg_catalog.pg_type'::pg_catalog.regclass)
SELECT ARRAY(SELECT oid FROM picked) AS tables
     , ARRAY(SELECT DISTINCT oid FROM part) AS parts
     , ARRAY(SELECT oid FROM part
              UNION SELECT oid FROM needed
              UNION SELECT edge.from_table FROM edge WHERE edge.to_table IN (SELECT oid FROM picked)
              UNION SELECT typrelid FROM types
              UNION SELECT e.oid FROM types JOIN pg_catalog.pg_type e ON e.oid = types.typelem
              UNION SELECT e.typrelid FROM types JOIN pg_catalog.pg_type e ON e.oid = types.typelem) AS near
