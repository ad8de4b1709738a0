//! Changes of tables. Each case has a schema of its own in both databases.

/// A change of a schema.
pub struct Case {
    /// Its name, which is also the name of its schema.
    pub name: &'static str,
    /// The first major version that supports it.
    pub since: u32,
    /// The current schema.
    pub old: &'static str,
    /// The desired schema.
    pub new: &'static str,
}

const fn case(name: &'static str, old: &'static str, new: &'static str) -> Case {
    Case { name, since: 14, old, new }
}

const fn since(since: u32, name: &'static str, old: &'static str, new: &'static str) -> Case {
    Case { name, since, old, new }
}

/// Rows for a table `t` with a column `id`.
pub const ROWS: &str =
    "DO $$ BEGIN INSERT INTO t (id) SELECT generate_series(1, 3); EXCEPTION WHEN OTHERS THEN NULL; END $$;";

pub const CASES: &[Case] = &[
    case("add_column", "CREATE TABLE t (id int);", "CREATE TABLE t (id int, d int);"),
    case(
        "add_default",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int, d int NOT NULL DEFAULT 5, e timestamptz DEFAULT now(), f varchar(9) DEFAULT 'x');",
    ),
    case(
        "add_volatile",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int, d uuid DEFAULT gen_random_uuid());",
    ),
    case("add_serial", "CREATE TABLE t (id int);", "CREATE TABLE t (id int, d serial);"),
    case(
        "add_identity_column",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int, d int GENERATED ALWAYS AS IDENTITY);",
    ),
    case(
        "add_stored",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int, d int GENERATED ALWAYS AS (id + 1) STORED);",
    ),
    since(
        18,
        "add_virtual",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int, d int GENERATED ALWAYS AS (id + 1));",
    ),
    case(
        "add_checked_domain",
        "CREATE DOMAIN p AS int CHECK (VALUE > 0); CREATE TABLE t (id int);",
        "CREATE DOMAIN p AS int CHECK (VALUE > 0); CREATE TABLE t (id int, d p DEFAULT 1);",
    ),
    case(
        "add_own_function",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; CREATE TABLE t (id int);",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; CREATE TABLE t (id int, d int DEFAULT add_own_function.f(), e int DEFAULT add_own_function.g());",
    ),
    case("drop_column", "CREATE TABLE t (id int, d int);", "CREATE TABLE t (id int);"),
    case(
        "widen_varchar",
        "CREATE TABLE t (id int, a varchar(5), b varchar(5), c text); CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a varchar(9), b text, c varchar); CREATE INDEX i ON t (a);",
    ),
    case(
        "narrow_varchar",
        "CREATE TABLE t (id int, a varchar(9), b text);",
        "CREATE TABLE t (id int, a varchar(5), b varchar(5));",
    ),
    case(
        "widen_int",
        "CREATE TABLE t (id int, a int); CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a bigint); CREATE INDEX i ON t (a);",
    ),
    case(
        "widen_numeric",
        "CREATE TABLE t (id int, a numeric(5,2), b numeric(5,2), c numeric(5,2));",
        "CREATE TABLE t (id int, a numeric(7,2), b numeric, c numeric(7,3));",
    ),
    case(
        "times",
        "CREATE TABLE t (id int, a timestamp(3), b timestamp(3), c timestamp, d time(2));",
        "CREATE TABLE t (id int, a timestamp(6), b timestamp, c timestamp(3), d time(5));",
    ),
    case(
        "bits_and_addresses",
        "CREATE TABLE t (id int, a varbit(5), b cidr, c int[]);",
        "CREATE TABLE t (id int, a varbit(9), b inet, c bigint[]);",
    ),
    case("text_to_int", "CREATE TABLE t (id int, a text);", "CREATE TABLE t (id int, a int);"),
    case(
        "other_collation",
        "CREATE TABLE t (id int, a text); CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a text COLLATE \"C\"); CREATE INDEX i ON t (a);",
    ),
    case(
        "collation_alone",
        "CREATE TABLE t (id int, a text);",
        "CREATE TABLE t (id int, a text COLLATE \"C\");",
    ),
    case(
        "type_with_check",
        "CREATE TABLE t (id int, a varchar(5) CHECK (a <> 'x'));",
        "CREATE TABLE t (id int, a varchar(9) CHECK (a <> 'x'));",
    ),
    case(
        "type_with_view",
        "CREATE TABLE t (id int, a int); CREATE VIEW v AS SELECT a FROM t;",
        "CREATE TABLE t (id int, a bigint); CREATE VIEW v AS SELECT a FROM t;",
    ),
    case(
        "defaults",
        "CREATE TABLE t (id int, a int DEFAULT 1, b int);",
        "CREATE TABLE t (id int, a int, b int DEFAULT random());",
    ),
    case(
        "set_not_null",
        "CREATE TABLE t (id int, a int DEFAULT 1);",
        "CREATE TABLE t (id int NOT NULL, a int DEFAULT 1);",
    ),
    case(
        "set_not_null_inherited",
        "CREATE TABLE t (id int); CREATE TABLE u () INHERITS (t);",
        "CREATE TABLE t (id int NOT NULL); CREATE TABLE u () INHERITS (t);",
    ),
    case(
        "set_not_null_partitioned",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
        "CREATE TABLE t (id int NOT NULL) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
    ),
    since(
        18,
        "set_not_null_named",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int CONSTRAINT there NOT NULL); COMMENT ON CONSTRAINT there ON t IS 'x';",
    ),
    since(
        18,
        "validate_not_null",
        "CREATE TABLE t (id int); ALTER TABLE t ADD CONSTRAINT x NOT NULL id NOT VALID;",
        "CREATE TABLE t (id int CONSTRAINT y NOT NULL);",
    ),
    case("drop_not_null", "CREATE TABLE t (id int NOT NULL);", "CREATE TABLE t (id int);"),
    case("add_primary_key", "CREATE TABLE t (id int);", "CREATE TABLE t (id int PRIMARY KEY);"),
    case(
        "add_unique",
        "CREATE TABLE t (id int, a int);",
        "CREATE TABLE t (id int, a int, UNIQUE (id) INCLUDE (a) WITH (fillfactor = 70)); COMMENT ON CONSTRAINT t_id_a_key ON t IS 'x';",
    ),
    case(
        "add_unique_deferrable",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);",
    ),
    since(
        15,
        "add_unique_nulls",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int UNIQUE NULLS NOT DISTINCT);",
    ),
    case(
        "add_key_to_partitioned",
        "CREATE TABLE t (id int NOT NULL) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
        "CREATE TABLE t (id int NOT NULL PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
    ),
    case(
        "add_exclusion",
        "CREATE TABLE t (id int, r int4range);",
        "CREATE TABLE t (id int, r int4range, EXCLUDE USING gist (r WITH &&));",
    ),
    since(
        18,
        "add_overlaps",
        "CREATE TABLE t (id int, r int4range, s int4range);",
        "CREATE TABLE t (id int, r int4range, s int4range, UNIQUE (r, s WITHOUT OVERLAPS));",
    ),
    case(
        "change_key",
        "CREATE TABLE t (id int NOT NULL, a int NOT NULL, CONSTRAINT k PRIMARY KEY (id));",
        "CREATE TABLE t (id int NOT NULL, a int NOT NULL, CONSTRAINT k PRIMARY KEY (id) INCLUDE (a));",
    ),
    case(
        "change_referenced_key",
        "CREATE TABLE t (id int CONSTRAINT k PRIMARY KEY, a int); CREATE TABLE u (x int REFERENCES t);",
        "CREATE TABLE t (id int, a int, CONSTRAINT k PRIMARY KEY (id) INCLUDE (a)); CREATE TABLE u (x int REFERENCES t);",
    ),
    case(
        "drop_key",
        "CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE);",
        "CREATE TABLE t (id int NOT NULL, a int);",
    ),
    case("add_check", "CREATE TABLE t (id int);", "CREATE TABLE t (id int CHECK (id > 0));"),
    case(
        "add_check_not_valid",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT VALID;",
    ),
    case(
        "validate_check",
        "CREATE TABLE t (id int); ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT VALID;",
        "CREATE TABLE t (id int CONSTRAINT c CHECK (id > 0));",
    ),
    case(
        "add_check_to_partitioned",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
        "CREATE TABLE t (id int CHECK (id > 0)) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
    ),
    case(
        "change_check",
        "CREATE TABLE t (id int CONSTRAINT c CHECK (id > 0));",
        "CREATE TABLE t (id int CONSTRAINT c CHECK (id > -1)); COMMENT ON CONSTRAINT c ON t IS 'x';",
    ),
    case("drop_check", "CREATE TABLE t (id int CHECK (id > 0));", "CREATE TABLE t (id int);"),
    case(
        "add_foreign_key",
        "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1), (2), (3); CREATE TABLE t (id int);",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int REFERENCES p);",
    ),
    case(
        "add_key_to_itself",
        "CREATE TABLE t (id int PRIMARY KEY, a int);",
        "CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES t);",
    ),
    case(
        "add_foreign_key_to_partitioned",
        "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1), (2), (3); CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int REFERENCES p) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
    ),
    case(
        "add_foreign_key_of_partitioned",
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE q PARTITION OF p DEFAULT; INSERT INTO p VALUES (1), (2), (3); CREATE TABLE t (id int);",
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE q PARTITION OF p DEFAULT; CREATE TABLE t (id int REFERENCES p);",
    ),
    case(
        "add_index_of_key",
        "CREATE TABLE t (id int NOT NULL) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT;",
        "CREATE TABLE t (id int NOT NULL) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT; ALTER TABLE u ADD CONSTRAINT k PRIMARY KEY (id); CREATE UNIQUE INDEX i ON t (id);",
    ),
    case(
        "change_foreign_key",
        "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1), (2), (3); CREATE TABLE t (id int CONSTRAINT f REFERENCES p);",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int CONSTRAINT f REFERENCES p ON DELETE CASCADE);",
    ),
    case(
        "change_foreign_key_of_partitioned",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int CONSTRAINT f REFERENCES p) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int CONSTRAINT f REFERENCES p ON DELETE CASCADE) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
    ),
    case(
        "drop_foreign_key",
        "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1), (2), (3); CREATE TABLE t (id int REFERENCES p);",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int);",
    ),
    case(
        "change_exclusion",
        "CREATE TABLE t (id int, r int4range, CONSTRAINT e EXCLUDE USING gist (r WITH &&));",
        "CREATE TABLE t (id int, r int4range, CONSTRAINT e EXCLUDE USING gist (r WITH &&) WHERE (id > 0));",
    ),
    case(
        "add_index",
        "CREATE TABLE t (id int, a text);",
        "CREATE TABLE t (id int, a text); CREATE INDEX i ON t (lower(a), id DESC) WHERE id > 0; CREATE UNIQUE INDEX j ON t (id); COMMENT ON INDEX i IS 'x';",
    ),
    case(
        "drop_index",
        "CREATE TABLE t (id int, a text); CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a text);",
    ),
    case(
        "change_index",
        "CREATE TABLE t (id int, a text); CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a text); CREATE INDEX i ON t (a, id); ALTER TABLE t CLUSTER ON i; COMMENT ON INDEX i IS 'x';",
    ),
    case(
        "change_identifying_index",
        "CREATE TABLE t (id int NOT NULL, a int NOT NULL); CREATE UNIQUE INDEX i ON t (id); ALTER TABLE t REPLICA IDENTITY USING INDEX i;",
        "CREATE TABLE t (id int NOT NULL, a int NOT NULL); CREATE UNIQUE INDEX i ON t (id, a); ALTER TABLE t REPLICA IDENTITY USING INDEX i;",
    ),
    case(
        "change_referenced_index",
        "CREATE TABLE t (id int, a int); CREATE UNIQUE INDEX i ON t (id); CREATE TABLE u (x int REFERENCES t (id));",
        "CREATE TABLE t (id int, a int); CREATE UNIQUE INDEX i ON t (id) INCLUDE (a); CREATE TABLE u (x int REFERENCES t (id));",
    ),
    case(
        "index_options",
        "CREATE TABLE t (id int, a text); CREATE INDEX i ON t (lower(a));",
        "CREATE TABLE t (id int, a text); CREATE INDEX i ON t (lower(a)) WITH (fillfactor = 70); ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 99;",
    ),
    case(
        "add_partitioned_index",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (a); CREATE TABLE v PARTITION OF u DEFAULT; CREATE TABLE w PARTITION OF t DEFAULT;",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (a); CREATE TABLE v PARTITION OF u DEFAULT; CREATE TABLE w PARTITION OF t DEFAULT; CREATE INDEX i ON t (a);",
    ),
    case(
        "change_partitioned_index",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT; CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT; CREATE INDEX i ON t (a, id);",
    ),
    case(
        "change_index_of_parts",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (a); CREATE TABLE v PARTITION OF u DEFAULT; CREATE TABLE w PARTITION OF t DEFAULT; CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (a); CREATE TABLE v PARTITION OF u DEFAULT; CREATE TABLE w PARTITION OF t DEFAULT; CREATE INDEX i ON t (a) WHERE id > 0; COMMENT ON INDEX i IS 'x';",
    ),
    case(
        "change_referenced_partitioned_index",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT; CREATE UNIQUE INDEX i ON t (id); CREATE TABLE x (y int REFERENCES t (id));",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT; CREATE UNIQUE INDEX i ON t (id) INCLUDE (a); CREATE TABLE x (y int REFERENCES t (id));",
    ),
    case(
        "drop_partitioned_index",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT; CREATE INDEX i ON t (a);",
        "CREATE TABLE t (id int, a int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t DEFAULT;",
    ),
    case(
        "matview_index",
        "CREATE MATERIALIZED VIEW m AS SELECT 1 AS x;",
        "CREATE MATERIALIZED VIEW m AS SELECT 1 AS x; CREATE INDEX i ON m (x); COMMENT ON MATERIALIZED VIEW m IS 'x';",
    ),
    case(
        "triggers",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TABLE t (id int); CREATE TRIGGER gone AFTER DELETE ON t EXECUTE FUNCTION f(); CREATE TRIGGER other AFTER DELETE ON t EXECUTE FUNCTION f();",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TABLE t (id int); CREATE TRIGGER made AFTER DELETE ON t EXECUTE FUNCTION f(); CREATE TRIGGER other AFTER DELETE ON t EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER other; COMMENT ON TRIGGER made ON t IS 'x';",
    ),
    case(
        "rules",
        "CREATE TABLE t (id int); CREATE RULE gone AS ON DELETE TO t DO INSTEAD NOTHING; CREATE RULE other AS ON UPDATE TO t DO INSTEAD NOTHING;",
        "CREATE TABLE t (id int); CREATE RULE made AS ON DELETE TO t WHERE old.id = 0 DO INSTEAD NOTHING; CREATE RULE other AS ON UPDATE TO t DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE other; COMMENT ON RULE other ON t IS 'x';",
    ),
    case(
        "policies",
        "CREATE TABLE t (id int); CREATE POLICY gone ON t USING (true); CREATE POLICY other ON t USING (id > 0);",
        "CREATE TABLE t (id int); CREATE POLICY made ON t USING (true); CREATE POLICY other ON t USING (id > 1); COMMENT ON POLICY made ON t IS 'x';",
    ),
    case(
        "row_security",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;",
    ),
    case(
        "replica_identity",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); ALTER TABLE t REPLICA IDENTITY FULL;",
    ),
    case(
        "column_storage",
        "CREATE TABLE t (id int, a text, b text, c text);",
        "CREATE TABLE t (id int, a text, b text, c text); ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz;",
    ),
    case(
        "column_statistics",
        "CREATE TABLE t (id int, a text);",
        "CREATE TABLE t (id int, a text); ALTER TABLE t ALTER a SET STATISTICS 9, ALTER a SET (n_distinct = 5);",
    ),
    case(
        "table_options",
        "CREATE TABLE t (id int, a text);",
        "CREATE TABLE t (id int, a text) WITH (fillfactor = 70, toast.autovacuum_enabled = false);",
    ),
    case("unlogged", "CREATE TABLE t (id int);", "CREATE UNLOGGED TABLE t (id int);"),
    case(
        "attach",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE d PARTITION OF t DEFAULT; CREATE TABLE u (id int);",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE d PARTITION OF t DEFAULT; CREATE TABLE u (id int); ALTER TABLE t ATTACH PARTITION u FOR VALUES FROM (10) TO (19);",
    ),
    case(
        "detach",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u (id int);",
    ),
    case(
        "detach_default",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9); CREATE TABLE d PARTITION OF t DEFAULT;",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u (id int); CREATE TABLE d PARTITION OF t DEFAULT;",
    ),
    case(
        "detach_with_all",
        "CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1), (2), (3); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TABLE t (id int PRIMARY KEY REFERENCES p, a int CHECK (a > 0)) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (id); CREATE TABLE v PARTITION OF u FOR VALUES FROM (0) TO (9); CREATE INDEX i ON t (a); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE TABLE x (y int REFERENCES t);",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; CREATE TABLE t (id int PRIMARY KEY REFERENCES p, a int CHECK (a > 0)) PARTITION BY RANGE (id); CREATE TABLE u (id int PRIMARY KEY REFERENCES p, a int CHECK (a > 0)) PARTITION BY RANGE (id); CREATE TABLE v (id int PRIMARY KEY REFERENCES p, a int CHECK (a > 0)); CREATE INDEX i ON t (a); CREATE INDEX u_a_idx ON u (a); CREATE INDEX v_a_idx ON v (a); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE TABLE x (y int REFERENCES t);",
    ),
    case(
        "detach_several_keys",
        "CREATE TABLE t (id int, a text) PARTITION BY LIST (lower(a)); CREATE TABLE u PARTITION OF t FOR VALUES IN ('a') PARTITION BY HASH (id); CREATE TABLE v PARTITION OF u FOR VALUES WITH (MODULUS 1, REMAINDER 0); CREATE TABLE other (id int, CONSTRAINT w_check CHECK (id > 0)); CREATE TABLE k (id int, a text) PARTITION BY RANGE (id, a); CREATE TABLE w PARTITION OF k FOR VALUES FROM (0, 'a') TO (9, 'b');",
        "CREATE TABLE t (id int, a text) PARTITION BY LIST (lower(a)); CREATE TABLE u PARTITION OF t FOR VALUES IN ('a') PARTITION BY HASH (id); CREATE TABLE v (id int, a text); CREATE TABLE other (id int, CONSTRAINT w_check CHECK (id > 0)); CREATE TABLE k (id int, a text) PARTITION BY RANGE (id, a); CREATE TABLE w (id int, a text, CONSTRAINT w_check1 CHECK (id > 0));",
    ),
    case(
        "new_partition",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE d PARTITION OF t DEFAULT;",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE d PARTITION OF t DEFAULT; CREATE TABLE u PARTITION OF t FOR VALUES FROM (10) TO (19);",
    ),
    case(
        "drop_partition",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE u PARTITION OF t FOR VALUES FROM (0) TO (9);",
        "CREATE TABLE t (id int) PARTITION BY RANGE (id);",
    ),
    case(
        "inherit",
        "CREATE TABLE t (id int); CREATE TABLE u (id int); CREATE TABLE v () INHERITS (t);",
        "CREATE TABLE t (id int); CREATE TABLE u (id int) INHERITS (t); CREATE TABLE v (id int);",
    ),
    case("new_child", "CREATE TABLE t (id int);", "CREATE TABLE t (id int); CREATE TABLE u () INHERITS (t);"),
    case(
        "grants",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); GRANT SELECT ON t TO announced_role; GRANT UPDATE (id) ON t TO announced_role;",
    ),
    case(
        "owner",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); ALTER TABLE t OWNER TO announced_role;",
    ),
    case(
        "comments",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); COMMENT ON TABLE t IS 'x'; COMMENT ON COLUMN t.id IS 'x';",
    ),
    case(
        "add_identity",
        "CREATE TABLE t (id int NOT NULL);",
        "CREATE TABLE t (id int NOT NULL GENERATED BY DEFAULT AS IDENTITY);",
    ),
    case(
        "alter_identity",
        "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY);",
        "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (INCREMENT 5));",
    ),
    case(
        "drop_identity",
        "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY);",
        "CREATE TABLE t (id int NOT NULL);",
    ),
    since(
        17,
        "change_stored",
        "CREATE TABLE t (id int, d int GENERATED ALWAYS AS (id + 1) STORED);",
        "CREATE TABLE t (id int, d int GENERATED ALWAYS AS (id + 2) STORED);",
    ),
    case(
        "drop_expression",
        "CREATE TABLE t (id int, d int GENERATED ALWAYS AS (id + 1) STORED);",
        "CREATE TABLE t (id int, d int);",
    ),
    case(
        "enum_label",
        "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (id int, x e);",
        "CREATE TYPE e AS ENUM ('a', 'c', 'b'); CREATE TABLE t (id int, x e);",
    ),
    case(
        "enum_rebuilt",
        "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (id int, x e DEFAULT 'a');",
        "CREATE TYPE e AS ENUM ('b', 'a'); CREATE TABLE t (id int, x e DEFAULT 'a');",
    ),
    case(
        "domain_check",
        "CREATE DOMAIN p AS int; CREATE TABLE t (id p);",
        "CREATE DOMAIN p AS int CHECK (VALUE > 0); CREATE TABLE t (id p);",
    ),
    case(
        "domain_not_null",
        "CREATE DOMAIN p AS int; CREATE TABLE t (id p);",
        "CREATE DOMAIN p AS int NOT NULL; CREATE TABLE t (id p);",
    ),
    case(
        "statistics",
        "CREATE TABLE t (id int, a int); CREATE STATISTICS gone ON id, a FROM t;",
        "CREATE TABLE t (id int, a int); CREATE STATISTICS made (ndistinct) ON id, a FROM t;",
    ),
    case(
        "publication",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); CREATE PUBLICATION announced FOR TABLE t;",
    ),
    case("drop_table", "CREATE TABLE t (id int);", ""),
    case(
        "drop_referencing",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int REFERENCES p);",
        "CREATE TABLE p (id int PRIMARY KEY);",
    ),
    case(
        "new_referencing",
        "CREATE TABLE p (id int PRIMARY KEY);",
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int REFERENCES p);",
    ),
    case(
        "views",
        "CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t; CREATE VIEW gone AS SELECT id FROM t;",
        "CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t WHERE id > 0; CREATE VIEW made AS SELECT id FROM t;",
    ),
    case(
        "new_matview",
        "CREATE TABLE t (id int);",
        "CREATE TABLE t (id int); CREATE MATERIALIZED VIEW m AS SELECT id FROM t;",
    ),
];
