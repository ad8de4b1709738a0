//! Conversions: a changed one is recreated.

use pgplumb_catalog::kinds::conversion::Conversion;

use super::Alter;

impl Alter for Conversion {}
