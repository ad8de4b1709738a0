//! Aggregates: ordinary, ordered-set and hypothetical-set (`pg_aggregate`).

mod create;
mod rules;

pub(crate) use rules::RULES;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::function::Parallel;
use super::function::arguments::{self, Argument, ArgumentMode};
use super::{AclKind, CommonProperties, Create, Object, SqlContext, codes, is_default, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, qualified};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    kind: String,
    direct_arguments: i16,
    argument_types: Vec<String>,
    argument_modes: Option<Vec<String>>,
    argument_names: Option<Vec<String>>,
    parallel: String,
    state_function: String,
    state_type: String,
    state_size: i32,
    initial_state: Option<String>,
    final_function: Option<String>,
    final_extra: bool,
    final_modify: String,
    combine_function: Option<String>,
    serial_function: Option<String>,
    deserial_function: Option<String>,
    moving_state_function: Option<String>,
    moving_inverse_function: Option<String>,
    moving_state_type: Option<String>,
    moving_state_size: i32,
    moving_initial_state: Option<String>,
    moving_final_function: Option<String>,
    moving_final_extra: bool,
    moving_final_modify: String,
    sort_operator: Option<String>,
    support_function: Option<String>,
}

object! {
    /// An aggregate. Functions and operators have their SQL names.
    pub struct Aggregate in schema {
        /// Whether it is a normal, ordered-set or hypothetical-set aggregate.
        pub kind: AggregateKind,
        /// Its arguments; for an ordered-set aggregate the direct arguments.
        pub arguments: Vec<Argument>,
        /// The aggregated arguments of an ordered-set aggregate, after `ORDER BY`.
        pub ordered_arguments: Vec<Argument>,
        /// How the result is computed.
        pub computation: Computation,
        /// How the result is computed in moving-aggregate mode, if supported.
        pub moving: Option<Moving>,
        /// The function that combines two states (`COMBINEFUNC`).
        pub combine_function: Option<Name>,
        /// The function that serializes a state (`SERIALFUNC`).
        pub serial_function: Option<Name>,
        /// The function that deserializes a state (`DESERIALFUNC`).
        pub deserial_function: Option<Name>,
        /// The sort operator, as `<` for `min` (`SORTOP`).
        pub sort_operator: Option<Name>,
        /// The planner support function (`SUPPORT`, PostgreSQL 19).
        pub support_function: Option<Name>,
        /// Whether it may run in parallel workers.
        pub parallel: Parallel,
    }
}

/// How an aggregate computes its result.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Computation {
    /// The state transition function (`SFUNC`).
    pub state_function: Name,
    /// The type of the state (`STYPE`).
    pub state_type: Name,
    /// The approximate size of the state in bytes; 0 for the server's default (`SSPACE`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub state_size: i32,
    /// The initial state; null if absent (`INITCOND`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial_state: Option<Box<str>>,
    /// The final function; if absent, the state is the result (`FINALFUNC`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_function: Option<Name>,
    /// Whether the final function gets a null for each aggregated argument too (`FINALFUNC_EXTRA`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub final_extra: bool,
    /// Whether the final function modifies the state, if not the default of the kind
    /// (`FINALFUNC_MODIFY`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_modify: Option<FinalModify>,
}

/// How an aggregate computes its result in moving-aggregate mode.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Moving {
    /// Its computation.
    #[serde(flatten)]
    pub computation: Computation,
    /// The inverse transition function (`MINVFUNC`).
    pub inverse_function: Name,
}

codes! {
    /// The kind of an aggregate.
    pub enum AggregateKind {
        #[default] Normal = "n" "NORMAL",
        OrderedSet = "o" "ORDERED SET",
        Hypothetical = "h" "HYPOTHETICAL",
    }
}

codes! {
    /// Whether a final function modifies the state.
    pub enum FinalModify {
        #[default] ReadOnly = "r" "READ_ONLY",
        Shareable = "s" "SHAREABLE",
        ReadWrite = "w" "READ_WRITE",
    }
}

impl AggregateKind {
    fn usual_modify(self) -> FinalModify {
        if self == Self::Normal { FinalModify::ReadOnly } else { FinalModify::ReadWrite }
    }
}

impl Aggregate {
    /// The arguments in the signature, each formatted by `written`: `*`, `a, b` or `a ORDER BY b`.
    fn signature(&self, written: impl Fn(&Argument) -> String) -> String {
        let list = |arguments: &[Argument]| arguments.iter().map(&written).collect::<Vec<_>>().join(", ");
        let direct = list(&self.arguments);
        match (self.kind, direct.is_empty()) {
            (AggregateKind::Normal, true) => "*".to_owned(),
            (AggregateKind::Normal, false) => direct,
            (_, true) => format!("ORDER BY {}", list(&self.ordered_arguments)),
            (_, false) => format!("{direct} ORDER BY {}", list(&self.ordered_arguments)),
        }
    }

    /// Splits the catalog's argument list into direct and aggregated arguments. A variadic argument
    /// that is both appears once in the catalog.
    fn set_arguments(&mut self, mut arguments: Vec<Argument>, direct: usize) {
        if self.kind != AggregateKind::Normal {
            self.ordered_arguments = if direct < arguments.len() {
                arguments.split_off(direct)
            } else {
                arguments.last().cloned().into_iter().collect()
            };
        }
        self.arguments = arguments;
    }
}

impl Read for Aggregate {
    const CLASS: Class = Class::PROC;
    type Row = Row;

    fn read(mut row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = format!("aggregate {}", qualified(&row.schema, &row.name));
        let object = || object.clone();
        let columns = arguments::Columns {
            types: std::mem::take(&mut row.argument_types),
            modes: row.argument_modes.take(),
            names: row.argument_names.take(),
            defaults: None,
        };
        let arguments = arguments::read(cx, columns, object);
        let kind: AggregateKind = cx.code("aggkind", &row.kind, object);
        let mut aggregate = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            kind,
            combine_function: row.combine_function.take().map(|f| cx.name(&f)),
            serial_function: row.serial_function.take().map(|f| cx.name(&f)),
            deserial_function: row.deserial_function.take().map(|f| cx.name(&f)),
            sort_operator: row.sort_operator.take().map(|o| cx.name(&o)),
            support_function: row.support_function.take().map(|f| cx.name(&f)),
            parallel: cx.code("proparallel", &row.parallel, object),
            ..Self::default()
        };
        aggregate.set_arguments(arguments, usize::try_from(row.direct_arguments).unwrap_or_default());
        let acl = Some((AclKind::Function, row.acl.take()));
        aggregate.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, object));
        let oid = row.oid;
        aggregate.moving = moving(&mut row, kind, cx, object);
        aggregate.computation = computation(row, kind, cx, object);
        Some((oid, aggregate))
    }
}

fn computation(row: Row, kind: AggregateKind, cx: &mut Context, object: impl Fn() -> String) -> Computation {
    let final_modify: FinalModify = cx.code("aggfinalmodify", &row.final_modify, object);
    Computation {
        state_function: cx.name(&row.state_function),
        state_type: cx.name(&row.state_type),
        state_size: row.state_size,
        initial_state: row.initial_state.map(Into::into),
        final_function: row.final_function.map(|f| cx.name(&f)),
        final_extra: row.final_extra,
        final_modify: (final_modify != kind.usual_modify()).then_some(final_modify),
    }
}

fn moving(
    row: &mut Row,
    kind: AggregateKind,
    cx: &mut Context,
    object: impl Fn() -> String,
) -> Option<Moving> {
    let state_function = row.moving_state_function.take()?;
    let final_modify: FinalModify = cx.code("aggmfinalmodify", &row.moving_final_modify, object);
    let computation = Computation {
        state_function: cx.name(&state_function),
        state_type: cx.name(&row.moving_state_type.take().unwrap_or_default()),
        state_size: row.moving_state_size,
        initial_state: row.moving_initial_state.take().map(Into::into),
        final_function: row.moving_final_function.take().map(|f| cx.name(&f)),
        final_extra: row.moving_final_extra,
        final_modify: (final_modify != kind.usual_modify()).then_some(final_modify),
    };
    let inverse_function = cx.name(&row.moving_inverse_function.take().unwrap_or_default());
    Some(Moving { computation, inverse_function })
}

impl Object for Aggregate {
    fn id(&self) -> ObjectId {
        let signature = self.signature(|a| match a.mode {
            ArgumentMode::Variadic => format!("VARIADIC {}", a.sql_type),
            _ => a.sql_type.to_string(),
        });
        ObjectId::local(Kind::Aggregate, &self.schema, format!("{}({signature})", ident(&self.name)))
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "AGGREGATE"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Function)
    }

    fn grant_class(&self) -> &'static str {
        "FUNCTION"
    }

    /// `GRANT` treats aggregates as functions and does not accept `ORDER BY`.
    fn grant_name(&self) -> String {
        // A variadic argument on both sides of ORDER BY is a single argument.
        let shared = self.ordered_arguments.last() == self.arguments.last()
            && self.ordered_arguments.last().is_some_and(|a| a.mode == ArgumentMode::Variadic);
        let ordered = if shared { &[] } else { self.ordered_arguments.as_slice() };
        let types: Vec<&str> = self.arguments.iter().chain(ordered).map(|a| &*a.sql_type).collect();
        format!("{}({})", qualified(&self.schema, &self.name), types.join(", "))
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        create::create(self)
    }
}
