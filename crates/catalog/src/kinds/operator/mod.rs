//! Operators (`pg_operator`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    kind: String,
    left_type: Option<String>,
    right_type: Option<String>,
    function: Option<String>,
    commutator: Option<String>,
    negator: Option<String>,
    restrict: Option<String>,
    join: Option<String>,
    hashes: bool,
    merges: bool,
}

object! {
    /// An operator. Functions and other operators have their SQL names.
    pub struct Operator in schema {
        /// The type of its left operand; none for a prefix operator.
        pub left_type: Option<Name>,
        /// The type of its right operand.
        pub right_type: Option<Name>,
        /// The function that implements it; absent for a shell operator.
        pub function: Option<Name>,
        /// Its commutator.
        pub commutator: Option<Name>,
        /// Its negator.
        pub negator: Option<Name>,
        /// The restriction selectivity estimator (`RESTRICT`).
        pub restrict: Option<Name>,
        /// The join selectivity estimator (`JOIN`).
        pub join: Option<Name>,
        /// Whether hash joins can use it (`HASHES`).
        pub hashes: bool,
        /// Whether merge joins can use it (`MERGES`).
        pub merges: bool,
    }
}

impl Read for Operator {
    const CLASS: Class = Class::OPERATOR;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = format!("operator {}.{}", ident(&row.schema), row.name);
        if !matches!(row.kind.as_str(), "b" | "l") {
            cx.warn(object, format!("has a kind pgplumb does not know: oprkind = {:?}", row.kind));
            return None;
        }
        let mut optional = |text: Option<String>| text.map(|t| cx.name(&t));
        let mut operator = Self {
            left_type: optional(row.left_type),
            right_type: optional(row.right_type),
            function: optional(row.function),
            commutator: optional(row.commutator),
            negator: optional(row.negator),
            restrict: optional(row.restrict),
            join: optional(row.join),
            hashes: row.hashes,
            merges: row.merges,
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            ..Self::default()
        };
        // Shell operators are created with the operator that names them. They have no owner of
        // their own.
        if operator.function.is_none() {
            return Some((row.oid, operator));
        }
        operator
            .set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, || object.clone()));
        Some((row.oid, operator))
    }
}

impl Object for Operator {
    fn id(&self) -> ObjectId {
        let operand = |operand: &Option<Name>| operand.as_deref().unwrap_or("NONE").to_owned();
        let (left, right) = (operand(&self.left_type), operand(&self.right_type));
        ObjectId::local(Kind::Operator, &self.schema, format!("{}({left}, {right})", self.name))
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "OPERATOR"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    /// A shell operator needs no statement: the operator that names it creates it.
    fn create(&self, _: &SqlContext<'_>) -> Create {
        let Some(function) = &self.function else { return Create::default() };
        let mut options = vec![format!("FUNCTION = {function}")];
        let operands = [("LEFTARG", &self.left_type), ("RIGHTARG", &self.right_type)];
        let operators = [("COMMUTATOR", &self.commutator), ("NEGATOR", &self.negator)];
        let estimators = [("RESTRICT", &self.restrict), ("JOIN", &self.join)];
        let given = |(word, value): (&str, &Option<Name>)| value.as_ref().map(|v| format!("{word} = {v}"));
        options.extend(operands.into_iter().filter_map(given));
        for (word, operator) in operators {
            options.extend(operator.as_ref().map(|o| format!("{word} = OPERATOR({o})")));
        }
        options.extend(estimators.into_iter().filter_map(given));
        options.extend(self.hashes.then(|| "HASHES".to_owned()));
        options.extend(self.merges.then(|| "MERGES".to_owned()));
        Create::list(format!("CREATE OPERATOR {}.{}", ident(&self.schema), self.name), &self.id(), options)
    }
}
