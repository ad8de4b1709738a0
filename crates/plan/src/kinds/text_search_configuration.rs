//! Changes of text search configurations: `ALTER TEXT SEARCH CONFIGURATION … MAPPING`.

use pgplumb_catalog::kinds::text_search_configuration::{TextSearchConfiguration, TokenMapping};
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::{ident, ident_list};

use super::Alter;
use super::stored_results::keeping_results;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for TextSearchConfiguration {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        if self.parser != new.parser {
            return Alteration::Recreate;
        }
        let alter = format!("ALTER TEXT SEARCH CONFIGURATION {}", new.sql_name());
        let find = |list: &[TokenMapping], mapping: &TokenMapping| {
            list.iter().find(|other| other.token_type == mapping.token_type).cloned()
        };
        let dropped = self.mappings.iter().filter(|mapping| find(&new.mappings, mapping).is_none());
        let dropped: Vec<&str> = dropped.map(|mapping| &*mapping.token_type).collect();
        let drop = (!dropped.is_empty())
            .then(|| format!("{alter} DROP MAPPING FOR {}", ident_list(&dropped)).into());
        let set = new.mappings.iter().filter_map(|mapping| {
            let verb = match find(&self.mappings, mapping) {
                Some(old) if old == *mapping => return None,
                Some(_) => "ALTER",
                None => "ADD",
            };
            let (token, dictionaries) = (ident(&mapping.token_type), mapping.dictionaries.join(", "));
            Some(format!("{alter} {verb} MAPPING FOR {token} WITH {dictionaries}").into())
        });
        let statements: Vec<Statement> = drop.into_iter().chain(set).collect();
        if statements.is_empty() {
            return Alteration::Parts(Vec::new());
        }
        let change = ObjectChange::new(new.id(), Action::Alter, statements);
        Alteration::Parts(vec![keeping_results(change.hazard(Hazard::ChangesResults), context)])
    }
}
