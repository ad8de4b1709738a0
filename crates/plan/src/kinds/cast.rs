//! Casts have no `ALTER`: a changed one is recreated.

use pgplumb_catalog::kinds::cast::Cast;

use super::Alter;

impl Alter for Cast {}
