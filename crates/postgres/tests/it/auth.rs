//! Authentication.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::OnceLock;

use pgplumb_postgres::{ConnectError, Conninfo, Environment, PasswordSource, Secret, connect};
use pgplumb_testkit::{Server, ServerOptions, each_major, newest};

use crate::support::{connect_error, connected, environment, run, try_connect};

const ROLES: &str = "
    CREATE ROLE scram LOGIN PASSWORD 'hunter2';
    CREATE ROLE clear LOGIN PASSWORD 'hunter2';
    CREATE ROLE crowd LOGIN CONNECTION LIMIT 0;
    CREATE ROLE barred LOGIN;
    CREATE ROLE nobody NOLOGIN;
    SET password_encryption = 'md5';
    CREATE ROLE hashed LOGIN PASSWORD 'hunter2';";

fn start(installation: &pgplumb_testkit::Installation) -> Server {
    let server = ServerOptions::new()
        .hba("host all scram 127.0.0.1/32 scram-sha-256")
        .hba("host all hashed 127.0.0.1/32 md5")
        .hba("host all clear 127.0.0.1/32 password")
        .hba("host all barred 127.0.0.1/32 reject")
        .start(installation);
    server.psql(ROLES);
    server
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| start(newest()))
}

fn url(role: &str) -> String {
    server().url_as(role, "postgres")
}

#[test]
fn every_authentication_method_works_on_every_version() {
    each_major(|installation| {
        let server = start(installation);
        for role in ["scram:hunter2", "hashed:hunter2", "clear:hunter2", "postgres"] {
            run(async {
                let connection = connected(&server.url_as(role, "postgres")).await;
                assert_eq!(connection.user(), role.split(':').next().unwrap());
                assert_eq!(connection.server_version().major(), installation.major);
                connection.close().await;
            });
        }
    });
}

#[test]
fn unix_domain_sockets_are_supported() {
    let folder = server().socket_folder().to_str().unwrap();
    run(async {
        // A socket is never encrypted, even with sslmode=require.
        let text = format!("host={folder} port={} user=postgres sslmode=require", server().port());
        let connection = connected(&text).await;
        assert!(connection.tls().is_none());
        let encoded = folder.replace('/', "%2F");
        connected(&format!("postgres://postgres@{encoded}:{}/postgres", server().port())).await;
    });
}

#[test]
fn requirepeer_is_enforced() {
    let folder = server().socket_folder().to_str().unwrap();
    let text = format!("host={folder} port={} user=postgres requirepeer=nosuchuser", server().port());
    let error = connect_error(&text);
    assert!(matches!(error, ConnectError::WrongPeer { .. }), "{error}");
}

#[test]
fn a_wrong_password_is_reported_with_its_origin() {
    for role in ["scram", "hashed", "clear"] {
        let error = connect_error(&url(&format!("{role}:wrong-pw")));
        assert!(matches!(error, ConnectError::WrongPassword { .. }), "{error}");
        let text = format!("{error} {error:?}");
        assert!(text.contains("from the connection string"), "{text}");
        assert!(!text.contains("wrong-pw"), "{text}");
    }
    let variable = Environment::new([("PGPASSWORD".to_owned(), "wrong-pw".to_owned())], None, None);
    let conninfo = Conninfo::parse(&url("scram"), &variable).unwrap();
    let error = run(connect(&conninfo, PasswordSource::None)).unwrap_err().to_string();
    assert!(error.contains("from the environment variable PGPASSWORD"), "{error}");
}

#[test]
fn the_password_file_is_used_and_named_in_errors() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".pgpass");
    let write = |password: &str| {
        fs::write(&file, format!("127.0.0.1:{}:*:scram:{password}\n", server().port())).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    };
    let outcome = || {
        let conninfo = Conninfo::parse(&url("scram"), &environment(Some(home.path()))).unwrap();
        run(connect(&conninfo, PasswordSource::None))
    };
    write("hunter2");
    outcome().unwrap();
    write("wrong-pw");
    let error = outcome().unwrap_err().to_string();
    assert!(error.contains(&format!("from the password file {}", file.display())), "{error}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(outcome().unwrap_err(), ConnectError::PasswordNeeded { .. }));
}

#[test]
fn a_password_is_requested_only_if_required() {
    let ask_with = |role: &str, answer: Option<&str>| {
        let mut asked = Vec::new();
        let conninfo = Conninfo::parse(&url(role), &environment(None)).unwrap();
        let result = run(connect(
            &conninfo,
            PasswordSource::Ask(&mut |prompt| {
                asked.push(prompt.user.to_owned());
                Ok(answer.map(Secret::new))
            }),
        ));
        (result.map(drop), asked)
    };
    for role in ["scram", "hashed", "clear"] {
        let (result, asked) = ask_with(role, Some("hunter2"));
        result.unwrap();
        assert_eq!(asked, [role]);
    }
    let (result, asked) = ask_with("postgres", Some("unused"));
    assert!(result.is_ok() && asked.is_empty());
    let (result, _) = ask_with("scram", Some("wrong"));
    assert!(result.unwrap_err().to_string().contains("from the prompt"));
    let (result, _) = ask_with("scram", None);
    assert!(matches!(result.unwrap_err(), ConnectError::PasswordNeeded { .. }));
    assert!(matches!(connect_error(&url("scram")), ConnectError::PasswordNeeded { .. }));
}

#[test]
fn rejections_have_different_errors() {
    let error = connect_error(&url("barred"));
    assert!(matches!(error.attempts()[0], ConnectError::Rejected { .. }), "{error}");
    assert!(error.to_string().contains("pg_hba.conf"), "{error}");
    let error = connect_error(&url("nobody"));
    assert!(error.to_string().contains("not permitted to log in"), "{error}");
    let error = connect_error(&server().url("no_such_database"));
    assert!(matches!(error, ConnectError::NoDatabase { .. }), "{error}");
    let error = connect_error(&url("crowd"));
    assert!(matches!(error, ConnectError::TooManyConnections { .. }), "{error}");
}

#[test]
fn require_auth_is_enforced_before_the_password_is_sent() {
    run(async {
        connected(&format!("{}?require_auth=scram-sha-256", url("scram:hunter2"))).await;
        connected(&format!("{}?require_auth=none", url("postgres"))).await;
        connected(&format!("{}?require_auth=!password,!md5", url("scram:hunter2"))).await;
        for (role, rule) in [
            ("clear:hunter2", "scram-sha-256"),
            ("clear:hunter2", "!password"),
            ("hashed:hunter2", "scram-sha-256,none"),
            ("postgres", "scram-sha-256"),
            ("postgres", "!none"),
            ("scram:hunter2", "md5"),
        ] {
            let error = try_connect(&format!("{}?require_auth={rule}", url(role))).await.unwrap_err();
            assert!(matches!(error, ConnectError::AuthNotAllowed { .. }), "{role} {rule}: {error}");
        }
    });
}

#[test]
fn channel_binding_requires_tls() {
    for role in ["scram:hunter2", "hashed:hunter2", "postgres"] {
        let error = connect_error(&format!("{}?channel_binding=require", url(role)));
        assert!(matches!(error, ConnectError::NoChannelBinding { .. }), "{role}: {error}");
    }
}

#[test]
fn parameters_apply_to_the_session() {
    run(async {
        let options = "-c%20work_mem%3D5MB%20-c%20search_path%3D%22a%5C%20b%22";
        let connection = connected(&format!("{}?options={options}", url("postgres"))).await;
        let show = async |sql: &str| connection.simple_value(sql).await.unwrap().unwrap();
        assert_eq!(show("SHOW work_mem").await, "5MB");
        assert_eq!(show("SHOW search_path").await, "\"a b\"");
        assert_eq!(show("SHOW application_name").await, "pgplumb");
        assert_eq!(show("SHOW client_encoding").await, "UTF8");
        let connection = connected(&format!("{}?application_name=x%20y", url("postgres"))).await;
        assert_eq!(connection.parameter("application_name"), Some("x y"));
    });
}
