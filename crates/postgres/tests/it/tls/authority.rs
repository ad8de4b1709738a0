//! Creating certificates for the tests.

use std::fs;
use std::path::{Path, PathBuf};

use pgplumb_testkit::{Installation, Server, ServerOptions};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd,
};

/// The default host name in the certificates.
pub const HOST: &str = "db.example.test";

/// A certificate authority.
pub struct Authority {
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key in PEM format.
pub struct Identity {
    pub certificate: String,
    pub key: String,
}

/// The default parameters of a certificate.
fn params(common_name: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = params(name, &[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = authority_params(name);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// Creates an intermediate authority.
    pub fn intermediate(&self, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = authority_params(name);
        let pem = params.signed_by(&key, &self.issuer).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// Issues a certificate for these names and addresses.
    pub fn issue(&self, common_name: &str, names: &[&str]) -> Identity {
        self.issue_with(params(common_name, names))
    }

    /// Issues a certificate that has expired.
    pub fn issue_expired(&self) -> Identity {
        let mut params = params(HOST, &[HOST]);
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 2, 3);
        self.issue_with(params)
    }

    /// Issues a certificate with a serial number, for revoking it.
    pub fn issue_numbered(&self, number: u64) -> Identity {
        let mut params = params(HOST, &[HOST]);
        params.serial_number = Some(SerialNumber::from(number));
        self.issue_with(params)
    }

    fn issue_with(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        Identity { certificate, key: key.serialize_pem() }
    }

    /// Creates a revocation list.
    pub fn revoke(&self, numbers: &[u64]) -> String {
        let revoked = |number: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*number),
            revocation_time: date_time_ymd(2020, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        CertificateRevocationListParams {
            this_update: date_time_ymd(2020, 1, 1),
            next_update: date_time_ymd(2099, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: numbers.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        }
        .signed_by(&self.issuer)
        .unwrap()
        .pem()
        .unwrap()
    }
}

/// A self-signed certificate that is marked as an authority, as created by `openssl req -x509`.
pub fn self_signed() -> Identity {
    let key = KeyPair::generate().unwrap();
    let mut params = params(HOST, &[HOST]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Identity { certificate: params.self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
}

/// The options of a server with TLS.
pub fn secured(identity: &Identity) -> ServerOptions {
    ServerOptions::new()
        .setting("ssl = on")
        .setting("ssl_cert_file = 'its.crt'")
        .setting("ssl_key_file = 'its.key'")
        .file("its.crt", identity.certificate.as_str())
        .file("its.key", identity.key.as_str())
}

/// Starts a server with this certificate.
pub fn serve(identity: &Identity, installation: &Installation) -> Server {
    secured(identity).start(installation)
}

/// A temporary directory for the files that parameters refer to.
pub struct Files(tempfile::TempDir);

impl Files {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file that only its owner can read, and returns its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        self.write_with_mode(name, text, 0o600)
    }

    pub fn write_with_mode(&self, name: &str, text: &str, mode: u32) -> String {
        use std::os::unix::fs::PermissionsExt;
        let path: PathBuf = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path.display().to_string()
    }
}
