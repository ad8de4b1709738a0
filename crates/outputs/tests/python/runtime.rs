//! Generated modules at run time: values that drivers fetch, Pydantic models that validate rows,
//! and tables that SQLAlchemy creates.

use std::fs;

use pgplumb_outputs::python::{Driver, Options, Style, generate};
use pgplumb_testkit::{Database, Server, for_majors, newest};

use super::common;
use super::tools::Python;

const SCHEMA: &str = include_str!("../schemas/hostile_python.sql");

/// A row with a value of every type.
const ROW: &str = "INSERT INTO every_type (t_smallint, t_integer, t_bigint, t_real, t_double, t_numeric, t_numeric2, t_money, t_boolean, t_text, t_varchar,
    t_bpchar, t_char, t_name, t_bytea, t_uuid, t_date, t_timestamp, t_timestamptz, t_time, t_timetz, t_interval, t_json, t_jsonb, t_jsonpath, t_xml, t_inet,
    t_cidr, t_macaddr, t_macaddr8, t_bit, t_varbit, t_point, t_line, t_lseg, t_box, t_path, t_polygon, t_circle, t_tsvector, t_tsquery, t_oid, t_xid, t_xid8,
    t_cid, t_tid, t_regclass, t_regtype, t_pg_lsn, t_txid_snapshot, t_pg_snapshot, t_int2vector, t_oidvector, t_int4range, t_numrange, t_daterange, t_tstzrange,
    t_int4multirange, t_datemultirange, t_span, t_spans, t_enum, t_enums, t_composite, t_composites, t_nested, t_domain, t_domain2, t_domains, t_numbers,
    t_status, t_points, t_hstore, t_citext, t_ints, t_texts, t_uuids, t_jsonbs, t_times, t_matrix, t_ranges, t_collated)
    VALUES (1, 2, 3, 1.5, 2.5, 3.25, 4.5, 5, true, 'x', 'y', 'abc', 'c', 'n', '\\x01', gen_random_uuid(), '2020-01-02', '2020-01-02 03:04', '2020-01-02 03:04Z', '03:04',
    '03:04Z', '1 day', '{\"a\":1}', '{\"a\":1}', '$.a', '<a/>', '10.0.0.1', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '101', '11', '(1,2)',
    '{1,2,3}', '[(1,2),(3,4)]', '((1,2),(3,4))', '[(1,2),(3,4)]', '((1,2),(3,4))', '<(1,2),3>', 'a', 'a', 1, '1', '1', '1', '(0,1)', 'users', 'integer', '0/1',
    '1:2:', '1:2:', '1 2', '1 2', '[1,2)', '[1,2)', '[2020-01-01,2020-01-02)', '[2020-01-01Z,2020-01-02Z)', '{[1,2)}', '{[2020-01-01,2020-01-02)}', '[1,2)', '{[1,2)}', 'two',
    '{two}', '(1,2,3,class)', ARRAY['(1,2,3,class)'::point3], '(\"(1,2,3,class)\",\"{}\",x,1)', 'a@b', 'a@b', '{a@b}', '{1,2}', 'two', '(1,2,3,class)', 'a=>1', 'c', '{1,2}', '{a}',
    ARRAY[gen_random_uuid()], ARRAY['{}'::jsonb], ARRAY['2020-01-01Z'::timestamptz], '{1.5}', ARRAY['[1,2)'::int4range], 'x')";

/// Fetches the row and prints the values whose type differs from the type hint.
const CHECK_ROW: &str = r#"
import asyncio, collections.abc, enum, importlib, json, sys, typing
sys.path.insert(0, ".")
module = importlib.import_module(sys.argv[1])
url = sys.argv[2]

def fits(value, hint):
    origin, of = typing.get_origin(hint), typing.get_args(hint)
    if hint is typing.Any: return True
    if hint is type(None) or hint is None: return value is None
    if origin is typing.Union: return any(fits(value, one) for one in of)
    if origin is typing.Literal: return value in of
    if origin is list: return isinstance(value, list) and all(fits(v, of[0]) for v in value)
    if origin is dict: return isinstance(value, dict)
    if origin is not None: return isinstance(value, origin)
    if typing.is_typeddict(hint):
        return isinstance(value, dict) and all(fits(value[k], h) for k, h in typing.get_type_hints(hint).items())
    if hint is float: return isinstance(value, (int, float)) and not isinstance(value, bool)
    return type(value) is hint or isinstance(value, hint)

def psycopg_row():
    import psycopg, psycopg.rows
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as c:
        return c.execute("SELECT * FROM every_type").fetchone()

def asyncpg_row():
    async def fetch():
        import asyncpg
        c = await asyncpg.connect(url)
        row = dict(await c.fetchrow("SELECT * FROM every_type"))
        await c.close()
        return row
    return asyncio.run(fetch())

def json_row():
    import psycopg
    with psycopg.connect(url) as c:
        return json.loads(c.execute("SELECT row_to_json(e)::text FROM every_type e").fetchone()[0])

row = {"psycopg": psycopg_row, "asyncpg": asyncpg_row, "json": json_row}[sys.argv[3]]()
if sys.argv[4] == "pydantic":
    print(module.EveryType.model_validate(row) and "")
    sys.exit()
hints = typing.get_type_hints(module.EveryType)
wrong = [f"{k}: {hints[k]} is {row[k]!r} ({type(row[k])})" for k in hints if not fits(row[k], hints[k])]
missing = set(hints) ^ set(row)
print("\n".join(wrong), missing or "")
sys.exit(bool(wrong or missing))
"#;

fn database(major: u32) -> Database {
    let database = Server::shared(major).create_database();
    database.psql(SCHEMA);
    database
}

#[test]
fn values_have_the_types_of_the_generated_classes() {
    let Some(python) = Python::found() else { return };
    for_majors(&[14, 19], |installation| check_every_type(&python, installation.major));
}

/// A value of each built-in type except range types and types without input values.
const VALUES: &[(&[&str], &str)] = &[
    (
        &[
            "int2", "int4", "int8", "float4", "float8", "numeric", "money", "oid", "xid", "cid", "xid8",
            "oid8",
        ],
        "7",
    ),
    (&["regproc"], "now"),
    (&["regprocedure"], "now()"),
    (&["regoper"], "||/"),
    (&["regoperator"], "+(integer,integer)"),
    (&["regclass"], "pg_class"),
    (&["regtype"], "integer"),
    (&["regcollation"], "\"C\""),
    (&["regconfig", "regdictionary"], "simple"),
    (&["regnamespace"], "pg_catalog"),
    (&["regrole"], "pg_monitor"),
    (&["regdatabase"], "template1"),
    (&["bool"], "t"),
    (&["bytea"], "\\x01"),
    (&["char", "name", "text", "bpchar", "varchar", "refcursor", "xml", "tsvector", "tsquery"], "a"),
    (&["int2vector", "oidvector"], "1 2"),
    (&["tid"], "(0,1)"),
    (&["json", "jsonb"], "{\"a\": 1}"),
    (&["jsonpath"], "$.a"),
    (&["point"], "(1,2)"),
    (&["lseg", "path", "box"], "(1,2),(3,4)"),
    (&["polygon"], "((1,2),(3,4))"),
    (&["line"], "{1,2,3}"),
    (&["circle"], "<(1,2),3>"),
    (&["cidr", "inet"], "10.0.0.0/8"),
    (&["macaddr"], "08:00:2b:01:02:03"),
    (&["macaddr8"], "08:00:2b:01:02:03:04:05"),
    (&["aclitem"], "=r/postgres"),
    (&["date", "timestamp", "timestamptz"], "2020-01-02"),
    (&["time", "timetz"], "03:04"),
    (&["interval"], "1 day"),
    (&["bit", "varbit"], "1"),
    (&["uuid"], "6ff1d7e6-2b0d-4bd2-a9a7-2f0f1c8d1e11"),
    (&["pg_lsn"], "0/1"),
    (&["txid_snapshot", "pg_snapshot"], "1:2:"),
];

/// Built-in types that do not accept input values.
const NO_VALUES: &str = "('pg_node_tree', 'pg_ndistinct', 'pg_dependencies', 'pg_mcv_list', 'pg_brin_bloom_summary', \
     'pg_brin_minmax_multi_summary', 'gtsvector')";

/// Creates a table `every_builtin` that has a column of each built-in type and of its array type,
/// with one row.
fn create_every_builtin(database: &Database) {
    let types = database.query(&format!(
        "SELECT typname, typtype FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm')
         AND typelem = 0 AND typname NOT IN {NO_VALUES}
         UNION ALL SELECT typname, typtype FROM pg_type WHERE typname IN ('point', 'lseg', 'box', 'line', 'name', 'int2vector', 'oidvector') ORDER BY 1"
    ));
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for row in types {
        let name = row[0].as_str();
        let value = match row[1].as_str() {
            "b" => VALUES.iter().find(|(names, _)| names.contains(&name)).map(|(_, value)| *value),
            "r" => Some("empty"),
            _ => Some("{}"),
        };
        let value = value
            .unwrap_or_else(|| panic!("no value for the type {name}; add one to VALUES"))
            .replace('\'', "''");
        let quoted = format!("pg_catalog.\"{name}\"");
        columns.push(format!("\"a_{name}\" {quoted} NOT NULL, \"b_{name}\" {quoted}[] NOT NULL"));
        values.push(format!("'{value}'::{quoted}, ARRAY['{value}'::{quoted}]"));
    }
    assert!(columns.len() > 65, "{columns:?}");
    let (columns, values) = (columns.join(", "), values.join(", "));
    database.psql(&format!(
        "CREATE TABLE every_builtin ({columns}); INSERT INTO every_builtin VALUES ({values})"
    ));
}

#[test]
fn values_of_all_builtin_types_have_the_types_of_the_generated_classes() {
    let Some(python) = Python::found() else { return };
    for_majors(&[14, 19], |installation| {
        let database = Server::shared(installation.major).create_database();
        create_every_builtin(&database);
        let script = CHECK_ROW.replace("every_type", "every_builtin").replace("EveryType", "EveryBuiltin");
        check_rows(&python, &database, &script);
    });
}

fn check_every_type(python: &Python, major: u32) {
    let database = database(major);
    database.psql(ROW);
    check_rows(python, &database, CHECK_ROW);
}

/// Fetches a row with each driver and compares it with the module generated for that driver.
fn check_rows(python: &Python, database: &Database, script: &str) {
    let folder = python.folder();
    let catalog = common::read(database);
    let mut wrong = Vec::new();
    for (driver, name) in [(Driver::Json, "json"), (Driver::Psycopg, "psycopg"), (Driver::Asyncpg, "asyncpg")]
    {
        for (style, kind) in [(Style::TypedDict, "typeddict"), (Style::Pydantic, "pydantic")] {
            let module = format!("{name}_{kind}");
            let text = generate(&catalog, Options { style, driver, ..Options::default() });
            fs::write(folder.path().join(format!("{module}.py")), text).unwrap();
            let run = python.run(&folder, script, &[&module, &database.url(), name, kind]);
            wrong.extend(run.err().map(|error| format!("--- {module}\n{error}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Columns, primary keys and foreign keys of all tables.
const TABLES: &str = "SELECT c.relnamespace::regnamespace || '.' || c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull OR (SELECT t.typnotnull FROM pg_type t WHERE t.oid = a.atttypid), a.attidentity, a.attgenerated
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'Users' AND a.attnum > 0 AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
    UNION ALL SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid), NULL, NULL, NULL FROM pg_constraint
    WHERE contype IN ('p', 'f') AND conrelid <> 0 AND conparentid = 0 AND conrelid::regclass::text !~ 'Users|parted_2020' ORDER BY 1, 2, 3";

#[test]
fn sqlalchemy_creates_the_same_tables() {
    let Some(python) = Python::found() else { return };
    let (database, folder) = (database(newest().major), python.folder());
    let text = generate(
        &common::read(&database),
        Options { style: Style::SqlAlchemy, driver: Driver::Psycopg, ..Options::default() },
    );
    fs::write(folder.path().join("models.py"), text).unwrap();
    let before = database.query(TABLES);
    // Drop tables without dependents and create them again.
    let script = r#"
import sys, sqlalchemy as sa
sys.path.insert(0, ".")
import models
NAMES = {"every_type", 'Odd "Table" 名', "types_as_names", "attributes_as_names", "2fa", "!!!", "???", "any", "None", "only_generated"}
engine = sa.create_engine(sys.argv[1].replace("postgresql://", "postgresql+psycopg://").replace("postgres://", "postgresql+psycopg://"))
with engine.begin() as c:
    c.execute(sa.text("SET client_min_messages = error"))
    tables = [t for t in models.Base.metadata.sorted_tables if t.fullname in NAMES]
    assert len(tables) == len(NAMES), NAMES - {t.fullname for t in tables}
    for t in tables:
        c.exec_driver_sql("DROP TABLE " + engine.dialect.identifier_preparer.format_table(t) + " CASCADE")
    models.Base.metadata.create_all(c, tables=tables)
"#;
    python.run(&folder, script, &[&database.url()]).unwrap_or_else(|error| panic!("{error}"));
    let after = database.query(TABLES);
    let differing: Vec<_> = before
        .iter()
        .filter(|row| !after.contains(row))
        .chain(after.iter().filter(|row| !before.contains(row)))
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}
