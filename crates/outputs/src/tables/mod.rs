//! A folder of SQL files, one for each table and view, and files for what belongs to none.
//!
//! The folder is a source: all its statements, executed until none fails any more, make the schema. Those that would succeed too
//! early are marked with the pass they are of.

mod change;
mod file;
mod index;
mod names;
mod state;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::order::{Unit, creation_order};
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

pub use change::change;
pub use index::{INDEX, Orphan, Row, Status, parse_statuses, render_index, replace_row, status_key};
pub use state::{FileState, is_generated_index, orphaned};

use crate::dump::{SETTINGS, Section};
use crate::model::Model;
use file::Relation;

/// The list of the tables' names, one on each line.
pub const LIST: &str = "_table_list.txt";

/// The file of what must be set before anything else.
const SETTINGS_FILE: &str = "_00_settings";

/// One file of the folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableFile {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub text: String,
    /// For a table or view: what the index says of it.
    pub entry: Option<Entry>,
}

/// What the index says of a table or view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The table or view.
    pub id: ObjectId,
    /// How many columns it has.
    pub columns: usize,
    /// Its comment.
    pub comment: Option<String>,
}

impl Entry {
    /// Whether it holds rows of its own.
    pub fn is_table(&self) -> bool {
        matches!(self.id.kind, Kind::Table | Kind::ForeignTable)
    }
}

/// What the folder is rendered from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// How many rows the tables have.
    pub counts: &'a RowCounts,
    /// Where it is from.
    pub origin: &'a Origin,
}

/// The SQL files of the folder, by name.
pub fn files(catalog: &Catalog) -> Vec<TableFile> {
    let model = Model::new(catalog);
    let units = creation_order(catalog, catalog.server_version);
    let relations: BTreeSet<ObjectId> =
        catalog.objects().map(|o| o.id()).filter(|id| has_file(id.kind)).collect();
    let stems = names::stems(&relations, &reserved());
    let homes = Homes::new(catalog, &relations);
    let mut by_relation: BTreeMap<&ObjectId, Vec<&Unit>> = BTreeMap::new();
    let mut by_section: BTreeMap<&str, (&str, Vec<&Unit>)> = BTreeMap::new();
    for unit in &units {
        match homes.of(&unit.object) {
            Some(relation) => by_relation.entry(relation).or_default().push(unit),
            None => {
                let (stem, title) = section_file(Section::of(unit, false));
                by_section.entry(stem).or_insert((title, Vec::new())).1.push(unit);
            }
        }
    }
    let mut files = vec![TableFile {
        name: format!("{SETTINGS_FILE}.sql"),
        text: format!("{}--\n-- What must be set for the rest\n\n{SETTINGS}", state::beginning("settings")),
        entry: None,
    }];
    let waiting = waiting_indexes(catalog);
    for (stem, (title, units)) in &by_section {
        let text = file::others(&stem[4..], title, units, &waiting);
        files.push(TableFile { name: format!("{stem}.sql"), text, entry: None });
    }
    for (id, stem) in &stems {
        let Some(relation) = Relation::of(catalog, id) else { continue };
        let units = by_relation.get(id).map(Vec::as_slice).unwrap_or_default();
        files.push(TableFile {
            name: format!("{stem}.sql"),
            text: file::relation(id, &model, relation, units, &waiting),
            entry: Some(Entry {
                id: id.clone(),
                columns: relation.columns.len(),
                comment: relation.comment.map(str::to_owned),
            }),
        });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The names of which a table's or view's file has one. Which, depends on what else is in the database.
pub fn possible_names(id: &ObjectId) -> impl Iterator<Item = String> {
    // A name that cannot be a file's is nobody's.
    let harmless = |stem: &String| !stem.contains(['/', '\\', '\0']) && !stem.starts_with('.');
    names::possible(id).into_iter().filter(harmless).map(|stem| format!("{stem}.sql"))
}

/// The list of tables: one name a line, sorted, as SQL writes it; without the schema `public`.
pub fn list(files: &[TableFile]) -> String {
    let tables = files.iter().filter_map(|f| f.entry.as_ref()).filter(|e| e.is_table());
    let mut names: Vec<String> = tables.map(|entry| display_name(&entry.id)).collect();
    names.sort();
    names.iter().map(|name| format!("{name}\n")).collect()
}

/// The name of a table as people know it: without the schema `public`.
pub(crate) fn display_name(id: &ObjectId) -> String {
    let path = match id.schema.as_deref() {
        Some("public") => pgplumb_catalog::sql::ident(&id.name).into_owned(),
        _ => id.path(),
    };
    crate::visible::visible(&path).into_owned()
}

/// An index without what never makes it out of date, row counts among that.
pub fn stable(index: &str) -> String {
    crate::header::stable(index)
}

/// An index without what never makes it out of date but its row counts.
pub fn stable_but_for_counts(index: &str) -> String {
    crate::header::stable_origin(index)
}

/// Whether objects of the kind have a file of their own.
fn has_file(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}

/// What a section's file is called and says it holds. Loaded in the order of names, little has to be tried twice.
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
        Section::Tables | Section::Views | Section::ForeignKeys => {
            ("_55_sequences", "Sequences that belong to no table")
        }
        Section::Statistics => ("_60_statistics", "Statistics"),
        Section::Privileges => ("_65_privileges", "Privileges"),
        Section::Replication => ("_70_replication", "Publications and subscriptions"),
        Section::EventTriggers => ("_75_event_triggers", "Event triggers"),
    }
}

/// The names of files that are not tables'.
fn reserved() -> Vec<&'static str> {
    Section::ALL.iter().map(|section| section_file(*section).0).chain([SETTINGS_FILE]).collect()
}

/// The pass of a unit: what would succeed too early waits.
///
/// A partition is attached when its indexes and its parent's are there, lest the server makes others; an index that waits for those
/// of partitions comes after that. Default privileges and event triggers would act on what is made after them.
fn pass(unit: &Unit, waiting: &BTreeSet<ObjectId>) -> u32 {
    let begins = |text: &str| unit.statements.first().is_some_and(|s| s.sql.starts_with(text));
    match unit.object.kind {
        Kind::DefaultPrivileges | Kind::EventTrigger => 5,
        _ if unit.id.kind == Kind::Constraint && begins("ALTER TABLE ONLY ") => 2,
        _ if unit.id.kind == Kind::Index && waiting.contains(&unit.id) => 3,
        _ if unit.id.kind == Kind::Constraint && begins("ALTER INDEX ") => 4,
        _ => 1,
    }
}

/// Indexes of partitioned tables that wait for those of partitions.
fn waiting_indexes(catalog: &Catalog) -> BTreeSet<ObjectId> {
    let tables = catalog.tables.iter().flat_map(|t| t.indexes.iter().map(move |i| (t, i)));
    let waiting = tables.filter(|(_, index)| index.is_partitioned && index.is_invalid);
    waiting
        .map(|(table, index)| index.id(&ObjectId::local(Kind::Table, &table.schema, table.name.clone())))
        .collect()
}

/// The relations in whose files objects stand.
struct Homes<'a> {
    relations: &'a BTreeSet<ObjectId>,
    others: HashMap<ObjectId, &'a ObjectId>,
}

impl<'a> Homes<'a> {
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
