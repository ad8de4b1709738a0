//! A project with hand-written Python code through the changes of its database: check, diff, update,
//! report and the version file.

use pgplumb_testkit::{Database, Server, newest};

use super::program::Folder;

const SCHEMA: &str = "
    CREATE TYPE project_status AS ENUM ('draft', 'active', 'archived');
    CREATE TYPE user_role_type AS ENUM ('owner', 'member');
    CREATE TABLE organizations (id uuid PRIMARY KEY, name text NOT NULL, settings jsonb);
    CREATE TABLE projects (id uuid PRIMARY KEY, organization_id uuid NOT NULL REFERENCES organizations, name text NOT NULL,
        status project_status NOT NULL, budget numeric(12,2));
";

const CHANGE: &str = "
    ALTER TYPE project_status ADD VALUE 'on_hold' AFTER 'active';
    ALTER TABLE projects ADD COLUMN due date, ALTER COLUMN budget SET NOT NULL;
    ALTER TABLE organizations DROP COLUMN settings;
    CREATE TYPE feature_status AS ENUM ('planned', 'shipped');
    CREATE TABLE features (id bigint PRIMARY KEY, project_id uuid NOT NULL REFERENCES projects, status feature_status);
";

const SETTINGS: &str = r#"
[export.python]
update = ["schemas"]
complete = true

[export.python.map]
RoleOfUser = "enum:user_role_type"

[export.version]
python = "schemas/schema_version.py"
"#;

const ENUMS: &str = r#""""Enums used by the application."""
from enum import Enum


class ProjectStatus(str, Enum):
    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class RoleOfUser(str, Enum):
    OWNER = "owner"
    MEMBER = "member"
"#;

const ROWS: &str = r#"from typing import Any, Optional, TypedDict

from schemas.enums import ProjectStatus


class Organization(TypedDict):
    id: str
    name: str
    settings: Optional[dict[str, Any]]


class Project(TypedDict):
    id: str
    organization_id: str
    name: str
    status: ProjectStatus
    budget: Optional[float]
"#;

const NEW_ENUMS: &str = r#""""Enums used by the application."""
from enum import Enum


class ProjectStatus(str, Enum):
    DRAFT = "draft"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    ARCHIVED = "archived"


class RoleOfUser(str, Enum):
    OWNER = "owner"
    MEMBER = "member"


class FeatureStatus(str, Enum):
    PLANNED = "planned"
    SHIPPED = "shipped"
"#;

const NEW_ROWS: &str = r#"from typing import Any, Optional, TypedDict

from schemas.enums import FeatureStatus, ProjectStatus


class Organization(TypedDict):
    id: str
    name: str


class Project(TypedDict):
    id: str
    organization_id: str
    name: str
    status: ProjectStatus
    budget: float
    due: Optional[str]


class Feature(TypedDict):
    id: int
    project_id: str
    status: Optional[FeatureStatus]
"#;

fn project(settings: &str) -> (Database, Folder) {
    let (database, folder) = (Server::shared(newest().major).create_database(), Folder::new());
    database.psql(SCHEMA);
    folder.write("pgplumb.toml", &format!("[database]\nurl = \"{}\"\n{settings}", database.url()));
    folder.write("schemas/__init__.py", "");
    folder.write("schemas/enums.py", ENUMS);
    folder.write("schemas/database/rows.py", ROWS);
    (database, folder)
}

/// The differences from the previous version, in the JSON file and in the module.
fn differences(folder: &Folder) -> (serde_json::Value, String) {
    let json: serde_json::Value =
        serde_json::from_str(&folder.read("docs/schema_version.json")).expect("JSON");
    let module = folder.read("schemas/schema_version.py");
    let constant = module.lines().find_map(|line| line.strip_prefix("LAST_SYNC_DIFFERENCES = "));
    (json["last_sync_differences"]["total"].clone(), constant.expect("a constant").to_owned())
}

#[test]
fn code_follows_the_database() {
    let (database, folder) = project(SETTINGS);
    folder.run(&["export"]).expect(0);
    folder.run(&["check"]).expect(0);
    assert_eq!(differences(&folder), (0.into(), "0".to_owned()));
    assert_eq!(
        (folder.read("schemas/enums.py"), folder.read("schemas/database/rows.py")),
        (ENUMS.to_owned(), ROWS.to_owned())
    );
    let first_version = folder.read("schemas/schema_version.py");

    database.psql(CHANGE);
    let found = folder.run(&["check"]).expect(1).stdout;
    for line in [
        "schemas/enums.py:5: [HIGH] enum public.project_status: labels missing in ProjectStatus: on_hold",
        "schemas/database/rows.py:9: [CRITICAL] table public.organizations: column settings: in Organization, but not in the database",
        "schemas/database/rows.py:17: [LOW] table public.projects: column budget: not nullable in the database, but nullable in Project",
        "schemas/database/rows.py:12: [MEDIUM] table public.projects: column due: missing in Project (date)",
        "[MEDIUM] enum public.feature_status: not described by any class",
        "[MEDIUM] table public.features: not described by any class",
    ] {
        assert!(found.contains(line), "{line}\n{found}");
    }
    assert!(
        folder.run(&["diff", "--exit-code"]).expect(1).stdout.contains("labels missing in ProjectStatus")
    );
    folder.run(&["report", "-o", "drift.md"]).expect(0);
    assert!(folder.read("drift.md").contains("feature_status"), "{}", folder.read("drift.md"));
    folder.run(&["export", "--check"]).expect(1);

    let written = folder.run(&["export"]).expect(0).stderr;
    assert_eq!(written.matches("schema_version.py").count(), 1, "{written}");
    assert_eq!(folder.read("schemas/enums.py"), NEW_ENUMS);
    assert_eq!(folder.read("schemas/database/rows.py"), NEW_ROWS);
    let (total, constant) = differences(&folder);
    assert!(
        total.as_u64().is_some_and(|total| total >= 6)
            && total == constant.parse::<u64>().unwrap_or_default(),
        "{total} {constant}"
    );
    assert_ne!(folder.read("schemas/schema_version.py"), first_version);

    // Everything is in sync, and a second run changes nothing.
    folder.run(&["export", "--check"]).expect(0);
    folder.run(&["check"]).expect(0);
    let state = folder.state();
    folder.run(&["export"]).expect(0);
    assert_eq!(folder.state(), state);
}

/// Each set of outputs leaves the right number of differences.
#[test]
fn differences_of_the_version_are_right_with_any_outputs() {
    let sets: [&[&str]; 5] = [
        &["export"],
        &["export", "version"],
        &["export", "json"],
        &["export", "version", "python"],
        &["export", "json", "version"],
    ];
    for outputs in sets {
        let (database, folder) = project(SETTINGS);
        folder.run(outputs).expect(0);
        database.psql("ALTER TABLE projects ADD COLUMN due date");
        // The code alone is no new version.
        folder.run(&["export", "python"]).expect(0);
        assert_eq!(differences(&folder), (0.into(), "0".to_owned()), "{outputs:?}");
        folder.run(outputs).expect(0);
        assert_eq!(differences(&folder), (1.into(), "1".to_owned()), "{outputs:?}");
        folder.run(&["export"]).expect(0);
        assert_eq!(differences(&folder), (1.into(), "1".to_owned()), "{outputs:?}");
        database.psql("ALTER TABLE projects DROP COLUMN due, DROP COLUMN budget");
        folder.run(outputs).expect(0);
        assert_eq!(differences(&folder), (2.into(), "2".to_owned()), "{outputs:?}");
    }
}

/// Without a schema map, the differences are not known.
#[test]
fn unknown_differences_of_the_version_are_not_zero() {
    let (database, folder) = project(&format!("{SETTINGS}[export.json]\nenabled = false\n"));
    folder.run(&["export", "version"]).expect(0);
    assert_eq!(differences(&folder), (0.into(), "0".to_owned()));
    database.psql("ALTER TABLE projects ADD COLUMN due date");
    folder.run(&["export", "version"]).expect(0);
    assert_eq!(differences(&folder), (serde_json::Value::Null, "None".to_owned()));
    assert!(!folder.path("docs/schema_map.json").exists());
}

/// Without `complete`, `check` says once how to get classes for new objects.
#[test]
fn objects_without_a_class_are_mentioned() {
    let (database, folder) = project(&SETTINGS.replace("complete = true", ""));
    database.psql(
        "CREATE TYPE feature_status AS ENUM ('planned'); CREATE TABLE features (id bigint PRIMARY KEY)",
    );
    let found = folder.run(&["check"]).expect(0);
    let text = format!("{}{}", found.stdout, found.stderr);
    let note = "no class describes 1 enum (public.feature_status) and 1 table (public.features); to add classes, set complete = true in \
                [export.python] and run pgplumb export python";
    assert_eq!(text.replace("\n  ", " ").matches(note).count(), 1, "{text}");
}

/// What an update cannot repair is said with its line, and is a failure.
#[test]
fn what_cannot_be_repaired_is_an_error() {
    let (_database, folder) = project(SETTINGS);
    let other = "\n\nclass Colour(str, Enum):\n    RED = \"red\"\n";
    folder.write("schemas/enums.py", &format!("{ENUMS}{other}"));
    for arguments in [&["export", "python"][..], &["export", "python", "--check"]] {
        let run = folder.run(arguments).expect(1);
        assert!(run.stderr.contains("schemas/enums.py:16: "), "{}", run.stderr);
        assert!(
            run.stderr.contains("enum public.colour: described by Colour, but not in the database"),
            "{}",
            run.stderr
        );
    }
}

/// The generated module is among the compared code, and describes everything.
#[test]
fn a_generated_module_makes_the_code_complete() {
    let (database, folder) =
        project("[export.python]\npath = \"schemas/types.py\"\ncompare = [\"schemas\"]\ncomplete = true\n");
    let url = database.url();
    folder.run(&["export", "python", "-d", &url]).expect(0);
    database.psql("CREATE TYPE later AS ENUM ('a'); CREATE TABLE added (id int PRIMARY KEY)");
    let written = folder.run(&["export", "python", "-d", &url]).expect(0);
    assert!(!written.stderr.contains("to fix by hand"), "{}", written.stderr);
    folder.run(&["export", "python", "--check", "-d", &url]).expect(0);
}
