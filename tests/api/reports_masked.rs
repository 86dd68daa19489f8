//! Small cells (§ 8.5): every report masks them where it is asked to, and the page and the PDF of the annual report unless
//! the bare counts are asked for; what is masked does not follow from what is shown.

use std::collections::BTreeMap;

use jalon::auth::role::Role;

use crate::both;
use crate::referents::{Followed, given_followed};
use crate::reports::{figure, grouped};
use crate::support::{Client, TestApp, Value, json};

const YEAR: &str = "/v1/reports/operator-annual?from=2026-01-01&to=2026-12-31";

/// What counts no people, however small.
fn of_nobody(name: &str) -> bool {
    let starts = [
        "minutes_",
        "fte",
        "means_fte",
        "average_fte",
        "caseload_target",
        "capacity_left",
        "collective_sessions",
        "meetings",
    ];
    let ends = [
        "operation_end",
        "claim",
        "retention_end",
        "protocol_end",
        "charter_start",
        "mission_letter_end",
        "contract_end",
        "clause_end",
        "team_meeting",
        "technical_committee",
    ];
    (starts.iter().any(|s| name.starts_with(s)) && name != "minutes_per_participant")
        || ends.iter().any(|s| name.ends_with(s))
        || ["direct_share", "worked_share"].contains(&name)
}

/// A referent with so many people since November, the last of them in a job since January.
fn given_a_caseload(app: &TestApp, active: usize, in_job: usize) -> String {
    let (_, referent) = app.given_a_referent();
    for n in 0..active + in_job {
        let became = (n >= active).then_some(("in_job_follow_up", "2026-01-15"));
        given_followed(app, &referent, Followed { activated: "2025-11-01", became, until: None });
    }
    referent["id"].as_str().unwrap().to_owned()
}

/// Every small count of the open report is hidden in the masked one, which lists nobody.
fn hides(client: &Client, path: &str) -> usize {
    let with = |masked: &str| {
        client.get(&format!("{path}{}masked={masked}", if path.contains('?') { '&' } else { '?' })).expect(200)
    };
    let (open, masked) = (with("false"), with("true"));
    let figures = |report: &Value| {
        let groups = report["groups"]
            .as_array()
            .unwrap()
            .iter()
            .map(|g| (format!("{} {}", g["by"], g["key"]), g["figures"].clone()));
        let whole = (String::new(), report["figures"].clone());
        std::iter::once(whole).chain(groups).collect::<BTreeMap<String, Value>>()
    };
    let (open, masked) = (figures(&open), figures(&masked));
    let mut hidden = 0;
    for (group, told) in &masked {
        for (name, figure) in told.as_object().unwrap() {
            assert_eq!(figure["members_url"], Value::Null, "{path} {group} {name}");
            if figure["numerator"].is_null() {
                assert_eq!(
                    (&figure["denominator"], &figure["value"], figure.get("cases")),
                    (&Value::Null, &Value::Null, None),
                    "{name}"
                );
                hidden += 1;
                continue;
            }
            let small = |n: &Value| n.as_f64().is_some_and(|n| n > 0.0 && n < 5.0);
            let was = &open[group][name];
            if of_nobody(name) {
                continue;
            }
            let few = was.get("cases").map_or(small(&was["numerator"]), small);
            assert!(!few, "{path} {group} {name}: {was}");
        }
    }
    hidden
}

/// People of three communes: six, three and two.
fn given_people_of_communes(app: &TestApp) {
    for (n, commune) in [(6, "38185"), (3, "38421"), (2, "38170")] {
        for _ in 0..n {
            let of = app.given_somebody_followed();
            let who = app.uuid_text(of.participant);
            app.conn().batch(&format!("update participants set commune_code = '{commune}' where id = {who}")).unwrap();
        }
    }
}

fn communes(report: &Value) -> Value {
    let groups = report["groups"].as_array().unwrap().iter().filter(|g| g["by"] == "commune");
    let pairs =
        groups.map(|g| (g["key"].as_str().unwrap().to_owned(), g["figures"]["accompanied"]["numerator"].clone()));
    Value::Object(pairs.collect())
}

both! {
    fn a_masked_caseload_does_not_follow_from_the_others(app: TestApp) {
        let [six, two, seven] = [given_a_caseload(&app, 6, 0), given_a_caseload(&app, 2, 0), given_a_caseload(&app, 5, 2)];
        let director = app.sign_in(Role::Director);
        let masked = director.get("/v1/reports/caseload?masked=true").expect(200);
        assert_eq!(figure(&masked, "active_caseload"), json!([15, 1, 15]));
        let hidden = json!([null, null, null]);
        // of six, two and seven the smallest goes with the small one
        for name in ["active_caseload", "caseload_per_fte", "capacity_left"] {
            assert_eq!((grouped(&masked, "referent", &two, name), grouped(&masked, "referent", &six, name)), (hidden.clone(), hidden.clone()), "{name}");
            assert_ne!(grouped(&masked, "referent", &seven, name), hidden, "{name}");
        }
        assert_eq!(grouped(&masked, "referent", &seven, "active_caseload"), json!([7, 1, 7]));
        // thirteen and two make the caseload
        for status in ["active", "in_job_follow_up"] {
            assert_eq!(grouped(&masked, "status", status, "pathways"), hidden, "{status}");
        }
        let open = director.get("/v1/reports/caseload").expect(200);
        assert_eq!(grouped(&open, "status", "in_job_follow_up", "pathways"), json!([2, 1, 2]));
        assert_eq!(director.get("/v1/reports/caseload?masked=false").text, open_text(&director));
        for members in ["caseload/members?figure=active_caseload", "referent-activity/members?figure=exits", "means/members?figure=staff", "data-quality/members?figure=late_files", "compliance-calendar/members?figure=due_claim"] {
            director.get(&format!("/v1/reports/{members}&masked=true")).refused(400, "malformed_parameter");
        }
        assert!(director.get("/v1/reports/caseload?masked=true&format=csv").text.contains("pathways;;;;"));
    }

    fn every_report_masks_what_is_small(app: TestApp) {
        for _ in 0..3 {
            let of = app.given_somebody_followed();
            app.given_a_held_interview(&of);
            app.given_a_stage_in(&of, "completed");
            app.given_a_barrier(&of);
        }
        given_a_caseload(&app, 6, 1);
        let director = app.sign_in(Role::Director);
        for (path, some) in [
            ("caseload", true), ("referent-activity?from=2025-01-01", true), ("time-split?from=2026-01-01", false), ("esf-indicators", false), ("esf-participants", false),
            ("operator-annual", true), ("means", true), ("data-quality", true), ("compliance-calendar", true),
        ] {
            let hidden = hides(&director, &format!("/v1/reports/{path}"));
            assert!(!some || hidden > 0, "{path}");
        }
        let means = director.get("/v1/reports/means?masked=true").expect(200);
        assert_eq!(grouped(&means, "role", "referent", "staff"), json!([null, null, null]));
        assert_ne!(grouped(&means, "role", "referent", "fte")[0], Value::Null, "a full-time equivalent is nobody");
        director.get("/v1/reports/caseload?masked=perhaps").refused(400, "malformed_parameter");
    }

    fn communes_with_few_people_are_told_together(app: TestApp) {
        given_people_of_communes(&app);
        let director = app.sign_in(Role::Director);
        let open = director.get(YEAR).expect(200);
        assert_eq!(communes(&open), json!({"38185": 6, "38421": 3, "38170": 2}));
        let masked = director.get(&format!("{YEAR}&masked=true")).expect(200);
        assert_eq!(communes(&masked), json!({"38185": 6, "other_communes": 5}));
        assert_eq!(figure(&masked, "accompanied"), json!([11, 1, 11]));
        // another one of two: the small ones together are seven
        let of = app.given_somebody_followed();
        app.conn().batch(&format!("update participants set commune_code = '38229' where id = {}", app.uuid_text(of.participant))).unwrap();
        app.conn().batch("update participants set commune_code = '38185' where commune_code in ('38421', '38170')").unwrap();
        let masked = director.get(&format!("{YEAR}&masked=true")).expect(200);
        assert_eq!(communes(&masked), json!({"other_communes": 12}), "one alone would follow from the whole");
    }

    /// Meets S2.19: get_report, get_report_snapshot.
    fn what_is_handed_to_funders_is_masked_unless_the_counts_are_asked_for(app: TestApp) {
        given_people_of_communes(&app);
        let director = app.sign_in(Role::Director);
        let page = |query: &str| director.get(&format!("{YEAR}&format=html{query}")).text;
        for (query, small) in [("", false), ("&masked=true", false), ("&masked=false", true)] {
            let page = page(query);
            assert!(page.contains("38185"), "{query}");
            assert_eq!((page.contains("38421"), page.contains("38170")), (small, small), "{query}");
            assert_eq!(page.contains("Autres communes"), !small, "{query}");
            assert_eq!(page.contains("sont regroupées"), !small, "{query}");
        }
        let pdf = |query: &str| director.get(&format!("{YEAR}&format=pdf{query}")).raw;
        assert_eq!(pdf(""), pdf("&masked=true"));
        assert_ne!(pdf(""), pdf("&masked=false"));
        // the figures are for the PLIE itself
        assert_eq!(communes(&director.get(YEAR).expect(200))["38421"], 3);
        let frozen = |parameters: &Value| {
            let made = director.post("/v1/report-snapshots", &json!({"report": "operator-annual", "parameters": parameters})).expect(201);
            assert_eq!(&made["parameters"], parameters);
            let path = format!("/v1/report-snapshots/{}", made["id"].as_str().unwrap());
            let page = director.get(&format!("{path}?format=html")).text;
            (communes(&made["answer"])["38421"].clone(), page.contains("38421"), page.contains("Autres communes"))
        };
        let year = |masked: Value| {
            let mut parameters = json!({"from": "2026-01-01", "to": "2026-12-31"});
            if !masked.is_null() {
                parameters["masked"] = masked;
            }
            frozen(&parameters)
        };
        assert_eq!(year(Value::Null), (json!(3), false, true));
        assert_eq!(year(json!(false)), (json!(3), true, false));
        assert_eq!(year(json!(true)), (Value::Null, false, true));
    }
}

fn open_text(director: &Client) -> String {
    director.get("/v1/reports/caseload").text
}
