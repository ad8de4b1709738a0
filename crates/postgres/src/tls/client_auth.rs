//! Our own certificate, shown to servers that ask for one. libpq manual, "Client Certificates".

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

/// Whether the server asked for a certificate.
#[derive(Debug, Default)]
pub(super) struct Asked(AtomicBool);

impl Asked {
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Our certificate and key, and whether they were asked for.
#[derive(Debug)]
pub(super) struct ClientAuth {
    key: Arc<CertifiedKey>,
    asked: Arc<Asked>,
}

impl ClientAuth {
    pub(super) fn asked(&self) -> Arc<Asked> {
        Arc::clone(&self.asked)
    }
}

impl ResolvesClientCert for ClientAuth {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.0.store(true, Ordering::Relaxed);
        // As in libpq, whatever the server's list of authorities: it may be incomplete.
        Some(Arc::clone(&self.key))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Reads certificate and key, if there is a certificate.
pub(super) fn load(options: &TlsOptions, warnings: &mut Vec<String>) -> Result<Option<ClientAuth>, TlsError> {
    let Some(file) =
        options.certificate.as_ref().filter(|_| options.certificate_mode != SslCertMode::Disable)
    else {
        return Ok(None);
    };
    let pem = match fs::read(&file.path) {
        Ok(pem) => pem,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            if file.named {
                warnings.push(format!("sslcert {} is ignored: it does not exist", file.path.display()));
            }
            return Ok(None);
        }
        Err(error) => return Err(certificate_error(&file.path, format!("cannot be read: {error}"))),
    };
    let chain = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| certificate_error(&file.path, format!("is not PEM: {error}")))?;
    if chain.is_empty() {
        return Err(certificate_error(&file.path, "has no certificate in PEM form".to_owned()));
    }
    let Some(key_file) = &options.key else {
        return Err(certificate_error(&file.path, "is there, but no key: name it with sslkey".to_owned()));
    };
    let key = load_key(&key_file.path, options.has_key_password)?;
    let provider = rustls::crypto::ring::default_provider();
    let key = CertifiedKey::from_der(chain, key, &provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            certificate_error(&file.path, format!("does not belong to the key {}", key_file.path.display()))
        }
        other => key_error(&key_file.path, format!("cannot be used: {other}")),
    })?;
    Ok(Some(ClientAuth { key: Arc::new(key), asked: Arc::default() }))
}

fn load_key(path: &Path, has_password: bool) -> Result<PrivateKeyDer<'static>, TlsError> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => key_error(
            path,
            "does not exist, though there is a client certificate; name it with sslkey".to_owned(),
        ),
        _ => key_error(path, format!("cannot be read: {error}")),
    })?;
    if !metadata.is_file() {
        return Err(key_error(path, "is not a plain file".to_owned()));
    }
    check_permissions(path, &metadata)?;
    let pem = fs::read(path).map_err(|error| key_error(path, format!("cannot be read: {error}")))?;
    let text = String::from_utf8_lossy(&pem);
    if text.contains("ENCRYPTED") {
        let tried = if has_password { "sslpassword is not supported: " } else { "" };
        return Err(key_error(
            path,
            format!(
                "is encrypted; {tried}keep the key unencrypted in a file of mode 0600 (openssl pkey -in KEY -out NEW)"
            ),
        ));
    }
    PrivateKeyDer::from_pem_slice(&pem).map_err(|error| {
        key_error(path, format!("has no private key in PEM form (PKCS#8, PKCS#1 or SEC1): {error}"))
    })
}

/// libpq's rule: private to its owner, or owned by root and at most readable by its group.
#[cfg(unix)]
fn check_permissions(path: &Path, metadata: &fs::Metadata) -> Result<(), TlsError> {
    use std::os::unix::fs::MetadataExt;
    let forbidden = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    if metadata.mode() & forbidden == 0 {
        return Ok(());
    }
    Err(key_error(
        path,
        "may be read by others; make it private with chmod 0600 (or 0640 if it belongs to root)".to_owned(),
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
