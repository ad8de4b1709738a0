-- The tables and views that match; the tables in foreign key cycles with them, because the cycle
-- decides what is created inline; and their parents, because a column is written as its difference
-- from the parent's column. Also everything that belongs to these (indexes, constraints, defaults,
-- triggers, rules, policies, indexes of constraints, sequences, statistics objects); their
-- transitive dependencies, without the parts of other tables; and the tables that reference them.
-- Types come with their relation or element type.
WITH RECURSIVE matching AS MATERIALIZED (
       SELECT c.oid
         FROM pg_catalog.pg_class c
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND ($matches)),
edge AS MATERIALIZED (
       SELECT conrelid AS from_table, confrelid AS to_table FROM pg_catalog.pg_constraint WHERE contype = 'f'
        UNION ALL SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits),
reachable AS (
       SELECT oid FROM matching
        UNION SELECT edge.to_table FROM reachable JOIN edge ON edge.from_table = reachable.oid),
inner_edge AS MATERIALIZED (
       SELECT from_table, to_table FROM edge WHERE from_table IN (SELECT oid FROM reachable)),
cycle AS (
       SELECT oid FROM matching
        UNION SELECT inner_edge.from_table FROM cycle JOIN inner_edge ON inner_edge.to_table = cycle.oid),
selected AS (
       SELECT oid FROM cycle
        UNION SELECT i.inhparent FROM selected JOIN pg_catalog.pg_inherits i ON i.inhrelid = selected.oid),
own AS MATERIALIZED (
       SELECT d.classid, d.objid
         FROM selected p
         JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = p.oid AND d.deptype IN ('a', 'i')),
part AS MATERIALIZED (
       SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::oid AS class, oid FROM selected
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
SELECT ARRAY(SELECT oid FROM selected) AS tables
     , ARRAY(SELECT DISTINCT oid FROM part) AS parts
     , ARRAY(SELECT oid FROM part
              UNION SELECT oid FROM needed
              UNION SELECT edge.from_table FROM edge WHERE edge.to_table IN (SELECT oid FROM selected)
              UNION SELECT typrelid FROM types
              UNION SELECT e.oid FROM types JOIN pg_catalog.pg_type e ON e.oid = types.typelem
              UNION SELECT e.typrelid FROM types JOIN pg_catalog.pg_type e ON e.oid = types.typelem) AS related
