//! The list of queries.

use std::collections::BTreeSet;

use serde::Deserializer;

use super::assembly::Assembly;
use super::context::Oid;
use super::json::Json;
use super::{Extent, Query, Read, Warning, dependencies, template};
use crate::kinds;
use crate::{Catalog, ServerVersion};

macro_rules! queries {
    ($($(#[$meta:meta])* $name:ident: $row:ty = $path:literal;)*) => {
        /// The rows answered so far.
        #[derive(Default)]
        pub(super) struct Rows { $(pub(super) $name: Vec<$row>,)* }

        /// Which rows a query answers.
        #[allow(non_camel_case_types, reason = "named as the queries are")]
        #[derive(Clone, Copy)]
        pub(super) enum Which { $($name,)* }

        const ALL: &[(Which, &str, &str)] = &[$((Which::$name, stringify!($name), include_str!($path)),)*];

        impl Rows {
            fn accept<'de, D: Deserializer<'de>>(&mut self, which: Which, row: D) -> Result<(), D::Error> {
                match which { $(Which::$name => self.$name.push(serde::Deserialize::deserialize(row)?),)* }
                Ok(())
            }
        }
    };
}

queries! {
    roles: dependencies::RoleRow = "roles.sql";
    members: dependencies::MemberRow = "members.sql";
    comments: dependencies::CommentRow = "comments.sql";
    security_labels: dependencies::LabelRow = "security_labels.sql";
    schemas: <kinds::schema::Schema as Read>::Row = "../kinds/schema/query.sql";
    relations: kinds::relation::Row = "../kinds/relation/query.sql";
    foreign_tables: kinds::relation::ForeignRow = "../kinds/relation/foreign.sql";
    inheritance: kinds::relation::InheritanceRow = "../kinds/relation/inheritance.sql";
    columns: kinds::column::Row = "../kinds/column/query.sql";
    operator_class_names: kinds::index::OperatorClassRow = "../kinds/index/operator_classes.sql";
    collation_names: kinds::index::CollationRow = "../kinds/index/collations.sql";
    indexes: kinds::index::Row = "../kinds/index/query.sql";
    policies: kinds::policy::Row = "../kinds/policy/query.sql";
    aggregates: <kinds::aggregate::Aggregate as Read>::Row = "../kinds/aggregate/query.sql";
    enums: <kinds::enumeration::Enum as Read>::Row = "../kinds/enumeration/query.sql";
    composite_types: <kinds::composite_type::CompositeType as Read>::Row = "../kinds/composite_type/query.sql";
    domains: <kinds::domain::Domain as Read>::Row = "../kinds/domain/query.sql";
    ranges: <kinds::range::Range as Read>::Row = "../kinds/range/query.sql";
    base_types: <kinds::base_type::BaseType as Read>::Row = "../kinds/base_type/query.sql";
    operators: <kinds::operator::Operator as Read>::Row = "../kinds/operator/query.sql";
    operator_families: <kinds::operator_family::OperatorFamily as Read>::Row = "../kinds/operator_family/query.sql";
    operator_classes: <kinds::operator_class::OperatorClass as Read>::Row = "../kinds/operator_class/query.sql";
    collations: <kinds::collation::Collation as Read>::Row = "../kinds/collation/query.sql";
    conversions: <kinds::conversion::Conversion as Read>::Row = "../kinds/conversion/query.sql";
    statistics: <kinds::statistics::Statistics as Read>::Row = "../kinds/statistics/query.sql";
    text_search_parsers: <kinds::text_search_parser::TextSearchParser as Read>::Row = "../kinds/text_search_parser/query.sql";
    text_search_templates: <kinds::text_search_template::TextSearchTemplate as Read>::Row = "../kinds/text_search_template/query.sql";
    text_search_dictionaries: <kinds::text_search_dictionary::TextSearchDictionary as Read>::Row = "../kinds/text_search_dictionary/query.sql";
    text_search_configurations: <kinds::text_search_configuration::TextSearchConfiguration as Read>::Row = "../kinds/text_search_configuration/query.sql";
    extensions: <kinds::extension::Extension as Read>::Row = "../kinds/extension/query.sql";
    access_methods: <kinds::access_method::AccessMethod as Read>::Row = "../kinds/access_method/query.sql";
    languages: <kinds::language::Language as Read>::Row = "../kinds/language/query.sql";
    casts: <kinds::cast::Cast as Read>::Row = "../kinds/cast/query.sql";
    transforms: <kinds::transform::Transform as Read>::Row = "../kinds/transform/query.sql";
    foreign_data_wrappers: <kinds::foreign_data_wrapper::ForeignDataWrapper as Read>::Row = "../kinds/foreign_data_wrapper/query.sql";
    foreign_servers: <kinds::foreign_server::ForeignServer as Read>::Row = "../kinds/foreign_server/query.sql";
    user_mappings: <kinds::user_mapping::UserMapping as Read>::Row = "../kinds/user_mapping/query.sql";
    publications: <kinds::publication::Publication as Read>::Row = "../kinds/publication/query.sql";
    subscriptions: <kinds::subscription::Subscription as Read>::Row = "../kinds/subscription/query.sql";
    event_triggers: <kinds::event_trigger::EventTrigger as Read>::Row = "../kinds/event_trigger/query.sql";
    default_privileges: <kinds::default_privileges::DefaultPrivileges as Read>::Row = "../kinds/default_privileges/query.sql";
    member_changes: <kinds::member_change::MemberChange as Read>::Row = "../kinds/member_change/query.sql";
    functions: <kinds::function::Function as Read>::Row = "../kinds/function/query.sql";
    sequences: kinds::sequence::Row = "../kinds/sequence/query.sql";
    dependencies: dependencies::DependencyRow = "dependencies.sql";
    constraints: kinds::constraint::Row = "../kinds/constraint/query.sql";
    triggers: kinds::trigger::Row = "../kinds/trigger/query.sql";
    rules: kinds::rule::Row = "../kinds/rule/query.sql";
    column_details: kinds::column::DetailRow = "../kinds/column/details.sql";
    column_defaults: kinds::column::DefaultRow = "../kinds/column/defaults.sql";
    view_definitions: kinds::view::Row = "../kinds/view/query.sql";
    types: dependencies::TypeRow = "types.sql";
    index_columns: kinds::index::ColumnRow = "../kinds/index/columns.sql";
}

/// A catalog being read.
pub struct Reading {
    version: ServerVersion,
    queries: Vec<Query>,
    rows: Rows,
    answered: Vec<usize>,
    assembly: Assembly,
}

impl Reading {
    /// A reading from a server of this version. Versions newer than known are read as the newest known.
    pub fn new(version: ServerVersion) -> Self {
        Self::with(version, None)
    }

    /// A reading of some tables and views alone, with all that belongs to them. What they need is there too, but need not be whole.
    pub fn within(version: ServerVersion, extent: &Extent) -> Self {
        Self::with(version, Some(extent))
    }

    fn with(version: ServerVersion, extent: Option<&Extent>) -> Self {
        let major = version.major().clamp(ServerVersion::OLDEST_MAJOR, ServerVersion::NEWEST_MAJOR);
        let first = ALL.iter().filter(|(_, _, template)| !template::is_after(template));
        let queries = first
            .map(|(_, name, template)| Query {
                name,
                sql: template::written(template, major, extent),
                condition: template::condition(template),
                is_late: template::is_late(template),
            })
            .collect();
        let assembly = Assembly::new(version, ALL.len());
        Self { version, queries, rows: Rows::default(), answered: vec![0; ALL.len()], assembly }
    }

    /// The queries to run first, all in one snapshot.
    pub fn queries(&self) -> &[Query] {
        &self.queries
    }

    /// The queries to run when all others have answered, in the same snapshot: they ask about what those told. Their places follow
    /// those of [`Reading::queries`].
    pub fn follow_ups(&self) -> Vec<Query> {
        let used: BTreeSet<(Oid, i32)> = self.rows.columns.iter().map(|c| (c.type_oid, c.modifier)).collect();
        let told = [
            ("$oids", list(used.iter().map(|(oid, _)| oid))),
            ("$modifiers", list(used.iter().map(|(_, modifier)| modifier))),
            ("$indexes", list(self.rows.indexes.iter().filter(|i| i.has_telling_columns()).map(|i| i.oid))),
        ];
        let after = ALL.iter().filter(|(_, _, template)| template::is_after(template));
        after
            .map(|(_, name, text)| {
                let sql = template::written(text, self.version.major(), None);
                let sql = told.iter().fold(sql, |sql, (placeholder, list)| sql.replace(placeholder, list));
                Query { name, sql, condition: None, is_late: false }
            })
            .collect()
    }

    /// A query that tells which of the queries are worth running: one row with one column of an array of booleans, one for each query
    /// in order. Who does not ask may as well run all.
    pub fn worth_running(&self) -> String {
        let worth = self.queries.iter().map(|q| q.condition.as_deref().unwrap_or("true"));
        format!("SELECT ARRAY[{}] AS worth", worth.collect::<Vec<_>>().join(",\n"))
    }

    /// How many rows a query has answered so far; none when there is no query of the name.
    pub fn answered(&self, name: &str) -> usize {
        ALL.iter().position(|(_, own, _)| *own == name).map_or(0, |at| self.answered[at])
    }

    /// Takes one row that the query at this place of [`Reading::queries`] answered.
    ///
    /// # Errors
    /// When the row has not the columns or types that the query's text promises.
    ///
    /// # Panics
    /// When there is no such query.
    pub fn accept<'de, D: Deserializer<'de>>(&mut self, query: usize, row: D) -> Result<(), D::Error> {
        self.answered[query] += 1;
        self.rows.accept(ALL[query].0, row)
    }

    /// Takes the whole answer of [`Query::as_json`].
    ///
    /// # Errors
    /// When it is no JSON array of rows as the query promises them.
    ///
    /// # Panics
    /// When there is no such query.
    pub fn accept_json(&mut self, query: usize, answer: &str) -> serde_json::Result<()> {
        let rows: Vec<serde_json::Value> = serde_json::from_str(answer)?;
        rows.iter().try_for_each(|row| self.accept(query, Json(row)))
    }

    /// Says that the queries at these places have answered all their rows, or are not run. What can be put together of the rows so far, is:
    /// a server that is still busy with other queries need not be waited for idly.
    pub fn complete(&mut self, queries: impl IntoIterator<Item = usize>) {
        let mut is_news = false;
        for query in queries {
            self.assembly.complete(ALL[query].0);
            is_news = true;
        }
        if is_news {
            self.assembly.go_on(&mut self.rows);
        }
    }

    /// Puts the catalog together. Besides the catalog come what was not understood, and whether a function that deparses
    /// found something gone that the snapshot still shows: then the reading should begin again.
    pub fn finish(mut self) -> (Catalog, Vec<Warning>, bool) {
        self.complete(0..ALL.len());
        self.assembly.finish()
    }
}

fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}
