//! Small PLIEs with every role and objects in every state, for tests of rights and of front ends.

use serde_json::{Value, json};

use super::days;
use super::desk::{Office, Worker, id};
use super::people::{Dice, somebody};
use super::plie::{Plan, Run};
use crate::auth::actor::ScopeType;
use crate::auth::role::Role;
use crate::civil;
use crate::db::Day;
use crate::identity::plies::Settings;

/// Roles that no PLIE of the demo employs.
const GUESTS: &[Role] =
    &[Role::CommissionMember, Role::SocialWorker, Role::FranceTravail, Role::Provider, Role::Auditor, Role::Partner];

pub(super) fn make(office: &Office, name: &'static str, seed: u64, today: Day, weeks: i64) -> Result<Value, String> {
    let domain = if name.ends_with("Nord") { "nord.plie.example" } else { "sud.plie.example" };
    let plan = Plan {
        name: name.to_owned(),
        domain: domain.to_owned(),
        places: &[("Centre", "38185", "38000"), ("Plaine", "38151", "38130")],
        referents: vec![(10000, 10000, 5), (8000, 7500, 4), (5000, 5000, 3)],
        first: 18,
        weekly: 2,
        settings: Settings::default(),
        seed,
        today,
        weeks,
    };
    let mut run = Run::begin(office, plan)?;
    let mut guests = Vec::new();
    // these send nobody, so that what they reach is what they are given
    let structure = |run: &Run<'_>, name: &str, kind: &str| {
        office.post(&run.data, "/v1/partner-structures", &json!({ "name": name, "kind": kind }))
    };
    let (unit, provider) =
        (structure(&run, "Unité sociale de quartier", "dept")?, structure(&run, "Organisme de formation", "other")?);
    for role in GUESTS {
        let speaks_for = match role {
            Role::FranceTravail => run.structures.first(),
            Role::SocialWorker => Some(&unit),
            Role::Provider => Some(&provider),
            _ => None,
        };
        let scope = speaks_for.map(|s| id(s).parse()).transpose().map_err(|e: uuid::Error| e.to_string())?;
        guests.push(office.hire(
            run.director.plie,
            ("Dominique", "Invité"),
            &format!("{}@{domain}", role.code()),
            *role,
            scope.map(|id| (ScopeType::Structure, id)),
        )?);
    }
    let orientations = orientations(office, &mut run, today)?;
    let mut made = run.live_to_the_end()?;
    let pathways = pathways(office, &made.run, today)?;
    if let Some(users) = made.summary.get_mut("users").and_then(Value::as_array_mut) {
        users.extend(
            guests.iter().map(|w| json!({ "email": w.name, "password": w.secret, "role": w.role, "id": w.id })),
        );
    }
    if let Some(ids) = made.summary.get_mut("ids").and_then(Value::as_object_mut) {
        ids.extend(orientations);
        ids.extend(pathways);
    }
    Ok(made.summary)
}

type Named = serde_json::Map<String, Value>;

/// One orientation in each state that no commission is needed for.
fn orientations(office: &Office, run: &mut Run<'_>, today: Day) -> Result<Named, String> {
    let monday = days::mondays(today, 2).first().copied().unwrap_or(today);
    office.at(monday, 9 * 60);
    let mut named = Named::new();
    let mut dice = Dice::new(run.plan.seed.wrapping_add(77));
    let (partner, officer) =
        (run.partners.first().ok_or("no partner")?.clone(), run.officers.first().ok_or("no officer")?.clone());
    let push = |n: usize, dice: &mut Dice| -> Result<Value, String> {
        let who = somebody(dice, monday, &[("38185", "38000")], 9000 + n);
        let body = json!({ "external_id": format!("state-{n}"), "prescriber": { "name": "Dominique Lenoir", "email": "d.lenoir@partenaire.example" }, "candidate": who.candidate,
            "motives": [who.public.motive()], "criteria": [who.public.criterion()], "data_protection_commitment": true, "territory_id": run.territories.first().map(id) });
        office.post(&partner, "/v1/orientations", &body)
    };
    let verb = |who: &Worker, o: &Value, verb: &str, body: Value| office.verb(who, "/v1/orientations", o, verb, &body);
    let received = push(0, &mut dice)?;
    named.insert("orientation_received".to_owned(), json!(id(&received)));
    let triaged = |n: usize, dice: &mut Dice| push(n, dice).and_then(|o| verb(&officer, &o, "triage", json!({})));
    named.insert("orientation_in_triage".to_owned(), json!(id(&triaged(1, &mut dice)?)));
    let refused = triaged(2, &mut dice)?;
    let refused =
        verb(&officer, &refused, "refuse", json!({ "reason": "not_eligible", "alternative": "Mission locale" }))?;
    named.insert("orientation_refused".to_owned(), json!(id(&refused)));
    let redirected = triaged(3, &mut dice)?;
    let other = run.structures.get(1).map(id).unwrap_or_default().to_owned();
    let redirected = verb(
        &officer,
        &redirected,
        "redirect",
        json!({ "reason": "other_scheme_better", "partner_structure_id": other }),
    )?;
    named.insert("orientation_redirected".to_owned(), json!(id(&redirected)));
    let withdrawn = push(4, &mut dice)?;
    let withdrawn = verb(&partner, &withdrawn, "withdraw", json!({ "reason": "hired_elsewhere" }))?;
    named.insert("orientation_withdrawn".to_owned(), json!(id(&withdrawn)));
    let slot = run.slots.first().map(id).unwrap_or_default().to_owned();
    let booking = json!({ "slot_id": slot, "date": civil::add_days(monday, 7) });
    let booked = triaged(5, &mut dice)?;
    let booked = verb(&officer, &booked, "book-reception", booking)?;
    named.insert("orientation_reception_booked".to_owned(), json!(id(&booked)));
    let here = json!({ "slot_id": slot, "date": monday });
    let seen = triaged(6, &mut dice)?;
    let seen = verb(&officer, &seen, "book-reception", here)?;
    let seen = verb(&officer, &seen, "record-reception", json!({ "outcome": "attended" }))?;
    named.insert("orientation_received_in_person".to_owned(), json!(id(&seen)));
    Ok(named)
}

/// One pathway in each state of the machine that this version reaches.
fn pathways(office: &Office, run: &Run<'_>, today: Day) -> Result<Named, String> {
    let mut named = Named::new();
    let post = run.posts.iter().max_by_key(|p| p.people.len()).ok_or("no post")?;
    let officer = run.officers.get(post.place).ok_or("no officer")?;
    let mut people = post.people.iter();
    let mut next = || people.next().ok_or_else(|| "too few people for every state".to_owned());
    named.insert("pathway_active".to_owned(), json!(next()?.pathway));
    let read = |pathway: &str| office.get(officer, &format!("/v1/pathways/{pathway}"));
    let suspended = read(&next()?.pathway)?;
    let pause = json!({ "reason": "sickness", "starts_on": today, "planned_end_on": civil::add_months(today, 2) });
    office.verb(officer, "/v1/pathways", &suspended, "suspend", &pause)?;
    named.insert("pathway_suspended".to_owned(), json!(id(&suspended)));
    let exited = read(&next()?.pathway)?;
    let exited = office.verb(
        &post.worker,
        "/v1/pathways",
        &exited,
        "propose-exit",
        &json!({ "reason": "moved_away", "on": today, "evidence_document_ids": [] }),
    )?;
    named.insert("pathway_exit_proposed".to_owned(), json!(id(&exited)));
    let exited = read(&next()?.pathway)?;
    let exited = office.verb(
        &post.worker,
        "/v1/pathways",
        &exited,
        "propose-exit",
        &json!({ "reason": "moved_away", "on": today, "evidence_document_ids": [] }),
    )?;
    let exited = office.verb(officer, "/v1/pathways", &exited, "validate-exit", &json!({ "on": today }))?;
    named.insert("pathway_exited".to_owned(), json!(id(&exited)));
    Ok(named)
}
