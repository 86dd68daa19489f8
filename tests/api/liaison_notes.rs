//! Liaison notes with social workers about social barriers (S3.21).

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Value, json};

fn note(theme: &str) -> Value {
    json!({"theme": theme, "noted_on": "2026-03-02", "text": "Demande de logement social déposée.", "contact": "Agnès Roux"})
}

both! {
    fn a_note_is_written_read_listed_and_changed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let made = nadia.referent.post(&nadia.path("liaison-notes"), &note("housing"));
        let location = made.headers["location"].clone();
        let written = made.expect(201);
        assert_eq!((&written["theme"], &written["participant_id"]), (&json!("housing"), &json!(nadia.participant)));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), written);
        let changed = nadia.referent.at_version(1).patch(&location, &json!({"theme": "financial", "contact": null})).expect(200);
        assert_eq!((&changed["theme"], &changed["contact"], &changed["version"]), (&json!("financial"), &Value::Null, &json!(2)));
        nadia.referent.patch(&location, &json!({"text": "x"})).refused(428, "precondition_required");
        nadia.referent.at_version(1).patch(&location, &json!({"text": "x"})).refused(412, "version_conflict");
        nadia.referent.post(&nadia.path("liaison-notes"), &json!({"theme": "health", "noted_on": "2026-02-10", "text": "Bilan fait"})).expect(201);
        let listed = |query: &str| -> Vec<String> {
            let page = nadia.referent.get(&nadia.path(&format!("liaison-notes?{query}"))).expect(200);
            page["items"].as_array().unwrap().iter().map(|n| n["theme"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(listed(""), ["financial", "health"]);
        assert_eq!(listed("sort=noted_on&limit=1"), ["health"]);
        assert_eq!(listed("theme=health"), ["health"]);
    }

    fn a_note_is_about_a_social_barrier_alone(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let write = |body: Value| nadia.referent.post(&nadia.path("liaison-notes"), &body);
        for theme in ["employment", "training", "project", "digital"] {
            let refused = write(note(theme));
            assert_eq!(refused.faults(), ["/theme rule_social_theme"]);
            assert_eq!(refused.body["errors"][0]["allowed"], json!(["housing", "administrative", "financial", "health", "family", "equipment"]));
        }
        assert_eq!(write(note("weather")).faults(), ["/theme unknown_code"]);
        let all = write(json!({"theme": "housing", "noted_on": "2026-03-03", "text": "1 85 05 78 006 084 91", "structure_id": uuid::Uuid::now_v7()}));
        assert_eq!(all.faults(), ["/noted_on rule_future", "/structure_id reference_not_found", "/text rule_no_nir"]);
        assert_eq!(write(json!({"theme": "housing"})).faults(), ["/noted_on required", "/text required"]);
    }

    /// Meets S3.21: list_liaison_notes, list_barriers.
    fn a_social_worker_sees_social_barriers_and_the_notes_of_their_structure(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let (ccas, other) = (app.given_a_structure("ccas"), app.given_a_structure("ml"));
        let worker = app.sign_in_for(Role::SocialWorker, &ccas);
        let notes = nadia.path("liaison-notes");
        worker.get(&notes).refused(404, "not_found");
        worker.get(&nadia.path("barriers")).refused(404, "not_found");
        let share = |structure: &Value, theme: &str| {
            let mut body = note(theme);
            body["structure_id"] = structure["id"].clone();
            nadia.referent.post(&notes, &body).expect(201)
        };
        let ours = share(&ccas, "housing");
        let theirs = share(&other, "health");
        nadia.referent.post(&notes, &note("family")).expect(201);
        let page = worker.get(&format!("{notes}?include_total=true")).expect(200);
        let mut listed = ours.clone();
        listed["text"] = Value::Null;
        assert_eq!((&page["items"], &page["total"]), (&json!([listed]), &json!(1)), "a list shows no words");
        assert_eq!(worker.get(&format!("{notes}/{}", ours["id"].as_str().unwrap())).expect(200), ours);
        worker.get(&format!("{notes}/{}", theirs["id"].as_str().unwrap())).refused(404, "not_found");
        for theme in ["housing", "employment", "health"] {
            nadia.referent.post(&nadia.path("barriers"), &json!({"theme": theme, "severity": 2, "opened_on": "2026-02-10"})).expect(201);
        }
        let barriers = worker.get(&nadia.path("barriers")).expect(200);
        let themes: Vec<&str> = barriers["items"].as_array().unwrap().iter().map(|b| b["theme"].as_str().unwrap()).collect();
        assert_eq!(themes, ["housing", "health"], "neither employment nor training");
        let all = nadia.referent.get(&nadia.path("barriers?theme=employment")).expect(200);
        worker.get(&nadia.path(&format!("barriers/{}", all["items"][0]["id"].as_str().unwrap()))).refused(404, "not_found");
        for path in [format!("/v1/pathways/{}", nadia.pathway), nadia.path("stages"), nadia.path("objectives"), nadia.path("interviews")] {
            worker.get(&path).refused(404, "not_found");
        }
        let person = worker.get(&format!("/v1/participants/{}", nadia.participant)).expect(200);
        assert_eq!((&person["last_name"], &person["email"], &person["france_travail_id"]), (&json!("Benali"), &Value::Null, &Value::Null), "who it is");
        worker.get(&karim.path("liaison-notes")).refused(404, "not_found");
        app.sign_in(Role::SocialWorker).get(&notes).refused(404, "not_found");
    }

    fn a_social_worker_writes_for_their_structure_and_changes_their_own(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let (ccas, other) = (app.given_a_structure("ccas"), app.given_a_structure("ml"));
        let worker = app.sign_in_for(Role::SocialWorker, &ccas);
        let notes = nadia.path("liaison-notes");
        worker.post(&notes, &note("housing")).refused(404, "not_found");
        let mut body = note("housing");
        body["structure_id"] = ccas["id"].clone();
        let theirs = nadia.referent.post(&notes, &body).expect(201);
        let own = worker.post(&notes, &note("family")).expect(201);
        assert_eq!(own["structure_id"], ccas["id"]);
        body["structure_id"] = other["id"].clone();
        assert_eq!(worker.post(&notes, &body).faults(), ["/structure_id reference_not_found"]);
        let at = |note: &Value| format!("{notes}/{}", note["id"].as_str().unwrap());
        worker.at_version(1).patch(&at(&own), &json!({"text": "Dossier complet"})).expect(200);
        assert_eq!(worker.at_version(2).patch(&at(&own), &json!({"structure_id": null})).faults(), ["/structure_id required"]);
        worker.at_version(1).patch(&at(&theirs), &json!({"text": "x"})).refused(403, "forbidden");
    }

    fn who_does_not_follow_the_person_sees_nothing(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let written = nadia.referent.post(&nadia.path("liaison-notes"), &note("housing")).expect(201);
        let one = nadia.path(&format!("liaison-notes/{}", written["id"].as_str().unwrap()));
        karim.referent.get(&one).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&one).refused(404, "not_found");
        app.sign_in(Role::TerritorialOfficer).at_version(1).patch(&one, &json!({"text": "x"})).refused(403, "forbidden");
        app.sign_in(Role::Assistant).get(&nadia.path("liaison-notes")).refused(403, "forbidden");
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.at_version(1).patch(&one, &json!({"text": "x"})).refused(409, "conflict_pathway_closed");
        nadia.referent.post(&nadia.path("liaison-notes"), &note("housing")).refused(409, "conflict_pathway_closed");
    }
}
