//! Certificates created with the commands in PostgreSQL's manual ("Creating Certificates"). With
//! many versions of OpenSSL, these are X.509 version 1 certificates and have only a common name.

use std::fs;
use std::process::Command;

use pgplumb_postgres::ConnectError;
use pgplumb_postgres::connect::TlsError;
use pgplumb_testkit::{newest, require};

use super::authority::{Authority, Files, HOST, Identity, secured};
use super::{Security, connect, connects, tls_error};
use crate::support::named;

fn openssl(folder: &Files, command: &str) {
    let output =
        Command::new("openssl").args(command.split(' ')).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Creates a version 1 certificate, and the certificate `root.crt` of its authority. Returns `None`
/// with newer versions of OpenSSL, which create version 3 certificates; other tests use these.
fn create_certificates(folder: &Files, days: &str) -> Option<Identity> {
    openssl(folder, "req -new -nodes -out root.csr -keyout root.key -subj /CN=root.example.test");
    folder.write("ca.ext", "basicConstraints=critical,CA:TRUE\n");
    openssl(folder, "x509 -req -in root.csr -days 365 -extfile ca.ext -signkey root.key -out root.crt");
    openssl(folder, &format!("req -new -nodes -out server.csr -keyout server.key -subj /CN={HOST}"));
    openssl(
        folder,
        &format!(
            "x509 -req -in server.csr -days {days} -CA root.crt -CAkey root.key -CAcreateserial -out server.crt"
        ),
    );
    let text = Command::new("openssl")
        .args(["x509", "-in", "server.crt", "-noout", "-text"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    if !String::from_utf8_lossy(&text.stdout).contains("Version: 1 ") {
        return None;
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    Some(Identity { certificate: read("server.crt"), key: read("server.key") })
}

#[test]
fn certificates_from_the_manual_are_accepted() {
    if !require("openssl", Command::new("openssl").arg("version").output().is_ok()) {
        return;
    }
    let folder = Files::new();
    let Some(identity) = create_certificates(&folder, "365") else { return };
    let server = secured(&identity).hba("host all scram 127.0.0.1/32 scram-sha-256").start(newest());
    server.psql("CREATE ROLE scram LOGIN PASSWORD 'hunter2'");
    let root = folder.path().join("root.crt").display().to_string();
    let text = named(&server, HOST);
    for version in ["TLSv1.2", "TLSv1.3"] {
        let text = format!("{text} ssl_min_protocol_version={version} ssl_max_protocol_version={version}");
        connects(&format!("{text} sslmode=require"), Security::Unchecked);
        connects(&format!("{text} sslmode=verify-full sslrootcert={root}"), Security::Name);
    }
    let scram = text.replace("user=postgres", "user=scram password=hunter2 channel_binding=require");
    connects(&format!("{scram} sslmode=require"), Security::Unchecked);
    let wrong = named(&server, "other.example.test");
    let error = tls_error(&format!("{wrong} sslmode=verify-full sslrootcert={root}"));
    assert!(matches!(error, TlsError::WrongName { .. }), "{error}");
    // Another authority with the same name.
    let other = folder.write("other.crt", &Authority::new("root.example.test").pem);
    let error = connect(&format!("{text} sslmode=verify-ca sslrootcert={other}")).unwrap_err();
    assert!(matches!(error, ConnectError::Tls { error: TlsError::UnknownAuthority { .. }, .. }), "{error}");
}

#[test]
fn expired_version_1_certificates_are_rejected() {
    if !require("openssl", Command::new("openssl").arg("version").output().is_ok()) {
        return;
    }
    let folder = Files::new();
    let Some(identity) = create_certificates(&folder, "-1") else { return };
    let server = secured(&identity).start(newest());
    let root = folder.path().join("root.crt").display().to_string();
    let error = tls_error(&format!("{} sslmode=verify-ca sslrootcert={root}", named(&server, HOST)));
    assert!(matches!(error, TlsError::Expired(Some(_))), "{error}");
}
