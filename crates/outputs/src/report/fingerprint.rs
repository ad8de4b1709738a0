//! Fingerprints that identify a finding across runs.

use std::collections::BTreeMap;

use pgplumb_catalog::ChangeKind;
use sha2::{Digest, Sha256};

use super::{Finding, Section, phrases};

/// Computes fingerprints. Old and new values are not part of a fingerprint: as long as a column's
/// type differs, it is the same finding.
#[derive(Default)]
pub(super) struct Fingerprints(BTreeMap<String, usize>);

impl Fingerprints {
    /// Returns a finding's fingerprint as 64 hexadecimal digits. Identical findings are numbered.
    pub fn of(&mut self, section: &Section, finding: &Finding) -> String {
        let mut parts = vec![section.title.clone(), phrases::rule(finding)];
        match finding {
            Finding::Schema { change, location, message } => {
                parts.push(change.object.to_string());
                parts.extend(change.within.as_ref().map(ToString::to_string));
                if let ChangeKind::Changed { property, .. } = &change.kind {
                    parts.push(property.clone());
                }
                // Line numbers are left out: they move when other parts of the file change.
                parts.extend(location.iter().map(|location| location.file.clone()));
                parts.extend(message.clone());
            }
            Finding::File { location, .. } => parts.push(location.file.clone()),
        }
        self.of_parts(&parts)
    }

    /// Returns the fingerprint of a comparison that could not be completed.
    pub fn of_unknown(&mut self, section: &Section) -> String {
        self.of_parts(&[section.title.clone(), "unknown".to_owned()])
    }

    fn of_parts(&mut self, parts: &[String]) -> String {
        // Text from a database never contains a zero byte.
        let mut text = parts.join("\0");
        let number = self.0.entry(text.clone()).or_default();
        *number += 1;
        if *number > 1 {
            text.push_str(&format!("\0{number}"));
        }
        Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
