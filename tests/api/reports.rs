//! Reports: figures worked by hand, the rows that they count, who may read them.

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::referents::{self, given_followed};
use crate::support::builders::followed::Followed;
use crate::support::builders::weeks::Recorded;
use crate::support::{Answer, Client, TestApp, Value, json};

/// Numerator, denominator and value of a figure of the whole.
pub fn figure(report: &Value, name: &str) -> Value {
    of(&report["figures"][name])
}

/// The same, of a group.
pub fn grouped(report: &Value, by: &str, key: &str, name: &str) -> Value {
    let mut groups = report["groups"].as_array().unwrap().iter();
    let group = groups.find(|g| g["by"] == by && g["key"] == key).unwrap_or_else(|| panic!("no {by} {key}"));
    of(&group["figures"][name])
}

fn of(figure: &Value) -> Value {
    assert!(!figure["rule"].as_str().unwrap_or_default().is_empty(), "a figure says how it was made: {figure}");
    json!([figure["numerator"], figure["denominator"], figure["value"]])
}

/// Every row behind an address, two at a time.
pub fn rows(client: &Client, address: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("{address}&limit=2{cursor}")).expect(200);
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// Follows each address of a report: the rows are as many as the numerator says, or have its minutes or its parts of a full
/// time.
pub fn members_agree(client: &Client, report: &Value) {
    let groups = report["groups"].as_array().unwrap().iter().map(|g| &g["figures"]);
    let mut followed = 0;
    for figures in groups.chain([&report["figures"]]) {
        for (name, figure) in figures.as_object().unwrap() {
            let Some(address) = figure["members_url"].as_str() else { continue };
            let all = rows(client, address);
            let minutes = name.starts_with("minutes_") || ["direct_share", "worked_share"].contains(&name.as_str());
            let fte = name.starts_with("fte") || name.starts_with("average_fte");
            let ten_thousandths = |n: &Value| (n.as_f64().unwrap() * 10_000.0).round();
            if let Some(cases) = figure["cases"].as_i64() {
                // a mean, a median, a percentile: of the days of its rows
                assert!(all.iter().all(|r| r["days"].is_i64()), "{address}");
                assert_eq!(i64::try_from(all.len()).unwrap(), cases, "{address}");
            } else if fte {
                let sum: f64 = all.iter().map(|r| ten_thousandths(&r["fte"])).sum();
                assert_eq!(sum, ten_thousandths(&figure["numerator"]), "{address}");
            } else {
                let found = if minutes {
                    all.iter().map(|r| r["minutes"].as_i64().unwrap()).sum()
                } else {
                    i64::try_from(all.len()).unwrap()
                };
                assert_eq!(json!(found), figure["numerator"], "{address}");
            }
            // alerts and pairs are listed where they live
            let place = |r: &Value| format!("{} {} {} {}", r["day"], r["id"], r["due_on"], r["object"]["href"]);
            let mut places: Vec<String> = all.iter().map(place).collect();
            places.sort();
            places.dedup();
            assert_eq!(places.len(), all.len(), "no row twice: {address}");
            let total = client.get(&format!("{address}&include_total=true")).expect(200);
            assert_eq!(total["total"], json!(all.len()), "{address}");
            followed += 1;
        }
    }
    assert!(followed > 4, "{report}");
}

/// A half-time referent with the five pathways of the caseload's own test, and a full-time one with one.
fn given_two_referents(app: &TestApp) -> (Client, Value, Value) {
    let (person, half) = app.given_a_referent();
    let path = format!("/v1/referents/{}", half["id"].as_str().unwrap());
    let data = app.sign_in(Role::DataManager);
    data.at_version(1).patch(&path, &json!({"fte": 0.8, "fte_participant_support": 0.5})).expect(200);
    for (activated, became, until) in [
        ("2024-06-01", None, None),
        ("2025-06-01", Some(("suspended", "2026-02-01")), None),
        ("2025-09-01", Some(("in_job_follow_up", "2026-01-15")), None),
        ("2025-10-01", Some(("exited", "2026-02-10")), None),
        ("2025-11-01", None, Some("2026-03-01")),
    ] {
        given_followed(app, &half, referents::Followed { activated, became, until });
    }
    let (_, full) = app.given_a_referent();
    given_followed(app, &full, referents::Followed { activated: "2025-12-01", became: None, until: None });
    (person, half, full)
}

fn interview(of: &Followed, at: (&str, &str), kind: &str, modality: &str, outcome: &str) -> Value {
    let body = json!({"type": kind, "modality": modality, "starts_at": at.0, "ends_at": at.1, "outcome": outcome});
    let made = of.referent.post(&of.path("interviews"), &body).expect(201);
    if outcome == "planned" { missed(of, &made) } else { made }
}

fn missed(of: &Followed, planned: &Value) -> Value {
    let path = format!("/v1/interviews/{}/no-show", planned["id"].as_str().unwrap());
    of.referent.at_version(planned["version"].as_i64().unwrap()).post(&path, &json!({})).expect(200)
}

/// Somebody followed since February, with what the referent did until Monday 2 March.
fn given_a_month_of_work(app: &TestApp) -> Followed {
    app.at("2026-02-16T08:00:00Z");
    let mut nadia = app.given_somebody_followed();
    app.given_a_week_of_records(nadia.user, "2026-W07");
    let week = format!("/v1/agenda-weeks/{}/2026-W07/submit", nadia.user);
    nadia.referent.at_version(1).post(&week, &json!({})).expect(200);
    app.at("2026-03-02T08:00:00Z");
    nadia.referent = app.client_of(app.plie, nadia.user);
    interview(&nadia, ("2026-02-10T08:00:00Z", "2026-02-10T08:30:00Z"), "diagnosis", "in_person", "held");
    interview(&nadia, ("2026-02-24T08:00:00Z", "2026-02-24T08:30:00Z"), "follow_up", "phone", "held");
    interview(&nadia, ("2026-03-02T08:00:00Z", "2026-03-02T08:30:00Z"), "follow_up", "in_person", "planned");
    let held = app.given_a_held_interview(&nadia);
    let sign = format!("/v1/interviews/{}/sign", held["id"].as_str().unwrap());
    nadia.referent.at_version(1).post(&sign, &app.signature_of(&held)).expect(200);
    app.given_a_stage_in(&nadia, "in_progress");
    let operation = app.given_an_operation()["id"].as_str().unwrap().parse().ok();
    let met = Recorded {
        date: "2026-02-03",
        start: 720,
        end: 780,
        task: "interview_in_person",
        attribution: "P",
        operation,
        participants: vec![nadia.participant],
    };
    app.given_a_record(nadia.user, &met);
    app.given_a_record(nadia.user, &Recorded { date: "2026-03-02", start: 480, end: 510, ..met });
    nadia
}

/// A year of time on one operation and outside it; answers the operation.
fn given_a_year_of_time(app: &TestApp, user: jalon::ids::UserId) -> Uuid {
    let operation: Uuid = app.given_an_operation()["id"].as_str().unwrap().parse().unwrap();
    let on = Some(operation);
    for (date, minutes, task, attribution, operation) in [
        ("2026-01-10", 50, "interview_in_person", "P", on),
        ("2026-01-20", 60, "interview_in_person", "P", on),
        ("2026-02-02", 120, "interview_in_person", "P", on),
        ("2026-02-03", 90, "collective_session", "G", on),
        ("2026-02-04", 30, "esf_admin", "O", on),
        ("2026-02-05", 45, "other_operation", "N", None),
        ("2026-02-06", 420, "leave", "N", None),
        ("2026-03-01", 15, "esf_admin", "O", on),
        ("2026-03-02", 600, "interview_in_person", "P", on),
    ] {
        let end = 480 + minutes;
        app.given_a_record(
            user,
            &Recorded { date, start: 480, end, task, attribution, operation, ..Recorded::default() },
        );
    }
    operation
}

both! {
    /// Meets S0.20, S1.13, S2.4: get_report.
    fn the_caseload_is_counted_by_referent_and_status_and_renewed_over_the_year(app: TestApp) {
        let (_, half, full) = given_two_referents(&app);
        let director = app.sign_in(Role::Director);
        let report = director.get("/v1/reports/caseload").expect(200);
        assert_eq!((&report["name"], &report["from"], &report["to"]), (&json!("caseload"), &json!("2025-03-03"), &json!("2026-03-02")));
        // the half-time one follows 2 of 35, the full-time one 1 of 70
        assert_eq!(figure(&report, "active_caseload"), json!([3, 1, 3]));
        assert_eq!(figure(&report, "caseload_per_fte"), json!([3, 1.5, 2]));
        assert_eq!((figure(&report, "caseload_target"), figure(&report, "capacity_left")), (json!([105, 1, 105]), json!([102, 1, 102])));
        // at the ends of months from March: 1 1 1 2 2 2 3 4 5 6 6 4
        assert_eq!(figure(&report, "average_caseload"), json!([37, 12, 3.0833]));
        assert_eq!((figure(&report, "entries"), figure(&report, "renewal_rate")), (json!([5, 1, 5]), json!([5, 3.0833, 1.6216])));
        let [half, full] = [&half, &full].map(|r| r["id"].as_str().unwrap());
        assert_eq!(grouped(&report, "referent", half, "active_caseload"), json!([2, 1, 2]));
        assert_eq!(grouped(&report, "referent", half, "caseload_per_fte"), json!([2, 0.5, 4]));
        assert_eq!(grouped(&report, "referent", full, "capacity_left"), json!([69, 1, 69]));
        for (status, n) in [("active", 2), ("suspended", 1), ("in_job_follow_up", 1), ("exited", 1)] {
            assert_eq!(grouped(&report, "status", status, "pathways"), json!([n, 1, n]), "{status}");
        }
        members_agree(&director, &report);
        let one = director.get(&format!("/v1/reports/caseload?on=2026-01-31&referent_id={half}")).expect(200);
        assert_eq!(figure(&one, "active_caseload"), json!([5, 1, 5]));
        assert!(one["groups"].as_array().unwrap().iter().all(|g| g["by"] != "referent" || g["key"] == half));
        members_agree(&director, &one);
        let own = director.get(&format!("/v1/referents/{half}/caseload")).expect(200);
        let same = director.get(&format!("/v1/reports/caseload?referent_id={half}")).expect(200);
        assert_eq!(json!([own["renewal_rate"]["numerator"], own["renewal_rate"]["denominator"], own["renewal_rate"]["value"]]), figure(&same, "renewal_rate"));
        let leap = director.get("/v1/reports/caseload?on=2025-02-28").expect(200);
        assert_eq!(figure(&leap, "average_caseload")[1], 12, "the end of February 2024 is that of the year before");
    }

    /// Meets S2.18, S4.10: get_report.
    fn the_activity_of_a_referent_is_worked_by_hand(app: TestApp) {
        let nadia = given_a_month_of_work(&app);
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/reports/referent-activity?from=2026-02-01&to=2026-03-02&referent_id={}", nadia.referent_id);
        let report = director.get(&path).expect(200);
        for (name, expected) in [
            ("active_caseload", json!([1, 1, 1])),
            ("average_caseload", json!([2, 2, 1])),
            ("entries", json!([1, 1, 1])),
            ("exits", json!([0, 1, 0])),
            ("positive_exit_rate", json!([0, 0, null])),
            ("interviews_held", json!([3, 1, 3])),
            ("interviews_per_participant", json!([3, 1, 3])),
            ("no_shows", json!([1, 1, 1])),
            ("no_show_rate", json!([1, 4, 0.25])),
            // two in person, of which one signed
            ("signature_rate", json!([1, 2, 0.5])),
            // that of 10 February came after 20 days
            ("on_time_rate", json!([3, 4, 0.75])),
            ("contact_rate", json!([2, 2, 1])),
            ("stages_started", json!([1, 1, 1])),
            ("stages_per_participant", json!([1, 1, 1])),
            ("without_stage", json!([0, 0, null])),
            // W06 to W08 are due, W07 came on time; W09 is due tonight
            ("agenda_on_time_rate", json!([1, 3, 0.3333])),
            ("minutes_worked", json!([2190, 1, 2190])),
            ("minutes_p", json!([90, 2190, 0.0411])),
            ("minutes_n", json!([2100, 2190, 0.9589])),
            ("direct_share", json!([90, 2190, 0.0411])),
        ] {
            assert_eq!(figure(&report, name), expected, "{name}");
        }
        assert_eq!(grouped(&report, "interview_type", "follow_up", "no_show_rate"), json!([1, 3, 0.3333]));
        assert_eq!(grouped(&report, "interview_type", "follow_up", "interviews_per_participant"), json!([2, 1, 2]));
        assert_eq!(grouped(&report, "modality", "in_person", "interviews_held"), json!([2, 1, 2]));
        members_agree(&director, &report);
        let narrowed = director.get(&format!("{path}&type=follow_up&modality=in_person")).expect(200);
        assert_eq!((figure(&narrowed, "interviews_held"), figure(&narrowed, "minutes_worked")), (json!([1, 1, 1]), json!([2190, 1, 2190])));
        let told_apart = |by: &str| narrowed["groups"].as_array().unwrap().iter().filter(|g| g["by"] == by).count();
        assert_eq!((told_apart("interview_type"), told_apart("modality")), (1, 1), "{narrowed}");
        members_agree(&director, &narrowed);
    }

    fn a_pathway_without_a_stage_and_an_exit_are_found(app: TestApp) {
        let (_, half, _) = given_two_referents(&app);
        app.conn().batch("update pathways set exit_category = 'positive', exit_validated_on = '2026-02-10', exit_on = '2026-02-10' where status = 'exited'").unwrap();
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/reports/referent-activity?from=2026-01-01&referent_id={}", half["id"].as_str().unwrap());
        let report = director.get(&path).expect(200);
        assert_eq!(report["to"], "2026-03-02");
        assert_eq!((figure(&report, "exits"), figure(&report, "positive_exit_rate")), (json!([1, 1, 1]), json!([1, 1, 1])));
        // active since 2024, in job follow-up since January
        assert_eq!(figure(&report, "without_stage"), json!([2, 2, 1]));
        members_agree(&director, &report);
    }

    fn time_splits_by_attribution_operation_and_task(app: TestApp) {
        let staff = app.given_staff();
        let operation = given_a_year_of_time(&app, staff.user);
        let director = app.sign_in(Role::Director);
        let path = "/v1/reports/time-split?from=2026-01-15&to=2026-03-01";
        let report = director.get(path).expect(200);
        // 60 in January, February without the leave: 120 + 90 + 30 + 45, and 15 in March
        assert_eq!(figure(&report, "minutes_worked"), json!([360, 1, 360]));
        assert_eq!((figure(&report, "minutes_p"), figure(&report, "minutes_g")), (json!([180, 360, 0.5]), json!([90, 360, 0.25])));
        assert_eq!((figure(&report, "minutes_o"), figure(&report, "minutes_n")), (json!([45, 360, 0.125]), json!([45, 360, 0.125])));
        assert_eq!(figure(&report, "direct_share"), json!([270, 360, 0.75]));
        assert_eq!(grouped(&report, "operation", &operation.to_string(), "minutes_worked"), json!([315, 1, 315]));
        assert_eq!(grouped(&report, "operation", "none", "minutes_n"), json!([45, 45, 1]));
        assert_eq!(grouped(&report, "task", "esf_admin", "minutes_o"), json!([45, 45, 1]));
        members_agree(&director, &report);
        let narrowed = director.get(&format!("{path}&operation_id={operation}&task=esf_admin&user_id={}", staff.user)).expect(200);
        assert_eq!(figure(&narrowed, "minutes_worked"), json!([45, 1, 45]));
        members_agree(&director, &narrowed);
    }

    fn whole_months_come_from_the_roll_up(app: TestApp) {
        let staff = app.given_staff();
        given_a_year_of_time(&app, staff.user);
        let director = app.sign_in(Role::Director);
        let worked = |period: &str| figure(&director.get(&format!("/v1/reports/time-split?{period}")).expect(200), "minutes_worked")[0].clone();
        let (whole, cut) = ("from=2026-02-01&to=2026-02-28", "from=2026-02-02&to=2026-02-28");
        assert_eq!((worked(whole), worked(cut), worked("")), (json!(285), json!(285), json!(1010)));
        app.conn().batch("update time_totals set minutes = minutes + 1000 where month = '2026-02' and task = 'collective_session'").unwrap();
        assert_eq!((worked(whole), worked(cut), worked("")), (json!(1285), json!(285), json!(2010)));
    }

    fn a_report_is_a_table_when_asked(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/reports/caseload?referent_id={}", nadia.referent_id);
        let asked = director.get(&format!("{path}&format=csv"));
        assert_eq!(asked.status, 200);
        assert!(asked.headers["content-type"].starts_with("text/csv"));
        assert_eq!(asked.headers["content-disposition"], "attachment; filename=\"caseload-2025-03-03-2026-03-02.csv\"");
        let lines: Vec<&str> = asked.text.trim_start_matches('\u{FEFF}').trim_end().split("\r\n").collect();
        assert_eq!(lines[0], "report;from;to;group_by;group;label;figure;numerator;denominator;value;rule");
        assert!(lines[1].starts_with("caseload;2025-03-03;2026-03-02;;;;active_caseload;1;1;1;pathways active"), "{}", lines[1]);
        assert!(lines[2].starts_with("caseload;2025-03-03;2026-03-02;;;;caseload_per_fte;1;0.8;1.25;"), "{}", lines[2]);
        let group = format!("caseload;2025-03-03;2026-03-02;referent;{};Camille referent;active_caseload;1;1;1;", nadia.referent_id);
        assert_eq!(lines.iter().filter(|l| l.starts_with(&group)).count(), 1, "{lines:?}");
        assert_eq!(director.with("Accept", "text/csv").get(&path).text, asked.text);
        for (accept, format) in [("application/json, text/csv", ""), ("text/csv", "&format=json"), ("*/*", "")] {
            director.with("Accept", accept).get(&format!("{path}{format}")).expect(200)["figures"].as_object().unwrap();
        }
        director.get(&format!("{path}&format=pdf")).refused(406, "not_acceptable");
        director.with("Accept", "text/csv").get("/v1/reports/caseload?to=2026-01-01").refused(400, "unknown_parameter");
    }

    fn an_empty_period_has_no_rates(app: TestApp) {
        let director = app.sign_in(Role::Director);
        for path in ["caseload?on=1990-01-01", "referent-activity?from=1990-01-01&to=1990-12-31", "time-split?from=1990-01-10&to=1990-01-20", "referent-activity?from=2199-01-01"] {
            let report = director.get(&format!("/v1/reports/{path}")).expect(200);
            assert_eq!(report["groups"], json!([]), "{path}");
            for (name, figure) in report["figures"].as_object().unwrap() {
                assert_eq!(figure["numerator"], 0, "{path} {name}");
                // a plain count is set against one
                let value = if figure["denominator"] == 0 { Value::Null } else { json!(0) };
                assert_eq!(figure["value"], value, "{path} {name}");
            }
            members_agree(&director, &report);
        }
        let rate = |path: &str, name: &str| figure(&director.get(path).expect(200), name);
        assert_eq!(rate("/v1/reports/caseload", "caseload_per_fte"), json!([0, 0, null]));
        assert_eq!(rate("/v1/reports/referent-activity", "no_show_rate"), json!([0, 0, null]));
        assert_eq!(rate("/v1/reports/time-split", "direct_share"), json!([0, 0, null]));
    }

    fn what_is_asked_wrongly_is_refused(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let get = |rest: &str| -> Answer { director.get(&format!("/v1/reports/{rest}")) };
        for unknown in ["caseload?from=2026-01-01", "caseload?user_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "referent-activity?on=2026-01-01", "referent-activity?task=collective_session", "time-split?type=follow_up", "time-split?colour=red", "time-split/members?figure=minutes_p&on=2026-01-01"] {
            get(unknown).refused(400, "unknown_parameter");
        }
        for malformed in [
            "caseload?on=tomorrow", "caseload?referent_id=7", "time-split?from=2026-02-01&to=2026-01-31", "time-split?from=2020-01-01&to=2026-01-31",
            "time-split?task=R%C3%A9union", "time-split?task=x%27%3B--", "referent-activity?type=chat", "referent-activity?modality=in_persn", "caseload?format=doc",
            "caseload/members?figure=pathways", "caseload/members?figure=minutes_p", "time-split/members?figure=colour", "caseload/members?figure=active_caseload&sort=name", "caseload/members",
        ] {
            get(malformed).refused(400, "malformed_parameter");
        }
        get("caseload/members?figure=active_caseload&cursor=abc").refused(400, "invalid_cursor");
        get("nothing").refused(404, "not_found");
        get("nothing/members?figure=entries").refused(404, "not_found");
        get(&format!("caseload?referent_id={}", Uuid::now_v7())).refused(404, "not_found");
        get(&format!("time-split?user_id={}", Uuid::now_v7())).refused(404, "not_found");
        let allowed = get("referent-activity?modality=in_persn").body["errors"][0]["allowed"].clone();
        assert!(allowed.as_array().unwrap().contains(&json!("in_person")), "{allowed}");
    }

    fn each_reads_within_its_reach(app: TestApp) {
        let nadia = given_a_month_of_work(&app);
        let (colleague, _) = app.given_a_referent();
        let get = |client: &Client, rest: &str| client.get(&format!("/v1/reports/{rest}"));
        let (month, members) = ("referent-activity?from=2026-02-01&to=2026-03-02", "referent-activity/members?figure=interviews_held&from=2026-02-01&to=2026-03-02");
        for (client, held) in [(&nadia.referent, 3), (&colleague, 0), (&app.sign_in(Role::TerritorialOfficer), 3), (&app.sign_in(Role::DataManager), 3)] {
            let report = get(client, month).expect(200);
            assert_eq!(figure(&report, "interviews_held"), json!([held, 1, held]));
            members_agree(client, &report);
        }
        get(&colleague, &format!("{month}&referent_id={}", nadia.referent_id)).refused(404, "not_found");
        get(&colleague, &format!("{members}&referent_id={}", nadia.referent_id)).refused(404, "not_found");
        get(&colleague, &format!("time-split?user_id={}", nadia.user)).refused(404, "not_found");
        for role in [Role::FinanceOfficer, Role::InnovativeProjectsOfficer] {
            let client = app.sign_in(role);
            let report = get(&client, month).expect(200);
            assert_eq!((&report["figures"]["interviews_held"]["numerator"], &report["figures"]["interviews_held"]["members_url"]), (&json!(3), &Value::Null), "figures, not people");
            get(&client, members).refused(403, "forbidden");
        }
        for role in [Role::Partner, Role::CommissionMember, Role::Auditor] {
            get(&app.sign_in(role), month).refused(403, "forbidden");
            get(&app.sign_in(role), members).refused(403, "forbidden");
        }
        get(&app.anonymous(), month).refused(401, "unauthenticated");
        get(&app.anonymous(), members).refused(401, "unauthenticated");
    }

    fn another_plie_sees_nothing(app: TestApp) {
        let nadia = given_a_month_of_work(&app);
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        let get = |rest: &str| stranger.get(&format!("/v1/reports/{rest}"));
        for path in ["caseload", "referent-activity", "time-split"] {
            let report = get(path).expect(200);
            assert!(report["figures"].as_object().unwrap().values().all(|f| f["numerator"] == 0), "{report}");
            assert_eq!(report["groups"], json!([]), "{path}");
        }
        get(&format!("caseload?referent_id={}", nadia.referent_id)).refused(404, "not_found");
        get(&format!("time-split?user_id={}", nadia.user)).refused(404, "not_found");
        assert_eq!(get("caseload/members?figure=active_caseload").expect(200)["items"], json!([]));
        assert_eq!(get("time-split/members?figure=minutes_worked").expect(200)["items"], json!([]));
        let [mine, other] = [app.sign_in(Role::Director), stranger.clone()].map(|c| rows(&c, "/v1/reports/caseload/members?figure=active_caseload"));
        assert_eq!((mine.len(), mine[0]["id"].as_str().unwrap(), other.len()), (1, nadia.pathway.to_string().as_str(), 0));
        // a cursor of one PLIE opens nothing in another
        let page = app.sign_in(Role::Director).get("/v1/reports/time-split/members?figure=minutes_worked&limit=1").expect(200);
        let cursor = page["next_cursor"].as_str().unwrap();
        assert_eq!(get(&format!("time-split/members?figure=minutes_worked&cursor={cursor}")).expect(200)["items"], json!([]));
    }
}
