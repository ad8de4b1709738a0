//! Publications (`pg_publication`, `pg_publication_rel`, `pg_publication_namespace`).

mod rules;

pub(crate) use rules::RULES;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CommonProperties, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, ident_list, parenthesize, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    all_tables: bool,
    all_sequences: bool,
    insert: bool,
    update: bool,
    delete: bool,
    truncate: bool,
    via_root: bool,
    generated_columns: Option<String>,
    tables: Option<String>,
    schemas: Option<String>,
}

#[derive(Deserialize)]
struct TableRow {
    oid: Oid,
    relation: Oid,
    #[serde(default)]
    columns: Option<Vec<i16>>,
    #[serde(default)]
    has_row_filter: bool,
    #[serde(default)]
    row_filter: Option<String>,
    #[serde(default)]
    is_excepted: bool,
}

#[derive(Deserialize)]
struct SchemaRow {
    oid: Oid,
    schema: String,
}

object! {
    /// A publication for logical replication.
    pub struct Publication in database {
        /// Whether it is `FOR ALL TABLES`.
        pub all_tables: bool,
        /// The tables that `FOR ALL TABLES` excludes, in the order in which they were added, as in the
        /// output of `pg_dump` (`EXCEPT`, PostgreSQL 19).
        pub except_tables: Vec<ObjectId>,
        /// Whether it is `FOR ALL SEQUENCES` (PostgreSQL 19).
        pub all_sequences: bool,
        /// The tables that it lists.
        pub tables: Vec<PublicationTable>,
        /// The schemas that it lists (`FOR TABLES IN SCHEMA`).
        pub schemas: Vec<Name>,
        /// The published operations; all if absent.
        pub publish: Option<Vec<Name>>,
        /// Whether changes of partitions are published as changes of the partitioned table.
        pub publish_via_partition_root: bool,
        /// Which generated columns are published.
        pub publish_generated_columns: PublishGeneratedColumns,
    }
}

/// A table in a publication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PublicationTable {
    /// The table.
    pub table: ObjectId,
    /// The published columns; all if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// The row filter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_filter: Option<Box<str>>,
}

codes! {
    /// Which generated columns a publication publishes (PostgreSQL 18).
    pub enum PublishGeneratedColumns {
        #[default] None = "n" "none",
        Stored = "s" "stored",
    }
}

impl Read for Publication {
    const CLASS: Class = Class::PUBLICATION;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("publication {}", ident(&row.name));
        let name = cx.name(&row.name);
        let id = ObjectId::global(Kind::Publication, name.clone());
        let (tables, except_tables) = tables(cx, &row, &id);
        let mut publication = Self {
            publish: publish(&row),
            tables,
            except_tables,
            schemas: schemas(cx, &row, &id),
            all_tables: row.all_tables,
            all_sequences: row.all_sequences,
            publish_via_partition_root: row.via_root,
            publish_generated_columns: match &row.generated_columns {
                Some(code) => cx.code("pubgencols", code, object),
                None => PublishGeneratedColumns::None,
            },
            name,
            ..Self::default()
        };
        publication.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, publication))
    }
}

fn publish(row: &Row) -> Option<Vec<Name>> {
    let all =
        [("insert", row.insert), ("update", row.update), ("delete", row.delete), ("truncate", row.truncate)];
    let published: Vec<Name> = all.iter().filter(|o| o.1).map(|o| o.0.into()).collect();
    (published.len() < all.len()).then_some(published)
}

/// The tables that a publication lists, and those that it excludes.
fn tables(cx: &mut Context, row: &Row, id: &ObjectId) -> (Vec<PublicationTable>, Vec<ObjectId>) {
    let rows: Vec<TableRow> = cx.json(row.tables.as_deref(), || id.to_string());
    let (mut tables, mut excepted) = (Vec::new(), Vec::new());
    for row in rows {
        // The dependencies of the table entry and its filter become dependencies of the
        // publication.
        cx.register(Class::PUBLICATION_REL, row.oid, id.clone());
        cx.saw_concurrent_change |= row.has_row_filter && row.row_filter.is_none();
        let Some(relation) = cx.relations.get(&row.relation) else {
            cx.warn(id.to_string(), format!("lists a table pgplumb did not find: {}", row.relation));
            continue;
        };
        if row.is_excepted {
            excepted.push(relation.id.clone());
            continue;
        }
        tables.push(PublicationTable {
            table: relation.id.clone(),
            columns: relation.column_names(&row.columns.unwrap_or_default()),
            row_filter: row.row_filter.map(Into::into),
        });
    }
    tables.sort_by(|a, b| a.table.cmp(&b.table));
    (tables, excepted)
}

fn schemas(cx: &mut Context, row: &Row, id: &ObjectId) -> Vec<Name> {
    let rows: Vec<SchemaRow> = cx.json(row.schemas.as_deref(), || id.to_string());
    let mut schemas = Vec::new();
    for row in rows {
        cx.register(Class::PUBLICATION_NAMESPACE, row.oid, id.clone());
        schemas.push(cx.name(&row.schema));
    }
    schemas.sort();
    schemas
}

impl Object for Publication {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Publication, self.name.clone())
    }

    fn summary(&self) -> String {
        let mut parts = Vec::new();
        if self.all_tables {
            let except = self.except_tables.iter().map(ObjectId::path).collect::<Vec<_>>().join(", ");
            parts.push(match except.is_empty() {
                true => "all tables".to_owned(),
                false => format!("all tables except {except}"),
            });
        }
        if self.all_sequences {
            parts.push("all sequences".to_owned());
        }
        parts.extend(self.tables.iter().map(|table| {
            let (name, rest) = rules::table_item(&serde_json::to_value(table).unwrap_or_default());
            format!("{name} {rest}").trim_end().to_owned()
        }));
        parts.extend(self.schemas.iter().map(|schema| format!("tables of schema {}", ident(schema))));
        let publish = self.publish.as_ref().map(|publish| format!(": {}", publish.join(", ")));
        let tables = if parts.is_empty() { "no tables".to_owned() } else { parts.join(", ") };
        format!("{tables}{}", publish.unwrap_or_default())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "PUBLICATION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let published = self.published();
        let mut clauses = Vec::new();
        if !published.is_empty() {
            clauses.push(format!("FOR {}", published.join(",\n        ")));
        }
        let options = self.options();
        if !options.is_empty() {
            clauses.push(format!("WITH ({})", options.join(", ")));
        }
        Create::statement(with_clauses(format!("CREATE PUBLICATION {}", self.sql_name()), &clauses))
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.schemas.iter().map(|schema| ObjectId::global(Kind::Schema, schema.clone())).collect()
    }
}

/// Lists tables and schemas after `FOR`, `ADD`, `SET` or `DROP`: `TABLE ONLY a`, `ONLY b`, `TABLES IN
/// SCHEMA c`.
pub fn published(tables: &[PublicationTable], schemas: &[Name]) -> Vec<String> {
    let mut published: Vec<String> = tables.iter().map(PublicationTable::sql).collect();
    if let Some(first) = published.first_mut() {
        first.insert_str(0, "TABLE ");
    }
    if !schemas.is_empty() {
        published.push(format!("TABLES IN SCHEMA {}", ident_list(schemas)));
    }
    published
}

impl Publication {
    /// What it publishes, as after `FOR` and `SET`.
    pub fn published(&self) -> Vec<String> {
        if !self.publishes_all() {
            return published(&self.tables, &self.schemas);
        }
        let mut all = Vec::new();
        if self.all_tables {
            all.push(format!("ALL TABLES{}", self.except_clause()));
        }
        if self.all_sequences {
            all.push("ALL SEQUENCES".to_owned());
        }
        all
    }

    /// Whether it publishes all tables or all sequences of the database. It cannot list tables then.
    pub fn publishes_all(&self) -> bool {
        self.all_tables || self.all_sequences
    }

    /// The tables that it lists or excludes.
    pub fn named_tables(&self) -> impl Iterator<Item = &ObjectId> {
        self.tables.iter().map(|entry| &entry.table).chain(&self.except_tables)
    }

    fn except_clause(&self) -> String {
        if self.except_tables.is_empty() {
            return String::new();
        }
        let tables: Vec<String> =
            self.except_tables.iter().map(|table| format!("ONLY {}", table.path())).collect();
        format!(" EXCEPT (TABLE {})", tables.join(", "))
    }

    /// The options in `WITH (…)`.
    fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        options.extend(self.publish.as_ref().map(|p| format!("publish = '{}'", p.join(", "))));
        if self.publish_via_partition_root {
            options.push("publish_via_partition_root = true".to_owned());
        }
        if self.publish_generated_columns != PublishGeneratedColumns::None {
            options.push(format!("publish_generated_columns = {}", self.publish_generated_columns.word()));
        }
        options
    }
}

impl PublicationTable {
    /// The entry in `CREATE` and `ALTER PUBLICATION`, with `ONLY`, because child tables are separate
    /// entries.
    pub fn sql(&self) -> String {
        let mut sql = format!("ONLY {}", self.table.path());
        if !self.columns.is_empty() {
            sql += &format!(" ({})", ident_list(&self.columns));
        }
        if let Some(filter) = &self.row_filter {
            sql += &format!(" WHERE {}", parenthesize(filter));
        }
        sql
    }
}
