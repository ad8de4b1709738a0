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
        assert_eq!(shown_in_readme(&run.stdout), "", "README.md shows what the demo does not say");
        let drift = "breaking:\n[CRITICAL] table shop.review: columns removed: body text\nother:\n\
                     [HIGH] enum shop.order_status: labels added: on_hold\n";
        assert!(run.stdout.contains(drift), "{}", run.stdout);
        assert!(
            !run.stdout.contains("unknown") && run.stdout.contains("15 differences in 3 comparisons"),
            "{}",
            run.stdout
        );
        let in_step = "apply --export has executed it and written the files anew; pgplumb check:\n\
                       pgplumb-demo/schema_map.json → database: in step\npgplumb-demo/schema.sql → database: in step\n\
                       pgplumb-demo/schemas → database: in step\n";
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

/// The lines of README.md's picture of the demo that the demo did not print.
fn shown_in_readme(printed: &str) -> String {
    let readme = include_str!("../../../../README.md");
    let picture = readme.lines().skip_while(|line| !line.starts_with("    A small shop")).map(str::trim);
    let missing = picture
        .take_while(|line| !line.starts_with('#'))
        .filter(|line| *line != "…" && !printed.contains(line));
    missing.collect::<Vec<_>>().join("\n")
}
