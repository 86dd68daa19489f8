//! Quarterly reviews with the département and France Travail (S3.20, T9).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

fn review(structure: &Value, of: &[&Followed]) -> Value {
    let items: Vec<Value> = of
        .iter()
        .map(|f| json!({"pathway_id": f.pathway, "summary": "Formation en cours", "next_step": "Recherche de stage"}))
        .collect();
    json!({"structure_id": structure["id"], "quarter": "2026-Q1", "held_on": "2026-03-02", "attendees": [{"name": "Agnès Roux", "structure_id": structure["id"], "attended": true}], "items": items})
}

/// A review as a list shows it: without words.
fn listed(review: &Value) -> Value {
    let mut review = review.clone();
    for item in review["items"].as_array_mut().unwrap() {
        (item["summary"], item["next_step"]) = (Value::Null, Value::Null);
    }
    review
}

fn path(review: &Value) -> String {
    format!("/v1/quarterly-reviews/{}", review["id"].as_str().unwrap())
}

both! {
    /// Meets S3.20: create_quarterly_review, update_quarterly_review.
    fn a_review_is_recorded_read_and_changed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let unit = app.given_a_structure("ccas");
        let made = nadia.referent.post("/v1/quarterly-reviews", &review(&unit, &[&nadia]));
        let location = made.headers["location"].clone();
        let held = made.expect(201);
        assert_eq!((&held["referent_id"], &held["next_due_on"]), (&json!(nadia.referent_id), &json!("2026-06-02")), "one's own, and T9");
        assert_eq!(held["items"], json!([{"pathway_id": nadia.pathway, "participant_id": nadia.participant, "summary": "Formation en cours", "next_step": "Recherche de stage"}]));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), held);
        let changed = nadia.referent.at_version(1).patch(&location, &json!({"held_on": null, "items": []})).expect(200);
        assert_eq!((&changed["items"], &changed["next_due_on"], &changed["version"]), (&json!([]), &Value::Null, &json!(2)));
        nadia.referent.patch(&location, &json!({"held_on": null})).refused(428, "precondition_required");
        nadia.referent.at_version(1).patch(&location, &json!({"held_on": null})).refused(412, "version_conflict");
    }

    fn a_structure_has_one_review_a_quarter_and_referent(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let unit = app.given_a_structure("ccas");
        let id = uuid::Uuid::now_v7();
        let mut body = review(&unit, &[]);
        body["id"] = json!(id);
        let first = nadia.referent.post("/v1/quarterly-reviews", &body).expect(201);
        assert_eq!(nadia.referent.post("/v1/quarterly-reviews", &body).expect(201), first);
        nadia.referent.post("/v1/quarterly-reviews", &review(&unit, &[])).refused(409, "duplicate");
        karim.referent.post("/v1/quarterly-reviews", &review(&unit, &[])).expect(201);
        let assistant = app.sign_in(Role::Assistant);
        let whole = assistant.post("/v1/quarterly-reviews", &review(&unit, &[])).expect(201);
        assert_eq!(whole["referent_id"], Value::Null);
        assistant.post("/v1/quarterly-reviews", &review(&unit, &[])).refused(409, "duplicate");
        let mut next = review(&unit, &[]);
        (next["quarter"], next["held_on"]) = (json!("2026-Q2"), Value::Null);
        let next = nadia.referent.post("/v1/quarterly-reviews", &next).expect(201);
        nadia.referent.at_version(1).patch(&path(&next), &json!({"quarter": "2026-Q1"})).refused(409, "duplicate");
        let uuid = |value: &Value| app.uuid_text(value.as_str().unwrap().parse().unwrap());
        let around = app.conn().batch(&format!("update quarterly_reviews set quarter = '2026-Q1' where id = {}", uuid(&next["id"])));
        assert!(around.is_err(), "the database itself keeps the review alone");
    }

    fn every_fault_of_a_review_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let nobody = uuid::Uuid::now_v7();
        let all = nadia.referent.post("/v1/quarterly-reviews", &json!({"structure_id": nobody, "quarter": "2026-Q2", "held_on": "2026-03-03", "referent_id": karim.referent_id,
            "attendees": [{"user_id": nobody}, {}], "items": [{"pathway_id": nadia.pathway}, {"pathway_id": karim.pathway}, {"pathway_id": nadia.pathway, "summary": "1 85 05 78 006 084 91"}]}));
        assert_eq!(all.faults(), ["/attendees/0/user_id reference_not_found", "/attendees/1/name required", "/held_on rule_future", "/held_on rule_review_quarter", "/items/1/pathway_id reference_not_found",
            "/items/2/pathway_id rule_item_twice", "/items/2/summary rule_no_nir", "/referent_id reference_not_found", "/structure_id reference_not_found"]);
        for quarter in ["2026-Q5", "2026", "26-Q1", ""] {
            assert_eq!(nadia.referent.post("/v1/quarterly-reviews", &json!({"structure_id": nobody, "quarter": quarter})).status, 422, "{quarter}");
        }
    }

    fn whoever_speaks_for_the_structure_reads_its_reviews(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let (unit, agency) = (app.given_a_structure("ccas"), app.given_a_structure("ml"));
        let ours = nadia.referent.post("/v1/quarterly-reviews", &review(&unit, &[&nadia])).expect(201);
        let theirs = nadia.referent.post("/v1/quarterly-reviews", &review(&agency, &[&nadia])).expect(201);
        let worker = app.sign_in_for(Role::SocialWorker, &unit);
        assert_eq!(worker.get("/v1/quarterly-reviews").expect(200)["items"], json!([listed(&ours)]));
        assert_eq!(worker.get(&path(&ours)).expect(200), ours);
        worker.get(&path(&theirs)).refused(404, "not_found");
        worker.at_version(1).patch(&path(&ours), &json!({"held_on": null})).refused(403, "forbidden");
        worker.post("/v1/quarterly-reviews", &review(&unit, &[])).refused(403, "forbidden");
        let correspondent = app.sign_in_for(Role::FranceTravail, &agency);
        assert_eq!(correspondent.get("/v1/quarterly-reviews?quarter=2026-Q1").expect(200)["items"], json!([listed(&theirs)]));
        assert_eq!(correspondent.get(&path(&theirs)).expect(200), theirs);
        // being named in a review makes a person jointly followed (§ 3): the social worker sees social barriers
        let barriers = nadia.path("barriers");
        worker.get(&barriers).expect(200);
        correspondent.get(&barriers).refused(403, "forbidden");
        app.sign_in(Role::FranceTravail).get("/v1/quarterly-reviews").refused(403, "forbidden");
    }

    /// Meets S3.20: get_participant, get_pathway, list_stages.
    fn a_correspondent_reads_the_people_of_its_reviews_in_part(app: TestApp) {
        let (nadia, karim, lea) = (app.given_somebody_followed(), app.given_somebody_followed(), app.given_somebody_followed());
        let (agency, other) = (app.given_a_structure("ft"), app.given_a_structure("ft"));
        let person = |of: &Followed| format!("/v1/participants/{}", of.participant);
        let told = json!({"phone": "0612345678", "contact_person": "Sa tante", "external_ids": {"viesion": "A-12"}, "france_travail_id": "1234567A", "caf_msa_id": "7654321"});
        nadia.referent.at_version(1).patch(&person(&nadia), &told).expect(200);
        app.given_a_barrier(&nadia);
        let stage = app.given_a_stage(&nadia);
        let theirs = app.given_a_stage(&karim);
        nadia.referent.post("/v1/quarterly-reviews", &review(&agency, &[&nadia])).expect(201);
        karim.referent.post("/v1/quarterly-reviews", &review(&other, &[&karim])).expect(201);
        let correspondent = app.sign_in_for(Role::FranceTravail, &agency);
        let listed = correspondent.get("/v1/participants?include_total=true").expect(200);
        assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&json!(1), &json!(nadia.participant)));
        let seen = correspondent.get(&person(&nadia)).expect(200);
        assert_eq!((&seen["last_name"], &seen["birth_date"], &seen["france_travail_id"]), (&json!("Benali"), &json!("1985-04-12"), &json!("1234567A")));
        assert_eq!(seen, listed["items"][0]);
        for cut in ["email", "phone", "contact_person", "address", "external_ids", "caf_msa_id", "gender", "last_contact_on"] {
            assert_eq!(seen[cut], Value::Null, "{cut}");
        }
        let pathway = correspondent.get(&format!("/v1/pathways/{}", nadia.pathway)).expect(200);
        assert_eq!((&pathway["status"], &pathway["referent"]["id"], &pathway["stages_count"]), (&json!("active"), &json!(nadia.referent_id), &json!(1)));
        for cut in ["open_barriers", "rsa_referent", "status_reason", "next_interview_due_on", "last_interview_on", "entry_file_id", "out_of_area_reason"] {
            assert_eq!(pathway[cut], Value::Null, "{cut}");
        }
        assert_eq!(correspondent.get("/v1/pathways").expect(200)["items"][0], pathway);
        let embedded = correspondent.get(&format!("/v1/pathways/{}?expand=stages", nadia.pathway)).expect(200);
        let stages = correspondent.get("/v1/stages").expect(200);
        assert_eq!(stages["items"].as_array().unwrap().len(), 1);
        assert_eq!((&stages["items"][0]["id"], &stages["items"][0]["type"], &stages["items"][0]["barrier_ids"]), (&stage["id"], &stage["type"], &json!([])));
        assert_eq!((&embedded["stages"], &correspondent.get(&nadia.path("stages")).expect(200)["items"]), (&stages["items"], &stages["items"]));
        // a colleague who follows the person reads all of it
        assert_eq!(nadia.referent.get(&person(&nadia)).expect(200)["phone"], "0612345678");
        // what is cut tells nothing by a filter, a sort or what is embedded either
        for query in ["participants?criterion=rsa", "pathways?due=interview", "pathways?sort=next_interview_due_on"] {
            correspondent.get(&format!("/v1/{query}")).refused(400, "malformed_parameter");
        }
        correspondent.get(&format!("{}?expand=situations", person(&nadia))).refused(403, "forbidden");
        correspondent.get("/v1/participants?expand=current_pathway").refused(403, "forbidden");
        correspondent.get(&format!("/v1/pathways/{}?expand=barriers", nadia.pathway)).refused(403, "forbidden");
        // nothing else of them, nothing of another agency's people, nothing of those of whom nobody spoke
        for rest in ["situations", "sensitive", "documents", "timeline", "eligibility"] {
            let answer = correspondent.get(&format!("{}/{rest}", person(&nadia)));
            assert!([403, 404].contains(&answer.status), "{rest}: {}", answer.text);
        }
        for rest in ["barriers", "constraints", "interviews", "liaison-notes", "objectives", "history", "assignments"] {
            correspondent.get(&nadia.path(rest)).refused(403, "forbidden");
        }
        for of in [&karim, &lea] {
            correspondent.get(&person(of)).refused(404, "not_found");
            correspondent.get(&format!("/v1/pathways/{}", of.pathway)).refused(404, "not_found");
            correspondent.get(&of.path("barriers")).refused(404, "not_found");
        }
        correspondent.get(&format!("/v1/stages/{}", theirs["id"].as_str().unwrap())).refused(404, "not_found");
        correspondent.at_version(1).patch(&person(&nadia), &json!({"phone": null})).refused(403, "forbidden");
        correspondent.get("/v1/changes").refused(403, "forbidden");
    }

    fn a_correspondent_reads_people_until_their_next_review_is_due(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let agency = app.given_a_structure("ft");
        let mut planned = review(&agency, &[&nadia]);
        planned["held_on"] = Value::Null;
        let planned = nadia.referent.post("/v1/quarterly-reviews", &planned).expect(201);
        let account = app.user(app.plie, Role::FranceTravail, Some((jalon::auth::actor::ScopeType::Structure, agency["id"].as_str().unwrap().parse().unwrap())));
        let reads = |day: &str| {
            app.at(&format!("{day}T08:00:00Z"));
            app.client_of(app.plie, account).get(&format!("/v1/participants/{}", nadia.participant)).status
        };
        assert_eq!((reads("2026-03-02"), reads("2026-03-31"), reads("2026-04-01")), (200, 200, 404), "planned: during its quarter");
        app.at("2026-04-10T08:00:00Z");
        app.client_of(app.plie, nadia.user).at_version(1).patch(&path(&planned), &json!({"held_on": "2026-03-30"})).expect(200);
        assert_eq!((reads("2026-04-10"), reads("2026-06-30"), reads("2026-07-01")), (200, 200, 404), "held: until the next is due");
        app.at("2026-06-30T08:00:00Z");
        app.client_of(app.plie, nadia.user).at_version(2).patch(&path(&planned), &json!({"items": []})).expect(200);
        assert_eq!(reads("2026-06-30"), 404, "no longer named");
    }

    /// Meets S3.20: list_alerts.
    fn the_next_review_is_due_three_months_after_the_last(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let karim = app.given_somebody_followed();
        let unit = app.given_a_structure("ccas");
        let first = nadia.referent.post("/v1/quarterly-reviews", &review(&unit, &[&nadia])).expect(201);
        let alerts = |day: &str| -> Vec<Value> {
            app.at(&format!("{day}T08:00:00Z"));
            app.client_of(app.plie, nadia.user).get("/v1/alerts?kind=t9_quarterly_review").expect(200)["items"].as_array().unwrap().clone()
        };
        assert_eq!(alerts("2026-05-17"), Vec::<Value>::new());
        let soon = alerts("2026-05-18");
        assert_eq!((&soon[0]["due_on"], &soon[0]["stage"], &soon[0]["referent_id"]), (&json!("2026-06-02"), &json!("soon"), &json!(nadia.referent_id)));
        assert_eq!(soon[0]["object"], json!({"type": "quarterly_review", "id": first["id"], "href": path(&first)}));
        assert_eq!(alerts("2026-06-17")[0]["stage"], "escalated");
        let others = app.client_of(app.plie, karim.user).get("/v1/alerts?kind=t9_quarterly_review").expect(200);
        assert_eq!(others["items"], json!([]));
        let mut next = review(&unit, &[&nadia]);
        (next["quarter"], next["held_on"]) = (json!("2026-Q2"), json!("2026-06-17"));
        app.client_of(app.plie, nadia.user).post("/v1/quarterly-reviews", &next).expect(201);
        assert_eq!(alerts("2026-06-18"), Vec::<Value>::new());
        assert_eq!(alerts("2026-09-10")[0]["due_on"], "2026-09-17");
    }

    fn reviews_are_filtered_and_paged(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let unit = app.given_a_structure("ccas");
        let ours = nadia.referent.post("/v1/quarterly-reviews", &review(&unit, &[&nadia])).expect(201);
        karim.referent.post("/v1/quarterly-reviews", &review(&unit, &[&karim])).expect(201);
        let director = app.sign_in(Role::Director);
        let ids = |query: &str| -> Vec<Value> {
            let page = director.get(&format!("/v1/quarterly-reviews?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|r| r["id"].clone()).collect()
        };
        assert_eq!(ids(&format!("pathway_id={}", nadia.pathway)), [ours["id"].clone()]);
        assert_eq!(ids(&format!("referent_id={}&sort=quarter", nadia.referent_id)), [ours["id"].clone()]);
        assert_eq!(ids(&format!("structure_id={}&limit=1", unit["id"].as_str().unwrap())).len(), 1);
        assert_eq!(ids("quarter=2025-Q4"), Vec::<Value>::new());
        director.get("/v1/quarterly-reviews?quarter=spring").refused(400, "malformed_parameter");
        assert_eq!(nadia.referent.get("/v1/quarterly-reviews?include_total=true").expect(200)["total"], 1, "one's own");
        karim.referent.get(&path(&ours)).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&path(&ours)).refused(404, "not_found");
    }
}
