//! Access methods (`CREATE ACCESS METHOD`) have no `ALTER`: a changed one is recreated.

use pgplumb_catalog::kinds::access_method::AccessMethod;

use super::Alter;

impl Alter for AccessMethod {}
