//! What tells a finding from others, from one run to the next.

use std::collections::BTreeMap;

use pgplumb_catalog::What;
use sha2::{Digest, Sha256};

use super::{Finding, Section, words};

/// Gives out fingerprints. What a value changed from and to is no part of them: as long as a column's type differs, it is the same
/// finding.
#[derive(Default)]
pub(super) struct Fingerprints(BTreeMap<String, usize>);

impl Fingerprints {
    /// A finding's fingerprint, as 64 hexadecimal digits. Of several findings that are alike each gets its own.
    pub fn of(&mut self, section: &Section, finding: &Finding) -> String {
        let mut parts = vec![section.title.clone(), words::rule(finding)];
        match finding {
            Finding::Schema { change, location, message } => {
                parts.push(change.object.to_string());
                parts.extend(change.within.as_ref().map(ToString::to_string));
                if let What::Changed { property, .. } = &change.what {
                    parts.push(property.clone());
                }
                // Lines move when something else in the file changes.
                parts.extend(location.iter().map(|location| location.file.clone()));
                parts.extend(message.clone());
            }
            Finding::File { location, .. } => parts.push(location.file.clone()),
        }
        self.of_parts(&parts)
    }

    /// The fingerprint of what has no finding: that a comparison could not be made.
    pub fn of_unknown(&mut self, section: &Section) -> String {
        self.of_parts(&[section.title.clone(), "unknown".to_owned()])
    }

    fn of_parts(&mut self, parts: &[String]) -> String {
        // No part can hold a zero byte that comes out of a database.
        let mut text = parts.join("\0");
        let number = self.0.entry(text.clone()).or_default();
        *number += 1;
        if *number > 1 {
            text.push_str(&format!("\0{number}"));
        }
        Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
