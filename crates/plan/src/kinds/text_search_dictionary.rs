//! Changes of text search dictionaries: `ALTER TEXT SEARCH DICTIONARY`.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::text_search_dictionary::TextSearchDictionary;

use super::Alter;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for TextSearchDictionary {
    fn alter(&self, new: &Self, _: &ChangeContext<'_>) -> Alteration {
        if self.template != new.template {
            return Alteration::Recreate;
        }
        let key = |option: &str| option.split(" = ").next().unwrap_or_default().to_owned();
        let is_set = |name: &str| new.options.iter().any(|option| key(option) == name);
        // An option without a value is removed.
        let removed = self.options.iter().map(|option| key(option)).filter(|name| !is_set(name));
        let set = new.options.iter().filter(|option| !self.options.contains(option));
        let options: Vec<String> = removed.chain(set.map(|option| option.to_string())).collect();
        if options.is_empty() && self.options == new.options {
            return Alteration::Parts(Vec::new());
        }
        if options.is_empty() {
            // Only the order differs.
            return Alteration::Recreate;
        }
        let sql = format!("ALTER TEXT SEARCH DICTIONARY {} ({})", new.sql_name(), options.join(", "));
        let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
        Alteration::Parts(vec![change.hazard(Hazard::ChangesResults)])
    }
}
