//! Signatures, on the consent to enter of an entry file.

use jalon::auth::role::Role;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Kind, TestApp, Value, json};

/// An entry file in progress for somebody, and the hash of its facts, which the file shows and anybody can make.
fn entry_file(app: &TestApp, of: &Followed) -> (Uuid, String) {
    let file = Uuid::now_v7();
    let id = |uuid: Uuid| app.uuid_text(uuid);
    let at = if app.database.kind == Kind::Postgres { "now()" } else { "1772438400000000" };
    app.conn()
        .batch(&format!(
            "insert into entry_files (plie_id, id, participant_id, referent_id, referent_user_id, status, criteria, barriers, objectives, notices, department_opinion, version, created_at, updated_at)
             values ({}, {}, {}, {}, {}, 'in_preparation', '[]', '[]', '[]', '[]', 'none', 1, {at}, {at})",
            id(app.plie.0), id(file), id(of.participant), id(of.referent_id), id(of.user.0)
        ))
        .unwrap();
    let facts = format!("jalon entry_file facts 1\nentry_file {file}\nparticipant {}\n", of.participant);
    let rebuilt: String = Sha256::digest(facts).iter().map(|b| format!("{b:02x}")).collect();
    let shown = of.referent.get(&format!("/v1/entry-files/{file}")).expect(200);
    assert_eq!(shown["facts_hash"], json!(rebuilt));
    (file, rebuilt)
}

fn signature(file: Uuid, hash: &str) -> Value {
    json!({"object_type": "entry_file", "object_id": file, "kind": "electronic", "signer": {"type": "participant"}, "signed_at": "2026-03-02T07:40:00Z", "facts_hash": hash, "method": "tablet"})
}

both! {
    fn a_signature_is_bound_to_the_facts_shown(app: TestApp) {
        let of = app.given_somebody_followed();
        let (file, hash) = entry_file(&app, &of);
        let made = of.referent.post("/v1/signatures", &signature(file, &hash));
        assert_eq!(made.warnings(), Vec::<String>::new());
        let location = made.headers["location"].clone();
        let signed = made.expect(201);
        assert_eq!(signed["signer"], json!({"type": "participant", "id": of.participant, "name": null}));
        assert_eq!((&signed["facts_hash"], &signed["void_at"], &signed["recorded_by"]), (&json!(hash), &Value::Null, &json!(of.user)));
        assert_eq!(of.referent.get(&location).expect(200), signed);
        let mut other = signature(file, &"0".repeat(64));
        of.referent.post("/v1/signatures", &other).refused(409, "conflict_facts_changed");
        other["facts_hash"] = json!("00");
        assert_eq!(of.referent.post("/v1/signatures", &other).faults(), ["/facts_hash too_short"]);
        assert_eq!(of.referent.at_version(1).patch(&location, &json!({"method": "x"})).status, 405);
        let mut refusal = signature(file, &hash);
        refusal["refused_reason"] = json!("Veut réfléchir");
        assert_eq!(of.referent.post("/v1/signatures", &refusal).expect(201)["refused_reason"], "Veut réfléchir");
        let mut scan = signature(file, &hash);
        scan["kind"] = json!("handwritten_scan");
        assert_eq!(of.referent.post("/v1/signatures", &scan).warnings(), ["no_proof"]);
    }

    fn a_signer_is_somebody(app: TestApp) {
        let of = app.given_somebody_followed();
        let (file, hash) = entry_file(&app, &of);
        let signed_by = |signer: Value| {
            let mut body = signature(file, &hash);
            body["signer"] = signer;
            of.referent.post("/v1/signatures", &body)
        };
        signed_by(json!({"type": "staff", "id": of.user})).expect(201);
        signed_by(json!({"type": "third_party", "name": "Mme Roux, CCAS"})).expect(201);
        signed_by(json!({"type": "participant", "id": of.participant, "name": "Nadia Benali"})).expect(201);
        for (signer, fault) in [
            (json!({"type": "participant", "id": Uuid::now_v7()}), "/signer/id rule_signer"),
            (json!({"type": "staff", "id": Uuid::now_v7()}), "/signer/id reference_not_found"),
            (json!({"type": "staff"}), "/signer/name required"),
            (json!({"type": "third_party", "name": "1 85 05 78 006 084 91"}), "/signer/name rule_no_nir"),
            (json!({"type": "king"}), "/signer/type unknown_code"),
        ] {
            assert_eq!(signed_by(signer).faults(), [fault]);
        }
        let mut scan = signature(file, &hash);
        scan["document_id"] = json!(Uuid::now_v7());
        assert_eq!(of.referent.post("/v1/signatures", &scan).faults(), ["/document_id reference_not_found"]);
        let mut early = signature(file, &hash);
        early["signed_at"] = json!("2026-03-02T08:00:01Z");
        assert_eq!(of.referent.post("/v1/signatures", &early).faults(), ["/signed_at rule_future"]);
    }

    fn a_signature_follows_who_may_see_what_it_signs(app: TestApp) {
        let of = app.given_somebody_followed();
        let (file, hash) = entry_file(&app, &of);
        let mut body = signature(file, &hash);
        body["id"] = json!(Uuid::now_v7());
        let made = of.referent.post("/v1/signatures", &body).expect(201);
        assert_eq!(of.referent.post("/v1/signatures", &body).expect(201), made);
        body["signed_at"] = json!("2026-03-02T07:41:00Z");
        of.referent.post("/v1/signatures", &body).refused(409, "duplicate");
        let one = format!("/v1/signatures/{}", made["id"].as_str().unwrap());
        app.sign_in(Role::Director).get(&one).expect(200);
        app.sign_in(Role::Director).post("/v1/signatures", &signature(file, &hash)).refused(403, "forbidden");
        let stranger = app.sign_in(Role::Referent);
        stranger.get(&one).refused(404, "not_found");
        assert_eq!(stranger.post("/v1/signatures", &signature(file, &hash)).faults(), ["/object_id reference_not_found"]);
        let foreign = app.sign_in_at(app.another_plie(), Role::DataManager);
        foreign.get(&one).refused(404, "not_found");
        assert_eq!(foreign.post("/v1/signatures", &signature(file, &hash)).faults(), ["/object_id reference_not_found"]);
    }
}
