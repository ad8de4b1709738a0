//! The list of queries.

use serde::Deserializer;

use super::{Read, dependencies};
use crate::kinds;

macro_rules! queries {
    ($($(#[$meta:meta])* $name:ident: $row:ty = $path:literal;)*) => {
        /// The rows accepted so far.
        #[derive(Default)]
        pub(super) struct Rows { $(pub(super) $name: Vec<$row>,)* }

        /// A query in the list.
        #[allow(non_camel_case_types, reason = "named as the queries are")]
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(super) enum QueryId { $($name,)* }

        pub(super) const QUERIES: &[(QueryId, &str, &str)] = &[$((QueryId::$name, stringify!($name), include_str!($path)),)*];

        impl Rows {
            pub(super) fn accept<'de, D: Deserializer<'de>>(&mut self, query: QueryId, row: D) -> Result<(), D::Error> {
                match query { $(QueryId::$name => self.$name.push(serde::Deserialize::deserialize(row)?),)* }
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
    composite_types: kinds::composite_type::Row = "../kinds/composite_type/query.sql";
    domains: kinds::domain::Row = "../kinds/domain/query.sql";
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
    subscription_connections: kinds::subscription::ConnectionRow = "../kinds/subscription/connections.sql";
    event_triggers: <kinds::event_trigger::EventTrigger as Read>::Row = "../kinds/event_trigger/query.sql";
    default_privileges: <kinds::default_privileges::DefaultPrivileges as Read>::Row = "../kinds/default_privileges/query.sql";
    member_changes: kinds::member_change::Row = "../kinds/member_change/query.sql";
    functions: <kinds::function::Function as Read>::Row = "../kinds/function/query.sql";
    sequences: kinds::sequence::rows::Row = "../kinds/sequence/query.sql";
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

#[cfg(test)]
mod tests {
    use super::QUERIES;
    use crate::kind::kinds;

    macro_rules! lists {
        (
            global { $($global:ident $gw:literal $gm:ident :: $gt:ident $gf:ident,)* }
            local { $($local:ident $lw:literal $lm:ident :: $lt:ident $lf:ident,)* }
            nested { $($nested:ident $nw:literal,)* }
        ) => {
            const LISTS: &[&str] = &[$(stringify!($gf),)* $(stringify!($lf),)*];
        };
    }
    kinds!(lists);

    #[test]
    fn queries_skip_members_of_extensions() {
        // The first two are never members. The query `relations` skips the last two.
        const EXEMPT: &[&str] = &["extensions", "default_privileges", "foreign_tables", "sequences"];
        for (_, name, sql) in QUERIES.iter().filter(|(_, name, _)| LISTS.contains(name)) {
            let skips = sql.contains("deptype = 'e'") || sql.contains("deptype IN ('e'");
            assert!(skips != EXEMPT.contains(name), "{name} does not skip members of extensions");
        }
    }

    #[test]
    fn every_kind_has_a_query() {
        // The queries `relations` and `functions` read these kinds.
        const SHARED: &[&str] = &["tables", "views", "materialized_views", "procedures"];
        for list in LISTS {
            let has_query = QUERIES.iter().any(|(_, name, _)| name == list);
            assert!(has_query != SHARED.contains(list), "no query for {list}");
        }
    }
}
