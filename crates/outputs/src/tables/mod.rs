//! A folder of SQL files: one for each table and view, and one for each section of other objects.
//!
//! The folder is a source: executing its statements repeatedly until none fails creates the schema.
//! Statements that would succeed too early are marked with the pass that they belong to.

mod change;
mod file;
mod file_names;
mod index;
mod state;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::order::{Unit, creation_order};
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Kind, Name, NodeId, ObjectId};

pub use change::describe_change;
pub use index::{
    INDEX_FILE, IndexRow, Orphan, Status, parse_statuses, render_index, replace_row, status_key,
};
pub use state::{FileState, is_generated_index, mark_orphaned};

use crate::dump::{SETTINGS, Section};
use crate::model::Model;
use file::Relation;

/// The name of the file that lists the tables, one per line.
pub const LIST_FILE: &str = "_table_list.txt";

/// The file with the settings for all other files.
const SETTINGS_FILE: &str = "_00_settings";

/// One file of the folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableFile {
    /// The file name.
    pub name: String,
    /// The content.
    pub text: String,
    /// The entry in the index, for a table or view.
    pub entry: Option<IndexEntry>,
}

/// The details of a table or view that the index shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexEntry {
    /// The table or view.
    pub id: ObjectId,
    /// The number of columns.
    pub columns: usize,
    /// The comment.
    pub comment: Option<String>,
}

impl IndexEntry {
    /// Whether it is a table, ordinary or foreign.
    pub fn is_table(&self) -> bool {
        matches!(self.id.kind, Kind::Table | Kind::ForeignTable)
    }
}

/// The data from which the index is rendered.
#[derive(Clone, Copy, Debug)]
pub struct IndexInput<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The tables' row counts.
    pub counts: &'a RowCounts,
    /// Where the catalog comes from.
    pub origin: &'a Origin,
}

/// Renders the SQL files of the folder, sorted by name.
pub fn files(catalog: &Catalog) -> Vec<TableFile> {
    let model = Model::new(catalog);
    let units = creation_order(catalog, catalog.server_version);
    let relations: BTreeSet<ObjectId> =
        catalog.objects().map(|o| o.id()).filter(|id| has_file(id.kind)).collect();
    let stems = file_names::stems(&relations, &reserved_names());
    let owners = OwningRelations::new(catalog, &relations);
    let mut by_relation: BTreeMap<&ObjectId, Vec<&Unit>> = BTreeMap::new();
    let mut by_section: BTreeMap<&str, (&str, Vec<&Unit>)> = BTreeMap::new();
    for unit in &units {
        match owners.of(&unit.object) {
            Some(relation) => by_relation.entry(relation).or_default().push(unit),
            None => {
                let (stem, title) = section_file(Section::of(unit, false));
                by_section.entry(stem).or_insert((title, Vec::new())).1.push(unit);
            }
        }
    }
    let mut files = vec![TableFile {
        name: format!("{SETTINGS_FILE}.sql"),
        text: format!("{}--\n-- Settings for all other files\n\n{SETTINGS}", state::beginning("settings")),
        entry: None,
    }];
    let incomplete = incomplete_indexes(catalog);
    for (stem, (title, units)) in &by_section {
        let text = file::section(&stem[4..], title, units, &incomplete);
        files.push(TableFile { name: format!("{stem}.sql"), text, entry: None });
    }
    for (id, stem) in &stems {
        let Some(relation) = Relation::of(catalog, id) else { continue };
        let units = by_relation.get(id).map(Vec::as_slice).unwrap_or_default();
        files.push(TableFile {
            name: format!("{stem}.sql"),
            text: file::relation(id, &model, relation, units, &incomplete),
            entry: Some(IndexEntry {
                id: id.clone(),
                columns: relation.columns.len(),
                comment: relation.comment.map(str::to_owned),
            }),
        });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Returns the file names that a table or view can have. Which one it has depends on the other
/// relations in the database.
pub fn possible_file_names(id: &ObjectId) -> impl Iterator<Item = String> {
    // Names that are invalid as file names are never used.
    let is_valid = |stem: &String| !stem.contains(['/', '\\', '\0']) && !stem.starts_with('.');
    file_names::possible(id).into_iter().filter(is_valid).map(|stem| format!("{stem}.sql"))
}

/// Renders the list of tables: sorted, one per line, in SQL syntax, without the schema `public`.
pub fn table_list(files: &[TableFile]) -> String {
    let tables = files.iter().filter_map(|f| f.entry.as_ref()).filter(|e| e.is_table());
    let mut names: Vec<String> = tables.map(|entry| display_name(&entry.id)).collect();
    names.sort();
    names.iter().map(|name| format!("{name}\n")).collect()
}

/// The name of a table in SQL syntax, without the schema `public`.
pub(crate) fn display_name(id: &ObjectId) -> String {
    let path = match id.schema.as_deref() {
        Some("public") => pgplumb_catalog::sql::ident(&id.name).into_owned(),
        _ => id.path(),
    };
    crate::visible::visible(&path).into_owned()
}

/// Removes the volatile parts of an index, including row counts.
pub fn stable(index: &str) -> String {
    crate::header::stable(index)
}

/// Removes the volatile parts of an index except for row counts.
pub fn stable_with_counts(index: &str) -> String {
    crate::header::without_origin(index)
}

/// Whether objects of this kind have their own file.
fn has_file(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}

/// The file name and title of a section. Loading files in the order of their names needs few
/// retries.
fn section_file(section: Section) -> (&'static str, &'static str) {
    match section {
        Section::Schemas => ("_10_schemas", "Schemas"),
        Section::Extensions => ("_15_extensions", "Extensions"),
        Section::Languages => ("_20_languages", "Languages and access methods"),
        Section::ForeignData => ("_25_foreign_data", "Foreign data"),
        Section::Collations => ("_30_collations", "Collations and conversions"),
        Section::Types => ("_35_types", "Types"),
        Section::Operators => ("_40_operators", "Operators, casts and transforms"),
        Section::TextSearch => ("_45_text_search", "Text search"),
        Section::Functions => ("_50_functions", "Functions"),
        Section::Tables | Section::Views | Section::Indexes | Section::ForeignKeys => {
            ("_55_sequences", "Sequences not owned by a table")
        }
        Section::Statistics => ("_60_statistics", "Statistics"),
        Section::Privileges => ("_65_privileges", "Privileges"),
        Section::Replication => ("_70_replication", "Publications and subscriptions"),
        Section::EventTriggers => ("_75_event_triggers", "Event triggers"),
    }
}

/// The file names that are reserved for sections and settings.
fn reserved_names() -> Vec<&'static str> {
    Section::ALL.iter().map(|section| section_file(*section).0).chain([SETTINGS_FILE]).collect()
}

/// The pass of a unit. Statements that would succeed too early belong to a later pass.
///
/// A partition is attached after its indexes and the indexes of its parent exist; otherwise the
/// server would create additional ones. Incomplete indexes of partitioned tables follow. Default
/// privileges and event triggers come last, because they act on objects that are created after
/// them.
fn pass(unit: &Unit, incomplete: &BTreeSet<ObjectId>) -> u32 {
    match &unit.id {
        _ if matches!(unit.object.kind, Kind::DefaultPrivileges | Kind::EventTrigger) => 5,
        NodeId::PartitionAttachment { .. } => 2,
        NodeId::Object(id) if incomplete.contains(id) && id.kind == Kind::Constraint => 2,
        NodeId::Object(id) if incomplete.contains(id) => 3,
        NodeId::IndexAttachment { .. } => 4,
        _ => 1,
    }
}

/// Indexes of partitioned tables that are invalid until the indexes of all partitions are attached,
/// and the constraints on them.
fn incomplete_indexes(catalog: &Catalog) -> BTreeSet<ObjectId> {
    let tables = catalog.tables.iter().flat_map(|t| t.indexes.iter().map(move |i| (t, i)));
    let incomplete = tables.filter(|(_, index)| index.is_partitioned && index.is_invalid);
    incomplete
        .map(|(table, index)| {
            let table = ObjectId::local(Kind::Table, &table.schema, table.name.clone());
            if index.is_constraint {
                table.nested(Kind::Constraint, index.index_name.clone())
            } else {
                index.id(&table)
            }
        })
        .collect()
}

/// Maps objects to the relation whose file contains them.
struct OwningRelations<'a> {
    relations: &'a BTreeSet<ObjectId>,
    others: HashMap<ObjectId, &'a ObjectId>,
}

impl<'a> OwningRelations<'a> {
    fn new(catalog: &Catalog, relations: &'a BTreeSet<ObjectId>) -> Self {
        let by_name: HashMap<(&Name, &Name), &ObjectId> =
            relations.iter().filter_map(|id| Some(((id.schema.as_ref()?, &id.name), id))).collect();
        let mut others = HashMap::new();
        for sequence in &catalog.sequences {
            let column = sequence.owned_by.as_ref();
            let table = column.and_then(|c| by_name.get(&(c.schema.as_ref()?, c.relation.as_ref()?)));
            if let Some(table) = table {
                others
                    .insert(ObjectId::local(Kind::Sequence, &sequence.schema, sequence.name.clone()), *table);
            }
        }
        for statistics in &catalog.statistics {
            let table = statistics.table.as_ref();
            if let Some(table) = table.and_then(|t| by_name.get(&(t.schema.as_ref()?, &t.name))) {
                let id = ObjectId::local(Kind::Statistics, &statistics.schema, statistics.name.clone());
                others.insert(id, *table);
            }
        }
        Self { relations, others }
    }

    fn of(&self, object: &ObjectId) -> Option<&'a ObjectId> {
        self.relations.get(object).or_else(|| self.others.get(object).copied())
    }
}
