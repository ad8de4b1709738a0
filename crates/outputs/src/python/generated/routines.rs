//! Functions and procedures.

use pgplumb_catalog::kinds::function::Function;
use pgplumb_catalog::kinds::function::arguments::{Argument, ArgumentMode};

use super::{Builder, FieldDef, FunctionDef, Insert, SqlType};

/// Argument and result types of functions that only the server can call.
const INTERNAL: [&str; 9] = [
    "trigger",
    "event_trigger",
    "internal",
    "cstring",
    "language_handler",
    "fdw_handler",
    "index_am_handler",
    "table_am_handler",
    "tsm_handler",
];

impl<'a> Builder<'a> {
    fn argument(&self, argument: &'a Argument, name: String, is_input: bool) -> FieldDef<'a> {
        let sql = SqlType::parse(&argument.sql_type);
        let py_type = self.value_type(&sql);
        let optional = argument.default.is_some() || argument.mode == ArgumentMode::Variadic;
        let input_type = if is_input { self.input_type(&sql, &py_type) } else { py_type.clone() };
        FieldDef {
            name: name.into(),
            input_type: input_type.optional(),
            py_type: py_type.optional(),
            insert: if optional { Insert::Optional } else { Insert::Required },
            comment: None,
            column: None,
        }
    }

    pub(super) fn function(&self, source: &'a Function, name: String) -> FunctionDef<'a> {
        let numbered = |list: Vec<&'a Argument>, unnamed: &str, is_input: bool| -> Vec<FieldDef<'a>> {
            let name = |index: usize, a: &Argument| {
                a.name.as_ref().map_or_else(|| format!("{unnamed}{}", index + 1), ToString::to_string)
            };
            list.into_iter()
                .enumerate()
                .map(|(index, a)| self.argument(a, name(index, a), is_input))
                .collect()
        };
        let inputs = source.arguments.iter().filter(|a| a.is_input()).collect();
        let outputs: Vec<&Argument> = source
            .arguments
            .iter()
            .filter(|a| matches!(a.mode, ArgumentMode::Out | ArgumentMode::InOut | ArgumentMode::Table))
            .collect();
        // The result of a function with a single OUT argument is that argument's value.
        let is_table = outputs.iter().any(|a| a.mode == ArgumentMode::Table);
        let columns = match outputs.len() {
            0 => Vec::new(),
            1 if !is_table && !source.is_procedure() => Vec::new(),
            _ => numbered(outputs, "column", false),
        };
        let result = source
            .result
            .as_deref()
            .filter(|_| columns.is_empty())
            .map(|result| self.value_type(&SqlType::parse(result)));
        FunctionDef { source, name, arguments: numbered(inputs, "$", true), columns, result }
    }
}

/// Whether only the server can call the function.
pub(super) fn is_internal(function: &Function) -> bool {
    let types = function.arguments.iter().map(|a| &a.sql_type).chain(&function.result);
    types.into_iter().any(|sql| INTERNAL.contains(&sql.trim_end_matches("[]")))
}
