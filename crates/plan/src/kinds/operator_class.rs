//! Operator classes: a changed one is recreated.

use pgplumb_catalog::kinds::operator_class::OperatorClass;

use super::Alter;

impl Alter for OperatorClass {}
