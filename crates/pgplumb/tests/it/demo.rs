//! `pgplumb demo`, on every version there is.

use std::time::{Duration, Instant};

use pgplumb_testkit::each_major;

use super::program::Folder;

#[test]
fn the_demo_shows_all_of_it_and_leaves_only_its_files() {
    each_major(|installation| {
        let bin = installation.bin.display();
        let path = format!("{bin}:{}", std::env::var("PATH").expect("PATH"));
        let folder = Folder::new().with("PATH", &path);
        let major = installation.major.to_string();
        let started = Instant::now();
        let run = folder.run(&["demo", "--postgres", &major]).expect(0);
        assert!(started.elapsed() < Duration::from_secs(60));
        assert!(!run.stderr.contains("warning"), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("(PostgreSQL {major}")), "{}", run.stderr);
        assert!(run.stdout.contains("44 files in pgplumb-demo"), "{}", run.stdout);
        assert_eq!(
            missing_lines_of_readme(&run.stdout),
            "",
            "README.md shows lines that the demo does not print"
        );
        let drift = "[CRITICAL] table shop.review: columns removed: body text\n\
                     [HIGH] enum shop.order_status: labels added: on_hold\n";
        assert!(run.stdout.contains(drift), "{}", run.stdout);
        assert!(
            !run.stdout.contains("unknown") && run.stdout.contains("5 differences in 3 comparisons"),
            "{}",
            run.stdout
        );
        let in_step = "apply --export executes them and exports again; then pgplumb check:\n\
                       pgplumb-demo/schema_map.json → database: in sync\npgplumb-demo/schema.sql → database: in sync\n\
                       pgplumb-demo/schemas → database: in sync\n";
        assert!(run.stdout.contains(in_step), "{}", run.stdout);
        assert!(folder.read("pgplumb-demo/schema_map.json").contains("review_stars_idx"));
        let mut names: Vec<String> = folder
            .state()
            .iter()
            .filter(|(path, ..)| !path.starts_with(folder.path("pgplumb-demo/schemas")))
            .filter_map(|(path, ..)| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        names.sort();
        assert_eq!(
            names,
            ["SCHEMA_DIAGRAM.md", "SCHEMA_REFERENCE.md", "schema.sql", "schema_map.json", "shop.sql"]
        );
        let map: serde_json::Value =
            serde_json::from_str(&folder.read("pgplumb-demo/schema_map.json")).expect("JSON");
        assert_eq!(map["schemas"]["shop"]["tables"]["orders"]["row_count"], 1500);
        for file in ["schema_map.json", "SCHEMA_REFERENCE.md"] {
            assert!(!folder.read(&format!("pgplumb-demo/{file}")).contains("not-in-any-export"), "{file}");
        }
    });
}

#[test]
fn a_version_that_is_not_there_is_named() {
    let run = Folder::new().run(&["demo", "--postgres", "9"]).expect(2);
    assert!(run.stderr.contains("PostgreSQL 9 is not installed"), "{}", run.stderr);
}

/// The lines of the demo's output in README.md that the demo did not print.
fn missing_lines_of_readme(printed: &str) -> String {
    let readme = include_str!("../../../../README.md");
    let (_, block) = readme.split_once("<!-- demo:").expect("the mark of the demo's output");
    let block = block.split("```").nth(1).expect("the demo's output");
    let lines: Vec<&str> = block.lines().skip(1).map(str::trim).collect();
    assert!(lines.len() > 5, "README.md shows too little of the demo: {lines:?}");
    lines.into_iter().filter(|line| *line != "…" && !printed.contains(line)).collect::<Vec<_>>().join("\n")
}
