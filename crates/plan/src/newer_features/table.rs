//! The features that PostgreSQL 15 and later versions added to the properties of objects.
//!
//! A property whose absence has the same effect on older servers is not here: a server before 18
//! ignores the name of a not-null constraint.

use pgplumb_catalog::kinds::column::{Column, GeneratedKind};
use pgplumb_catalog::{Kind, ObjectId};
use serde_json::Value;

use super::{Feature, Property};

const COLUMN: &[Kind] = &[Kind::Column];
const CONSTRAINT: &[Kind] = &[Kind::Constraint];
const PUBLICATION: &[Kind] = &[Kind::Publication];
const SUBSCRIPTION: &[Kind] = &[Kind::Subscription];
const WITH_ROWS: &[Kind] = &[Kind::Table, Kind::MaterializedView];

/// Built-in types that are newer than version 14, all from version 19.
const TYPES_OF_19: &[&str] = &["oid8", "regdatabase"];

/// The features, by their first version.
pub const FEATURES: &[Feature] = &[
    Feature {
        kinds: &[Kind::Index],
        property: "/nulls_not_distinct",
        is_used: is_set,
        since: 15,
        name: "unique constraints and indexes with NULLS NOT DISTINCT",
        instead: "remove NULLS NOT DISTINCT",
    },
    Feature {
        kinds: CONSTRAINT,
        property: "/on_delete_columns",
        is_used: is_set,
        since: 15,
        name: "column lists of ON DELETE SET NULL and SET DEFAULT",
        instead: "remove the list",
    },
    Feature {
        kinds: &[Kind::View],
        property: "/options",
        is_used: |it| has_option(it.value, &["security_invoker"]),
        since: 15,
        name: "views with security_invoker",
        instead: "remove the option",
    },
    Feature {
        kinds: &[Kind::Sequence],
        property: "/persistence",
        // A sequence that belongs to a column follows the table.
        is_used: |it| it.value == "UNLOGGED" && it.object["owned_by"].is_null(),
        since: 15,
        name: "unlogged sequences",
        instead: "make it logged",
    },
    Feature {
        kinds: PUBLICATION,
        property: "/schemas",
        is_used: is_set,
        since: 15,
        name: "publications FOR TABLES IN SCHEMA",
        instead: "list the tables",
    },
    Feature {
        kinds: PUBLICATION,
        property: "/tables",
        is_used: |it| any(it.value, |table| !table["columns"].is_null()),
        since: 15,
        name: "column lists of publications",
        instead: "publish all columns",
    },
    Feature {
        kinds: PUBLICATION,
        property: "/tables",
        is_used: |it| any(it.value, |table| !table["row_filter"].is_null()),
        since: 15,
        name: "row filters of publications",
        instead: "publish all rows",
    },
    subscription_option("/two_phase", 15, "subscriptions with two_phase"),
    subscription_option("/disable_on_error", 15, "subscriptions with disable_on_error"),
    Feature {
        kinds: &[Kind::Collation],
        property: "/rules",
        is_used: is_set,
        since: 16,
        name: "collations with rules",
        instead: "remove RULES",
    },
    Feature {
        kinds: SUBSCRIPTION,
        property: "/streaming",
        is_used: |it| it.value == "parallel",
        since: 16,
        name: "subscriptions with streaming = parallel",
        instead: "set streaming = on",
    },
    subscription_option("/password_not_required", 16, "subscriptions with password_required = false"),
    subscription_option("/run_as_owner", 16, "subscriptions with run_as_owner"),
    subscription_option("/origin", 16, "subscriptions with an origin"),
    Feature {
        kinds: &[Kind::Trigger],
        property: "/events",
        is_used: |it| any(it.value, |event| event == "TRUNCATE") && !it.container["foreign"].is_null(),
        since: 16,
        name: "TRUNCATE triggers of foreign tables",
        instead: "remove the event",
    },
    Feature {
        kinds: &[Kind::Collation],
        property: "/provider",
        is_used: |it| it.value == "builtin",
        since: 17,
        name: "collations of the provider builtin",
        instead: "use another provider",
    },
    subscription_option("/failover", 17, "subscriptions with failover"),
    Feature {
        kinds: &[Kind::EventTrigger],
        property: "/event",
        is_used: |it| it.value == "login",
        since: 17,
        name: "event triggers on login",
        instead: "leave it out",
    },
    Feature {
        kinds: CONSTRAINT,
        property: "/constraint_type",
        is_used: |it| it.value == "EXCLUDE" && is_partitioned(it.container),
        since: 17,
        name: "exclusion constraints of partitioned tables",
        instead: "declare it on each partition",
    },
    Feature {
        kinds: &[Kind::Table],
        property: "/access_method",
        is_used: |it| is_partitioned(it.container),
        since: 17,
        name: "access methods of partitioned tables",
        instead: "specify the access method on each partition",
    },
    Feature {
        kinds: &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView],
        property: "/privileges",
        is_used: |it| grants_maintain(it.value, &it.object["owner"]),
        since: 17,
        name: "grants of MAINTAIN",
        instead: "do not grant it",
    },
    Feature {
        kinds: &[Kind::DefaultPrivileges],
        property: "/grants",
        is_used: |it| grants_maintain(it.value, &it.object["role"]),
        since: 17,
        name: "default privileges with MAINTAIN",
        instead: "do not grant it",
    },
    Feature {
        kinds: COLUMN,
        property: "/generated/kind",
        is_used: |it| it.value == GeneratedKind::Virtual.word(),
        since: 18,
        name: "virtual generated columns",
        instead: "declare it STORED",
    },
    Feature {
        kinds: COLUMN,
        property: "/not_null/not_valid",
        is_used: is_set,
        since: 18,
        name: "not-null constraints that are NOT VALID",
        instead: "declare it NOT NULL, or leave it nullable",
    },
    Feature {
        kinds: COLUMN,
        property: "/not_null/no_inherit",
        is_used: is_set,
        since: 18,
        name: "not-null constraints with NO INHERIT",
        instead: "remove NO INHERIT",
    },
    Feature {
        kinds: COLUMN,
        property: "/not_null/comment",
        is_used: is_set,
        since: 18,
        name: "comments on not-null constraints of tables",
        instead: "remove the comment",
    },
    Feature {
        kinds: CONSTRAINT,
        property: "/not_enforced",
        is_used: is_set,
        since: 18,
        name: "constraints that are NOT ENFORCED",
        instead: "enforce it, or leave it out",
    },
    Feature {
        kinds: CONSTRAINT,
        property: "/without_overlaps",
        is_used: is_set,
        since: 18,
        name: "keys WITHOUT OVERLAPS",
        instead: "declare an exclusion constraint",
    },
    Feature {
        kinds: CONSTRAINT,
        property: "/period",
        is_used: is_set,
        since: 18,
        name: "foreign keys with PERIOD",
        instead: "leave it out",
    },
    Feature {
        kinds: CONSTRAINT,
        property: "/not_valid",
        is_used: |it| is_partitioned(it.container) && !it.object["foreign_table"].is_null(),
        since: 18,
        name: "foreign keys of partitioned tables that are NOT VALID",
        instead: "remove NOT VALID",
    },
    Feature {
        kinds: PUBLICATION,
        property: "/publish_generated_columns",
        is_used: is_set,
        since: 18,
        name: "publications with publish_generated_columns",
        instead: "remove the option",
    },
    Feature {
        kinds: &[Kind::DefaultPrivileges],
        property: "/object_type",
        is_used: |it| it.value == "LARGE OBJECTS",
        since: 18,
        name: "default privileges on large objects",
        instead: "leave them out",
    },
    Feature {
        kinds: &[Kind::Collation],
        property: "/locale",
        is_used: |it| it.value == "PG_UNICODE_FAST" && it.object["provider"] == "builtin",
        since: 18,
        name: "collations with the locale PG_UNICODE_FAST",
        instead: "use another locale",
    },
    Feature {
        kinds: WITH_ROWS,
        property: "/options",
        is_used: |it| {
            has_option(it.value, &["autovacuum_vacuum_max_threshold", "vacuum_max_eager_freeze_failure_rate"])
        },
        since: 18,
        name: "autovacuum_vacuum_max_threshold and vacuum_max_eager_freeze_failure_rate",
        instead: "remove the storage parameter",
    },
    Feature {
        kinds: &[Kind::Aggregate],
        property: "/support_function",
        is_used: is_set,
        since: 19,
        name: "support functions of aggregates",
        instead: "remove SUPPORT",
    },
    Feature {
        kinds: &[Kind::ForeignDataWrapper],
        property: "/connection",
        is_used: is_set,
        since: 19,
        name: "foreign-data wrappers with CONNECTION",
        instead: "remove CONNECTION",
    },
    Feature {
        kinds: PUBLICATION,
        property: "/all_sequences",
        is_used: is_set,
        since: 19,
        name: "publications FOR ALL SEQUENCES",
        instead: "leave the sequences out",
    },
    Feature {
        kinds: PUBLICATION,
        property: "/except_tables",
        is_used: is_set,
        since: 19,
        name: "publications FOR ALL TABLES EXCEPT",
        instead: "list the tables to publish",
    },
    Feature {
        kinds: SUBSCRIPTION,
        property: "/server",
        is_used: is_set,
        since: 19,
        name: "subscriptions of a server",
        instead: "specify a connection string",
    },
    subscription_option("/retain_dead_tuples", 19, "subscriptions with retain_dead_tuples"),
    subscription_option("/max_retention_duration", 19, "subscriptions with max_retention_duration"),
    subscription_option("/wal_receiver_timeout", 19, "subscriptions with wal_receiver_timeout"),
    Feature {
        kinds: &[Kind::Statistics],
        property: "/expressions",
        is_used: needs_virtual_column,
        since: 19,
        name: "statistics objects on virtual generated columns",
        instead: "leave the column out",
    },
    Feature {
        kinds: WITH_ROWS,
        property: "/options",
        is_used: |it| has_option(it.value, &["autovacuum_parallel_workers", "log_autoanalyze_min_duration"]),
        since: 19,
        name: "autovacuum_parallel_workers and log_autoanalyze_min_duration",
        instead: "remove the storage parameter",
    },
    Feature {
        kinds: COLUMN,
        property: "/type",
        is_used: is_type_of_19,
        since: 19,
        name: "columns of the types oid8 and regdatabase",
        instead: "use another type",
    },
    Feature {
        kinds: &[Kind::Domain],
        property: "/base_type",
        is_used: is_type_of_19,
        since: 19,
        name: "domains over the types oid8 and regdatabase",
        instead: "use another type",
    },
];

/// An option of subscriptions, which has its default value on servers without it.
const fn subscription_option(property: &'static str, since: u32, name: &'static str) -> Feature {
    Feature { kinds: SUBSCRIPTION, property, is_used: is_set, since, name, instead: "remove the option" }
}

/// The property is there, so it does not have its default value.
fn is_set(_: &Property<'_>) -> bool {
    true
}

fn any(list: &Value, condition: impl Fn(&Value) -> bool) -> bool {
    list.as_array().into_iter().flatten().any(condition)
}

/// Whether a list of options, `name=value`, has one of these.
fn has_option(options: &Value, names: &[&str]) -> bool {
    let name = |option: &Value| option.as_str()?.split('=').next().map(str::to_owned);
    any(options, |option| name(option).is_some_and(|name| names.contains(&name.as_str())))
}

fn is_partitioned(table: &Value) -> bool {
    !table["partition_key"].is_null()
}

/// Whether somebody else than the owner, who has every privilege anyway, may `MAINTAIN`.
fn grants_maintain(grants: &Value, owner: &Value) -> bool {
    any(grants, |grant| {
        let is_owner = grant["grantee"] == *owner || grant["grantee"] == grant["grantor"];
        let is_granted = |key: &str| any(&grant[key], |privilege| privilege == "MAINTAIN");
        !is_owner && (is_granted("privileges") || is_granted("grantable"))
    })
}

fn is_type_of_19(it: &Property<'_>) -> bool {
    it.value.as_str().is_some_and(|name| TYPES_OF_19.contains(&name.trim_end_matches("[]")))
}

/// Whether statistics need a virtual generated column. Such a column is one of their expressions.
fn needs_virtual_column(it: &Property<'_>) -> bool {
    let is_virtual = |column: &Column| {
        column.generated.as_ref().is_some_and(|generated| generated.kind == GeneratedKind::Virtual)
    };
    let column = |id: &ObjectId| it.catalog.table(&it.catalog.container(id)?)?.column(&id.name);
    let needed = it.catalog.dependencies.of(it.id);
    needed.filter(|id| id.kind == Kind::Column).filter_map(column).any(is_virtual)
}
