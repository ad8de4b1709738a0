//! The trusted certificate authorities and their revocation lists.

use std::fs;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};

use super::error::TlsError;
use crate::conninfo::{RootCertificates, SslMode, TlsFile, TlsOptions};
use crate::io_message;

/// The trusted authorities.
#[derive(Debug)]
pub(super) struct Roots {
    pub(super) store: RootCertStore,
    /// The certificates in the root certificate file; empty for the operating system's authorities.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    pub(super) revocations: Vec<CertificateRevocationListDer<'static>>,
}

/// Reads the trusted authorities. Returns `None` if there are none and the mode does not require
/// them.
///
/// As in libpq, an existing file is used for every `sslmode`, so that `require` with a root
/// certificate file verifies the issuer.
pub(super) fn load(options: &TlsOptions, warnings: &mut Vec<String>) -> Result<Option<Roots>, TlsError> {
    let is_required = matches!(options.mode, SslMode::VerifyCa | SslMode::VerifyFull);
    match &options.roots {
        RootCertificates::System { file, directory } => {
            system(file.as_deref(), directory.as_deref()).map(Some)
        }
        RootCertificates::None if is_required => Err(TlsError::NoRootFileSpecified),
        RootCertificates::None => Ok(None),
        RootCertificates::File(file) if !file.path.exists() => {
            if is_required {
                return Err(TlsError::NoRootFile(file.path.clone()));
            }
            if file.is_specified {
                warnings.push(format!(
                    "the server's certificate is not verified: the root certificate file {} does not exist",
                    file.path.display()
                ));
            }
            Ok(None)
        }
        RootCertificates::File(file) => {
            let revocations = revocations(options, warnings)?;
            from_file(&file.path, revocations).map(Some)
        }
    }
}

fn system(file: Option<&Path>, directory: Option<&Path>) -> Result<Roots, TlsError> {
    let found = match (file, directory) {
        (None, None) => rustls_native_certs::load_native_certs(),
        (file, directory) => rustls_native_certs::load_certs_from_paths(file, directory),
    };
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(found.certs);
    if store.is_empty() {
        let reasons: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        let reason = if reasons.is_empty() { "none found".to_owned() } else { reasons.join("; ") };
        return Err(TlsError::SystemRoots(reason));
    }
    Ok(Roots { store, certificates: Vec::new(), revocations: Vec::new() })
}

fn from_file(
    path: &Path,
    revocations: Vec<CertificateRevocationListDer<'static>>,
) -> Result<Roots, TlsError> {
    let failed =
        |problem: String| TlsError::File { what: "root certificate", path: path.to_owned(), problem };
    let pem = fs::read(path).map_err(|error| failed(format!("could not be read: {}", io_message(&error))))?;
    let certificates = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed(format!("is not PEM: {error}")))?;
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates.iter().cloned());
    if store.is_empty() {
        return Err(failed("contains no usable PEM certificate".to_owned()));
    }
    Ok(Roots { store, certificates, revocations })
}

/// Reads the revocation lists. As in libpq, a missing one is not an error.
fn revocations(
    options: &TlsOptions,
    warnings: &mut Vec<String>,
) -> Result<Vec<CertificateRevocationListDer<'static>>, TlsError> {
    let mut files: Vec<TlsFile> = options.revocations.iter().cloned().collect();
    if let Some(directory) = &options.revocations_directory {
        match fs::read_dir(directory) {
            Ok(entries) => {
                let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
                paths.sort();
                files.extend(paths.into_iter().map(|path| TlsFile { path, is_specified: true }));
            }
            Err(error) => {
                warnings.push(format!("sslcrldir {} is ignored: {}", directory.display(), io_message(&error)))
            }
        }
    }
    let mut lists = Vec::new();
    for file in files {
        if !file.path.exists() {
            if file.is_specified {
                warnings.push(format!("sslcrl {} is ignored: it does not exist", file.path.display()));
            }
            continue;
        }
        let failed = |error: &dyn std::fmt::Display| TlsError::File {
            what: "revocation list",
            path: file.path.clone(),
            problem: format!("could not be read: {error}"),
        };
        let pem = fs::read(&file.path).map_err(|error| failed(&io_message(&error)))?;
        for list in CertificateRevocationListDer::pem_slice_iter(&pem) {
            lists.push(list.map_err(|error| failed(&error))?);
        }
    }
    Ok(lists)
}
