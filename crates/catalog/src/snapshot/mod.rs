//! The published, versioned format of a catalog: `schema_map.json`.
//!
//! It is written as a stream and read back as an equal catalog. Objects are listed by schema and
//! name. Absent keys have the default that the JSON Schema ([`json_schema`]) describes.

mod hashing;
mod layout;

use std::collections::BTreeMap;
use std::io::{Read, Write};

use schemars::JsonSchema;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use hashing::HashingWriter;
use layout::Layout;

use crate::counts::{CountKind, RowCounts};
use crate::graph::Dependencies;
use crate::kind::kinds;
use crate::kinds::{self, Object, schema::Schema, table::Table};
use crate::{Catalog, Grant, Name, SecurityLabel, ServerVersion};

/// The version of the format. It increases when readers of the format have to change.
pub const FORMAT_VERSION: u32 = 1;

/// Where a snapshot comes from. Changes of the origin do not make an output stale.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// The program that wrote it, with its version.
    pub generator: String,
    /// The database's name.
    pub database: String,
    /// The server's host name, address or socket folder.
    pub host: String,
    /// The time of the export in UTC: `2026-01-31T12:00:00Z`.
    pub exported_at: String,
    /// The server's version as it reports it.
    pub server_version: String,
}

/// The SHA-256 of the catalog: of the snapshot's lines from `"schemas"` to the line before the
/// hash, without row counts (`"row_count…"`).
pub fn schema_hash(catalog: &Catalog) -> String {
    let written = render(std::io::sink(), catalog, &RowCounts::default(), &Origin::default());
    // A sink accepts all output, and the model always serializes.
    debug_assert!(written.is_ok(), "a catalog serializes: {written:?}");
    written.unwrap_or_default()
}

/// Writes the snapshot as an indented stream.
///
/// # Errors
/// If the writer fails.
pub fn write(out: impl Write, catalog: &Catalog, counts: &RowCounts, origin: &Origin) -> std::io::Result<()> {
    render(out, catalog, counts, origin).map(drop)
}

/// Writes the snapshot and returns its hash, which another thread computes.
fn render(
    out: impl Write,
    catalog: &Catalog,
    counts: &RowCounts,
    origin: &Origin,
) -> std::io::Result<String> {
    std::thread::scope(|scope| {
        let text = HashingWriter::new(out, scope);
        let document = Document { catalog, counts, origin, hash: &|| text.hash() };
        let written =
            document.serialize(&mut serde_json::Serializer::with_formatter(&text, Layout::default()));
        written.map_err(|error| text.failure().unwrap_or_else(|| error.into()))?;
        text.end()
    })
}

/// What a snapshot holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Its catalog.
    pub catalog: Catalog,
    /// Its origin.
    pub origin: Origin,
    /// The hash written in it.
    pub schema_hash: String,
}

/// The text is not a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is not JSON, or does not match the format.
    #[error("not a schema map: {0}")]
    Json(#[from] serde_json::Error),
    /// A later version of pgplumb wrote it.
    #[error(
        "the schema map has format version {found}, but this pgplumb reads only up to {FORMAT_VERSION}; use a newer pgplumb"
    )]
    Version {
        /// Its format version.
        found: u32,
    },
}

/// Reads a snapshot.
///
/// # Errors
/// If it is not JSON, lacks required keys, or has a later format version.
pub fn read(mut from: impl Read) -> Result<Snapshot, ReadError> {
    let mut text = Vec::new();
    from.read_to_end(&mut text).map_err(serde_json::Error::io)?;
    #[derive(Deserialize)]
    struct Head {
        format_version: u32,
    }
    if let Ok(Head { format_version }) = serde_json::from_slice(&text)
        && format_version > FORMAT_VERSION
    {
        return Err(ReadError::Version { found: format_version });
    }
    let document: SchemaMap = serde_json::from_slice(&text)?;
    Ok(document.into_snapshot())
}

/// The JSON Schema of the format.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(SchemaMap).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), "https://pgplumb.dev/schema/schema_map.v1.json".into());
    }
    schema
}

/// The document to write.
struct Document<'a> {
    catalog: &'a Catalog,
    counts: &'a RowCounts,
    origin: &'a Origin,
    /// Returns the hash of the text written so far.
    hash: &'a dyn Fn() -> Option<String>,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format_version", &FORMAT_VERSION)?;
        map.serialize_entry("generator", &self.origin.generator)?;
        map.serialize_entry("database", &self.origin.database)?;
        map.serialize_entry("host", &self.origin.host)?;
        map.serialize_entry("exported_at", &self.origin.exported_at)?;
        map.serialize_entry("server_version", &self.origin.server_version)?;
        map.serialize_entry("server_version_num", &self.catalog.server_version)?;
        self.entries(&mut map)?;
        map.serialize_entry("schema_hash", &Hash(self.hash))?;
        map.end()
    }
}

/// Serializes as the hash of the text before it.
struct Hash<'a>(&'a dyn Fn() -> Option<String>);

impl Serialize for Hash<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hash = (self.0)().ok_or_else(|| serde::ser::Error::custom("there is no hash"))?;
        serializer.serialize_str(&hash)
    }
}

/// Objects of one kind, by name.
struct ByName<'a, T>(&'a [&'a T]);

impl<T: Serialize + Object> Serialize for ByName<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|object| (object.id().name, object)))
    }
}

/// Tables by name, with their row counts.
struct Tables<'a> {
    tables: &'a [&'a Table],
    counts: &'a RowCounts,
}

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.tables.iter().map(|table| (&table.name, TableWithCount::new(table, self.counts))),
        )
    }
}

/// A table with its row count.
#[derive(Serialize)]
struct TableWithCount<'a> {
    row_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_count_kind: Option<CountKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_count_note: Option<&'a str>,
    column_count: usize,
    #[serde(flatten)]
    table: &'a Table,
}

impl<'a> TableWithCount<'a> {
    fn new(table: &'a Table, counts: &'a RowCounts) -> Self {
        let count = counts.get(&table.schema, &table.name);
        Self {
            row_count: count.and_then(|c| c.rows),
            row_count_kind: count.map(|c| c.kind),
            row_count_note: count.and_then(|c| c.note.as_deref()),
            column_count: table.columns.len(),
            table,
        }
    }
}

/// A table as the JSON Schema describes it.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "describes what TableWithCount writes")]
struct TableEntry {
    /// The number of rows; null if unknown or not counted.
    row_count: Option<u64>,
    /// Where the number comes from; absent if rows were not counted.
    #[serde(default)]
    row_count_kind: Option<CountKind>,
    /// Why the number is unknown or only estimated.
    #[serde(default)]
    row_count_note: Option<String>,
    /// The number of columns.
    column_count: usize,
    #[serde(flatten)]
    table: Table,
}

/// Groups a list sorted by schema.
fn by_schema<T: Object>(list: &[T]) -> BTreeMap<Name, Vec<&T>> {
    let mut schemas: BTreeMap<Name, Vec<&T>> = BTreeMap::new();
    for object in list {
        if let Some(schema) = object.id().schema {
            schemas.entry(schema).or_default().push(object);
        }
    }
    schemas
}

macro_rules! document {
    (
        global { $($global:ident $gw:literal $gm:ident :: $gt:ident $gf:ident,)* }
        local { Table $tw:literal $tm:ident :: $tt:ident tables, $($local:ident $lw:literal $lm:ident :: $lt:ident $lf:ident,)* }
        nested { $($nested:ident $nw:literal,)* }
    ) => {
        /// The objects of a schema to write.
        #[derive(Default)]
        struct Local<'a> {
            schema: Option<&'a Schema>,
            tables: Vec<&'a Table>,
            $($lf: Vec<&'a kinds::$lm::$lt>,)*
        }

        /// The objects of a schema, with row counts.
        struct LocalEntry<'a> { local: Local<'a>, counts: &'a RowCounts }

        impl Serialize for LocalEntry<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                if let Some(schema) = self.local.schema {
                    let common = schema.common();
                    if let Some(owner) = common.owner { map.serialize_entry("owner", owner)?; }
                    if let Some(privileges) = common.privileges { map.serialize_entry("privileges", privileges)?; }
                    if let Some(comment) = common.comment { map.serialize_entry("comment", comment)?; }
                    if !common.security_labels.is_empty() { map.serialize_entry("security_labels", common.security_labels)?; }
                } else {
                    map.serialize_entry("foreign", &true)?;
                }
                map.serialize_entry("table_count", &self.local.tables.len())?;
                map.serialize_entry("tables", &Tables { tables: &self.local.tables, counts: self.counts })?;
                $(if !self.local.$lf.is_empty() { map.serialize_entry(stringify!($lf), &ByName(&self.local.$lf))?; })*
                map.end()
            }
        }

        impl Document<'_> {
            /// Writes the part of the document that the hash covers.
            fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                let mut schemas: BTreeMap<Name, Local<'_>> = BTreeMap::new();
                for schema in &self.catalog.schemas {
                    schemas.entry(schema.name.clone()).or_default().schema = Some(schema);
                }
                for (name, tables) in by_schema(&self.catalog.tables) {
                    schemas.entry(name).or_default().tables = tables;
                }
                $(for (name, objects) in by_schema(&self.catalog.$lf) {
                    schemas.entry(name).or_default().$lf = objects;
                })*
                let schemas: BTreeMap<Name, LocalEntry<'_>> =
                    schemas.into_iter().map(|(name, local)| (name, LocalEntry { local, counts: self.counts })).collect();
                map.serialize_entry("schemas", &schemas)?;
                $(if !self.catalog.$gf.is_empty() {
                    map.serialize_entry(stringify!($gf), &ByName(&self.catalog.$gf.iter().collect::<Vec<_>>()))?;
                })*
                if !self.catalog.dependencies.is_empty() {
                    map.serialize_entry("dependencies", &self.catalog.dependencies)?;
                }
                Ok(())
            }
        }

        /// A database schema, as pgplumb exports it and reads it as a source.
        #[derive(Deserialize, JsonSchema)]
        #[schemars(title = "pgplumb schema map")]
        struct SchemaMap {
            /// The version of this format.
            #[allow(dead_code, reason = "is checked before the rest is read")]
            format_version: u32,
            /// The program that wrote it, with its version.
            #[serde(default)]
            generator: String,
            /// The database's name.
            #[serde(default)]
            database: String,
            /// The server's host name, address or socket folder.
            #[serde(default)]
            host: String,
            /// When it was written, in UTC.
            #[serde(default)]
            exported_at: String,
            /// The server's version as it reports it.
            #[serde(default)]
            server_version: String,
            /// The server's version as a number: 150018 is 15.18.
            server_version_num: ServerVersion,
            /// The SHA-256 of this file's lines from `"schemas"` to the line before the hash,
            /// without row counts.
            #[serde(default)]
            schema_hash: String,
            /// The schemas, by name.
            schemas: BTreeMap<Name, SchemaEntry>,
            $(
                #[doc = concat!("The objects of the kind `", $gw, "`, by name.")]
                #[serde(default)]
                $gf: BTreeMap<String, kinds::$gm::$gt>,
            )*
            /// Dependencies that the objects themselves do not imply: each object with the objects
            /// it depends on.
            #[serde(default)]
            #[schemars(with = "BTreeMap<String, Vec<crate::ObjectId>>")]
            dependencies: Dependencies,
        }

        /// A schema and its objects.
        #[derive(Deserialize, JsonSchema)]
        struct SchemaEntry {
            /// Its owner.
            #[serde(default)]
            owner: Option<Name>,
            /// Its access control list; absent for the default privileges of a schema.
            #[serde(default)]
            privileges: Option<Vec<Grant>>,
            /// Its comment.
            #[serde(default)]
            comment: Option<Box<str>>,
            /// Its security labels.
            #[serde(default)]
            security_labels: Vec<SecurityLabel>,
            /// Whether the schema itself is not part of the catalog (it belongs to an extension,
            /// for example), only objects in it.
            #[serde(default)]
            foreign: bool,
            /// The number of tables.
            #[serde(default)]
            #[allow(dead_code, reason = "follows from the tables")]
            table_count: usize,
            /// The tables, by name.
            #[serde(default)]
            #[schemars(with = "BTreeMap<String, TableEntry>")]
            tables: BTreeMap<String, Table>,
            $(
                #[doc = concat!("The objects of the kind `", $lw, "` in this schema, by name.")]
                #[serde(default)]
                $lf: BTreeMap<String, kinds::$lm::$lt>,
            )*
        }

        impl SchemaMap {
            fn into_snapshot(self) -> Snapshot {
                let mut catalog = Catalog { server_version: self.server_version_num, dependencies: self.dependencies, ..Catalog::default() };
                for (name, entry) in self.schemas {
                    if !entry.foreign {
                        catalog.schemas.push(Schema {
                            name,
                            owner: entry.owner,
                            privileges: entry.privileges,
                            comment: entry.comment,
                            security_labels: entry.security_labels,
                        });
                    }
                    catalog.tables.extend(entry.tables.into_values());
                    $(catalog.$lf.extend(entry.$lf.into_values());)*
                }
                $(catalog.$gf = self.$gf.into_values().collect();)*
                catalog.sort();
                let origin = Origin {
                    generator: self.generator,
                    database: self.database,
                    host: self.host,
                    exported_at: self.exported_at,
                    server_version: self.server_version,
                };
                Snapshot { catalog, origin, schema_hash: self.schema_hash }
            }
        }
    };
}
kinds!(document);
