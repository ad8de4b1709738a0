//! Classes that inherit from themselves, and names that stand for nothing but themselves.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

use super::{BadPython, Definition, Modules};

/// A statement that defines something: its file, and the place there.
type Place = (usize, usize);

/// How long a circle may be.
const LONGEST: usize = 1000;

impl Modules<'_> {
    /// Every circle, told of where it first comes up.
    pub(super) fn circles(&self) -> Vec<BadPython> {
        let mut found = Vec::new();
        let mut done: BTreeSet<Place> = BTreeSet::new();
        for at in 0..self.modules.len() {
            for place in 0..self.modules[at].body.len() {
                self.follow((at, place), &mut Vec::new(), &mut done, &mut found);
            }
        }
        found
    }

    fn follow(
        &self,
        place: Place,
        path: &mut Vec<Place>,
        done: &mut BTreeSet<Place>,
        found: &mut Vec<BadPython>,
    ) {
        if let Some(start) = path.iter().position(|before| *before == place) {
            found.push(self.circle(&path[start..]));
            return;
        }
        // What is longer still is looked at from where it goes on.
        if done.contains(&place) || path.len() > LONGEST {
            return;
        }
        path.push(place);
        for next in self.needed(place) {
            self.follow(next, path, done, found);
        }
        path.pop();
        done.insert(place);
    }

    /// What a statement makes its class or alias of.
    fn needed(&self, (at, place): Place) -> Vec<Place> {
        let of: Vec<&Expr> = match self.class(at, place) {
            Some(class) => class.arguments.iter().flat_map(|arguments| arguments.args.iter()).collect(),
            None => self.alias(at, place).into_iter().filter(|value| value.is_name_expr()).collect(),
        };
        let found = of.into_iter().filter_map(|expr| self.evaluated(at, place, expr));
        found.map(|(at, definition)| (at, definition.place())).collect()
    }

    fn circle(&self, circle: &[Place]) -> BadPython {
        // The same circle is told of in the same way, whichever file is read first.
        let first = (0..circle.len()).min_by_key(|at| circle[*at]).unwrap_or(0);
        let turned = circle[first..].iter().chain(&circle[..=first]);
        let names: Vec<&str> = turned.map(|(at, place)| self.name_at(*at, *place)).collect();
        let (at, place) = circle[first];
        let module = &self.modules[at];
        let name = names.first().copied().unwrap_or_default();
        let (start, how) = match self.class(at, place) {
            Some(class) => (class.name.range().start(), "inherits from"),
            None => (module.body[place].syntax.range().start(), "stands for"),
        };
        BadPython {
            path: module.file.path.clone(),
            line: module.line(start),
            reason: format!("{name} {how} itself: {}", names.join(", ")),
        }
    }
}

impl Definition {
    /// Whether it is a class statement.
    pub(super) fn is_class(self) -> bool {
        matches!(self, Self::Class(_))
    }
}
