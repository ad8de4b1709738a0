//! Arguments of functions, procedures and aggregates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Name;
use crate::kinds::{codes, is_default};
use crate::read::Context;
use crate::sql::ident;

/// An argument, or a column of `RETURNS TABLE`.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Argument {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Its type.
    #[serde(rename = "type")]
    pub sql_type: Name,
    /// Its mode; `IN` if absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mode: ArgumentMode,
    /// Its default expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Box<str>>,
}

codes! {
    /// The mode of an argument.
    pub enum ArgumentMode {
        #[default] In = "i" "IN",
        Out = "o" "OUT",
        InOut = "b" "INOUT",
        Variadic = "v" "VARIADIC",
        /// A column of the result: `RETURNS TABLE (…)`.
        Table = "t" "TABLE",
    }
}

impl Argument {
    /// Whether callers pass it. The types of these arguments identify a function.
    pub fn is_input(&self) -> bool {
        matches!(self.mode, ArgumentMode::In | ArgumentMode::InOut | ArgumentMode::Variadic)
    }

    /// The argument in `CREATE`: `INOUT a integer DEFAULT 1`.
    pub fn sql(&self) -> String {
        let mode = match self.mode {
            ArgumentMode::In | ArgumentMode::Table => None,
            mode => Some(mode.word().to_owned()),
        };
        let name = self.name.as_ref().map(|n| ident(n).into_owned());
        let default = self.default.as_ref().map(|d| format!("DEFAULT {d}"));
        let words = [mode, name, Some(self.sql_type.to_string()), default];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A function's name with the types of its input arguments: `area(integer, text)`.
pub(crate) fn signature(name: &str, arguments: &[Argument]) -> String {
    let types: Vec<&str> = arguments.iter().filter(|a| a.is_input()).map(|a| &*a.sql_type).collect();
    format!("{}({})", ident(name), types.join(", "))
}

/// The argument columns of `pg_proc`: arrays of the same length, or absent for the default.
pub(crate) struct Columns {
    pub types: Vec<String>,
    pub modes: Option<Vec<String>>,
    pub names: Option<Vec<String>>,
    pub defaults: Option<Vec<Option<String>>>,
}

/// Builds the arguments. `object` names the function in warnings.
pub(crate) fn read(cx: &mut Context, columns: Columns, object: impl Fn() -> String) -> Vec<Argument> {
    let Columns { types, modes, names, defaults } = columns;
    let mut defaults = defaults.unwrap_or_default();
    // The deparse function returns null if the function was dropped.
    if !defaults.is_empty() && defaults.iter().all(Option::is_none) {
        cx.saw_concurrent_change = true;
    }
    let mut arguments = Vec::with_capacity(types.len());
    for (at, sql_type) in types.iter().enumerate() {
        let mode = modes.as_ref().and_then(|m| m.get(at));
        let name = names.as_ref().and_then(|n| n.get(at)).filter(|n| !n.is_empty());
        arguments.push(Argument {
            name: name.map(|n| cx.name(n)),
            sql_type: cx.name(sql_type),
            mode: mode.map(|m| cx.code("proargmodes", m, &object)).unwrap_or_default(),
            default: defaults.get_mut(at).and_then(Option::take).map(Into::into),
        });
    }
    arguments
}
