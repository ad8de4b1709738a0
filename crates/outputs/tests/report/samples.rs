//! Sample reports.

use pgplumb_catalog::{Change, ChangeKind, Kind, ObjectId, Rename, Severity};
use pgplumb_outputs::report::{Finding, Location, Problem, Report, Section};
use serde_json::{Value, json};

use Severity::{Critical, High, Low, Medium};

fn id(text: &str) -> ObjectId {
    text.parse().expect("an identity")
}

fn of(object: &str, within: Option<&str>, kind: ChangeKind, severity: Severity) -> Change {
    Change { object: id(object), within: within.map(id), kind, severity, informational: false }
}

fn added(summary: &str) -> ChangeKind {
    ChangeKind::Added { summary: summary.to_owned() }
}

fn removed(summary: &str) -> ChangeKind {
    ChangeKind::Removed { summary: summary.to_owned() }
}

fn changed(property: &str, from: impl Into<Value>, to: impl Into<Value>) -> ChangeKind {
    ChangeKind::Changed { property: property.to_owned(), from: from.into(), to: to.into() }
}

fn report_of(sections: Vec<Section>) -> Report {
    Report {
        generator: "pgplumb 0.1.0".to_owned(),
        created_at: "2026-01-31T12:00:00Z".to_owned(),
        context: vec![
            ("Database".to_owned(), "shop on db.example.com (PostgreSQL 18.1)".to_owned()),
            ("Settings".to_owned(), "pgplumb.toml".to_owned()),
        ],
        sections,
        notes: Vec::new(),
    }
}

fn map_to_database(changes: Vec<Change>) -> Section {
    Section {
        title: "docs/schema_map.json → database".to_owned(),
        from: "docs/schema_map.json".to_owned(),
        to: "shop on db.example.com".to_owned(),
        location: Some(Location { file: "docs/schema_map.json".to_owned(), line: None }),
        findings: changes.into_iter().map(Finding::from).collect(),
        repair: Some("pgplumb export json".to_owned()),
        ..Section::default()
    }
}

/// A report with every kind of finding.
pub fn report() -> Report {
    const TABLE: Option<&str> = Some("table:public.organizations");
    const ORDERS: Option<&str> = Some("table:shop.orders");
    const INDEXES: Option<&str> = Some("table:public.invoices");
    let view = "SELECT o.id,\n    o.total\n   FROM shop.orders o\n  WHERE o.paid;";
    let mut extension = of("extension:postgis", None, changed("version", "3.3.2", "3.4.0"), Low);
    extension.informational = true;
    let mut map = map_to_database(vec![
        of(
            "enum:public.project_status",
            None,
            changed("labels", json!(["open"]), json!(["open", "pending", "on_hold"])),
            High,
        ),
        of("column:public.organizations.billing_cycle", TABLE, added("text"), Medium),
        of("column:public.organizations.max_members", TABLE, added("integer not null default 5"), Medium),
        of("table:shop.archive", None, removed(""), Critical),
        of("column:shop.orders.total", ORDERS, changed("type", "integer", "bigint"), High),
        of("column:shop.orders.total", ORDERS, changed("is_nullable", "YES", "NO"), High),
        of("column:shop.orders.total", ORDERS, changed("comment", Value::Null, "in cents"), Low),
        of("index:public.invoices_due_idx", INDEXES, removed("on (due)"), Medium),
        of("table:shop.\"Order\"", None, added(""), Medium),
        of(
            "view:shop.paid",
            None,
            changed("definition", view, view.replace("o.total", "o.total * 2 AS total")),
            High,
        ),
        of("function:public.area(integer)", None, changed("owner", "app", "admin"), Medium),
        extension,
    ]);
    map.renames.push(Rename { from: id("table:shop.archive"), to: id("table:shop.\"Order\"") });
    map.ignored = vec![("owner".to_owned(), 10), ("table:app.tmp_*".to_owned(), 2)];
    let labels = changed("labels", json!([]), json!(["pending", "on_hold"]));
    let code = Section {
        title: "schemas/enums.py → database".to_owned(),
        location: Some(Location { file: "schemas/enums.py".to_owned(), line: None }),
        findings: vec![Finding::Schema {
            change: of("enum:public.project_status", None, labels, High),
            location: Some(Location { file: "schemas/enums.py".to_owned(), line: Some(14) }),
            message: Some("labels missing in ProjectStatus: pending, on_hold".to_owned()),
        }],
        ..Section::default()
    };
    let file = |name: &str, problem| Section {
        title: name.to_owned(),
        location: Some(Location { file: name.to_owned(), line: None }),
        findings: vec![Finding::File {
            location: Location { file: name.to_owned(), line: None },
            problem,
            severity: Medium,
            message: None,
        }],
        ..Section::default()
    };
    let in_sync = Section { title: "docs/SCHEMA_DIAGRAM.md".to_owned(), ..Section::default() };
    let unknown = Section {
        title: "migrations → database".to_owned(),
        unknown_reason: Some("the migrations failed: relation \"x\" does not exist".to_owned()),
        ..Section::default()
    };
    let mut report = report_of(vec![
        map,
        code,
        file("docs/SCHEMA_REFERENCE.md", Problem::OutOfDate),
        file("docs/tables/gone.sql", Problem::NotNeeded),
        in_sync,
        unknown,
    ]);
    report.notes.push("privileges are not compared: the migrations do not specify them".to_owned());
    report
}

/// A comparison without differences.
pub fn in_sync() -> Report {
    report_of(vec![map_to_database(Vec::new())])
}

/// A report whose texts try to break out of every format.
pub fn hostile() -> Report {
    let hostile = [
        "<script>alert(1)</script>",
        "a\"b'c`d",
        "line\none\r\n::error::x",
        "pipe|d ]]> --> ``` *x*",
        "50%, a:b\u{202e}\u{0}\u{7}\u{1b}[31m\u{ffff}",
        "😀 名前 {{ x }} ${y} &amp;",
    ];
    let mut changes = Vec::new();
    for name in hostile {
        let table = ObjectId::local(Kind::Table, &name.into(), name);
        let column = |kind| Change {
            object: table.nested(Kind::Column, name),
            within: Some(table.clone()),
            kind,
            severity: High,
            informational: false,
        };
        changes.push(column(added(name)));
        changes.push(column(changed("comment", "```\n</pre>", format!("{name}\n+++ x\n```\n<b>"))));
        changes.push(column(changed("type", name, "text")));
        changes.push(column(changed("type", name, "text")));
    }
    let mut section = map_to_database(changes);
    let all = hostile.concat();
    let location = Location { file: format!("a:b,c%\n{all}"), line: Some(1) };
    section.findings.push(Finding::File {
        location: location.clone(),
        problem: Problem::Missing,
        severity: Low,
        message: Some(all.clone()),
    });
    section.title.clone_from(&all);
    section.from.clone_from(&all);
    section.to.clone_from(&all);
    section.location = Some(location);
    section.ignored.push((all.clone(), 1));
    section.unknown_reason = Some(all.clone());
    let mut report = report_of(vec![section]);
    report.notes.push(all);
    report
}

/// A view with many lines, all of them changed.
pub fn long_view() -> Report {
    let view = |indent: &str| (0..30).map(|n| format!("{indent}column_{n}\n")).collect::<String>();
    let change = of("view:public.v", None, changed("definition", view(" "), view("  ")), Medium);
    report_of(vec![map_to_database(vec![change])])
}
