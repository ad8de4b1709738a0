//! Client certificates.

use std::process::Command;
use std::sync::OnceLock;

use pgplumb_postgres::connect::TlsError;
use pgplumb_postgres::{ConnectError, Conninfo, Environment, PasswordSource};
use pgplumb_testkit::{Server, newest, require};

use super::authority::{Authority, Files, HOST, Identity, secured};
use super::{Security, connect, connects, tls_error};
use crate::support::{named, run};

/// A server that requires client certificates, and the files of a client certificate.
struct Fixture {
    server: Server,
    files: Files,
    client: Identity,
    certificate: String,
    key: String,
}

fn fixture() -> &'static Fixture {
    static SETTING: OnceLock<Fixture> = OnceLock::new();
    SETTING.get_or_init(|| {
        let authority = Authority::new("Test authority");
        let server = secured(&authority.issue("server", &[HOST]))
            .setting("ssl_ca_file = 'clients.crt'")
            .file("clients.crt", authority.pem.as_str())
            .hba("hostssl all anna 127.0.0.1/32 cert")
            .start(newest());
        server.psql("CREATE ROLE anna LOGIN");
        let client = authority.issue("anna", &[]);
        let files = Files::new();
        let certificate = files.write("anna.crt", &client.certificate);
        let key = files.write("anna.key", &client.key);
        Fixture { server, files, client, certificate, key }
    })
}

fn text() -> String {
    named(&fixture().server, HOST).replace("user=postgres", "user=anna sslmode=require")
}

#[test]
fn a_client_certificate_authenticates() {
    let Fixture { certificate, key, .. } = fixture();
    let text = text();
    connects(&format!("{text} sslcert={certificate} sslkey={key}"), Security::Unchecked);
    connects(&format!("{text} sslcert={certificate} sslkey={key} sslcertmode=require"), Security::Unchecked);
    connects(
        &format!("{text} sslcert={certificate} sslkey={key} ssl_max_protocol_version=TLSv1.2"),
        Security::Unchecked,
    );
    let error = connect(&text).unwrap_err();
    assert!(matches!(error, ConnectError::Rejected { .. }), "{error}");
    assert!(error.to_string().contains("client certificate"), "{error}");
    let error =
        connect(&format!("{text} sslcert={certificate} sslkey={key} sslcertmode=disable")).unwrap_err();
    assert!(matches!(error, ConnectError::Rejected { .. }), "{error}");
}

#[test]
fn default_certificate_files_are_used() {
    let Fixture { client, .. } = fixture();
    let home = Files::new();
    home.write(".postgresql/postgresql.crt", &client.certificate);
    home.write(".postgresql/postgresql.key", &client.key);
    let environment = Environment::new([], Some(home.path().to_owned()), None);
    let conninfo = Conninfo::parse(&text(), &environment).unwrap();
    run(pgplumb_postgres::connect(&conninfo, PasswordSource::None)).unwrap();
}

#[test]
fn a_key_that_other_users_can_read_is_rejected() {
    let Fixture { certificate, client, files, .. } = fixture();
    let key = files.write_with_mode("open.key", &client.key, 0o644);
    let error = tls_error(&format!("{} sslcert={certificate} sslkey={key}", text()));
    assert!(error.to_string().contains("chmod 0600"), "{error}");
}

#[test]
fn unusable_certificates_and_keys_are_errors() {
    let Fixture { certificate, key, client, files, .. } = fixture();
    let stranger = Authority::new("Stranger").issue("anna", &[]);
    let other_key = files.write("other.key", &stranger.key);
    let other_certificate = files.write("other.crt", &stranger.certificate);
    let encrypted = files.write(
        "encrypted.key",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
    );
    let garbage = files.write("garbage.key", "nothing");
    let key_as_certificate = files.write("key.crt", &client.key);
    for (certificate, key, expected) in [
        (certificate, &"/no/such/key".to_owned(), "/no/such/key does not exist"),
        (certificate, &other_key, "does not match the key"),
        (certificate, &encrypted, "is encrypted"),
        (certificate, &garbage, "contains no PEM private key"),
        (&key_as_certificate, key, "contains no PEM certificate"),
    ] {
        let error = tls_error(&format!("{} sslcert={certificate} sslkey={key}", text()));
        assert!(error.to_string().contains(expected), "{error}");
    }
    let error = tls_error(&format!("{} sslcert={certificate} sslkey={encrypted} sslpassword=x", text()));
    assert!(error.to_string().contains("sslpassword is not supported"), "{error}");
    // The server rejects the certificate during the handshake with TLS 1.2, and after it with TLS
    // 1.3.
    for version in ["TLSv1.2", "TLSv1.3"] {
        let text =
            format!("{} ssl_min_protocol_version={version} ssl_max_protocol_version={version}", text());
        let error = tls_error(&format!("{text} sslcert={other_certificate} sslkey={other_key}"));
        assert!(matches!(error, TlsError::Alert(_)), "{version}: {error}");
        assert!(error.to_string().contains("does not trust the authority"), "{version}: {error}");
    }
}

#[test]
fn sslcertmode_require_needs_a_request() {
    let Fixture { certificate, key, .. } = fixture();
    let authority = Authority::new("Another");
    let server = secured(&authority.issue("server", &[HOST])).start(newest());
    let text = format!("{} sslmode=require sslcert={certificate} sslkey={key}", named(&server, HOST));
    connects(&text, Security::Unchecked);
    assert_eq!(tls_error(&format!("{text} sslcertmode=require")), TlsError::CertificateNotRequested);
}

/// Older programs write keys in this format.
#[test]
fn sec1_keys_are_supported() {
    if !require("openssl", Command::new("openssl").arg("version").output().is_ok()) {
        return;
    }
    let Fixture { certificate, key, files, .. } = fixture();
    let sec1 = files.path().join("sec1.key").display().to_string();
    openssl(&["ec", "-in", key, "-out", &sec1]);
    assert!(std::fs::read_to_string(&sec1).unwrap().contains("BEGIN EC PRIVATE KEY"));
    files.write("sec1.key", &std::fs::read_to_string(&sec1).unwrap());
    connects(&format!("{} sslcert={certificate} sslkey={sec1}", text()), Security::Unchecked);
}

fn openssl(arguments: &[&str]) {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
