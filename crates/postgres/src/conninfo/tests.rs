use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use super::*;

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Environment::new(variables, Some("/nowhere".into()), Some("me".into()))
}

fn parse(text: &str) -> Conninfo {
    Conninfo::parse(text, &environment(&[])).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn error(text: &str) -> String {
    match Conninfo::parse(text, &environment(&[])) {
        Ok(parsed) => panic!("{text} was parsed as {}", parsed.redacted()),
        Err(error) => error.to_string(),
    }
}

/// The servers as `host:port`, with `hostaddr` after an equals sign.
fn servers(conninfo: &Conninfo) -> String {
    let servers: Vec<String> = conninfo
        .hosts()
        .iter()
        .map(|host| match (&host.host, &host.hostaddr) {
            (Some(name), Some(address)) => format!("{name}={address}:{}", host.port),
            (Some(name), None) => format!("{name}:{}", host.port),
            (None, address) => format!("={}:{}", address.as_deref().unwrap(), host.port),
        })
        .collect();
    servers.join(" ")
}

fn default_folder() -> &'static str {
    if Path::new("/var/run/postgresql").is_dir() { "/var/run/postgresql" } else { "/tmp" }
}

/// Checks the servers, user and database of a connection string; "-" is the default.
#[track_caller]
fn check(text: &str, expected_servers: &str, user: &str, database: &str) {
    let parsed = parse(text);
    let folder = default_folder();
    assert_eq!(servers(&parsed), expected_servers.replace('-', folder), "{text}");
    let user = if user == "-" { "me" } else { user };
    assert_eq!(parsed.user(), user, "{text}");
    assert_eq!(parsed.database(), if database == "-" { user } else { database }, "{text}");
}

#[test]
fn urls_from_the_manual() {
    check("postgresql://", "-:5432", "-", "-");
    check("postgresql://localhost", "localhost:5432", "-", "-");
    check("postgresql://localhost:5433", "localhost:5433", "-", "-");
    check("postgresql://localhost/mydb", "localhost:5432", "-", "mydb");
    check("postgresql://user@localhost", "localhost:5432", "user", "-");
    check("postgresql://user:secret@localhost", "localhost:5432", "user", "-");
    check(
        "postgresql://other@localhost/otherdb?connect_timeout=10&application_name=myapp",
        "localhost:5432",
        "other",
        "otherdb",
    );
    check(
        "postgresql://host1:123,host2:456/somedb?target_session_attrs=any&application_name=myapp",
        "host1:123 host2:456",
        "-",
        "somedb",
    );
    check("postgresql:///mydb?host=localhost&port=5433", "localhost:5433", "-", "mydb");
    check("postgresql://[2001:db8::1234]/database", "2001:db8::1234:5432", "-", "database");
    check("postgresql:///dbname?host=/var/lib/postgresql", "/var/lib/postgresql:5432", "-", "dbname");
    check("postgresql://%2Fvar%2Flib%2Fpostgresql/dbname", "/var/lib/postgresql:5432", "-", "dbname");
    let parsed = parse("postgresql://user@localhost:5433/mydb?options=-c%20synchronous_commit%3Doff");
    assert_eq!(parsed.options(), Some("-c synchronous_commit=off"));
    let parsed = parse("postgresql://other@localhost/otherdb?connect_timeout=10&application_name=myapp");
    assert_eq!(parsed.connect_timeout(), Some(Duration::from_secs(10)));
    assert_eq!(parsed.application_name(), "myapp");
}

#[test]
fn urls_with_missing_parts() {
    check("postgres://", "-:5432", "-", "-");
    check("postgres:///", "-:5432", "-", "-");
    check("postgres:///shop", "-:5432", "-", "shop");
    check("postgres://anna@", "-:5432", "anna", "-");
    check("postgres://anna@/shop", "-:5432", "anna", "shop");
    check("postgres://@db", "db:5432", "-", "-");
    check("postgres://:@db", "db:5432", "-", "-");
    check("postgres://db/", "db:5432", "-", "-");
    check("postgres://db:/", "db:5432", "-", "-");
    check("postgres://db?", "db:5432", "-", "-");
    check("postgres://:6432/", "-:6432", "-", "-");
    check("postgres://:6432/shop?host=/run/pg", "/run/pg:6432", "-", "shop");
    check("postgres://anna@:6432?host=/run/pg", "/run/pg:6432", "anna", "-");
    check("postgres://?host=/run/pg&", "/run/pg:5432", "-", "-");
    check("postgres://?hostaddr=127.0.0.1", "=127.0.0.1:5432", "-", "-");
    check("postgres://db.example.org?hostaddr=192.0.2.1", "db.example.org=192.0.2.1:5432", "-", "-");
    check("postgres://%64b:6432/%73hop?u%73er=anna", "db:6432", "anna", "shop");
    check("postgres://db/shop?user=anna&port=6432&dbname=other", "db:6432", "anna", "other");
    check("postgres://[::1]", "::1:5432", "-", "-");
    check("postgres://[::1]:6432", "::1:6432", "-", "-");
    check("postgres://a,b:6432,[::1]:7432/shop", "a:5432 b:6432 ::1:7432", "-", "shop");
    check("postgres://%40abstract/shop", "@abstract:5432", "-", "shop");
    check("postgres://db/shop?user=anna@server", "db:5432", "anna@server", "shop");
    check("postgres://a%20b@db/c%2Fd%3F", "db:5432", "a b", "c/d?");
}

#[test]
fn malformed_urls() {
    for (url, expected) in [
        ("postgres://[::1", "has no closing"),
        ("postgres://[]", "is empty"),
        ("postgres://[::1]z", "must be followed by \":\" or \"/\""),
        ("postgres://db?zzz", "parameter 1 after the \"?\""),
        ("postgres://db?user=a&value2", "parameter 2 after the \"?\""),
        ("postgres://db?user=a=b", "parameter 1 after the \"?\""),
        (
            "postgres://db?dbname=%XXfoo",
            "invalid percent-encoding in the value of a parameter of the connection",
        ),
        ("postgres://a%00b", "invalid percent-encoding in the host name of the connection URL"),
        ("postgres://%", "invalid percent-encoding in the host name of the connection URL"),
        ("postgres://%1", "invalid percent-encoding in the host name of the connection URL"),
        ("postgres://%ff", "not valid UTF-8"),
        ("postgres://a b@db", "user name of the connection URL contains a space"),
        ("postgres://db:0", "1 to 65535"),
        ("postgres://db:65536", "1 to 65535"),
        ("postgres://db:x", "1 to 65535"),
        ("postgre://db", "missing \"=\" after the word"),
    ] {
        let message = error(url);
        assert!(message.contains(expected), "{url}: {message}");
    }
}

#[test]
fn keyword_strings() {
    check("host=localhost port=5433 dbname=mydb connect_timeout=10", "localhost:5433", "-", "mydb");
    check("", "-:5432", "-", "-");
    check("  host = db\tuser='anna' ", "db:5432", "anna", "-");
    check(r"dbname='it\'s' user=a\ b", "-:5432", "a b", "it's");
    check(r"dbname=back\\slash", "-:5432", "-", r"back\slash");
    check("dbname='' user=anna", "-:5432", "anna", "-");
    check("host=a host=b", "b:5432", "-", "-");
    check("host=a,b port=1,2", "a:1 b:2", "-", "-");
    check("host=a,b port=7", "a:7 b:7", "-", "-");
    check("host=a,,c port=1,,3", "a:1 -:5432 c:3", "-", "-");
    check("host=a,b hostaddr=192.0.2.1,", "a=192.0.2.1:5432 b:5432", "-", "-");
    check("hostaddr=192.0.2.1,192.0.2.2", "=192.0.2.1:5432 =192.0.2.2:5432", "-", "-");
    check("host=@sock port=1", "@sock:1", "-", "-");
}

#[test]
fn malformed_keyword_strings() {
    assert!(error("mydb").contains("character 1"));
    assert!(error("host=a password=my secret").contains("after password="));
    assert!(error("host='a").contains("closing '"));
    assert!(error("host=a,b hostaddr=192.0.2.1").contains("found 1 addresses (hostaddr) for 2 hosts"));
    assert!(error("host=a,b port=1,2,3").contains("found 3 ports for 2 hosts"));
    assert!(error("hostaddr=db.example.org").contains("must be an IP address"));
}

#[test]
fn passwords_are_not_shown() {
    let conninfo = parse("postgres://anna:hunter2@db/shop?sslpassword=hunter2");
    assert!(!format!("{conninfo:?}{}", conninfo.redacted()).contains("hunter2"));
    assert_eq!(conninfo.password_for(&conninfo.hosts()[0]).unwrap().0.reveal(), "hunter2");
    // Passwords that are not percent-encoded or quoted, for every kind of error.
    for url in [
        "postgres://anna:hunter2@host@db/shop",
        "postgres://anna:hunter2/x@db/shop",
        "postgres://anna:12/hunter2@db/shop",
        "postgres://anna:12/x@hunter2:7/shop",
        "postgres://anna:%hunter2@db/shop",
        "postgres://anna:hunter2 x@db/shop",
        "postgres://db/shop?password=a&hunter2!",
        "postgres://db/shop?password=a=hunter2",
        "host=db password=a hunter2",
        "host=db password='hunter2",
        "postgres://anna:x@db:hunter2@y/shop",
        "postgres://anna:@/hunter2@db/shop",
        "postgres://anna:x@hunter2?y@db/shop",
        "postgres://anna:/hunter2?@db/shop",
        "postgres://anna:1/hunter2?x=y@db/shop",
    ] {
        let shown = match Conninfo::parse(url, &environment(&[])) {
            Ok(parsed) => format!("{parsed:?}{}", parsed.redacted()),
            Err(error) => format!("{error}{error:?}"),
        };
        assert!(!shown.contains("hunter2"), "{url}: {shown}");
    }
}

#[test]
fn an_invalid_value_is_reported_with_the_allowed_ones() {
    for (text, expected) in [
        (
            "sslmode=on",
            "invalid value in the connection string: sslmode=on; allowed values are disable, allow, prefer, require, \
             verify-ca, verify-full",
        ),
        ("sslmode=''", "invalid value in the connection string: sslmode=;"),
        ("channel_binding=yes", "allowed values are disable, prefer, require"),
        (
            "target_session_attrs=master",
            "allowed values are any, read-write, read-only, primary, standby, prefer-standby",
        ),
        ("load_balance_hosts=1", "allowed values are disable, random"),
        ("sslnegotiation=d", "allowed values are postgres, direct"),
        ("sslcertmode=no", "allowed values are disable, allow, require"),
        ("connect_timeout=1s", "it must be an integer"),
        ("keepalives_idle=x", "it must be an integer"),
        ("tcp_user_timeout=99999999999", "it must be an integer"),
        ("ssl_min_protocol_version=SSLv3", "allowed values are TLSv1, TLSv1.1, TLSv1.2, TLSv1.3"),
        ("ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2", "is higher than"),
        ("ssl_max_protocol_version=TLSv1.1", "not supported"),
        ("gssencmode=require", "not supported"),
        ("min_protocol_version=3.2", "not supported"),
        ("sslrootcert=system sslmode=require", "too weak for sslrootcert=system"),
        ("sslnegotiation=direct", "sslmode=prefer is too weak for sslnegotiation=direct"),
        ("require_auth=scram", "allowed values are password, md5, gss, sspi, scram-sha-256, oauth, none"),
        ("require_auth=md5,!password", "cannot be mixed"),
        ("require_auth=!md5,password", "cannot be mixed"),
        ("require_auth=md5,md5", "listed twice"),
    ] {
        let message = error(text);
        assert!(message.contains(expected), "{text}: {message}");
    }
    let error = Conninfo::parse("", &environment(&[("PGSSLMODE", "on")])).unwrap_err().to_string();
    assert!(error.starts_with("invalid value in the environment variable PGSSLMODE: sslmode=on;"), "{error}");
}

#[test]
fn system_authorities_imply_verify_full() {
    assert_eq!(parse("sslrootcert=system").ssl_mode(), SslMode::VerifyFull);
    assert_eq!(parse("").ssl_mode(), SslMode::Prefer);
    assert_eq!(parse("postgres://db?ssl=true").ssl_mode(), SslMode::Require);
    assert_eq!(parse("requiressl=1").ssl_mode(), SslMode::Require);
    let old = Conninfo::parse("", &environment(&[("PGREQUIRESSL", "1")])).unwrap();
    assert_eq!(old.ssl_mode(), SslMode::Require);
    let weak = Conninfo::parse("sslmode=prefer", &environment(&[("PGSSLROOTCERT", "system")]));
    assert!(weak.unwrap_err().to_string().contains("too weak"));
}

#[test]
fn unknown_and_unsupported_parameters_are_warnings() {
    let conninfo =
        parse("postgres://db?schema=public&pgbouncer=true&replication=database&krbsrvname=x&sslmod=require");
    assert_eq!(conninfo.warnings().len(), 4, "{:?}", conninfo.warnings());
    assert!(conninfo.warnings()[0].contains("\"schema\""));
    assert!(conninfo.warnings()[2].contains("\"replication\" in the connection string is ignored"));
    assert!(conninfo.warnings()[3].contains("did you mean \"sslmode\"?"));
}

#[test]
fn variables_supply_unspecified_parameters() {
    let variables = [
        ("PGHOST", "db"),
        ("PGPORT", "6432"),
        ("PGDATABASE", "shop"),
        ("PGUSER", "anna"),
        ("PGPASSWORD", "hunter2"),
        ("PGAPPNAME", "app"),
        ("PGCONNECT_TIMEOUT", "3"),
        ("PGTARGETSESSIONATTRS", "primary"),
    ];
    let conninfo = Conninfo::parse("", &environment(&variables)).unwrap();
    assert_eq!(conninfo.redacted(), "postgresql://anna@db:6432/shop");
    assert_eq!(conninfo.application_name(), "app");
    assert_eq!(conninfo.target, TargetSessionAttrs::Primary);
    let (password, origin) = conninfo.password_for(&conninfo.hosts()[0]).unwrap();
    assert_eq!((password.reveal(), origin.as_str()), ("hunter2", "the environment variable PGPASSWORD"));
    let conninfo = Conninfo::parse("postgres://other/x?port=1", &environment(&variables)).unwrap();
    assert_eq!(conninfo.redacted(), "postgresql://anna@other:1/x");
}

#[test]
fn a_missing_user_name_is_an_error() {
    let empty = Environment::new([], None, None);
    assert_eq!(Conninfo::parse("", &empty).unwrap_err(), ConninfoError::NoUser);
    assert_eq!(parse("").application_name(), "pgplumb");
    assert_eq!(parse("fallback_application_name=x").application_name(), "x");
}

#[test]
fn redacted_is_an_equivalent_url() {
    for url in [
        "postgresql://a%20b@db.example.org:6432/sh%2Fop",
        "postgresql://me@[::1]:5432/me",
        "postgresql://me@a:1,b:2/me",
        "postgresql://me@/me?host=/run/pg&port=5433",
    ] {
        assert_eq!(parse(url).redacted(), url);
    }
}

/// A home directory that contains files with the given modes.
fn home(files: &[(&str, &str, u32)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text, mode) in files {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
    }
    home
}

fn at_home(home: &tempfile::TempDir, variables: &[(&str, &str)]) -> Environment {
    let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Environment::new(variables, Some(home.path().to_owned()), Some("me".into()))
}

#[test]
fn passwords_are_read_from_the_password_file() {
    let home =
        home(&[(".pgpass", "# mine\ndb:5432:shop:anna:one\nlocalhost:*:*:*:two\nb:*:*:*:three\n", 0o600)]);
    let environment = at_home(&home, &[]);
    let password = |text: &str| {
        let conninfo = Conninfo::parse(text, &environment).unwrap();
        let host = conninfo.hosts().last().unwrap();
        conninfo.password_for(host).map(|(secret, _)| secret.reveal().to_owned())
    };
    assert_eq!(password("postgres://anna@db/shop").as_deref(), Some("one"));
    assert_eq!(password("postgres://anna@db/other"), None);
    assert_eq!(password("postgres:///x").as_deref(), Some("two"), "the default socket is localhost");
    assert_eq!(password("host=/run/elsewhere"), None);
    assert_eq!(password("host=a,b").as_deref(), Some("three"));
    assert_eq!(password("postgres://anna:given@db/shop").as_deref(), Some("given"));
    let other = Conninfo::parse("postgres://anna@db/other", &environment).unwrap().with_database("shop");
    assert_eq!(other.password_for(&other.hosts()[0]).unwrap().0.reveal(), "one");
}

#[test]
fn a_password_file_that_other_users_can_read_is_ignored_with_a_warning() {
    let home = home(&[(".pgpass", "*:*:*:*:pw\n", 0o640)]);
    let conninfo = Conninfo::parse("host=a,b", &at_home(&home, &[])).unwrap();
    assert!(conninfo.password_for(&conninfo.hosts()[0]).is_none());
    assert_eq!(conninfo.warnings().len(), 1);
    assert!(conninfo.warnings()[0].contains("chmod 0600"), "{:?}", conninfo.warnings());
}

const SERVICES: &str = "# services\n[other]\nhost=other\n\n[shop]\nhost=db\n  port=6432\nuser=anna\npassword=se cret=x\nsslmod=x\n[late]\nhost=late\n";

#[test]
fn services_are_read_from_the_service_file() {
    let home = home(&[(".pg_service.conf", SERVICES, 0o644)]);
    let environment = at_home(&home, &[("PGPORT", "1"), ("PGDATABASE", "from_env")]);
    let conninfo = Conninfo::parse("service=shop user=bert", &environment).unwrap();
    assert_eq!(conninfo.redacted(), "postgresql://bert@db:6432/from_env");
    assert_eq!(conninfo.password_for(&conninfo.hosts()[0]).unwrap().0.reveal(), "se cret=x");
    assert!(conninfo.warnings()[0].contains("\"sslmod\" in the service file"), "{:?}", conninfo.warnings());
    let conninfo = Conninfo::parse("postgres://?service=late", &environment).unwrap();
    assert_eq!(conninfo.hosts()[0].name(), "late");
    let by_variable = at_home(&home, &[("PGSERVICE", "other")]);
    assert_eq!(Conninfo::parse("", &by_variable).unwrap().hosts()[0].name(), "other");
    let missing = Conninfo::parse("service=nowhere", &environment).unwrap_err().to_string();
    assert!(missing.contains("\"nowhere\" is not defined in"), "{missing}");
}

#[test]
fn variables_locate_service_files() {
    let system =
        home(&[("pg_service.conf", "[shop]\nhost=system\n[bad]\nhost\n", 0o644), ("mine", SERVICES, 0o644)]);
    let directory = system.path().to_str().unwrap();
    let file = system.path().join("mine");
    let named = at_home(&system, &[("PGSERVICEFILE", file.to_str().unwrap()), ("PGSYSCONFDIR", directory)]);
    assert_eq!(Conninfo::parse("service=shop", &named).unwrap().hosts()[0].name(), "db");
    let fallback = at_home(&system, &[("PGSYSCONFDIR", directory)]);
    assert_eq!(Conninfo::parse("service=shop", &fallback).unwrap().hosts()[0].name(), "system");
    let bad = Conninfo::parse("service=bad", &fallback).unwrap_err().to_string();
    assert!(bad.contains("pg_service.conf:4: expected keyword=value"), "{bad}");
    let gone = at_home(&system, &[("PGSERVICEFILE", "/nowhere/at/all")]);
    let gone = Conninfo::parse("service=shop", &gone).unwrap_err().to_string();
    assert!(gone.contains("could not read the service file /nowhere/at/all"), "{gone}");
}

#[test]
fn require_auth_allows_or_forbids_methods() {
    let allowed = |text: &str| parse(text).allowed_auth.map(|allowed| allowed.listed());
    assert_eq!(allowed(""), None);
    assert_eq!(allowed("require_auth=scram-sha-256,none").as_deref(), Some("scram-sha-256, none"));
    assert_eq!(
        allowed("require_auth=!password,!md5").as_deref(),
        Some("gss, sspi, scram-sha-256, oauth, none")
    );
}

/// Quotes a value for a keyword string.
fn quote(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

proptest::proptest! {
    #[test]
    fn any_text_is_parsed_or_rejected_without_panic(text in "\\PC*", tail in "[ -~]*") {
        for text in [text.clone(), format!("postgres://{text}"), format!("postgres://u:{tail}"), format!("host={tail}")] {
            let _ = Conninfo::parse(&text, &environment(&[]));
        }
    }

    #[test]
    fn encoded_text_is_decoded(user in "[^\\x00]{1,8}", password in "[^\\x00]{1,8}", database in "[^\\x00]{1,8}") {
        let encode = |text: &str| uri::encode(text, "");
        let url = format!("postgres://{}:{}@db/{}", encode(&user), encode(&password), encode(&database));
        let keywords =
            format!("user={} password={} dbname={} host=db", quote(&user), quote(&password), quote(&database));
        for text in [url, keywords] {
            let parsed = parse(&text);
            proptest::prop_assert_eq!(parsed.user(), &user);
            proptest::prop_assert_eq!(parsed.database(), &database);
            proptest::prop_assert_eq!(parsed.password_for(&parsed.hosts()[0]).unwrap().0.reveal(), &password);
            let again = parse(&parsed.redacted());
            proptest::prop_assert_eq!((again.user(), again.database()), (parsed.user(), parsed.database()));
        }
    }

    #[test]
    fn no_part_of_a_url_shows_its_password(before in "[ -~]{0,6}", after in "[ -~]{0,6}", rest in "[ -~]{0,12}") {
        let text = format!("postgres://anna:{before}SECRET{after}@db/shop{rest}");
        let shown = match Conninfo::parse(&text, &environment(&[])) {
            Ok(parsed) => format!("{parsed:?} {} {:?}", parsed.redacted(), parsed.warnings()),
            Err(error) => format!("{error} {error:?}"),
        };
        proptest::prop_assert!(!shown.contains("SECRET"), "{}: {}", text, shown);
    }
}
