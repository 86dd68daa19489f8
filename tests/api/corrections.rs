//! What becomes of decisions, items and files when things turn out otherwise (R4.7; § 4.2).

use jalon::auth::role::Role;

use crate::both;
use crate::commissions::{admitted, decide, ids};
use crate::support::builders::commission::{at, version};
use crate::support::{TestApp, Value, json};

both! {
    fn a_correction_reaches_the_orientation(app: TestApp) {
        let (_, file) = app.given_an_entry_file();
        let orientation = app.orientation_behind(&file);
        let assistant = app.sign_in(Role::Assistant);
        let ruling = |outcome: &str| json!({"outcome": outcome, "motive": "Décision motivée", "alternative": "Mission locale", "effective_on": "2026-03-02"});
        for (month, outcome, pathways) in [("04", "refused", 0), ("05", "admitted", 1), ("06", "redirected", 1), ("07", "refused", 1)] {
            let mut sitting = app.given_a_session();
            let starts_at = json!({"starts_at": format!("2026-{month}-20T08:00:00Z")});
            sitting.session = assistant.at_version(1).patch(&sitting.path(""), &starts_at).expect(200);
            let item = assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "admission", "entry_file_id": file["id"]})).expect(201);
            app.session_brought_to(&mut sitting, "held");
            decide(&sitting.chair, &item, &ruling(outcome)).expect(200);
            let after = assistant.get(&orientation).expect(200);
            assert_eq!((&after["status"], &after["history"].as_array().unwrap().last().unwrap()["to"]), (&json!(outcome), &json!(outcome)));
            assert_eq!(ids(&assistant.get("/v1/pathways").expect(200)).len(), pathways, "{outcome}");
        }
        assert_eq!(assistant.get("/v1/pathways").expect(200)["items"][0]["status"], "cancelled");
    }

    fn what_waits_in_a_cancelled_session_is_taken_up_once(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let (_, file) = app.given_an_entry_file();
        let first = app.given_a_session();
        let admission = json!({"kind": "admission", "entry_file_id": file["id"]});
        let item = assistant.post(&first.path("/agenda-items"), &admission).expect(201);
        assert_eq!(first.verb("cancel", &json!({"reason": "Grève"})).warnings(), ["items_waiting"]);
        let next = app.given_a_session_of(first.commission.clone());
        assistant.post(&next.path("/agenda-items"), &json!({"kind": "information"})).expect(201);
        let mut at_first = admission.clone();
        at_first["position"] = json!(1);
        let taken = assistant.post(&next.path("/agenda-items"), &at_first).expect(201);
        assert_eq!((&taken["id"], &taken["session_id"], &taken["position"]), (&item["id"], &next.session["id"], &json!(1)));
        assistant.post(&next.path("/agenda-items"), &admission).refused(409, "conflict_on_an_agenda");
        assert_eq!(ids(&next.verb("build-agenda", &json!({})).expect(200)).len(), 0, "nothing waits any more");

        next.verb("cancel", &json!({"reason": "Grève"})).expect(200);
        let mut named = admission.clone();
        named["id"] = json!(uuid::Uuid::now_v7());
        let last = app.given_a_session_of(first.commission.clone());
        assert_eq!(assistant.post(&last.path("/agenda-items"), &named).expect(201)["id"], named["id"]);
        assistant.get(&at("agenda-items", &item)).refused(404, "not_found");

        last.verb("cancel", &json!({"reason": "Grève"})).expect(200);
        let submitted = assistant.get(&at("entry-files", &file)).expect(200);
        assistant.at_version(version(&submitted)).post(&format!("{}/return", at("entry-files", &file)), &json!({"reason": "Pièce manquante"})).expect(200);
        assistant.get(&format!("/v1/agenda-items/{}", named["id"].as_str().unwrap())).refused(404, "not_found");
        let later = app.given_a_session_of(first.commission.clone());
        let waiting: Vec<Value> = later.verb("build-agenda", &json!({})).expect(200)["items"].as_array().unwrap().iter().map(|i| i["kind"].clone()).collect();
        assert_eq!(waiting, [json!("information")], "the file is with its referent");
    }

    fn a_review_of_a_pathway_closed_since_is_settled(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let (sitting, item) = app.review(&pathway, "extension");
        let mut now = pathway.clone();
        let (assistant, officer) = (app.sign_in(Role::Assistant), app.sign_in(Role::TerritorialOfficer));
        for (client, verb, body) in [(&assistant, "propose-exit", json!({"reason": "moved_away", "on": "2026-03-02"})), (&officer, "validate-exit", json!({"on": "2026-03-02"})), (&officer, "close", json!({}))] {
            now = client.at_version(version(&now)).post(&format!("{}/{verb}", at("pathways", &pathway)), &body).expect(200);
        }
        let ruling = |outcome: &str| json!({"outcome": outcome, "motive": "Sortie entre-temps", "effective_on": "2026-03-02", "ends_on": "2027-03-02"});
        decide(&sitting.chair, &item, &ruling("extend")).refused(409, "conflict_pathway_closed");
        decide(&sitting.chair, &item, &ruling("continue")).expect(200);
        assert_eq!(sitting.chair.get(&at("pathways", &pathway)).expect(200)["version"], now["version"], "a closed file is read-only");
        sitting.verb("validate-minutes", &json!({})).expect(200);
    }

    fn a_decision_that_changes_nothing_else_is_journalled(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let (sitting, item) = app.review(&pathway, "pathway_review");
        decide(&sitting.chair, &item, &json!({"outcome": "continue", "motive": "x", "effective_on": "2026-03-02"})).expect(200);
        assert_eq!(sitting.chair.get(&at("pathways", &pathway)).expect(200)["version"], json!(version(&pathway) + 1));
        assert_eq!(app.journal("operation = 'decide_agenda_item' and resource = 'pathways' and change = 'changed'").len(), 1);
    }

    fn two_sessions_of_a_day_adjourn_and_then_admit(app: TestApp) {
        let (client, file) = app.given_an_entry_file();
        let (morning, referent, item) = app.given_an_admission_of(client, &file);
        decide(&morning.chair, &item, &json!({"outcome": "adjourned", "motive": "Préciser le projet", "effective_on": "2026-03-02"})).expect(200);
        let returned = referent.get(&at("entry-files", &file)).expect(200);
        referent.at_version(version(&returned)).post(&format!("{}/complete", at("entry-files", &file)), &json!({})).expect(200);
        let (afternoon, _, item) = app.given_an_admission_of(referent, &file);
        decide(&afternoon.chair, &item, &admitted()).expect(200);
    }

    fn a_file_withdrawn_with_its_orientation_leaves_the_agenda(app: TestApp) {
        let (_, file) = app.given_an_entry_file();
        let orientation = app.orientation_behind(&file);
        let assistant = app.sign_in(Role::Assistant);
        let sitting = app.given_a_session();
        let item = assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "admission", "entry_file_id": file["id"]})).expect(201);
        let before = assistant.get(&orientation).expect(200);
        assistant.at_version(version(&before)).post(&format!("{orientation}/withdraw"), &json!({"reason": "hired_elsewhere"})).expect(200);
        assistant.get(&at("agenda-items", &item)).refused(404, "not_found");
        let after = assistant.get(&at("entry-files", &file)).expect(200);
        assert_eq!((&after["status"], &after["decided_at"]), (&json!("decided"), &Value::Null));
        assert_eq!(app.journal("operation = 'withdraw_orientation'").len(), 3, "the orientation, the file, the item");
        assistant.post("/v1/entry-files", &json!({"participant_id": file["participant_id"], "referent_id": file["referent_id"]})).expect(201);
    }

    fn somebody_of_another_territory_is_worth_a_look(app: TestApp) {
        let south = app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": "Sud", "commune_codes": ["38563"]})).expect(201);
        let commission = app.given_a_commission_with(&json!({"territory_id": south["id"]}));
        let sitting = app.given_a_session_of(commission);
        let assistant = app.sign_in(Role::Assistant);
        let (client, file) = app.given_an_entry_file();
        let added = assistant.post(&sitting.path("/agenda-items?dry_run=true"), &json!({"kind": "admission", "entry_file_id": file["id"]}));
        assert_eq!((added.status, added.warnings()), (200, vec!["other_territory".to_owned()]));
        let submitted = client.at_version(version(&file)).post(&format!("{}/submit", at("entry-files", &file)), &json!({"session_id": sitting.session["id"]}));
        assert_eq!((submitted.status, submitted.warnings()), (200, vec!["other_territory".to_owned()]));
        let at_home = app.given_a_session();
        let (_, other) = app.given_an_entry_file();
        assert_eq!(assistant.post(&at_home.path("/agenda-items"), &json!({"kind": "admission", "entry_file_id": other["id"]})).warnings(), Vec::<String>::new());
    }

    fn a_decision_changes_the_tag_of_what_shows_it(app: TestApp) {
        let (sitting, _, item) = app.given_an_admission_to_decide();
        let path = sitting.path("/minutes");
        let tag = sitting.chair.get(&path).headers["etag"].clone();
        assert_eq!(sitting.chair.with("If-None-Match", &tag).get(&path).status, 304);
        decide(&sitting.chair, &item, &admitted()).expect(200);
        assert_eq!(sitting.chair.with("If-None-Match", &tag).get(&path).status, 200);
    }

    fn a_build_takes_a_hundred_reviews_and_the_next_one_the_rest(app: TestApp) {
        let sitting = app.given_a_session();
        let territory = app.uuid_text(sitting.commission["territory_id"].as_str().unwrap().parse().unwrap());
        (0..101).for_each(|_| drop(app.given_somebody_followed()));
        app.conn().batch(&format!("update participants set territory_id = {territory}; update pathways set next_milestone_due_on = '2026-03-10'")).unwrap();
        let first = sitting.chair.at_version(1).post(&sitting.path("/build-agenda"), &json!({})).expect(200);
        let positions: Vec<i64> = first["items"].as_array().unwrap().iter().map(|i| i["position"].as_i64().unwrap()).collect();
        assert_eq!(positions, (1..=100).collect::<Vec<_>>());
        let rest = sitting.chair.at_version(1).post(&sitting.path("/build-agenda"), &json!({})).expect(200);
        assert_eq!((ids(&rest).len(), &rest["items"][0]["position"]), (1, &json!(101)));
    }
}
