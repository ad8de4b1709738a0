//! Rows of `pg_class`, and how tables, views and sequences are built from them.

use rustc_hash::FxHashMap;

use serde::Deserialize;

use super::{AclKind, Object, codes};
use crate::read::{Class, ColumnName, Context, Oid, RelationNames};
use crate::sql::{ident, literal};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    pub oid: Oid,
    pub row_type: Oid,
    pub schema: String,
    pub name: String,
    pub kind: String,
    pub owner: Oid,
    pub acl: Option<Vec<String>>,
    pub persistence: Option<String>,
    pub row_security: bool,
    pub force_row_security: bool,
    pub replica_identity: Option<String>,
    pub of_type: Option<String>,
    pub options: Option<Vec<String>>,
    pub toast_options: Option<Vec<String>>,
    pub access_method: Option<String>,
    pub tablespace: Option<String>,
    pub partition_key: Option<String>,
    pub partition_bound: Option<String>,
    pub unpopulated: bool,
}

#[derive(Deserialize)]
pub(crate) struct ForeignRow {
    relation: Oid,
    server: String,
    options: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct InheritanceRow {
    child: Oid,
    parent: Oid,
    number: i32,
    detach_pending: bool,
}

codes! {
    /// Whether a relation is permanent, unlogged or temporary.
    pub enum Persistence {
        #[default] Permanent = "p" "PERMANENT",
        Unlogged = "u" "UNLOGGED",
        Temporary = "t" "TEMPORARY",
    }
}

/// A parent of a table or index: inherited or partitioned.
pub(crate) struct Parent {
    pub oid: Oid,
    number: i32,
    pub detach_pending: bool,
}

/// Registers every relation and its columns.
pub(crate) fn load_names(cx: &mut Context, relations: &[Row], columns: &[super::column::Row]) {
    for row in relations {
        let schema = cx.name(&row.schema);
        let kind = match row.kind.as_str() {
            "v" => Kind::View,
            "m" => Kind::MaterializedView,
            "S" => Kind::Sequence,
            "f" => Kind::ForeignTable,
            "c" => Kind::CompositeType,
            _ => Kind::Table,
        };
        let id = ObjectId::local(kind, &schema, row.name.as_str());
        let is_partition = row.partition_bound.is_some();
        let names = RelationNames { id: id.clone(), columns: FxHashMap::default(), is_partition };
        cx.relations.insert(row.oid, names);
        cx.register(Class::RELATION, row.oid, id.clone());
        cx.register(Class::TYPE, row.row_type, id);
    }
    for row in columns {
        let name = cx.name(&row.name);
        if let Some(relation) = cx.relations.get_mut(&row.relation) {
            let column =
                ColumnName { name, type_oid: row.type_oid, modifier: row.modifier, collation: row.collation };
            relation.columns.insert(row.number, column);
        }
    }
}

/// The parents of tables and indexes, in order, by the OID of the child.
pub(crate) type Parents = FxHashMap<Oid, Vec<Parent>>;

/// Groups the rows by child.
pub(crate) fn load_parents(rows: Vec<InheritanceRow>) -> Parents {
    let mut all = Parents::default();
    for row in rows {
        let parent = Parent { oid: row.parent, number: row.number, detach_pending: row.detach_pending };
        all.entry(row.child).or_default().push(parent);
    }
    #[allow(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
    for parents in all.values_mut() {
        parents.sort_by_key(|p| p.number);
    }
    all
}

/// The server and the options of each foreign table.
pub(crate) fn load_foreign(cx: &mut Context, rows: Vec<ForeignRow>) -> FxHashMap<Oid, (Name, Vec<Name>)> {
    let foreign =
        |row: ForeignRow| (row.relation, (cx.name(&row.server), cx.names(&row.options.unwrap_or_default())));
    rows.into_iter().map(foreign).collect()
}

/// The parents of a relation, in order.
pub(crate) fn parents(cx: &Context, parents: &Parents, oid: Oid) -> Vec<ObjectId> {
    let parents = parents.get(&oid).map(Vec::as_slice).unwrap_or_default();
    parents.iter().filter_map(|p| cx.relations.get(&p.oid)).map(|r| r.id.clone()).collect()
}

/// The persistence in a relation's row.
pub(crate) fn persistence(cx: &mut Context, code: &Option<String>, schema: &str, name: &str) -> Persistence {
    match code {
        None => Persistence::Permanent,
        Some(code) => {
            cx.code("relpersistence", code, || format!("relation {}", crate::sql::qualified(schema, name)))
        }
    }
}

/// The common properties of a relation.
pub(crate) fn common_properties(cx: &mut Context, row: &Row, acl: AclKind) -> super::OwnedCommonProperties {
    let (schema, name) = (row.schema.clone(), row.name.clone());
    cx.common_properties(Class::RELATION, row.oid, Some(row.owner), Some((acl, row.acl.clone())), || {
        format!("relation {}", crate::sql::qualified(&schema, &name))
    })
}

/// Storage parameters and options, such as `fillfactor=70`, in the given order.
pub(crate) fn options(cx: &mut Context, options: &Option<Vec<String>>) -> Vec<Name> {
    cx.names(options.as_deref().unwrap_or_default())
}

/// Options in SQL: `fillfactor=70, autovacuum_enabled=false`, with values quoted where needed.
pub fn options_sql(options: &[Name]) -> String {
    let written: Vec<String> = options.iter().map(|o| option_sql("", o)).collect();
    written.join(", ")
}

/// One option (`name=value`) in a namespace (`toast.` or empty).
pub fn option_sql(namespace: &str, option: &str) -> String {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    // As in appendReloptionsArray, identifiers and numbers are not quoted.
    let bare = |text: &str| !text.is_empty() && ident(text) == text;
    let written = if bare(value) || value.parse::<f64>().is_ok_and(f64::is_finite) {
        value.to_owned()
    } else {
        literal(value)
    };
    format!("{namespace}{}={written}", ident(name))
}

/// Options of a foreign object (`name=value`) in `OPTIONS (…)`.
pub(crate) fn foreign_options_sql(options: &[Name]) -> String {
    let written = options.iter().map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        format!("{} {}", ident(name), literal(value))
    });
    written.collect::<Vec<_>>().join(", ")
}

/// The changes of options in `OPTIONS (…)`: `ADD`, `SET` and `DROP`.
pub fn foreign_options_change(old: &[Name], new: &[Name]) -> String {
    let split = |option: &Name| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        (name.to_owned(), value.to_owned())
    };
    let (old, new): (Vec<_>, Vec<_>) = (old.iter().map(split).collect(), new.iter().map(split).collect());
    let dropped = old.iter().filter(|(name, _)| !new.iter().any(|(other, _)| other == name));
    let dropped = dropped.map(|(name, _)| format!("DROP {}", ident(name)));
    let set = new.iter().filter(|option| !old.contains(option)).map(|(name, value)| {
        let verb = if old.iter().any(|(other, _)| other == name) { "SET" } else { "ADD" };
        format!("{verb} {} {}", ident(name), literal(value))
    });
    dropped.chain(set).collect::<Vec<_>>().join(", ")
}

/// The clauses for access method, storage parameters and tablespace, each after a space.
pub(crate) fn storage_sql(
    access_method: &Option<Name>,
    options: &[Name],
    toast: &[Name],
    tablespace: &Option<Name>,
) -> String {
    let mut sql = String::new();
    if let Some(method) = access_method {
        sql.push_str(&format!(" USING {}", ident(method)));
    }
    let parameters: Vec<String> = options
        .iter()
        .map(|o| option_sql("", o))
        .chain(toast.iter().map(|o| option_sql("toast.", o)))
        .collect();
    if !parameters.is_empty() {
        sql.push_str(&format!(" WITH ({})", parameters.join(", ")));
    }
    if let Some(tablespace) = tablespace {
        sql.push_str(&format!(" TABLESPACE {}", ident(tablespace)));
    }
    sql
}

/// The SQL name of an object in a schema.
pub(crate) fn sql_name(object: &dyn Object) -> String {
    object.id().path()
}
