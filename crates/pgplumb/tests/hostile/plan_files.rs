//! Plan files that were edited, or made for another database.

use pgplumb_testkit::{Server, for_majors};
use serde_json::{Value, json};

use super::attack::Attack;

const OLD: &str = "CREATE TABLE public.a (id int PRIMARY KEY, x text, y text, n int); CREATE TABLE public.keepme (k int); INSERT INTO public.keepme VALUES (1);";
/// Drops a column, adds columns, a constraint that rows are checked for, and an index.
const NEW: &str = "CREATE TABLE public.a (id int PRIMARY KEY, x text, z int, n int NOT NULL); CREATE TABLE public.keepme (k int); CREATE INDEX ax ON public.a (x); CREATE TABLE public.more (id int);";

/// Returns the position of a step with a property.
fn step_with(plan: &Value, is_meant: impl Fn(&Value) -> bool) -> usize {
    plan["steps"].as_array().expect("steps").iter().position(is_meant).unwrap_or_else(|| panic!("{plan:#}"))
}

fn steps(plan: &mut Value) -> &mut Vec<Value> {
    plan["steps"].as_array_mut().expect("steps")
}

/// An edit of a plan file.
type Edit = (&'static str, fn(&mut Value));

const EDITS: &[Edit] = &[
    ("statement replaced", |plan| steps(plan)[0]["statements"][0] = json!("DROP TABLE public.keepme")),
    ("statement added to a step", |plan| {
        steps(plan)[0]["statements"].as_array_mut().unwrap().push(json!("DROP TABLE public.keepme"))
    }),
    ("statement appended to a statement", |plan| {
        let text =
            format!("{}; DROP TABLE public.keepme", plan["steps"][0]["statements"][0].as_str().unwrap());
        plan["steps"][0]["statements"][0] = json!(text);
    }),
    ("UPDATE appended", |plan| {
        let text = format!(
            "{}; UPDATE public.keepme SET k = 2",
            plan["steps"][0]["statements"][0].as_str().unwrap()
        );
        plan["steps"][0]["statements"][0] = json!(text);
    }),
    ("program executed", |plan| {
        steps(plan)[0]["statements"][0] = json!("COPY (SELECT 1) TO PROGRAM 'touch LOOT/program'")
    }),
    ("comment in a statement", |plan| {
        let text = format!("{} -- x", plan["steps"][0]["statements"][0].as_str().unwrap());
        plan["steps"][0]["statements"][0] = json!(text);
    }),
    ("first step removed", |plan| drop(steps(plan).remove(0))),
    ("last step removed", |plan| drop(steps(plan).pop())),
    ("all steps removed", |plan| steps(plan).clear()),
    ("steps reordered", |plan| steps(plan).reverse()),
    ("step repeated", |plan| {
        let first = steps(plan)[0].clone();
        steps(plan).push(first);
    }),
    ("step added", |plan| {
        steps(plan).push(json!({"object": "table:public.keepme", "action": "alter", "statements": ["DROP TABLE public.keepme"]}));
    }),
    ("hazards removed", |plan| {
        let at = step_with(plan, |step| !step["hazards"].is_null());
        steps(plan)[at].as_object_mut().unwrap().remove("hazards");
    }),
    ("data checks removed", |plan| {
        let at = step_with(plan, |step| !step["data_checks"].is_null());
        steps(plan)[at].as_object_mut().unwrap().remove("data_checks");
    }),
    ("requirements removed", |plan| {
        let at = step_with(plan, |step| !step["requires"].is_null());
        steps(plan)[at].as_object_mut().unwrap().remove("requires");
    }),
    ("locks removed", |plan| {
        let at = step_with(plan, |step| !step["locks"].is_null());
        steps(plan)[at].as_object_mut().unwrap().remove("locks");
    }),
    ("object renamed", |plan| steps(plan)[0]["object"] = json!("table:public.keepme")),
    ("action replaced", |plan| steps(plan)[0]["action"] = json!("rename")),
    ("transaction removed", |plan| {
        let at = step_with(plan, |step| step["outside_transaction"].is_null());
        steps(plan)[at]["outside_transaction"] = json!(true);
    }),
    ("desired state removed", |plan| drop(plan.as_object_mut().unwrap().remove("derivation"))),
    ("table removed from the desired state", |plan| {
        let text = plan["derivation"]["desired"].to_string().replace("keepme", "renamed");
        plan["derivation"]["desired"] = serde_json::from_str(&text).unwrap();
    }),
    ("desired state replaced", |plan| plan["derivation"]["desired"] = json!({"format_version": 1})),
    ("objects excluded", |plan| plan["managed"]["exclude"] = json!(["keepme"])),
    ("selection excluded", |plan| plan["derivation"]["exclude"] = json!(["public.a"])),
    ("differences ignored", |plan| plan["derivation"]["ignore"] = json!(["public.a"])),
    ("restriction added", |plan| plan["derivation"]["only"] = json!(["public.more"])),
    ("additions only", |plan| plan["derivation"]["additive"] = json!(true)),
    ("fingerprint replaced", |plan| plan["fingerprint"] = json!("0".repeat(64))),
    ("other database", |plan| plan["target"]["database"] = json!("production")),
    ("other server", |plan| plan["target"]["system_identifier"] = json!("1")),
];

#[test]
fn edited_plans_change_nothing() {
    for_majors(&[14, 19], |installation| {
        let server = Server::shared(installation.major);
        let attack = Attack::on(&server);
        attack.as_superuser(OLD);
        attack.folder.write("new.sql", NEW);
        let run = attack.run(&[
            "plan",
            "--desired",
            "new.sql",
            "--schema",
            "public.a",
            "public.keepme",
            "public.more",
            "-o",
            "plan.json",
        ]);
        let run = run.expect(0);
        let saved: Value = serde_json::from_str(&attack.folder.read("plan.json")).expect("JSON");
        assert!(saved["steps"].as_array().is_some_and(|steps| steps.len() > 3), "{}", run.stdout);
        let state = || {
            (attack.database.query("SELECT md5(string_agg(a::text, ',' ORDER BY a::text)) FROM pg_attribute a WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"), attack.database.query("SELECT k FROM public.keepme"))
        };
        let before = state();
        for (name, edit) in EDITS {
            let mut edited = saved.clone();
            edit(&mut edited);
            assert_ne!(edited, saved, "{name}");
            let text = edited.to_string().replace("LOOT", &attack.loot("").to_string_lossy());
            attack.folder.write("edited.json", &text);
            let run = attack.run(&["apply", "edited.json", "--yes", "--allow-destructive"]).expect(2);
            assert!(run.stderr.contains("nothing was changed"), "{name}: {}", run.stderr);
            assert_eq!(state(), before, "{name}: {}", run.stderr);
            attack.failed(&run);
        }
        // The plan itself is applied, and what else changes in the meantime is noticed.
        attack.run(&["apply", "plan.json", "--yes", "--allow-destructive"]).expect(0);
        assert_ne!(state(), before);
    });
}

#[test]
fn plans_for_another_database_are_refused() {
    let server = Server::shared(18);
    let (one, other) = (Attack::on(&server), Attack::on(&server));
    for attack in [&one, &other] {
        attack.as_superuser(OLD);
        attack.folder.write("new.sql", NEW);
    }
    let selection = ["--schema", "public.a", "public.keepme", "public.more"];
    one.run(&[&["plan", "--desired", "new.sql", "-o", "plan.json"], &selection[..]].concat()).expect(0);
    other.folder.write("plan.json", &one.folder.read("plan.json"));
    let run = other.run(&["apply", "plan.json", "--yes", "--allow-destructive"]).expect(2);
    assert!(
        run.stderr.contains(&format!("the plan is for another database: {}", one.database.name())),
        "{}",
        run.stderr
    );
    assert_eq!(other.database.query("SELECT count(*) FROM pg_class WHERE relname = 'more'"), [["0"]]);
}

/// A trigger of the database drops a table while the plan runs.
#[test]
fn side_effects_on_managed_objects_are_reported() {
    let server = Server::start(pgplumb_testkit::newest());
    let attack = Attack::on(&server);
    let trigger = "CREATE FUNCTION public.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN IF to_regclass('public.keepme') IS NOT NULL AND pg_trigger_depth() = 0 AND current_query() LIKE '%public.more%' THEN DROP TABLE public.keepme; END IF; END$$; CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.on_ddl();";
    attack.as_superuser(&format!("{OLD}{trigger}"));
    attack.folder.write("new.sql", NEW);
    let selection = ["--schema", "public.a", "public.keepme", "public.more"];
    attack
        .run(&[&["plan", "--desired", "new.sql", "-o", "plan.json", "--no-proof"], &selection[..]].concat())
        .expect(0);
    let run = attack.run(&["apply", "plan.json", "--yes", "--allow-destructive"]).expect(2);
    assert!(
        run.stderr.contains("does not match the desired state") && run.stderr.contains("keepme"),
        "{}",
        run.stderr
    );
}
