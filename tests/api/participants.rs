//! Participants.

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;
use jalon::ids::UserId;

use crate::both;
use crate::support::{Value, json};

both! {
    fn a_participant_is_made_read_listed_and_changed(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let made = assistant.post("/v1/participants", &json!({
            "first_name": " Nadia ", "last_name": "Benali", "birth_date": "1987-04-12", "gender": "woman",
            "phone": "06 12 34 56 78", "external_ids": {"viesion": "A-12"}, "france_travail_id": "1234567 a",
            "address": {"line": "12 rue des Alpes", "postcode": "38000", "commune_code": "38185", "qpv": true},
        }));
        assert_eq!(made.headers["etag"], "\"1\"");
        let location = made.headers["location"].clone();
        let nadia = made.expect(201);
        assert_eq!(nadia["first_name"], "Nadia");
        assert_eq!(nadia["phone"], "0612345678");
        assert_eq!(nadia["france_travail_id"], "1234567A");
        assert_eq!(nadia["external_ids"], json!({"viesion": "A-12"}));
        assert_eq!(nadia["address"], json!({"line": "12 rue des Alpes", "postcode": "38000", "commune_code": "38185", "qpv": true, "frr": null, "valid_from": "2026-03-02"}));
        for empty in ["birth_name", "email", "current_pathway", "referent", "merged_into", "territory_id"] {
            assert_eq!(nadia[empty], Value::Null, "{empty}");
        }
        let director = app.sign_in(Role::Director);
        assert_eq!(director.get(&location).expect(200), nadia);
        assert_eq!(director.get("/v1/participants/by-external-id/viesion/A-12").expect(200), nadia);
        director.get("/v1/participants/by-external-id/viesion/A-13").refused(404, "not_found");
        let page = director.get("/v1/participants?include_total=true").expect(200);
        assert_eq!((&page["items"], &page["total"]), (&json!([nadia]), &json!(1)));
        let patch = json!({"last_name": "Morel", "birth_name": "Benali", "phone": null, "email": "n@example.org", "external_ids": {"i-milo": "7"}, "address": {"qpv": null}});
        let changed = assistant.at_version(1).patch(&location, &patch).expect(200);
        assert_eq!((&changed["last_name"], &changed["phone"], &changed["version"]), (&json!("Morel"), &Value::Null, &json!(2)));
        assert_eq!(changed["external_ids"], json!({"viesion": "A-12", "i-milo": "7"}));
        assert_eq!((&changed["address"]["qpv"], &changed["address"]["line"]), (&Value::Null, &json!("12 rue des Alpes")));
        assistant.at_version(1).patch(&location, &patch).refused(412, "version_conflict");
        assistant.patch(&location, &patch).refused(428, "precondition_required");
    }

    fn eight_people_called_pierre_dupont_stay_eight(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let pierre = |year: u32| json!({"first_name": "Pierre", "last_name": "Dupont", "birth_date": format!("{year}-05-17"), "gender": "man", "phone": format!("061234{year}")});
        let mut made: Vec<Value> = (1970..1978).map(|year| assistant.post("/v1/participants", &pierre(year)).expect(201)["id"].clone()).collect();
        let mut seen = Vec::new();
        let mut next = "/v1/participants?limit=3&q=dupont%20pierre".to_owned();
        loop {
            let answer = assistant.get(&next);
            let link = answer.headers.get("link").cloned();
            seen.extend(answer.expect(200)["items"].as_array().unwrap().iter().map(|p| p["id"].clone()));
            let Some(link) = link else { break };
            next = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
        }
        assert_eq!(seen, made, "equal names come in the order of their ids, each once");
        let mut again = pierre(1970);
        let refused = assistant.post("/v1/participants", &again).refused(409, "duplicate");
        assert_eq!(refused["candidates"], json!([{"id": made[0], "hint": "P. D. 1970", "score": 95, "reasons": ["birth_date", "names", "phone"]}]));
        again["phone"] = Value::Null;
        again["first_name"] = json!("PIÉRRE");
        assert_eq!(assistant.post("/v1/participants", &again).refused(409, "duplicate")["candidates"][0]["score"], 90);
        again["confirm_new"] = json!(true);
        made.push(assistant.post("/v1/participants", &again).expect(201)["id"].clone());
        assert_eq!(assistant.get("/v1/participants?include_total=true&limit=1").expect(200)["total"], 9);
    }

    fn a_name_is_found_whatever_the_case_and_accents(app: TestApp) {
        for (first, last, birth) in [("Éloïse", "Le Goff-D’Arc", None), ("Łukasz", "Weiß", Some("Œuvrard")), ("Jean‑Luc", "N'Diaye", None), ("50%", "a_b", None)] {
            app.given_a_participant_with(&json!({"first_name": first, "last_name": last, "birth_name": birth}));
        }
        let director = app.sign_in(Role::Director);
        let found = |q: &str| -> Vec<String> {
            let page = director.get(&format!("/v1/participants?q={}", urlencode(q))).expect(200);
            page["items"].as_array().unwrap().iter().map(|p| p["first_name"].as_str().unwrap().to_owned()).collect()
        };
        for (q, first) in [
            ("eloise", "Éloïse"), ("ÉLO", "Éloïse"), ("goff", "Éloïse"), ("LE-GOFF", "Éloïse"), ("legoff", "Éloïse"), ("d'arc élo", "Éloïse"), ("arc le", "Éloïse"),
            ("lukasz", "Łukasz"), ("weiss", "Łukasz"), ("oeuv", "Łukasz"), ("OEUVRARD lu", "Łukasz"),
            ("ndiaye", "Jean‑Luc"), ("n'di", "Jean‑Luc"), ("jeanluc", "Jean‑Luc"), ("jean-luc", "Jean‑Luc"), ("50", "50%"),
        ] {
            assert_eq!(found(q), [first], "{q}");
        }
        for q in ["loise", "goffe", "eloise weiss", "off", "aab"] {
            assert!(found(q).is_empty(), "{q}");
        }
        for q in ["a", "'x", "%%", "", "aa bb cc dd ee ff gg hh ii"] {
            director.get(&format!("/v1/participants?q={}", urlencode(q))).refused(400, "malformed_parameter");
        }
        let changed = director.get("/v1/participants?q=weiss").expect(200)["items"][0]["id"].clone();
        app.sign_in(Role::Assistant).at_version(1).patch(&format!("/v1/participants/{}", changed.as_str().unwrap()), &json!({"last_name": "Noir"})).expect(200);
        assert_eq!((found("weiss").len(), found("noir").len()), (0, 1), "the former name finds nobody");
    }

    /// Meets S0.26: list_participants.
    fn a_list_is_sorted_and_filtered(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let territory = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185"]})).expect(201);
        let address = json!({"line": "1 rue", "postcode": "38000", "commune_code": "38185"});
        let zoe = app.given_a_participant_with(&json!({"last_name": "Zola", "address": address}));
        app.at("2026-03-02T09:00:00Z");
        let data = app.client_of(app.plie, UserId::of(data.id.unwrap()));
        let ana = app.given_a_participant_with(&json!({"last_name": "Àbel"}));
        let followed = app.given_somebody_followed();
        assert_eq!(zoe["territory_id"], territory["id"]);
        let list = |query: &str| -> Vec<Value> {
            let page = data.get(&format!("/v1/participants?{query}")).expect(200);
            page["items"].as_array().unwrap().iter().map(|p| p["id"].clone()).collect()
        };
        let (zoe, ana, nadia) = (zoe["id"].clone(), ana["id"].clone(), json!(followed.participant));
        assert_eq!(list("sort=last_name"), [ana.clone(), nadia.clone(), zoe.clone()]);
        assert_eq!(list("sort=-created_at").last(), Some(&zoe));
        assert_eq!(list("updated_after=2026-03-02T08:30:00Z&sort=last_name"), [ana.clone(), nadia.clone()]);
        assert_eq!(list(&format!("territory_id={}", territory["id"].as_str().unwrap())), std::slice::from_ref(&zoe));
        assert_eq!(list("pathway_status=active"), std::slice::from_ref(&nadia));
        assert_eq!(list(&format!("referent_id={}", followed.referent_id)), std::slice::from_ref(&nadia));
        assert!(list("criterion=rsa&pathway_status=suspended").is_empty());
        assert!(list(&format!("site_id={}", uuid::Uuid::now_v7())).is_empty());
        data.get("/v1/participants?pathway_status=asleep").refused(400, "malformed_parameter");
        data.get("/v1/participants?sort=birth_date").refused(400, "malformed_parameter");
        data.get("/v1/participants?nir=1").refused(400, "unknown_parameter");
        let moved = json!({"address": {"commune_code": "38421"}});
        let path = format!("/v1/participants/{}", zoe.as_str().unwrap());
        assert_eq!(data.at_version(1).patch(&path, &moved).expect(200)["territory_id"], Value::Null);
        assert_eq!(data.at_version(2).patch(&path, &json!({"address": null})).expect(200)["address"], Value::Null);
        let answer = data.at_version(3).patch(&path, &json!({"address": {"line": "2 rue"}}));
        assert_eq!(answer.faults(), ["/address/commune_code required", "/address/postcode required"]);
    }

    fn a_referent_lists_those_followed_today_and_reads_on_for_a_while(app: TestApp) {
        let followed = app.given_somebody_followed();
        let stranger = app.given_a_participant();
        let path = format!("/v1/participants/{}", followed.participant);
        let other = format!("/v1/participants/{}", stranger["id"].as_str().unwrap());
        let referent = &followed.referent;
        let seen = referent.get(&path).expect(200);
        assert_eq!(seen["current_pathway"], json!({"id": followed.pathway, "status": "active"}));
        assert_eq!(seen["referent"], json!({"id": followed.referent_id, "user_id": followed.user}));
        referent.get(&other).refused(404, "not_found");
        referent.at_version(1).patch(&other, &json!({"phone": "0600000000"})).refused(404, "not_found");
        assert_eq!(referent.get("/v1/participants?include_total=true").expect(200)["total"], 1);
        referent.at_version(1).patch(&path, &json!({"phone": "0600000000"})).expect(200);
        app.sign_in(Role::Referent).get(&path).refused(404, "not_found");
        let sql = format!("update referent_assignments set ends_on = '2026-03-02' where participant_id = {}", app.uuid_text(followed.participant));
        app.conn().batch(&sql).unwrap();
        referent.get(&path).expect(200);
        app.at("2026-03-02T22:59:59Z");
        let referent = app.client_of(app.plie, followed.user);
        referent.get(&path).expect(200);
        app.at("2026-03-02T23:00:00Z");
        referent.get(&path).expect(200);
        referent.at_version(2).patch(&path, &json!({"phone": null})).refused(403, "forbidden");
        assert_eq!(referent.get("/v1/participants").expect(200)["items"], json!([]));
        let made = referent.post("/v1/participants", &json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "1990-01-01", "gender": "woman", "phone": "0611111111"}));
        let location = made.headers["location"].clone();
        let recorded = made.expect(201);
        assert_eq!(referent.get(&location).expect(200), recorded, "nobody follows them yet");
    }

    fn an_officer_of_a_territory_sees_its_people(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let made = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": ["38185"]})).expect(201);
        let territory: uuid::Uuid = made["id"].as_str().unwrap().parse().unwrap();
        let living_in = |commune: &str| {
            let person = app.given_a_participant_with(&json!({"address": {"line": "1 rue", "postcode": "38000", "commune_code": commune}}));
            format!("/v1/participants/{}", person["id"].as_str().unwrap())
        };
        let (inside, outside) = (living_in("38185"), living_in("38421"));
        let officer = app.user(app.plie, Role::TerritorialOfficer, Some((ScopeType::Territory, territory)));
        let officer = app.client_of(app.plie, officer);
        officer.get(&inside).expect(200);
        officer.get(&outside).refused(404, "not_found");
        officer.at_version(1).patch(&inside, &json!({"phone": null})).refused(403, "forbidden");
        officer.at_version(1).patch(&outside, &json!({"phone": null})).refused(404, "not_found");
        assert_eq!(officer.get("/v1/participants?include_total=true").expect(200)["total"], 1);
        assert_eq!(app.sign_in(Role::TerritorialOfficer).get("/v1/participants?include_total=true").expect(200)["total"], 2);
    }

    fn who_has_no_business_with_people_sees_none(app: TestApp) {
        let person = app.given_a_participant_with(&json!({"external_ids": {"viesion": "1"}}));
        let path = format!("/v1/participants/{}", person["id"].as_str().unwrap());
        let body = json!({"first_name": "A", "last_name": "B", "birth_date": "1990-01-01", "gender": "man"});
        for role in [Role::InnovativeProjectsOfficer, Role::FinanceOfficer, Role::CommissionMember, Role::Partner, Role::Auditor, Role::PlatformAdmin] {
            let caller = app.sign_in(role);
            caller.get(&path).refused(404, "not_found");
            caller.get("/v1/participants").refused(403, "forbidden");
            caller.at_version(1).patch(&path, &json!({"phone": null})).refused(404, "not_found");
            caller.post("/v1/participants", &body).refused(403, "forbidden");
        }
        app.sign_in(Role::Director).post("/v1/participants", &body).refused(403, "forbidden");
        app.anonymous().get(&path).refused(401, "unauthenticated");
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&path).refused(404, "not_found");
        foreign.get("/v1/participants/by-external-id/viesion/1").refused(404, "not_found");
        foreign.at_version(1).patch(&path, &json!({"phone": null})).refused(404, "not_found");
        assert_eq!(foreign.get("/v1/participants").expect(200)["items"], json!([]));
        foreign.post("/v1/participants", &json!({"id": person["id"], "first_name": "A", "last_name": "B", "birth_date": "1990-01-01", "gender": "man", "external_ids": {"viesion": "1"}})).expect(201);
        assert_eq!(app.sign_in(Role::Director).get(&path).expect(200), person, "two tenants may use one id");
    }

    fn a_health_number_is_refused_in_every_text(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let nir = "1 85 05 78 006 084 91";
        let person = app.given_a_participant();
        let path = format!("/v1/participants/{}", person["id"].as_str().unwrap());
        for field in ["first_name", "last_name", "birth_name", "contact_person", "france_travail_id", "caf_msa_id"] {
            let mut body = json!({"first_name": "A", "last_name": "B", "birth_date": "1990-01-01", "gender": "man"});
            body[field] = json!(nir);
            let answer = assistant.post("/v1/participants", &body);
            assert_eq!(answer.faults(), [format!("/{field} rule_no_nir")]);
            answer.refused(422, "rule_no_nir");
            let mut patch = json!({});
            patch[field] = json!(nir);
            assert_eq!(assistant.at_version(1).patch(&path, &patch).faults(), [format!("/{field} rule_no_nir")]);
        }
        let nested = [
            (json!({"address": {"line": nir, "postcode": "38000", "commune_code": "38185"}}), "/address/line rule_no_nir"),
            (json!({"external_ids": {"nss": "185057800608491"}}), "/external_ids/nss rule_no_nir"),
        ];
        for (patch, fault) in nested {
            assert_eq!(assistant.at_version(1).patch(&path, &patch).faults(), [fault]);
        }
        assert_eq!(assistant.get(&path).expect(200), person);
    }

    fn nobody_enters_who_cannot_be_reached(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let made = assistant.post("/v1/participants", &json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "2015-01-01", "gender": "woman"}));
        assert_eq!(made.warnings(), ["no_contact", "unusual_age"]);
        made.expect(201);
        let future = assistant.post("/v1/participants", &json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "2026-03-03", "gender": "woman"}));
        assert_eq!(future.faults(), ["/birth_date rule_birth_date"]);
        let path = format!("/v1/participants/{}", app.given_somebody_followed().participant);
        assistant.at_version(1).patch(&path, &json!({"email": null})).refused(422, "rule_contact");
        let moved = assistant.at_version(1).patch(&path, &json!({"email": null, "contact_person": "sa sœur, 06 12 34 56 78"}));
        assert_eq!(moved.warnings(), Vec::<String>::new());
        moved.expect(200);
    }

    fn a_number_is_one_persons(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let first = app.given_a_participant_with(&json!({"france_travail_id": "1234567A", "external_ids": {"viesion": "A-12"}}));
        let body = json!({"first_name": "Ana", "last_name": "Silva", "birth_date": "1990-01-01", "gender": "woman", "phone": "0611111111", "confirm_new": true});
        for (member, value, pointer) in [("france_travail_id", json!(" 1234567a "), "/france_travail_id duplicate"), ("external_ids", json!({"viesion": "A-12", "x": "1"}), "/external_ids/viesion duplicate")] {
            let mut body = body.clone();
            body[member] = value.clone();
            let refused = assistant.post("/v1/participants", &body);
            assert_eq!(refused.faults(), [pointer]);
            let problem = refused.refused(409, "duplicate");
            assert_eq!((&problem["candidates"][0]["id"], &problem["candidates"][0]["score"]), (&first["id"], &json!(100)));
            let blind = app.sign_in(Role::Referent).post("/v1/participants", &body);
            assert_eq!(blind.faults(), [pointer], "it holds for who may not see the other");
            assert_eq!(blind.refused(409, "duplicate")["candidates"], Value::Null);
            let other = app.given_a_participant();
            let mut patch = json!({});
            patch[member] = value;
            assistant.at_version(1).patch(&format!("/v1/participants/{}", other["id"].as_str().unwrap()), &patch).refused(409, "duplicate");
        }
        let same_path = format!("/v1/participants/{}", first["id"].as_str().unwrap());
        assistant.at_version(1).patch(&same_path, &json!({"external_ids": {"viesion": "A-12"}, "france_travail_id": "1234567a"})).expect(200);
        let freed = assistant.at_version(2).patch(&same_path, &json!({"external_ids": {"viesion": null}})).expect(200);
        assert_eq!(freed["external_ids"], json!({}));
        let mut body = body;
        body["external_ids"] = json!({"viesion": "A-12"});
        assistant.post("/v1/participants", &body).expect(201);
        for system in ["Viesion", "2x", "é", "a b", ""] {
            let answer = assistant.post("/v1/participants", &json!({"first_name": "A", "last_name": "B", "birth_date": "1980-01-01", "gender": "man", "external_ids": {system: "1"}}));
            assert_eq!(answer.faults(), [format!("/external_ids/{system} invalid")]);
        }
        for number in ["", "  ", "a\u{0}b", &"9".repeat(101)] {
            let answer = assistant.post("/v1/participants", &json!({"first_name": "A", "last_name": "B", "birth_date": "1980-01-01", "gender": "man", "external_ids": {"x": number}}));
            assert_eq!(answer.status, 422, "{number:?} {}", answer.text);
        }
    }

    fn a_referent_is_not_told_of_people_out_of_reach(app: TestApp) {
        let person = app.given_a_participant();
        let body = json!({"first_name": person["first_name"], "last_name": person["last_name"], "birth_date": person["birth_date"], "gender": "woman", "phone": "0611111111"});
        app.sign_in(Role::Referent).post("/v1/participants?dry_run=true", &body).expect(200);
        app.sign_in(Role::Assistant).post("/v1/participants?dry_run=true", &body).refused(409, "duplicate");
        assert_eq!(app.sign_in(Role::Director).get("/v1/participants?include_total=true").expect(200)["total"], 1);
    }

    fn a_second_create_with_the_same_id_answers_the_first(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let mut body = json!({"id": uuid::Uuid::now_v7(), "first_name": "Ana", "last_name": "Silva", "birth_date": "1990-01-01", "gender": "woman", "phone": "06 11 11 11 11", "france_travail_id": "1a", "address": {"line": "1 rue", "postcode": "38000", "commune_code": "38185"}});
        let first = assistant.post("/v1/participants", &body).expect(201);
        assert_eq!(first["id"], body["id"]);
        assert_eq!(assistant.post("/v1/participants", &body).expect(201), first);
        body["first_name"] = json!("Anne");
        assistant.post("/v1/participants", &body).refused(409, "duplicate");
        assert_eq!(assistant.get("/v1/participants?include_total=true").expect(200)["total"], 1);
    }

    fn what_is_not_a_participant_is_refused(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let answer = assistant.post("/v1/participants", &json!({"first_name": "", "birth_date": "1990-02-30", "gender": "woman", "nir": "1", "email": "nadia@", "address": {"line": "1 rue", "postcode": "3800", "commune_code": "38185"}}));
        assert_eq!(answer.faults(), ["/address/postcode invalid_format", "/birth_date invalid_format", "/email invalid_format", "/first_name too_short", "/last_name required", "/nir unknown_field"]);
        let named = |first: &str| json!({"first_name": first, "last_name": "B", "birth_date": "1990-01-01", "gender": "man"});
        assistant.post("/v1/participants", &named("a\u{0}b")).refused(422, "validation_failed");
        assistant.post("/v1/participants", &named(&"a".repeat(101))).refused(422, "validation_failed");
        assistant.post("/v1/participants", &named(&"a".repeat(10 * 1024 * 1024))).refused(413, "payload_too_large");
        let answer = assistant.post("/v1/participants", &json!({"first_name": "A", "last_name": "B", "birth_date": "1990-01-01", "gender": "unknown"}));
        assert_eq!(answer.faults(), ["/gender unknown_code"]);
        let path = format!("/v1/participants/{}", app.given_a_participant()["id"].as_str().unwrap());
        for patch in [json!({"first_name": null}), json!({"gender": null}), json!({"birth_date": null}), json!({"version": 2}), json!({"last_contact_on": "2026-01-01"})] {
            assert_eq!(assistant.at_version(1).patch(&path, &patch).status, 422, "{patch}");
        }
        assert_eq!(assistant.at_version(1).patch(&path, &json!({})).expect(200)["version"], 1);
    }

    fn a_referent_sees_whom_they_have_just_recorded(app: TestApp) {
        let (own, stranger) = (app.given_a_referent().0, app.given_a_referent().0);
        let made = own.post("/v1/participants", &json!({"first_name": "Zoé", "last_name": "Weber", "birth_date": "1991-05-06", "gender": "woman", "phone": "0699999999"}));
        let location = made.headers["location"].clone();
        let zoe = made.expect(201);
        assert_eq!(own.get(&location).expect(200), zoe);
        assert_eq!(own.get("/v1/participants").expect(200)["items"], json!([zoe]));
        own.at_version(1).patch(&location, &json!({"phone": "0611111111"})).expect(200);
        let situation = json!({"as_of": "2026-03-02", "labour_status": "employee", "in_education": false, "isced": 3, "minimum_incomes": [], "source": "participant"});
        own.post(&format!("{location}/situations"), &situation).expect(201);
        assert_eq!((stranger.get(&location).status, &stranger.get("/v1/participants").expect(200)["items"]), (404, &json!([])));
        let followed = app.given_somebody_followed();
        let id = app.uuid_text(zoe["id"].as_str().unwrap().parse().unwrap());
        app.conn().batch(&format!("update participants set current_pathway_id = {} where id = {id}", app.uuid_text(followed.pathway))).unwrap();
        own.get(&location).refused(404, "not_found");
    }

    fn what_is_written_beside_a_person_at_once_is_all_kept(app: TestApp) {
        let of = app.given_somebody_followed();
        let path = format!("/v1/participants/{}", of.participant);
        let assistant = app.sign_in(Role::Assistant);
        for round in 0..10 {
            let body = json!({"type": "follow_up", "modality": "phone", "starts_at": format!("2026-02-{:02}T06:00:00Z", 10 + round), "ends_at": format!("2026-02-{:02}T06:30:00Z", 10 + round)});
            let planned = of.referent.post(&of.path("interviews"), &body).expect(201);
            let phone = format!("06{round:08}");
            let version = assistant.get(&path).expect(200)["version"].as_i64().unwrap();
            let gate = std::sync::Barrier::new(2);
            let patched = std::thread::scope(|s| {
                let told = s.spawn(|| {
                    gate.wait();
                    assistant.at_version(version).patch(&path, &json!({ "phone": phone })).status
                });
                gate.wait();
                of.referent.at_version(1).post(&format!("/v1/interviews/{}/hold", planned["id"].as_str().unwrap()), &json!({"report": "vue"})).expect(200);
                told.join().unwrap()
            });
            let now = assistant.get(&path).expect(200);
            assert_eq!(now["last_contact_on"], json!(format!("2026-02-{:02}", 10 + round)));
            match patched {
                200 => assert_eq!((&now["phone"], &now["version"]), (&json!(phone), &json!(version + 2))),
                412 => assert_eq!(now["version"], json!(version + 1)),
                other => panic!("{other}"),
            }
        }
    }

    fn a_participant_comes_with_what_is_asked_for(app: TestApp) {
        let followed = app.given_somebody_followed();
        let path = format!("/v1/participants/{}", followed.participant);
        let answer = followed.referent.get(&format!("{path}?expand=current_pathway,situations,orientations"));
        assert!(!answer.headers.contains_key("etag"), "what is embedded has its own life");
        let body = answer.expect(200);
        assert_eq!(body["current_pathway"], json!({"id": followed.pathway, "status": "active", "activated_on": "2026-02-01"}));
        assert_eq!((&body["situations"], &body["orientations"]), (&json!([]), &json!([])));
        assert_eq!(followed.referent.get(&path).expect(200)["situations"], Value::Null);
        followed.referent.get(&format!("{path}?expand=secrets")).refused(400, "malformed_parameter");
    }

    // contract § 4
    fn each_participant_of_a_list_comes_with_their_pathway_where_it_is_asked_for(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let director = app.sign_in(Role::Director);
        let page = director.get("/v1/participants?expand=current_pathway&limit=1").expect(200);
        let next = format!("/v1/participants?expand=current_pathway&limit=1&cursor={}", page["next_cursor"].as_str().unwrap());
        let listed = [page["items"][0].clone(), director.get(&next).expect(200)["items"][0].clone()];
        for followed in [&nadia, &karim] {
            let one = listed.iter().find(|p| p["id"] == json!(followed.participant)).unwrap();
            assert_eq!(one["current_pathway"], json!({"id": followed.pathway, "status": "active", "activated_on": "2026-02-01"}));
            let alone = director.get(&format!("/v1/participants/{}?expand=current_pathway", followed.participant)).expect(200);
            assert_eq!(*one, alone);
        }
        assert_eq!(director.get("/v1/participants?expand=current_pathway").expect(200)["items"], json!(listed));
        let brief = director.get("/v1/participants").expect(200);
        assert!(brief["items"][0]["current_pathway"].get("activated_on").is_none());
        for unknown in ["situations", "current_pathway,orientations", "secrets"] {
            director.get(&format!("/v1/participants?expand={unknown}")).refused(400, "malformed_parameter");
        }
    }
}

fn urlencode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
