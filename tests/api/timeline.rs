//! The timeline of a participant: everything that happened, newest first, and nothing that the caller may not see.

use jalon::auth::role::Role;

use crate::both;
use crate::support::{Client, TestApp, Value, json};

/// A person with an event of many kinds: the referent's client, and the address of the timeline.
fn lived(app: &TestApp) -> (crate::support::builders::followed::Followed, String) {
    let of = app.given_somebody_followed();
    let person = format!("/v1/participants/{}", of.participant);
    let assistant = app.sign_in(Role::Assistant);
    app.at("2026-03-02T08:01:00Z");
    let situation = json!({"as_of": "2026-02-01", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "source": "participant"});
    assistant.post(&format!("{person}/situations"), &situation).expect(201);
    app.at("2026-03-02T08:02:00Z");
    assistant.put(&format!("{person}/sensitive"), &json!({"disabled": "yes"})).expect(200);
    app.at("2026-03-02T08:03:00Z");
    assistant
        .post(&format!("{person}/eligibility"), &json!({"criterion": "rsa", "issued_on": "2026-02-10"}))
        .expect(201);
    crate::documents::upload(&assistant, &of.participant.to_string(), b"%PDF-1.7").expect(201);
    app.at("2026-03-02T08:04:00Z");
    let met = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-02T07:45:00Z", "outcome": "held", "report": "Point sur le projet."});
    let met = of.referent.post(&of.path("interviews"), &met).expect(201);
    let sign = json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": "2026-03-02T07:45:00Z", "method": "tablet", "facts_hash": met["facts_hash"]});
    of.referent.at_version(1).post(&format!("/v1/interviews/{}/sign", met["id"].as_str().unwrap()), &sign).expect(200);
    app.at("2026-03-02T08:05:00Z");
    assistant
        .post(&of.path("barriers"), &json!({"theme": "health", "severity": 2, "opened_on": "2026-03-02"}))
        .expect(201);
    assistant
        .post(&of.path("barriers"), &json!({"theme": "mobility", "severity": 2, "opened_on": "2026-03-02"}))
        .expect(201);
    let objective = assistant
        .post(&of.path("objectives"), &json!({"text": "Passer le permis B", "set_on": "2026-03-02"}))
        .expect(201);
    let stage = json!({"type": "immersion", "resource_origin": "employer_contact", "objective_ids": [objective["id"]]});
    assistant.post(&of.path("stages"), &stage).expect(201);
    (of, format!("{person}/timeline"))
}

fn events(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).expect(200)["items"].as_array().unwrap().clone()
}

fn kinds(events: &[Value]) -> Vec<String> {
    let mut kinds: Vec<String> = events.iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

both! {
    fn everything_that_happened_is_told_newest_first(app: TestApp) {
        let (of, path) = lived(&app);
        let referent = app.client_of(app.plie, of.user);
        let all = events(&referent, &path);
        assert_eq!(kinds(&all), ["barriers", "documents", "eligibility", "interviews", "objectives", "participants", "referent_assignments", "sensitive_facts", "signatures", "situations", "stages"]);
        let at: Vec<&str> = all.iter().map(|e| e["at"].as_str().unwrap()).collect();
        let mut sorted = at.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        assert_eq!(at, sorted, "newest first");
        let met = all.iter().find(|e| e["kind"] == "interviews").unwrap();
        assert_eq!((&met["type"], &met["detail"], &met["at"]), (&json!("held"), &json!("follow_up"), &json!("2026-03-02T07:00:00Z")));
        assert!(met["summary"].as_str().unwrap().starts_with("Entretien : tenu ("), "{met}");
        let english = referent.with("Accept-Language", "en").get(&format!("{path}?kind=interviews")).expect(200);
        assert!(english["items"][0]["summary"].as_str().unwrap().starts_with("Interview: held ("), "{english}");
        let facts = all.iter().find(|e| e["kind"] == "sensitive_facts").unwrap();
        assert_eq!((&facts["detail"], &facts["type"]), (&Value::Null, &json!("recorded")), "that something was told, never what");
        for event in &all {
            assert!(!event.to_string().contains("Point sur le projet"), "{event}");
        }
    }

    fn pages_hold_each_event_once(app: TestApp) {
        let (_, path) = lived(&app);
        let director = app.sign_in(Role::Director);
        let all = events(&director, &path);
        let total = director.get(&format!("{path}?limit=1&include_total=true")).expect(200)["total"].clone();
        assert_eq!(total, json!(all.len()));
        let (mut seen, mut next) = (Vec::new(), format!("{path}?limit=4"));
        loop {
            let page = director.get(&next).expect(200);
            seen.extend(page["items"].as_array().unwrap().clone());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("{path}?limit=4&cursor={cursor}");
        }
        assert_eq!(seen, all);
        assert_eq!(events(&director, &format!("{path}?kind=barriers")).len(), 2);
        assert_eq!(events(&director, &format!("{path}?kind=kites")), Vec::<Value>::new());
        assert_eq!(events(&director, &format!("{path}?updated_after=2026-03-02T08:04:30Z")).len(), 4);
        director.get(&format!("{path}?sort=at")).refused(400, "malformed_parameter");
        // a cursor is made by the server: what somebody else writes into one is not a statement
        let forged = json!({"s": "-at", "f": "", "v": ["2026-03-02T08:00:00Z", "x') union select 1 --", "held"], "i": uuid::Uuid::now_v7()});
        use base64::Engine;
        let forged = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(forged.to_string());
        director.get(&format!("{path}?cursor={forged}")).refused(400, "invalid_cursor");
    }

    // domain § 3: the assistant reads no sensitive fact and no barrier of health in a list
    fn what_a_role_may_not_see_is_not_in_it(app: TestApp) {
        let (of, path) = lived(&app);
        let assistant = events(&app.sign_in(Role::Assistant), &path);
        assert!(!kinds(&assistant).contains(&"sensitive_facts".to_owned()));
        let barriers: Vec<&Value> = assistant.iter().filter(|e| e["kind"] == "barriers").map(|e| &e["detail"]).collect();
        assert_eq!(barriers, [&json!("mobility")]);
        let director = events(&app.sign_in(Role::Director), &path);
        assert_eq!(director.len(), assistant.len() + 2);
        app.sign_in(Role::Referent).get(&path).refused(404, "not_found");
        app.sign_in(Role::FinanceOfficer).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::DataManager).get(&path).refused(404, "not_found");
        let other = app.given_a_participant();
        let manager = app.sign_in(Role::DataManager);
        let person = format!("/v1/participants/{}", of.participant);
        let version = manager.get(&person).expect(200)["version"].as_i64().unwrap();
        manager.at_version(version).post(&format!("{person}/merge"), &json!({"into_id": other["id"]})).expect(200);
        let led = manager.get(&path);
        let kept = format!("/v1/participants/{}/timeline", other["id"].as_str().unwrap());
        assert_eq!((led.status, led.headers["location"].as_str()), (308, kept.as_str()));
        assert!(kinds(&events(&manager, &kept)).contains(&"merges".to_owned()));
        assert!(!kinds(&events(&app.sign_in(Role::Director), &kept)).contains(&"merges".to_owned()));
    }

    // every kind that hangs on a pathway, each told to whoever reads its list
    fn what_a_pathway_is_made_of_is_told(app: TestApp) {
        let of = app.given_somebody_followed();
        let path = format!("/v1/participants/{}/timeline", of.participant);
        let assistant = app.sign_in(Role::Assistant);
        let contract = json!({"employer": {"name": "Transports Alpins"}, "type": "cdi", "starts_on": "2026-02-10", "weekly_minutes": 2100});
        let contract = of.referent.post(&of.path("employment-contracts"), &contract).expect(201);
        let one = of.path(&format!("employment-contracts/{}", contract["id"].as_str().unwrap()));
        of.referent.at_version(1).patch(&one, &json!({"broken_on": "2026-02-20"})).expect(200);
        of.referent.post(&of.path("engagement-contracts"), &json!({"kind": "cer", "signed_on": "2026-02-03", "starts_on": "2026-02-03", "ends_on": "2026-08-02"})).expect(201);
        of.referent.post(&of.path("follow-up-checks"), &json!({"on": "2026-03-02", "reached": "yes", "channel": "phone"})).expect(201);
        of.referent.post(&of.path("constraints"), &json!({"kind": "hours", "value": "Pas avant 9 h", "valid_from": "2026-03-02"})).expect(201);
        of.referent.post(&of.path("liaison-notes"), &json!({"theme": "housing", "noted_on": "2026-03-02", "text": "Demande de logement"})).expect(201);
        let milestone = of.referent.post(&of.path("milestones"), &json!({"held_on": "2026-03-02", "results": []})).expect(201);
        let milestone = app.uuid_text(milestone["id"].as_str().unwrap().parse().unwrap());
        app.conn().batch(&format!("update milestones set status = 'validated', validated_on = '2026-03-02' where id = {milestone}")).unwrap();
        let unit = app.given_a_structure("ccas");
        let review = json!({"structure_id": unit["id"], "quarter": "2026-Q1", "held_on": "2026-03-02", "items": [{"pathway_id": of.pathway, "summary": "Logement trouvé"}]});
        of.referent.post("/v1/quarterly-reviews", &review).expect(201);
        let there = json!([{"pathway_id": of.pathway, "outcome": "present"}]);
        let session = json!({"title": "Atelier CV", "leader_id": of.user, "starts_at": "2026-03-02T06:00:00Z", "ends_at": "2026-03-02T07:00:00Z", "attendances": there});
        of.referent.post("/v1/collective-sessions", &session).expect(201);
        let event = json!({"kind": "forum", "title": "Forum", "starts_at": "2026-03-02T06:30:00Z", "ends_at": "2026-03-02T07:30:00Z", "attendances": there});
        of.referent.post("/v1/events-calendar", &event).expect(201);
        let offer = of.referent.post("/v1/opportunities", &json!({"title": "Cariste", "kind": "job", "rome": "N1101"})).expect(201);
        let notify = format!("/v1/opportunities/{}/notify", offer["id"].as_str().unwrap());
        assert!(of.referent.post(&notify, &json!({"pathway_ids": [of.pathway], "channel": "phone"})).status < 300);
        let objective = of.referent.post(&of.path("objectives"), &json!({"text": "Passer le permis B", "set_on": "2026-03-02"})).expect(201);
        let stage = json!({"type": "immersion", "resource_origin": "employer_contact", "planned_starts_on": "2026-03-02", "objective_ids": [objective["id"]]});
        let stage = of.referent.post(&of.path("stages"), &stage).expect(201);
        let stage = format!("/v1/stages/{}", stage["id"].as_str().unwrap());
        for (n, verb) in ["accept", "plan", "start"].into_iter().enumerate() {
            of.referent.at_version(i64::try_from(n).unwrap() + 1).post(&format!("{stage}/{verb}"), &json!({})).expect(200);
        }
        let all = events(&of.referent, &path);
        let told: Vec<String> = ["employment_contracts recorded", "employment_contracts broken", "engagement_contracts signed", "follow_up_checks recorded", "constraints recorded",
            "liaison_notes recorded", "milestones held", "milestones validated", "quarterly_reviews held", "collective_sessions present", "events_calendar present",
            "opportunity_notices notified", "stages created", "stages accepted", "stages planned", "stages started"].map(str::to_owned).to_vec();
        let found: Vec<String> = all.iter().map(|e| format!("{} {}", e["kind"].as_str().unwrap(), e["type"].as_str().unwrap())).collect();
        for event in &told {
            assert!(found.contains(event), "{event}: {found:?}");
        }
        let of_kind = |all: &[Value], kind: &str| all.iter().filter(|e| e["kind"] == kind).count();
        for event in &all {
            let (kind, what) = (event["kind"].as_str().unwrap(), event["type"].as_str().unwrap());
            let said = event["summary"].as_str().unwrap();
            assert!(!said.contains(kind) && !said.contains(&format!(": {what}")), "in words: {said}");
            for secret in ["Demande", "Logement", "9 h", "housing", "hours"] {
                assert!(!event.to_string().contains(secret), "{event}");
            }
        }
        let broken = all.iter().find(|e| e["type"] == "broken").unwrap();
        assert_eq!(broken["at"], "2026-02-20T00:00:00Z", "a day stands at its first hour");
        let (mut seen, mut next) = (Vec::new(), format!("{path}?limit=3"));
        loop {
            let page = of.referent.get(&next).expect(200);
            seen.extend(page["items"].as_array().unwrap().clone());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("{path}?limit=3&cursor={cursor}");
        }
        assert_eq!(seen, all, "each event once, page by page");
        // an assistant reads no liaison note in a list; a colleague who takes over sees no session nor review of another's
        let seen = events(&assistant, &path);
        assert_eq!((of_kind(&seen, "liaison_notes"), of_kind(&seen, "quarterly_reviews")), (0, 1));
        let (colleague, terms) = app.given_a_referent();
        let pathway = format!("/v1/pathways/{}", of.pathway);
        let director = app.sign_in(Role::Director);
        let version = director.get(&pathway).expect(200)["version"].as_i64().unwrap();
        let relay = json!({"referent_id": terms["id"], "starts_on": "2026-03-02", "reason": "Relais"});
        director.at_version(version).post(&format!("{pathway}/assign-referent"), &relay).expect(200);
        let seen = events(&colleague, &path);
        assert_eq!((of_kind(&seen, "liaison_notes"), of_kind(&seen, "milestones")), (1, 2));
        assert_eq!((of_kind(&seen, "quarterly_reviews"), of_kind(&seen, "collective_sessions")), (0, 0));
        assert_eq!(of_kind(&events(&director, &path), "collective_sessions"), 1);
    }
}

/// The tables that name a participant or a pathway and are no source of a timeline, each with its reason.
const UNTOLD: &[(&str, &str)] = &[
    ("access_log", "who looked is asked of the access log"),
    ("agenda_items", "its decision is told; the agenda is the commission's"),
    ("data_keys", "keys are not events"),
    ("duplicate_candidates", "a likeness, not an event; a merge is told"),
    ("erasure_proposals", "between those who decide on it"),
    ("erasures", "an erased person has no timeline"),
    ("job_follow_ups", "told by the states of the pathway"),
    ("participant_addresses", "where somebody lives is a list of its own"),
    ("participant_criteria", "its evidence is told"),
    ("participant_external_ids", "written with the person"),
    ("participant_names", "written with the person"),
    ("suspensions", "told by the states of the pathway"),
];

/// Whoever adds a table that names a participant or a pathway decides here whether a timeline tells of it.
#[test]
fn a_timeline_knows_every_table_that_names_a_participant_or_a_pathway() {
    use diesel::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Table {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let app = TestApp::start(crate::support::Kind::Sqlite);
    let sql = "select distinct m.name as name from sqlite_schema m, pragma_foreign_key_list(m.name) f \
               where m.type = 'table' and f.\"table\" in ('participants', 'pathways') and f.\"from\" <> 'plie_id' \
               union select m.name from sqlite_schema m, pragma_table_info(m.name) c \
               where m.type = 'table' and c.name in ('participant_id', 'pathway_id') order by 1";
    let found: Vec<Table> = diesel::sql_query(sql).load(&mut app.conn()).unwrap();
    assert!(found.len() > 30, "the database names them");
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src/participants/timeline/store/sources.rs");
    let sources = std::fs::read_to_string(sources).unwrap();
    let named = |table: &str| {
        [" s\"", " s join ", " e on "].iter().any(|alias| {
            let text = format!("{table}{alias}");
            sources.match_indices(&text).any(|(at, _)| sources[..at].ends_with(['"', ' ']))
        }) || sources.contains(&format!(" from {table} "))
    };
    for table in found.iter().map(|t| t.name.as_str()) {
        let untold = UNTOLD.iter().any(|(name, _)| *name == table);
        assert!(
            named(table) != untold,
            "{table}: say in `SOURCES` of participants/timeline, or here, what a timeline tells of it"
        );
    }
}
