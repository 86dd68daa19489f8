//! What is written about a person (S4 in the contract) stands sealed: planted through the API in each member that the
//! contract marks so, it is found in no database, log, list or feed, and who opens it is in the access log (T37,
//! `trust.md` § 6.1, `docs/decisions/0011-what-is-sealed.md`).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;

use diesel::prelude::*;
use jalon::auth::keys::Keys;
use jalon::auth::role::Role;

use crate::both;
use crate::privacy::{holding, tables_holding};
use crate::support::builders::commission::{at, version};
use crate::support::builders::followed::Followed;
use crate::support::builders::intake::orientation_body;
use crate::support::builders::told::CANARY;
use crate::support::{Client, KEY, Kind, TestApp, Value, json};

/// What stands in the clear although it tells of a person in words, and why. Decision 0011 has the same list.
const CLEAR: &[(&str, &str)] = &[
    ("ConfirmDepartmentIn.alternative", "an act: what the commission proposes instead"),
    ("DecideIn.alternative", "an act: what the commission proposes instead"),
    ("DecideIn.motive", "an act: the ground of a decision"),
    ("RefuseOrientationIn.alternative", "an act: what the PLIE proposes instead"),
    ("InterviewIn.outcome_reason", "an act: why somebody did not come"),
    ("InterviewPatch.outcome_reason", "an act: why somebody did not come"),
    ("NewSignatureIn.refused_reason", "an act: why somebody did not sign"),
    ("SignatureIn.refused_reason", "an act: why somebody did not sign"),
    ("CancelPathwayIn.reason", "an act: why a pathway was cancelled"),
    ("InterviewReasonIn.reason", "an act: why an interview did not take place"),
    ("InterviewRescheduleIn.reason", "an act: why an interview was moved"),
    ("ReturnEntryFileIn.reason", "an act: what the commission asks for"),
    ("ReturnFromJobIn.reason", "an act: why a job ended"),
    ("StageCancelIn.reason", "an act: why a stage was cancelled"),
    ("StageRefuseIn.reason", "an act: why a stage was refused"),
    ("MilestoneResult.reason", "why what was signed for was not achieved, beside it"),
    ("ObjectiveIn.reason", "why what was signed for was not achieved, beside it"),
    ("ObjectivePatch.reason", "why what was signed for was not achieved, beside it"),
    ("InterviewHoldIn.information_given", "what was given, which proves the work; left"),
    ("InterviewIn.information_given", "what was given, which proves the work; left"),
    ("InterviewPatch.information_given", "what was given, which proves the work; left"),
    ("ConstraintIn.value", "what work is possible, in lists; of health a code; left"),
    ("ConstraintPatch.value", "what work is possible, in lists; of health a code; left"),
    ("FileObjective.text", "what the person signs for, in lists and on paper"),
    ("MilestoneObjectiveIn.text", "what the person signs for, in lists and on paper"),
    ("ObjectiveIn.text", "what the person signs for, in lists and on paper"),
    ("ObjectivePatch.text", "what the person signs for, in lists and on paper"),
    ("TimeCorrectionIn.comment", "staff's own time: evidence of the ESF"),
    ("TimeRecordIn.comment", "staff's own time: evidence of the ESF"),
    ("TimeRecordPatch.comment", "staff's own time: evidence of the ESF"),
    ("AnswerFindingIn.answer", "between auditor and PLIE, about records"),
    ("AuditFindingIn.text", "between auditor and PLIE, about records"),
];

/// Bytes, which are sealed as files: `privacy.rs` and `imports.rs` look for them.
const FILES: &[&str] = &["DocumentForm.file", "ImportForm.file"];

/// The names of the schemas that a part of the contract leads to.
fn named(part: &Value, all: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| named(part, all, found)),
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next())
                && found.insert(name.to_owned())
            {
                named(&all[name], all, found);
            }
            members.values().for_each(|part| named(part, all, found));
        }
        _ => {}
    }
}

/// Whether a member is an object of its own, whose members have levels of theirs.
fn holds_members(schema: &Value, all: &Value) -> bool {
    let of = |part: &Value| {
        let name = part["$ref"].as_str().and_then(|r| r.rsplit('/').next());
        name.is_some_and(|name| all[name]["properties"].is_object())
    };
    of(schema) || ["oneOf", "anyOf", "allOf"].iter().any(|way| schema[*way].as_array().into_iter().flatten().any(of))
}

/// Each member of a body that the contract marks with S4.
fn taken_in_words() -> BTreeSet<String> {
    let contract = jalon::app::document().unwrap().0;
    let all = &contract["components"]["schemas"];
    let mut bodies = BTreeSet::new();
    for operation in contract["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        named(&operation["requestBody"], all, &mut bodies);
    }
    let mut found = BTreeSet::new();
    for name in bodies {
        for (member, schema) in all[&name]["properties"].as_object().into_iter().flatten() {
            if schema["x-sensitivity"] == "S4" && !holds_members(schema, all) {
                found.insert(format!("{name}.{member}"));
            }
        }
    }
    found
}

/// Words with the canary in them, each for a member of a body.
#[derive(Default)]
struct Words(RefCell<BTreeSet<&'static str>>);

impl Words {
    fn of(&self, member: &'static str) -> String {
        self.0.borrow_mut().insert(member);
        format!("{CANARY} {member}")
    }
}

/// What was planted: where each is read, the members that hold it there, and the kind of object in the access log.
struct Planted {
    reader: Client,
    path: String,
    words: Vec<(&'static str, String)>,
    resource: &'static str,
}

fn read(answer: &Value, words: &[(&'static str, String)]) {
    for (pointer, text) in words {
        assert_eq!(answer.pointer(pointer), Some(&json!(text)), "{pointer} of {answer}");
    }
}

fn note(app: &TestApp, followed: &Followed, words: &Words) -> Planted {
    let text = words.of("LiaisonNoteIn.text");
    let body = json!({"theme": "housing", "noted_on": "2026-03-02", "text": text});
    let made =
        followed.referent.with("Idempotency-Key", "note").post(&followed.path("liaison-notes"), &body).expect(201);
    read(&made, &[("/text", text)]);
    let path = followed.path(&format!("liaison-notes/{}", made["id"].as_str().unwrap()));
    let text = words.of("LiaisonNotePatch.text");
    followed.referent.at_version(1).patch(&path, &json!({"text": text})).expect(200);
    // another member alone: the words stay as they are
    followed.referent.at_version(2).patch(&path, &json!({"contact": "Agnès Roux"})).expect(200);
    Planted { reader: app.sign_in(Role::Director), path, words: vec![("/text", text)], resource: "liaison_notes" }
}

fn review(app: &TestApp, followed: &Followed, words: &Words) -> Planted {
    let (summary, next) = (words.of("ReviewItemIn.summary"), words.of("ReviewItemIn.next_step"));
    let items = json!([{"pathway_id": followed.pathway, "summary": summary, "next_step": next}]);
    let body = json!({"structure_id": app.given_a_structure("ccas")["id"], "quarter": "2026-Q1", "held_on": "2026-03-02", "items": items});
    let made = followed.referent.post("/v1/quarterly-reviews", &body).expect(201);
    Planted {
        reader: app.sign_in(Role::Director),
        path: at("quarterly-reviews", &made),
        words: vec![("/items/0/summary", summary), ("/items/0/next_step", next)],
        resource: "quarterly_reviews",
    }
}

fn stage(app: &TestApp, followed: &Followed, words: &Words) -> Planted {
    let started = app.given_a_stage_in(followed, "in_progress");
    let (result, view) = (words.of("StageReviewIn.result"), words.of("StageReviewIn.participant_view"));
    let body = json!({"review": {"held_on": "2026-03-02", "result": result, "participant_view": view}});
    let path = at("stages", &started);
    followed.referent.at_version(version(&started)).post(&format!("{path}/complete"), &body).expect(200);
    Planted {
        reader: app.sign_in(Role::Director),
        path,
        words: vec![("/review/result", result), ("/review/participant_view", view)],
        resource: "stage_reviews",
    }
}

fn interview(app: &TestApp, followed: &Followed, words: &Words) -> Planted {
    let met = json!({"type": "follow_up", "modality": "phone", "starts_at": "2026-02-20T07:00:00Z", "ends_at": "2026-02-20T07:30:00Z",
        "outcome": "held", "report": words.of("InterviewIn.report")});
    followed.referent.post(&followed.path("interviews"), &met).expect(201);
    let planned = app.given_a_planned_interview(followed);
    let path = at("interviews", &planned);
    let held = json!({"report": words.of("InterviewHoldIn.report")});
    let held = followed.referent.at_version(1).post(&format!("{path}/hold"), &held).expect(200);
    let report = words.of("InterviewPatch.report");
    followed.referent.at_version(version(&held)).patch(&path, &json!({"report": report})).expect(200);
    Planted { reader: app.sign_in(Role::Director), path, words: vec![("/report", report)], resource: "interviews" }
}

fn handover(app: &TestApp, followed: &Followed, words: &Words) -> Planted {
    let (_, next) = app.given_a_referent();
    let note = words.of("AssignIn.handover_note");
    let body = json!({"referent_id": next["id"], "starts_on": "2026-03-02", "reason": "Congé", "handover_note": note});
    let director = app.sign_in(Role::Director);
    let now = director.get(&format!("/v1/pathways/{}", followed.pathway)).expect(200);
    director.at_version(version(&now)).post(&followed.path("assign-referent"), &body).expect(200);
    Planted {
        reader: director,
        path: followed.path("assignments"),
        words: vec![("/items/1/handover_note", note)],
        resource: "referent_assignments",
    }
}

fn file(app: &TestApp, words: &Words) -> Planted {
    let (client, referent) = app.given_a_referent();
    let person = app.given_somebody_ready_to_enter();
    let first = json!({"autonomy_level": 2, "summary": words.of("Diagnosis.summary"), "target_rome": ["N1103"]});
    let body = json!({"participant_id": person["id"], "referent_id": referent["id"], "diagnosis": first});
    let made = app.sign_in(Role::Assistant).post("/v1/entry-files", &body).expect(201);
    let path = at("entry-files", &made);
    let summary = words.of("DiagnosisPatch.summary");
    client.at_version(1).patch(&path, &json!({"diagnosis": {"summary": summary}})).expect(200);
    client.at_version(2).patch(&path, &json!({"diagnosis": {"autonomy_level": 3}})).expect(200);
    let words = vec![("/diagnosis/summary", summary)];
    Planted { reader: client, path, words, resource: "entry_files" }
}

fn orientation(app: &TestApp, words: &Words) -> Planted {
    let partner = app.given_a_partner();
    let mut body = orientation_body();
    body["comment"] = json!(words.of("OrientationCheckIn.comment"));
    partner.client.post("/v1/orientations/check", &body).expect(200);
    let comment = words.of("OrientationIn.comment");
    body["comment"] = json!(comment);
    body["external_id"] = json!("A-1");
    let made = partner.client.post("/v1/orientations", &body).expect(201);
    assert_eq!(
        partner.client.post("/v1/orientations", &body).expect(200)["id"],
        made["id"],
        "sent again it is the same"
    );
    Planted {
        reader: partner.client,
        path: at("orientations", &made),
        words: vec![("/comment", comment)],
        resource: "orientations",
    }
}

/// Words in every member that takes some, of one person followed and of others.
fn planted(app: &TestApp, followed: &Followed, words: &Words) -> Vec<Planted> {
    vec![
        note(app, followed, words),
        review(app, followed, words),
        stage(app, followed, words),
        interview(app, followed, words),
        file(app, words),
        orientation(app, words),
        // the last, for the referent is another from then on
        handover(app, followed, words),
    ]
}

/// The lines that the server logs while tests run, as far as they matter here.
static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Listens;

impl log::Log for Listens {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }
    fn log(&self, record: &log::Record<'_>) {
        struct Pairs(String);
        impl<'kvs> log::kv::VisitSource<'kvs> for Pairs {
            fn visit_pair(
                &mut self,
                key: log::kv::Key<'kvs>,
                value: log::kv::Value<'kvs>,
            ) -> Result<(), log::kv::Error> {
                self.0.push_str(&format!(" {key}={value}"));
                Ok(())
            }
        }
        let mut pairs = Pairs(String::new());
        record.key_values().visit(&mut pairs).unwrap();
        let line = format!("{} {}{}", record.target(), record.args(), pairs.0);
        if line.contains(CANARY) || line.contains("liaison-notes") {
            LOGGED.lock().unwrap().push(line);
        }
    }
    fn flush(&self) {}
}

/// Where in the database, its file or its directory the text stands.
fn places(app: &TestApp, text: &str) -> Vec<String> {
    let files = holding(&app.database.dir, text);
    let mut found: Vec<String> = files.iter().map(|path: &PathBuf| path.display().to_string()).collect();
    if app.database.kind == Kind::Postgres {
        found.extend(tables_holding(&mut app.conn(), text));
    }
    found
}

/// How many rows of a table there are.
fn count(app: &TestApp, rows: &str) -> i64 {
    #[derive(QueryableByName)]
    struct N {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    diesel::sql_query(format!("select count(*) as n from {rows}")).get_result::<N>(&mut app.conn()).unwrap().n
}

/// Tables with sealed words.
const TABLES: [&str; 6] =
    ["liaison_notes", "quarterly_review_items", "entry_files", "referent_assignments", "stage_reviews", "orientations"];

#[test]
fn each_member_of_a_body_that_takes_words_is_planted_or_said_to_stand_in_the_clear() {
    let app = TestApp::start(Kind::Sqlite);
    let (followed, words) = (app.given_somebody_followed(), Words::default());
    planted(&app, &followed, &words);
    let planted: BTreeSet<String> = words.0.borrow().iter().map(|name| (*name).to_owned()).collect();
    let clear: BTreeSet<String> = CLEAR.iter().map(|(name, _)| (*name).to_owned()).collect();
    let files: BTreeSet<String> = FILES.iter().map(|name| (*name).to_owned()).collect();
    assert!(planted.is_disjoint(&clear), "sealed or in the clear, not both");
    let known: BTreeSet<String> = [planted, clear, files].into_iter().flatten().collect();
    let taken = taken_in_words();
    assert!(taken.len() > 20, "{taken:?}");
    let (more, less): (Vec<_>, Vec<_>) = (taken.difference(&known).collect(), known.difference(&taken).collect());
    assert!(more.is_empty(), "plant them here, or say here and in decision 0011 why they stand in the clear: {more:?}");
    assert!(less.is_empty(), "the contract has none of these with S4: {less:?}");
}

both! {
    fn words_about_a_person_are_found_nowhere_and_open_to_who_reads_them(app: TestApp) {
        if log::set_logger(&Listens).is_ok() {
            log::set_max_level(log::LevelFilter::Trace);
        }
        let (followed, words) = (app.given_somebody_followed(), Words::default());
        let all = planted(&app, &followed, &words);
        app.sequence();
        assert_eq!(places(&app, CANARY), Vec::<String>::new());
        assert!(!places(&app, "Benali").is_empty(), "what is not sealed is found");
        for table in TABLES {
            assert!(count(&app, &format!("{table} where words_sealed is not null")) > 0, "{table}");
        }
        // to who may read it, it opens; each reading is in the access log, and in that of the person
        let director = app.sign_in(Role::Director);
        let lines = |path: &str| director.get(path).expect(200)["items"].as_array().unwrap().clone();
        for planted in &all {
            let log = format!("/v1/access-log?resource={}", planted.resource);
            let before = lines(&log).len();
            read(&planted.reader.get(&planted.path).expect(200), &planted.words);
            let after = lines(&log);
            assert_eq!(after.len(), before + 1, "{}", planted.path);
            assert_eq!(after[0]["actor"]["id"], json!(planted.reader.id.unwrap()), "{}", planted.path);
            assert!(!after[0]["fields"].as_array().unwrap().is_empty() && after[0]["object_ids"].as_array().unwrap().len() == 1);
        }
        let of_person = lines(&format!("/v1/participants/{}/access-log?limit=200", followed.participant));
        let read: BTreeSet<&str> = of_person.iter().map(|line| line["resource"].as_str().unwrap()).collect();
        assert_eq!(read, BTreeSet::from(["interviews", "liaison_notes", "quarterly_reviews", "referent_assignments", "stage_reviews"]));
        // no list, no feed and no log has a word of it
        let before = count(&app, "access_log");
        let person = format!("/v1/participants/{}", followed.participant);
        let quiet = [
            followed.path("liaison-notes"), followed.path("stages"), followed.path("interviews"), "/v1/quarterly-reviews".to_owned(),
            "/v1/stages".to_owned(), "/v1/interviews".to_owned(), "/v1/entry-files".to_owned(), "/v1/orientations".to_owned(),
            format!("/v1/pathways/{}?expand=stages,interviews,milestones", followed.pathway), format!("{person}/timeline"), format!("{person}/proof-file"),
            "/v1/changes?limit=200".to_owned(), "/v1/audit-log?limit=200".to_owned(), "/v1/access-log?limit=200".to_owned(),
        ];
        for path in quiet {
            let answer = director.get(&path);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            assert!(!answer.text.contains(CANARY) && !answer.text.contains('\u{e000}'), "{path}: {}", answer.text);
        }
        assert_eq!(count(&app, "access_log"), before, "a list opens nothing");
        let logged = LOGGED.lock().unwrap();
        let told: Vec<&String> = logged.iter().filter(|line| line.contains(CANARY)).collect();
        assert!(told.is_empty(), "{told:?}");
        assert!(logged.iter().any(|line| line.contains("liaison-notes")), "what is logged is heard");
    }

    fn the_archive_of_the_person_has_their_words(app: TestApp) {
        let (followed, words) = (app.given_somebody_followed(), Words::default());
        let all = planted(&app, &followed, &words);
        let answer = app.sign_in(Role::DataManager).post(&format!("/v1/participants/{}/data-export", followed.participant), &json!({"reason": "Demande"}));
        assert_eq!(answer.status, 200, "{}", answer.text);
        let data = crate::data_export::data(&answer);
        let text = data.to_string();
        for (_, told) in all.iter().filter(|planted| planted.path.contains("pathways") || planted.resource.contains("review")).flat_map(|planted| &planted.words) {
            assert!(text.contains(told), "{told}");
        }
        assert!(!text.contains('\u{e000}') && !text.contains("words_sealed"));
        let sections = &data["sections"];
        assert_eq!(sections["quarterly_review_items"][0]["next_step"], format!("{CANARY} ReviewItemIn.next_step"));
        assert_eq!(sections["stage_reviews"][0]["participant_view"], format!("{CANARY} StageReviewIn.participant_view"));
    }

    // T40: with the person's key and with the rows.
    fn an_erasure_leaves_no_words_behind(app: TestApp) {
        let (followed, words) = (app.given_somebody_followed(), Words::default());
        planted(&app, &followed, &words);
        app.pathway_over(&followed);
        app.erased(&followed.participant.to_string());
        let who = app.uuid_text(followed.participant);
        for table in ["liaison_notes", "quarterly_review_items", "referent_assignments"] {
            assert_eq!(count(&app, &format!("{table} where participant_id = {who} and words_sealed is not null")), 0, "{table}");
        }
        let stages = format!("select id from stages where participant_id = {who}");
        assert_eq!(count(&app, &format!("stage_reviews where stage_id in ({stages}) and words_sealed is not null")), 0);
        assert_eq!(count(&app, &format!("stage_reviews where stage_id in ({stages}) and result = '(effacé)'")), 1);
        let mut conn = app.conn();
        let seal = conn.write(|conn| jalon::app::seal_clear_words(conn, &Keys::of(KEY), app.clock.now()));
        assert_eq!(seal, Ok(0), "what was erased is nothing to seal");
    }

    fn words_of_before_are_sealed_by_a_command_and_read_the_same(app: TestApp) {
        let (followed, words) = (app.given_somebody_followed(), Words::default());
        let all = planted(&app, &followed, &words);
        let pg = app.database.kind == Kind::Postgres;
        let summary = if pg { format!("jsonb_set(diagnosis, '{{summary}}', '\"{CANARY} f\"')") } else { format!("json_set(diagnosis, '$.summary', '{CANARY} f')") };
        app.conn().batch(&format!(
            "update liaison_notes set text = '{CANARY} a', words_sealed = null;
             update quarterly_review_items set summary = '{CANARY} b', next_step = '{CANARY} c', words_sealed = null;
             update stage_reviews set result = '{CANARY} d', participant_view = '{CANARY} e', words_sealed = null;
             update entry_files set diagnosis = {summary}, words_sealed = null;
             update orientations set comment = '{CANARY} g', words_sealed = null;
             update referent_assignments set handover_note = '{CANARY} h', words_sealed = null where handover_note is not null"
        )).unwrap();
        let answers = || -> BTreeMap<String, Value> {
            let words = all.iter().filter(|planted| planted.resource != "interviews");
            words.map(|planted| (planted.path.clone(), planted.reader.get(&planted.path).expect(200))).collect()
        };
        let before = answers();
        assert!(before.values().all(|answer| answer.to_string().contains(CANARY)), "older than its encryption, it is read as it is");
        let listed = app.sign_in(Role::Director).get(&followed.path("liaison-notes"));
        assert!(!listed.text.contains(CANARY), "{}", listed.text);
        let mut conn = app.conn();
        let mut seal = || conn.write(|conn| jalon::app::seal_clear_words(conn, &Keys::of(KEY), app.clock.now()));
        assert_eq!((seal(), seal()), (Ok(6), Ok(0)));
        assert_eq!(answers(), before, "nothing of them has changed");
        if !pg {
            app.conn().batch("vacuum; pragma wal_checkpoint(truncate)").unwrap();
        }
        assert_eq!(places(&app, CANARY), Vec::<String>::new());
    }

    // nobody's yet, it stands under the key of the PLIE; the person's, under theirs
    fn the_comment_of_an_orientation_goes_over_to_the_key_of_the_person(app: TestApp) {
        let words = Words::default();
        let sent = orientation(&app, &words);
        let key = |app: &TestApp| count(app, "orientations o join data_keys k on k.plie_id = o.plie_id and substr(o.words_sealed, 2, 16) = k.id");
        let pg = app.database.kind == Kind::Postgres;
        if !pg {
            assert_eq!(key(&app), 0);
        }
        let received = app.brought_to(&sent.reader.get(&sent.path).expect(200), "received_in_person");
        let (_, referent) = app.given_a_referent();
        let whose = json!({"referent_id": referent["id"], "confirm_new": true});
        let opened = app.sign_in(Role::Assistant).at_version(version(&received)).post(&format!("{}/open-entry-file", sent.path), &whose);
        assert_eq!(opened.expect(200)["comment"], format!("{CANARY} OrientationIn.comment"));
        if !pg {
            assert_eq!(key(&app), 1);
        }
        read(&sent.reader.get(&sent.path).expect(200), &sent.words);
    }

    // G6: in any text of any body, whether or not a rule looks at it.
    fn a_health_number_is_refused_wherever_it_is_written(app: TestApp) {
        let number = "sécu 1 85 05 78 006 084 91";
        let followed = app.given_somebody_followed();
        let record = app.given_a_time_record(&followed.referent);
        let path = at("time-records", &record);
        let refused = |answer: crate::support::Answer, place: &str| assert_eq!(answer.faults(), [format!("{place} rule_no_nir")]);
        refused(followed.referent.at_version(version(&record)).patch(&path, &json!({"comment": number})), "/comment");
        let director = app.sign_in(Role::Director);
        let meeting = json!({"kind": "team", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T09:00:00Z", "minutes": number});
        refused(director.post("/v1/meetings", &meeting), "/minutes");
        let manager = app.sign_in(Role::DataManager);
        refused(manager.post("/v1/territories", &json!({"name": number, "commune_codes": ["38185"]})), "/name");
        assert_eq!(count(&app, "territories where name like 'sécu%'"), 0, "nothing was written");
        let both = manager.post("/v1/participants", &json!({"first_name": number, "last_name": "x", "birth_date": "2030-01-01", "gender": "woman", "phone": "0612345678"}));
        assert!(both.faults().contains(&"/first_name rule_no_nir".to_owned()) && both.faults().len() == 2, "{}", both.text);
    }
}
