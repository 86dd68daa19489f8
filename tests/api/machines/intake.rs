//! Orientations, entry files, sessions of the commission and their decisions.

use jalon::auth::role::Role;

use super::objects::{Object, told};
use crate::support::builders::commission::{Sitting, at, version};
use crate::support::builders::intake::{Partner, orientation_body, uuid_of};
use crate::support::{Client, TestApp, Value, json};

/// What an orientation is about: the partner that sends, and the referent who receives.
struct Sent {
    partner: Partner,
    referent: Client,
    path: String,
    with: Value,
}

fn sent(app: &TestApp) -> Sent {
    let partner = app.given_a_partner();
    let (referent, terms) = app.given_a_referent();
    app.given_a_territory();
    let mut body = orientation_body();
    body["candidate"]["address"] = json!({"line": "1 place Notre-Dame", "postcode": "38000", "commune_code": "38185"});
    let made = partner.client.post("/v1/orientations", &body).expect(201);
    let slot = json!({"site_id": terms["site_id"], "referent_id": terms["id"], "weekday": 2, "half_day": "am",
        "capacity": 9, "valid_from": "2026-01-01"});
    let slot = app.sign_in(Role::Assistant).post("/v1/reception-slots", &slot).expect(201);
    let with =
        json!({"slot": slot["id"], "referent": terms["id"], "structure": app.given_a_structure("cap_emploi")["id"]});
    Sent { path: at("orientations", &made), partner, referent, with }
}

pub(super) fn orientation_verb(app: &TestApp, verb: &str, to: &str, with: &Value) -> Value {
    match verb {
        "book-reception" => json!({"slot_id": with["slot"], "date": app.next_tuesday()}),
        "record-reception" => {
            let outcome = match to {
                "in_triage" => "excused",
                "no_show" => "no_show",
                _ => "attended",
            };
            json!({"outcome": outcome})
        }
        "open-entry-file" => json!({"referent_id": with["referent"], "confirm_new": true}),
        "refuse" => json!({"reason": "not_eligible", "alternative": "Mission locale"}),
        "redirect" => json!({"reason": "other_scheme_better", "partner_structure_id": with["structure"]}),
        "withdraw" => json!({"reason": "hired_elsewhere"}),
        _ => json!({}),
    }
}

pub(super) fn orientation(app: &TestApp, state: &str) -> Object {
    let mut of = sent(app);
    let assistant = app.sign_in(Role::Assistant);
    let tell =
        |of: &Sent, verb: &str, to: &str| told(&assistant, &of.path, verb, &orientation_verb(app, verb, to, &of.with));
    let way: &[&str] = match state {
        "received" | "expired" => &[],
        "in_triage" | "refused" | "redirected" | "duplicate" | "no_show" => &["triage"],
        "reception_booked" => &["triage", "book-reception"],
        "received_in_person" => &["triage", "book-reception", "record-reception"],
        "entry_file_opened" | "admitted" => &["triage", "book-reception", "record-reception", "open-entry-file"],
        "withdrawn" => &["withdraw"],
        other => panic!("{other}"),
    };
    let mut now = Value::Null;
    for verb in way {
        now = tell(&of, verb, "received_in_person");
    }
    match state {
        "refused" => drop(tell(&of, "refuse", state)),
        "redirected" => drop(tell(&of, "redirect", state)),
        "duplicate" => {
            let twice = json!({"reason": "duplicate", "alternative": "Le parcours en cours"});
            told(&assistant, &of.path, "refuse", &twice);
        }
        "no_show" => {
            for verb in ["book-reception", "record-reception", "book-reception", "record-reception"] {
                tell(&of, verb, "no_show");
            }
        }
        "admitted" => admitted(app, &of, &now),
        "expired" => {
            app.clock.set(app.clock.now().plus_seconds(61 * 24 * 3600));
            jalon::app::chores(&mut app.conn(), app.clock.now()).unwrap();
            // whoever was signed in is so no more
            of.partner.client = app.machine_of(app.plie, &of.partner.structure);
            of.referent = app.client_of(app.plie, jalon::ids::UserId::of(of.referent.id.unwrap()));
        }
        _ => {}
    }
    Object::new(of.path, state).near("par", &of.partner.client).near("ref", &of.referent).with(of.with)
}

/// The person of an orientation was absent once, and is offered another date.
pub(super) fn absent_before(app: &TestApp, object: &Object) {
    let assistant = app.sign_in(Role::Assistant);
    for verb in ["record-reception", "book-reception"] {
        told(&assistant, &object.path, verb, &orientation_verb(app, verb, "no_show", &object.with));
    }
}

fn admitted(app: &TestApp, of: &Sent, opened: &Value) {
    let path = format!("/v1/entry-files/{}", opened["entry_file_id"].as_str().unwrap());
    app.situation_of(uuid_of(&opened["participant_id"]), "unemployed_12_24m", Some(14));
    let today = app.clock.now().0.date_naive().to_string();
    let notice = |kind: &str| json!({"kind": kind, "version": "1", "given_on": today, "channel": "in_person"});
    let whole = json!({
        "diagnosis": {"project_maturity": "idea", "autonomy_level": 2}, "criteria": [{"criterion": "rsa", "issued_on": today}],
        "barriers": [{"theme": "mobility", "severity": 2}], "objectives": [{"text": "Passer le permis B"}],
        "consent_to_enter": {"given_on": today}, "notices": [notice("privacy"), notice("esf")],
        "department_opinion": "favourable", "signed_by_candidate": true, "signed_by_prescriber": true,
    });
    let file = of.referent.get(&path).expect(200);
    of.referent.at_version(version(&file)).patch(&path, &whole).expect(200);
    let file = told(&of.referent, &path, "complete", &json!({}));
    app.admitted(of.referent.clone(), &file);
}

pub(super) fn entry_file(app: &TestApp, state: &str) -> Object {
    let (referent, file) = app.given_a_whole_entry_file();
    let (path, sitting) = (at("entry-files", &file), app.given_a_session());
    if state != "in_preparation" {
        let file = told(&referent, &path, "complete", &json!({}));
        match state {
            "complete" => {}
            "submitted" | "returned" => {
                let session = app.given_a_session().session["id"].clone();
                told(&referent, &path, "submit", &json!({"session_id": session}));
            }
            "decided" => drop(app.admitted(referent.clone(), &file)),
            other => panic!("{other}"),
        }
    }
    if state == "returned" {
        told(&app.sign_in(Role::Assistant), &path, "return", &json!({"reason": "Attestation à renouveler"}));
    }
    Object::new(path, state).near("ref", &referent).with(json!({"session": sitting.session["id"]}))
}

pub(super) fn session(app: &TestApp, state: &str) -> Object {
    let member = app.sign_in(Role::CommissionMember);
    // held without its quorum, for only then every verb of that state is known
    let quorum = i64::from(state == "held");
    let members = json!({"quorum": quorum, "members": [{"user_id": member.id, "voice": "vote"}]});
    let mut sitting = app.given_a_session_of(app.given_a_commission_with(&members));
    app.session_brought_to(&mut sitting, state);
    let with = json!({"attendance": sitting.attendance()});
    Object::new(sitting.path(""), state).near("ter", &sitting.chair).near("com", &member).with(with)
}

fn decided(sitting: &Sitting, item: &Value, ruling: &Value) -> Value {
    told(&sitting.chair, &at("agenda-items", item), "decide", ruling)["decision"].clone()
}

pub(super) fn decision(app: &TestApp, state: &str) -> Object {
    let admit = json!({"outcome": "admitted", "motive": "Projet solide", "effective_on": "2026-03-02"});
    let (referent, file) = app.given_an_entry_file();
    if matches!(state, "admitted_pending_department" | "refused_by_department") {
        let pending = json!({"department_opinion": "pending"});
        referent.at_version(version(&file)).patch(&at("entry-files", &file), &pending).expect(200);
    }
    let (sitting, referent, item) = app.given_an_admission_of(referent, &file);
    let first = decided(&sitting, &item, &admit);
    let path = at("decisions", &first);
    match state {
        "effective" | "admitted_pending_department" => {}
        "refused_by_department" => {
            let no = json!({"opinion": "unfavourable", "alternative": "Accompagnement social"});
            told(&sitting.chair, &path, "confirm-department", &no);
        }
        "superseded" => {
            let mut later = app.given_a_session_of(sitting.commission.clone());
            let moved = json!({"starts_at": "2026-04-20T08:00:00Z"});
            later.session = app.sign_in(Role::Assistant).at_version(1).patch(&later.path(""), &moved).expect(200);
            let admission = json!({"kind": "admission", "entry_file_id": file["id"]});
            let item = app.sign_in(Role::Assistant).post(&later.path("/agenda-items"), &admission).expect(201);
            app.session_brought_to(&mut later, "held");
            let no = json!({"outcome": "refused", "motive": "Erreur", "alternative": "PLIE voisin", "effective_on": "2026-03-02"});
            decided(&later, &item, &no);
        }
        other => panic!("{other}"),
    }
    Object::new(path, state).near("ter", &sitting.chair).near("ref", &referent)
}
