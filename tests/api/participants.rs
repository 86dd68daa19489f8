//! Participants.

use jalon::auth::role::Role;

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
}
