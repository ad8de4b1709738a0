//! Comparison rules and severities.

use crate::change::rules::{CRITICAL, MEDIUM, Rules};

pub(crate) const RULES: Rules = Rules { added: MEDIUM, removed: CRITICAL, properties: &[], members: &[] };
