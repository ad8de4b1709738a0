//! The hazards, locks and requirements of a step come from the objects, never from names or the text
//! of SQL.

mod common;

use common::read;
use pgplumb_compare::align;
use pgplumb_plan::{Action, Hazard, Operation, Plan, PlanOptions, Requirement, Step, plan};
use pgplumb_testkit::{Server, newest};

/// Returns the plan from one schema to another, and executes it. A second plan must be empty.
fn plan_of(old: &str, new: &str, online: bool) -> Plan {
    let server = Server::shared(newest().major);
    let (current, desired) = (server.create_database(), server.create_database());
    current.psql(old);
    desired.psql(new);
    let planned = || {
        let (mut from, mut to) = (read(&current), read(&desired));
        align(&mut from, &mut to);
        plan(&from, &to, &PlanOptions { online, ..PlanOptions::default() })
    };
    let plan = planned();
    let script = plan.script();
    current.try_psql(&script).unwrap_or_else(|error| panic!("{error}\n{script}"));
    let again = planned();
    assert!(again.is_empty(), "after\n{script}\nremains\n{}", again.script());
    plan
}

fn titles(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(Step::title).collect()
}

/// Names that had a special meaning in the planner.
const FORMER_SPECIAL_NAMES: [&str; 7] = [
    "rows",
    "partition bound",
    "former partition bound",
    "inheritance from public.other",
    "former inheritance from public.other",
    "owned by",
    "partition of parcel_day",
];

#[test]
fn a_constraint_may_have_any_name() {
    for name in FORMER_SPECIAL_NAMES {
        let old = "CREATE TABLE parcel (id int NOT NULL, weight int);";
        let new = format!(
            "CREATE TABLE parcel (id int NOT NULL, weight int, CONSTRAINT \"{name}\" CHECK (weight > 0));"
        );
        for online in [false, true] {
            let plan = plan_of(old, &new, online);
            let path = if name == "rows" { "rows".to_owned() } else { format!("\"{name}\"") };
            assert_eq!(titles(&plan)[0], format!("create constraint public.parcel.{path}"), "{name}");
            let plan = plan_of(&new, old, online);
            assert_eq!(titles(&plan), [format!("drop constraint public.parcel.{path}")], "{name}");
        }
    }
}

#[test]
fn names_do_not_collide_with_operations_on_the_table() {
    // Each table has constraints and columns with names that once stood for the operations on it.
    let constraints = FORMER_SPECIAL_NAMES
        .iter()
        .enumerate()
        .map(|(at, name)| format!("CONSTRAINT \"{name}\" CHECK (weight > {at})"))
        .collect::<Vec<_>>()
        .join(", ");
    let columns = "id int NOT NULL, weight int, \"rows\" int DEFAULT 1, \"owned by\" int DEFAULT 2";
    let old = format!(
        "CREATE TABLE parcels ({columns}) PARTITION BY RANGE (id);
         CREATE TABLE parcel PARTITION OF parcels ({constraints}) FOR VALUES FROM (1) TO (9);
         CREATE TABLE box ({columns}, {constraints});
         CREATE TABLE other ({columns});
         CREATE TABLE child ({columns}, {constraints}) ;
         CREATE SEQUENCE \"owned by\";"
    );
    let new = format!(
        "CREATE TABLE parcels ({columns}) PARTITION BY RANGE (id);
         CREATE TABLE parcel ({columns}, {constraints});
         CREATE TABLE box ({columns}, {constraints});
         ALTER TABLE parcels ATTACH PARTITION box FOR VALUES FROM (1) TO (9);
         CREATE TABLE other ({columns});
         CREATE TABLE child ({columns}, {constraints});
         ALTER TABLE child INHERIT other;
         CREATE SEQUENCE \"owned by\";
         ALTER SEQUENCE \"owned by\" OWNED BY other.\"rows\";"
    );
    for online in [false, true] {
        let forward = plan_of(&old, &new, online);
        let is_about = |plan: &Plan, operation, table: &str| {
            plan.steps.iter().any(|step| {
                step.operation == Some(operation)
                    && step.object.path() == table
                    && step.action == Action::Alter
            })
        };
        assert!(is_about(&forward, Operation::DetachPartition, "public.parcel"), "{:#?}", titles(&forward));
        assert!(is_about(&forward, Operation::AttachPartition, "public.box"), "{:#?}", titles(&forward));
        assert!(is_about(&forward, Operation::Inherit, "public.child"), "{:#?}", titles(&forward));
        assert!(
            is_about(&forward, Operation::SetOwningColumn, "public.\"owned by\""),
            "{:#?}",
            titles(&forward)
        );
        let back = plan_of(&new, &old, online);
        assert!(is_about(&back, Operation::StopInheriting, "public.child"), "{:#?}", titles(&back));
    }
}

#[test]
fn a_policy_is_restrictive_by_its_definition_not_by_its_name() {
    let table = "CREATE TABLE note (id int, kind text); ALTER TABLE note ENABLE ROW LEVEL SECURITY;";
    let new = format!(
        "{table} CREATE POLICY \"read AS RESTRICTIVE later\" ON note FOR SELECT USING (kind = 'open');
         CREATE POLICY open ON note FOR SELECT USING (kind = 'open');"
    );
    let created = plan_of(table, &new, false);
    assert_eq!(created.steps.len(), 2);
    for step in &created.steps {
        assert!(step.hazards.contains(&Hazard::LoosensSecurity), "{step:#?}");
    }
    for step in plan_of(&new, table, false).steps {
        assert!(!step.hazards.contains(&Hazard::LoosensSecurity), "{step:#?}");
    }
}

#[test]
fn the_text_of_a_comment_adds_no_locks() {
    let old = "CREATE TABLE silo (id int PRIMARY KEY, grain text); CREATE INDEX silo_grain ON silo (grain);";
    let text = "Please do not SET TABLESPACE, CLUSTER or REPLICA IDENTITY on it";
    let new = format!("{old} COMMENT ON INDEX silo_grain IS '{text}';");
    for online in [false, true] {
        let plan = plan_of(old, &new, online);
        assert_eq!(plan.steps.len(), 1);
        assert!(plan.steps[0].hazards.is_empty() && plan.steps[0].locks.is_empty(), "{:#?}", plan.steps);
    }
}

#[test]
fn the_text_of_a_comment_adds_no_requirements() {
    let old = "CREATE TABLE barn (id int PRIMARY KEY); CREATE PUBLICATION feed FOR TABLE barn;
        CREATE TABLE hay (id int);";
    let new = format!(
        "{old} COMMENT ON PUBLICATION feed IS 'Of barns only, never FOR ALL TABLES';
         COMMENT ON TABLE hay IS 'ALTER TABLE hay OWNER TO nobody REFERENCES barn';"
    );
    for step in plan_of(old, &new, false).steps {
        assert_eq!(step.requires.len(), 1, "{step:#?}");
        assert!(matches!(step.requires[0], Requirement::Ownership { .. }), "{step:#?}");
    }
}

#[test]
fn each_step_lists_its_required_privileges() {
    let old = "CREATE SCHEMA app; CREATE TABLE app.barn (id int PRIMARY KEY);";
    let new = format!(
        "{old} CREATE TABLE app.hay (id int PRIMARY KEY, barn int REFERENCES app.barn);
         GRANT SELECT ON app.barn TO PUBLIC;
         CREATE PUBLICATION feed FOR ALL TABLES;"
    );
    let plan = plan_of(old, &new, false);
    let required = |title: &str| -> Vec<&Requirement> {
        let at = titles(&plan).iter().position(|other| other == title).unwrap_or_else(|| panic!("{title}"));
        plan.steps[at].requires.iter().collect()
    };
    let barn = "table:app.barn".parse().unwrap();
    let hay = required("create table app.hay");
    assert!(hay.contains(&&Requirement::CreateInSchema { schema: "app".into() }), "{hay:#?}");
    assert!(hay.contains(&&Requirement::Reference { table: barn }), "{hay:#?}");
    let granted = required("alter table app.barn");
    assert!(
        matches!(granted[..], [Requirement::GrantOption { privilege, .. }] if privilege == "SELECT"),
        "{granted:#?}"
    );
    let feed: pgplumb_catalog::ObjectId = "publication:feed".parse().unwrap();
    let publication = required("create publication feed");
    assert!(
        publication.contains(&&Requirement::SuperuserToPublish { publication: feed }),
        "{publication:#?}"
    );
}

#[test]
fn words_in_the_statement_of_a_trigger_do_not_count_as_its_state() {
    let function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;";
    let table = format!("CREATE TABLE t (id int); {function}");
    let trigger = |arguments: &str| {
        format!(
            "{table} CREATE TRIGGER \"ALTER TABLE\" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f({arguments});"
        )
    };
    let plain = trigger("'ALTER TABLE t DISABLE TRIGGER x'");
    let off = format!(
        "{plain} ALTER TABLE t DISABLE TRIGGER \"ALTER TABLE\"; COMMENT ON TRIGGER \"ALTER TABLE\" ON t IS 'COMMENT ON';"
    );
    for (old, new) in [(&plain, &off), (&off, &plain)] {
        assert_eq!(titles(&plan_of(old, new, false)), ["alter trigger public.t.\"ALTER TABLE\""]);
    }
    let steps = titles(&plan_of(&plain, &trigger(""), false));
    assert_eq!(steps, ["alter trigger public.t.\"ALTER TABLE\""]);
}
