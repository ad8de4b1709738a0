//! Changes of operator families: `ALTER OPERATOR FAMILY … ADD` and `DROP`.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::operator_family::OperatorFamily;
use pgplumb_catalog::kinds::operator_family::members::{MemberFunction, MemberOperator};

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::Action;

impl Alter for OperatorFamily {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        if self.access_method != new.access_method {
            return Alteration::Recreate;
        }
        let old_operators = self.operators.iter().filter(|member| !new.operators.contains(member));
        let mut dropped: Vec<String> = old_operators.map(dropped_operator).collect();
        let old_functions = self.functions.iter().filter(|member| !new.functions.contains(member));
        dropped.extend(old_functions.map(dropped_function));
        let new_operators = new.operators.iter().filter(|member| !self.operators.contains(member));
        let mut added: Vec<String> = new_operators.map(MemberOperator::sql).collect();
        let new_functions = new.functions.iter().filter(|member| !self.functions.contains(member));
        added.extend(new_functions.map(MemberFunction::sql));
        let alter = format!("ALTER OPERATOR FAMILY {}", new.sql_name());
        let statements = [("DROP", dropped), ("ADD", added)]
            .into_iter()
            .filter(|(_, members)| !members.is_empty())
            .map(|(verb, members)| format!("{alter} {verb}\n    {}", members.join(",\n    ")).into());
        let change = ObjectChange::new(new.id(), Action::Alter, statements);
        Alteration::Parts(if change.statements.is_empty() { Vec::new() } else { vec![change] })
    }
}

/// The operator's item in `DROP`, which names it by its operand types.
fn dropped_operator(member: &MemberOperator) -> String {
    let mut is_quoted = false;
    let opens_types = |c: char| {
        is_quoted ^= c == '"';
        c == '(' && !is_quoted
    };
    let types = member.operator.find(opens_types).map_or("", |at| &member.operator[at..]);
    format!("OPERATOR {} {types}", member.strategy)
}

fn dropped_function(member: &MemberFunction) -> String {
    format!("FUNCTION {} ({}, {})", member.number, member.left_type, member.right_type)
}
