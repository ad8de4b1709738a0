//! The settings under which the steps of a plan are executed, by whichever program: they decide
//! what names mean, how values are converted, and whether row security hides rows.

use pgplumb_catalog::Kind;
use pgplumb_catalog::sql::literal;

use crate::steps::{Plan, Step};

/// The parameters and their values as SQL.
///
/// Names in statements are qualified, and function bodies may refer to objects that are created
/// later. Values are converted to texts that can be converted back.
const SETTINGS: &[(&str, &str)] = &[
    ("search_path", "''"),
    ("standard_conforming_strings", "on"),
    ("check_function_bodies", "off"),
    ("datestyle", "ISO"),
    ("intervalstyle", "postgres"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("xmloption", "content"),
    // A statement fails, instead of leaving out the rows that a policy hides.
    ("row_security", "off"),
];

/// How long settings apply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettingScope {
    /// Until the session ends.
    Session,
    /// Until the transaction ends.
    Transaction,
}

impl SettingScope {
    pub(crate) fn set(self, name: &str, value: &str) -> String {
        match self {
            Self::Session => format!("SET {name} = {value}"),
            Self::Transaction => format!("SET LOCAL {name} = {value}"),
        }
    }
}

/// The statements that set the settings.
pub fn session_settings(scope: SettingScope) -> Vec<String> {
    SETTINGS.iter().map(|(name, value)| scope.set(name, value)).collect()
}

impl Plan {
    /// The statements that set the settings under which the steps are executed.
    pub fn settings(&self, scope: SettingScope) -> Vec<String> {
        let time_zone = self.time_zone.iter().map(|zone| scope.set("timezone", &literal(zone)));
        session_settings(scope).into_iter().chain(time_zone).collect()
    }

    /// Sets the time zone of the session that will execute the steps, if they convert values.
    pub fn set_time_zone(&mut self, zone: Option<&str>) {
        let converts = self.steps.iter().any(|step| !step.type_changes.is_empty());
        self.time_zone = zone.filter(|_| converts).map(str::to_owned);
    }
}

impl Step {
    /// The statement that sets `row_security` for the step. Row security may only restrict the
    /// query of a materialized view.
    pub fn row_security_sql(&self) -> String {
        let value = if self.object.kind == Kind::MaterializedView { "on" } else { "off" };
        SettingScope::Transaction.set("row_security", value)
    }
}
