//! The operator's annual report (S2.19, § 8.5): a small population worked by hand, an operation within it, the page and the
//! PDF that funders get, and who is told what.

use jalon::auth::role::Role;

use crate::both;
use crate::reports::{members_agree, rows};
use crate::support::builders::followed::Followed;
use crate::support::builders::participations::situation_on;
use crate::support::builders::weeks::Recorded;
use crate::support::{Answer, TestApp, Value, json};

const YEAR: &str = "/v1/reports/operator-annual?from=2026-01-01&to=2026-12-31";

fn of(figure: &Value) -> Value {
    assert!(!figure["rule"].as_str().unwrap_or_default().is_empty(), "a figure says how it was made: {figure}");
    json!([figure["numerator"], figure["denominator"], figure["value"]])
}

fn figure(report: &Value, name: &str) -> Value {
    of(&report["figures"][name])
}

/// The numerators of a figure by group.
fn grouped(report: &Value, by: &str, name: &str) -> Value {
    let groups = report["groups"].as_array().unwrap().iter().filter(|g| g["by"] == by && !g["figures"][name].is_null());
    let pairs = groups.map(|g| (g["key"].as_str().unwrap().to_owned(), g["figures"][name]["numerator"].clone()));
    Value::Object(pairs.collect())
}

/// A pathway whose exit is validated, with its category and reason.
fn exited(app: &TestApp, of: &Followed, on: &str, exit: Option<(&str, &str)>) {
    let (category, reason) = match exit {
        Some((category, reason)) => (format!("'{category}'"), reason),
        None => ("null".to_owned(), "entered_by_error"),
    };
    app.conn().batch(&format!(
        "update pathways set status = 'closed', exit_on = '{on}', exit_validated_on = '{on}', exit_category = {category}, exit_reason = '{reason}' where id = {}",
        app.uuid_text(of.pathway)
    )).unwrap();
}

/// Nadia, who is followed; Karim, who left for a job in February; Léa, of whom nothing was heard; Odile, who retired the
/// year before; and one who was entered by error.
struct People {
    nadia: Followed,
    karim: Followed,
    lea: Followed,
}

fn given_a_year(app: &TestApp) -> People {
    let [nadia, karim, lea, odile, error] = std::array::from_fn(|_| app.given_somebody_followed());
    let (who, way) = (app.uuid_text(karim.participant), app.uuid_text(odile.pathway));
    app.conn()
        .batch(&format!("update participants set gender = 'man', birth_date = '2000-02-02' where id = {who}"))
        .unwrap();
    app.conn().batch(&format!("update pathways set activated_on = '2024-01-01' where id = {way}")).unwrap();
    exited(app, &karim, "2026-02-20", Some(("positive", "job_cdi")));
    exited(app, &lea, "2026-02-25", Some(("other", "no_contact")));
    exited(app, &odile, "2025-12-31", Some(("neutral", "retired")));
    exited(app, &error, "2026-02-10", None);
    People { nadia, karim, lea }
}

/// What happened to Nadia, and what the referents did together.
fn given_what_was_done(app: &TestApp, nadia: &Followed) {
    nadia.situated(&nadia.referent, "2026-02-01", "unemployed_12_24m");
    let person = format!("/v1/participants/{}", nadia.participant);
    let assistant = app.sign_in(Role::Assistant);
    let version = assistant.get(&person).expect(200)["version"].as_i64().unwrap();
    let home = json!({"line": "1 rue des Lilas", "postcode": "38000", "commune_code": "38185", "qpv": true});
    assistant.at_version(version).patch(&person, &json!({"address": home})).expect(200);
    assistant
        .post(&format!("{person}/eligibility"), &json!({"criterion": "rsa", "issued_on": "2026-02-01"}))
        .expect(201);
    app.given_a_barrier(nadia);
    app.given_a_stage_in(nadia, "completed");
    app.given_a_stage_in(nadia, "interrupted");
    app.given_a_stage_in(nadia, "in_progress");
    app.given_a_held_interview(nadia);
    let session = json!({"title": "Atelier CV", "leader_id": nadia.user, "starts_at": "2026-03-02T06:00:00Z", "ends_at": "2026-03-02T07:00:00Z",
        "attendances": [{"pathway_id": nadia.pathway, "outcome": "present"}]});
    nadia.referent.post("/v1/collective-sessions", &session).expect(201);
    let director = app.sign_in(Role::Director);
    for (kind, day) in [("institutional", "2026-02-03"), ("network", "2026-02-04"), ("network", "2026-03-20")] {
        let meeting =
            json!({"kind": kind, "starts_at": format!("{day}T08:00:00Z"), "ends_at": format!("{day}T10:00:00Z")});
        director.post("/v1/meetings", &meeting).expect(201);
    }
    let site = app.given_a_site();
    let terms = json!({"user_id": assistant.id, "site_id": site["id"], "fte": 0.5, "valid_from": "2026-02-01", "work_schedule": {}});
    director.post("/v1/staff-assignments", &terms).expect(201);
}

/// That each tag is closed by its own, as a reader of XML wants it.
fn well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let body = page.strip_prefix("<!DOCTYPE html>").expect("a page says what it is");
    for part in body.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap_or_else(|| panic!("<{part}"));
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "<{tag}>");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        let quotes = tag.matches('"').count();
        assert_eq!(quotes % 2, 0, "<{tag}>");
    }
    assert_eq!(open, Vec::<&str>::new());
}

both! {
    /// Meets S2.19: get_report, list_report_members.
    fn a_year_is_worked_by_hand(app: TestApp) {
        let people = given_a_year(&app);
        given_what_was_done(&app, &people.nadia);
        let director = app.sign_in(Role::Director);
        let report = director.get(YEAR).expect(200);
        assert_eq!((&report["name"], &report["from"], &report["to"]), (&json!("operator-annual"), &json!("2026-01-01"), &json!("2026-12-31")));
        for (name, expected) in [
            // five referents at the ends of January, of February, and today; half an assistant since February
            ("means_fte", json!([16, 3, 5.3333])),
            ("means_fte_participant_support", json!([12, 3, 4])),
            ("accompanied", json!([3, 1, 3])),
            ("entries", json!([3, 1, 3])),
            ("exits", json!([2, 1, 2])),
            ("positive_exit_rate", json!([1, 2, 0.5])),
            ("raw_positive_rate", json!([1, 2, 0.5])),
            ("interviews_held", json!([1, 1, 1])),
            ("stages_started", json!([3, 1, 3])),
            ("stages_ended", json!([2, 1, 2])),
            ("stages_completed", json!([1, 2, 0.5])),
            ("people_with_barrier", json!([1, 1, 1])),
            ("barriers_open", json!([1, 1, 1])),
            ("barriers_lifted", json!([0, 1, 0])),
            ("collective_sessions", json!([1, 1, 1])),
            ("collective_attendances", json!([1, 1, 1])),
            // that of 20 March is to come
            ("meetings", json!([2, 1, 2])),
            ("minutes_worked", json!([0, 1, 0])),
            ("participants", json!([0, 1, 0])),
        ] {
            assert_eq!(figure(&report, name), expected, "{name}");
        }
        for (by, name, expected) in [
            ("role", "means_fte", json!({"assistant": 1, "referent": 15})),
            ("gender", "accompanied", json!({"woman": 2, "man": 1})),
            ("gender", "exits", json!({"woman": 1, "man": 1})),
            // Karim would be 26 the day after
            ("age_band", "accompanied", json!({"18_29": 1, "30_54": 2})),
            ("education", "accompanied", json!({"isced_3_4": 1, "unknown": 2})),
            ("commune", "accompanied", json!({"38185": 1, "unknown": 2})),
            ("housing_situation", "accompanied", json!({"social_tenant": 1, "unknown": 2})),
            ("priority_district", "accompanied", json!({"yes": 1, "unknown": 2})),
            ("criterion", "accompanied", json!({"rsa": 1})),
            ("exit_category", "exits", json!({"positive": 1, "other": 1})),
            ("exit_reason", "exits", json!({"job_cdi": 1, "no_contact": 1})),
            ("stage_type", "stages_started", json!({"immersion": 3})),
            ("stage_type", "stages_completed", json!({"immersion": 1})),
            ("status", "stages_ended", json!({"completed": 1, "interrupted": 1})),
            ("theme", "people_with_barrier", json!({"mobility": 1})),
            ("theme", "barriers_open", json!({"mobility": 1})),
            ("meeting_kind", "meetings", json!({"institutional": 1, "network": 1})),
        ] {
            assert_eq!(grouped(&report, by, name), expected, "{name} by {by}");
        }
        members_agree(&director, &report);
        let left = rows(&director, report["figures"]["exits"]["members_url"].as_str().unwrap());
        assert_eq!(left.iter().map(|r| &r["id"]).collect::<Vec<_>>(), [&json!(people.karim.pathway), &json!(people.lea.pathway)]);
        for unlisted in ["people_with_barrier", "barriers_open", "barriers_lifted", "means_fte"] {
            assert_eq!(report["figures"][unlisted]["members_url"], Value::Null, "{unlisted}");
        }
        let before = director.get("/v1/reports/operator-annual?from=2025-01-01&to=2025-12-31").expect(200);
        assert_eq!((figure(&before, "accompanied"), figure(&before, "exits")), (json!([1, 1, 1]), json!([1, 1, 1])));
        assert_eq!(grouped(&before, "exit_reason", "exits"), json!({"retired": 1}));
        assert_eq!(figure(&before, "positive_exit_rate"), json!([0, 0, null]), "neutral exits are left out");
        assert_eq!(figure(&director.get("/v1/reports/operator-annual?from=2027-01-01&to=2027-12-31").expect(200), "means_fte"), json!([0, 0, null]));
    }

    fn an_operation_has_the_year_of_those_who_take_part(app: TestApp) {
        let people = given_a_year(&app);
        let operation = app.given_an_operation();
        let other = app.given_an_operation_with(&json!({"starts_on": "2026-02-15", "ends_on": "2026-02-22"}));
        let told = json!({"participant_id": people.nadia.participant, "operation_id": operation["id"], "entered_on": "2026-02-03",
            "situation": situation_on("2026-02-03", "unemployed_12_24m")});
        people.nadia.referent.post("/v1/participations", &told).expect(201);
        for (of, operation, on) in [(&people.karim, &operation, "2026-02-03"), (&people.lea, &other, "2026-02-16")] {
            app.pathway_stands(of.pathway, "active");
            app.given_a_participation(of, operation, on);
        }
        exited(&app, &people.karim, "2026-02-20", Some(("positive", "job_cdi")));
        exited(&app, &people.lea, "2026-02-25", Some(("other", "no_contact")));
        app.given_a_barrier(&people.nadia);
        let id = operation["id"].as_str().unwrap();
        app.given_a_mission_letter(people.nadia.user, &operation);
        let worked = Recorded { date: "2026-02-10", operation: id.parse().ok(), attribution: "G", task: "collective_session", ..Recorded::default() };
        app.given_a_record(people.nadia.user, &worked);
        app.given_a_record(people.nadia.user, &Recorded { date: "2026-02-11", ..Recorded::default() });
        let director = app.sign_in(Role::Director);
        let report = director.get(&format!("{YEAR}&operation_id={id}")).expect(200);
        for (name, expected) in [
            ("accompanied", json!([2, 1, 2])),
            ("entries", json!([2, 1, 2])),
            ("exits", json!([1, 1, 1])),
            ("people_with_barrier", json!([1, 1, 1])),
            ("minutes_worked", json!([60, 1, 60])),
            ("minutes_g", json!([60, 60, 1])),
            ("collective_sessions", json!([0, 1, 0])),
            ("meetings", json!([0, 1, 0])),
            ("participants", json!([2, 1, 2])),
            ("eeco01", json!([1, 1, 1])),
            ("eeco02", json!([1, 1, 1])),
            ("incomplete_rate", json!([1, 2, 0.5])),
        ] {
            assert_eq!(figure(&report, name), expected, "{name}");
        }
        assert_eq!(report["figures"].get("co01"), None, "only the indicators of its own period");
        assert_eq!(grouped(&report, "gender", "eeco02")["woman"], 1);
        // of five referents one has a letter, of actual hours: 60 of the 120 minutes worked are the operation's, so that
        // each of three month-ends has half of 1 and half of 0.8
        assert_eq!(figure(&report, "means_fte"), json!([1.5, 3, 0.5]));
        assert_eq!(figure(&report, "means_fte_participant_support"), json!([1.2, 3, 0.4]));
        let address = report["figures"]["accompanied"]["members_url"].as_str().unwrap();
        assert!(address.contains(id), "{address}");
        members_agree(&director, &report);
        // Léa left three days after the other one had ended
        let other = director.get(&format!("{YEAR}&operation_id={}", other["id"].as_str().unwrap())).expect(200);
        assert_eq!((figure(&other, "accompanied"), figure(&other, "exits")), (json!([1, 1, 1]), json!([0, 1, 0])));
    }

    fn the_means_of_an_operation_are_the_part_of_the_time_worked_on_it(app: TestApp) {
        let [hours, fixed, idle] = std::array::from_fn(|_| app.given_somebody_followed());
        let operation = app.given_an_operation();
        let id: uuid::Uuid = operation["id"].as_str().unwrap().parse().unwrap();
        let record = |date: &str, start: i64, end: i64, ours: bool| {
            let (task, attribution) = if ours { ("esf_admin", "O") } else { ("other_operation", "N") };
            app.given_a_record(hours.user, &Recorded { date, start, end, task, attribution, operation: ours.then_some(id), ..Recorded::default() });
        };
        // by the hour from February on: January is nobody's; 100 of 300 minutes in February, 60 of 60 on 2 March
        app.given_a_letter(hours.user, id, &json!({"starts_on": "2026-02-01"}));
        app.given_a_letter(fixed.user, id, &json!({"cost_mode": "fixed_percentage", "fixed_percentage": 33.33}));
        app.given_a_letter(idle.user, id, &json!({"cost_mode": "hourly_rate"}));
        record("2026-01-15", 540, 600, true);
        record("2026-02-10", 540, 640, true);
        record("2026-02-11", 540, 740, false);
        record("2026-03-02", 540, 600, true);
        // leave is not worked
        app.given_a_record(hours.user, &Recorded { date: "2026-02-12", start: 540, end: 840, task: "leave", attribution: "N", ..Recorded::default() });
        let director = app.sign_in(Role::Director);
        let means = |query: &str| {
            let report = director.get(&format!("/v1/reports/operator-annual?{query}&operation_id={id}")).expect(200);
            (figure(&report, "means_fte"), figure(&report, "means_fte_participant_support"), grouped(&report, "role", "means_fte"))
        };
        // month-ends: January, February, today. 160 of the 360 minutes of February and March: 2 × 4/9 = 0.8889; 3 × 0.3333 = 0.9999;
        // nobody has recorded anything of the third
        let (all, support, roles) = means("from=2026-01-01&to=2026-12-31");
        assert_eq!(all, json!([1.8888, 3, 0.6296]), "0.88888889 + 0.9999, ÷ 3");
        // of 0.8 for participants: 0.71111111 + 0.79992, ÷ 3
        assert_eq!(support, json!([1.511, 3, 0.5037]));
        assert_eq!(roles, json!({"referent": 1.8888}));
        // a month alone, and one of which the period holds some days: 100 of 300, then none of 200
        assert_eq!(means("from=2026-02-01&to=2026-02-28").0, json!([0.6666, 1, 0.6666]), "1/3 + 0.3333");
        assert_eq!(means("from=2026-02-11&to=2026-02-28").0, json!([0.3333, 1, 0.3333]));
        // the whole of it without an operation
        let whole = director.get("/v1/reports/operator-annual?from=2026-02-01&to=2026-02-28").expect(200);
        assert_eq!(figure(&whole, "means_fte"), json!([3, 1, 3]));
    }

    fn small_counts_are_masked_and_means_are_not(app: TestApp) {
        let people = given_a_year(&app);
        given_what_was_done(&app, &people.nadia);
        let director = app.sign_in(Role::Director);
        let masked = director.get(&format!("{YEAR}&masked=true")).expect(200);
        for name in ["accompanied", "entries", "exits", "positive_exit_rate", "raw_positive_rate", "stages_started", "people_with_barrier"] {
            assert_eq!(figure(&masked, name), json!([null, null, null]), "{name}");
        }
        for name in ["means_fte", "collective_sessions", "meetings"] {
            assert_ne!(figure(&masked, name)[0], Value::Null, "{name}");
        }
        let groups = masked["groups"].as_array().unwrap().iter().flat_map(|g| g["figures"].as_object().unwrap().values());
        for figure in groups.chain(masked["figures"].as_object().unwrap().values()) {
            assert_eq!(figure["members_url"], Value::Null);
        }
        director.get(&format!("{}&masked=true&figure=exits", YEAR.replace('?', "/members?"))).refused(400, "malformed_parameter");
        let page = director.get(&format!("{YEAR}&masked=true&format=html"));
        assert!(page.text.contains("n. c.") && page.text.contains("inférieurs à 5"), "{}", page.text);
    }

    /// Meets S2.19: get_report.
    fn the_page_is_printed_from_any_browser(app: TestApp) {
        let people = given_a_year(&app);
        given_what_was_done(&app, &people.nadia);
        let manager = app.sign_in(Role::DataManager);
        let plie = manager.get("/v1/plie").expect(200);
        manager.at_version(plie["version"].as_i64().unwrap()).patch("/v1/plie", &json!({"name": "<b>PLIE</b> & \"associés\""})).expect(200);
        let operation = app.given_an_operation_with(&json!({"title": "<script>alert(1)</script>", "publicity_text": "Soutenu par l'<i>Union</i>"}));
        let director = app.sign_in(Role::Director);
        let page = director.get(&format!("{YEAR}&masked=false&format=html"));
        assert_eq!((page.status, page.headers["content-type"].as_str()), (200, "text/html; charset=utf-8"));
        let policy = &page.headers["content-security-policy"];
        assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';") && !policy.contains("script-src"), "{policy}");
        assert_eq!((page.headers["content-language"].as_str(), page.headers["cache-control"].as_str()), ("fr", "no-store"));
        well_formed(&page.text);
        for part in [
            "<html lang=\"fr\">", "Rapport annuel d’activité 2026", "&lt;b&gt;PLIE&lt;&#x2f;b&gt;", "<caption>Genre</caption>", "<th scope=\"row\">Femme</th>",
            "<td>2</td><td>66,7\u{202f}%</td>", "<svg class=\"bars\" role=\"img\"", "@media print", "Taux de sorties positives", "5,33", "Mobilité", "CDI",
        ] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        for never in ["<script", "<b>", "<i>", "http:", "https:", "style=\"", "@import", "url("] {
            assert!(!page.text.contains(never), "{never}: {}", page.text);
        }
        let tag = page.headers["etag"].clone();
        assert_eq!(director.with("If-None-Match", tag).get(&format!("{YEAR}&masked=false&format=html")).status, 304);
        let page = director.with("Accept-Language", "en").get(&format!("{YEAR}&operation_id={}&format=html", operation["id"].as_str().unwrap()));
        assert_eq!(page.headers["content-language"], "fr");
        assert!(page.text.contains("Soutenu par l&#x27;&lt;i&gt;Union") && page.text.contains("&lt;script&gt;alert(1)"), "{}", page.text);
        well_formed(&page.text);
    }

    fn the_same_figures_give_the_same_pdf(app: TestApp) {
        let people = given_a_year(&app);
        given_what_was_done(&app, &people.nadia);
        let director = app.sign_in(Role::Director);
        let path = format!("{YEAR}&masked=false&format=pdf");
        let asked = director.get(&path);
        assert_eq!((asked.status, asked.headers["content-type"].as_str()), (200, "application/pdf"));
        assert_eq!(asked.headers["content-disposition"], "attachment; filename=\"operator-annual.pdf\"");
        assert!(asked.raw.starts_with(b"%PDF-1."));
        app.at("2026-03-02T10:00:00Z");
        // the token of the morning has run out
        let director = app.sign_in(Role::Director);
        assert_eq!(director.get(&path).raw, asked.raw, "the same day, the same bytes");
        assert_eq!(director.with("If-None-Match", &asked.headers["etag"]).get(&path).status, 304);
        app.given_somebody_followed();
        assert_ne!(director.get(&path).raw, asked.raw);
    }

    fn a_year_is_a_table_too(app: TestApp) {
        given_a_year(&app);
        let director = app.sign_in(Role::Director);
        let table = director.get(&format!("{YEAR}&format=csv"));
        assert!(table.text.contains("operator-annual;2026-01-01;2026-12-31;;;;accompanied;3;1;3;people"), "{}", table.text);
        assert!(table.text.contains(";gender;woman;;accompanied;2;1;2;"), "{}", table.text);
        assert!(director.get(&format!("{YEAR}&format=xlsx")).raw.starts_with(b"PK"));
        for form in ["html", "pdf"] {
            director.get(&format!("/v1/reports/caseload?format={form}")).refused(406, "not_acceptable");
        }
        director.get(&format!("{YEAR}&format=docx")).refused(400, "malformed_parameter");
    }

    fn each_sees_the_year_of_their_own(app: TestApp) {
        let people = given_a_year(&app);
        given_what_was_done(&app, &people.nadia);
        let own = people.nadia.referent.get(YEAR).expect(200);
        for (name, expected) in [("accompanied", 1), ("exits", 0), ("means_fte", 3), ("collective_sessions", 1), ("meetings", 0)] {
            assert_eq!(figure(&own, name)[0], expected, "{name}");
        }
        members_agree(&people.nadia.referent, &own);
        let finance = app.sign_in(Role::FinanceOfficer).get(YEAR).expect(200);
        assert_eq!((figure(&finance, "accompanied")[0].clone(), &finance["figures"]["accompanied"]["members_url"]), (json!(3), &Value::Null));
        assert_eq!(figure(&app.sign_in(Role::InnovativeProjectsOfficer).get(YEAR).expect(200), "exits")[0], 2);
        for role in [Role::Partner, Role::Auditor, Role::SocialWorker, Role::CommissionMember, Role::Provider] {
            app.sign_in(role).get(YEAR).refused(403, "forbidden");
        }
        let operation = app.given_an_operation();
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        stranger.get(&format!("{YEAR}&operation_id={}", operation["id"].as_str().unwrap())).refused(404, "not_found");
        let empty = stranger.get(YEAR).expect(200);
        assert_eq!((figure(&empty, "accompanied"), figure(&empty, "meetings")), (json!([0, 1, 0]), json!([0, 1, 0])));
        assert_eq!(empty["groups"], json!([]));
        well_formed(&stranger.get(&format!("{YEAR}&format=html")).text);
    }

    fn what_is_asked_wrongly_is_refused(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let get = |rest: &str| -> Answer { director.get(&format!("/v1/reports/operator-annual{rest}")) };
        for unknown in ["?on=2026-01-01", "?gender=woman", "?referent_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "?as_known_on=2026-01-01", "?year=2026", "/members?figure=exits&task=esf_admin"] {
            get(unknown).refused(400, "unknown_parameter");
        }
        for wrong in ["?from=2026-02-01&to=2026-01-01", "?from=2010-01-01&to=2026-01-01", "?masked=perhaps", "?from=2026", "/members?figure=barriers_open", "/members?figure=means_fte", "/members?figure=eeco01", "/members?figure=nothing", "/members"] {
            get(wrong).refused(400, "malformed_parameter");
        }
        get("?operation_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9").refused(404, "not_found");
    }
}
