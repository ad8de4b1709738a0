//! Text search templates: a changed one is recreated.

use pgplumb_catalog::kinds::text_search_template::TextSearchTemplate;

use super::Alter;

impl Alter for TextSearchTemplate {}
