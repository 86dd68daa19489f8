//! Opportunities, whom they fit, and who has heard of them (S0.9, S2.12, S3.18).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{TestApp, Value, json};

fn offer(app: &TestApp, members: &Value) -> Value {
    let mut body = json!({"title": "Préparateur de commandes", "kind": "job", "rome": "N1103"});
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    app.sign_in(Role::EmployerRelationsOfficer).post("/v1/opportunities", &body).expect(201)
}

fn path(offer: &Value, rest: &str) -> String {
    format!("/v1/opportunities/{}{rest}", offer["id"].as_str().unwrap())
}

/// Gives the pathway an entry file whose diagnosis aims at these occupations.
fn aims_at(app: &TestApp, of: &Followed, rome: &[&str]) {
    let assistant = app.sign_in(Role::Assistant);
    let who = app.uuid_text(of.participant);
    // as it was before the admission
    app.conn().batch(&format!("update participants set pathway_status = null where id = {who}")).unwrap();
    let file = assistant.post("/v1/entry-files", &json!({"participant_id": of.participant, "referent_id": of.referent_id, "diagnosis": {"target_rome": rome}})).expect(201);
    let (file, way) = (app.uuid_text(file["id"].as_str().unwrap().parse().unwrap()), app.uuid_text(of.pathway));
    app.conn().batch(&format!("update pathways set entry_file_id = {file} where id = {way}; update participants set pathway_status = 'active' where id = {who};")).unwrap();
}

/// Proves that the person is of a public.
fn is_of(app: &TestApp, of: &Followed, criterion: &str, valid_until: Option<&str>) {
    let (plie, id, who) =
        (app.uuid_text(app.plie.0), app.uuid_text(uuid::Uuid::now_v7()), app.uuid_text(of.participant));
    let (now, until) = (app.instant_text(), valid_until.map_or("null".to_owned(), |day| format!("'{day}'")));
    app.conn().batch(&format!("insert into participant_criteria (plie_id, id, participant_id, criterion, issued_on, valid_until, version, created_at, updated_at) values ({plie}, {id}, {who}, '{criterion}', '2026-01-01', {until}, 1, {now}, {now})")).unwrap();
}

both! {
    fn an_opportunity_is_recorded_read_and_changed(app: TestApp) {
        let relations = app.sign_in(Role::EmployerRelationsOfficer);
        let employer = relations.post("/v1/employers", &json!({"name": "Transports Alpins", "siret": "73282932000074"})).expect(201);
        let body = json!({"title": "Cariste", "kind": "job", "employer": {"id": employer["id"]}, "rome": "N1101", "constraints": [{"kind": "hours", "value": "Nuit"}], "closes_on": "2026-04-30"});
        let made = relations.post("/v1/opportunities", &body);
        let location = made.headers["location"].clone();
        let offer = made.expect(201);
        assert_eq!((&offer["employer"], &offer["constraints"]), (&json!({"id": employer["id"], "name": "Transports Alpins", "siret": "73282932000074"}), &json!([{"kind": "hours", "code": null, "value": "Nuit"}])));
        assert_eq!(app.sign_in(Role::Referent).get(&location).expect(200), offer);
        let changed = relations.at_version(1).patch(&location, &json!({"employer": {"name": "Boulangerie"}, "closes_on": null})).expect(200);
        assert_eq!((&changed["employer"], &changed["closes_on"], &changed["version"]), (&json!({"id": null, "name": "Boulangerie", "siret": null}), &Value::Null, &json!(2)));
        relations.patch(&location, &json!({"title": "x"})).refused(428, "precondition_required");
        relations.at_version(1).patch(&location, &json!({"title": "x"})).refused(412, "version_conflict");
        let none = relations.at_version(2).patch(&location, &json!({"employer": null})).expect(200);
        assert_eq!(none["employer"], Value::Null);
    }

    fn every_fault_of_an_opportunity_is_named(app: TestApp) {
        let relations = app.sign_in(Role::EmployerRelationsOfficer);
        let all = relations.post("/v1/opportunities", &json!({"title": "1 85 05 78 006 084 91", "kind": "gift", "employer": {"id": uuid::Uuid::now_v7(), "name": "x"}, "rome": "Z1103", "closes_on": "2026-03-01",
            "target_criteria": ["rich"], "blocking_barriers": ["weather"], "constraints": [{"kind": "other", "value": "1 85 05 78 006 084 91"}, {"kind": "hours", "code": "heights"}]}));
        assert_eq!(all.faults(), ["/blocking_barriers/0 unknown_code", "/closes_on rule_past", "/constraints/0/value rule_no_nir", "/constraints/1/code rule_constraint_code", "/employer/id reference_not_found", "/employer/name rule_employer_named",
            "/kind unknown_code", "/rome invalid", "/target_criteria/0 unknown_code", "/title rule_no_nir"]);
        assert_eq!(relations.post("/v1/opportunities", &json!({"title": "x", "kind": "job", "employer": {}})).faults(), ["/employer/name required"]);
    }

    /// Meets S3.18: list_opportunity_matches.
    fn an_opportunity_fits_whoever_aims_at_its_occupation_or_is_of_its_public(app: TestApp) {
        let [nadia, karim, lea, omar] = [(); 4].map(|()| app.given_somebody_followed());
        aims_at(&app, &nadia, &["N1103", "K2204"]);
        aims_at(&app, &karim, &["G1602"]);
        is_of(&app, &lea, "rsa", None);
        is_of(&app, &omar, "rsa", Some("2026-03-01"));
        let made = offer(&app, &json!({"target_criteria": ["rsa"]}));
        let director = app.sign_in(Role::Director);
        let matched = |offer: &Value| -> Vec<(Value, Value, Value)> {
            let page = director.get(&path(offer, "/matches?include_total=true")).expect(200);
            let items = page["items"].as_array().unwrap();
            assert_eq!(page["total"], items.len());
            let mut all: Vec<_> = items.iter().map(|m| (m["pathway_id"].clone(), m["reasons"].clone(), m["criteria"].clone())).collect();
            all.sort_by_key(|m| m.0.to_string());
            all
        };
        let mut expected = vec![(json!(nadia.pathway), json!(["occupation"]), json!([])), (json!(lea.pathway), json!(["criterion"]), json!(["rsa"]))];
        expected.sort_by_key(|m| m.0.to_string());
        assert_eq!(matched(&made), expected, "omar's proof is over");
        assert_eq!(matched(&offer(&app, &json!({"rome": null}))), vec![], "what says nothing fits nobody");
        is_of(&app, &nadia, "rsa", None);
        let both: Vec<_> = matched(&made).into_iter().filter(|m| m.0 == json!(nadia.pathway)).collect();
        assert_eq!(both[0].1, json!(["occupation", "criterion"]));
        let page = director.get(&path(&made, "/matches?limit=1"));
        let next = page.headers["link"].trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert_ne!(director.get(&next).expect(200)["items"][0]["pathway_id"], page.body["items"][0]["pathway_id"]);
        for status in ["exited", "suspended"] {
            app.pathway_stands(lea.pathway, status);
            assert!(matched(&made).iter().all(|m| m.0 != json!(lea.pathway)), "{status}");
        }
    }

    fn a_barrier_that_is_felt_rules_an_opportunity_out(app: TestApp) {
        let nadia = app.given_somebody_followed();
        aims_at(&app, &nadia, &["N1103"]);
        let made = offer(&app, &json!({"blocking_barriers": ["mobility"]}));
        let fits = || !nadia.referent.get(&path(&made, "/matches")).expect(200)["items"].as_array().unwrap().is_empty();
        assert!(fits());
        let note = |severity: i64| nadia.referent.post(&nadia.path("barriers"), &json!({"theme": "mobility", "severity": severity, "opened_on": "2026-02-10"})).expect(201);
        note(1);
        assert!(fits(), "hardly felt");
        let felt = note(2);
        assert!(!fits());
        nadia.referent.at_version(1).patch(&nadia.path(&format!("barriers/{}", felt["id"].as_str().unwrap())), &json!({"lifted_on": "2026-03-01"})).expect(200);
        assert!(fits(), "lifted");
    }

    /// Meets S3.18: list_opportunity_matches, create_constraint.
    fn what_an_offer_asks_for_is_held_against_what_people_rule_out(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        aims_at(&app, &nadia, &["N1103"]);
        let made = offer(&app, &json!({"commune_code": "38185", "constraints": [{"kind": "hours", "code": "night_work"}, {"kind": "driving_licence"}, {"kind": "physical", "code": "heavy_loads"}, {"kind": "other", "value": "Bonne humeur"}]}));
        let of = |who: &crate::support::Client, fits: bool| -> Vec<(Value, Value)> {
            let page = who.get(&path(&made, &format!("/matches?fits={fits}&include_total=true"))).expect(200);
            let items = page["items"].as_array().unwrap();
            assert_eq!(page["total"], items.len());
            assert!(items.iter().all(|m| m["fits"] == fits));
            let mut all: Vec<_> = items.iter().map(|m| (m["pathway_id"].clone(), m["obstacles"].clone())).collect();
            all.sort_by_key(|m| m.0.to_string());
            all
        };
        let (director, assistant) = (app.sign_in(Role::Director), app.sign_in(Role::Assistant));
        let obstacles = || of(&nadia.referent, false).into_iter().next().map_or(json!([]), |m| m.1);
        assert_eq!((of(&nadia.referent, true).len(), of(&nadia.referent, false).len()), (1, 0), "what nobody asked rules nothing out");
        assert_eq!(of(&director, false), [(json!(karim.pathway), json!(["not_sought"]))]);
        let note = |body: Value| nadia.referent.post(&nadia.path("constraints"), &body).expect(201);
        let end = |constraint: &Value| {
            let at = nadia.path(&format!("constraints/{}", constraint["id"].as_str().unwrap()));
            nadia.referent.at_version(1).patch(&at, &json!({"valid_to": "2026-03-01"})).expect(200);
        };
        let hours = note(json!({"kind": "family", "value": "Seule la nuit avec un enfant", "rules_out": ["night_work", "weekend"], "valid_from": "2026-02-10"}));
        assert_eq!(hours["rules_out"], json!(["night_work", "weekend"]));
        assert_eq!((obstacles(), of(&nadia.referent, true).len()), (json!(["hours"]), 0));
        end(&hours);
        note(json!({"kind": "hours", "value": "Plus tard", "rules_out": ["night_work"], "valid_from": "2026-04-01"}));
        assert_eq!(obstacles(), json!([]), "over, and not yet");
        let area = note(json!({"kind": "area", "value": "Sud", "commune_codes": ["38151"], "valid_from": "2026-02-10"}));
        assert_eq!(obstacles(), json!(["area"]));
        note(json!({"kind": "area", "value": "Grenoble", "commune_codes": ["38185"], "valid_from": "2026-02-10"}));
        assert_eq!(obstacles(), json!([]), "one of two");
        end(&area);
        let situation = |as_of: &str, licence: Value| {
            let told = json!({"as_of": as_of, "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "minimum_incomes": ["none"], "driving_licence": licence, "source": "participant"});
            nadia.referent.post(&format!("/v1/participants/{}/situations", nadia.participant), &told).expect(201);
        };
        situation("2026-02-10", json!(false));
        situation("2026-02-20", Value::Null);
        assert_eq!(obstacles(), json!(["driving_licence"]), "the last thing that is known");
        situation("2026-02-25", json!(true));
        assert_eq!(obstacles(), json!([]));
        note(json!({"kind": "transport", "value": "Pas de voiture", "rules_out": ["vehicle"], "valid_from": "2026-02-10"}));
        assert_eq!(obstacles(), json!([]), "no vehicle is asked for");
        note(json!({"kind": "health", "value": "no_heavy_loads", "valid_from": "2026-02-10"}));
        assert_eq!((obstacles(), of(&director, true).len()), (json!(["physical"]), 0));
        assert_eq!(of(&assistant, true), [(json!(nadia.pathway), json!([]))], "who does not read it in lists is not told by a match either");
        nadia.referent.put(&format!("/v1/participants/{}/sensitive", karim.participant), &json!({"disabled": "yes"})).refused(404, "not_found");
        aims_at(&app, &karim, &["N1103"]);
        karim.referent.put(&format!("/v1/participants/{}/sensitive", karim.participant), &json!({"disabled": "yes"})).expect(200);
        assert_eq!(of(&karim.referent, true), [(json!(karim.pathway), json!([]))], "sensitive facts are not looked at");
    }

    fn a_constraint_rules_out_what_its_kind_may(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let note = |body: Value| nadia.referent.post(&nadia.path("constraints"), &body);
        let base = |kind: &str, more: Value| {
            let mut body = json!({"kind": kind, "value": "x", "valid_from": "2026-02-10"});
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            body
        };
        assert_eq!(note(base("hours", json!({"rules_out": ["evening", "vehicle"], "commune_codes": ["38185"]}))).faults(), ["/commune_codes rule_constraint_area", "/rules_out/1 rule_constraint_code"]);
        assert_eq!(note(base("area", json!({"rules_out": ["evening"], "commune_codes": ["38"]}))).status, 422);
        note(base("hours", json!({"rules_out": ["mornings"]}))).refused(422, "validation_failed");
        let made = note(base("hours", json!({"rules_out": ["evening", "evening"]}))).expect(201);
        assert_eq!(made["rules_out"], json!(["evening"]), "each once");
        let at = nadia.path(&format!("constraints/{}", made["id"].as_str().unwrap()));
        assert_eq!(nadia.referent.at_version(1).patch(&at, &json!({"kind": "area"})).faults(), ["/rules_out/0 rule_constraint_code"]);
        let changed = nadia.referent.at_version(1).patch(&at, &json!({"kind": "area", "rules_out": [], "commune_codes": ["38185"]})).expect(200);
        assert_eq!((&changed["rules_out"], &changed["commune_codes"], &changed["version"]), (&json!([]), &json!(["38185"]), &json!(2)));
    }

    fn a_diagnosis_that_changes_its_aims_changes_the_matches(app: TestApp) {
        let nadia = app.given_somebody_followed();
        aims_at(&app, &nadia, &["K2204"]);
        let made = offer(&app, &json!({}));
        let fits = || !nadia.referent.get(&path(&made, "/matches")).expect(200)["items"].as_array().unwrap().is_empty();
        assert!(!fits());
        let files = nadia.referent.get(&format!("/v1/entry-files?participant_id={}", nadia.participant)).expect(200);
        let file = &files["items"][0];
        let at = format!("/v1/entry-files/{}", file["id"].as_str().unwrap());
        nadia.referent.at_version(file["version"].as_i64().unwrap()).patch(&at, &json!({"diagnosis": {"target_rome": ["N1103"]}})).expect(200);
        assert!(fits());
    }

    /// Meets S2.12, S3.18, S4.6: notify_opportunity.
    fn each_person_hears_of_an_opportunity_once(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let made = offer(&app, &json!({}));
        let tell = |who: &crate::support::Client, ids: &[uuid::Uuid], channel: &str| who.post(&path(&made, "/notify"), &json!({"pathway_ids": ids, "channel": channel}));
        let first = tell(&nadia.referent, &[nadia.pathway], "sms").expect(200);
        assert_eq!((&first["items"][0]["created"], &first["items"][0]["channel"]), (&json!(true), &json!("sms")));
        let assistant = app.sign_in(Role::Assistant);
        let again = tell(&assistant, &[karim.pathway, nadia.pathway, karim.pathway], "email").expect(200);
        let told: Vec<(&Value, &Value, &Value)> = again["items"].as_array().unwrap().iter().map(|n| (&n["pathway_id"], &n["created"], &n["channel"])).collect();
        assert_eq!(told, [(&json!(karim.pathway), &json!(true), &json!("email")), (&json!(nadia.pathway), &json!(false), &json!("sms"))]);
        assert_eq!(app.journal("resource = 'opportunity_notices'").len(), 2);
        let heard = |who: &crate::support::Client| who.get(&path(&made, "/notices?include_total=true")).expect(200)["total"].as_i64().unwrap();
        assert_eq!((heard(&assistant), heard(&nadia.referent), heard(&app.sign_in(Role::EmployerRelationsOfficer))), (2, 1, 2));
        let positioned = app.sign_in(Role::EmployerRelationsOfficer).get(&path(&made, "/notices")).expect(200);
        let named = |pathway: uuid::Uuid| positioned["items"].as_array().unwrap().iter().find(|n| n["pathway_id"] == json!(pathway)).unwrap()["last_name"].clone();
        assert_eq!((named(nadia.pathway), named(karim.pathway)), (json!("Benali"), json!("Benali")), "who looks for employers reads their names");
        app.sign_in(Role::EmployerRelationsOfficer).get(&format!("/v1/participants/{}", nadia.participant)).refused(404, "not_found");
        let notice = path(&made, &format!("/notices/{}", first["items"][0]["notice_id"].as_str().unwrap()));
        let told = nadia.referent.at_version(1).patch(&notice, &json!({"result": "hired"})).expect(200);
        assert_eq!((&told["result"], &told["version"]), (&json!("hired"), &json!(2)));
        nadia.referent.at_version(1).patch(&notice, &json!({"result": "declined"})).refused(412, "version_conflict");
        nadia.referent.patch(&notice, &json!({"result": "declined"})).refused(428, "precondition_required");
        assert_eq!(nadia.referent.at_version(2).patch(&notice, &json!({"result": "lost"})).faults(), ["/result unknown_code"]);
        karim.referent.at_version(2).patch(&notice, &json!({"result": "declined"})).refused(404, "not_found");
        assert_eq!(assistant.get(&path(&made, "/notices?result=pending")).expect(200)["items"].as_array().unwrap().len(), 1);
        aims_at(&app, &nadia, &["N1103"]);
        let matched = nadia.referent.get(&path(&made, "/matches")).expect(200);
        assert_eq!(matched["items"][0]["notified_at"], first["items"][0]["notified_at"]);
        let (notice, id) = (app.uuid_text(first["items"][0]["notice_id"].as_str().unwrap().parse().unwrap()), app.uuid_text(uuid::Uuid::now_v7()));
        let twice = format!("insert into opportunity_notices select plie_id, {id}, opportunity_id, pathway_id, participant_id, channel, notified_at, result, recorded_by, version, created_at, updated_at from opportunity_notices where id = {notice}");
        assert!(app.conn().batch(&twice).is_err(), "the database itself keeps one notice a person");
    }

    fn an_opportunity_is_passed_on_to_people_in_reach_until_it_closes(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let made = offer(&app, &json!({"closes_on": "2026-03-02"}));
        let tell = |body: Value| nadia.referent.post(&path(&made, "/notify"), &body);
        let wrong = tell(json!({"pathway_ids": [nadia.pathway, karim.pathway, uuid::Uuid::now_v7()], "channel": "owl"}));
        assert_eq!(wrong.faults(), ["/channel unknown_code", "/pathway_ids/1 reference_not_found", "/pathway_ids/2 reference_not_found"]);
        assert_eq!(tell(json!({"pathway_ids": [], "channel": "sms"})).status, 422);
        app.pathway_stands(nadia.pathway, "closed");
        assert_eq!(tell(json!({"pathway_ids": [nadia.pathway], "channel": "sms"})).faults(), ["/pathway_ids/0 rule_pathway_open"]);
        app.pathway_stands(nadia.pathway, "active");
        tell(json!({"pathway_ids": [nadia.pathway], "channel": "sms"})).expect(200);
        app.at("2026-03-03T08:00:00Z");
        let later = app.client_of(app.plie, nadia.user);
        later.post(&path(&made, "/notify"), &json!({"pathway_ids": [nadia.pathway], "channel": "sms"})).refused(409, "conflict_opportunity_closed");
    }

    fn opportunities_are_filtered_and_paged(app: TestApp) {
        for members in [json!({"title": "A"}), json!({"title": "B", "kind": "training", "rome": "G1602"}), json!({"title": "C", "closes_on": "2026-03-02"})] {
            offer(&app, &members);
        }
        app.at("2026-03-03T08:00:00Z");
        let referent = app.sign_in(Role::Referent);
        let listed = |query: &str| -> Vec<String> {
            let page = referent.get(&format!("/v1/opportunities?sort=created_at&{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|o| o["title"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(listed("kind=training"), ["B"]);
        assert_eq!(listed("rome=N1103"), ["A", "C"]);
        assert_eq!((listed("open=true"), listed("open=false")), (vec!["A".to_owned(), "B".to_owned()], vec!["C".to_owned()]));
        assert_eq!(listed("limit=1"), ["A"]);
    }

    fn a_referent_changes_what_they_recorded_and_others_see_no_people(app: TestApp) {
        let made = offer(&app, &json!({}));
        let referent = app.sign_in(Role::Referent);
        referent.at_version(1).patch(&path(&made, ""), &json!({"title": "x"})).refused(403, "forbidden");
        let mine = referent.post("/v1/opportunities", &json!({"title": "Vendeuse", "kind": "job"})).expect(201);
        referent.at_version(1).patch(&path(&mine, ""), &json!({"title": "Vendeur"})).expect(200);
        app.sign_in(Role::EmployerRelationsOfficer).get(&path(&made, "/matches")).refused(403, "forbidden");
        app.sign_in(Role::InnovativeProjectsOfficer).get(&path(&made, "")).refused(404, "not_found");
        app.sign_in(Role::FranceTravail).get(&path(&made, "/matches")).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path(&made, "")).refused(404, "not_found");
    }
}
