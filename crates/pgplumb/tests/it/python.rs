//! Typed Python, by the program: written, compared, brought in step.

use super::program::Folder;
use super::small_database;

const ENUMS: &str =
    "from enum import Enum\n\n\nclass State(str, Enum):\n    OPEN = \"open\"\n    GONE = \"gone\"\n";
const ENTITIES: &str = "from typing import TypedDict\n\n\nclass Customer(TypedDict):\n    id: int\n    name: str\n\n\nclass Order(TypedDict):\n    id: str\n    customer_id: int\n    total: float\n";

#[test]
fn a_teams_own_files_are_compared_and_brought_in_step() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TYPE app.state AS ENUM ('open', 'pending', 'on_hold')");
    let url = database.url();
    folder.write("schemas/enums.py", ENUMS);
    folder.write("schemas/database/entities.py", ENTITIES);
    folder.write("pgplumb.toml", "[export.python]\ncompare = [\"schemas\"]\n");
    let found = folder.run(&["check", "-d", &url]).expect(1);
    for line in [
        "schemas/enums.py:4: [HIGH] enum app.state: labels missing in State: pending, on_hold",
        "schemas/enums.py:6: [HIGH] enum app.state: label in State, but not in the database: gone",
        "schemas/database/entities.py:10: [HIGH] table app.orders: column id: type str in Order, integer in the database",
        "schemas/database/entities.py:12: [HIGH] table app.orders: column total: may be null in the database, and not in Order",
    ] {
        assert!(found.stdout.contains(line), "{line}\n{}", found.stdout);
    }
    let ignoring = ["check", "-d", &url, "--ignore", "enum:app.state", "column:app.orders.*"];
    let ignored = folder.run(&ignoring).expect(0);
    assert!(ignored.stdout.contains("4 differences ignored"), "{}", ignored.stdout);
    folder.write("pgplumb.toml", "[export.python]\nupdate = [\"schemas\"]\n");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(1);
    assert_eq!(folder.read("schemas/enums.py"), ENUMS);
    folder.run(&["export", "python", "-d", &url]).expect(0);
    assert_eq!(
        folder.read("schemas/enums.py"),
        ENUMS.replace("GONE = \"gone\"", "PENDING = \"pending\"\n    ON_HOLD = \"on_hold\"")
    );
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(0);
    folder.run(&["check", "-d", &url]).expect(0);
    folder.write("schemas/broken.py", "class (:\n");
    let broken = folder.run(&["check", "-d", &url]).expect(2);
    assert!(broken.stdout.contains("schemas/broken.py:1"), "{}{}", broken.stdout, broken.stderr);
}

#[test]
fn the_whole_file_is_written_and_checked() {
    let (database, folder) = (small_database(), Folder::new());
    let url = database.url();
    folder.run(&["export", "python", "-d", &url]).expect(0);
    let text = folder.read("docs/database_types.py");
    assert!(text.contains("class AppCustomer(TypedDict):\n    id: int\n    name: str\n"), "{text}");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(0);
    folder.write("pgplumb.toml", "[export.python]\nstyle = \"pydantic\"\ndriver = \"asyncpg\"\n");
    folder.run(&["export", "python", "-d", &url, "--check"]).expect(1);
}
