//! The client certificate, for servers that request one. libpq manual, "Client Certificates".

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::error::TlsError;
use crate::conninfo::{SslCertMode, TlsOptions};
use crate::io_message;

/// Whether the server has requested a certificate.
#[derive(Debug, Default)]
pub(super) struct CertificateRequested(AtomicBool);

impl CertificateRequested {
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The client certificate with its key, and whether the server has requested it.
#[derive(Debug)]
pub(super) struct ClientAuth {
    key: Arc<CertifiedKey>,
    requested: Arc<CertificateRequested>,
}

impl ClientAuth {
    pub(super) fn requested(&self) -> Arc<CertificateRequested> {
        Arc::clone(&self.requested)
    }
}

impl ResolvesClientCert for ClientAuth {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.requested.0.store(true, Ordering::Relaxed);
        // As in libpq, the server's list of authorities is ignored, as it may be incomplete.
        Some(Arc::clone(&self.key))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Reads the certificate and its key, if there is a certificate.
pub(super) fn load(options: &TlsOptions, warnings: &mut Vec<String>) -> Result<Option<ClientAuth>, TlsError> {
    let Some(file) =
        options.certificate.as_ref().filter(|_| options.certificate_mode != SslCertMode::Disable)
    else {
        return Ok(None);
    };
    let pem = match fs::read(&file.path) {
        Ok(pem) => pem,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            if file.is_specified {
                warnings.push(format!("sslcert {} is ignored: it does not exist", file.path.display()));
            }
            return Ok(None);
        }
        Err(error) => {
            return Err(certificate_error(&file.path, format!("could not be read: {}", io_message(&error))));
        }
    };
    let chain = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| certificate_error(&file.path, format!("is not PEM: {error}")))?;
    if chain.is_empty() {
        return Err(certificate_error(&file.path, "contains no PEM certificate".to_owned()));
    }
    let Some(key_file) = &options.key else {
        return Err(certificate_error(&file.path, "has no key; specify the key with sslkey".to_owned()));
    };
    let key = load_key(&key_file.path, options.has_key_password)?;
    let provider = rustls::crypto::ring::default_provider();
    let key = CertifiedKey::from_der(chain, key, &provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            certificate_error(&file.path, format!("does not match the key {}", key_file.path.display()))
        }
        other => key_error(&key_file.path, format!("cannot be used: {other}")),
    })?;
    Ok(Some(ClientAuth { key: Arc::new(key), requested: Arc::default() }))
}

fn load_key(path: &Path, has_password: bool) -> Result<PrivateKeyDer<'static>, TlsError> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => key_error(
            path,
            "does not exist; specify the key of the client certificate with sslkey".to_owned(),
        ),
        _ => key_error(path, format!("could not be read: {}", io_message(&error))),
    })?;
    if !metadata.is_file() {
        return Err(key_error(path, "is not a regular file".to_owned()));
    }
    check_permissions(path, &metadata)?;
    let pem = fs::read(path)
        .map_err(|error| key_error(path, format!("could not be read: {}", io_message(&error))))?;
    let text = String::from_utf8_lossy(&pem);
    if text.contains("ENCRYPTED") {
        let problem = if has_password { ", and sslpassword is not supported" } else { "" };
        return Err(key_error(
            path,
            format!(
                "is encrypted{problem}; store the key unencrypted in a file with mode 0600 (openssl pkey -in KEY -out \
                 NEW)"
            ),
        ));
    }
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| {
        key_error(path, format!("contains no PEM private key (PKCS#8, PKCS#1 or SEC1): {error}"))
    })
}

/// Checks libpq's rule: only the owner may access the file; if root owns it, the group may read it.
#[cfg(unix)]
fn check_permissions(path: &Path, metadata: &fs::Metadata) -> Result<(), TlsError> {
    use std::os::unix::fs::MetadataExt;
    let forbidden = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    if metadata.mode() & forbidden == 0 {
        return Ok(());
    }
    Err(key_error(
        path,
        "can be read by other users; run chmod 0600 on it (or 0640 if root owns it)".to_owned(),
    ))
}

#[cfg(not(unix))]
fn check_permissions(_: &Path, _: &fs::Metadata) -> Result<(), TlsError> {
    Ok(())
}

fn certificate_error(path: &Path, problem: String) -> TlsError {
    TlsError::File { what: "client certificate", path: path.to_owned(), problem }
}

fn key_error(path: &Path, problem: String) -> TlsError {
    TlsError::File { what: "private key", path: path.to_owned(), problem }
}
