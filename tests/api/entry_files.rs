//! Entry files: their content, their checklist, their way to the commission.

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::intake::uuid_of;
use crate::support::{Client, Kind, TestApp, Value, json};

fn path(file: &Value) -> String {
    format!("/v1/entry-files/{}", file["id"].as_str().unwrap())
}

fn states(file: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    file["checklist"].as_array().unwrap().iter().map(|l| (text(&l["item"]), text(&l["state"]))).collect()
}

fn state(file: &Value, item: &str) -> String {
    states(file).into_iter().find(|(i, _)| i == item).unwrap().1
}

/// A commission session on a day, written into the database.
fn session(app: &TestApp, on: &str, status: &str) -> Uuid {
    let territory = app
        .sign_in(Role::DataManager)
        .post("/v1/territories", &json!({"name": "Autre", "commune_codes": []}))
        .expect(201);
    let (commission, id) = (Uuid::now_v7(), Uuid::now_v7());
    let chair = app.user(app.plie, Role::TerritorialOfficer, None);
    let instant = |text: &str| match app.database.kind {
        Kind::Postgres => format!("'{text}'::timestamptz"),
        Kind::Sqlite => crate::support::instant(text).micros().to_string(),
    };
    let (at, now) = (instant(&format!("{on}T08:00:00Z")), instant("2026-01-01T08:00:00Z"));
    app.conn()
        .batch(&format!(
            "insert into commissions (plie_id, id, name, territory_id, quorum, members, version, created_at, updated_at)
               values ({p}, {c}, 'CLAS', {t}, 0, '[]', 1, {now}, {now});
             insert into commission_sessions (plie_id, id, commission_id, starts_at, chair_id, status, attendance, version, created_at, updated_at)
               values ({p}, {s}, {c}, {at}, {u}, '{status}', '[]', 1, {now}, {now});",
            p = app.uuid_text(app.plie.0), c = app.uuid_text(commission), t = app.uuid_text(uuid_of(&territory["id"])),
            s = app.uuid_text(id), u = app.uuid_text(chair.0),
        ))
        .unwrap();
    id
}

/// The address of the agenda item that a decision is about.
fn item_of(director: &Client, decision: &str) -> String {
    format!("/v1/agenda-items/{}", director.get(decision).expect(200)["agenda_item_id"].as_str().unwrap())
}

fn submit(client: &Client, file: &Value, session: Uuid) -> crate::support::Answer {
    client
        .at_version(file["version"].as_i64().unwrap())
        .post(&format!("{}/submit", path(file)), &json!({ "session_id": session }))
}

both! {
    /// Meets S3.3, S3.5, S3.6, S3.11, S3.29: create_entry_file, update_entry_file, complete_entry_file.
    fn a_file_is_made_filled_and_completed(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        let person = app.given_a_participant();
        let assistant = app.sign_in(Role::Assistant);
        let body = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "participant_id": person["id"], "referent_id": referent["id"]});
        let made = assistant.post("/v1/entry-files", &body);
        let at = made.headers["location"].clone();
        let file = made.expect(201);
        assert_eq!((&file["status"], &file["department_opinion"], &file["recorded_by"]), (&json!("in_preparation"), &json!("none"), &json!(assistant.id)));
        assert_eq!(assistant.post("/v1/entry-files", &body).expect(200), file, "the same again");
        let due = ["address", "consent_to_enter", "privacy_notice", "esf_notice", "esf_questionnaire", "criteria", "diagnosis", "barriers", "objectives", "signed_by_candidate"];
        for (item, state) in states(&file) {
            let expected = match item.as_str() {
                "identity" => "complete",
                "signed_by_prescriber" | "department_opinion" => "not_applicable",
                _ => "due",
            };
            assert_eq!(state, expected, "{item}");
        }
        let refused = client.at_version(1).post(&format!("{at}/complete"), &json!({}));
        assert_eq!(refused.faults().len(), due.len(), "{:?}", refused.faults());
        for item in due {
            assert!(refused.text.contains(&format!("rule_{item}")), "{item}");
        }
        refused.refused(422, "validation_failed");
        let half = client.at_version(1).patch(&at, &json!({"diagnosis": {"project_maturity": "idea"}, "criteria": [{"criterion": "rsa", "issued_on": "2025-11-30"}]})).expect(200);
        assert_eq!([state(&half, "diagnosis"), state(&half, "criteria"), state(&half, "department_opinion")], ["partial", "partial", "due"]);
        assert_eq!((&half["criteria"][0]["valid_until"], &half["criteria"][0]["status"]), (&json!("2026-02-28"), &json!("expired")));
        let merged = client.at_version(2).patch(&at, &json!({"diagnosis": {"autonomy_level": 2}, "consent_to_enter": {"given_on": "2026-03-01"}})).expect(200);
        assert_eq!(merged["diagnosis"], json!({"project_maturity": "idea", "autonomy_level": 2, "summary": null, "target_rome": null}));
        assert_eq!(state(&merged, "diagnosis"), "complete");
        let cleared = client.at_version(3).patch(&at, &json!({"diagnosis": null, "consent_to_enter": null})).expect(200);
        assert_eq!((&cleared["diagnosis"], &cleared["consent_to_enter"]), (&Value::Null, &Value::Null));
        assert_eq!(assistant.get(&at).expect(200), cleared);
    }

    fn a_whole_file_is_complete_and_a_change_may_reopen_it(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        for (item, state) in states(&file) {
            assert_eq!(state, if item == "signed_by_prescriber" { "not_applicable" } else { "complete" }, "{item}");
        }
        let complete = client.at_version(1).post(&format!("{}/complete", path(&file)), &json!({})).expect(200);
        assert_eq!((&complete["status"], &complete["completed_at"]), (&json!("complete"), &json!("2026-03-02T08:00:00Z")));
        client.at_version(2).post(&format!("{}/complete", path(&file)), &json!({})).refused(409, "illegal_transition");
        let still = client.at_version(2).patch(&path(&file), &json!({"objectives": [{"text": "Trouver un logement"}]})).expect(200);
        assert_eq!(still["status"], "complete");
        let reopened = client.at_version(3).patch(&path(&file), &json!({"signed_by_candidate": false})).expect(200);
        assert_eq!((&reopened["status"], &reopened["completed_at"]), (&json!("in_preparation"), &Value::Null));
        client.at_version(3).patch(&path(&file), &json!({"signed_by_candidate": true})).refused(412, "version_conflict");
    }

    /// Meets S2.2: update_entry_file.
    fn the_checklist_follows_the_person_and_the_day(app: TestApp) {
        let (client, file) = app.given_an_entry_file();
        let assistant = app.sign_in(Role::Assistant);
        let person = format!("/v1/participants/{}", file["participant_id"].as_str().unwrap());
        let address = |commune: &str| json!({"address": {"line": "1 rue", "postcode": "38000", "commune_code": commune}});
        let version = || assistant.get(&person).expect(200)["version"].as_i64().unwrap();
        assistant.at_version(version()).patch(&person, &address("38421")).expect(200);
        let outside = client.get(&path(&file)).expect(200);
        assert_eq!(state(&outside, "address"), "partial");
        let reasoned = client.at_version(2).patch(&path(&file), &json!({"out_of_area_reason": "Suivie avant son déménagement (S2.2)"})).expect(200);
        assert_eq!(state(&reasoned, "address"), "complete");
        assistant.at_version(version()).patch(&person, &address("38185")).expect(200);
        app.situation_of(uuid_of(&file["participant_id"]), "unemployed_24m_plus", None);
        assert_eq!(state(&client.get(&path(&file)).expect(200), "esf_questionnaire"), "partial", "unemployed since when?");
        app.situation_of(uuid_of(&file["participant_id"]), "employee", None);
        assert_eq!(state(&client.get(&path(&file)).expect(200), "esf_questionnaire"), "complete");
        app.at("2026-06-03T08:00:00Z");
        let aged = app.sign_in(Role::Director).get(&path(&file)).expect(200);
        assert_eq!((state(&aged, "criteria"), &aged["criteria"][0]["status"]), ("partial".to_owned(), &json!("expired")));
    }

    fn everything_wrong_in_a_file_is_named(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let answer = client.at_version(1).patch(&path(&file), &json!({
            "diagnosis": {"project_maturity": "wild", "autonomy_level": 5, "target_rome": ["jobs!"]},
            "criteria": [{"criterion": "rich", "issued_on": "2027-01-01"}],
            "barriers": [{"theme": "mobility", "severity": 4}, {"theme": "mobility", "severity": 0}, {"theme": "none_such", "severity": 1}],
            "objectives": [{"text": "NIR 1 85 05 78 006 084 91", "theme": "none_such"}],
            "notices": [{"kind": "esf", "version": "1", "given_on": "2027-01-01", "channel": "pigeon"}],
        }));
        assert_eq!(answer.faults(), [
            "/barriers/0/severity out_of_range", "/barriers/1/theme given_twice", "/barriers/2/theme unknown_code",
            "/criteria/0/criterion unknown_code", "/criteria/0/issued_on rule_future_date", "/diagnosis/autonomy_level out_of_range",
            "/diagnosis/project_maturity unknown_code", "/diagnosis/target_rome/0 invalid_format", "/notices/0/channel unknown_code",
            "/notices/0/given_on rule_future_date", "/objectives/0/text rule_no_nir", "/objectives/0/theme unknown_code",
        ]);
        client.at_version(1).patch(&path(&file), &json!({"consent_to_enter": null})).expect(200);
        assert_eq!(client.at_version(2).patch(&path(&file), &json!({"consent_to_enter": {"signature_id": null}})).faults(), ["/consent_to_enter/given_on required"]);
        client.at_version(2).patch(&path(&file), &json!({"participant_id": file["id"]})).refused(422, "unknown_field");
        client.at_version(2).patch(&path(&file), &json!({"objectives": [{"text": "a\u{0}b"}]})).expect(422);
    }

    fn a_file_names_only_what_its_referent_may_see(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let unknown = json!({
            "criteria": [{"criterion": "rsa", "issued_on": "2026-03-02"}, {"criterion": "rqth", "evidence_document_id": Uuid::now_v7()}],
            "consent_to_enter": {"given_on": "2026-03-02", "signature_id": Uuid::now_v7()},
        });
        let expected = ["/consent_to_enter/signature_id reference_not_found", "/criteria/1/evidence_document_id reference_not_found"];
        assert_eq!(client.at_version(1).patch(&path(&file), &unknown).faults(), expected);
        let mut new = unknown.clone();
        new["participant_id"] = app.given_a_participant()["id"].clone();
        new["referent_id"] = file["referent_id"].clone();
        assert_eq!(app.sign_in(Role::Assistant).post("/v1/entry-files", &new).faults(), expected);
        let signature = json!({"object_type": "entry_file", "object_id": file["id"], "kind": "electronic", "signer": {"type": "participant"}, "signed_at": "2026-03-02T07:40:00Z", "facts_hash": file["facts_hash"], "method": "tablet"});
        let signed = client.post("/v1/signatures", &signature).expect(201);
        let consent = json!({"consent_to_enter": {"given_on": "2026-03-02", "signature_id": signed["id"]}});
        assert_eq!(client.at_version(1).patch(&path(&file), &consent).expect(200)["consent_to_enter"]["signature_id"], signed["id"]);
        let (stranger, other) = app.given_a_whole_entry_file();
        assert_eq!(stranger.at_version(1).patch(&path(&other), &consent).faults(), ["/consent_to_enter/signature_id reference_not_found"]);
    }

    fn the_checklist_changes_the_tag_without_the_file(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let tag = client.get(&path(&file)).headers["etag"].clone();
        assert_eq!(client.with("If-None-Match", &tag).get(&path(&file)).status, 304);
        let person = format!("/v1/participants/{}", file["participant_id"].as_str().unwrap());
        let assistant = app.sign_in(Role::Assistant);
        let version = assistant.get(&person).expect(200)["version"].as_i64().unwrap();
        assistant.at_version(version).patch(&person, &json!({"address": null})).expect(200);
        let now = client.with("If-None-Match", &tag).get(&path(&file));
        assert_eq!((now.status, &now.body["version"]), (200, &json!(1)));
        assert_eq!(state(&now.body, "address"), "due");
    }

    fn what_a_file_proves_is_known_of_the_person(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let found = |criterion: &str| client.get(&format!("/v1/participants?criterion={criterion}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!((found("rsa"), found("deld")), (1, 0));
        let criteria = json!([{"criterion": "deld", "issued_on": "2026-02-01"}, {"criterion": "rqth"}]);
        client.at_version(1).patch(&path(&file), &json!({ "criteria": criteria })).expect(200);
        assert_eq!((found("rsa"), found("deld"), found("rqth")), (0, 1, 0));
        // a nightly copy of the list hears of both
        assert_eq!(app.journal("resource = 'participants' and operation like '%entry_file'"), ["create_entry_file participants", "update_entry_file participants"]);
        client.at_version(2).patch(&path(&file), &json!({"criteria": [{"criterion": "deld", "issued_on": "2026-02-02"}]})).expect(200);
        assert_eq!(app.journal("resource = 'participants' and operation like '%entry_file'").len(), 2, "found by the same");
    }

    /// What the commission gets tells sensitive data by their effect alone (§ 3): which of them it is changes no letter.
    fn the_summary_of_a_file_is_printed_without_what_is_sensitive(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let path = format!("/v1/entry-files/{}", file["id"].as_str().unwrap());
        let today = app.clock.now().0.date_naive().to_string();
        let mut version = 1;
        let mut with = |changes: Value| {
            let now = client.at_version(version).patch(&path, &changes).expect(200);
            version = now["version"].as_i64().unwrap();
            let (status, pdf) = client.download(&format!("{path}?format=pdf"));
            assert!(status == 200 && pdf.starts_with(b"%PDF-1."));
            assert_eq!(client.download(&format!("{path}?format=pdf")).1, pdf, "the same data gives the same bytes");
            pdf
        };
        let criteria = |code: &str| json!({"criteria": [{"criterion": "rsa", "issued_on": today}, {"criterion": code, "issued_on": today}]});
        let disabled = with(criteria("rqth"));
        assert!(with(criteria("justice")) == disabled, "which criterion it is stays in the file");
        assert!(with(criteria("single_parent")) != disabled);
        let mobile = with(json!({"barriers": [{"theme": "mobility", "severity": 1}]}));
        assert!(with(json!({"barriers": [{"theme": "mobility", "severity": 1}, {"theme": "health", "severity": 3}]})) == mobile);
        assert!(String::from_utf8_lossy(&mobile).contains(&format!("sha256:{}", file["facts_hash"].as_str().unwrap())));
        assert!(with(json!({"signed_by_candidate": false})) != mobile, "a draft while the person has not signed");
        client.get(&format!("{path}?format=csv")).refused(406, "not_acceptable");
        for role in [Role::CommissionMember, Role::FinanceOfficer] {
            app.sign_in(role).get(&format!("{path}?format=pdf")).refused(404, "not_found");
        }
        app.sign_in_at(app.another_plie(), Role::Director).get(&format!("{path}?format=pdf")).refused(404, "not_found");
    }

    fn a_person_has_one_file_at_a_time(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let assistant = app.sign_in(Role::Assistant);
        let again = json!({"participant_id": file["participant_id"], "referent_id": file["referent_id"]});
        assistant.post("/v1/entry-files", &again).refused(409, "conflict_open_entry_file");
        let id = app.uuid_text(uuid_of(&file["id"]));
        app.conn().batch(&format!("update entry_files set status = 'decided' where id = {id}")).unwrap();
        assistant.at_version(1).patch(&path(&file), &json!({"signed_by_candidate": true})).refused(409, "conflict_not_editable");
        assistant.at_version(1).post(&format!("{}/complete", path(&file)), &json!({})).refused(409, "illegal_transition");
        client.at_version(1).patch(&path(&file), &json!({"signed_by_candidate": true})).refused(404, "not_found");
        assistant.post("/v1/entry-files", &again).expect(201);
        let followed = app.given_somebody_followed();
        let open = json!({"participant_id": followed.participant, "referent_id": followed.referent_id});
        assistant.post("/v1/entry-files", &open).refused(409, "conflict_open_pathway");
    }

    fn a_file_goes_to_a_session_and_comes_back(app: TestApp) {
        let (client, file) = app.given_an_entry_file();
        let (open, convened, held) = (session(&app, "2026-03-20", "planned"), session(&app, "2026-03-20", "convened"), session(&app, "2026-03-20", "held"));
        let near = session(&app, "2026-03-03", "planned");
        submit(&client, &file, Uuid::now_v7()).refused(422, "reference_not_found");
        for shut in [convened, held, near] {
            submit(&client, &file, shut).refused(409, "conflict_agenda_frozen");
        }
        let submitted = submit(&client, &file, open).expect(200);
        assert_eq!((&submitted["status"], &submitted["submitted_at"]), (&json!("submitted"), &json!("2026-03-02T08:00:00Z")));
        client.at_version(3).patch(&path(&file), &json!({"signed_by_candidate": true})).refused(409, "conflict_not_editable");
        submit(&client, &submitted, open).refused(409, "illegal_transition");
        let back = |who: &Client, reason: &str| who.at_version(3).post(&format!("{}/return", path(&file)), &json!({ "reason": reason }));
        back(&client, "x").refused(403, "forbidden");
        back(&app.sign_in(Role::Director), "x").refused(403, "forbidden");
        let assistant = app.sign_in(Role::Assistant);
        back(&assistant, " ").expect(422);
        back(&assistant, "NIR 1 85 05 78 006 084 91").refused(422, "rule_no_nir");
        let returned = back(&assistant, "Attestation à renouveler").expect(200);
        assert_eq!((&returned["status"], &returned["returned_reason"]), (&json!("returned"), &json!("Attestation à renouveler")));
        let again = client.at_version(4).post(&format!("{}/complete", path(&file)), &json!({})).expect(200);
        let again = submit(&client, &again, open).expect(200);
        assert_eq!((&again["status"], &again["returned_reason"]), (&json!("submitted"), &Value::Null));
    }

    fn a_file_whose_evidence_aged_is_not_submitted(app: TestApp) {
        let (_, file) = app.given_an_entry_file();
        let open = session(&app, "2026-07-20", "planned");
        app.at("2026-06-03T08:00:00Z");
        let late = submit(&app.sign_in(Role::Assistant), &file, open);
        assert_eq!(late.faults(), ["/criteria rule_criteria"]);
        late.refused(409, "conflict_incomplete");
    }

    fn an_orientation_opens_its_file_by_a_create_as_well(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let assistant = app.sign_in(Role::Assistant);
        let (orientation, person) = (app.given_an_orientation_in("received_in_person"), app.given_a_participant());
        let body = json!({"participant_id": person["id"], "referent_id": referent["id"], "orientation_id": orientation["id"]});
        let file = assistant.post("/v1/entry-files", &body).expect(201);
        assert_eq!(state(&file, "signed_by_prescriber"), "due");
        let now = assistant.get(&format!("/v1/orientations/{}", orientation["id"].as_str().unwrap())).expect(200);
        assert_eq!((&now["status"], &now["participant_id"], &now["entry_file_id"]), (&json!("entry_file_opened"), &person["id"], &file["id"]));
        let early = app.given_an_orientation();
        let other = app.given_a_participant();
        let body = json!({"participant_id": other["id"], "referent_id": referent["id"], "orientation_id": early["id"]});
        assistant.post("/v1/entry-files", &body).refused(409, "illegal_transition");
    }

    fn a_referent_makes_only_files_of_their_own(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let (other, referent) = app.given_a_referent();
        let person = app.given_a_participant();
        let own = json!({"participant_id": person["id"], "referent_id": referent["id"]});
        assert_eq!(other.post("/v1/entry-files", &own).faults(), ["/participant_id reference_not_found"], "nobody they follow");
        assert_eq!(client.post("/v1/entry-files", &own).faults(), ["/participant_id reference_not_found", "/referent_id rule_own_file"]);
        let mine = other.post("/v1/participants", &json!({"first_name": "Zoé", "last_name": "Weber", "birth_date": "1991-05-06", "gender": "woman", "phone": "0699999999"})).expect(201);
        other.post("/v1/entry-files", &json!({"participant_id": mine["id"], "referent_id": referent["id"]})).expect(201);
        other.get(&path(&file)).refused(404, "not_found");
        other.at_version(1).patch(&path(&file), &json!({"signed_by_candidate": true})).refused(404, "not_found");
        assert_eq!(other.get("/v1/entry-files").expect(200)["items"].as_array().unwrap().len(), 1);
        let mut listed = file.clone();
        listed["diagnosis"]["summary"] = Value::Null;
        assert_eq!(client.get("/v1/entry-files").expect(200)["items"], json!([listed]), "a list shows no words");
        for (role, status) in [(Role::Director, 403), (Role::DataManager, 403), (Role::Provider, 404)] {
            let answer = app.sign_in(role).at_version(1).patch(&path(&file), &json!({"signed_by_candidate": true}));
            assert_eq!(answer.status, status, "{role}");
        }
        let foreign = app.sign_in_at(app.another_plie(), Role::Assistant);
        foreign.get(&path(&file)).refused(404, "not_found");
        let listed = |query: &str| app.sign_in(Role::Assistant).get(&format!("/v1/entry-files?{query}")).expect(200)["items"].as_array().unwrap().len();
        assert_eq!(listed("status=in_preparation"), 2);
        assert_eq!(listed("status=decided"), 0);
        assert_eq!(listed(&format!("referent_id={}", file["referent_id"].as_str().unwrap())), 1);
        assert_eq!(listed(&format!("participant_id={}", mine["id"].as_str().unwrap())), 1);
    }

    fn barriers_of_health_stand_in_no_list_of_the_assistant(app: TestApp) {
        let (client, file) = app.given_a_whole_entry_file();
        let both = json!({"barriers": [{"theme": "health", "severity": 2}, {"theme": "mobility", "severity": 1}]});
        let file = client.at_version(1).patch(&path(&file), &both).expect(200);
        let listed = |who: &Client| who.get("/v1/entry-files").expect(200)["items"][0]["barriers"].clone();
        let assistant = app.sign_in(Role::Assistant);
        assert_eq!(listed(&assistant), json!([{"theme": "mobility", "severity": 1}]));
        assert_eq!(assistant.get(&path(&file)).expect(200)["barriers"], both["barriers"], "the form that they enter");
        for who in [&client, &app.sign_in(Role::Director), &app.sign_in(Role::DataManager)] {
            assert_eq!(listed(who), both["barriers"]);
        }
    }

    fn a_file_is_read_for_thirty_days_once_the_person_is_handed_over(app: TestApp) {
        let (first, file) = app.given_an_entry_file();
        let orientation = app.orientation_behind(&file);
        let who = app.uuid_text(uuid_of(&file["participant_id"]));
        app.conn().batch(&format!("update orientations set participant_id = {who}")).unwrap();
        let pathway = app.admitted(first.clone(), &file);
        first.get(&orientation).refused(404, "not_found");
        let director = app.sign_in(Role::Director);
        let assign = |referent: &Value, on: &str| {
            let address = format!("/v1/pathways/{}", pathway["id"].as_str().unwrap());
            let now = director.get(&address).expect(200)["version"].as_i64().unwrap();
            let body = json!({"referent_id": referent, "starts_on": on, "reason": "Relais"});
            director.at_version(now).post(&format!("{address}/assign-referent"), &body).expect(200);
        };
        assign(&file["referent_id"], "2026-03-02");
        let decision = format!("/v1/decisions/{}", pathway["decision_id"].as_str().unwrap());
        for address in [&path(&file), &orientation, &decision] {
            first.get(address).expect(200);
        }
        let (second, referent) = app.given_a_referent();
        assign(&referent["id"], "2026-03-09");
        app.at("2026-03-09T08:00:00Z");
        let renewed = |who: &Client| app.client_of(app.plie, jalon::ids::UserId::of(who.id.unwrap()));
        let (first, second) = (renewed(&first), renewed(&second));
        let item = item_of(&renewed(&director), &decision);
        first.get(&path(&file)).expect(200);
        for address in [&orientation, &decision, &item] {
            first.get(address).refused(404, "not_found");
            second.get(address).expect(200);
        }
        for list in ["entry-files", "orientations", "decisions"] {
            assert_eq!(first.get(&format!("/v1/{list}")).expect(200)["items"], json!([]), "{list}");
        }
        first.at_version(1).patch(&path(&file), &json!({"signed_by_candidate": true})).refused(403, "forbidden");
        app.at("2026-04-15T08:00:00Z");
        let (first, second) = (renewed(&first), renewed(&second));
        for address in [&path(&file), &orientation, &decision, &item] {
            first.get(address).refused(404, "not_found");
            second.get(address).expect(200);
        }
        first.at_version(1).patch(&path(&file), &json!({"signed_by_candidate": true})).refused(404, "not_found");
    }

    fn a_referent_who_left_makes_no_file(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let person = app.given_a_participant();
        let id = app.uuid_text(uuid_of(&referent["id"]));
        app.conn().batch(&format!("update referents set valid_to = '2026-03-01' where id = {id}")).unwrap();
        let body = json!({"participant_id": person["id"], "referent_id": referent["id"]});
        assert_eq!(app.sign_in(Role::Assistant).post("/v1/entry-files", &body).faults(), ["/referent_id rule_referent_period"]);
    }
}
