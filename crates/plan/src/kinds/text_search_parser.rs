//! Text search parsers: a changed one is recreated.

use pgplumb_catalog::kinds::text_search_parser::TextSearchParser;

use super::Alter;

impl Alter for TextSearchParser {}
