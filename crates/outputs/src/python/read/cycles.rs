//! Detection of classes that inherit from themselves and aliases that refer to themselves.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

use super::{Definition, InvalidPython, Modules, StatementId};

/// The longest path that is followed.
const MAX_PATH: usize = 1000;

impl Modules<'_> {
    /// Returns an error for each cycle.
    pub(super) fn cycles(&self) -> Vec<InvalidPython> {
        let mut found = Vec::new();
        let mut done: BTreeSet<StatementId> = BTreeSet::new();
        for (module, parsed) in self.modules.iter().enumerate() {
            for index in 0..parsed.body.len() {
                self.follow(StatementId { module, index }, &mut Vec::new(), &mut done, &mut found);
            }
        }
        found
    }

    fn follow(
        &self,
        id: StatementId,
        path: &mut Vec<StatementId>,
        done: &mut BTreeSet<StatementId>,
        found: &mut Vec<InvalidPython>,
    ) {
        if let Some(start) = path.iter().position(|earlier| *earlier == id) {
            found.push(self.cycle_error(&path[start..]));
            return;
        }
        // The rest of a longer path is visited from another start.
        if done.contains(&id) || path.len() > MAX_PATH {
            return;
        }
        path.push(id);
        for next in self.references(id) {
            self.follow(next, path, done, found);
        }
        path.pop();
        done.insert(id);
    }

    /// The statements that a class or alias refers to.
    fn references(&self, id: StatementId) -> Vec<StatementId> {
        let expressions: Vec<&Expr> = match self.class_def(id) {
            Some(class) => class.arguments.iter().flat_map(|arguments| arguments.args.iter()).collect(),
            None => self.alias_value(id).into_iter().filter(|value| value.is_name_expr()).collect(),
        };
        let definitions = expressions.into_iter().filter_map(|expr| self.evaluate(id, expr));
        definitions.map(Definition::id).collect()
    }

    fn cycle_error(&self, cycle: &[StatementId]) -> InvalidPython {
        // Start at the same statement whichever file was read first.
        let first = (0..cycle.len()).min_by_key(|index| cycle[*index]).unwrap_or(0);
        let rotated = cycle[first..].iter().chain(&cycle[..=first]);
        let names: Vec<&str> = rotated.map(|id| self.name_of(*id)).collect();
        let id = cycle[first];
        let module = &self.modules[id.module];
        let (start, kind, verb) = match self.class_def(id) {
            Some(class) => (class.name.range().start(), "class", "inherits from"),
            None => (module.body[id.index].syntax.range().start(), "alias", "refers to"),
        };
        InvalidPython {
            path: module.file.path.clone(),
            line: module.line(start),
            reason: format!("{kind} {} {verb} itself: {}", names[0], names.join(" -> ")),
        }
    }
}
