//! What other sessions can rely on in a database: protections (policies, constraints, triggers,
//! rules, missing privileges) and abilities (defaults, relations, functions, privileges).

use std::collections::BTreeSet;

use crate::Database;

/// The query that returns all facts, each as `#` and a JSON array.
const QUERY: &str = include_str!("facts.sql");
/// Ends the facts of one state.
const END: &str = "#end";

/// The facts of one state: the relation or other object, and the fact.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts(BTreeSet<(String, String)>);

/// Something that both ends have, and a state between them has not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// The relation or other object, quoted and qualified.
    pub relation: String,
    /// The object and what it lacks.
    pub fact: String,
    /// The index of the script after which it is missing.
    pub after: usize,
}

impl Facts {
    /// The facts of a database.
    ///
    /// # Panics
    /// When a query fails.
    #[must_use]
    pub fn of(database: &Database) -> Self {
        let states = facts_after_each(database, "", &[String::new()]);
        let states = states.unwrap_or_else(|error| panic!("psql: {error}"));
        states.into_iter().next().unwrap_or_default()
    }

    /// What both this state and `after` have, and one of the states between them has not.
    #[must_use]
    pub fn missing_between(&self, states: &[Self], after: &Self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let between = states.get(..states.len().saturating_sub(1)).unwrap_or_default();
        for (relation, fact) in self.0.intersection(&after.0) {
            let place = between.iter().position(|state| !state.0.contains(&(relation.clone(), fact.clone())));
            gaps.extend(place.map(|after| Gap {
                relation: relation.clone(),
                fact: format!("{relation}: {fact}"),
                after,
            }));
        }
        gaps
    }
}

/// Executes scripts one after the other in one session, which begins with `first`. Returns the
/// facts after each of them.
///
/// # Errors
/// When a statement fails: what psql wrote to stderr.
pub fn facts_after_each(database: &Database, first: &str, scripts: &[String]) -> Result<Vec<Facts>, String> {
    // The text of expressions depends on the search path.
    let settings = "SET search_path = ''; SET client_min_messages = warning;";
    let mut sql = format!("\\pset format unaligned\n\\pset tuples_only on\n{settings}\n{first}\n");
    for script in scripts {
        sql.push_str(&format!("{script}\n{QUERY}\n\\echo '{END}'\n"));
    }
    let output = database.try_psql(&sql)?;
    let mut states = vec![Facts::default()];
    for line in output.lines() {
        if line == END {
            states.push(Facts::default());
        } else if let Some(fact) = line.strip_prefix('#').and_then(|json| serde_json::from_str(json).ok()) {
            states.last_mut().expect("a state").0.insert(fact);
        }
    }
    states.pop();
    Ok(states)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Server, newest};

    #[test]
    fn gap_between_two_scripts_is_found() {
        let database = Server::shared(newest().major).create_database();
        database.psql("CREATE TABLE public.t (a int DEFAULT 1 CHECK (a > 0), b int UNIQUE)");
        let before = Facts::of(&database);
        let scripts = [
            "ALTER TABLE public.t DROP CONSTRAINT t_a_check, ALTER a DROP DEFAULT; CREATE UNIQUE INDEX ON public.t (b);",
            "ALTER TABLE public.t DROP CONSTRAINT t_b_key;",
            "ALTER TABLE public.t ADD CONSTRAINT other CHECK (a > 1), ALTER a SET DEFAULT 2;",
        ]
        .map(str::to_owned);
        let states = facts_after_each(&database, "", &scripts).unwrap();
        let gaps = before.missing_between(&states, &Facts::of(&database));
        let found: Vec<_> = gaps.iter().map(|gap| (gap.fact.as_str(), gap.after)).collect();
        assert_eq!(found, [("public.t: a has a default", 0), ("public.t: check: a", 0)]);
    }
}
