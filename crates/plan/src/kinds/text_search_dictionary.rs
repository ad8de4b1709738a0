//! Changes of text search dictionaries: `ALTER TEXT SEARCH DICTIONARY`.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::text_search_dictionary::TextSearchDictionary;

use super::Alter;
use super::stored_results::keeping_results;
use crate::change::{Alteration, ChangeContext, ObjectChange};
use crate::steps::{Action, Hazard};

impl Alter for TextSearchDictionary {
    fn alter(&self, new: &Self, context: &ChangeContext<'_>) -> Alteration {
        if self.template != new.template {
            return Alteration::Recreate;
        }
        if self.options == new.options {
            return Alteration::Parts(Vec::new());
        }
        let key = |option: &str| option.split(" = ").next().unwrap_or_default().to_owned();
        let is_set = |name: &str| new.options.iter().any(|option| key(option) == name);
        // An option without a value is removed. An option with a value becomes the last one, so that
        // those after the first difference are set again, in their order.
        let removed = self.options.iter().map(|option| key(option)).filter(|name| !is_set(name));
        let kept: Vec<_> = self.options.iter().filter(|option| is_set(&key(option))).collect();
        let unchanged = kept.iter().zip(&new.options).take_while(|(old, new)| **old == *new).count();
        let set = new.options.iter().skip(unchanged).map(ToString::to_string);
        let options: Vec<String> = removed.chain(set).collect();
        let sql = format!("ALTER TEXT SEARCH DICTIONARY {} ({})", new.sql_name(), options.join(", "));
        let change = ObjectChange::new(new.id(), Action::Alter, [sql.into()]);
        Alteration::Parts(vec![keeping_results(change.hazard(Hazard::ChangesResults), context)])
    }
}
