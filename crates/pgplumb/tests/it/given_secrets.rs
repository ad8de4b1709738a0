//! Secrets that marks in SQL files give: they reach the database, and nothing else.

use pgplumb_testkit::{Database, ServerOptions, for_majors, newest};

use super::program::Folder;

const PASSWORD: &str = r"hunter2'q\uote @d";
const TOKEN: &str = "hunter2-token";

const DESIRED: &str = r"
CREATE EXTENSION postgres_fdw;
CREATE FOREIGN DATA WRAPPER own;
-- pgplumb: secret from env:TOKEN
CREATE SERVER far FOREIGN DATA WRAPPER own OPTIONS (host 'h', token 't');
CREATE SERVER near FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h');
-- pgplumb: secret from env:SECRET_PASSWORD
CREATE USER MAPPING FOR PUBLIC SERVER near OPTIONS (user 'reader', password 'p');
CREATE USER MAPPING FOR CURRENT_USER SERVER far -- pgplumb: secret password from file:password.txt
    OPTIONS (password 'p', user 'me');
-- pgplumb: secret password from env:SECRET_PASSWORD
-- pgplumb: secret sslpassword from env:TOKEN
CREATE SUBSCRIPTION words CONNECTION 'host=elsewhere password=p user=reader sslpassword=x' PUBLICATION p
    WITH (connect = false, slot_name = NONE);
-- pgplumb: secret from env:SECRET_PASSWORD
CREATE SUBSCRIPTION uri CONNECTION 'postgres://reader:p@elsewhere/shop' PUBLICATION p
    WITH (connect = false, slot_name = NONE);
-- pgplumb: secret from env:WHOLE
CREATE SUBSCRIPTION whole CONNECTION 'host=secret-left-out' PUBLICATION p
    WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION plain CONNECTION 'host=elsewhere  dbname=shop' PUBLICATION p
    WITH (connect = false, slot_name = NONE);
";

const STORED: &str = "SELECT string_agg(line, E'\n' ORDER BY line) FROM (
    SELECT m.umoptions::text AS line FROM pg_user_mapping m
    UNION ALL SELECT s.srvoptions::text FROM pg_foreign_server s
    UNION ALL SELECT s.subconninfo FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
     WHERE d.datname = current_database()) AS stored";

fn stored(database: &Database) -> Vec<String> {
    database.query(STORED)[0][0].lines().map(str::to_owned).collect()
}

fn folder() -> Folder {
    let folder = Folder::new().with_postgres();
    folder.write("new.sql", DESIRED);
    folder.write("password.txt", "hunter2 of a file\n");
    folder
}

/// No file of the folder but the one with the secret contains it, nor does the output.
#[track_caller]
fn assert_hidden(folder: &Folder, shown: &str) {
    assert!(!shown.contains("hunter2"), "{shown}");
    for (path, bytes, _) in folder.state() {
        let is_given = path.ends_with("password.txt");
        assert!(is_given || !String::from_utf8_lossy(&bytes).contains("hunter2"), "{}", path.display());
    }
}

#[test]
fn given_secrets_reach_the_database_and_nothing_else() {
    for_majors(&[14, newest().major], |installation| {
        let server = ServerOptions::new()
            .setting("log_statement = 'all'")
            .setting("log_min_duration_statement = 0")
            .setting("shared_preload_libraries = 'pg_stat_statements'")
            .start(installation);
        let database = server.create_database();
        let folder = folder()
            .with("SECRET_PASSWORD", PASSWORD)
            .with("TOKEN", TOKEN)
            .with("WHOLE", "host=third password=hunter2");
        let url = database.url();
        let plan = ["plan", "-v", "--desired", "new.sql", "-d", &url, "-o", "plan.json"];
        let planned = folder.run(&plan).expect(0);
        assert!(planned.stdout.contains("with password from env:SECRET_PASSWORD"), "{}", planned.stdout);
        assert_hidden(&folder, &(planned.stdout + &planned.stderr));

        let applied =
            folder.run(&["apply", "-v", "--yes", "--log", "log", "plan.json", "-d", &url]).expect(0);
        assert_hidden(&folder, &(applied.stdout + &applied.stderr));
        assert_eq!(
            stored(&database),
            [
                "host=elsewhere  dbname=shop",
                r"host=elsewhere password='hunter2\'q\\uote @d' user=reader sslpassword='hunter2-token'",
                "host=third password=hunter2",
                "postgres://reader:hunter2%27q%5Cuote%20%40d@elsewhere/shop",
                r#"{"password=hunter2 of a file",user=me}"#,
                r#"{"password=hunter2'q\\uote @d",user=reader}"#,
                "{host=h,token=hunter2-token}",
                "{host=h}",
            ]
        );
        let log = server.log();
        assert!(log.contains("CREATE EXTENSION"), "{log}");
        assert!(!log.contains("hunter2"), "{log}");

        let again = folder.run(&["plan", "--exit-code", "--desired", "new.sql", "-d", &url]).expect(0);
        assert_hidden(&folder, &(again.stdout + &again.stderr));
        for format in [&["export"][..], &["dump", "-o", "dump.sql"]] {
            let run = folder.run(&[format, &["-d", &url]].concat()).expect(0);
            assert_hidden(&folder, &(run.stdout + &run.stderr));
        }
    });
}

#[test]
fn missing_secrets_are_refused_before_the_first_step() {
    let database = pgplumb_testkit::Server::shared(newest().major).create_database();
    let folder = folder().with("SECRET_PASSWORD", PASSWORD);
    let apply = ["apply", "--yes", "--desired", "new.sql", "-d", &database.url()];
    let refused = folder.run(&apply).expect(2);
    for text in ["the environment variable TOKEN is not set", "nothing was changed"] {
        assert!(refused.stderr.contains(text), "{text}: {}", refused.stderr);
    }
    let none = "SELECT count(*)::text FROM pg_extension WHERE extname = 'postgres_fdw'";
    assert_eq!(database.query(none), [["0"]]);

    // A mark without a name does not say which of two secrets it gives.
    let folder = Folder::new().with_postgres().with("A", "hunter2");
    folder.write(
        "new.sql",
        "CREATE FOREIGN DATA WRAPPER own;\n-- pgplumb: secret from env:A\n\
         CREATE SERVER far FOREIGN DATA WRAPPER own OPTIONS (password 'p', token 't');\n\
         -- pgplumb: secret from nowhere\nCREATE SERVER near FOREIGN DATA WRAPPER own OPTIONS (password 'p');\n",
    );
    let plan = ["plan", "--desired", "new.sql", "-d", &database.url()];
    let planned = folder.run(&plan).expect(0);
    for text in [
        "its option token is a secret, which pgplumb does not read: write `-- pgplumb: secret from env:NAME`",
        "new.sql:5: `-- pgplumb: secret from nowhere`: write env:NAME or file:PATH; ignored it",
    ] {
        assert!(
            (planned.stdout.clone() + &planned.stderr).contains(text),
            "{text}: {} {}",
            planned.stdout,
            planned.stderr
        );
    }
}

#[test]
fn altered_objects_use_given_secrets() {
    let database = pgplumb_testkit::Server::shared(newest().major).create_database();
    database.psql(
        "CREATE FOREIGN DATA WRAPPER own; CREATE SERVER far FOREIGN DATA WRAPPER own;
         CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'me', token 'kept');
         CREATE SUBSCRIPTION s CONNECTION 'host=old password=kept' PUBLICATION p WITH (connect = false, slot_name = NONE);
         CREATE SUBSCRIPTION t CONNECTION 'host=same password=kept' PUBLICATION p WITH (connect = false, slot_name = NONE);",
    );
    let folder = Folder::new().with_postgres().with("A", "hunter2'a").with("B", "hunter2'b");
    let desired = |mark: &str| {
        format!(
            "CREATE FOREIGN DATA WRAPPER own; CREATE SERVER far FOREIGN DATA WRAPPER own;
             {mark}
             CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'me', token 'x', password 'y');
             {mark}
             CREATE SUBSCRIPTION s CONNECTION 'host=new password=p' PUBLICATION p WITH (connect = false, slot_name = NONE);
             CREATE SUBSCRIPTION t CONNECTION 'host=same password=p' PUBLICATION p WITH (connect = false, slot_name = NONE);"
        )
    };
    folder.write("new.sql", &desired(""));
    let apply = ["apply", "--yes", "--desired", "new.sql", "-d", &database.url()];
    let refused = folder.run(&apply).expect(2);
    assert!(refused.stderr.contains("password in its connection string is a secret"), "{}", refused.stderr);
    assert!(refused.stderr.contains("its option password is a secret"), "{}", refused.stderr);

    folder.write("new.sql", &desired("-- pgplumb: secret password from env:A"));
    let script =
        folder.run(&["plan", "--format", "sql", "--desired", "new.sql", "-d", &database.url()]).expect(0);
    assert!(
        script
            .stdout
            .contains("-- left out: alter subscription s, which needs a secret (password from env:A)"),
        "{}",
        script.stdout
    );
    assert!(!script.stdout.contains("CONNECTION"), "{}", script.stdout);
    folder.run(&apply).expect(0);
    assert_eq!(
        stored(&database),
        [
            r"host=new password='hunter2\'a'",
            "host=same password=kept",
            r#"{user=me,token=kept,password=hunter2'a}"#,
        ]
    );
    folder.run(&["plan", "--exit-code", "--desired", "new.sql", "-d", &database.url()]).expect(0);
}

#[test]
fn errors_of_the_server_do_not_show_secrets() {
    let server = ServerOptions::new().start(newest());
    let database = server.create_database();
    database.psql("CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'refused: %', current_query(); END $$;
        CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN tag IN ('CREATE SUBSCRIPTION', 'CREATE USER MAPPING', 'CREATE SERVER')
        EXECUTE FUNCTION refuse();");
    let folder = folder()
        .with("SECRET_PASSWORD", PASSWORD)
        .with("TOKEN", TOKEN)
        .with("WHOLE", "host=third password=hunter2");
    let apply = [
        "apply",
        "-v",
        "--yes",
        "--log",
        "log",
        "--no-proof",
        "--additive",
        "--desired",
        "new.sql",
        "-d",
        &database.url(),
    ];
    let failed = folder.run(&apply).expect(2);
    assert!(failed.stderr.contains("refused"), "{}", failed.stderr);
    assert_hidden(&folder, &(failed.stdout + &failed.stderr));
    assert!(!server.log().contains("hunter2"), "{}", server.log());
}
