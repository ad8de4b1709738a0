//! Finds what matters in a schema: search by words, ways to join tables, and the part of the schema
//! that a question is about.
//!
//! Everything here computes on a [`Catalog`] alone, without input or output.

mod definition;
mod joins;
mod slice;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

pub use definition::{Detail, compact_definition, one_line};
pub use joins::{Join, JoinPath};
pub use slice::{Slice, tokens};
use words::Vocabulary;

/// The weights of the places where a word can be.
const NAME: f64 = 5.0;
const SCHEMA: f64 = 1.5;
const COMMENT: f64 = 2.0;
const COLUMN: f64 = 2.0;
const LABEL: f64 = 1.5;
const REFERENCED: f64 = 0.7;

/// An index of the objects of a catalog.
pub struct SchemaIndex {
    entries: Vec<Entry>,
    by_id: HashMap<ObjectId, usize>,
    vocabulary: Vocabulary,
    /// The number of entries with each word.
    frequencies: HashMap<String, usize>,
    /// The foreign keys from and to each entry.
    links: Vec<Vec<Link>>,
}

/// One object of the index.
pub struct Entry {
    /// Its identity.
    pub id: ObjectId,
    /// Its comment.
    pub comment: Option<String>,
    /// The names of its columns, for a table or view.
    pub columns: Vec<Name>,
    /// The number of its partitions, direct and indirect.
    pub partitions: usize,
    /// The words of its name.
    name_words: BTreeSet<String>,
    /// All words with their weights.
    words: BTreeMap<String, f64>,
}

/// A foreign key, seen from one of its tables.
struct Link {
    other: usize,
    join: Join,
}

/// An object that matches a search.
pub struct Match<'a> {
    /// The object.
    pub entry: &'a Entry,
    /// How well it matches; only useful for comparison.
    pub score: f64,
    /// The columns whose names match.
    pub columns: Vec<&'a Name>,
}

/// Whether search, lists and slices contain objects of this kind.
fn is_indexed(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::DefaultPrivileges
            | Kind::MemberChange
            | Kind::UserMapping
            | Kind::OperatorFamily
            | Kind::Conversion
    )
}

/// Whether objects of the kind have columns.
fn is_relation(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}

impl SchemaIndex {
    /// Indexes a catalog. Partitions are part of their partitioned table.
    pub fn new(catalog: &Catalog) -> Self {
        let partitions = Partitions::new(catalog);
        let mut vocabulary = Vocabulary::default();
        let objects: Vec<_> = catalog
            .objects()
            .filter(|object| !object.is_implied())
            .map(|object| (object, object.id()))
            .filter(|(_, id)| is_indexed(id.kind) && !partitions.root_of.contains_key(id))
            .collect();
        for (object, id) in &objects {
            vocabulary.learn(&id.name);
            id.schema.iter().for_each(|schema| vocabulary.learn(schema));
            object.common().comment.iter().for_each(|comment| vocabulary.learn(comment));
            columns(catalog, id).iter().for_each(|column| vocabulary.learn(&column.column_name));
        }
        let labels = labels(catalog);
        let entries: Vec<Entry> = objects
            .iter()
            .map(|(object, id)| {
                let comment = object.common().comment.map(str::to_owned);
                let columns = columns(catalog, id);
                let mut entry = Entry {
                    id: id.clone(),
                    comment,
                    columns: columns.iter().map(|column| column.column_name.clone()).collect(),
                    partitions: partitions.counts.get(id).copied().unwrap_or_default(),
                    name_words: vocabulary.words(bare_name(id)).into_iter().collect(),
                    words: BTreeMap::new(),
                };
                entry.add_words(catalog, &vocabulary, columns, &labels);
                entry
            })
            .collect();
        let by_id: HashMap<ObjectId, usize> =
            entries.iter().enumerate().map(|(at, entry)| (entry.id.clone(), at)).collect();
        let mut frequencies: HashMap<String, usize> = HashMap::new();
        for word in entries.iter().flat_map(|entry| entry.words.keys()) {
            *frequencies.entry(word.clone()).or_default() += 1;
        }
        let links = links(catalog, &entries, &by_id, &partitions);
        Self { entries, by_id, vocabulary, frequencies, links }
    }

    /// All objects, in the order of the catalog.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of an object.
    pub fn entry(&self, id: &ObjectId) -> Option<&Entry> {
        self.by_id.get(id).map(|at| &self.entries[*at])
    }

    /// The foreign keys that reference a table.
    pub fn references(&self, id: &ObjectId) -> Vec<&Join> {
        let links = self.by_id.get(id).map(|at| self.links[*at].as_slice()).unwrap_or_default();
        links.iter().map(|link| &link.join).filter(|join| join.to == *id).collect()
    }

    /// Finds objects by words, best first.
    pub fn search(&self, text: &str) -> Vec<Match<'_>> {
        let query = self.vocabulary.query(text);
        let mut found: Vec<Match<'_>> = self
            .scores(&query)
            .into_iter()
            .map(|(at, score)| {
                let entry = &self.entries[at];
                let matches = |column: &&Name| {
                    let words = self.vocabulary.words(column);
                    words.iter().any(|word| query.iter().any(|term| term.fit(word) > 0.5))
                };
                Match { entry, score, columns: entry.columns.iter().filter(matches).collect() }
            })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.id.cmp(&b.entry.id)));
        found
    }

    /// The scores of the entries that match a query.
    fn scores(&self, query: &[words::Term]) -> Vec<(usize, f64)> {
        // The words of the index that fit each term, with how well and how rare they are.
        let fitting: Vec<Vec<(&str, f64)>> = query
            .iter()
            .map(|term| {
                let mut fitting: Vec<(&str, f64)> = self
                    .frequencies
                    .iter()
                    .filter_map(|(word, frequency)| {
                        let fit = term.fit(word);
                        let rarity = (1.0 + self.entries.len() as f64 / *frequency as f64).ln();
                        (fit > 0.0).then_some((word.as_str(), fit * rarity))
                    })
                    .collect();
                fitting.sort_by(|a, b| a.0.cmp(b.0));
                fitting
            })
            .collect();
        let score = |entry: &Entry| -> f64 {
            let of_term = |fitting: &Vec<(&str, f64)>| {
                let scores = fitting.iter().filter_map(|(word, fit)| Some(entry.words.get(*word)? * fit));
                scores.fold(0.0, f64::max)
            };
            let sum: f64 = fitting.iter().map(of_term).sum();
            sum * (0.6 + 0.6 * entry.name_coverage(query))
        };
        let scores = self.entries.iter().enumerate().map(|(at, entry)| (at, score(entry)));
        scores.filter(|(_, score)| *score > 0.0).collect()
    }
}

impl Entry {
    fn add_words(
        &mut self,
        catalog: &Catalog,
        vocabulary: &Vocabulary,
        columns: &[Column],
        labels: &HashMap<String, Vec<Name>>,
    ) {
        let id = self.id.clone();
        self.add(vocabulary, bare_name(&id), NAME);
        if let Some(schema) = &id.schema {
            self.add(vocabulary, schema, SCHEMA);
        }
        if let Some(comment) = self.comment.clone() {
            self.add(vocabulary, &comment, COMMENT);
        }
        for column in columns {
            self.add(vocabulary, &column.column_name, COLUMN);
            column.comment.iter().for_each(|comment| self.add(vocabulary, comment, COMMENT));
            let labels = labels.get(&*column.sql_type).into_iter().flatten();
            labels.for_each(|label| self.add(vocabulary, label, LABEL));
        }
        if let Some(table) = catalog.table(&id) {
            table.foreign_keys.iter().for_each(|key| self.add(vocabulary, &key.foreign_table, REFERENCED));
        }
        let own_labels = catalog.enums.iter().find(|of| id.kind == Kind::Enum && of.name == id.name);
        own_labels.into_iter().flat_map(|of| &of.labels).for_each(|label| self.add(vocabulary, label, LABEL));
    }

    fn add(&mut self, vocabulary: &Vocabulary, text: &str, weight: f64) {
        for word in vocabulary.words(text) {
            let known = self.words.entry(word).or_default();
            *known = known.max(weight);
        }
    }

    /// The share of the words of the name that a query has.
    fn name_coverage(&self, query: &[words::Term]) -> f64 {
        let is_covered = |word: &&String| query.iter().any(|term| term.fit(word) > 0.3);
        let covered = self.name_words.iter().filter(is_covered).count();
        covered as f64 / self.name_words.len().max(1) as f64
    }
}

/// The name without the signature of a function.
fn bare_name(id: &ObjectId) -> &str {
    match id.kind.has_signature() {
        true => id.name.split('(').next().unwrap_or_default(),
        false => &id.name,
    }
}

/// The columns of a table or view.
fn columns<'a>(catalog: &'a Catalog, id: &ObjectId) -> &'a [Column] {
    let is = |schema: &Name, name: &Name| id.schema.as_ref() == Some(schema) && id.name == *name;
    let columns = match id.kind {
        Kind::Table | Kind::ForeignTable => catalog.table(id).map(|table| &table.columns),
        Kind::View => catalog.views.iter().find(|v| is(&v.schema, &v.name)).map(|view| &view.columns),
        Kind::MaterializedView => {
            catalog.materialized_views.iter().find(|v| is(&v.schema, &v.name)).map(|view| &view.columns)
        }
        _ => None,
    };
    columns.map(Vec::as_slice).unwrap_or_default()
}

/// The labels of the enums by the name of their type in SQL.
fn labels(catalog: &Catalog) -> HashMap<String, Vec<Name>> {
    let named = |of: &pgplumb_catalog::kinds::enumeration::Enum| {
        (pgplumb_catalog::sql::qualified(&of.schema, &of.name), of.labels.clone())
    };
    catalog.enums.iter().map(named).collect()
}

/// Which tables are partitions, and how many each partitioned table has.
struct Partitions {
    root_of: HashMap<ObjectId, ObjectId>,
    counts: HashMap<ObjectId, usize>,
}

impl Partitions {
    fn new(catalog: &Catalog) -> Self {
        let tables = || catalog.tables.iter().chain(&catalog.foreign_tables);
        let id = |table: &Table| pgplumb_catalog::kinds::Object::id(table);
        let parents: HashMap<ObjectId, ObjectId> = tables()
            .filter_map(|table| Some((id(table), table.partition_of.as_ref()?.parent.clone())))
            .collect();
        let root = |partition: &ObjectId| {
            let mut root = parents.get(partition)?;
            while let Some(parent) = parents.get(root) {
                root = parent;
            }
            Some(root.clone())
        };
        let root_of: HashMap<ObjectId, ObjectId> =
            tables().map(id).filter_map(|partition| Some((partition.clone(), root(&partition)?))).collect();
        let mut counts = HashMap::new();
        for root in tables().map(id).filter_map(|partition| root_of.get(&partition).cloned()) {
            *counts.entry(root).or_default() += 1;
        }
        Self { root_of, counts }
    }
}

/// The foreign keys between entries. The keys of partitions count for their partitioned table.
fn links(
    catalog: &Catalog,
    entries: &[Entry],
    by_id: &HashMap<ObjectId, usize>,
    partitions: &Partitions,
) -> Vec<Vec<Link>> {
    let mut links: Vec<Vec<Link>> = entries.iter().map(|_| Vec::new()).collect();
    let at = |id: &ObjectId| by_id.get(partitions.root_of.get(id).unwrap_or(id)).copied();
    for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
        let id = pgplumb_catalog::kinds::Object::id(table);
        let Some(from) = at(&id) else { continue };
        for key in table.foreign_keys.iter().filter(|key: &&ForeignKey| !key.inherited) {
            let referenced = ObjectId::local(Kind::Table, &key.foreign_schema, key.foreign_table.clone());
            let Some(to) = at(&referenced) else { continue };
            let join = Join {
                from: entries[from].id.clone(),
                from_columns: key.columns.clone(),
                to: entries[to].id.clone(),
                to_columns: key.foreign_columns.clone(),
                constraint: key.constraint_name.clone(),
            };
            if links[from].iter().any(|link| link.join.has_same_columns(&join)) {
                continue;
            }
            if from != to {
                links[to].push(Link { other: from, join: join.clone() });
            }
            links[from].push(Link { other: to, join });
        }
    }
    links
}
