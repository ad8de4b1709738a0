//! Verification of the server's certificate, with the same results as libpq.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};

use super::certificate::{self, ParsedCertificate};
use super::error::TlsError;
use super::roots::Roots;

/// What is verified about a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing: the connection is encrypted, but the server's identity is unknown.
    Nothing,
    /// A trusted authority issued it.
    Chain,
    /// A trusted authority issued it, and it is for this host.
    ChainAndName(String),
}

/// The verifier for one connection.
#[derive(Debug)]
pub(super) struct Verifier {
    check: Check,
    algorithms: WebPkiSupportedAlgorithms,
    chain: Option<ChainVerifier>,
}

#[derive(Debug)]
struct ChainVerifier {
    webpki: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
    has_revocations: bool,
}

impl Verifier {
    pub(super) fn new(
        roots: Option<Roots>,
        check: Check,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, TlsError> {
        let chain = roots.map(|roots| ChainVerifier::new(roots, provider)).transpose()?;
        Ok(Self { check, algorithms: provider.signature_verification_algorithms, chain })
    }
}

impl ChainVerifier {
    fn new(roots: Roots, provider: &Arc<CryptoProvider>) -> Result<Self, TlsError> {
        let has_revocations = !roots.revocations.is_empty();
        let webpki = WebPkiServerVerifier::builder_with_provider(Arc::new(roots.store), Arc::clone(provider))
            .with_crls(roots.revocations)
            .enforce_revocation_expiration()
            .build()
            .map_err(|error| TlsError::Other(format!("could not use the trusted authorities: {error}")))?;
        Ok(Self { webpki, trusted: roots.certificates, has_revocations })
    }

    fn verify(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
        algorithms: &WebPkiSupportedAlgorithms,
    ) -> Result<(), TlsError> {
        let parsed = ParsedCertificate::new(leaf);
        if let Some(parsed) = &parsed
            && let Some(verdict) = self.verify_directly(leaf, parsed, now, algorithms)
        {
            return verdict;
        }
        // `verify_server_cert` below checks the host name by libpq's rules. webpki checks the name
        // last, so a mismatch with this address means that the chain is valid.
        let any_name = ServerName::from(std::net::IpAddr::from([0, 0, 0, 0]));
        match self.webpki.verify_server_cert(leaf, intermediates, &any_name, &[], now) {
            Ok(_) => Ok(()),
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(()),
            Err(Error::InvalidCertificate(problem)) => Err(explain(&problem, parsed.as_ref())),
            Err(other) => Err(TlsError::BadCertificate(other.to_string())),
        }
    }

    /// Verifies the two cases that OpenSSL accepts and webpki does not: a self-signed certificate
    /// that is in the root certificate file, and an X.509 version 1 certificate that a trusted
    /// authority issued directly. Returns `None` for all other certificates, and if there are
    /// revocation lists, which are not checked here.
    fn verify_directly(
        &self,
        leaf: &CertificateDer<'_>,
        parsed: &ParsedCertificate<'_>,
        now: UnixTime,
        algorithms: &WebPkiSupportedAlgorithms,
    ) -> Option<Result<(), TlsError>> {
        if self.has_revocations {
            return None;
        }
        let is_trusted = parsed.is_self_issued() && self.trusted.iter().any(|trusted| trusted == leaf);
        let is_issued = || {
            !parsed.is_version_3()
                && self.trusted.iter().filter_map(|trusted| ParsedCertificate::new(trusted)).any(|issuer| {
                    parsed.is_signed_by(&issuer, algorithms) && check_validity(&issuer, now).is_ok()
                })
        };
        if is_trusted || is_issued() {
            return Some(check_validity(parsed, now));
        }
        (!parsed.is_version_3()).then(|| Err(TlsError::UnknownAuthority { issuer: parsed.issuer() }))
    }
}

/// Checks whether the time is in the certificate's validity period.
fn check_validity(parsed: &ParsedCertificate<'_>, now: UnixTime) -> Result<(), TlsError> {
    let ((from, from_text), (until, until_text)) = parsed.validity();
    if now.as_secs() < from {
        return Err(TlsError::NotYetValid(Some(from_text)));
    }
    if now.as_secs() > until {
        return Err(TlsError::Expired(Some(until_text)));
    }
    Ok(())
}

/// Converts webpki's error.
fn explain(problem: &CertificateError, parsed: Option<&ParsedCertificate<'_>>) -> TlsError {
    use CertificateError as C;
    match problem {
        C::UnknownIssuer | C::BadSignature => TlsError::UnknownAuthority {
            issuer: parsed.map(ParsedCertificate::issuer).unwrap_or_else(|| "an unreadable name".to_owned()),
        },
        C::Expired | C::ExpiredContext { .. } => {
            // If an intermediate certificate has expired, the date of this one would be misleading.
            let until = parsed.map(|parsed| parsed.validity().1);
            TlsError::Expired(
                until.filter(|(seconds, _)| *seconds < UnixTime::now().as_secs()).map(|(_, text)| text),
            )
        }
        C::NotValidYet | C::NotValidYetContext { .. } => {
            TlsError::NotYetValid(parsed.map(|parsed| parsed.validity().0.1))
        }
        C::Revoked => TlsError::Revoked,
        C::UnknownRevocationStatus => {
            TlsError::BadCertificate("no revocation list (sslcrl, sslcrldir) covers its issuer".to_owned())
        }
        C::ExpiredRevocationList | C::ExpiredRevocationListContext { .. } => {
            TlsError::BadCertificate("the revocation list (sslcrl, sslcrldir) has expired".to_owned())
        }
        other => TlsError::BadCertificate(other.to_string()),
    }
}

/// Wraps our error, so that [`TlsError::from_handshake`] can extract it.
fn refuse(error: TlsError) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(error))))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Some(chain) = &self.chain {
            chain.verify(end_entity, intermediates, now, &self.algorithms).map_err(refuse)?;
        }
        if let Check::ChainAndName(host) = &self.check {
            let names = ParsedCertificate::new(end_entity).map(|parsed| parsed.names()).unwrap_or_default();
            if !names.matches(host) {
                let presented = names.listed();
                return Err(refuse(TlsError::WrongName { host: host.clone(), presented }));
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        match self.verify_old_version(message, certificate, signed) {
            Some(verdict) => verdict,
            None => verify_tls12_signature(message, certificate, signed, &self.algorithms),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        match self.verify_old_version(message, certificate, signed) {
            Some(verdict) => verdict,
            None => verify_tls13_signature(message, certificate, signed, &self.algorithms),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl Verifier {
    /// Verifies the handshake's signature if the certificate is of an X.509 version that rustls
    /// does not support. Returns `None` for all other certificates.
    fn verify_old_version(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Option<Result<HandshakeSignatureValid, Error>> {
        let parsed = ParsedCertificate::new(certificate).filter(|parsed| !parsed.is_version_3())?;
        let is_valid = self
            .algorithms
            .mapping
            .iter()
            .filter(|(scheme, _)| *scheme == signed.scheme)
            .flat_map(|(_, algorithms)| algorithms.iter())
            .any(|algorithm| {
                certificate::verifies(*algorithm, parsed.public_key(), message, signed.signature())
            });
        Some(match is_valid {
            true => Ok(HandshakeSignatureValid::assertion()),
            false => Err(Error::InvalidCertificate(CertificateError::BadSignature)),
        })
    }
}
