//! Schemas: only their owner, comment, privileges and labels can differ.

use pgplumb_catalog::kinds::schema::Schema;

use super::Alter;

impl Alter for Schema {}
