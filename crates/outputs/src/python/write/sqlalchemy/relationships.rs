//! Relationships between models, one pair for each foreign key, and one for each association table.

mod names;

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use rustc_hash::FxHashSet;

use super::super::super::generated::ClassDef;
use super::super::super::text::{Doc, string};
use super::super::super::types::PyType;
use super::super::type_names;
use super::constraints::is_expressible_key;
use super::types::Context;
use super::{RESERVED_ATTRIBUTES, keyword, primary_key};
use names::{Scopes, many_to_one_names, one_to_many_names, plural};

/// Schema and name of a table.
type Key<'a> = (&'a str, &'a str);

/// A class with its table and the attribute names of its columns.
pub(super) struct Model<'a> {
    pub class: &'a ClassDef<'a>,
    pub table: &'a Table,
    pub attributes: Vec<String>,
}

/// A relationship to write.
#[derive(Debug)]
pub(super) struct Relationship {
    pub attribute: String,
    /// The type inside of `Mapped[…]`.
    pub py_type: PyType,
    /// The arguments of `relationship`.
    pub arguments: Vec<Doc>,
}

/// The relationships of each table.
pub(super) type Relationships<'a> = BTreeMap<Key<'a>, Vec<Relationship>>;

/// A foreign key between two models.
struct Link<'a> {
    key: &'a ForeignKey,
    from: Key<'a>,
    to: Key<'a>,
    /// The names on both sides.
    names: (String, String),
    /// Whether a row has at most one row that refers to it.
    is_one_to_one: bool,
}

/// Finds the relationships between models.
pub(super) fn find<'a>(context: &Context<'_>, models: &'a BTreeMap<Key<'a>, Model<'a>>) -> Relationships<'a> {
    let finder = Finder { models };
    let mut scopes = Scopes::default();
    for (key, model) in models {
        let types = type_names(model.class.fields.iter().map(|field| &field.py_type));
        let reserved = RESERVED_ATTRIBUTES.iter().copied().chain(["list", "relationship"]).chain(types);
        scopes.reserve(*key, reserved.chain(model.attributes.iter().map(String::as_str)));
    }
    let mut links = finder.links(context);
    let associations: Vec<(Link<'a>, Link<'a>)> = finder.take_associations(&mut links);
    for link in &mut links {
        link.names.0 = scopes.choose(link.from, many_to_one_names(link.key));
    }
    let counts: Vec<usize> = links.iter().map(|link| count_between(&links, link, true)).collect();
    for (link, count) in links.iter_mut().zip(counts) {
        let names = one_to_many_names(link.from.1, &link.names.0, link.is_one_to_one, count > 1);
        link.names.1 = scopes.choose(link.to, names);
    }
    let mut found = Relationships::new();
    for (index, link) in links.iter().enumerate() {
        finder.add_link(&links, index, link, &mut found);
    }
    for (a, b) in &associations {
        finder.add_association(a, b, &mut scopes, &mut found);
    }
    found
}

/// The number of foreign keys between the two tables of a link, in one direction or in both.
fn count_between(links: &[Link<'_>], link: &Link<'_>, is_directed: bool) -> usize {
    let is_same = |other: &&Link<'_>| {
        (other.from, other.to) == (link.from, link.to)
            || !is_directed && (other.from, other.to) == (link.to, link.from)
    };
    links.iter().filter(is_same).count()
}

struct Finder<'a> {
    models: &'a BTreeMap<Key<'a>, Model<'a>>,
}

impl<'a> Finder<'a> {
    /// The foreign keys between models. Of several foreign keys between the same columns, one is
    /// enough; if they pair the columns differently, SQLAlchemy cannot tell them apart.
    fn links(&self, context: &Context<'_>) -> Vec<Link<'a>> {
        let mut links: Vec<Link<'a>> = Vec::new();
        for (from, model) in self.models {
            let keys: Vec<&'a ForeignKey> =
                model.table.foreign_keys.iter().filter(|key| is_expressible_key(context, key)).collect();
            let columns = |key: &ForeignKey| key.columns.iter().cloned().collect::<BTreeSet<_>>();
            let pairs = |key: &ForeignKey| {
                key.columns.iter().cloned().zip(key.foreign_columns.iter().cloned()).collect::<BTreeSet<_>>()
            };
            for (index, key) in keys.iter().enumerate() {
                let to = (&*key.foreign_schema, &*key.foreign_table);
                let same = keys.iter().enumerate().filter(|(_, other)| {
                    to == (&*other.foreign_schema, &*other.foreign_table) && columns(other) == columns(key)
                });
                let (first, is_clear) =
                    same.fold((index, true), |(first, is_clear), (other_index, other)| {
                        (first.min(other_index), is_clear && pairs(other) == pairs(key))
                    });
                if first == index && is_clear && self.models.contains_key(&to) {
                    let is_one_to_one = is_unique(model.table, key);
                    links.push(Link { key, from: *from, to, names: Default::default(), is_one_to_one });
                }
            }
        }
        links
    }

    /// Takes the links of association tables, which have nothing but two foreign keys.
    fn take_associations(&self, links: &mut Vec<Link<'a>>) -> Vec<(Link<'a>, Link<'a>)> {
        let mut by_table: BTreeMap<Key<'a>, Vec<Link<'a>>> = BTreeMap::new();
        for link in links.drain(..) {
            by_table.entry(link.from).or_default().push(link);
        }
        let is_referenced: BTreeSet<Key<'a>> = by_table.values().flatten().map(|link| link.to).collect();
        let mut associations = Vec::new();
        for (key, mut own) in by_table {
            let table = self.models[&key].table;
            let is_association = own.len() == 2
                && table.foreign_keys.len() == 2
                && own[0].to != own[1].to
                && !is_referenced.contains(&key)
                && own.iter().map(|link| link.key.columns.len()).sum::<usize>() == table.columns.len()
                && table
                    .columns
                    .iter()
                    .all(|column| own.iter().any(|link| link.key.columns.contains(&column.column_name)));
            match (is_association, own.pop(), own.pop()) {
                (true, Some(second), Some(first)) => associations.push((first, second)),
                (_, second, first) => links.extend(own.into_iter().chain(first).chain(second)),
            }
        }
        associations
    }

    /// Adds both sides of a foreign key.
    fn add_link(&self, links: &[Link<'a>], index: usize, link: &Link<'a>, found: &mut Relationships<'a>) {
        let (from, to) = (&self.models[&link.from], &self.models[&link.to]);
        let foreign_keys = (count_between(links, link, false) > 1)
            .then(|| keyword("foreign_keys", attributes_of(from, &link.key.columns)));
        let is_self = link.from == link.to;
        let remote_side =
            is_self.then(|| keyword("remote_side", attributes_of(to, &link.key.foreign_columns)));
        // Relationships that set the same column.
        let is_overlapping = |other: &&Link<'_>| {
            other.from == link.from
                && other.key.columns.iter().any(|column| link.key.columns.contains(column))
        };
        let overlapping = links[..index].iter().filter(is_overlapping);
        let overlapping: BTreeSet<&str> =
            overlapping.flat_map(|other| [&*other.names.0, &*other.names.1]).collect();
        let overlapping: Vec<&str> = overlapping.into_iter().collect();
        let overlaps =
            (!overlapping.is_empty()).then(|| keyword("overlaps", Doc::text(string(&overlapping.join(",")))));
        let arguments = |back: &str, remote_side: Option<Doc>| {
            let back = keyword("back_populates", Doc::text(string(back)));
            let others = foreign_keys.clone().into_iter().chain(remote_side).chain(overlaps.clone());
            std::iter::once(back).chain(others).collect::<Vec<_>>()
        };
        let local = |model: &Model<'_>| PyType::Local(model.class.name.as_str().into());
        let is_nullable = link.key.columns.iter().any(|name| {
            from.table.columns.iter().any(|column| column.column_name == *name && column.is_nullable())
        });
        found.entry(link.from).or_default().push(Relationship {
            attribute: link.names.0.clone(),
            py_type: if is_nullable { local(to).optional() } else { local(to) },
            arguments: arguments(&link.names.1, remote_side),
        });
        found.entry(link.to).or_default().push(Relationship {
            attribute: link.names.1.clone(),
            py_type: if link.is_one_to_one { local(from).optional() } else { PyType::list(local(from)) },
            arguments: arguments(&link.names.0, None),
        });
    }

    /// Adds both sides of an association table.
    fn add_association(
        &self,
        a: &Link<'a>,
        b: &Link<'a>,
        scopes: &mut Scopes<'a>,
        found: &mut Relationships<'a>,
    ) {
        let through = &self.models[&a.from].class.name;
        let mut name = |on: Key<'a>, other: Key<'a>| {
            let plain = plural(other.1);
            let through = format!("{plain}_through_{}", names::snake(a.from.1));
            scopes.choose(on, vec![plain, through])
        };
        let names = [name(a.to, b.to), name(b.to, a.to)];
        for (on, other, own_name, back) in
            [(a.to, b.to, &names[0], &names[1]), (b.to, a.to, &names[1], &names[0])]
        {
            let class = &self.models[&other].class.name;
            found.entry(on).or_default().push(Relationship {
                attribute: own_name.clone(),
                py_type: PyType::list(PyType::Local(class.as_str().into())),
                arguments: vec![
                    keyword("secondary", Doc::text(format!("lambda: {through}.__table__"))),
                    keyword("back_populates", Doc::text(string(back))),
                ],
            });
        }
    }
}

/// Whether a table has at most one row for each value of a foreign key.
fn is_unique(table: &Table, key: &ForeignKey) -> bool {
    let columns: FxHashSet<&str> = key.columns.iter().map(|column| &**column).collect();
    let covers = |names: &[&str]| !names.is_empty() && names.iter().all(|name| columns.contains(name));
    let is_unique_constraint = table.constraints.iter().any(|constraint| {
        let names: Vec<&str> = constraint.columns.iter().map(|name| &**name).collect();
        constraint.is_key() && covers(&names)
    });
    let is_unique_index = table.indexes.iter().any(|index| {
        let names: Option<Vec<&str>> = index.keys.iter().map(|key| key.column.as_deref()).collect();
        index.is_unique && index.predicate.is_none() && names.is_some_and(|names| covers(&names))
    });
    covers(&primary_key(table)) || is_unique_constraint || is_unique_index
}

/// The attributes of columns, as SQLAlchemy evaluates them later: `"Book.author_id"`.
fn attributes_of(model: &Model<'_>, columns: &[Name]) -> Doc {
    let attribute = |name: &Name| {
        let mut fields = model.class.fields.iter().zip(&model.attributes);
        let attribute =
            fields.find(|(field, _)| field.name == *name).map(|(_, attribute)| attribute.as_str());
        format!("{}.{}", model.class.name, attribute.unwrap_or(name))
    };
    let all: Vec<String> = columns.iter().map(attribute).collect();
    Doc::text(string(&match all.as_slice() {
        [single] => single.clone(),
        several => format!("[{}]", several.join(", ")),
    }))
}
