//! The trusted authorities, and their lists of revoked certificates.

use std::fs;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};

use super::error::TlsError;
use crate::conninfo::{RootCertificates, SslMode, TlsFile, TlsOptions};

/// Who is trusted.
#[derive(Debug)]
pub(super) struct Roots {
    pub(super) store: RootCertStore,
    /// The certificates of a file, as they stand there; empty for the operating system's.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    pub(super) revocations: Vec<CertificateRevocationListDer<'static>>,
}

/// Reads the trusted authorities; `None` if there are none and the mode does not need any.
///
/// As in libpq, a file that exists is used whatever the `sslmode`, so that `require` with a root file checks the
/// certificate's issuer.
pub(super) fn load(options: &TlsOptions, warnings: &mut Vec<String>) -> Result<Option<Roots>, TlsError> {
    let demanded = matches!(options.mode, SslMode::VerifyCa | SslMode::VerifyFull);
    match &options.roots {
        RootCertificates::System { file, folder } => system(file.as_deref(), folder.as_deref()).map(Some),
        RootCertificates::Nobody if demanded => Err(TlsError::NoRootFileNamed),
        RootCertificates::Nobody => Ok(None),
        RootCertificates::File(file) if !file.path.exists() => {
            if demanded {
                return Err(TlsError::NoRootFile(file.path.clone()));
            }
            if file.named {
                warnings.push(format!(
                    "the server's certificate is not checked: the root certificate file {} does not exist",
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

fn system(file: Option<&Path>, folder: Option<&Path>) -> Result<Roots, TlsError> {
    let found = match (file, folder) {
        (None, None) => rustls_native_certs::load_native_certs(),
        (file, folder) => rustls_native_certs::load_certs_from_paths(file, folder),
    };
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(found.certs);
    if store.is_empty() {
        let reasons: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        let reason = if reasons.is_empty() { "there are none".to_owned() } else { reasons.join("; ") };
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
    let pem = fs::read(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    let certificates = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed(format!("is not PEM: {error}")))?;
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates.iter().cloned());
    if store.is_empty() {
        return Err(failed("has no certificate in PEM form that can be used".to_owned()));
    }
    Ok(Roots { store, certificates, revocations })
}

/// The lists of revoked certificates. As in libpq, a missing one is no error.
fn revocations(
    options: &TlsOptions,
    warnings: &mut Vec<String>,
) -> Result<Vec<CertificateRevocationListDer<'static>>, TlsError> {
    let mut files: Vec<TlsFile> = options.revocations.iter().cloned().collect();
    if let Some(folder) = &options.revocations_folder {
        match fs::read_dir(folder) {
            Ok(entries) => {
                let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
                paths.sort();
                files.extend(paths.into_iter().map(|path| TlsFile { path, named: true }));
            }
            Err(error) => warnings.push(format!("sslcrldir {} is ignored: {error}", folder.display())),
        }
    }
    let mut lists = Vec::new();
    for file in files {
        if !file.path.exists() {
            if file.named {
                warnings.push(format!("sslcrl {} is ignored: it does not exist", file.path.display()));
            }
            continue;
        }
        let failed = |error: &dyn std::fmt::Display| TlsError::File {
            what: "revocation list",
            path: file.path.clone(),
            problem: format!("cannot be read: {error}"),
        };
        let pem = fs::read(&file.path).map_err(|error| failed(&error))?;
        for list in CertificateRevocationListDer::pem_slice_iter(&pem) {
            lists.push(list.map_err(|error| failed(&error))?);
        }
    }
    Ok(lists)
}
