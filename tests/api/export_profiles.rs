//! Profiles of exports: those that Jalon comes with, those that a PLIE puts in their place, and what they may name.

use jalon::auth::role::Role;

use crate::both;
use crate::exports::{ask, export, rows};
use crate::support::{Client, TestApp, Value, json};

const PROFILES: &str = "/v1/export-profiles";

fn reception() -> Value {
    json!({"label_fr": "Accueil", "label_en": "Reception", "source": "participants",
        "columns": [{"header": "Nom", "field": "last_name"}, {"header": "Né(e) le", "field": "birth_date", "format": "DD/MM/YYYY"},
            {"header": "Sexe", "field": "gender", "mapping": {"woman": "Mme", "man": "M."}, "default": "?"}]})
}

fn put(client: &Client, code: &str, body: &Value) -> crate::support::Answer {
    client.put(&format!("{PROFILES}/{code}"), body)
}

fn codes(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

both! {
    fn jalon_comes_with_a_profile_for_each_source(app: TestApp) {
        let referent = app.sign_in(Role::Referent);
        let all = referent.get(&format!("{PROFILES}?include_total=true")).expect(200);
        assert_eq!(codes(&all), ["mdfse-participants", "participants", "time-records", "timesheets"]);
        assert_eq!(all["total"], 4);
        let mdfse = referent.get(&format!("{PROFILES}/mdfse-participants"));
        assert_eq!(mdfse.headers["etag"], "\"0\"");
        let mdfse = mdfse.expect(200);
        assert_eq!((&mdfse["built_in"], &mdfse["version"], &mdfse["sensitivity"], &mdfse["source"]), (&json!(true), &json!(0), &json!("S3"), &json!("participations")));
        assert_eq!((&mdfse["delimiter"], &mdfse["encoding"], &mdfse["date_format"]), (&json!("semicolon"), &json!("utf-8"), &json!("YYYY-MM-DD")));
        assert_eq!(codes(&referent.get(&format!("{PROFILES}?source=timesheets")).expect(200)), ["timesheets"]);
        let first = referent.get(&format!("{PROFILES}?limit=3")).expect(200);
        let next = referent.get(&format!("{PROFILES}?limit=3&cursor={}", first["next_cursor"].as_str().unwrap())).expect(200);
        assert_eq!((codes(&first).len(), codes(&next), &next["next_cursor"]), (3, vec!["timesheets"], &Value::Null));
        referent.get(&format!("{PROFILES}/nothing")).refused(404, "not_found");
    }

    /// Meets S0.19: put_export_profile, get_export_profile.
    fn a_plie_puts_its_own_and_changes_it_by_its_version(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let made = put(&manager, "reception", &reception());
        assert_eq!((made.headers["location"].as_str(), made.headers["etag"].as_str()), ("/v1/export-profiles/reception", "\"1\""));
        let made = made.expect(201);
        assert_eq!((&made["built_in"], &made["version"], &made["sensitivity"], &made["recorded_by"]), (&json!(false), &json!(1), &json!("S2"), &json!(manager.id.unwrap())));
        put(&manager, "reception", &reception()).refused(428, "precondition_required");
        put(&manager.at_version(7), "reception", &reception()).refused(412, "version_conflict");
        assert_eq!(put(&manager.at_version(1), "reception", &reception()).expect(200)["version"], 1, "nothing has changed");
        let mut changed = reception();
        changed["encoding"] = json!("windows-1252");
        assert_eq!(put(&manager.at_version(1), "reception", &changed).expect(200)["version"], 2);
        assert_eq!(manager.get(&format!("{PROFILES}/reception")).expect(200)["encoding"], "windows-1252");
        assert_eq!(app.journal("resource = 'export_profiles'"), ["put_export_profile export_profiles", "put_export_profile export_profiles"]);
        changed["source"] = json!("timesheets");
        changed["columns"] = json!([{"header": "Mois", "field": "month"}]);
        assert_eq!(put(&manager.at_version(2), "reception", &changed).faults(), ["/source rule_source_fixed"]);
        // another PLIE has none of it
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&format!("{PROFILES}/reception")).refused(404, "not_found");
        put(&foreign, "reception", &reception()).expect(201);
        for role in [Role::Director, Role::Assistant, Role::Referent, Role::FinanceOfficer] {
            put(&app.sign_in(role), "another", &reception()).refused(403, "forbidden");
        }
        assert_eq!(put(&manager.with("X-Nothing", "1"), "reception2?dry_run=true", &reception()).expect(200)["version"], 1);
        manager.get(&format!("{PROFILES}/reception2")).refused(404, "not_found");
    }

    fn a_profile_of_the_plie_takes_the_place_of_one_that_jalon_comes_with(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        app.given_somebody_followed();
        put(&manager.at_version(3), "participants", &reception()).refused(412, "version_conflict");
        put(&manager.at_version(0), "participants", &reception()).expect(201);
        let all = manager.get(PROFILES).expect(200);
        assert_eq!(codes(&all).len(), 4);
        assert_eq!(all["items"][1]["built_in"], false);
        let (_, bytes) = export(&app, &manager, &json!({"profile": "participants"}));
        assert_eq!(rows(&bytes), [["Nom", "Né(e) le", "Sexe"], ["Benali", "12/04/1985", "Mme"]]);
    }

    fn what_columns_may_not_say_is_told_with_what_they_may(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let mut body = reception();
        body["columns"] = json!([
            {"header": "Handicap", "field": "disabled"},
            {"header": "handicap", "field": "last_name", "format": "HH:MM"},
            {"header": "Sexe", "field": "gender", "mapping": {"nobody": "X"}},
        ]);
        body["valid_from"] = json!("2026-03-02");
        body["valid_to"] = json!("2026-03-01");
        let refused = put(&manager, "wrong", &body);
        assert_eq!(refused.faults(), [
            "/columns/0/field unknown_code", "/columns/1/format unknown_code", "/columns/1/header rule_header_repeated",
            "/columns/2/mapping/nobody unknown_code", "/valid_to rule_period",
        ]);
        let told = refused.refused(422, "validation_failed");
        let field = told["errors"].as_array().unwrap().iter().find(|e| e["pointer"] == "/columns/0/field").unwrap().clone();
        let allowed: Vec<&str> = field["allowed"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert!(allowed.contains(&"last_name") && !allowed.contains(&"disabled"), "{field}");
        assert_eq!(put(&manager, "Not%20a%20code", &reception()).faults(), [" invalid_format"]);
        let mut empty = reception();
        empty["columns"] = json!([]);
        assert_eq!(put(&manager, "empty", &empty).faults(), ["/columns invalid"]);
        empty["columns"] = json!([{"header": "Nom", "field": "last_name", "colour": "red"}]);
        assert_eq!(put(&manager, "empty", &empty).faults(), ["/columns/0/colour unknown_field"]);
        assert_eq!(app.read_text("select count(*) from export_profiles"), "0");
    }

    fn every_field_that_a_source_names_is_told(app: TestApp) {
        let (manager, director) = (app.sign_in(Role::DataManager), app.sign_in(Role::Director));
        let (followed, operation) = (app.given_somebody_followed(), app.given_an_operation());
        app.given_a_participation(&followed, &operation, "2026-02-03");
        app.given_a_time_record_with(&followed.referent, &json!({"operation_id": operation["id"]}));
        let time = json!({"from": "2026-03-01", "to": "2026-03-31"});
        for (source, parameters) in [("participants", json!({})), ("participations", json!({"operation_id": operation["id"]})), ("time_records", time.clone()), ("timesheets", time)] {
            let profile = |columns: Value| json!({"label_fr": "Tout", "label_en": "All", "source": source, "columns": columns});
            let refused = put(&manager, "all", &profile(json!([{"header": "x", "field": "none"}]))).refused(422, "validation_failed");
            let columns: Vec<Value> = refused["errors"][0]["allowed"].as_array().unwrap().iter().map(|name| json!({"header": name, "field": name})).collect();
            assert!(columns.len() > 10, "{refused}");
            let code = format!("all-{}", source.replace('_', "-"));
            put(&manager, &code, &profile(json!(columns))).expect(201);
            let (_, bytes) = export(&app, &director, &json!({"profile": code, "parameters": parameters}));
            let table = rows(&bytes);
            assert_eq!((table.len(), table[0].len()), (2, columns.len()), "{source}");
        }
    }

    fn a_table_is_written_as_its_profile_says(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        app.given_a_participant_with(&json!({"last_name": "Şahin, Éva", "first_name": "Zoé", "birth_date": "1990-12-01", "phone": "+33612345678", "gender": "woman"}));
        let mut body = reception();
        body["columns"].as_array_mut().unwrap().push(json!({"header": "Téléphone", "field": "phone", "format": "national_phone"}));
        body["columns"].as_array_mut().unwrap().push(json!({"header": "Courriel", "field": "email", "default": "néant"}));
        body["columns"].as_array_mut().unwrap().push(json!({"header": "Inscrit", "field": "recorded_on"}));
        body["delimiter"] = json!("comma");
        body["encoding"] = json!("windows-1252");
        body["date_format"] = json!("YYYYMMDD");
        put(&manager, "reception", &body).expect(201);
        let (job, bytes) = export(&app, &manager, &json!({"profile": "reception"}));
        assert_eq!(job["result"]["content_type"], "text/csv; charset=windows-1252; header=present");
        let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&bytes);
        assert_eq!(text, "Nom,Né(e) le,Sexe,Téléphone,Courriel,Inscrit\r\n\"?ahin, Éva\",01/12/1990,Mme,0612345678,néant,20260302\r\n");
    }

    fn a_profile_is_used_between_its_days_and_as_it_stood_when_asked(app: TestApp) {
        let (manager, director) = (app.sign_in(Role::DataManager), app.sign_in(Role::Director));
        put(&manager, "reception", &reception()).expect(201);
        let (location, _) = ask(&director, &json!({"profile": "reception"}));
        let mut over = reception();
        over["columns"] = json!([{"header": "Prénom", "field": "first_name"}]);
        over["valid_to"] = json!("2026-03-01");
        put(&manager.at_version(1), "reception", &over).expect(200);
        director.post("/v1/exports", &json!({"profile": "reception"})).refused(409, "conflict_profile_not_valid");
        app.work();
        assert_eq!(rows(&director.download(&format!("{location}/result")).1), [["Nom", "Né(e) le", "Sexe"]]);
    }

    fn a_profile_needs_the_right_to_its_most_sensitive_column(app: TestApp) {
        let (manager, followed, operation) = (app.sign_in(Role::DataManager), app.given_somebody_followed(), app.given_an_operation());
        app.given_a_participation(&followed, &operation, "2026-02-03");
        let profile = |columns: Value| json!({"label_fr": "Entrées", "label_en": "Entries", "source": "participations", "columns": columns});
        let plain = json!([{"header": "Nom", "field": "last_name"}, {"header": "Entrée", "field": "entered_on"}]);
        assert_eq!(put(&manager, "entries", &profile(plain)).expect(201)["sensitivity"], "S2");
        let asked = json!({"profile": "entries", "parameters": {"operation_id": operation["id"]}});
        let (_, bytes) = export(&app, &followed.referent, &asked);
        assert_eq!(rows(&bytes), [["Nom", "Entrée"], ["Benali", "2026-02-03"]]);
        let special = json!([{"header": "Nom", "field": "last_name"}, {"header": "Handicap", "field": "disabled"}]);
        assert_eq!(put(&manager.at_version(1), "entries", &profile(special)).expect(200)["sensitivity"], "S3");
        followed.referent.post("/v1/exports", &asked).refused(403, "forbidden");
    }
}
