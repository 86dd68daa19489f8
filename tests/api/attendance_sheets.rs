//! Attendance sheets of a pathway and of a collective session, to be read and to be signed (R6.7–R6.13).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Client, TestApp, Value, json};

/// A sheet of a pathway in March 2026.
fn march(of: &Followed, more: &str) -> String {
    of.path(&format!("attendance-sheet?from=2026-03-01&to=2026-03-31{more}"))
}

/// The document as it is printed, the same twice.
#[track_caller]
fn printed(client: &Client, path: &str) -> Vec<u8> {
    let (status, bytes) = client.download(path);
    assert_eq!(status, 200, "{path}");
    assert!(bytes.starts_with(b"%PDF-1."), "{path}");
    assert_eq!(client.download(path).1, bytes, "the same data gives the same bytes");
    bytes
}

fn holds(pdf: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(pdf).contains(text)
}

/// A session of two, held on the morning of 2 March in Paris.
fn together(app: &TestApp, nadia: &Followed, operation: &Value) -> Value {
    let body = json!({"title": "Atelier CV", "leader_id": nadia.user, "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T09:00:00Z",
        "place": "Salle 2", "operation_id": operation["id"], "attendances": [{"pathway_id": nadia.pathway, "outcome": "present"}]});
    app.at("2026-03-02T10:00:00Z");
    app.client_of(app.plie, nadia.user).post("/v1/collective-sessions", &body).expect(201)
}

both! {
    /// Meets S3.33: get_pathway_attendance_sheet.
    fn a_sheet_shows_every_interview_with_its_signature_or_why_there_is_none(app: TestApp) {
        let operation = app.given_an_operation_with(&json!({"number": "202301234", "title": "Accompagnement renforcé"}));
        let nadia = app.given_somebody_followed();
        app.given_a_participation(&nadia, &operation, "2026-02-01");
        let unsigned = app.given_a_held_interview(&nadia);
        app.given_a_planned_interview(&nadia);
        let call = json!({"type": "stage_point", "modality": "phone", "starts_at": "2026-03-02T06:00:00Z", "ends_at": "2026-03-02T06:30:00Z", "outcome": "held"});
        nadia.referent.post(&nadia.path("interviews"), &call).expect(201);
        let sheet = nadia.referent.get(&march(&nadia, "")).expect(200);
        assert_eq!((&sheet["first_name"], &sheet["last_name"], &sheet["from"], &sheet["to"]), (&json!("Nadia"), &json!("Benali"), &json!("2026-03-01"), &json!("2026-03-31")));
        assert_eq!(sheet["operations"], json!([{"id": operation["id"], "number": "202301234", "title": "Accompagnement renforcé"}]));
        assert!(sheet["funding_statement"].as_str().unwrap().starts_with("Cofinancé par l’Union européenne"), "{sheet}");
        let lines = sheet["lines"].as_array().unwrap();
        let states: Vec<&Value> = lines.iter().map(|l| &l["signature_state"]).collect();
        assert_eq!(states, [&json!("not_required"), &json!("missing")], "what was only planned is not on it: {sheet}");
        let line = &lines[1];
        assert_eq!((&line["interview_id"], &line["facts_hash"], &line["date"]), (&unsigned["id"], &unsigned["facts_hash"], &json!("2026-03-02")));
        assert_eq!((&line["starts_at"], &line["ends_at"], &line["type"], &line["modality"]), (&json!("2026-03-02T07:00:00Z"), &json!("2026-03-02T07:45:00Z"), &json!("follow_up"), &json!("in_person")));
        assert!(!line["referent_name"].as_str().unwrap().is_empty() && line["signature"] == Value::Null);
        assert_eq!(sheet["unsigned"], 1);
        assert!(!sheet.to_string().contains("recherche de stage"), "what was said is not on it");
        let path = format!("/v1/interviews/{}/sign", unsigned["id"].as_str().unwrap());
        nadia.referent.at_version(1).post(&path, &app.signature_of(&unsigned)).expect(200);
        let signed = nadia.referent.get(&march(&nadia, "")).expect(200);
        assert_eq!((&signed["unsigned"], &signed["lines"][1]["signature_state"], &signed["lines"][1]["signature"]["method"]), (&json!(0), &json!("signed"), &json!("tablet")));
        assert_ne!(signed["content_hash"], sheet["content_hash"]);
    }

    fn a_refusal_is_told_with_its_reason_and_a_change_asks_to_sign_again(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let held = app.given_a_held_interview(&nadia);
        let path = format!("/v1/interviews/{}", held["id"].as_str().unwrap());
        let mut refusal = app.signature_of(&held);
        refusal["refused_reason"] = json!("Veut relire le bilan");
        nadia.referent.at_version(1).post(&format!("{path}/sign"), &refusal).expect(200);
        let sheet = nadia.referent.get(&march(&nadia, "")).expect(200);
        assert_eq!((&sheet["lines"][0]["signature_state"], &sheet["lines"][0]["signature"]["refused_reason"]), (&json!("refused"), &json!("Veut relire le bilan")));
        assert_eq!((&sheet["unsigned"], &sheet["operations"], &sheet["funding_statement"]), (&json!(0), &json!([]), &Value::Null));
        let complete = printed(&nadia.referent, &march(&nadia, "&format=pdf"));
        nadia.referent.at_version(2).patch(&path, &json!({"ends_at": "2026-03-02T08:00:00Z"})).expect(200);
        let sheet = nadia.referent.get(&march(&nadia, "")).expect(200);
        assert_eq!((&sheet["lines"][0]["signature_state"], &sheet["unsigned"]), (&json!("voided"), &json!(1)));
        assert_ne!(printed(&nadia.referent, &march(&nadia, "&format=pdf")), complete);
    }

    fn a_sheet_is_printed_with_its_hash_and_kept_by_its_tag(app: TestApp) {
        let nadia = app.given_somebody_followed();
        app.given_a_held_interview(&nadia);
        let sheet = nadia.referent.get(&march(&nadia, "")).expect(200);
        let pdf = printed(&nadia.referent, &march(&nadia, "&format=pdf"));
        assert!(holds(&pdf, &format!("sha256:{}", sheet["content_hash"].as_str().unwrap())) && holds(&pdf, "pdfaid"));
        let answer = nadia.referent.get(&march(&nadia, "&format=pdf"));
        assert_eq!(answer.headers["content-type"], "application/pdf");
        assert!(answer.headers["content-disposition"].starts_with("attachment; filename=\"emargement-"));
        let again = nadia.referent.with("If-None-Match", &answer.headers["etag"]).get(&march(&nadia, "&format=pdf"));
        assert_eq!(again.status, 304);
        // a month without interviews has its sheet too
        printed(&nadia.referent, &nadia.path("attendance-sheet?from=2026-01-01&to=2026-01-31&format=pdf"));
        for format in ["csv", "xlsx", "html"] {
            nadia.referent.get(&march(&nadia, &format!("&format={format}"))).refused(406, "not_acceptable");
        }
        nadia.referent.get(&march(&nadia, "&format=doc")).refused(400, "malformed_parameter");
    }

    fn an_operation_asked_for_is_named_alone_and_only_its_days_are_shown(app: TestApp) {
        let nadia = app.given_somebody_followed();
        app.given_a_held_interview(&nadia);
        let here = app.given_an_operation();
        let over = app.given_an_operation_with(&json!({"ends_on": "2026-03-01"}));
        let asked = |operation: &Value| nadia.referent.get(&march(&nadia, &format!("&operation_id={}", operation["id"].as_str().unwrap())));
        let sheet = asked(&here).expect(200);
        assert_eq!((sheet["lines"].as_array().unwrap().len(), &sheet["operations"][0]["id"]), (1, &here["id"]));
        assert_eq!(asked(&over).expect(200)["lines"], json!([]));
        assert_eq!(asked(&json!({"id": uuid::Uuid::now_v7()})).faults(), ["/operation_id reference_not_found"]);
        let elsewhere = app.sign_in_at(app.another_plie(), Role::Director).post("/v1/operations", &json!({
            "number": "X", "title": "Ailleurs", "fund": "esf_plus", "programme_period": "2021-2027", "managing_authority": "État",
            "starts_on": "2025-01-01", "ends_on": "2027-12-31", "total_cost_cents": 100, "eu_contribution_cents": 50, "cost_option": "real_costs"})).expect(201);
        asked(&elsewhere).refused(422, "reference_not_found");
        for days in ["from=2026-03-31&to=2026-03-01", "from=2025-03-01&to=2026-03-31"] {
            nadia.referent.get(&nadia.path(&format!("attendance-sheet?{days}"))).refused(400, "malformed_parameter");
        }
        nadia.referent.get(&nadia.path("attendance-sheet?from=2026-03-01")).refused(400, "malformed_parameter");
    }

    fn whoever_does_not_reach_the_person_sees_no_sheet(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        for format in ["", "&format=pdf"] {
            let path = march(&nadia, format);
            karim.referent.get(&path).refused(404, "not_found");
            app.given_somebody_followed_at(app.another_plie()).referent.get(&path).refused(404, "not_found");
            app.sign_in(Role::FinanceOfficer).get(&path).refused(404, "not_found");
            assert_eq!(app.sign_in(Role::Director).get(&path).status, 200);
        }
    }

    /// Meets S3.33: get_collective_attendance_sheet.
    fn the_people_of_a_session_sign_one_sheet(app: TestApp) {
        let operation = app.given_an_operation_with(&json!({"publicity_text": "Avec le soutien du FSE+"}));
        let nadia = app.given_somebody_followed();
        let session = together(&app, &nadia, &operation);
        let path = format!("/v1/collective-sessions/{}/attendance-sheet", session["id"].as_str().unwrap());
        let leader = app.client_of(app.plie, nadia.user);
        let sheet = leader.get(&path).expect(200);
        assert_eq!((&sheet["title"], &sheet["date"], &sheet["place"], &sheet["unsigned"]), (&json!("Atelier CV"), &json!("2026-03-02"), &json!("Salle 2"), &json!(1)));
        assert_eq!((&sheet["operations"][0]["id"], &sheet["funding_statement"]), (&operation["id"], &json!("Avec le soutien du FSE+")));
        let line = &sheet["lines"][0];
        assert_eq!((&line["first_name"], &line["last_name"], &line["signature_state"]), (&json!("Nadia"), &json!("Benali"), &json!("missing")));
        assert_eq!(line["facts_hash"], session["attendances"][0]["facts_hash"]);
        let draft = printed(&leader, &format!("{path}?format=pdf"));
        assert!(holds(&draft, &format!("sha256:{}", sheet["content_hash"].as_str().unwrap())));
        let signing = json!({"pathway_id": nadia.pathway, "signature": {"kind": "electronic", "signer": {"type": "participant"},
            "signed_at": app.clock.now(), "facts_hash": line["facts_hash"], "method": "tablet"}});
        let one = format!("/v1/collective-sessions/{}/sign", session["id"].as_str().unwrap());
        leader.at_version(1).post(&one, &signing).expect(200);
        let signed = leader.get(&path).expect(200);
        assert_eq!((&signed["unsigned"], &signed["lines"][0]["signature_state"], &signed["lines"][0]["signature"]["method"]), (&json!(0), &json!("signed"), &json!("tablet")));
        assert_ne!(signed["content_hash"], sheet["content_hash"]);
        assert_ne!(printed(&leader, &format!("{path}?format=pdf")), draft);
        leader.get(&format!("{path}?format=csv")).refused(406, "not_acceptable");
        app.sign_in(Role::Director).get(&path).expect(200);
        app.given_somebody_followed().referent.get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path).refused(404, "not_found");
    }

    fn only_whoever_was_there_has_to_sign(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let body = json!({"title": "Atelier", "leader_id": nadia.user, "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T09:00:00Z",
            "attendances": [{"pathway_id": nadia.pathway, "outcome": "excused"}]});
        let session = nadia.referent.post("/v1/collective-sessions", &body).expect(201);
        let sheet = nadia.referent.get(&format!("/v1/collective-sessions/{}/attendance-sheet", session["id"].as_str().unwrap())).expect(200);
        assert_eq!((&sheet["unsigned"], &sheet["lines"][0]["signature_state"], &sheet["operations"]), (&json!(0), &json!("not_required"), &json!([])));
    }
}
