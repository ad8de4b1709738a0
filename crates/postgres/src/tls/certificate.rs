//! Parsing certificates, for checks that rustls does not provide.

use std::net::IpAddr;

use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::SignatureVerificationAlgorithm;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::{Certificate, Version};

use super::names::PresentedNames;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");

/// A parsed certificate and its DER encoding.
pub(super) struct ParsedCertificate<'a> {
    der: &'a [u8],
    certificate: Certificate,
}

impl<'a> ParsedCertificate<'a> {
    pub(super) fn new(der: &'a [u8]) -> Option<Self> {
        Certificate::from_der(der).ok().map(|certificate| Self { der, certificate })
    }

    /// Whether the certificate is an X.509 version 3 certificate, the only version that rustls
    /// supports. With many versions of OpenSSL, the commands in PostgreSQL's manual create version
    /// 1 certificates.
    pub(super) fn is_version_3(&self) -> bool {
        self.certificate.tbs_certificate().version() == Version::V3
    }

    pub(super) fn issuer(&self) -> String {
        self.certificate.tbs_certificate().issuer().to_string()
    }

    /// Whether the certificate names itself as its issuer.
    pub(super) fn is_self_issued(&self) -> bool {
        let body = self.certificate.tbs_certificate();
        body.issuer() == body.subject()
    }

    /// The start and end of the validity period, each in seconds since 1970 and as a text for
    /// messages.
    pub(super) fn validity(&self) -> ((u64, String), (u64, String)) {
        let validity = self.certificate.tbs_certificate().validity();
        let described = |time: x509_cert::time::Time| {
            (time.to_unix_duration().as_secs(), time.to_date_time().to_string())
        };
        (described(validity.not_before), described(validity.not_after))
    }

    pub(super) fn public_key(&self) -> &SubjectPublicKeyInfoOwned {
        self.certificate.tbs_certificate().subject_public_key_info()
    }

    /// Whether the issuer's key signed this certificate.
    pub(super) fn is_signed_by(
        &self,
        issuer: &ParsedCertificate<'_>,
        algorithms: &WebPkiSupportedAlgorithms,
    ) -> bool {
        let issuer_body = issuer.certificate.tbs_certificate();
        if self.certificate.tbs_certificate().issuer() != issuer_body.subject() {
            return false;
        }
        let (Some(body), Some(signature), Some(signature_algorithm)) = (
            signed_part(self.der),
            self.certificate.signature().as_bytes(),
            inner_der(self.certificate.signature_algorithm()),
        ) else {
            return false;
        };
        algorithms
            .all
            .iter()
            .filter(|algorithm| algorithm.signature_alg_id().as_ref() == signature_algorithm)
            .any(|algorithm| verifies(*algorithm, issuer.public_key(), body, signature))
    }

    /// The host names and addresses in the certificate.
    pub(super) fn names(&self) -> PresentedNames {
        let body = self.certificate.tbs_certificate();
        let mut names = PresentedNames {
            common_name: body
                .subject()
                .iter()
                .filter(|attribute| attribute.oid == COMMON_NAME)
                .find_map(|attribute| std::str::from_utf8(attribute.value.value()).ok())
                .map(str::to_owned),
            ..PresentedNames::default()
        };
        let extension =
            body.extensions().into_iter().flatten().find(|extension| extension.extn_id == SUBJECT_ALT_NAME);
        let alternatives =
            extension.and_then(|extension| SubjectAltName::from_der(extension.extn_value.as_bytes()).ok());
        for name in alternatives.iter().flat_map(|names| names.0.iter()) {
            match name {
                GeneralName::DnsName(name) => names.dns.push(name.to_string()),
                GeneralName::IpAddress(octets) => names.addresses.extend(address(octets.as_bytes())),
                _ => {}
            }
        }
        names
    }
}

/// Whether a signature is valid, and its algorithm matches the key.
pub(super) fn verifies(
    algorithm: &dyn SignatureVerificationAlgorithm,
    key: &SubjectPublicKeyInfoOwned,
    message: &[u8],
    signature: &[u8],
) -> bool {
    inner_der(&key.algorithm).is_some_and(|id| algorithm.public_key_alg_id().as_ref() == id)
        && algorithm.verify_signature(key.subject_public_key.raw_bytes(), message, signature).is_ok()
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(octets) {
        return Some(IpAddr::from(four));
    }
    <[u8; 16]>::try_from(octets).ok().map(IpAddr::from)
}

/// The DER encoding of an algorithm without the outer sequence, which is how rustls identifies
/// algorithms.
fn inner_der(algorithm: &AlgorithmIdentifierOwned) -> Option<Vec<u8>> {
    let der = algorithm.to_der().ok()?;
    split_element(&der).map(|(_, content, _)| content.to_vec())
}

/// The part of a certificate that its signature covers.
fn signed_part(der: &[u8]) -> Option<&[u8]> {
    let (_, content, _) = split_element(der)?;
    split_element(content).map(|(whole, _, _)| whole)
}

/// Splits off the first DER element. Returns the whole element, its content, and the remaining
/// bytes.
fn split_element(der: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let first = usize::from(*der.get(1)?);
    let (header, length) = if first < 0x80 {
        (2, first)
    } else {
        let count = first & 0x7f;
        let digits = der.get(2..2 + count).filter(|digits| (1..=4).contains(&digits.len()))?;
        (2 + count, digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)))
    };
    let end = header.checked_add(length)?;
    Some((der.get(..end)?, der.get(header..end)?, der.get(end..)?))
}

/// The hash functions of certificate signatures.
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// The `tls-server-end-point` channel binding (RFC 5929): the hash of the certificate, using the
/// hash function of its signature.
pub(super) fn server_end_point(der: &[u8]) -> Option<Vec<u8>> {
    let certificate = Certificate::from_der(der).ok()?;
    let hash = match certificate.signature_algorithm().oid.to_string().as_str() {
        // MD5 and SHA-1, for which the RFC requires SHA-256, then RSA and ECDSA with SHA-256.
        "1.2.840.113549.1.1.4"
        | "1.2.840.113549.1.1.5"
        | "1.2.840.10045.4.1"
        | "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.3.2" => Hash::Sha256,
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => Hash::Sha384,
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => Hash::Sha512,
        // The parameters of RSASSA-PSS contain the hash function. Ed25519 has none, so there is no
        // channel binding.
        "1.2.840.113549.1.1.10" => pss_hash(certificate.signature_algorithm())?,
        _ => return None,
    };
    Some(match hash {
        Hash::Sha256 => Sha256::digest(der).to_vec(),
        Hash::Sha384 => Sha384::digest(der).to_vec(),
        Hash::Sha512 => Sha512::digest(der).to_vec(),
    })
}

fn pss_hash(algorithm: &AlgorithmIdentifierOwned) -> Option<Hash> {
    let parameters = algorithm.parameters.as_ref()?.value();
    // [0] hashAlgorithm. The default is SHA-1, for which the RFC requires SHA-256.
    let Some((_, explicit, _)) = split_element(parameters).filter(|(whole, ..)| whole[0] == 0xa0) else {
        return Some(Hash::Sha256);
    };
    let hash = AlgorithmIdentifierOwned::from_der(explicit).ok()?;
    match hash.oid.to_string().as_str() {
        "1.3.14.3.2.26" | "2.16.840.1.101.3.4.2.1" => Some(Hash::Sha256),
        "2.16.840.1.101.3.4.2.2" => Some(Hash::Sha384),
        "2.16.840.1.101.3.4.2.3" => Some(Hash::Sha512),
        _ => None,
    }
}
