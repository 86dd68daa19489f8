//! The pack of an audit mission: the same evidence gives the same bytes, and whoever changes one is found out (§ 6.9).

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::Command;

use sha2::{Digest, Sha256};

use jalon::auth::role::Role;
use jalon::ids::UserId;

use crate::both;
use crate::documents::{form, send};
use crate::support::builders::intake::uuid_of;
use crate::support::builders::missions::Audited;
use crate::support::builders::money::with;
use crate::support::{TestApp, Value, json};

const VERIFIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/verify_pack.py");

/// The files of a zip.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}

fn packed(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What the verifier says of a pack, and whether it is content.
fn verified(app: &TestApp, bytes: &[u8], more: &[&str]) -> (bool, String) {
    let path = app.database.dir.join("pack.zip");
    std::fs::write(&path, bytes).unwrap();
    let out = Command::new("python3").arg("-B").arg(VERIFIER).arg(&path).args(more).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    (out.status.code() == Some(0), said)
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

fn json_of(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(&files[path]).unwrap()
}

/// A month that is signed, with a letter and its document, its cost and a claim, and the mission that audits it.
fn claimed(app: &TestApp) -> (Audited, Value) {
    claimed_by(app, "actual_hours")
}

/// The same, paid by real costs, by an hourly rate that is derived from a year of them, or by a fixed share.
fn claimed_by(app: &TestApp, mode: &str) -> (Audited, Value) {
    let checked = app.given_a_checked_month();
    let operation = uuid_of(&checked.operation["id"]);
    let letter = form(&[("kind", "mission_letter")], Some(("lettre.pdf", PDF)));
    let letter = send(&app.sign_in(Role::DataManager), "/v1/documents", letter).expect(201);
    let director = app.sign_in(Role::Director);
    let held = director.get(&format!("/v1/mission-letters?staff_id={}", checked.followed.user)).expect(200);
    let held = format!("/v1/mission-letters/{}", held["items"][0]["id"].as_str().unwrap());
    let mut told = json!({"document_id": letter["id"], "missions": "Référente de parcours", "cost_mode": mode});
    if mode == "fixed_percentage" {
        told["fixed_percentage"] = json!(60);
        told["accepted_by_ma_on"] = json!("2025-01-20");
    }
    director.at_version(1).patch(&held, &told).expect(200);
    app.given_a_participation(&checked.followed, &checked.operation, "2026-02-01");
    let payslip = form(&[("kind", "other")], Some(("bulletin.pdf", PDF)));
    let payslip = send(&app.sign_in(Role::DataManager), "/v1/documents", payslip).expect(201);
    let cost = app.given_a_cost(checked.followed.user, "2026-02-01", "2026-02-28", 370_800);
    let cost = format!("/v1/employment-costs/{}", cost["id"].as_str().unwrap());
    app.sign_in(Role::FinanceOfficer).at_version(1).patch(&cost, &json!({"document_id": payslip["id"]})).expect(200);
    if mode == "hourly_rate" {
        app.given_a_cost(checked.followed.user, "2025-01-01", "2025-06-30", 2_225_000);
        let derived = json!({"base_source": "derived", "base_cents": null, "documented_from": "2025-01-01", "documented_to": "2025-12-31"});
        app.given_a_rate(checked.followed.user, operation, &derived);
    }
    let body = json!({"from": "2026-02-01", "to": "2026-02-28", "override_reason": "Un émargement manque"});
    let path = format!("/v1/operations/{operation}/claims");
    let claim = app.sign_in(Role::Director).post(&path, &body).expect(201);
    (app.given_a_mission(&checked), claim)
}

/// A correction of a record of February, asked for by its owner and approved by the director; both sign the month anew.
fn corrected(app: &TestApp, record: &Value, changes: &Value) {
    let user = UserId::of(uuid_of(&record["user_id"]));
    let (referent, director) = (app.client_of(app.plie, user), app.sign_in(Role::Director));
    let path = format!("/v1/time-records/{}", record["id"].as_str().unwrap());
    let version = referent.get(&path).expect(200)["version"].as_i64().unwrap();
    let asked = with(json!({"reason": "Saisi trop long"}), changes);
    let asked = referent.at_version(version).post(&format!("{path}/correct"), &asked).expect(201);
    let approve = format!("/v1/time-corrections/{}/approve", asked["id"].as_str().unwrap());
    director.at_version(1).post(&approve, &json!({})).expect(200);
    let month = format!("/v1/timesheets/{user}/2026-02");
    let version = referent.get(&month).expect(200)["version"].as_i64().unwrap();
    referent.at_version(version).post(&format!("{month}/sign"), &json!({})).expect(200);
    director.at_version(version + 1).post(&format!("{month}/countersign"), &json!({})).expect(200);
}

const PDF: &[u8] = b"%PDF-1.7\n2 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

both! {
    fn a_pack_is_verified_without_the_server(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let (job, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let sha256: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!((&job["result"]["sha256"], &job["result"]["size_bytes"]), (&json!(sha256), &json!(bytes.len())));
        let (ok, said) = verified(&app, &bytes, &["--sha256", &sha256]);
        assert!(ok, "{said}");
        assert!(said.contains("4 records of 1 people in 1 months, for 1 participants"), "{said}");
        assert!(said.contains("300 minutes, 300 of them in signed months, 240 wholly proved (3 records)"), "{said}");
        assert!(said.contains("missing: signature 1"), "{said}");
        let (ok, said) = verified(&app, &bytes, &["--sha256", &"0".repeat(64)]);
        assert!(!ok && said.contains("its SHA-256 is"), "{said}");
    }

    /// What the journal has not numbered yet is in no segment of it: a pack made then would miss its own claim.
    fn a_pack_waits_until_the_journal_has_numbered_what_was_there_before_it(app: TestApp) {
        let (audited, claim) = claimed(&app);
        let mut sequencer = app.conn();
        sequencer.begin().unwrap();
        assert!(sequencer.try_lock(7_214_002).unwrap(), "the lock of the sequencer, which another node has");
        let (_, bytes) = std::thread::scope(|threads| {
            threads.spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(600));
                sequencer.rollback();
            });
            app.pack_of(&audited.path(""), &audited.auditor)
        });
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        let journal = text(&unpacked(&bytes), "journal/entries.jsonl");
        assert!(journal.contains(claim["id"].as_str().unwrap()), "{journal}");
    }

    fn what_contradicts_itself_is_found_again_by_the_verifier(app: TestApp) {
        let checked = app.given_a_checked_month();
        let stage = app.given_a_stage(&checked.followed);
        app.signed_rows_may_be_rewritten();
        let [signed, unsigned, session] = [0, 1, 2].map(|n| app.uuid_text(uuid_of(&checked.records[n]["id"])));
        let stage = app.uuid_text(uuid_of(&stage["id"]));
        // another hour than the interview's, a review of a stage that nobody signs, a session without its hours
        app.conn().batch(&format!(
            "update mission_letters set signed_on = '2026-03-01';
             update time_records set start_minute = 1080, end_minute = 1140 where id = {signed};
             update time_records set task = 'stage_review', linked_type = 'stage', linked_id = {stage} where id = {unsigned};
             update time_records set start_minute = null, end_minute = null where id = {session};"
        )).unwrap();
        let audited = app.given_a_mission(&checked);
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(!ok, "{said}");
        let signed = "and the month 2026-02 of";
        for told in ["start_minute is 1080", "end_minute is 1140", "task is stage_review", "start_minute is None"] {
            assert!(said.contains(&format!("{told}, {signed}")), "{told}: {said}");
        }
    }

    fn a_pack_holds_the_evidence_of_the_sample_and_no_more(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let files = unpacked(&bytes);
        let manifest = json_of(&files, "manifest.json");
        assert_eq!(manifest["files"].as_array().unwrap().len() + 2, files.len());
        assert_eq!(manifest["totals"]["signed_minutes"], 300);
        let notes: Vec<&str> = manifest["notes"].as_array().unwrap().iter().map(|n| n["code"].as_str().unwrap()).collect();
        assert_eq!(notes, ["statement_of_today", "months_in_full", "people_of_the_sample"], "nothing waits any more");
        let sheet = files.keys().find(|p| p.starts_with("timesheets/") && p.ends_with(".txt")).unwrap().clone();
        let hash: String = Sha256::digest(&files[&sheet]).iter().map(|b| format!("{b:02x}")).collect();
        let sheets = json_of(&files, "figures/timesheets.json");
        assert_eq!((&sheets[0]["content_hash"], &sheets[0]["content_path"], &sheets[0]["status"]), (&json!(hash), &json!(sheet), &json!("countersigned")));
        assert!(text(&files, "figures/sessions.csv").contains(";'=Atelier CV;"), "no cell is a formula");
        assert_eq!(json_of(&files, "figures/sessions.json")[0]["title"], "=Atelier CV");
        let index = text(&files, "index.html");
        assert!(index.contains("Contrôle de service fait") && index.contains("émargement absent"), "{index}");
        let months = json_of(&files, "figures/person-months.json");
        assert_eq!((&months[0]["sample_minutes"], &months[0]["sheet_minutes"], &months[0]["sheet_operation_minutes"]), (&json!(300), &json!(20 * 420), &json!(300)));
        let whole = files.values().flatten().copied().collect::<Vec<u8>>();
        let whole = String::from_utf8_lossy(&whole);
        assert!(!whole.contains("recherche de stage"), "what an interview says is nobody's evidence");
        assert!(!whole.contains("1985-04-12") && !whole.contains("nadia@example.org"));
        // the readings of a pack are noted, whoever asked for it
        let lines = audited.director.get(&format!("/v1/participants/{}/access-log?limit=200", checked.followed.participant)).expect(200);
        assert!(lines["items"].as_array().unwrap().iter().any(|l| l["operation"] == "create_audit_pack"), "{lines}");
    }

    /// Meets S3.35: create_audit_pack.
    fn a_pack_holds_the_printed_documents_and_the_costs(app: TestApp) {
        let (audited, claim) = claimed(&app);
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        assert!(said.contains("300 minutes on the operation, 240 supported, 10594 cents eligible; 1 claims of 10594 cents"), "{said}");
        let files = unpacked(&bytes);
        let printed: Vec<&String> = files.keys().filter(|p| p.ends_with(".pdf") && !p.starts_with("documents/")).collect();
        // the index, a month, two interviews, a session
        assert_eq!(printed.len(), 5, "{printed:?}");
        assert!(printed.iter().all(|p| files[*p].starts_with(b"%PDF-1.")));
        let rows = |name: &str| json_of(&files, &format!("figures/{name}.json"));
        for row in [&rows("timesheets")[0], &rows("interviews")[0], &rows("sessions")[0]] {
            assert!(files.contains_key(row["printed_path"].as_str().unwrap()), "{row}");
        }
        let letter = &rows("mission-letters")[0];
        assert_eq!((&letter["cost_mode"], &letter["missions"]), (&json!("actual_hours"), &json!("Référente de parcours")));
        assert!(files.contains_key(letter["document_path"].as_str().unwrap()), "{letter}");
        let (line, statement) = (&rows("cost-lines")[0], json_of(&files, "cost-statement.json"));
        assert_eq!((&line["minutes"], &line["supported_minutes"], &line["worked_minutes"], &line["amount_cents"]), (&json!(300), &json!(240), &json!(8400), &json!(10_594)));
        assert_eq!((&statement["totals"]["total_cents"], statement.get("computed_at")), (&json!(10_594), None), "nothing tells when it was made");
        let filed = &rows("claims")[0];
        assert_eq!((&filed["id"], &filed["total_cents"]), (&claim["id"], &json!(10_594)));
        let hash: String = Sha256::digest(&files[filed["content_path"].as_str().unwrap()]).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(claim["content_hash"], hash, "byte for byte as it was filed");
        let index = text(&files, "index.html");
        for words in ["105,94\u{a0}€", "Bilan déposé", "attendance-sheets/", "À savoir"] {
            assert!(index.contains(words), "{words}: {index}");
        }
    }

    /// Every sheet that somebody has signed is there: the first, and the amendment after it (R6.18).
    fn a_pack_holds_every_signed_version_of_a_month(app: TestApp) {
        let checked = app.given_a_checked_month();
        corrected(&app, &checked.records[3], &json!({"end_time": "10:30"}));
        let audited = app.given_a_mission(&checked);
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        let files = unpacked(&bytes);
        let sheets = json_of(&files, "figures/timesheets.json");
        let amendments: Vec<&Value> = sheets.as_array().unwrap().iter().map(|s| &s["amendment"]).collect();
        assert_eq!(amendments, [&json!(0), &json!(1)]);
        for sheet in sheets.as_array().unwrap() {
            let pdf = String::from_utf8_lossy(&files[sheet["printed_path"].as_str().unwrap()]).into_owned();
            assert!(pdf.contains(&format!("sha256:{}", sheet["content_hash"].as_str().unwrap())), "{sheet}");
        }
    }

    /// A signed month names whom its records were for, whatever took their places since (R6.18).
    fn whom_replaced_time_was_for_is_told(app: TestApp) {
        let checked = app.given_a_checked_month();
        let person = checked.followed.participant.to_string();
        // with one person alone, and in a group
        corrected(&app, &checked.records[0], &json!({"end_time": "09:30"}));
        corrected(&app, &checked.records[2], &json!({"end_time": "15:30"}));
        let audited = app.given_a_mission(&checked);
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        let files = unpacked(&bytes);
        let records = json_of(&files, "figures/month-records.json");
        let replaced: Vec<(&Value, &Value)> = records.as_array().unwrap().iter().filter(|r| r["status"] == "superseded")
            .map(|r| (&r["attribution"], &r["participant_ids"])).collect();
        assert_eq!(replaced, [(&json!("P"), &json!(person)), (&json!("G"), &json!(person))]);
        let found = |from: &str, to: &str, expected: &str| {
            found_by_name(&app, &files, &[("figures/month-records.json", from, to)], &[expected.to_owned()]);
        };
        let told = format!("\"participant_ids\":\"{person}\",\"status\":\"superseded\"");
        found(&told, &told.replace(&person, ""), "names others than the month 2026-02 of");
        found("\"status\":\"superseded\"", "\"status\":\"supervisor_signed\"", "counts, and the chain tells that it was replaced");
    }

    /// What was signed names the record of that day; the pack tells who that is now.
    fn whom_a_merge_gave_another_record_is_the_same_person_in_the_pack(app: TestApp) {
        let (audited, _) = claimed(&app);
        let manager = app.sign_in(Role::DataManager);
        let people = manager.get("/v1/participants?limit=100").expect(200)["items"].as_array().unwrap().clone();
        for person in &people {
            let mut merged = person.clone();
            // whom the first merge keeps, the second does not
            for _ in 0..2 {
                let path = format!("/v1/participants/{}/merge", merged["id"].as_str().unwrap());
                let kept = app.given_a_participant()["id"].clone();
                manager.at_version(merged["version"].as_i64().unwrap()).post(&path, &json!({"into_id": kept})).expect(200);
                merged = manager.get(&format!("/v1/participants/{}", kept.as_str().unwrap())).expect(200);
            }
        }
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok && !said.contains("whether they were merged is not told"), "{said}");
        let files = unpacked(&bytes);
        let contacts = json_of(&files, "figures/contacts.json");
        let former: Vec<&str> = contacts.as_array().unwrap().iter().filter_map(|row| row["former_ids"].as_str()).filter(|ids| !ids.is_empty()).collect();
        let signed = |ids: &&str| people.iter().any(|person| ids.split(' ').eq([ids.split(' ').next().unwrap(), person["id"].as_str().unwrap()]));
        assert!(!former.is_empty() && former.iter().all(signed), "each step, the last one first: {former:?}");
        let told = format!("\"former_ids\":\"{}\"", former[0]);
        let nobody = told.replace(former[0], "");
        let expected = ["does not sign the facts of", "was somebody else here than elsewhere"].map(str::to_owned);
        found_by_name(&app, &files, &[("figures/contacts.json", &told, &nobody)], &expected);
    }

    /// From the euro to the minutes and the payslip: every record of the month, its sheet, what it cost.
    fn a_pack_holds_all_that_its_costs_stand_on(app: TestApp) {
        let (audited, _) = claimed(&app);
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        let records = app.read_text("select count(*) from time_records where month = '2026-02' and status <> 'superseded'");
        assert!(said.contains(&format!("1 lines of costs, from {records} records and 1 signed months")), "{said}");
        // a month, an interview, a presence, a claim
        assert!(said.contains("4 contents bound, 0 older than the binding"), "{said}");
        let files = unpacked(&bytes);
        let rows = |name: &str| json_of(&files, &format!("figures/{name}.json")).as_array().unwrap().clone();
        let month = rows("month-records");
        let worked: i64 = month.iter().map(|r| r["duration_minutes"].as_i64().unwrap()).sum();
        assert_eq!(worked, 8400, "what was done outside the operation is there too");
        let mut support: Vec<&str> = month.iter().filter_map(|r| r["support"].as_str()).collect();
        support.sort_unstable();
        assert_eq!(support, ["contact_not_signed", "supported", "supported", "supported"]);
        let lines = rows("sheet-lines");
        assert_eq!(lines.iter().map(|l| l["minutes"].as_i64().unwrap()).sum::<i64>(), 8400);
        let cost = &rows("employment-costs")[0];
        assert_eq!(cost["gross_cost_cents"], 370_800);
        assert!(files.contains_key(cost["document_path"].as_str().unwrap()), "{cost}");
        assert_eq!(rows("participations")[0]["participant_id"], month.iter().find(|r| r["participant_ids"] != "").unwrap()["participant_ids"]);
        let checkpoint = json_of(&files, "journal/checkpoint.json");
        let key = checkpoint["ed25519_public_key"].as_str().unwrap();
        let (ok, said) = verified(&app, &bytes, &["--key", key]);
        assert!(ok && said.contains(&format!("checkpoint signed with {key}\n")), "{said}");
        let (ok, said) = verified(&app, &bytes, &["--key", &"0".repeat(64)]);
        assert!(!ok && said.contains("is signed with the key"), "{said}");
    }

    /// Whoever changes what the euros stand on, and writes the manifest anew, is told by name what no longer fits.
    fn one_minute_one_cent_and_one_rate_are_found_by_name(app: TestApp) {
        let (audited, claim) = claimed_by(&app, "hourly_rate");
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        let files = unpacked(&bytes);
        let filed = format!("BAD claims/{}.json: ", claim["id"].as_str().unwrap());
        let user = json_of(&files, "figures/cost-lines.json")[0]["user_id"].as_str().unwrap().to_owned();
        let found = |changes: &[(&str, &str, &str)], expected: &[String]| found_by_name(&app, &files, changes, expected);
        // a minute of the sheet, with its hash
        let sheet = files.keys().find(|p| p.starts_with("timesheets/") && p.ends_with(".txt")).unwrap().as_str();
        let (signed, more) = (text(&files, sheet), text(&files, sheet).replacen("600-660 0 60 O", "600-661 0 61 O", 1).replacen("total 8400", "total 8401", 1));
        let hash = |text: &str| -> String { Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect() };
        assert!(signed != more && more.contains("total 8401"));
        found(
            &[(sheet, &signed, &more), ("figures/timesheets.json", &hash(&signed), &hash(&more))],
            &[
                "says 61".to_owned(),
                format!("{user} in 2026-02: minutes is 300, and the month that was signed gives 301"),
                format!("{user} in 2026-02: worked_minutes is 8400, and the month that was signed gives 8401"),
                format!("{filed}{user} in 2026-02: minutes is 300"),
                format!("is {}, and the chain binds {}", hash(&more), hash(&signed)),
            ],
        );
        // a minute of a line, with what is not paid for it
        found(
            &[("cost-statement.json", "\"minutes\": 300,", "\"minutes\": 301,"), ("cost-statement.json", "\"minutes\": 60", "\"minutes\": 61")],
            &[format!("{user} in 2026-02: minutes is 301, and the records of the month give 300")],
        );
        // a cent of what the year cost, and the rate itself
        found(
            &[("figures/employment-costs.json", "\"gross_cost_cents\":2225000", "\"gross_cost_cents\":2225001")],
            &[format!("the rate of {user} from 2026-01-01 stands on 2225000 cents documented and 4450000 a year, and figures/employment-costs.json gives 2225001 and 4450002")],
        );
        let wrong_rate = format!("{user} in 2026-02: cost_cents is 4450000, and figures/hourly-rates.json gives 4450001");
        found(
            &[("figures/hourly-rates.json", "\"base_cents\":4450000", "\"base_cents\":4450001")],
            &[format!("BAD cost-statement.json: {wrong_rate}"), format!("{filed}{wrong_rate}")],
        );
        found(
            &[("figures/hourly-rates.json", "\"method\":\"floor_of_product\"", "\"method\":\"floored_rate\"")],
            &[format!("{user} in 2026-02: method is floor_of_product, and figures/hourly-rates.json gives floored_rate")],
        );
        // who takes part, who signed the letter
        found(
            &[("figures/participations.json", "\"voided_at\":null", "\"voided_at\":\"2026-03-01T00:00:00Z\"")],
            &["is told as supported, and the figures give no_participation".to_owned()],
        );
        found(
            &[("figures/mission-letters.json", "\"signed_on\":\"2025-01-02\"", "\"signed_on\":null")],
            &["names another letter than figures/mission-letters.json".to_owned(), format!("whether the letters of {user} in 2026-02 are signed is not what its line says (cost-statement.json)"), format!("are signed is not what its line says (claims/{}.json)", claim["id"].as_str().unwrap())],
        );
        // a minute of a record that the claim holds
        found(
            &[("figures/claim-records.json", "\"minutes\":120", "\"minutes\":121")],
            &["has 121 minutes on the operation, and figures/month-records.json says otherwise".to_owned(), format!("{filed}{user} in 2026-02: 240 minutes are supported and paid, and figures/claim-records.json gives 241")],
        );
        // who held an interview
        let colleague = "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca";
        found(
            &[("figures/interviews.json", &format!("\"user_id\":\"{user}\""), &format!("\"user_id\":\"{colleague}\""))],
            &["lacks ['contact_of_another'".to_owned(), "is not that of its facts".to_owned()],
        );
        // what the claim asked for, with its hash; the place of the chain itself
        let content = text(&files, &format!("claims/{}.json", claim["id"].as_str().unwrap()));
        let dearer = content.replace("10348", "10349");
        found(
            &[(&format!("claims/{}.json", claim["id"].as_str().unwrap()), &content, &dearer), ("figures/claims.json", &hash(&content), &hash(&dearer))],
            &["10348 cents are eligible, not 10349".to_owned(), format!("and the chain binds {}", hash(&content))],
        );
        let signature = json_of(&files, "journal/checkpoint.json")["ed25519_signature"].as_str().unwrap().to_owned();
        let other = signature.chars().rev().collect::<String>();
        found(&[("journal/checkpoint.json", &signature, &other)], &["BAD journal/checkpoint.json: its signature is not that of no.".to_owned()]);
    }

    /// A correction takes from a claim what its record loses, each once, and the chain tells how often (R6.19).
    fn what_a_correction_took_from_a_claim_is_worked_out_again(app: TestApp) {
        let (audited, _) = claimed(&app);
        app.clock.set(app.clock.now().plus_seconds(90));
        let pack = || unpacked(&app.pack_of(&audited.path(""), &audited.director).1);
        let records = json_of(&pack(), "figures/month-records.json");
        let office = records.as_array().unwrap().iter().find(|r| r["task"] == "esf_admin").unwrap();
        corrected(&app, office, &json!({"end_time": "10:30"}));
        let files = pack();
        let (ok, said) = verified(&app, &packed(&files), &[]);
        assert!(ok, "{said}");
        let taken = "figures/claim-adjustments.json";
        let row = text(&files, taken);
        // 370 800 × 210 ÷ 8 400 = 9 270, of 10 594
        for (from, to, expected) in [
            ("\"minutes\":-30", "\"minutes\":-1", "loses 30 minutes, and 1 are told"),
            ("\"amount_cents\":-1324", "\"amount_cents\":-1", "loses 1324 cents, and 1 are told"),
            (row.as_str(), "[]", "loses 30 minutes, and nothing is taken"),
            (row.as_str(), "[]", "has 0 adjustments with adjusted_minutes, and the chain tells of 1"),
        ] {
            found_by_name(&app, &files, &[(taken, from, to)], &[expected.to_owned()]);
        }
    }

    /// A fixed share is paid by a letter that the managing authority has accepted, and not above it (§ 6.1).
    fn a_fixed_share_that_nobody_accepted_is_found_by_name(app: TestApp) {
        let (audited, claim) = claimed_by(&app, "fixed_percentage");
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        let files = unpacked(&bytes);
        let filed = format!("claims/{}.json", claim["id"].as_str().unwrap());
        let user = json_of(&files, "figures/cost-lines.json")[0]["user_id"].as_str().unwrap().to_owned();
        let accepted = format!("whether the letters of {user} in 2026-02 were accepted is not what its line says");
        found_by_name(
            &app,
            &files,
            &[("figures/mission-letters.json", "\"accepted_by_ma_on\":\"2025-01-20\"", "\"accepted_by_ma_on\":null")],
            &[format!("{accepted} (cost-statement.json)"), format!("{accepted} ({filed})")],
        );
        let above = format!("{user} in 2026-02: the share is above that of the letter");
        found_by_name(
            &app,
            &files,
            &[("figures/mission-letters.json", "\"fixed_percentage_e4\":6000", "\"fixed_percentage_e4\":5999")],
            &[format!("BAD cost-statement.json: {above}"), format!("BAD {filed}: {above}")],
        );
    }

    /// What was signed before the chain bound contents keeps its place in it.
    fn contents_older_than_the_binding_are_told_as_such(app: TestApp) {
        let (audited, _) = claimed(&app);
        app.conn().batch("update audit_entries set content_hash = null where seq is null").unwrap();
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let (ok, said) = verified(&app, &bytes, &[]);
        assert!(ok, "{said}");
        assert!(said.contains("0 contents bound, 4 older than the binding"), "{said}");
        let found = audited.director.get("/v1/audit-log/verify").expect(200);
        assert_eq!(found["ok"], true, "{found}");
    }

    fn the_same_evidence_gives_the_same_bytes(app: TestApp) {
        let checked = app.given_a_checked_month();
        let audited = app.given_a_mission(&checked);
        let (_, first) = app.pack_of(&audited.path(""), &audited.auditor);
        app.clock.set(app.clock.now().plus_seconds(90));
        app.given_a_participant();
        let (_, second) = app.pack_of(&audited.path(""), &audited.director);
        assert!(first == second, "{} and {} bytes", first.len(), second.len());
        app.conn().batch("update agenda_weeks set covered_minutes = covered_minutes + 5 where week = '2026-W06'").unwrap();
        let (_, third) = app.pack_of(&audited.path(""), &audited.director);
        assert!(first != third);
    }

    fn one_changed_byte_of_any_file_is_found_and_named(app: TestApp) {
        let (audited, _) = claimed(&app);
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let files = unpacked(&bytes);
        let (ok, said) = verified(&app, &packed(&files), &[]);
        assert!(ok, "{said}");
        assert!(files.len() > 40, "{:?}", files.keys());
        for (path, content) in &files {
            let mut changed = files.clone();
            let byte = &mut changed.get_mut(path).unwrap()[content.len() / 2];
            *byte ^= 1;
            let (ok, said) = verified(&app, &packed(&changed), &[]);
            assert!(!ok, "{path} was changed: {said}");
            assert!(said.lines().any(|line| line.starts_with("BAD") && line.contains(path.as_str())), "{path}: {said}");
        }
        let mut without = files.clone();
        without.remove("journal/entries.jsonl");
        let (ok, said) = verified(&app, &packed(&without), &[]);
        assert!(!ok && said.contains("BAD journal/entries.jsonl"), "{said}");
        let mut more = files.clone();
        more.insert("figures/extra.csv".to_owned(), b"x".to_vec());
        let (ok, said) = verified(&app, &packed(&more), &[]);
        assert!(!ok && said.contains("BAD figures/extra.csv"), "{said}");
    }

    /// Whoever can write a manifest anew still can't make the figures agree.
    fn a_forged_figure_is_found_by_the_others(app: TestApp) {
        let (audited, _) = claimed(&app);
        app.sequence();
        let (_, bytes) = app.pack_of(&audited.path(""), &audited.auditor);
        let files = unpacked(&bytes);
        for (path, from, to, expected) in [
            ("figures/allocations.json", "\"minutes\":60", "\"minutes\":90", "do not add up"),
            ("figures/records.json", "\"duration_minutes\":120", "\"duration_minutes\":180", "lasts 120 minutes and says 180"),
            ("figures/records.json", "\"position\":0", "\"position\":7", "stands in place 0"),
            ("figures/interviews.json", "T09:00:00Z", "T09:30:00Z", "is not that of its facts"),
            ("figures/signatures.json", "\"facts_hash\":\"", "\"facts_hash\":\"00", "does not sign"),
            ("figures/missing.json", "\"piece\":\"signature\"", "\"piece\":\"attendance\"", "lacks ['signature']"),
            ("figures/person-months.json", "\"sheet_minutes\":8400", "\"sheet_minutes\":8500", "sheet_minutes of"),
            ("mission.json", "\"essai\"", "\"esSai\"", "sample_hash is not that"),
            ("totals.json", "\"proved_records\": 3", "\"proved_records\": 4", "proved_records is 4"),
            ("cost-statement.json", "\"amount_cents\": 10594", "\"amount_cents\": 20594", "10594 cents are eligible, not 20594"),
            ("cost-statement.json", "\"supported_minutes\": 240", "\"supported_minutes\": 250", "supported and 60 unsupported minutes are not 300"),
            ("cost-statement.json", "\"total_cents\": 10594", "\"total_cents\": 99999", "total_cents is 99999, and the lines give 10594"),
            ("figures/cost-lines.json", "\"minutes\":300", "\"minutes\":200", "row 1 says something else than the statement"),
            ("figures/mission-letters.json", "\"cost_mode\":\"actual_hours\"", "\"cost_mode\":\"hourly_rate\"", "no letter says that"),
            ("figures/claims.json", "\"total_cents\":10594", "\"total_cents\":20594", "and its statement says 10594"),
            ("figures/timesheets.json", "\"printed_path\":\"timesheets", "\"printed_path\":\"figures/claims.json\",\"x\":\"", "is not a printed document"),
            ("figures/month-records.json", "\"support\":\"contact_not_signed\"", "\"support\":\"supported\"", "is told as supported, and the figures give contact_not_signed"),
            ("figures/contacts.json", "\"outcome\":\"held\"", "\"outcome\":\"missed\"", "is told as supported, and the figures give contact_not_held"),
            ("figures/contacts.json", "\"outcome\":\"present\"", "\"outcome\":\"absent\"", "is told as supported, and the figures give not_attended"),
            ("figures/contacts.json", "\"stands\":true", "\"stands\":false", "is told as supported, and the figures give contact_not_signed"),
            ("figures/contacts.json", "\"facts_hash\":\"", "\"facts_hash\":\"00", "the signature does not sign the facts of interview"),
            ("figures/contacts.json", "\"contact_id\":\"", "\"contact_id\":\"00", "names another contact"),
            ("figures/criteria.json", "\"issued_on\":\"2026-01-10\"", "\"issued_on\":\"2026-01-09\"", "is eligible otherwise than figures/eligibility.json says"),
            ("figures/timesheets.json", "\"countersigned_at\":\"2026-03-02T08", "\"countersigned_at\":\"2026-03-02T09", "was countersigned by"),
            ("figures/claims.json", "\"filed_at\":\"2026", "\"filed_at\":\"2025", "was filed by"),
            ("cost-statement.json", "\"other_direct_cents\": 0", "\"other_direct_cents\": 9", "other_direct_cents is 9, and the operation gives 0"),
            ("cost-statement.json", "\"flat_rates\": []", "\"flat_rates\": [\"flat_7_indirect\"]", "flat_rates is ['flat_7_indirect'], and the operation gives []"),
            ("journal/entries.jsonl", "\"change\":\"created\"", "\"change\":\"changed\"", "does not follow from the one before"),
        ] {
            let mut forged = files.clone();
            let text = text(&files, path);
            assert!(text.contains(from), "{path}: {text}");
            forged.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
            reseal(&mut forged);
            let (ok, said) = verified(&app, &packed(&forged), &[]);
            assert!(!ok && said.contains(expected), "{path} {to}: {said}");
            assert!(!said.contains("the manifest says"), "{path}: {said}");
        }
        // what somebody cost, told twice
        let costs = text(&files, "figures/employment-costs.json");
        let row = costs.trim().trim_matches(['[', ']']);
        let twice = format!("[{row},{row}]");
        let twice = [("figures/employment-costs.json", costs.trim(), twice.as_str())];
        found_by_name(&app, &files, &twice, &["stands twice", "are of the same days of"].map(str::to_owned));
    }

    /// Whoever made a file to break its reader breaks nothing, and the file is named.
    fn a_hostile_zip_is_refused_by_name(app: TestApp) {
        let deep = packed(&BTreeMap::from([("manifest.json".to_owned(), b"[".repeat(200_000))]));
        let (mut sealed, mut strange) = (deep.clone(), deep.clone());
        let entry = deep.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
        sealed[entry + 8] |= 1;
        strange[entry + 10] = 99;
        for (bytes, expected) in [(deep, "is not JSON"), (sealed, "is encrypted"), (strange, "is compressed in another way")] {
            let (ok, said) = verified(&app, &bytes, &[]);
            assert!(!ok && said.contains(&format!("BAD manifest.json: {expected}")) && !said.contains("Traceback"), "{said}");
        }
    }
}

/// Whoever makes these changes, and writes the manifest anew, is told all of this.
fn found_by_name(
    app: &TestApp,
    files: &BTreeMap<String, Vec<u8>>,
    changes: &[(&str, &str, &str)],
    expected: &[String],
) {
    let mut forged = files.clone();
    for (path, from, to) in changes {
        let content = String::from_utf8_lossy(&forged[*path]).into_owned();
        assert!(content.contains(from), "{path}: {from}");
        forged.insert((*path).to_owned(), content.replacen(from, to, 1).into_bytes());
    }
    reseal(&mut forged);
    let (ok, said) = verified(app, &packed(&forged), &[]);
    assert!(!ok && expected.iter().all(|words| said.contains(words)), "{expected:?}: {said}");
    assert!(!said.contains("the manifest says"), "{said}");
}

/// Writes the manifest anew for the files as they are, and each table for its list.
fn reseal(files: &mut BTreeMap<String, Vec<u8>>) {
    let hash = |bytes: &[u8]| -> String { Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect() };
    let mut manifest = json_of(files, "manifest.json");
    for file in manifest["files"].as_array_mut().unwrap() {
        let content = &files[file["path"].as_str().unwrap()];
        file["size"] = json!(content.len());
        file["sha256"] = json!(hash(content));
    }
    let manifest = serde_json::to_vec(&manifest).unwrap();
    files.insert("manifest.sha256".to_owned(), format!("{}  manifest.json\n", hash(&manifest)).into_bytes());
    files.insert("manifest.json".to_owned(), manifest);
}
