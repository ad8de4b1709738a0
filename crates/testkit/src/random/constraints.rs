//! Constraints of tables.

use super::template::{Need, Scope, TEMPLATE, Template, inline, need, part, then};

const PLAIN: &[&str] = &["table"];
const WITH_COLUMNS: &[&str] = &["table", "partitioned", "child", "foreign table"];
const WITH_ROWS: &[&str] = &["table", "partitioned"];
const FUNCTION: Need = need("f", &["function"]);

pub const TEMPLATES: &[Template] = &[
    Template {
        word: "check",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", WITH_ROWS), part("k", &["number"], "on"), FUNCTION],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} CHECK ({rule}){suffix}",
        properties: &[
            inline(
                "rule",
                &[
                    "{k} > -5",
                    "{k} IS NOT NULL",
                    "{f}({k}::integer) > -9",
                    "{k} IN (1, 2, 3, 4, 5)",
                    "id + {k} > 0",
                ],
            ),
            inline("suffix", &["", " NOT VALID", " NO INHERIT", "18: NOT ENFORCED", " NO INHERIT NOT VALID"]),
            then(
                "altered",
                &[
                    "",
                    "19: ALTER TABLE {on} ALTER CONSTRAINT {name} NOT ENFORCED",
                    "ALTER TABLE {on} VALIDATE CONSTRAINT {name}",
                ],
            ),
            then("comment", &["", "COMMENT ON CONSTRAINT {name} ON {on} IS 'one'"]),
        ],
        weight: 6,
        ..TEMPLATE
    },
    Template {
        word: "text check",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", WITH_COLUMNS), part("t", &["text"], "on")],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} CHECK ({rule})",
        properties: &[inline("rule", &["{t} <> ''", "length({t}) < 30", "{t} <> 'it''s' OR {t} IS NULL"])],
        ..TEMPLATE
    },
    Template {
        word: "unique",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", PLAIN), part("k", &["number"], "on"), part("t", &["text"], "on")],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} UNIQUE {columns}{deferrable}",
        properties: &[
            inline(
                "columns",
                &[
                    "({k})",
                    "({k}, id)",
                    "({k}) INCLUDE ({t})",
                    "(id, {t})",
                    "15: NULLS NOT DISTINCT ({k}, {t})",
                ],
            ),
            inline("deferrable", &["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"]),
            then("comment", &["", "COMMENT ON CONSTRAINT {name} ON {on} IS 'one'"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "deferrable unique",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", PLAIN), part("k", &["number"], "on")],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} UNIQUE {columns}{deferrable}",
        properties: &[
            inline("columns", &["({k}, id)", "(id, {k})"]),
            inline("deferrable", &[" DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", ""]),
        ],
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "unique by index",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", PLAIN), part("k", &["number"], "on")],
        create: "CREATE UNIQUE INDEX {name} ON {on} ({k}, id); ALTER TABLE {on} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}",
        weight: 2,
        ..TEMPLATE
    },
    Template {
        word: "exclusion",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", PLAIN), part("k", &["number"], "on"), FUNCTION],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} EXCLUDE USING btree ({key} WITH =){where}",
        properties: &[
            inline("key", &["{k}", "{f}(id::integer)", "id"]),
            inline("where", &["", " WHERE ({k} IS NOT NULL)"]),
        ],
        ..TEMPLATE
    },
    Template {
        word: "foreign key",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", WITH_ROWS), part("k", &["number"], "on"), need("to", PLAIN)],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} FOREIGN KEY ({key}) REFERENCES {to} (id){match}{action}{deferrable}{suffix}",
        properties: &[
            inline("key", &["{k}", "id"]),
            inline("match", &["", " MATCH FULL"]),
            inline(
                "action",
                &[
                    "",
                    " ON DELETE CASCADE",
                    " ON UPDATE SET NULL",
                    " ON DELETE SET DEFAULT ON UPDATE RESTRICT",
                    "15: ON DELETE SET NULL ({k})",
                ],
            ),
            inline("deferrable", &["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"]),
            inline("suffix", &["", " NOT VALID", "18: NOT ENFORCED"]),
            then("comment", &["", "COMMENT ON CONSTRAINT {name} ON {on} IS 'one'"]),
        ],
        weight: 8,
        ..TEMPLATE
    },
    Template {
        word: "key over two",
        row: "constraint",
        kind: "constraint",
        scope: Scope::Within,
        needs: &[need("on", &["partitioned"]), need("to", &["partitioned"])],
        create: "ALTER TABLE {on} ADD CONSTRAINT {name} FOREIGN KEY (id, part) REFERENCES {to} (id, part)",
        ..TEMPLATE
    },
];
