//! The kinds of objects, and the single list of them.

/// Calls `$with!` with the list of kinds. `docs/contributing/new-kind.md` lists what else a new
/// kind needs.
///
/// - `global` kinds belong to the database, `local` kinds to a schema. Both have a list in the
///   catalog and a map in the snapshot, named as in the last column.
/// - `nested` kinds are part of a table, view or domain.
#[macro_export]
macro_rules! kinds {
    ($with:ident) => {
        $with! {
            global {
                Extension "extension" extension::Extension extensions,
                AccessMethod "access method" access_method::AccessMethod access_methods,
                Language "language" language::Language languages,
                Cast "cast" cast::Cast casts,
                Transform "transform" transform::Transform transforms,
                ForeignDataWrapper "foreign-data wrapper" foreign_data_wrapper::ForeignDataWrapper foreign_data_wrappers,
                ForeignServer "foreign server" foreign_server::ForeignServer foreign_servers,
                UserMapping "user mapping" user_mapping::UserMapping user_mappings,
                Publication "publication" publication::Publication publications,
                Subscription "subscription" subscription::Subscription subscriptions,
                EventTrigger "event trigger" event_trigger::EventTrigger event_triggers,
                DefaultPrivileges "default privileges" default_privileges::DefaultPrivileges default_privileges,
                MemberChange "member change" member_change::MemberChange member_changes,
            }
            local {
                Table "table" table::Table tables,
                ForeignTable "foreign table" table::Table foreign_tables,
                View "view" view::View views,
                MaterializedView "materialized view" materialized_view::MaterializedView materialized_views,
                Sequence "sequence" sequence::Sequence sequences,
                Function "function" function::Function functions,
                Procedure "procedure" function::Function procedures,
                Aggregate "aggregate" aggregate::Aggregate aggregates,
                Enum "enum" enumeration::Enum enums,
                CompositeType "composite type" composite_type::CompositeType composite_types,
                Domain "domain" domain::Domain domains,
                Range "range" range::Range ranges,
                BaseType "base type" base_type::BaseType base_types,
                Operator "operator" operator::Operator operators,
                OperatorClass "operator class" operator_class::OperatorClass operator_classes,
                OperatorFamily "operator family" operator_family::OperatorFamily operator_families,
                Collation "collation" collation::Collation collations,
                Conversion "conversion" conversion::Conversion conversions,
                Statistics "statistics" statistics::Statistics statistics,
                TextSearchParser "text search parser" text_search_parser::TextSearchParser text_search_parsers,
                TextSearchTemplate "text search template" text_search_template::TextSearchTemplate text_search_templates,
                TextSearchDictionary "text search dictionary" text_search_dictionary::TextSearchDictionary text_search_dictionaries,
                TextSearchConfiguration "text search configuration" text_search_configuration::TextSearchConfiguration text_search_configurations,
            }
            nested {
                Column "column",
                Default "default",
                Constraint "constraint",
                Index "index",
                Trigger "trigger",
                Rule "rule",
                Policy "policy",
            }
        }
    };
}
pub(crate) use kinds;

macro_rules! kind_enum {
    (
        global { $($global:ident $global_word:literal $gm:ident :: $gt:ident $gf:ident,)* }
        local { $($local:ident $local_word:literal $lm:ident :: $lt:ident $lf:ident,)* }
        nested { $($nested:ident $nested_word:literal,)* }
    ) => {
        /// A kind of object.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "each variant is PostgreSQL's own term")]
        pub enum Kind {
            Schema,
            $($global,)*
            $($local,)*
            $($nested,)*
        }

        impl Kind {
            /// Every kind, in the order of the outputs.
            pub const ALL: &'static [Kind] = &[
                Kind::Schema, $(Kind::$global,)* $(Kind::$local,)* $(Kind::$nested,)*
            ];

            /// PostgreSQL's term for the kind: `table`, `materialized view`.
            pub fn word(self) -> &'static str {
                match self {
                    Kind::Schema => "schema",
                    $(Kind::$global => $global_word,)*
                    $(Kind::$local => $local_word,)*
                    $(Kind::$nested => $nested_word,)*
                }
            }

            /// Whether objects of the kind belong to a schema.
            pub fn is_in_schema(self) -> bool {
                !matches!(self, Kind::Schema $(| Kind::$global)*)
            }
        }
    };
}
kinds!(kind_enum);

/// What the stages need to know about a kind.
struct Properties {
    has_signature: bool,
    has_owner: bool,
    is_relation: bool,
    is_named_in_relation: bool,
}

impl Properties {
    const PLAIN: Self =
        Self { has_signature: false, has_owner: false, is_relation: false, is_named_in_relation: false };
    const OWNED: Self = Self { has_owner: true, ..Self::PLAIN };
}

impl Kind {
    /// The properties of a kind. Every kind is listed, so that a new one does not compile without
    /// them.
    fn properties(self) -> Properties {
        match self {
            Self::Schema
            | Self::Language
            | Self::ForeignDataWrapper
            | Self::ForeignServer
            | Self::Publication
            | Self::Subscription
            | Self::EventTrigger
            | Self::Enum
            | Self::Range
            | Self::BaseType
            | Self::Collation
            | Self::Conversion
            | Self::Statistics
            | Self::TextSearchDictionary
            | Self::TextSearchConfiguration => Properties::OWNED,
            Self::Table
            | Self::ForeignTable
            | Self::View
            | Self::MaterializedView
            | Self::Sequence
            | Self::CompositeType
            | Self::Domain => Properties { is_relation: true, ..Properties::OWNED },
            Self::Function
            | Self::Procedure
            | Self::Aggregate
            | Self::Operator
            | Self::OperatorClass
            | Self::OperatorFamily => Properties { has_signature: true, ..Properties::OWNED },
            Self::Cast
            | Self::Transform
            | Self::UserMapping
            | Self::DefaultPrivileges
            | Self::MemberChange => Properties { has_signature: true, ..Properties::PLAIN },
            Self::Extension | Self::AccessMethod | Self::TextSearchParser | Self::TextSearchTemplate => {
                Properties::PLAIN
            }
            Self::Column | Self::Default | Self::Constraint | Self::Trigger | Self::Rule | Self::Policy => {
                Properties { is_named_in_relation: true, ..Properties::PLAIN }
            }
            // Names of indexes are unique in their schema.
            Self::Index => Properties::PLAIN,
        }
    }

    /// Whether names of the kind have a signature: argument types, an access method, or a whole
    /// clause of SQL. They are not quoted.
    pub fn has_signature(self) -> bool {
        self.properties().has_signature
    }

    /// Whether the kind has `ALTER … OWNER TO`.
    pub fn has_owner(self) -> bool {
        self.properties().has_owner
    }

    /// Whether the kind shares its names with tables, and has columns or constraints.
    pub fn is_relation(self) -> bool {
        self.properties().is_relation
    }

    /// Whether names of the kind are unique only within a table, view or domain.
    pub fn is_named_in_relation(self) -> bool {
        self.properties().is_named_in_relation
    }
}

impl Kind {
    /// The term as one word: `materialized_view`. Used in patterns and identities.
    pub fn key(self) -> String {
        self.word().chars().map(|c| if c.is_ascii_lowercase() { c } else { '_' }).collect()
    }

    /// The kind that a word names, in singular or plural, with spaces, hyphens or underscores.
    pub fn parse(word: &str) -> Option<Kind> {
        let wanted = word.to_lowercase().replace([' ', '-'], "_");
        let singular = [
            wanted.strip_suffix("ies").map(|s| format!("{s}y")),
            wanted.strip_suffix("es").map(str::to_owned),
            wanted.strip_suffix('s').map(str::to_owned),
        ];
        Kind::ALL
            .iter()
            .copied()
            .find(|k| k.key() == wanted)
            .or_else(|| Kind::ALL.iter().copied().find(|k| singular.iter().flatten().any(|s| *s == k.key())))
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}
