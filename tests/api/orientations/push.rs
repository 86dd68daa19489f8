//! The push, the list, what a partner sees, the check.

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::intake::orientation_body;
use crate::support::{Value, json};

fn with(pointer: &str, value: Value) -> Value {
    let mut body = orientation_body();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[member] = value;
    body
}

both! {
    /// Meets S3.1, S3.4: create_orientation, get_orientation.
    fn a_partner_sends_a_person(app: TestApp) {
        let partner = app.given_a_partner();
        let made = partner.client.post("/v1/orientations", &orientation_body());
        assert_eq!(made.headers["etag"], "\"1\"");
        let path = made.headers["location"].clone();
        let sent = made.expect(201);
        assert_eq!((&sent["status"], &sent["partner_structure_id"]), (&json!("received"), &partner.structure["id"]));
        assert_eq!(sent["candidate"], json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "1990-02-03", "gender": "woman", "phone": "0612345678"}));
        assert_eq!(sent["history"], json!([{"from": null, "to": "received", "at": "2026-03-02T08:00:00Z", "reason": null}]));
        assert_eq!((&sent["waiting_days"], &sent["expires_on"]), (&json!(0), &json!("2026-05-01")));
        assert_eq!(partner.client.get(&path).expect(200), sent);
        app.at("2026-03-05T08:00:00Z");
        assert_eq!(app.sign_in(Role::Director).get(&path).expect(200)["waiting_days"], 3);
    }

    fn everything_wrong_with_an_orientation_is_named_at_once(app: TestApp) {
        let partner = app.given_a_partner();
        let mut body = orientation_body();
        body["candidate"] = json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "2030-01-01", "gender": "robot"});
        body["motives"] = json!(["job_search", "fun"]);
        body["criteria"] = json!(["rich"]);
        body["comment"] = json!("NIR 1 85 05 78 006 084 91");
        body["data_protection_commitment"] = json!(false);
        body["territory_id"] = json!("01936c5e-7a10-7c3b-9d52-6f0e8a41b7c8");
        let answer = partner.client.post("/v1/orientations", &body);
        assert_eq!(answer.faults(), [
            "/candidate rule_contact", "/candidate/birth_date rule_birth_date", "/candidate/gender unknown_code", "/comment rule_no_nir",
            "/criteria/0 unknown_code", "/data_protection_commitment rule_data_protection_commitment", "/motives/1 unknown_code", "/territory_id reference_not_found",
        ]);
        partner.client.post("/v1/orientations", &with("/motives", json!([]))).expect(422);
        partner.client.post("/v1/orientations", &with("/candidate/shoe_size", json!(38))).refused(422, "unknown_field");
        partner.client.post("/v1/orientations", &with("/candidate/first_name", json!("a\u{0}b"))).expect(422);
        partner.client.post("/v1/orientations", &with("/comment", json!("x".repeat(2001)))).expect(422);
        partner.client.post("/v1/orientations", &with("/candidate/phone", json!("185057800608491"))).refused(422, "rule_no_nir");
        partner.client.post("/v1/orientations", &with("/external_id", json!("185057800608491"))).refused(422, "rule_no_nir");
        for contact in ["email", "contact_person"] {
            let mut body = with("/candidate/phone", Value::Null);
            body["candidate"][contact] = json!("sa.soeur@example.org");
            partner.client.post("/v1/orientations", &body).expect(201);
        }
    }

    fn staff_name_the_structure_and_a_partner_is_its_own(app: TestApp) {
        let partner = app.given_a_partner();
        let other = app.given_a_structure("ft");
        partner.client.post("/v1/orientations", &with("/partner_structure_id", other["id"].clone())).refused(422, "reference_not_found");
        partner.client.post("/v1/orientations", &with("/partner_structure_id", partner.structure["id"].clone())).expect(201);
        let assistant = app.sign_in(Role::Assistant);
        assert_eq!(assistant.post("/v1/orientations", &orientation_body()).faults(), ["/partner_structure_id required"]);
        let sent = assistant.post("/v1/orientations", &with("/partner_structure_id", other["id"].clone())).expect(201);
        assert_eq!(sent["participant_id"], Value::Null);
        assert!(sent.as_object().unwrap().contains_key("participant_id"), "staff see the follow-up");
        app.sign_in(Role::FinanceOfficer).post("/v1/orientations", &with("/partner_structure_id", other["id"].clone())).refused(403, "forbidden");
    }

    fn a_referent_sends_a_person_and_sees_them_until_it_is_known_what_becomes_of_them(app: TestApp) {
        let structure = app.given_a_structure("ft");
        let north = app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185"]})).expect(201);
        let (referent, colleague) = (app.sign_in(Role::Referent), app.sign_in(Role::Referent));
        let mut body = with("/partner_structure_id", structure["id"].clone());
        body["territory_id"] = north["id"].clone();
        let asked = body.clone();
        body["id"] = json!(uuid::Uuid::now_v7());
        assert_eq!(referent.post("/v1/orientations/check", &asked).expect(200)["missing_items"], json!([]));
        let sent = referent.post("/v1/orientations", &body).expect(201);
        assert_eq!((&sent["territory_id"], &sent["participant_id"]), (&north["id"], &Value::Null));
        assert_eq!(referent.post("/v1/orientations", &body).expect(200)["id"], sent["id"], "sent again");
        let path = format!("/v1/orientations/{}", sent["id"].as_str().unwrap());
        referent.get(&path).expect(200);
        colleague.get(&path).refused(404, "not_found");
        referent.at_version(1).post(&format!("{path}/triage"), &json!({})).refused(403, "forbidden");
        assert_eq!(colleague.post("/v1/orientations/check", &asked).expect(200)["match"], "none", "they don't know whom others sent");
        let refusal = json!({"reason": "not_eligible", "alternative": "Mission locale"});
        app.sign_in(Role::Assistant).at_version(1).post(&format!("{path}/triage"), &json!({})).expect(200);
        app.sign_in(Role::Assistant).at_version(2).post(&format!("{path}/refuse"), &refusal).expect(200);
        referent.get(&path).refused(404, "not_found");
    }

    fn the_same_push_again_is_the_first_one(app: TestApp) {
        let partner = app.given_a_partner();
        let body = with("/external_id", json!("ML-1"));
        let first = partner.client.post("/v1/orientations", &body).expect(201);
        assert_eq!(partner.client.post("/v1/orientations", &body).expect(200), first);
        let mut changed = body.clone();
        changed["comment"] = json!("autre");
        partner.client.post("/v1/orientations", &changed).refused(409, "duplicate");
        let another = app.given_a_partner();
        another.client.post("/v1/orientations", &body).expect(201);
        let named = with("/id", json!("01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"));
        let made = partner.client.post("/v1/orientations", &named).expect(201);
        assert_eq!(partner.client.post("/v1/orientations", &named).expect(200), made);
        another.client.post("/v1/orientations", &named).refused(409, "duplicate");
    }

    fn a_push_never_tells_whether_the_person_is_known(app: TestApp) {
        let partner = app.given_a_partner();
        let known = with("/candidate/last_name", json!("Connue"));
        app.sign_in(Role::Assistant).post("/v1/participants", &json!({"first_name": "Ana", "last_name": "Connue", "birth_date": "1990-02-03", "gender": "woman", "phone": "0612345678", "france_travail_id": "1234567A"})).expect(201);
        let plain = |v: Value| {
            let mut v = v;
            for own in ["id", "candidate"] { v.as_object_mut().unwrap().remove(own); }
            v
        };
        let a = partner.client.post("/v1/orientations", &known);
        let b = partner.client.post("/v1/orientations", &orientation_body());
        assert_eq!((a.status, b.status), (201, 201));
        assert_eq!(a.headers.keys().collect::<Vec<_>>(), b.headers.keys().collect::<Vec<_>>());
        assert_eq!(plain(a.body), plain(b.body));
        let mut check = known.clone();
        check["candidate"]["france_travail_id"] = json!("1234567A");
        let told = app.given_a_partner().client.post("/v1/orientations/check", &check).expect(200);
        assert_eq!((&told["match"], &told["hint"]), (&json!("none"), &Value::Null));
        let told = app.sign_in(Role::Assistant).post("/v1/orientations/check", &check).expect(200);
        assert_eq!((&told["match"], &told["hint"]), (&json!("same"), &json!("A. C. 1990")));
    }

    fn a_structure_that_is_not_validated_waits_and_a_refused_one_may_not_send(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/partner-structures", &json!({"name": "Nouvelle", "kind": "association"}));
        let path = made.headers["location"].clone();
        let structure = made.expect(201);
        let machine = app.machine_of(app.plie, &structure);
        let sent = machine.post("/v1/orientations", &orientation_body());
        assert_eq!(sent.warnings(), ["structure_not_validated"]);
        let sent = sent.expect(201);
        let triage = app.sign_in(Role::Assistant).at_version(1).post(&format!("/v1/orientations/{}/triage", sent["id"].as_str().unwrap()), &json!({}));
        triage.refused(409, "conflict_structure_not_validated");
        let refused = data.at_version(structure["version"].as_i64().unwrap()).post(&format!("{path}/refuse"), &json!({"reason": "Hors champ"})).expect(200);
        machine.post("/v1/orientations", &orientation_body()).refused(409, "conflict_structure_refused");
        let again = || app.sign_in(Role::Assistant).at_version(1).post(&format!("/v1/orientations/{}/triage", sent["id"].as_str().unwrap()), &json!({}));
        again().refused(409, "conflict_structure_not_validated");
        data.at_version(refused["version"].as_i64().unwrap()).post(&format!("{path}/validate"), &json!({})).expect(200);
        assert_eq!(again().expect(200)["status"], "in_triage", "out of the quarantine");
    }

    /// Meets S3.1: list_orientations.
    fn a_partner_sees_its_own_and_nothing_of_the_follow_up(app: TestApp) {
        let (partner, other) = (app.given_a_partner(), app.given_a_partner());
        let sent = partner.client.post("/v1/orientations", &orientation_body()).expect(201);
        let path = format!("/v1/orientations/{}", sent["id"].as_str().unwrap());
        app.brought_to(&sent, "received_in_person");
        let (_, referent) = app.given_a_referent();
        let opened = app.sign_in(Role::Assistant).at_version(4).post(&format!("{path}/open-entry-file"), &json!({"referent_id": referent["id"]})).expect(200);
        assert!(opened["participant_id"].is_string() && opened["entry_file_id"].is_string());
        let seen = partner.client.get(&path).expect(200);
        assert_eq!(seen["status"], "entry_file_opened");
        for hidden in ["participant_id", "entry_file_id", "slot_id", "no_show_count", "referent_id"] {
            assert!(!seen.as_object().unwrap().contains_key(hidden), "{hidden}");
        }
        let text = seen.to_string();
        for secret in [&opened["participant_id"], &opened["entry_file_id"], &opened["slot_id"], &referent["id"]] {
            assert!(!text.contains(secret.as_str().unwrap()), "{secret}");
        }
        assert_eq!(partner.client.get("/v1/orientations").expect(200)["items"], json!([seen]));
        assert_eq!(other.client.get("/v1/orientations").expect(200)["items"], json!([]));
        other.client.get(&path).refused(404, "not_found");
        other.client.at_version(5).post(&format!("{path}/withdraw"), &json!({"reason": "other"})).refused(404, "not_found");
        partner.client.at_version(5).post(&format!("{path}/triage"), &json!({})).refused(403, "forbidden");
        let foreign = app.sign_in_at(app.another_plie(), Role::Assistant);
        foreign.get(&path).refused(404, "not_found");
        assert_eq!(foreign.get("/v1/orientations").expect(200)["items"], json!([]));
    }

    fn orientations_are_found_by_what_they_are(app: TestApp) {
        let partner = app.given_a_partner();
        let north = app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185"]})).expect(201);
        let mut eloise = with("/candidate/address", json!({"commune_code": "38185"}));
        eloise["candidate"]["first_name"] = json!("Éloïse");
        eloise["candidate"]["last_name"] = json!("Le Goff");
        let eloise = partner.client.post("/v1/orientations", &eloise).expect(201);
        assert_eq!(eloise["territory_id"], north["id"]);
        app.at("2026-03-03T08:00:00Z");
        let ana = app.given_an_orientation_in("in_triage");
        let all = app.sign_in(Role::Director);
        let found = |query: &str| -> Vec<String> {
            let page = all.get(&format!("/v1/orientations?fields=id&{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
        };
        let (e, a) = (eloise["id"].as_str().unwrap(), ana["id"].as_str().unwrap());
        assert_eq!(found("sort=received_at"), [e, a]);
        assert_eq!(found("sort=-received_at"), [a, e]);
        assert_eq!(found("status=in_triage"), [a]);
        assert_eq!(found(&format!("territory_id={}", north["id"].as_str().unwrap())), [e]);
        assert_eq!(found(&format!("partner_structure_id={}", partner.structure["id"].as_str().unwrap())), [e]);
        assert_eq!(found("received_from=2026-03-02&received_to=2026-03-02"), [e]);
        assert_eq!(found("received_from=2026-03-03"), [a]);
        for q in ["eloise", "LE-GOFF", "goff", "%C3%89lo"] {
            assert_eq!(found(&format!("q={q}")), [e], "{q}");
        }
        assert_eq!(found("q=%25"), [a, e], "nothing to look for");
        assert_eq!(found("updated_after=2026-03-02T20:00:00Z"), [a]);
        let first = all.get("/v1/orientations?limit=1&sort=received_at").expect(200);
        assert_eq!(first["items"][0]["id"], e);
        let next = all.get(&format!("/v1/orientations?cursor={}", first["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!((&next["items"][0]["id"], &next["next_cursor"]), (&json!(a), &Value::Null));
        let scope = Some((jalon::auth::actor::ScopeType::Territory, north["id"].as_str().unwrap().parse().unwrap()));
        let officer = app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, scope));
        assert_eq!(officer.get("/v1/orientations?fields=id").expect(200)["items"], json!([{"id": e}]));
        officer.get(&format!("/v1/orientations/{a}")).refused(404, "not_found");
        all.get("/v1/orientations?status=lost").refused(400, "malformed_parameter");
    }

    fn a_check_tells_what_a_push_would_meet_and_writes_only_its_line(app: TestApp) {
        let partner = app.given_a_partner();
        partner.client.post("/v1/orientations", &orientation_body()).expect(201);
        let told = partner.client.post("/v1/orientations/check", &json!({"candidate": {"first_name": "ANA", "last_name": "silva", "birth_date": "1990-02-03"}, "criteria": ["rsa", "senior_50"]})).expect(200);
        assert_eq!((&told["match"], &told["hint"], &told["eligible_criteria"]), (&json!("likely"), &json!("A. S. 1990"), &json!(["rsa"])));
        let missing: Vec<&str> = told["missing_items"].as_array().unwrap().iter().map(|i| i["pointer"].as_str().unwrap()).collect();
        assert_eq!(missing, ["/prescriber/name", "/candidate", "/motives", "/data_protection_commitment"]);
        assert_eq!(partner.client.post("/v1/orientations/check", &orientation_body()).expect(200)["missing_items"], json!([]));
        assert_eq!(partner.client.get("/v1/orientations?include_total=true").expect(200)["total"], 1);
        for _ in 0..18 {
            partner.client.post("/v1/orientations/check", &json!({})).expect(200);
        }
        let over = partner.client.post("/v1/orientations/check", &json!({}));
        assert!(over.headers["retry-after"].parse::<u64>().unwrap() >= 1);
        over.refused(429, "rate_limited");
        app.sign_in(Role::Assistant).post("/v1/orientations/check", &json!({})).expect(200);
        app.sign_in(Role::Provider).post("/v1/orientations/check", &json!({})).refused(403, "forbidden");
        assert_eq!(app.journal_lines("check_orientation"), 22, "21 answers, one denial");
    }
}
