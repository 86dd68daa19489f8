//! Erasure of a person: what goes, what stays and for whom, and that it stays so (GDPR art. 17, domain § 9.2, T40).

use std::collections::BTreeMap;

use diesel::prelude::*;
use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::told::{CANARY, Told, paper};
use crate::support::{Answer, Client, Kind, TestApp, Value, json};

fn why() -> Value {
    json!({"reason": "Demande écrite du 2 mars"})
}

/// The parts of an answer by their kind.
fn parts(erasure: &Value) -> BTreeMap<String, Value> {
    let parts = erasure["parts"].as_array().unwrap();
    parts.iter().map(|part| (part["kind"].as_str().unwrap().to_owned(), part.clone())).collect()
}

fn ledger(app: &TestApp) -> Vec<String> {
    let text = std::fs::read_to_string(app.database.dir.join("erasure.ledger")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// The text that one query finds, or nothing.
fn found(app: &TestApp, sql: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
        line: Option<String>,
    }
    let rows: Vec<Line> = jalon::each!(&mut app.conn(), |c| diesel::sql_query(sql).load(c)).unwrap();
    rows.into_iter().map(|row| row.line.unwrap_or_default()).collect()
}

fn ask(client: &Client, told: &Told) -> Answer {
    client.post(&told.path("/erase"), &why())
}

fn confirm(client: &Client, told: &Told) -> Answer {
    client.at_version(1).post(&told.path("/erasure/confirm"), &json!({}))
}

/// Asked for by a data manager, and confirmed by this director.
fn erase(app: &TestApp, director: &Client, told: &Told) -> Answer {
    let asked = ask(&app.sign_in(Role::DataManager), told);
    assert_eq!(asked.status, 202, "{}", asked.text);
    confirm(director, told)
}

both! {
    fn the_social_part_goes_and_evidence_stays_restricted(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        let director = app.sign_in(Role::Director);
        let erasure = erase(&app, &director, &told).expect(200);
        assert_eq!((&erasure["restricted"], &erasure["keep_until"]), (&json!(true), &Value::Null), "the last payment is not known");
        assert_eq!(erasure["erased_by"], json!(director.id.unwrap()));
        let by = parts(&erasure);
        for (kind, erased, kept, rule) in [
            ("sensitive_facts", 1, 0, "art_17"), ("liaison_notes", 1, 0, "art_17"), ("constraints", 1, 0, "art_17"), ("barriers", 1, 0, "art_17"),
            ("contacts", 3, 0, "art_17"), ("documents", 1, 1, "esf_evidence"), ("interviews", 1, 1, "esf_evidence"), ("time_records", 1, 1, "esf_evidence"),
            ("situations", 1, 1, "esf_evidence"), ("objectives", 1, 1, "esf_evidence"),
        ] {
            assert_eq!((&by[kind]["erased"], &by[kind]["kept"], &by[kind]["rule"]), (&json!(erased), &json!(kept), &json!(rule)), "{kind}: {erasure}");
        }
        assert_eq!((&by["identity"]["kept"], &by["access_log"]["rule"], &by["audit_log"]["rule"]), (&json!(1), &json!("access_log"), &json!("audit_trail")));
        let interview = director.get(&format!("/v1/interviews/{}", told.interview["id"].as_str().unwrap())).expect(200);
        assert_eq!((&interview["report"], &interview["place"], &interview["starts_at"]), (&Value::Null, &Value::Null, &told.interview["starts_at"]));
        let time = director.get(&format!("/v1/time-records/{}", told.time["id"].as_str().unwrap())).expect(200);
        assert_eq!((&time["comment"], &time["duration_minutes"]), (&Value::Null, &json!(30)));
        director.get(&format!("/v1/documents/{}", told.cv["id"].as_str().unwrap())).refused(404, "not_found");
        // the name is needed by who checks the operation, and by nobody else
        assert_eq!(found(&app, "select last_name as line from participants where erased_at is not null"), ["Benali"]);
        assert_eq!(found(&app, "select housing_situation as line from situations"), [""]);
        assert_eq!(found(&app, "select cast(count(*) as text) as line from participant_names"), ["0"]);
        assert_eq!(ledger(&app).len(), 1);
        assert!(ledger(&app)[0].contains(&told.followed.participant.to_string()) && !ledger(&app)[0].contains("Benali"));
    }

    fn what_stays_is_opened_by_who_erases_and_never_without_a_reason(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        let director = app.sign_in(Role::Director);
        erase(&app, &director, &told).expect(200);
        let content = format!("/v1/documents/{}/content", told.proof["id"].as_str().unwrap());
        director.get(&content).refused(409, "conflict_restricted");
        let read = director.with("X-Reason", "Contrôle de service fait").get(&content);
        assert_eq!((read.status, read.raw), (200, paper(&format!("eligibility_proof {CANARY}"))), "sealed anew, it opens");
        app.sign_in(Role::TerritorialOfficer).with("X-Reason", "Curiosité").get(&content).refused(410, "gone");
        told.followed.referent.with("X-Reason", "Curiosité").get(&content).refused(404, "not_found");
        let interview = format!("/v1/interviews/{}", told.interview["id"].as_str().unwrap());
        told.followed.referent.get(&interview).refused(404, "not_found");
        assert_eq!(told.followed.referent.get("/v1/interviews").expect(200)["items"], json!([]));
    }

    fn who_knew_the_person_hears_410_and_others_404(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        let manager = app.sign_in(Role::DataManager);
        erase(&app, &app.sign_in(Role::Director), &told).expect(200);
        for rest in ["", "/situations", "/sensitive", "/timeline", "/proof-file", "/eligibility"] {
            manager.get(&told.path(rest)).refused(410, "gone");
        }
        for client in [&told.followed.referent, &app.sign_in(Role::Assistant), &app.sign_in(Role::TerritorialOfficer)] {
            client.get(&told.path("")).refused(410, "gone");
        }
        manager.at_version(9).patch(&told.path(""), &json!({"phone": "0600000000"})).refused(410, "gone");
        manager.post(&told.path("/data-export"), &why()).refused(410, "gone");
        for client in [&app.sign_in(Role::Referent), &app.sign_in(Role::FinanceOfficer), &app.sign_in_at(app.another_plie(), Role::DataManager)] {
            client.get(&told.path("")).refused(404, "not_found");
            client.get(&told.path("/erasure")).refused(404, "not_found");
        }
        assert_eq!(manager.get("/v1/participants?q=benali&include_total=true").expect(200)["total"], 0);
        assert_eq!(manager.get("/v1/participants?include_total=true").expect(200)["total"], 0);
        manager.get("/v1/participants/by-external-id/viesion/V-zebre-violet-4417").refused(404, "not_found");
        assert_eq!(manager.get(&told.path("/erasure")).expect(200)["restricted"], true);
        let other = app.given_a_participant();
        manager.get(&format!("/v1/participants/{}/erasure", other["id"].as_str().unwrap())).refused(404, "not_found");
    }

    fn who_is_evidence_of_nothing_leaves_what_counts_and_names_nobody(app: TestApp) {
        let address = json!({"line": format!("1 rue {CANARY}"), "postcode": "38000", "commune_code": "38185"});
        let person = app.given_a_participant_with(&json!({"birth_date": "1987-06-05", "address": address}));
        let id = person["id"].as_str().unwrap();
        app.given_a_paper(&app.sign_in(Role::Assistant), id, "eligibility_proof");
        let files = || std::fs::read_dir(app.database.dir.join("documents")).unwrap().count();
        assert_eq!(files(), 1);
        let erasure = app.erased(id);
        assert_eq!((&erasure["restricted"], &erasure["keep_until"]), (&json!(false), &Value::Null));
        assert_eq!((&parts(&erasure)["identity"]["rule"], &parts(&erasure)["documents"]["kept"]), (&json!("anonymous_counts"), &json!(0)));
        assert_eq!(files(), 0);
        let columns = "first_name || ' ' || last_name || ' ' || coalesce(birth_name, '-') || ' ' || coalesce(phone, '-') || ' ' || coalesce(commune_code, '-')";
        assert_eq!(found(&app, &format!("select {columns} as line from participants")), ["(effacé) (effacé) - - -"]);
        assert_eq!(found(&app, "select cast(birth_date as text) as line from participants"), ["1985-01-01"]);
        assert_eq!(found(&app, "select cast(count(*) as text) as line from data_keys"), ["0"], "its key is no more");
        assert_eq!(found(&app, "select cast(size_bytes as text) as line from document_usage"), ["0"]);
    }

    fn a_pathway_that_goes_on_forbids_it(app: TestApp) {
        let told = app.given_a_person_told_of();
        let director = app.sign_in(Role::Director);
        ask(&director, &told).refused(409, "conflict_open_pathway");
        app.pathway_over(&told.followed);
        director.at_version(1).post(&told.path("/erase"), &why()).refused(412, "version_conflict");
        assert_eq!(director.post(&told.path("/erase"), &json!({})).faults(), ["/reason required"]);
        assert_eq!(director.post(&told.path("/erase"), &json!({"reason": "Nº 1 85 05 78 006 084 91"})).faults(), ["/reason rule_no_nir"]);
        let would_be = director.post(&told.path("/erase?dry_run=true"), &why()).expect(200);
        director.get(&told.path("/erasure")).refused(404, "not_found");
        assert_eq!(would_be["restricted"], true);
        assert_eq!((ledger(&app).len(), app.journal("operation = 'erase_participant' and outcome = 'done'").len()), (0, 0));
        assert_eq!(director.get(&told.path("")).expect(200)["last_name"], "Benali");
        assert_eq!(director.get(&format!("/v1/interviews/{}", told.interview["id"].as_str().unwrap())).expect(200)["report"], told.interview["report"]);
        let same = erase(&app, &director, &told).expect(200);
        // what is read and written on the way has lines of its own
        let told = |erasure: &Value| -> Vec<Value> {
            let parts = erasure["parts"].as_array().unwrap().iter();
            parts.filter(|part| part["kind"] != "access_log" && part["kind"] != "audit_log").cloned().collect()
        };
        assert_eq!((told(&same), &same["restricted"], &same["keep_until"]), (told(&would_be), &would_be["restricted"], &would_be["keep_until"]), "it is what was said");
    }

    fn asked_twice_it_answers_the_same_and_does_nothing(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        let director = app.sign_in(Role::Director);
        let asks = || director.with("Idempotency-Key", "demande").post(&told.path("/erase"), &why());
        let (first, replayed) = (asks(), asks());
        assert_eq!((replayed.status, replayed.headers["idempotency-replayed"].as_str(), &replayed.body), (202, "true", &first.body));
        let other = app.sign_in(Role::Director);
        let confirms = || other.at_version(1).with("Idempotency-Key", "efface").post(&told.path("/erasure/confirm"), &json!({}));
        let (first, replayed) = (confirms(), confirms());
        assert_eq!((replayed.status, replayed.headers["idempotency-replayed"].as_str(), &replayed.body), (200, "true", &first.body));
        let lines = app.journal("subject_id is not null").len();
        let again = ask(&director, &told).expect(200);
        assert_eq!(again, first.body);
        assert_eq!((app.journal("subject_id is not null").len(), ledger(&app).len()), (lines, 1));
        assert_eq!(director.get(&told.path("/erasure")).expect(200), again);
    }

    /// Nobody decides on an erasure alone.
    fn a_second_person_confirms_an_erasure_or_refuses_it(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        let (director, other, manager) = (app.sign_in(Role::Director), app.sign_in(Role::Director), app.sign_in(Role::DataManager));
        director.get(&told.path("/erasure")).refused(404, "not_found");
        confirm(&other, &told).refused(404, "not_found");
        let asked = ask(&director, &told);
        assert_eq!((asked.status, asked.headers["location"].clone()), (202, told.path("/erasure")));
        let proposed = asked.body;
        assert_eq!((&proposed["status"], &proposed["reason"], &proposed["proposed_by"]), (&json!("proposed"), &json!("Demande écrite du 2 mars"), &json!(director.id.unwrap())));
        assert_eq!((&proposed["erased_at"], &proposed["restricted"], &parts(&proposed)["liaison_notes"]["erased"]), (&Value::Null, &json!(true), &json!(1)));
        assert_eq!(director.get(&told.path("/erasure")).expect(200), proposed);
        assert_eq!(ask(&manager, &told).expect(202), proposed, "it stands already");
        assert_eq!(director.get(&told.path("")).expect(200)["last_name"], "Benali", "nothing is erased yet");
        assert_eq!(ledger(&app).len(), 0);
        confirm(&director, &told).refused(409, "conflict_same_person");
        confirm(&manager, &told).refused(403, "forbidden");
        confirm(&app.sign_in(Role::Referent), &told).refused(404, "not_found");
        confirm(&app.sign_in_at(app.another_plie(), Role::Director), &told).refused(404, "not_found");
        other.post(&told.path("/erasure/confirm"), &json!({})).refused(428, "precondition_required");
        other.at_version(2).post(&told.path("/erasure/confirm"), &json!({})).refused(412, "version_conflict");
        let refuse = |client: &Client, body: Value| client.at_version(1).post(&told.path("/erasure/refuse"), &body);
        assert_eq!(refuse(&other, json!({})).faults(), ["/reason required"]);
        assert_eq!(refuse(&other, json!({"reason": "Nº 1 85 05 78 006 084 91"})).faults(), ["/reason rule_no_nir"]);
        refuse(&app.sign_in(Role::Assistant), json!({"reason": "x"})).refused(403, "forbidden");
        assert_eq!(refuse(&manager, json!({"reason": "Demande reprise"})).status, 204);
        director.get(&told.path("/erasure")).refused(404, "not_found");
        confirm(&other, &told).refused(404, "not_found");
        assert_eq!(app.journal("resource = 'erasure_proposals'"), ["erase_participant erasure_proposals Demande écrite du 2 mars", "refuse_participant_erasure erasure_proposals Demande reprise"]);
        ask(&manager, &told).expect(202);
        app.pathway_stands(told.followed.pathway, "active");
        confirm(&other, &told).refused(409, "conflict_open_pathway");
        app.pathway_stands(told.followed.pathway, "closed");
        let would_be = other.at_version(1).post(&told.path("/erasure/confirm?dry_run=true"), &json!({})).expect(200);
        assert_eq!((&would_be["status"], ledger(&app).len()), (&json!("erased"), 0));
        let erased = confirm(&other, &told).expect(200);
        assert_eq!((&erased["status"], &erased["reason"], &erased["proposed_by"], &erased["erased_by"]), (&json!("erased"), &Value::Null, &json!(manager.id.unwrap()), &json!(other.id.unwrap())));
        assert_eq!(ledger(&app).len(), 1);
        assert_eq!(found(&app, "select cast(count(*) as text) as line from erasure_proposals"), ["0"]);
        confirm(&director, &told).refused(410, "gone");
    }

    fn what_had_to_stay_goes_once_its_operations_may_forget_it(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        let director = app.sign_in(Role::Director);
        erase(&app, &director, &told).expect(200);
        app.conn().batch("update operations set last_payment_on = '2026-02-01'").unwrap();
        let known = ask(&director, &told).expect(200);
        assert_eq!((&known["restricted"], &known["keep_until"], &known["version"]), (&json!(true), &json!("2031-12-31"), &json!(2)));
        assert_eq!(parts(&known)["documents"]["until"], "2031-12-31");
        app.at("2032-01-01T08:00:00Z");
        let director = app.sign_in(Role::Director);
        let rest = ask(&director, &told).expect(200);
        assert_eq!((&rest["restricted"], &rest["keep_until"], &rest["version"]), (&json!(false), &Value::Null, &json!(3)));
        assert_eq!((&parts(&rest)["documents"]["kept"], &parts(&rest)["identity"]["rule"]), (&json!(0), &json!("anonymous_counts")));
        assert_eq!(found(&app, "select last_name as line from participants where erased_at is not null"), ["(effacé)"]);
        assert_eq!(ask(&director, &told).expect(200), rest);
        director.get(&told.path("")).refused(410, "gone");
    }

    // The chain binds digests of reasons: their words go and it holds, their words change and it does not.
    fn the_journal_loses_the_reasons_and_its_chain_still_holds(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_stands(told.followed.pathway, "admitted");
        let cancelled = json!({"reason": format!("Motif {CANARY}")});
        let director = app.sign_in(Role::Director);
        let version = director.get(&format!("/v1/pathways/{}", told.followed.pathway)).expect(200)["version"].as_i64().unwrap();
        director.at_version(version).post(&told.followed.path("cancel"), &cancelled).expect(200);
        jalon::app::sequence(&mut app.conn()).unwrap();
        let about = format!("reason like '%{CANARY}%'");
        assert_eq!(app.journal(&about).len(), 1);
        assert_eq!(jalon::app::verify_chain(&mut app.conn(), app.plie), Ok(None));
        app.conn().transaction::<(), diesel::result::Error, _>(|c| {
            c.batch(&format!("update audit_entries set reason = 'Autre' where {about}"))?;
            assert!(matches!(jalon::app::verify_chain(c, app.plie), Ok(Some((_, why))) if why == "changed"));
            Err(diesel::result::Error::RollbackTransaction)
        }).unwrap_err();
        let erasure = erase(&app, &director, &told).expect(200);
        assert_eq!(parts(&erasure)["audit_log"]["erased"], 1);
        jalon::app::sequence(&mut app.conn()).unwrap();
        assert_eq!(app.journal(&about).len(), 0);
        assert_eq!(jalon::app::verify_chain(&mut app.conn(), app.plie), Ok(None));
        assert_eq!(jalon::app::verify_access_log(&mut app.conn(), app.plie), Ok(None));
        assert_eq!(app.journal("change = 'erased' and resource = 'participants'"), ["confirm_participant_erasure participants Demande écrite du 2 mars"]);
    }

    fn what_a_record_of_time_said_before_it_was_changed_goes_too(app: TestApp) {
        let told = app.given_a_person_told_of();
        let path = format!("/v1/time-records/{}", told.time["id"].as_str().unwrap());
        let (me, now) = (&told.followed.referent, told.followed.referent.get(&path).expect(200));
        let version = now["version"].as_i64().unwrap();
        me.at_version(version).patch(&path, &json!({"comment": format!("Autre {CANARY}")})).expect(200);
        let words = |table: &str, column: &str| {
            found(&app, &format!("select cast(count(*) as text) as line from {table} where {column} like '%{CANARY}%'"))[0].clone()
        };
        assert_eq!(words("time_records", "comment"), "2", "the version before the change is kept");
        app.pathway_over(&told.followed);
        erase(&app, &app.sign_in(Role::Director), &told).expect(200);
        assert_eq!(words("time_records", "comment"), "0");
    }

    fn the_feed_tells_every_mirror_that_the_person_is_no_more(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        let (manager, stranger) = (app.sign_in(Role::DataManager), app.sign_in(Role::Referent));
        erase(&app, &app.sign_in(Role::Director), &told).expect(200);
        jalon::app::sequence(&mut app.conn()).unwrap();
        let tombstones = |client: &Client, kinds: &str| -> Vec<Value> {
            let page = client.get(&format!("/v1/changes?limit=200&types={kinds}")).expect(200);
            page["items"].as_array().unwrap().iter().filter(|c| c["change"] == "erased").map(|c| c["id"].clone()).collect()
        };
        let who = json!(told.followed.participant);
        assert_eq!(tombstones(&manager, "participants"), [who.clone()]);
        assert_eq!(tombstones(&told.followed.referent, "participants"), [who.clone()], "who mirrored the person hears of it");
        assert_eq!(tombstones(&stranger, "liaison_notes,documents"), Vec::<Value>::new());
        assert_eq!(tombstones(&manager, "liaison_notes,documents"), [told.note["id"].clone(), told.cv["id"].clone()]);
    }

    fn directors_and_data_managers_alone_ask_for_it(app: TestApp) {
        let told = app.given_a_person_told_of();
        app.pathway_over(&told.followed);
        for role in [Role::Assistant, Role::TerritorialOfficer] {
            ask(&app.sign_in(role), &told).refused(403, "forbidden");
            app.sign_in(role).get(&told.path("/erasure")).refused(403, "forbidden");
        }
        ask(&app.sign_in(Role::Referent), &told).refused(404, "not_found");
        ask(&app.sign_in_at(app.another_plie(), Role::Director), &told).refused(404, "not_found");
        ask(&app.sign_in(Role::DataManager), &told).expect(202);
    }

    fn what_was_merged_into_the_person_goes_with_them(app: TestApp) {
        let manager = app.sign_in(Role::DataManager);
        let (old, kept) = (app.given_a_participant(), app.given_a_participant());
        let (old, kept) = (old["id"].as_str().unwrap(), kept["id"].as_str().unwrap());
        app.sign_in(Role::Assistant).put(&format!("/v1/participants/{old}/sensitive"), &json!({"disabled": "yes"})).expect(200);
        let merged = manager.at_version(1).post(&format!("/v1/participants/{old}/merge"), &json!({"into_id": kept})).expect(200);
        manager.post(&format!("/v1/participants/{old}/erase"), &why()).refused(409, "conflict_merged");
        app.erased(kept);
        for id in [old, kept] {
            manager.get(&format!("/v1/participants/{id}")).refused(410, "gone");
        }
        assert_eq!(found(&app, "select distinct last_name as line from participants"), ["(effacé)"]);
        assert_eq!(found(&app, "select cast(kept_before as text) as line from merges"), ["{}"]);
        assert_eq!(found(&app, "select cast(count(*) as text) as line from data_keys"), ["0"]);
        let undo = format!("/v1/merges/{}/undo", merged["id"].as_str().unwrap());
        manager.at_version(1).post(&undo, &json!({})).refused(410, "gone");
    }

    fn a_person_who_was_erased_is_named_by_nothing_new(app: TestApp) {
        let person = app.given_a_participant();
        let id = person["id"].as_str().unwrap();
        app.erased(id);
        let assistant = app.sign_in(Role::Assistant);
        assert_eq!(crate::documents::upload(&assistant, id, &paper("x")).faults(), ["/participant_id reference_not_found"]);
        let situation = json!({"as_of": "2026-02-20", "labour_status": "unemployed_12_24m", "unemployment_months": 14, "in_education": false, "isced": 3, "minimum_incomes": ["none"], "source": "participant"});
        assistant.post(&format!("/v1/participants/{id}/situations"), &situation).refused(410, "gone");
        // the same person may come back, as somebody new
        let again = json!({"first_name": person["first_name"], "last_name": person["last_name"], "birth_date": person["birth_date"], "gender": "woman", "phone": person["phone"]});
        assert_ne!(assistant.post("/v1/participants", &again).expect(201)["id"], person["id"]);
    }
}

/// The columns that name a participant of which an erasure has nothing to do by a step, each with its reason.
const APART: &[(&str, &str)] = &[
    ("agenda_items.participant_id", "which session spoke of whom: no words"),
    ("attendances.participant_id", "presence and signature: no words"),
    ("data_keys.participant_id", "destroyed by vault::destroy"),
    ("documents.participant_id", "apart.rs: one by one, with their bytes"),
    ("erasure_proposals.participant_id", "done with the erasure that it proposes"),
    ("erasures.participant_id", "the erasure itself"),
    ("milestones.participant_id", "apart.rs: the words within the results"),
    ("opportunity_notices.participant_id", "what was passed on: no words"),
    ("participants.merged_into", "apart.rs: each record of the person"),
    ("time_record_participants.participant_id", "time spent is evidence; its words go with time_records"),
];

/// Whoever adds a table that names a participant decides here what an erasure does with it, and what an archive for
/// the person shows of it.
#[test]
fn an_erasure_and_an_archive_know_every_table_that_names_a_participant() {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let app = TestApp::start(Kind::Sqlite);
    let sql = "select m.name || '.' || f.\"from\" as name from sqlite_schema m, pragma_foreign_key_list(m.name) f \
               where m.type = 'table' and f.\"table\" in ('participants', 'pathways') and f.\"from\" in \
               ('participant_id', 'pathway_id', 'merged_into', 'source_id', 'target_id', 'first_id', 'second_id') order by 1";
    let columns: Vec<Column> = diesel::sql_query(sql).load(&mut app.conn()).unwrap();
    let read = |path: &str| std::fs::read_to_string(format!("{}/src/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (steps, sources) = (read("participants/erasure/store/steps.rs"), read("participants/data_export/sources.rs"));
    let steps = steps.split("const STEPS").nth(1).unwrap().split("const KEPT").next().unwrap();
    // shown as something else, or nothing of the person
    let unseen = ["data_keys", "erasures", "participant_names", "participant_external_ids", "time_record_participants"];
    for column in columns {
        let (table, _) = column.name.split_once('.').unwrap();
        let done = steps.contains(&format!("\"{table}\""));
        let apart = APART.iter().any(|(name, _)| *name == column.name)
            || APART.iter().any(|(name, _)| name.split('.').next() == Some(table));
        assert!(done != apart, "{}: say in erasure/store/steps.rs, or here, what an erasure does with it", column.name);
        let shown = sources.contains(&format!("\"{table}\""));
        assert!(
            shown != unseen.contains(&table),
            "{}: say in data_export/sources.rs, or here, what is shown of it",
            column.name
        );
    }
}
