//! The values of `sslmode`, and which certificates they accept.

use std::sync::OnceLock;

use pgplumb_postgres::connect::TlsError;
use pgplumb_postgres::{ConnectError, Conninfo, Environment, PasswordSource};
use pgplumb_testkit::{Server, ServerOptions, each_major, newest};

use super::authority::{Authority, Files, HOST, Identity, secured, self_signed, serve};
use super::{Security, connect, connects, tls_error};
use crate::queries::cancel_sleep;
use crate::support::{connected, named, run};

/// An authority, a server with a certificate from it, and files with the certificates of this and
/// another authority.
struct Fixture {
    authority: Authority,
    server: Server,
    files: Files,
    root: String,
    stranger: String,
}

fn fixture() -> &'static Fixture {
    static SETTING: OnceLock<Fixture> = OnceLock::new();
    SETTING.get_or_init(|| {
        let authority = Authority::new("Test authority");
        let server = serve(&authority.issue("server", &[HOST, "127.0.0.1"]), newest());
        server.psql("CREATE ROLE scram LOGIN PASSWORD 'hunter2'");
        let files = Files::new();
        let root = files.write("root.pem", &authority.pem);
        let stranger = files.write("stranger.pem", &Authority::new("Stranger").pem);
        Fixture { authority, server, files, root, stranger }
    })
}

/// Starts a server with this certificate, and returns a connection string for it.
fn serving(identity: &Identity) -> (Server, String) {
    let server = serve(identity, newest());
    let text = named(&server, HOST);
    (server, text)
}

#[test]
fn all_ssl_modes_work_on_every_version() {
    let Fixture { authority, root, .. } = fixture();
    each_major(|installation| {
        let server = serve(&authority.issue("server", &[HOST]), installation);
        let text = named(&server, HOST);
        connects(&format!("{text} sslmode=disable"), Security::Plain);
        connects(&format!("{text} sslmode=allow"), Security::Plain);
        connects(&text, Security::Unchecked);
        connects(&format!("{text} sslmode=prefer"), Security::Unchecked);
        connects(&format!("{text} sslmode=require"), Security::Unchecked);
        connects(&format!("{text} sslmode=verify-ca sslrootcert={root}"), Security::Issuer);
        connects(&format!("{text} sslmode=verify-full sslrootcert={root}"), Security::Name);
        let wrong = named(&server, "other.example.test");
        connects(&format!("{wrong} sslmode=verify-ca sslrootcert={root}"), Security::Issuer);
        let error = tls_error(&format!("{wrong} sslmode=verify-full sslrootcert={root}"));
        assert_eq!(
            error,
            TlsError::WrongName { host: "other.example.test".into(), presented: vec![HOST.into()] }
        );
    });
}

#[test]
fn tls_modes_fail_without_server_support() {
    let server = Server::shared(newest().major);
    let text = named(&server, HOST);
    let root = &fixture().root;
    for mode in ["disable", "allow", "prefer"] {
        connects(&format!("{text} sslmode={mode}"), Security::Plain);
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        let error = connect(&format!("{text} sslmode={mode} sslrootcert={root}")).unwrap_err();
        assert!(matches!(error, ConnectError::TlsNotOffered { .. }), "{error}");
    }
}

#[test]
fn an_unknown_authority_is_rejected() {
    let Fixture { server, stranger, .. } = fixture();
    let text = format!("{} sslrootcert={stranger}", named(server, HOST));
    for mode in ["require", "verify-ca", "verify-full"] {
        let error = tls_error(&format!("{text} sslmode={mode}"));
        assert_eq!(error, TlsError::UnknownAuthority { issuer: "CN=Test authority".into() });
    }
    // An existing root file is used in every mode. These two modes fall back to a plain connection.
    for mode in ["allow", "prefer"] {
        connects(&format!("{text} sslmode={mode}"), Security::Plain);
    }
}

#[test]
fn an_existing_root_file_is_used_in_every_mode() {
    let Fixture { server, root, .. } = fixture();
    let text = format!("{} sslrootcert={root}", named(server, HOST));
    connects(&format!("{text} sslmode=prefer"), Security::Issuer);
    connects(&format!("{text} sslmode=require"), Security::Issuer);
}

#[test]
fn the_default_root_file_is_used() {
    let Fixture { server, authority, .. } = fixture();
    let home = Files::new();
    home.write(".postgresql/root.crt", &authority.pem);
    let environment = Environment::new([], Some(home.path().to_owned()), None);
    let text = format!("{} sslmode=verify-full", named(server, HOST));
    let conninfo = Conninfo::parse(&text, &environment).unwrap();
    run(async {
        let connection = pgplumb_postgres::connect(&conninfo, PasswordSource::None).await.unwrap();
        assert!(connection.tls().unwrap().name_verified);
    });
}

#[test]
fn a_missing_root_file_is_an_error_or_warning() {
    let Fixture { server, .. } = fixture();
    let text = format!("{} sslrootcert=/no/such/file", named(server, HOST));
    for mode in ["verify-ca", "verify-full"] {
        let error = tls_error(&format!("{text} sslmode={mode}"));
        assert_eq!(error, TlsError::NoRootFile("/no/such/file".into()));
    }
    run(async {
        let connection = connected(&format!("{text} sslmode=require")).await;
        assert!(connection.warnings()[0].contains("is not verified"), "{:?}", connection.warnings());
    });
    let error = tls_error(&format!("{} sslmode=verify-ca", named(server, HOST)));
    assert_eq!(error, TlsError::NoRootFileSpecified);
}

#[test]
fn an_invalid_root_file_is_an_error() {
    let Fixture { server, files, .. } = fixture();
    let garbage = files.write("garbage.pem", "not a certificate");
    let error = tls_error(&format!("{} sslmode=require sslrootcert={garbage}", named(server, HOST)));
    assert!(error.to_string().contains("contains no usable PEM certificate"), "{error}");
}

#[test]
fn system_authorities_are_supported() {
    let Fixture { server, root, .. } = fixture();
    let text = format!("{} sslrootcert=system", named(server, HOST));
    let connect = |root: &str| {
        let environment = Environment::new([("SSL_CERT_FILE".to_owned(), root.to_owned())], None, None);
        let conninfo = Conninfo::parse(&text, &environment).unwrap();
        run(pgplumb_postgres::connect(&conninfo, PasswordSource::None))
    };
    assert!(connect(root).unwrap().tls().unwrap().name_verified);
    let error = connect(&fixture().stranger).unwrap_err();
    assert!(matches!(error, ConnectError::Tls { error: TlsError::UnknownAuthority { .. }, .. }), "{error}");
}

#[test]
fn an_address_in_the_certificate_is_verified() {
    let Fixture { server, root, .. } = fixture();
    let text = format!("host=127.0.0.1 port={} user=postgres sslmode=verify-full", server.port());
    connects(&format!("{text} sslrootcert={root}"), Security::Name);
    let address_only = format!("hostaddr=127.0.0.1 port={} user=postgres sslmode=verify-full", server.port());
    assert_eq!(tls_error(&format!("{address_only} sslrootcert={root}")), TlsError::NoHostName);
}

#[test]
fn an_expired_certificate_is_rejected() {
    let Fixture { authority, root, .. } = fixture();
    let (_server, text) = serving(&authority.issue_expired());
    for mode in ["require", "verify-ca", "verify-full"] {
        let error = tls_error(&format!("{text} sslmode={mode} sslrootcert={root}"));
        assert_eq!(error, TlsError::Expired(Some("2002-02-03T00:00:00Z".into())));
    }
    connects(&format!("{text} sslmode=require"), Security::Unchecked);
    connects(&format!("{text} sslmode=prefer sslrootcert={root}"), Security::Plain);
}

#[test]
fn the_common_name_is_used_without_alternatives() {
    let Fixture { authority, root, .. } = fixture();
    let (server, text) = serving(&authority.issue(HOST, &[]));
    connects(&format!("{text} sslmode=verify-full sslrootcert={root}"), Security::Name);
    let wrong = named(&server, "other.example.test");
    let error = tls_error(&format!("{wrong} sslmode=verify-full sslrootcert={root}"));
    assert!(
        error.to_string().contains(&format!("is for \"{HOST}\", not for \"other.example.test\"")),
        "{error}"
    );
}

#[test]
fn a_wildcard_name_matches() {
    let Fixture { authority, root, .. } = fixture();
    let (_server, text) = serving(&authority.issue("server", &["*.example.test"]));
    connects(&format!("{text} sslmode=verify-full sslrootcert={root}"), Security::Name);
}

#[test]
fn an_intermediate_certificate_is_verified() {
    let Fixture { authority, root, .. } = fixture();
    let intermediate = authority.intermediate("Intermediate");
    let leaf = intermediate.issue("server", &[HOST]);
    let chained =
        Identity { certificate: leaf.certificate.clone() + &intermediate.pem, key: leaf.key.clone() };
    let (_server, text) = serving(&chained);
    connects(&format!("{text} sslmode=verify-full sslrootcert={root}"), Security::Name);
    let (_server, text) = serving(&leaf);
    let error = tls_error(&format!("{text} sslmode=verify-full sslrootcert={root}"));
    assert_eq!(error, TlsError::UnknownAuthority { issuer: "CN=Intermediate".into() });
}

#[test]
fn a_self_signed_certificate_can_be_trusted() {
    let identity = self_signed();
    let (_server, text) = serving(&identity);
    let files = Files::new();
    let itself = files.write("itself.pem", &identity.certificate);
    connects(&format!("{text} sslmode=verify-full sslrootcert={itself}"), Security::Name);
    let another = files.write("another.pem", &self_signed().certificate);
    let error = tls_error(&format!("{text} sslmode=verify-ca sslrootcert={another}"));
    assert!(!matches!(error, TlsError::WrongName { .. }), "{error}");
    connects(&format!("{text} sslmode=require"), Security::Unchecked);
}

#[test]
fn revoked_certificates_are_rejected() {
    let Fixture { authority, root, .. } = fixture();
    let files = Files::new();
    let list = files.write("lists/revoked.crl", &authority.revoke(&[66]));
    let folder = format!("sslcrldir={}", files.path().join("lists").display());
    let (_server, text) = serving(&authority.issue_numbered(66));
    let text = format!("{text} sslmode=verify-full sslrootcert={root}");
    connects(&text, Security::Name);
    assert_eq!(tls_error(&format!("{text} sslcrl={list}")), TlsError::Revoked);
    assert_eq!(tls_error(&format!("{text} {folder}")), TlsError::Revoked);
    let (_server, text) = serving(&authority.issue_numbered(67));
    connects(&format!("{text} sslmode=verify-full sslrootcert={root} sslcrl={list}"), Security::Name);
}

#[test]
fn plain_and_tls_fall_back_after_a_rejection() {
    let identity = fixture().authority.issue("server", &[HOST]);
    let no_plain = secured(&identity).hba("hostnossl all all 127.0.0.1/32 reject").start(newest());
    let text = named(&no_plain, HOST);
    connects(&format!("{text} sslmode=allow"), Security::Unchecked);
    let error = connect(&format!("{text} sslmode=disable")).unwrap_err();
    assert!(error.to_string().contains("no encryption"), "{error}");
    let neither = ServerOptions::new().hba("host all all 127.0.0.1/32 reject").start(newest());
    let error = connect(&format!("{} sslmode=allow", named(&neither, HOST))).unwrap_err();
    assert!(matches!(error, ConnectError::Rejected { .. }), "{error}");
    let no_tls = secured(&identity).hba("hostssl all all 127.0.0.1/32 reject").start(newest());
    let text = named(&no_tls, HOST);
    connects(&format!("{text} sslmode=prefer"), Security::Plain);
    let error = connect(&format!("{text} sslmode=require")).unwrap_err();
    assert!(matches!(error, ConnectError::Rejected { .. }), "{error}");
}

#[test]
fn tls_versions_can_be_limited() {
    let Fixture { server, .. } = fixture();
    let version = |parameters: &str| {
        run(async {
            let connection =
                connected(&format!("{} sslmode=require {parameters}", named(server, HOST))).await;
            connection.tls().unwrap().version.clone()
        })
    };
    assert_eq!(version(""), "TLSv1.3");
    assert_eq!(version("ssl_max_protocol_version=TLSv1.2"), "TLSv1.2");
    assert_eq!(version("ssl_min_protocol_version=tlsv1.3"), "TLSv1.3");
    assert_eq!(version("sslsni=0"), "TLSv1.3");
    let old = secured(&fixture().authority.issue("server", &[HOST]))
        .setting("ssl_max_protocol_version = 'TLSv1.2'")
        .start(newest());
    let error = tls_error(&format!("{} sslmode=require ssl_min_protocol_version=TLSv1.3", named(&old, HOST)));
    assert!(matches!(error, TlsError::NothingInCommon(_)), "{error}");
}

#[test]
fn direct_negotiation_requires_postgresql_17() {
    let Fixture { root, authority, .. } = fixture();
    let direct = format!("sslmode=verify-full sslrootcert={root} sslnegotiation=direct");
    each_major(|installation| {
        let server = serve(&authority.issue("server", &[HOST]), installation);
        let text = format!("{} {direct}", named(&server, HOST));
        if installation.major >= 17 {
            connects(&text, Security::Name);
            run(async { cancel_sleep(&connected(&text).await).await });
        } else {
            tls_error(&text);
        }
    });
}

#[test]
fn scram_supports_channel_binding() {
    let identity = fixture().authority.issue("server", &[HOST]);
    each_major(|installation| {
        let server = secured(&identity).hba("host all scram 127.0.0.1/32 scram-sha-256").start(installation);
        server.psql("SET password_encryption = 'scram-sha-256'; CREATE ROLE scram LOGIN PASSWORD 'hunter2'");
        let text = named(&server, HOST).replace("user=postgres", "user=scram password=hunter2");
        for binding in ["disable", "prefer", "require"] {
            connects(&format!("{text} sslmode=require channel_binding={binding}"), Security::Unchecked);
            let tls12 = "ssl_max_protocol_version=TLSv1.2";
            connects(
                &format!("{text} sslmode=require channel_binding={binding} {tls12}"),
                Security::Unchecked,
            );
        }
        let trusted = named(&server, HOST);
        let error = connect(&format!("{trusted} sslmode=require channel_binding=require")).unwrap_err();
        assert!(matches!(error, ConnectError::NoChannelBinding { .. }), "{error}");
        let error = connect(&format!("{text} sslmode=disable channel_binding=require")).unwrap_err();
        assert!(matches!(error, ConnectError::NoChannelBinding { .. }), "{error}");
    });
}

#[test]
fn cancel_requests_use_tls() {
    let Fixture { server, root, .. } = fixture();
    let text = format!("{} sslmode=verify-full sslrootcert={root}", named(server, HOST));
    run(async { cancel_sleep(&connected(&text).await).await });
}
