//! Client certificates.

use std::process::Command;
use std::sync::OnceLock;

use pgplumb_postgres::connect::TlsError;
use pgplumb_postgres::{ConnectError, Conninfo, Environment, PasswordSource};
use pgplumb_testkit::{Server, newest, require};

use super::authority::{Authority, Files, HOST, Identity, secured};
use super::{Security, connect, connects, tls_error};
use crate::support::{named, run};

/// A server that wants certificates, and a client's, as files.
struct Setting {
    server: Server,
    files: Files,
    client: Identity,
    certificate: String,
    key: String,
}

fn setting() -> &'static Setting {
    static SETTING: OnceLock<Setting> = OnceLock::new();
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
        Setting { server, files, client, certificate, key }
    })
}

fn text() -> String {
    named(&setting().server, HOST).replace("user=postgres", "user=anna sslmode=require")
}

#[test]
fn a_certificate_and_its_key() {
    let Setting { certificate, key, .. } = setting();
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
fn the_files_of_the_users_own() {
    let Setting { client, .. } = setting();
    let home = Files::new();
    home.write(".postgresql/postgresql.crt", &client.certificate);
    home.write(".postgresql/postgresql.key", &client.key);
    let environment = Environment::new([], Some(home.path().to_owned()), None);
    let conninfo = Conninfo::parse(&text(), &environment).unwrap();
    run(pgplumb_postgres::connect(&conninfo, PasswordSource::None)).unwrap();
}

#[test]
fn a_key_others_may_read() {
    let Setting { certificate, client, files, .. } = setting();
    let key = files.write_with_mode("open.key", &client.key, 0o644);
    let error = tls_error(&format!("{} sslcert={certificate} sslkey={key}", text()));
    assert!(error.to_string().contains("chmod 0600"), "{error}");
}

#[test]
fn files_that_do_not_do() {
    let Setting { certificate, key, client, files, .. } = setting();
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
        (certificate, &other_key, "does not belong to the key"),
        (certificate, &encrypted, "is encrypted"),
        (certificate, &garbage, "has no private key"),
        (&key_as_certificate, key, "has no certificate"),
    ] {
        let error = tls_error(&format!("{} sslcert={certificate} sslkey={key}", text()));
        assert!(error.to_string().contains(expected), "{error}");
    }
    let error = tls_error(&format!("{} sslcert={certificate} sslkey={encrypted} sslpassword=x", text()));
    assert!(error.to_string().contains("sslpassword is not supported"), "{error}");
    // The server's own refusal comes after the handshake with TLS 1.3 and within it with TLS 1.2.
    for version in ["TLSv1.2", "TLSv1.3"] {
        let text =
            format!("{} ssl_min_protocol_version={version} ssl_max_protocol_version={version}", text());
        let error = tls_error(&format!("{text} sslcert={other_certificate} sslkey={other_key}"));
        assert!(matches!(error, TlsError::Alert(_)), "{version}: {error}");
        assert!(error.to_string().contains("does not know the authority"), "{version}: {error}");
    }
}

#[test]
fn a_server_that_does_not_ask() {
    let Setting { certificate, key, .. } = setting();
    let authority = Authority::new("Another");
    let server = secured(&authority.issue("server", &[HOST])).start(newest());
    let text = format!("{} sslmode=require sslcert={certificate} sslkey={key}", named(&server, HOST));
    connects(&text, Security::Unchecked);
    assert_eq!(tls_error(&format!("{text} sslcertmode=require")), TlsError::CertificateNotAsked);
}

/// Keys as older programs write them.
#[test]
fn every_form_of_key() {
    if !require("openssl", Command::new("openssl").arg("version").output().is_ok()) {
        return;
    }
    let Setting { certificate, key, files, .. } = setting();
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
