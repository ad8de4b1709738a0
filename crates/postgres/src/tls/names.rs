//! Matching a host with the names in a certificate. libpq manual, "Client Verification of Server
//! Certificates".

use std::net::IpAddr;

/// The names in a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PresentedNames {
    /// Subject alternative names that are DNS names.
    pub(super) dns: Vec<String>,
    /// Subject alternative names that are IP addresses.
    pub(super) addresses: Vec<IpAddr>,
    /// The subject's common name. It is used only if there is no alternative name of the host's
    /// type.
    pub(super) common_name: Option<String>,
}

impl PresentedNames {
    /// Whether the certificate is for this host.
    pub(super) fn matches(&self, host: &str) -> bool {
        let address = host.parse::<IpAddr>().ok();
        if self.dns.iter().any(|pattern| matches_name(pattern, host)) {
            return true;
        }
        if address.is_some_and(|address| self.addresses.contains(&address)) {
            return true;
        }
        let has_alternatives =
            if address.is_some() { !self.addresses.is_empty() } else { !self.dns.is_empty() };
        !has_alternatives && self.common_name.as_deref().is_some_and(|name| matches_name(name, host))
    }

    /// All names, for messages.
    pub(super) fn listed(&self) -> Vec<String> {
        let alternatives = self.dns.iter().cloned();
        let addresses = self.addresses.iter().map(ToString::to_string);
        let mut names: Vec<String> = alternatives.chain(addresses).collect();
        if names.is_empty() {
            names.extend(self.common_name.clone());
        }
        names
    }
}

/// Compares names, ignoring case. A leading `*.` matches one label.
fn matches_name(pattern: &str, host: &str) -> bool {
    if pattern.eq_ignore_ascii_case(host) {
        return true;
    }
    let Some(suffix) = pattern.strip_prefix('*').filter(|suffix| suffix.starts_with('.') && suffix.len() > 1)
    else {
        return false;
    };
    match host.find('.') {
        Some(dot) if dot > 0 => host[dot..].eq_ignore_ascii_case(suffix),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::PresentedNames;

    fn names(dns: &[&str], addresses: &[&str], common_name: Option<&str>) -> PresentedNames {
        PresentedNames {
            dns: dns.iter().map(ToString::to_string).collect(),
            addresses: addresses.iter().map(|text| text.parse().unwrap()).collect(),
            common_name: common_name.map(str::to_owned),
        }
    }

    #[test]
    fn a_star_matches_one_label() {
        let star = names(&["*.example.org"], &[], None);
        assert!(star.matches("DB.example.org"));
        assert!(!star.matches("example.org"));
        assert!(!star.matches("a.db.example.org"));
        assert!(!star.matches(".example.org"));
        assert!(!names(&["*"], &[], None).matches("org"));
        assert!(!names(&["d*.example.org"], &[], None).matches("db.example.org"));
    }

    #[test]
    fn the_common_name_is_used_only_without_alternatives_of_the_same_type() {
        assert!(names(&[], &[], Some("db.example.org")).matches("db.example.org"));
        assert!(!names(&["other.org"], &[], Some("db.example.org")).matches("db.example.org"));
        assert!(names(&[], &["10.0.0.1"], Some("db.example.org")).matches("db.example.org"));
        assert!(names(&["db.example.org"], &[], Some("10.0.0.1")).matches("10.0.0.1"));
        assert!(!names(&[], &["10.0.0.2"], Some("10.0.0.1")).matches("10.0.0.1"));
    }

    #[test]
    fn addresses_are_compared_as_addresses() {
        assert!(names(&[], &["::1"], None).matches("0:0:0:0:0:0:0:1"));
        assert!(names(&["192.0.2.1"], &[], None).matches("192.0.2.1"));
    }
}
