//! Indexes, views, sequences, and what belongs to tables.

use super::template::{Need, SCHEMA, Scope, TEMPLATE, Template, inline, need, part, then};

const PLAIN: &[&str] = &["table"];
const WITH_ROWS: &[&str] = &["table", "partitioned"];
const K: Need = part("k", &["number"], "on");
const T: Need = part("t", &["text"], "on");
const FUNCTION: Need = need("f", &["function"]);

pub const TEMPLATES: &[Template] = &[
    Template {
        word: "index",
        row: "index",
        kind: "index",
        scope: Scope::Within,
        needs: &[need("on", WITH_ROWS), K, T, FUNCTION],
        create: "CREATE INDEX {name} ON {on} {keys}{options}{where}",
        properties: &[
            inline(
                "keys",
                &[
                    "({k})",
                    "({k} DESC NULLS LAST, {t} text_pattern_ops)",
                    "(lower({t}), ({k} + 1))",
                    "({k}) INCLUDE ({t})",
                    "(id) INCLUDE ({k}, {t})",
                    "USING hash ({t})",
                    "({f}({k}::integer))",
                    "({t} COLLATE \"C\")",
                    "USING gin (to_tsvector('simple'::regconfig, {t}))",
                    "USING brin ({k})",
                ],
            ),
            inline("options", &["", " WITH (fillfactor = 55)", " WITH (deduplicate_items = off)"]),
            inline("where", &["", " WHERE {k} > 7", " WHERE {t} IS NOT NULL"]),
            then(
                "cluster",
                &[
                    "",
                    "ALTER TABLE {on} CLUSTER ON {name}",
                    "ALTER INDEX {on.schema}.{name} ALTER COLUMN 1 SET STATISTICS 9",
                ],
            ),
            then("comment", &["", "COMMENT ON INDEX {on.schema}.{name} IS 'one'"]),
        ],
        weight: 10,
        ..TEMPLATE
    },
    Template {
        word: "unique index",
        row: "index",
        kind: "index",
        scope: Scope::Within,
        needs: &[need("on", PLAIN), K, T],
        create: "CREATE UNIQUE INDEX {name} ON {on} {keys}{where}",
        properties: &[
            inline("keys", &["(id)", "({k}, id)", "(id, lower({t}))", "15: (id, {k}) NULLS NOT DISTINCT"]),
            inline("where", &["", " WHERE {k} > 7"]),
            then("replica_identity", &["", "ALTER TABLE {on} REPLICA IDENTITY USING INDEX {name}"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "sequence",
        row: "sequence",
        kind: "sequence",
        needs: &[SCHEMA],
        create: "CREATE {persistence}SEQUENCE {self}{type}{options}",
        properties: &[
            inline("persistence", &["", "15: UNLOGGED "]),
            inline("type", &["", " AS smallint", " AS integer"]),
            inline(
                "options",
                &[
                    "",
                    " MAXVALUE 99 CYCLE",
                    " INCREMENT BY -5 START WITH -7 CACHE 3",
                    " START WITH 10 MINVALUE 5",
                    " NO MINVALUE NO MAXVALUE NO CYCLE",
                ],
            ),
            then("comment", &["", "COMMENT ON SEQUENCE {self} IS 'one'"]),
            then(
                "grant",
                &[
                    "",
                    "GRANT USAGE ON SEQUENCE {self} TO bob",
                    "GRANT ALL ON SEQUENCE {self} TO PUBLIC",
                    "REVOKE ALL ON SEQUENCE {self} FROM CURRENT_USER",
                ],
            ),
            then("owner", &["", "ALTER SEQUENCE {self} OWNER TO alice"]),
        ],
        weight: 5,
        ..TEMPLATE
    },
    Template {
        word: "owned sequence",
        row: "sequence",
        kind: "sequence",
        needs: &[need("on", PLAIN), K, need("in", &["public"])],
        create: "CREATE SEQUENCE {on.schema}.{name}",
        properties: &[then(
            "owned",
            &[
                "ALTER SEQUENCE {on.schema}.{name} OWNED BY {on}.{k}",
                "",
                "ALTER SEQUENCE {on.schema}.{name} OWNED BY NONE",
                "ALTER SEQUENCE {on.schema}.{name} OWNED BY {on}.id",
            ],
        )],
        ..TEMPLATE
    },
    Template {
        word: "view",
        row: "view",
        kind: "view",
        needs: &[
            need("from", &["table", "partitioned", "view", "materialized view", "child"]),
            FUNCTION,
            SCHEMA,
        ],
        create: "CREATE VIEW {self}{options} AS SELECT {columns} FROM {from} v{where}",
        properties: &[
            inline(
                "options",
                &[
                    "",
                    " WITH (security_barrier)",
                    " WITH (check_option = local)",
                    "15: WITH (security_invoker = true)",
                    " WITH (security_barrier = false)",
                ],
            ),
            inline(
                "columns",
                &["id", "id, {f}(id::integer) AS more", "id, 'x'::text AS more", "{f}(1) AS first, id", "*"],
            ),
            inline("where", &["", " WHERE id > 3", " ORDER BY id"]),
            then("default", &["", "ALTER VIEW {self} ALTER id SET DEFAULT 3"]),
            then("comment", &["", "COMMENT ON VIEW {self} IS 'one'", "COMMENT ON COLUMN {self}.id IS 'key'"]),
            then(
                "grant",
                &[
                    "",
                    "GRANT SELECT ON {self} TO alice",
                    "GRANT SELECT (id) ON {self} TO bob",
                    "REVOKE ALL ON {self} FROM CURRENT_USER",
                ],
            ),
            then("owner", &["", "ALTER VIEW {self} OWNER TO bob"]),
        ],
        weight: 8,
        ..TEMPLATE
    },
    Template {
        word: "view of columns",
        row: "view",
        kind: "view",
        needs: &[need("on", WITH_ROWS), K, T, SCHEMA],
        create: "CREATE VIEW {self} AS SELECT {columns} FROM {on}",
        properties: &[inline(
            "columns",
            &["id, {k}, {t}", "{t} AS renamed, {k} AS id", "count(*) AS id, {k} AS k", "id, {k} + 1 AS sum"],
        )],
        weight: 5,
        ..TEMPLATE
    },
    Template {
        word: "recursive view",
        row: "view",
        kind: "view",
        needs: &[need("on", PLAIN), SCHEMA],
        create: "CREATE RECURSIVE VIEW {self} (id) AS SELECT id::bigint FROM {on} UNION ALL SELECT {rule} FROM {name} WHERE id < {end}",
        properties: &[inline("rule", &["id + 1", "id + 2"]), inline("end", &["5", "6"])],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "circular views",
        row: "view",
        needs: &[SCHEMA],
        create: "CREATE VIEW {schema}.circle_{id}_a AS SELECT 1 AS a, 'x'::text AS b;
CREATE VIEW {schema}.circle_{id}_b AS SELECT a, b FROM {schema}.circle_{id}_a;
CREATE OR REPLACE VIEW {schema}.circle_{id}_a AS SELECT a, b FROM {schema}.circle_{id}_b",
        weight: 1,
        ..TEMPLATE
    },
    Template {
        word: "materialized view",
        row: "materialized view",
        kind: "materialized_view",
        needs: &[need("from", &["table", "partitioned", "view"]), SCHEMA],
        create: "CREATE MATERIALIZED VIEW {self}{options} AS SELECT id{columns} FROM {from}{data}",
        properties: &[
            inline("options", &["", " WITH (fillfactor = 77)"]),
            inline("columns", &["", ", 1 AS one"]),
            inline("data", &["", " WITH NO DATA"]),
            then(
                "index",
                &["", "CREATE INDEX of_{id} ON {self} (id)", "CREATE UNIQUE INDEX of_{id} ON {self} (id)"],
            ),
            then("column", &["", "ALTER MATERIALIZED VIEW {self} ALTER id SET STATISTICS 44"]),
            then("comment", &["", "COMMENT ON MATERIALIZED VIEW {self} IS 'one'"]),
            then("grant", &["", "GRANT SELECT ON {self} TO alice"]),
        ],
        weight: 5,
        ..TEMPLATE
    },
    Template {
        word: "trigger",
        row: "trigger",
        kind: "trigger",
        scope: Scope::Within,
        needs: &[need("on", WITH_ROWS), K, need("f", &["trigger function"])],
        create: "CREATE {constraint}TRIGGER {name} {event} ON {on} {rest}{arguments}",
        properties: &[
            inline("constraint", &["", "CONSTRAINT "]),
            inline(
                "event",
                &[
                    "AFTER INSERT",
                    "BEFORE UPDATE OF {k}",
                    "AFTER INSERT OR DELETE",
                    "BEFORE INSERT OR UPDATE",
                ],
            ),
            inline(
                "rest",
                &[
                    "FOR EACH ROW EXECUTE FUNCTION {f}",
                    "FOR EACH STATEMENT EXECUTE FUNCTION {f}",
                    "FOR EACH ROW WHEN (NEW.{k} > 0) EXECUTE FUNCTION {f}",
                    "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION {f}",
                    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {f}",
                ],
            ),
            inline("arguments", &["()", "('it''s')"]),
            then(
                "enabled",
                &[
                    "",
                    "ALTER TABLE {on} DISABLE TRIGGER {name}",
                    "ALTER TABLE {on} ENABLE ALWAYS TRIGGER {name}",
                    "ALTER TABLE {on} ENABLE REPLICA TRIGGER {name}",
                ],
            ),
            then("comment", &["", "COMMENT ON TRIGGER {name} ON {on} IS 'one'"]),
        ],
        weight: 6,
        ..TEMPLATE
    },
    Template {
        word: "view trigger",
        row: "trigger",
        kind: "trigger",
        scope: Scope::Within,
        needs: &[need("on", &["view"]), need("f", &["trigger function"])],
        create: "CREATE TRIGGER {name} INSTEAD OF {event} ON {on} FOR EACH ROW EXECUTE FUNCTION {f}()",
        properties: &[inline("event", &["INSERT", "UPDATE OR DELETE"])],
        weight: 3,
        ..TEMPLATE
    },
    Template {
        word: "event trigger",
        row: "trigger",
        kind: "event_trigger",
        scope: Scope::Database,
        needs: &[need("f", &["event trigger function"])],
        create: "CREATE EVENT TRIGGER {name} ON {event} EXECUTE FUNCTION {f}()",
        properties: &[
            inline(
                "event",
                &[
                    "ddl_command_end WHEN TAG IN ('DROP OWNED')",
                    "ddl_command_end WHEN TAG IN ('REASSIGN OWNED', 'DROP OWNED')",
                    "ddl_command_start WHEN TAG IN ('SECURITY LABEL')",
                ],
            ),
            then(
                "enabled",
                &["", "ALTER EVENT TRIGGER {name} DISABLE", "ALTER EVENT TRIGGER {name} ENABLE ALWAYS"],
            ),
            then("comment", &["", "COMMENT ON EVENT TRIGGER {name} IS 'one'"]),
        ],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "rule",
        row: "rule",
        kind: "rule",
        scope: Scope::Within,
        needs: &[need("on", PLAIN)],
        create: "CREATE RULE {name} AS {rule}",
        properties: &[
            inline(
                "rule",
                &[
                    "ON DELETE TO {on} DO INSTEAD NOTHING",
                    "ON UPDATE TO {on} WHERE OLD.id > 3 DO ALSO (SELECT 1; SELECT 'a' <> NEW.id::text)",
                    "ON INSERT TO {on} DO ALSO NOTIFY changed",
                ],
            ),
            then(
                "enabled",
                &["", "ALTER TABLE {on} DISABLE RULE {name}", "ALTER TABLE {on} ENABLE ALWAYS RULE {name}"],
            ),
            then("comment", &["", "COMMENT ON RULE {name} ON {on} IS 'one'"]),
        ],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "policy",
        row: "policy",
        kind: "policy",
        scope: Scope::Within,
        needs: &[need("on", WITH_ROWS), FUNCTION],
        create: "CREATE POLICY {name} ON {on}{kind}{command}{roles}{using}{check}",
        properties: &[
            inline("kind", &["", " AS RESTRICTIVE"]),
            inline("command", &["", " FOR UPDATE", " FOR SELECT", " FOR INSERT"]),
            inline("roles", &["", " TO alice", " TO bob, \"Odd role\"", " TO CURRENT_USER"]),
            inline("using", &["", " USING (id > 0)", " USING ({f}(id::integer) > 0)", " USING (true)"]),
            inline("check", &["", " WITH CHECK (id > 1)", " WITH CHECK (false)"]),
            then("comment", &["", "COMMENT ON POLICY {name} ON {on} IS 'one'"]),
        ],
        weight: 5,
        ..TEMPLATE
    },
    Template {
        word: "statistics",
        row: "statistics object",
        kind: "statistics",
        needs: &[need("on", WITH_ROWS), K, T, SCHEMA],
        create: "CREATE STATISTICS {self}{kinds} ON {columns} FROM {on}",
        properties: &[
            inline("kinds", &["", " (ndistinct, mcv)", " (dependencies)"]),
            inline("columns", &["{k}, {t}", "id, {k}", "({k} % 3), id", "({k} % 3), {t}, id"]),
            then(
                "target",
                &[
                    "",
                    "ALTER STATISTICS {self} SET STATISTICS 33",
                    "ALTER STATISTICS {self} SET STATISTICS 0",
                ],
            ),
            then("comment", &["", "COMMENT ON STATISTICS {self} IS 'one'"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "virtual statistics",
        row: "statistics object",
        kind: "statistics",
        needs: &[need("on", PLAIN), part("c", &["computed"], "on"), SCHEMA],
        create: "CREATE STATISTICS {self} ON {columns} FROM {on}",
        properties: &[inline("columns", &["{c}, id", "({c} % 3), {c}, id", "({c} + 1)"])],
        since: 19,
        ..TEMPLATE
    },
    Template {
        word: "publication",
        row: "publication",
        kind: "publication",
        scope: Scope::Database,
        needs: &[need("t", PLAIN), need("u", WITH_ROWS)],
        create: "CREATE PUBLICATION {name}{for}{with}",
        properties: &[
            inline(
                "for",
                &[
                    " FOR TABLE {t}",
                    "",
                    " FOR ALL TABLES",
                    "15: FOR TABLE {t} WHERE (id > 0)",
                    "15: FOR TABLE {t} (id)",
                    "15: FOR TABLES IN SCHEMA public",
                    " FOR TABLE {t}, {u}",
                    " FOR TABLE ONLY {u}",
                    "19: FOR ALL SEQUENCES",
                    "19: FOR ALL TABLES EXCEPT (TABLE {t})",
                    "19: FOR ALL TABLES EXCEPT (TABLE ONLY {t}), ALL SEQUENCES",
                ],
            ),
            inline(
                "with",
                &[
                    "",
                    " WITH (publish = 'insert')",
                    " WITH (publish = 'insert, update', publish_via_partition_root = true)",
                    "18: WITH (publish_generated_columns = stored)",
                ],
            ),
            then("comment", &["", "COMMENT ON PUBLICATION {name} IS 'one'"]),
            then("owner", &["", "ALTER PUBLICATION {name} OWNER TO CURRENT_USER"]),
        ],
        weight: 5,
        ..TEMPLATE
    },
    Template {
        word: "subscription",
        row: "subscription",
        kind: "subscription",
        scope: Scope::Database,
        create: "CREATE SUBSCRIPTION {name} CONNECTION 'host=secret-left-out' PUBLICATION {publications} WITH (connect = false, slot_name = NONE{options})",
        properties: &[
            inline("publications", &["one", "one, two"]),
            inline(
                "options",
                &[
                    "",
                    ", binary = true",
                    ", synchronous_commit = 'local'",
                    "16: , origin = none",
                    "16: , run_as_owner = true",
                    "19: , wal_receiver_timeout = '1 min'",
                ],
            ),
            then("comment", &["", "COMMENT ON SUBSCRIPTION {name} IS 'one'"]),
        ],
        weight: 2,
        ..TEMPLATE
    },
];
