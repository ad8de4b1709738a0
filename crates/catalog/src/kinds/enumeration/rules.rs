//! Comparison rules and severities.

use crate::change::Severity;
use crate::change::rules::{CRITICAL, MEDIUM, Rules, always, items_removed, plain, when};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: CRITICAL,
    properties: &[plain(
        "labels",
        &[when("a label is removed", items_removed, Severity::Critical), always(Severity::High)],
    )],
    members: &[],
};
