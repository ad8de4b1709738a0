//! Publications (`pg_publication`, `pg_publication_rel`, `pg_publication_namespace`).

mod rules;

pub(crate) use rules::RULES;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{About, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, ident_list, in_parentheses, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    all_tables: bool,
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
}

#[derive(Deserialize)]
struct SchemaRow {
    oid: Oid,
    schema: String,
}

object! {
    /// A publication for logical replication.
    pub struct Publication in database {
        /// Whether it publishes every table there is and will be.
        pub all_tables: bool,
        /// The tables that it publishes by name.
        pub tables: Vec<PublicationTable>,
        /// The schemas whose tables it publishes.
        pub schemas: Vec<Name>,
        /// The operations that it publishes; absent: all of them.
        pub publish: Option<Vec<Name>>,
        /// Whether changes of partitions are published as the partitioned table's.
        pub publish_via_partition_root: bool,
        /// Which generated columns are published.
        pub publish_generated_columns: PublishGeneratedColumns,
    }
}

/// A table that a publication names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PublicationTable {
    /// The table.
    pub table: ObjectId,
    /// The columns that are published; none means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// The condition that published rows meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_filter: Option<Box<str>>,
}

codes! {
    /// Which generated columns a publication publishes (18).
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
        let mut publication = Self {
            publish: publish(&row),
            tables: tables(cx, &row, &id),
            schemas: schemas(cx, &row, &id),
            all_tables: row.all_tables,
            publish_via_partition_root: row.via_root,
            publish_generated_columns: match &row.generated_columns {
                Some(code) => cx.code("pubgencols", code, object),
                None => PublishGeneratedColumns::None,
            },
            name,
            ..Self::default()
        };
        publication.set_described(cx.described(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, publication))
    }
}

fn publish(row: &Row) -> Option<Vec<Name>> {
    let all =
        [("insert", row.insert), ("update", row.update), ("delete", row.delete), ("truncate", row.truncate)];
    let published: Vec<Name> = all.iter().filter(|o| o.1).map(|o| o.0.into()).collect();
    (published.len() < all.len()).then_some(published)
}

fn tables(cx: &mut Context, row: &Row, id: &ObjectId) -> Vec<PublicationTable> {
    let rows: Vec<TableRow> = cx.json(row.tables.as_deref(), || id.to_string());
    let mut tables = Vec::new();
    for row in rows {
        // What the table and the filter need, the publication needs.
        cx.register(Class::PUBLICATION_REL, row.oid, id.clone());
        cx.disturbed |= row.has_row_filter && row.row_filter.is_none();
        let Some(relation) = cx.relations.get(&row.relation) else {
            cx.warn(id.to_string(), format!("publishes a table pgplumb did not find: {}", row.relation));
            continue;
        };
        tables.push(PublicationTable {
            table: relation.id.clone(),
            columns: relation.column_names(&row.columns.unwrap_or_default()),
            row_filter: row.row_filter.map(Into::into),
        });
    }
    tables.sort_by(|a, b| a.table.cmp(&b.table));
    tables
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

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "PUBLICATION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let mut published: Vec<String> = self.tables.iter().map(PublicationTable::sql).collect();
        if let Some(first) = published.first_mut() {
            first.insert_str(0, "TABLE ");
        }
        if !self.schemas.is_empty() {
            published.push(format!("TABLES IN SCHEMA {}", ident_list(&self.schemas)));
        }
        let mut clauses = Vec::new();
        if self.all_tables {
            clauses.push("FOR ALL TABLES".to_owned());
        } else if !published.is_empty() {
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

impl Publication {
    /// What stands in `WITH (…)`.
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
    /// `ONLY`, because tables that inherit from it are published by name too, or not at all.
    fn sql(&self) -> String {
        let mut sql = format!("ONLY {}", self.table.path());
        if !self.columns.is_empty() {
            sql += &format!(" ({})", ident_list(&self.columns));
        }
        if let Some(filter) = &self.row_filter {
            sql += &format!(" WHERE {}", in_parentheses(filter));
        }
        sql
    }
}
