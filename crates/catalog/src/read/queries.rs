//! The list of queries, and the order in which their rows are put together.

use std::collections::BTreeSet;

use serde::Deserializer;

use super::context::{Context, Oid};
use super::json::Json;
use super::{Query, Read, Warning, dependencies, template};
use crate::kinds::{self, Object};
use crate::{Catalog, ServerVersion};

macro_rules! queries {
    ($($(#[$meta:meta])* $name:ident: $row:ty = $path:literal;)*) => {
        /// The rows answered so far.
        #[derive(Default)]
        struct Rows { $($name: Vec<$row>,)* }

        /// Which rows a query answers.
        #[allow(non_camel_case_types, reason = "named as the queries are")]
        #[derive(Clone, Copy)]
        enum Which { $($name,)* }

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
    column_details: kinds::column::DetailRow = "../kinds/column/details.sql";
    column_defaults: kinds::column::DefaultRow = "../kinds/column/defaults.sql";
    operator_class_names: kinds::index::OperatorClassRow = "../kinds/index/operator_classes.sql";
    collation_names: kinds::index::CollationRow = "../kinds/index/collations.sql";
    indexes: kinds::index::Row = "../kinds/index/query.sql";
    constraints: kinds::constraint::Row = "../kinds/constraint/query.sql";
    triggers: kinds::trigger::Row = "../kinds/trigger/query.sql";
    rules: kinds::rule::Row = "../kinds/rule/query.sql";
    policies: kinds::policy::Row = "../kinds/policy/query.sql";
    sequences: kinds::sequence::Row = "../kinds/sequence/query.sql";
    view_definitions: kinds::view::Row = "../kinds/view/query.sql";
    functions: <kinds::function::Function as Read>::Row = "../kinds/function/query.sql";
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
    dependencies: dependencies::DependencyRow = "dependencies.sql";
    types: dependencies::TypeRow = "types.sql";
    index_columns: kinds::index::ColumnRow = "../kinds/index/columns.sql";
}

/// A catalog being read.
pub struct Reading {
    version: ServerVersion,
    queries: Vec<Query>,
    rows: Rows,
    answered: Vec<usize>,
}

impl Reading {
    /// A reading from a server of this version. Versions newer than known are read as the newest known.
    pub fn new(version: ServerVersion) -> Self {
        let major = version.major().clamp(ServerVersion::OLDEST_MAJOR, ServerVersion::NEWEST_MAJOR);
        let first = ALL.iter().filter(|(_, _, template)| !template::is_after(template));
        let queries = first
            .map(|(_, name, template)| Query {
                name,
                sql: template::for_version(template, major),
                condition: template::condition(template),
            })
            .collect();
        Self { version, queries, rows: Rows::default(), answered: vec![0; ALL.len()] }
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
                let sql = template::for_version(text, self.version.major());
                let sql = told.iter().fold(sql, |sql, (placeholder, list)| sql.replace(placeholder, list));
                Query { name, sql, condition: None }
            })
            .collect()
    }

    /// A query that tells which of the queries are worth running: one row with one column of an array of booleans, one for each query
    /// in order. Who does not ask may as well run all.
    pub fn worth_running(&self) -> String {
        let worth =
            self.queries.iter().map(|q| q.condition.map_or("true".to_owned(), |c| format!("EXISTS ({c})")));
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

    /// Puts the catalog together. Besides the catalog come what was not understood, and whether a function that deparses
    /// found something gone that the snapshot still shows: then the reading should begin again.
    pub fn finish(self) -> (Catalog, Vec<Warning>, bool) {
        let Self { version, rows, .. } = self;
        let mut cx = Context::new(version);
        let mut catalog = Catalog { server_version: version, ..Catalog::default() };
        dependencies::load(
            &mut cx,
            rows.roles,
            rows.members,
            rows.comments,
            rows.security_labels,
            rows.types,
        );
        kinds::relation::load_names(&mut cx, &rows.relations, &rows.columns);
        catalog.schemas = objects(rows.schemas, &mut cx);

        kinds::relation::load_inheritance(&mut cx, rows.inheritance);
        kinds::index::load(
            &mut cx,
            rows.operator_class_names,
            rows.collation_names,
            rows.index_columns,
            rows.indexes,
        );
        kinds::constraint::load(&mut cx, rows.constraints);
        kinds::trigger::load(&mut cx, rows.triggers);
        kinds::rule::load(&mut cx, rows.rules);
        kinds::policy::load(&mut cx, rows.policies);
        let owners = rows.dependencies.iter().filter_map(dependencies::DependencyRow::sequence_owner);
        kinds::sequence::load(&mut cx, rows.sequences, owners);
        kinds::view::load(&mut cx, rows.view_definitions);
        kinds::relation::load_foreign(&mut cx, rows.foreign_tables);
        kinds::column::load(&mut cx, rows.columns, rows.column_details, rows.column_defaults);
        kinds::relation::assemble(&mut cx, rows.relations, &mut catalog);

        let (procedures, functions) = objects::<kinds::function::Function>(rows.functions, &mut cx)
            .into_iter()
            .partition(kinds::function::Function::is_procedure);
        catalog.functions = functions;
        catalog.procedures = procedures;
        macro_rules! read { ($($list:ident)*) => { $(catalog.$list = objects(rows.$list, &mut cx);)* } }
        read! {
            aggregates enums composite_types domains ranges base_types operators operator_families operator_classes
            collations conversions statistics text_search_parsers text_search_templates text_search_dictionaries
            text_search_configurations extensions access_methods languages casts transforms foreign_data_wrappers
            foreign_servers user_mappings publications subscriptions event_triggers default_privileges member_changes
        }
        dependencies::resolve(&mut cx, rows.dependencies, &mut catalog);
        catalog.sort();
        let mut warnings = cx.warnings;
        warnings.sort();
        (catalog, warnings, cx.disturbed)
    }
}

fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}

/// Makes objects of their rows and records which OIDs they are.
fn objects<T: Read + Object>(rows: Vec<T::Row>, cx: &mut Context) -> Vec<T> {
    rows.into_iter()
        .filter_map(|row| {
            let (oid, object) = T::read(row, cx)?;
            cx.register(T::CLASS, oid, object.id());
            Some(object)
        })
        .collect()
}
