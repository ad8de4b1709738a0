//! The sections of a dump.

use pgplumb_catalog::Kind;
use pgplumb_catalog::order::Unit;

/// A titled section of a dump. The order of variants is the order in the dump.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Section {
    Schemas,
    Extensions,
    Languages,
    ForeignData,
    Collations,
    Types,
    Operators,
    TextSearch,
    Functions,
    Tables,
    Views,
    Statistics,
    Indexes,
    ForeignKeys,
    Privileges,
    Replication,
    EventTriggers,
}

impl Section {
    /// All sections in order.
    pub(crate) const ALL: [Self; 17] = [
        Self::Schemas,
        Self::Extensions,
        Self::Languages,
        Self::ForeignData,
        Self::Collations,
        Self::Types,
        Self::Operators,
        Self::TextSearch,
        Self::Functions,
        Self::Tables,
        Self::Views,
        Self::Statistics,
        Self::Indexes,
        Self::ForeignKeys,
        Self::Privileges,
        Self::Replication,
        Self::EventTriggers,
    ];

    /// The title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Schemas => "Schemas",
            Self::Extensions => "Extensions",
            Self::Languages => "Languages and access methods",
            Self::ForeignData => "Foreign data",
            Self::Collations => "Collations and conversions",
            Self::Types => "Types",
            Self::Operators => "Operators, casts and transforms",
            Self::TextSearch => "Text search",
            Self::Functions => "Functions",
            Self::Tables => "Tables",
            Self::Views => "Views",
            Self::Statistics => "Statistics",
            Self::Indexes => "Indexes that call functions",
            Self::ForeignKeys => "Constraints between tables",
            Self::Privileges => "Privileges",
            Self::Replication => "Publications and subscriptions",
            Self::EventTriggers => "Event triggers",
        }
    }

    /// The section for a unit. `is_late` marks constraints and indexes that are created after all
    /// tables.
    pub(crate) fn of(unit: &Unit, is_late: bool) -> Self {
        match unit.object.kind {
            _ if is_late && unit.id.listed_with() == Kind::Constraint => Self::ForeignKeys,
            _ if is_late && unit.id.listed_with() == Kind::Index => Self::Indexes,
            Kind::Schema => Self::Schemas,
            Kind::Extension => Self::Extensions,
            Kind::Language | Kind::AccessMethod => Self::Languages,
            Kind::ForeignDataWrapper | Kind::ForeignServer | Kind::UserMapping => Self::ForeignData,
            Kind::Collation | Kind::Conversion => Self::Collations,
            Kind::Enum | Kind::BaseType | Kind::Range | Kind::Domain | Kind::CompositeType => Self::Types,
            Kind::Cast | Kind::Operator | Kind::OperatorFamily | Kind::OperatorClass | Kind::Transform => {
                Self::Operators
            }
            Kind::TextSearchParser
            | Kind::TextSearchTemplate
            | Kind::TextSearchDictionary
            | Kind::TextSearchConfiguration => Self::TextSearch,
            Kind::Function | Kind::Procedure | Kind::Aggregate => Self::Functions,
            Kind::Sequence
            | Kind::Table
            | Kind::ForeignTable
            | Kind::Column
            | Kind::Default
            | Kind::Constraint
            | Kind::Index
            | Kind::Trigger
            | Kind::Rule
            | Kind::Policy => Self::Tables,
            Kind::View | Kind::MaterializedView => Self::Views,
            Kind::Statistics => Self::Statistics,
            Kind::MemberChange | Kind::DefaultPrivileges => Self::Privileges,
            Kind::Publication | Kind::Subscription => Self::Replication,
            Kind::EventTrigger => Self::EventTriggers,
        }
    }
}
