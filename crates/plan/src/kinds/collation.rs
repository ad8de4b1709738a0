//! Collations: a changed one is recreated.

use pgplumb_catalog::kinds::collation::Collation;

use super::Alter;

impl Alter for Collation {}
