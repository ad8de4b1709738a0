//! The operators and support functions of operator classes and families (`pg_amop`, `pg_amproc`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::read::{Class, Context, Oid};
use crate::{Name, ObjectId};

/// An operator of an operator class or family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
pub struct MemberOperator {
    /// Its strategy number.
    pub strategy: i16,
    /// The operator with its operand types: `public.<(a,a)`.
    pub operator: Name,
    /// The family that sorts the results of an ordering operator (`FOR ORDER BY`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_family: Option<Name>,
}

/// A support function of an operator class or family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
pub struct MemberFunction {
    /// Its support number.
    pub number: i16,
    /// Its left operand type.
    pub left_type: Name,
    /// Its right operand type.
    pub right_type: Name,
    /// The function with its argument types: `public.compare(a,a)`.
    pub function: Name,
}

impl MemberOperator {
    /// The item in `CREATE OPERATOR CLASS` and `ALTER OPERATOR FAMILY`.
    pub fn sql(&self) -> String {
        let order = self.sort_family.as_ref().map(|f| format!(" FOR ORDER BY {f}")).unwrap_or_default();
        format!("OPERATOR {} {}{order}", self.strategy, self.operator)
    }
}

impl MemberFunction {
    /// The item in `CREATE OPERATOR CLASS` and `ALTER OPERATOR FAMILY`.
    pub fn sql(&self) -> String {
        format!("FUNCTION {} ({}, {}) {}", self.number, self.left_type, self.right_type, self.function)
    }
}

#[derive(Deserialize)]
struct OperatorRow {
    oid: Oid,
    strategy: i16,
    operator: String,
    sort_family: Option<String>,
}

#[derive(Deserialize)]
struct FunctionRow {
    oid: Oid,
    number: i16,
    left_type: String,
    right_type: String,
    function: String,
}

/// Builds the operators. Adds their dependencies to the class or family `id`.
pub(crate) fn operators(cx: &mut Context, rows: Option<&str>, id: &ObjectId) -> Vec<MemberOperator> {
    let rows: Vec<OperatorRow> = cx.json(rows, || id.to_string());
    let mut operators = Vec::with_capacity(rows.len());
    for row in rows {
        cx.register(Class::OPERATOR_ENTRY, row.oid, id.clone());
        operators.push(MemberOperator {
            strategy: row.strategy,
            operator: cx.name(&row.operator),
            sort_family: row.sort_family.map(|f| cx.name(&f)),
        });
    }
    operators.sort();
    operators
}

/// Builds the support functions. Adds their dependencies to the class or family `id`.
pub(crate) fn functions(cx: &mut Context, rows: Option<&str>, id: &ObjectId) -> Vec<MemberFunction> {
    let rows: Vec<FunctionRow> = cx.json(rows, || id.to_string());
    let mut functions = Vec::with_capacity(rows.len());
    for row in rows {
        cx.register(Class::SUPPORT_ENTRY, row.oid, id.clone());
        functions.push(MemberFunction {
            number: row.number,
            left_type: cx.name(&row.left_type),
            right_type: cx.name(&row.right_type),
            function: cx.name(&row.function),
        });
    }
    functions.sort();
    functions
}
