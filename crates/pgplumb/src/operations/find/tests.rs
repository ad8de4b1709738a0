use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::view::View;

use super::*;

fn catalog() -> Catalog {
    let table =
        |schema: &str, name: &str| Table { schema: schema.into(), name: name.into(), ..Table::default() };
    let view = |name: &str| View { schema: "app".into(), name: name.into(), ..View::default() };
    Catalog {
        tables: vec![
            table("app", "users"),
            table("app", "Users"),
            table("app", "a.b"),
            table("other", "log"),
        ],
        views: vec![view("active"), view("recent")],
        ..Catalog::default()
    }
}

fn found(name: &str) -> String {
    match find(&catalog(), name) {
        Ok(id) => id.to_string(),
        Err(NotFound::Unknown { suggestions, .. }) => format!("near {near:?}", near = listed(&suggestions)),
        Err(NotFound::Ambiguous { candidates, .. }) => format!("any of {}", listed(&candidates)),
        Err(NotFound::UnknownKind { suggestion, .. }) => format!("kind {suggestion:?}"),
    }
}

fn listed(ids: &[ObjectId]) -> String {
    ids.iter().map(ObjectId::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn finds_objects_by_name() {
    for (name, id) in [
        ("users", "table:app.users"),
        ("Users", "table:app.\"Users\""),
        ("app.\"Users\"", "table:app.\"Users\""),
        ("USERS", "any of table:app.users table:app.\"Users\""),
        ("APP.ACTIVE", "view:app.active"),
        ("a.b", "table:app.\"a.b\""),
        ("view:recent", "view:app.recent"),
        ("table:recent", "near \"\""),
        ("usres", "near \"table:app.\\\"Users\\\" table:app.users\""),
        ("tabel:users", "kind Some(\"table\")"),
        ("nothing_like_it", "near \"\""),
    ] {
        assert_eq!(found(name), id, "{name}");
    }
}
