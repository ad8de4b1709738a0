//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, MEDIUM, Rules};
use crate::kinds::column;

pub(crate) const RULES: Rules =
    Rules { added: MEDIUM, removed: CRITICAL, properties: &[], members: &[column::ATTRIBUTES] };
