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
    ForeignKeys,
    Privileges,
    Replication,
    EventTriggers,
}

impl Section {
    /// All sections in order.
    pub(crate) const ALL: [Self; 16] = [
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
            Self::ForeignKeys => "Constraints between tables",
            Self::Privileges => "Privileges",
            Self::Replication => "Publications and subscriptions",
            Self::EventTriggers => "Event triggers",
        }
    }

    /// The section for a unit. `is_late` marks constraints that are created after all tables.
    pub(crate) fn of(unit: &Unit, is_late: bool) -> Self {
        match unit.object.kind {
            _ if is_late => Self::ForeignKeys,
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

/// Returns the section of each unit. A unit that an earlier section depends on moves to that
/// section, so that every section occurs once and in order.
pub(super) fn sections(units: &[Unit]) -> Vec<Section> {
    // A constraint that does not directly follow its table was postponed until all tables exist.
    let mut is_late = false;
    let mut previous: Option<&Unit> = None;
    let mut sections: Vec<Section> = Vec::with_capacity(units.len());
    for unit in units {
        let continues_object = previous.is_some_and(|previous| previous.object == unit.object);
        is_late = unit.id.listed_with() == Kind::Constraint && (is_late || !continues_object);
        sections.push(Section::of(unit, is_late));
        previous = Some(unit);
    }
    let mut earliest = Section::EventTriggers;
    for section in sections.iter_mut().rev() {
        earliest = earliest.min(*section);
        *section = earliest;
    }
    sections
}
