//! Exports: what the lists show, as files; made by a job, given to whoever still reaches all of it (§ 8, T11, T12).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use calamine::{Data, Reader, Xlsx};
use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::participations::{at, situation_on, tell};
use crate::support::{Answer, Client, TestApp, Value, json};

/// Asks for an export: its place and what was answered.
pub fn ask(client: &Client, body: &Value) -> (String, Value) {
    let asked = client.post("/v1/exports", body);
    let location = asked.headers.get("location").cloned().unwrap_or_default();
    (location, asked.expect(202))
}

/// An export as this caller gets it: the job, and the bytes.
pub fn export(app: &TestApp, client: &Client, body: &Value) -> (Value, Vec<u8>) {
    let (location, _) = ask(client, body);
    app.work();
    let job = client.get(&location).expect(200);
    assert_eq!(job["state"], "done", "{job}");
    let (status, bytes) = client.download(&format!("{location}/result"));
    assert_eq!(status, 200);
    (job, bytes)
}

/// The rows of a CSV, the heading first.
pub fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The rows of a CSV by their headings.
fn named(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut all = rows(bytes).into_iter();
    let heading = all.next().unwrap();
    all.map(|row| heading.iter().cloned().zip(row).collect()).collect()
}

/// The rows of a workbook, none of whose cells is a formula.
fn sheet(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().rows().flatten().all(String::is_empty));
    let range = book.worksheet_range(&name).unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::Float(number) => number.to_string(),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

fn people() -> Value {
    json!({"profile": "participants"})
}

fn time(operation: &Value) -> Value {
    json!({"profile": "time-records", "parameters": {"from": "2026-03-01", "to": "2026-03-31", "operation_id": operation["id"]}})
}

fn mdfse(operation: &Value) -> Value {
    json!({"profile": "mdfse-participants", "parameters": {"operation_id": operation["id"]}})
}

/// Takes a pathway from its referent.
fn hand_over(app: &TestApp, pathway: uuid::Uuid) {
    let way = app.uuid_text(pathway);
    app.conn()
        .batch(&format!("update referent_assignments set ends_on = '2026-03-01' where pathway_id = {way}"))
        .unwrap();
}

both! {
    /// Meets S0.19: create_export, get_job_result.
    fn people_are_exported_as_they_are_listed(app: TestApp) {
        let followed = app.given_somebody_followed();
        let director = app.sign_in(Role::Director);
        let asked = director.with("X-Reason", "Bilan 2026");
        let (job, bytes) = export(&app, &asked, &people());
        assert_eq!((&job["kind"], &job["object_id"], &job["progress"]), (&json!("export"), &Value::Null, &json!(100)));
        assert_eq!((&job["result"]["file_name"], &job["result"]["content_type"]), (&json!("jalon-participants.csv"), &json!("text/csv; charset=utf-8; header=present")));
        assert_eq!(job["result"]["size_bytes"], json!(bytes.len()));
        assert!(bytes.starts_with("\u{FEFF}Identifiant;Nom;".as_bytes()));
        let id = followed.participant.to_string();
        let expected = [
            vec!["Identifiant", "Nom", "Prénom", "Nom de naissance", "Date de naissance", "Sexe", "Téléphone", "Courriel", "Personne à contacter", "Adresse", "Code postal", "Code INSEE de la commune", "Référent", "Parcours", "Dernier contact"],
            vec![&id, "Benali", "Nadia", "", "1985-04-12", "F", "", "nadia@example.org", "", "", "", "", "referent Camille", "active", ""],
        ];
        assert_eq!(rows(&bytes), expected);
        // who, what columns, of whom and why is noted before anybody has it
        let log = director.get("/v1/access-log?resource=exports").expect(200);
        let lines = log["items"].as_array().unwrap();
        assert_eq!(lines.len(), 2, "one of the export, one of the person: {log}");
        for line in lines {
            assert_eq!((&line["operation"], &line["reason"], &line["object_ids"]), (&json!("create_export"), &json!("Bilan 2026"), &json!([job["id"]])));
            let fields: BTreeSet<&str> = line["fields"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
            assert!(fields.contains("birth_date") && !fields.contains("disabled"), "{line}");
        }
        assert!(lines.iter().any(|line| line["participant_id"] == json!(id)), "{log}");
        assert_eq!(app.journal("resource = 'jobs'"), ["create_export jobs", "create_export jobs done"]);
        // what it holds stands nowhere in the clear
        for file in std::fs::read_dir(app.database.dir.join("results")).unwrap() {
            let kept = std::fs::read(file.unwrap().path()).unwrap();
            assert!(kept.len() > bytes.len() && !kept.windows(6).any(|w| w == b"Benali"));
        }
    }

    fn a_workbook_says_the_same_and_no_text_is_a_formula(app: TestApp) {
        let director = app.sign_in(Role::Director);
        for (last, first, contact) in [("=cmd|' /C calc'!A0", "+Nadia", "@SUM(A1:A9)"), ("-2+3", "\u{FF1D}1+1", "le frère; \"Ali\"")] {
            app.given_a_participant_with(&json!({"last_name": last, "first_name": first, "contact_person": contact}));
        }
        let (_, bytes) = export(&app, &director, &people());
        let table = rows(&bytes);
        assert_eq!(table.len(), 3);
        let cells: Vec<&String> = table.iter().flatten().collect();
        assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\u{FF1D}'])), "{cells:?}");
        assert!(cells.iter().any(|cell| *cell == "'=cmd|' /C calc'!A0") && cells.iter().any(|cell| *cell == "le frère; \"Ali\""));
        let mut asked = people();
        asked["format"] = json!("xlsx");
        let (job, bytes) = export(&app, &director, &asked);
        assert_eq!((&job["result"]["file_name"], &job["result"]["content_type"]), (&json!("jalon-participants.xlsx"), &json!("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")));
        let plain = |cell: &String| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        let unmarked: Vec<Vec<String>> = table.iter().map(|row| row.iter().map(plain).collect()).collect();
        assert_eq!(sheet(&bytes), unmarked);
    }

    fn a_referent_exports_own_people_and_nobody_who_has_left(app: TestApp) {
        let (mine, other) = (app.given_somebody_followed(), app.given_somebody_followed());
        let (location, _) = ask(&mine.referent, &people());
        app.work();
        let (status, bytes) = mine.referent.download(&format!("{location}/result"));
        let ids: Vec<String> = rows(&bytes).into_iter().skip(1).map(|row| row[0].clone()).collect();
        assert_eq!((status, ids), (200, vec![mine.participant.to_string()]));
        for stranger in [&other.referent, &app.sign_in(Role::Director), &app.sign_in_at(app.another_plie(), Role::Director)] {
            stranger.get(&location).refused(404, "not_found");
            stranger.get(&format!("{location}/result")).refused(404, "not_found");
        }
        hand_over(&app, mine.pathway);
        mine.referent.get(&location).refused(404, "not_found");
        mine.referent.get(&format!("{location}/result")).refused(404, "not_found");
        let (_, bytes) = export(&app, &mine.referent, &people());
        assert_eq!(rows(&bytes).len(), 1, "the heading alone");
    }

    fn an_export_is_made_with_the_rights_of_the_moment(app: TestApp) {
        let followed = app.given_somebody_followed();
        let (location, _) = ask(&followed.referent, &people());
        hand_over(&app, followed.pathway);
        app.work();
        let (status, bytes) = followed.referent.download(&format!("{location}/result"));
        assert_eq!((status, rows(&bytes).len()), (200, 1), "handed over before it was made");
        let director = app.sign_in(Role::Director);
        let (_, job) = ask(&director, &people());
        let user = app.uuid_text(director.id.unwrap());
        app.conn().batch(&format!("update users set roles = '[]' where id = {user}")).unwrap();
        app.work();
        let id = app.uuid_text(job["id"].as_str().unwrap().parse().unwrap());
        assert_eq!(app.read_text(&format!("select state from jobs where id = {id}")), "failed");
    }

    fn each_role_exports_what_it_lists_and_the_answers_few(app: TestApp) {
        let operation = app.given_an_operation();
        for role in [Role::Assistant, Role::CommissionMember, Role::Partner, Role::PlatformAdmin] {
            app.sign_in(role).post("/v1/exports", &people()).refused(403, "forbidden");
        }
        for role in [Role::FinanceOfficer, Role::EmployerRelationsOfficer, Role::InnovativeProjectsOfficer] {
            app.sign_in(role).post("/v1/exports", &people()).refused(403, "forbidden");
            ask(&app.sign_in(role), &time(&operation));
        }
        for role in [Role::Referent, Role::TerritorialOfficer, Role::FinanceOfficer] {
            app.sign_in(role).post("/v1/exports", &mdfse(&operation)).refused(403, "forbidden");
        }
        for role in [Role::Director, Role::DataManager] {
            ask(&app.sign_in(role), &mdfse(&operation));
        }
        app.given_somebody_followed();
        let foreign = app.sign_in_at(app.another_plie(), Role::Director);
        let (location, _) = ask(&foreign, &people());
        app.work();
        assert_eq!(rows(&foreign.download(&format!("{location}/result")).1).len(), 1, "nobody of another PLIE");
        app.anonymous().post("/v1/exports", &people()).refused(401, "unauthenticated");
    }

    /// Meets S2.20: create_export.
    fn an_authority_is_told_entry_exit_and_what_is_missing(app: TestApp) {
        let (followed, other) = (app.given_somebody_followed(), app.given_somebody_followed());
        let operation = app.given_an_operation();
        let person = format!("/v1/participants/{}", followed.participant);
        followed.situated(&followed.referent, "2026-02-02", "unemployed_12_24m");
        let facts = json!({"disabled": "yes", "nationality_class": "third_country", "foreign_background": "declined", "as_of": "2026-02-02"});
        followed.referent.put(&format!("{person}/sensitive"), &facts).expect(200);
        app.given_a_participation(&other, &operation, "2026-02-10");
        let told = app.given_a_participation(&followed, &operation, "2026-02-03");
        let exit = json!({"exited_on": "2026-02-20", "situation": situation_on("2026-02-23", "employee"), "qualification_gained": true});
        tell(&followed.referent, &told, "/exit", &exit).expect(200);
        let director = app.sign_in(Role::Director);
        let shown = director.get(&at(&told, "")).expect(200);
        let (_, bytes) = export(&app, &app.sign_in(Role::DataManager).with("X-Reason", "Dépôt"), &mdfse(&operation));
        assert!(bytes.starts_with(b"Identifiant externe;"), "an import takes no mark");
        let all = named(&bytes);
        assert_eq!(all.len(), 2);
        for (heading, expected) in [
            ("Identifiant externe", told["id"].as_str().unwrap()),
            ("Numéro d'opération", operation["number"].as_str().unwrap()),
            ("Nom", "Benali"),
            ("Date de naissance", "1985-04-12"),
            ("Sexe", "F"),
            ("Courriel", "nadia@example.org"),
            ("Date d'entrée", "2026-02-03"),
            ("Situation sur le marché du travail à l'entrée", "unemployed_12_24m"),
            ("Mois sans emploi à l'entrée", &shown["entry_situation"]["unemployment_months"].to_string()),
            ("En formation à l'entrée", "non"),
            ("Niveau d'études (CITE)", "3"),
            ("Situation de handicap", "oui"),
            ("Ressortissant d'un pays tiers", "oui"),
            ("D'origine étrangère", "ne souhaite pas répondre"),
            ("Situation de logement", "social_tenant"),
            ("Minima sociaux", "rsa"),
            ("Parent isolé", "non"),
            ("Date de sortie", "2026-02-20"),
            ("Situation sur le marché du travail à la sortie", "employee"),
            ("Qualification obtenue", "oui"),
            ("Date à six mois", "2026-08-20"),
            ("Joint à six mois", ""),
            ("Manquants", ""),
        ] {
            assert_eq!(all[0][heading], expected, "{heading}");
        }
        assert_eq!((all[1]["Situation de handicap"].as_str(), all[1]["Date de sortie"].as_str()), ("non demandé", ""));
        assert_eq!(all[1]["Manquants"], "entrée : situation sur le marché du travail");
        let log = director.get(&format!("{person}/access-log?limit=200")).expect(200);
        let read: BTreeSet<(&str, &str)> = log["items"].as_array().unwrap().iter()
            .filter(|line| line["operation"] == "create_export" && line["reason"] == "Dépôt")
            .map(|line| (line["resource"].as_str().unwrap(), line["actor"]["kind"].as_str().unwrap())).collect();
        assert_eq!(read, BTreeSet::from([("exports", "user"), ("sensitive_facts", "user")]), "{log}");
    }

    fn what_is_asked_wrongly_is_refused_at_once(app: TestApp) {
        let (operation, director) = (app.given_an_operation(), app.sign_in(Role::Director));
        let foreign = app.sign_in_at(app.another_plie(), Role::Director);
        let faults = |client: &Client, body: &Value| -> Vec<String> {
            let answer: Answer = client.post("/v1/exports", body);
            assert_eq!(answer.status, 422, "{}", answer.text);
            answer.faults()
        };
        for (body, expected) in [
            (json!({}), vec!["/profile required"]),
            (json!({"profile": "nothing"}), vec!["/profile reference_not_found"]),
            (json!({"profile": "participants", "format": "pdf"}), vec!["/format unknown_code"]),
            (json!({"profile": "participants", "parameters": {"colour": "red"}}), vec!["/parameters/colour unknown_field"]),
            (json!({"profile": "participants", "parameters": {"operation_id": operation["id"], "from": "2026-01-01"}}), vec!["/parameters/from unknown_field", "/parameters/operation_id unknown_field"]),
            (json!({"profile": "mdfse-participants"}), vec!["/parameters/operation_id required"]),
            (json!({"profile": "time-records", "parameters": {"from": "2026-02-01"}}), vec!["/parameters/to required"]),
            (json!({"profile": "timesheets", "parameters": {"from": "2026-02-01", "to": "2026-01-31"}}), vec!["/parameters/to rule_period"]),
            (json!({"profile": "timesheets", "parameters": {"from": "2016-01-01", "to": "2026-01-01"}}), vec!["/parameters/to rule_period"]),
            (json!({"profile": "timesheets", "parameters": {"from": "2026-01-01", "to": "2026-01-31", "user_id": uuid::Uuid::now_v7()}}), vec!["/parameters/user_id reference_not_found"]),
            (json!({"profile": "participants", "parameters": {"site_id": uuid::Uuid::now_v7()}}), vec!["/parameters/site_id reference_not_found"]),
        ] {
            assert_eq!(faults(&director, &body), expected, "{body}");
        }
        assert_eq!(faults(&foreign, &mdfse(&operation)), ["/parameters/operation_id reference_not_found"]);
        assert_eq!(app.read_text("select count(*) from jobs"), "0");
        director.post("/v1/exports?dry_run=true", &people()).expect(200);
        assert_eq!(app.read_text("select count(*) from jobs"), "0", "a rehearsal asks for nothing");
    }

    fn parameters_narrow_the_list(app: TestApp) {
        let (active, closed) = (app.given_somebody_followed(), app.given_somebody_followed());
        let who = app.uuid_text(closed.participant);
        app.conn().batch(&format!("update participants set pathway_status = 'closed' where id = {who}")).unwrap();
        let director = app.sign_in(Role::Director);
        let only = |parameters: Value| -> Vec<String> {
            let (_, bytes) = export(&app, &director, &json!({"profile": "participants", "parameters": parameters}));
            rows(&bytes).into_iter().skip(1).map(|row| row[0].clone()).collect()
        };
        assert_eq!(only(json!({"pathway_status": "active"})), [active.participant.to_string()]);
        assert_eq!(only(json!({"referent_id": closed.referent_id})), [closed.participant.to_string()]);
        assert_eq!(only(json!({})).len(), 2);
    }

    fn a_long_list_goes_over_stretches_without_loss_and_twice_the_same(app: TestApp) {
        let (p, at) = (app.uuid_text(app.plie.0), app.instant_text());
        for chunk in (0..1201).collect::<Vec<u32>>().chunks(401) {
            let mut sql = "insert into participants (plie_id, id, first_name, last_name, birth_date, gender, external_ids, sort_name, version, created_at, updated_at) values ".to_owned();
            for n in chunk {
                let comma = if *n == chunk[0] { "" } else { "," };
                // many of one name, so that the name alone keeps no order
                write!(sql, "{comma}({p}, {}, 'P{n}', 'Martin', '1980-01-01', 'man', '{{}}', 'martin', 1, {at}, {at})", app.uuid_text(uuid::Uuid::now_v7())).unwrap();
            }
            app.conn().batch(&sql).unwrap();
        }
        let director = app.sign_in(Role::Director);
        let (first, bytes) = export(&app, &director, &people());
        let firsts: BTreeSet<String> = rows(&bytes).into_iter().skip(1).map(|row| row[2].clone()).collect();
        assert_eq!((rows(&bytes).len(), firsts.len()), (1202, 1201));
        let (second, again) = export(&app, &director, &people());
        assert!(bytes == again && first["id"] != second["id"]);
        assert_eq!(first["result"]["sha256"], second["result"]["sha256"]);
        assert_eq!(app.read_text("select count(*) from access_log where resource = 'exports' and participant_id is not null"), "2402");
    }

    fn an_account_has_three_exports_under_way_at_most(app: TestApp) {
        let director = app.sign_in(Role::Director);
        for _ in 0..3 {
            ask(&director, &people());
        }
        director.post("/v1/exports", &people()).refused(409, "conflict_exports_under_way");
        ask(&app.sign_in(Role::Director), &people());
        assert_eq!(app.work(), 4);
        let keyed = director.with("Idempotency-Key", "once");
        let (_, first) = ask(&keyed, &people());
        let (_, second) = ask(&keyed, &people());
        assert_eq!(first["id"], second["id"], "sent again");
    }

    fn an_erasure_lets_go_of_every_export(app: TestApp) {
        let person = app.given_a_participant();
        let director = app.sign_in(Role::Director);
        let (job, bytes) = export(&app, &director, &people());
        assert_eq!(rows(&bytes).len(), 2);
        let (location, waiting) = (format!("/v1/jobs/{}", job["id"].as_str().unwrap()), ask(&director, &people()).0);
        app.erased(person["id"].as_str().unwrap());
        assert_eq!((&director.get(&location).expect(200)["state"], &director.get(&location).expect(200)["result"]), (&json!("expired"), &Value::Null));
        director.get(&format!("{location}/result")).refused(409, "conflict_job_expired");
        app.sweep_results();
        assert_eq!(std::fs::read_dir(app.database.dir.join("results")).unwrap().count(), 0);
        app.work();
        assert_eq!(rows(&director.download(&format!("{waiting}/result")).1).len(), 1, "and whoever asked before gets nobody");
    }

    fn time_is_exported_record_by_record_and_month_by_month(app: TestApp) {
        let (anna, ben) = (app.sign_in(Role::Referent), app.sign_in(Role::Referent));
        let operation = app.given_an_operation();
        let record = app.given_a_time_record_with(&anna, &json!({"operation_id": operation["id"]}));
        app.given_a_time_record_with(&ben, &json!({"operation_id": operation["id"], "end_time": "11:05"}));
        let finance = app.sign_in(Role::FinanceOfficer);
        let (_, bytes) = export(&app, &finance, &time(&operation));
        let all = named(&bytes);
        let minutes: BTreeSet<&str> = all.iter().map(|row| row["Minutes"].as_str()).collect();
        assert_eq!((all.len(), minutes), (2, BTreeSet::from(["125", "60"])));
        let (_, bytes) = export(&app, &anna, &time(&operation));
        let own = named(&bytes);
        assert_eq!(own.len(), 1, "one's own time");
        for (heading, expected) in [
            ("Identifiant", record["id"].as_str().unwrap()), ("Nom", "referent"), ("Date", "2026-03-02"), ("Début", "09:00"), ("Fin", "10:00"),
            ("Minutes", "60"), ("Durée", "1:00"), ("Tâche", "team_admin"), ("Opération", operation["number"].as_str().unwrap()),
            ("Participants", "0"), ("État", "submitted"), ("Saisie tardive", "non"), ("Saisi le", "2026-03-02T08:00:00Z"),
        ] {
            assert_eq!(own[0][heading], expected, "{heading}");
        }
        let mut workbook = time(&operation);
        workbook["format"] = json!("xlsx");
        assert_eq!(sheet(&export(&app, &anna, &workbook).1), rows(&bytes));
        let months = json!({"profile": "timesheets", "parameters": {"from": "2026-01-15", "to": "2026-03-31", "user_id": anna.id.unwrap()}});
        let (_, bytes) = export(&app, &finance, &months);
        let told: Vec<(String, String, String, String)> = named(&bytes).into_iter()
            .map(|row| (row["Mois"].clone(), row["Minutes travaillées"].clone(), row["Heures travaillées"].clone(), row["État"].clone())).collect();
        let month = |name: &str, minutes: &str, hours: &str| (name.to_owned(), minutes.to_owned(), hours.to_owned(), "open".to_owned());
        assert_eq!(told, [month("2026-01", "0", "0:00"), month("2026-02", "0", "0:00"), month("2026-03", "60", "1:00")]);
    }
}
