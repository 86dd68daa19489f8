//! Engagement contracts: what was signed, from when to when, one of a kind at a time (S3.22, T10).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Answer, Client, Value, json};

fn signed(kind: &str, starts_on: &str, ends_on: &str) -> Value {
    json!({"kind": kind, "signed_on": "2026-02-10", "starts_on": starts_on, "ends_on": ends_on})
}

fn record(of: &Followed, body: &Value) -> Answer {
    of.referent.post(&of.path("engagement-contracts"), body)
}

both! {
    /// Meets S3.22: create_engagement_contract.
    fn a_contract_is_recorded_read_listed_and_changed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let mut body = signed("cer", "2026-02-10", "2026-08-09");
        body["weekly_hours"] = json!(15);
        body["department_file_no"] = json!("38-2026-114");
        let made = record(&nadia, &body);
        assert_eq!(made.headers["etag"], "\"1\"");
        let location = made.headers["location"].clone();
        let contract = made.expect(201);
        assert_eq!((&contract["kind"], &contract["weekly_hours"], &contract["department_file_no"]), (&json!("cer"), &json!(15), &json!("38-2026-114")));
        assert_eq!(app.sign_in(Role::Director).get(&location).expect(200), contract);
        let at_one = nadia.referent.at_version(1);
        let changed = at_one.patch(&location, &json!({"ends_on": "2026-08-31", "weekly_hours": null})).expect(200);
        assert_eq!((&changed["ends_on"], &changed["weekly_hours"], &changed["version"]), (&json!("2026-08-31"), &Value::Null, &json!(2)));
        at_one.patch(&location, &json!({"weekly_hours": 3})).refused(412, "version_conflict");
        nadia.referent.patch(&location, &json!({"weekly_hours": 3})).refused(428, "precondition_required");
        assert_eq!(nadia.referent.at_version(2).patch(&location, &json!({})).expect(200)["version"], 2);
    }

    fn a_contract_is_printed_with_the_objectives_agreed(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let mut body = signed("cer", "2026-02-10", "2026-08-09");
        body["department_file_no"] = json!("38-2026-114");
        let contract = record(&nadia, &body).expect(201);
        let one = nadia.path(&format!("engagement-contracts/{}", contract["id"].as_str().unwrap()));
        let pdf = |of: &Client| of.download(&format!("{one}?format=pdf"));
        let (status, bare) = pdf(&nadia.referent);
        assert!(status == 200 && bare.starts_with(b"%PDF-1.") && String::from_utf8_lossy(&bare).contains("sha256:"));
        assert_eq!(pdf(&app.sign_in(Role::Director)).1, bare, "the same data gives the same bytes");
        let objective = json!({"text": "Passer le permis B", "set_on": "2026-03-02"});
        nadia.referent.post(&nadia.path("objectives"), &objective).expect(201);
        assert_ne!(pdf(&nadia.referent).1, bare);
        nadia.referent.get(&format!("{one}?format=csv")).refused(406, "not_acceptable");
        let answer = nadia.referent.get(&format!("{one}?format=pdf"));
        assert_eq!(nadia.referent.with("If-None-Match", &answer.headers["etag"]).get(&format!("{one}?format=pdf")).status, 304);
        app.given_somebody_followed().referent.get(&format!("{one}?format=pdf")).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&format!("{one}?format=pdf")).refused(404, "not_found");
    }

    fn two_of_one_kind_never_overlap(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let first = record(&nadia, &signed("plie", "2026-02-10", "2026-08-09")).expect(201);
        for (starts_on, ends_on) in [("2026-08-09", "2026-12-31"), ("2026-01-01", "2026-02-10"), ("2026-03-01", "2026-03-31"), ("2026-01-01", "2026-12-31")] {
            record(&nadia, &signed("plie", starts_on, ends_on)).refused(409, "conflict_engagement_overlap");
        }
        record(&nadia, &signed("cer", "2026-03-01", "2026-03-31")).expect(201);
        let second = record(&nadia, &signed("plie", "2026-08-10", "2026-12-31")).expect(201);
        let one = |c: &Value| nadia.path(&format!("engagement-contracts/{}", c["id"].as_str().unwrap()));
        nadia.referent.at_version(1).patch(&one(&second), &json!({"starts_on": "2026-08-09"})).refused(409, "conflict_engagement_overlap");
        nadia.referent.at_version(1).patch(&one(&first), &json!({"kind": "cer"})).refused(409, "conflict_engagement_overlap");
        nadia.referent.at_version(1).patch(&one(&first), &json!({"ends_on": "2026-08-01"})).expect(200);
        let karim = app.given_somebody_followed();
        record(&karim, &signed("plie", "2026-03-01", "2026-03-31")).expect(201);
    }

    fn every_fault_of_a_contract_is_named(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let all = record(&nadia, &json!({"kind": "plie", "signed_on": "2026-03-03", "starts_on": "2026-03-02", "ends_on": "2026-03-01", "department_file_no": "185057800608491"}));
        assert_eq!(all.faults(), ["/department_file_no rule_no_nir", "/ends_on rule_period", "/signed_on rule_future", "/signed_on rule_signed_after_end"]);
        let mut hours = signed("plie", "2026-03-01", "2026-03-31");
        hours["weekly_hours"] = json!(49);
        assert_eq!(record(&nadia, &hours).faults().len(), 1);
        assert_eq!(record(&nadia, &json!({})).faults(), ["/ends_on required", "/kind required", "/signed_on required", "/starts_on required"]);
        record(&nadia, &signed("moral", "2026-03-01", "2026-03-31")).refused(422, "validation_failed");
        let mut unknown = signed("plie", "2026-03-01", "2026-03-31");
        unknown["place"] = json!("Grenoble");
        record(&nadia, &unknown).refused(422, "unknown_field");
    }

    fn a_contract_sent_twice_gives_the_first_result(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let mut body = signed("plie", "2026-02-10", "2026-08-09");
        body["id"] = json!(uuid::Uuid::now_v7());
        let first = record(&nadia, &body).expect(201);
        assert_eq!(record(&nadia, &body).expect(201), first);
        body["ends_on"] = json!("2026-08-10");
        record(&nadia, &body).refused(409, "duplicate");
    }

    fn contracts_are_paged_filtered_and_alert_before_they_end(app: TestApp) {
        let nadia = app.given_somebody_followed();
        record(&nadia, &signed("plie", "2026-02-10", "2026-04-01")).expect(201);
        record(&nadia, &signed("cer", "2026-02-01", "2026-03-31")).expect(201);
        let renewed = record(&nadia, &signed("cer", "2026-04-01", "2026-09-30")).expect(201);
        let list = |query: &str| nadia.referent.get(&nadia.path(&format!("engagement-contracts{query}")));
        let page = list("?kind=cer&limit=1&include_total=true").expect(200);
        assert_eq!((&page["items"], &page["total"]), (&json!([renewed]), &json!(2)));
        let rest = list(&format!("?kind=cer&limit=1&cursor={}", page["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!(rest["items"][0]["starts_on"], "2026-02-01");
        assert_eq!(list("?sort=starts_on").expect(200)["items"][2]["id"], renewed["id"]);
        list("?kind=moral").refused(400, "malformed_parameter");
        // T10: thirty days before, and not what was renewed
        let alerts = |client: &Client| client.get("/v1/alerts?kind=t10_engagement_contract").expect(200)["items"].clone();
        let now = alerts(&nadia.referent);
        assert_eq!(now.as_array().unwrap().len(), 1, "{now}");
        assert_eq!((&now[0]["due_on"], &now[0]["stage"], &now[0]["object"]["type"]), (&json!("2026-04-01"), &json!("soon"), &json!("engagement_contract")));
        nadia.referent.get(now[0]["object"]["href"].as_str().unwrap()).expect(200);
        assert_eq!(alerts(&app.given_somebody_followed().referent), json!([]));
        app.at("2026-03-01T08:00:00Z");
        assert_eq!(alerts(&app.client_of(app.plie, nadia.user)), json!([]));
    }

    fn only_those_concerned_see_and_change_a_contract(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let contract = record(&nadia, &signed("plie", "2026-02-10", "2026-04-01")).expect(201);
        let one = nadia.path(&format!("engagement-contracts/{}", contract["id"].as_str().unwrap()));
        let body = signed("cer", "2026-02-10", "2026-04-01");
        karim.referent.get(&one).refused(404, "not_found");
        karim.referent.post(&nadia.path("engagement-contracts"), &body).refused(404, "not_found");
        karim.referent.get(&karim.path(&format!("engagement-contracts/{}", contract["id"].as_str().unwrap()))).refused(404, "not_found");
        app.given_somebody_followed_at(app.another_plie()).referent.get(&one).refused(404, "not_found");
        app.sign_in(Role::TerritorialOfficer).at_version(1).patch(&one, &json!({"weekly_hours": 10})).refused(403, "forbidden");
        app.sign_in(Role::DataManager).at_version(1).patch(&one, &json!({"weekly_hours": 10})).expect(200);
        app.pathway_stands(nadia.pathway, "exited");
        record(&nadia, &body).refused(409, "conflict_pathway_exited");
        app.pathway_stands(nadia.pathway, "closed");
        nadia.referent.at_version(2).patch(&one, &json!({"weekly_hours": 9})).refused(409, "conflict_pathway_closed");
    }

    fn the_database_itself_forbids_two_of_one_kind_at_once(app: TestApp) {
        let nadia = app.given_somebody_followed();
        record(&nadia, &signed("plie", "2026-02-10", "2026-08-09")).expect(201);
        let (p, w, who, now) = (app.uuid_text(app.plie.0), app.uuid_text(nadia.pathway), app.uuid_text(nadia.participant), app.instant_text());
        let insert = |kind: &str, from: &str, to: &str| format!(
            "insert into engagement_contracts (plie_id, id, pathway_id, participant_id, kind, signed_on, starts_on, ends_on, version, created_at, updated_at)
             values ({p}, {}, {w}, {who}, '{kind}', '2026-02-10', '{from}', '{to}', 1, {now}, {now})", app.uuid_text(uuid::Uuid::now_v7()));
        assert!(app.conn().batch(&insert("plie", "2026-08-09", "2026-08-09")).is_err());
        app.conn().batch(&insert("plie", "2026-08-10", "2026-08-10")).unwrap();
        app.conn().batch(&insert("cer", "2026-08-01", "2026-08-31")).unwrap();
        assert!(app.conn().batch("update engagement_contracts set kind = 'plie' where kind = 'cer'").is_err());
    }
}
