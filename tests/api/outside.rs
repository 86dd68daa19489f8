//! What those who stand outside the PLIE read and write of it, and for how long (`domain.md` § 3, `trust.md` § 2.1).

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;
use jalon::ids::UserId;

use crate::both;
use crate::support::builders::commission::{at, version};
use crate::support::builders::followed::Followed;
use crate::support::builders::intake::{orientation_body, uuid_of};
use crate::support::{Client, TestApp, Value, json};

/// An account that speaks for a structure; it signs in again on another day by [`TestApp::client_of`].
fn speaks_for(app: &TestApp, role: Role, structure: &Value) -> UserId {
    app.user(app.plie, role, Some((ScopeType::Structure, uuid_of(&structure["id"]))))
}

/// A stage of this person that a structure provides, led by its verbs to a state.
fn provided(app: &TestApp, of: &Followed, structure: &Value, state: &str) -> Value {
    let stage = app.given_a_stage(of);
    let own = json!({"provider_structure_id": structure["id"]});
    let mut stage = of.referent.at_version(1).patch(&at("stages", &stage), &own).expect(200);
    for (verb, reached) in [("accept", "accepted"), ("plan", "planned"), ("start", "in_progress")] {
        if stage["status"] == state {
            break;
        }
        let body = if verb == "plan" { json!({"planned_starts_on": "2026-02-20"}) } else { json!({}) };
        stage = of
            .referent
            .at_version(version(&stage))
            .post(&format!("{}/{verb}", at("stages", &stage)), &body)
            .expect(200);
        assert_eq!(stage["status"], reached);
    }
    stage
}

fn status(client: &Client, path: &str) -> u16 {
    client.get(path).status
}

both! {
    fn a_provider_tells_how_its_stages_go(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let (school, other) = (app.given_a_structure("other"), app.given_a_structure("other"));
        app.given_a_barrier(&nadia);
        let stage = provided(&app, &nadia, &school, "accepted");
        let unseen = app.given_a_stage(&nadia);
        let theirs = provided(&app, &karim, &other, "accepted");
        let provider = app.sign_in_for(Role::Provider, &school);
        let listed = provider.get("/v1/stages?include_total=true").expect(200);
        assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&json!(1), &stage["id"]), "its own, and no other of the same person");
        for cut in ["barrier_ids", "objective_ids"] {
            assert_eq!(listed["items"][0][cut], json!([]), "{cut}");
        }
        for stranger in [&unseen, &theirs] {
            provider.get(&at("stages", stranger)).refused(404, "not_found");
            provider.at_version(1).post(&format!("{}/start", at("stages", stranger)), &json!({})).refused(404, "not_found");
        }
        // who is enrolled, and nothing else of them
        let person = format!("/v1/participants/{}", nadia.participant);
        let seen = provider.get(&person).expect(200);
        assert_eq!((&seen["last_name"], &seen["phone"], &seen["france_travail_id"]), (&json!("Benali"), &Value::Null, &Value::Null));
        assert_eq!(provider.get("/v1/participants").expect(200)["items"].as_array().unwrap().len(), 1);
        provider.get(&format!("/v1/participants/{}", karim.participant)).refused(404, "not_found");
        provider.get("/v1/participants?criterion=rsa").refused(400, "malformed_parameter");
        for path in [format!("{person}/timeline"), format!("{person}/situations"), nadia.path("objectives"), format!("/v1/pathways/{}", nadia.pathway)] {
            assert!([403, 404].contains(&status(&provider, &path)), "{path}");
        }
        // its days, its hours and its review
        let path = at("stages", &stage);
        let verb = |n: i64, verb: &str, body: Value| provider.at_version(n).post(&format!("{path}/{verb}"), &body);
        verb(3, "plan", json!({"planned_starts_on": "2026-02-20"})).expect(200);
        verb(4, "start", json!({"started_on": "2026-02-23"})).expect(200);
        let hours = provider.at_version(5).patch(&path, &json!({"started_on": "2026-02-24", "hours": 21})).expect(200);
        assert_eq!((&hours["started_on"], &hours["hours"]), (&json!("2026-02-24"), &json!(21)));
        for more in [json!({"objective_ids": []}), json!({"type": "immersion"}), json!({"provider_structure_id": null}), json!({"hours": 7, "rome": "N1103"})] {
            provider.at_version(6).patch(&path, &more).refused(403, "forbidden");
        }
        let review = json!({"held_on": "2026-02-27", "result": "Métier confirmé", "participant_view": "Continue", "kind": "tripartite"});
        let done = verb(6, "complete", json!({"ended_on": "2026-02-27", "review": review})).expect(200);
        assert_eq!((&done["status"], &done["review"]["result"]), (&json!("completed"), &json!("Métier confirmé")));
        assert_eq!(provider.get(&path).expect(200)["review"], done["review"]);
        assert_eq!(nadia.referent.get(&path).expect(200)["review"]["recorded_by"], json!(provider.id.unwrap()));
        // without a structure, and from another PLIE, there is nothing
        app.sign_in(Role::Provider).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Provider).get(&path).refused(404, "not_found");
    }

    fn a_provider_refuses_for_itself_alone(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let school = app.given_a_structure("other");
        let provider = app.sign_in_for(Role::Provider, &school);
        let stage = provided(&app, &nadia, &school, "accepted");
        let path = at("stages", &stage);
        let refuse = |by: &str| provider.at_version(version(&stage)).post(&format!("{path}/refuse"), &json!({"by": by, "reason": "Session complète"}));
        refuse("participant").refused(403, "forbidden");
        assert_eq!(refuse("provider").expect(200)["status"], "refused_by_provider");
        provider.get(&path).refused(404, "not_found");
        provider.get(&format!("/v1/participants/{}", nadia.participant)).refused(404, "not_found");
        // to which nobody has agreed yet is between the person and the referent; no verb of theirs is the provider's
        let proposed = provided(&app, &nadia, &school, "proposed");
        provider.get(&at("stages", &proposed)).refused(404, "not_found");
        let accepted = provided(&app, &nadia, &school, "accepted");
        provider.at_version(version(&accepted)).post(&format!("{}/cancel", at("stages", &accepted)), &json!({})).refused(403, "forbidden");
    }

    fn a_provider_of_an_action_reads_the_people_in_it_for_a_while(app: TestApp) {
        let nadia = app.given_somebody_followed();
        let school = app.given_a_structure("other");
        let account = speaks_for(&app, Role::Provider, &school);
        let action = json!({"title": "CACES", "type": "qualifying_training", "provider_structure_id": school["id"]});
        let action = app.sign_in(Role::Assistant).post("/v1/actions", &action).expect(201);
        let stage = provided(&app, &nadia, &app.given_a_structure("ml"), "in_progress");
        let id = |object: &Value| app.uuid_text(uuid_of(&object["id"]));
        app.conn().batch(&format!("update stages set provider_structure_id = null, action_id = {} where id = {}", id(&action), id(&stage))).unwrap();
        let path = at("stages", &stage);
        let review = json!({"ended_on": "2026-03-02", "review": {"held_on": "2026-03-02", "result": "Diplôme obtenu"}});
        app.client_of(app.plie, account).at_version(version(&stage)).post(&format!("{path}/complete"), &review).expect(200);
        let reads = |day: &str| {
            app.at(&format!("{day}T08:00:00Z"));
            let provider = app.client_of(app.plie, account);
            (status(&provider, &path), status(&provider, &format!("/v1/participants/{}", nadia.participant)))
        };
        assert_eq!((reads("2026-05-31"), reads("2026-06-01")), ((200, 200), (404, 404)), "ninety days after its end");
        let data = app.sign_in(Role::DataManager);
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"partner_read_days": 91}})).expect(200);
        assert_eq!((reads("2026-06-01"), reads("2026-06-02")), ((200, 200), (404, 404)));
    }

    fn a_provider_gives_the_attendance_sheet_of_the_sessions_it_leads(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let (school, other) = (app.given_a_structure("other"), app.given_a_structure("other"));
        let account = speaks_for(&app, Role::Provider, &school);
        provided(&app, &nadia, &school, "in_progress");
        let body = |of: &Followed| json!({"title": "Module CACES", "leader_id": account, "starts_at": "2026-03-02T06:00:00Z", "ends_at": "2026-03-02T07:00:00Z", "attendances": [{"pathway_id": of.pathway}]});
        let assistant = app.sign_in(Role::Assistant);
        assert_eq!(assistant.post("/v1/collective-sessions", &body(&karim)).faults(), ["/attendances/0/pathway_id reference_not_found"], "not of its stages");
        let session = assistant.post("/v1/collective-sessions", &body(&nadia)).expect(201);
        let mut theirs = body(&karim);
        theirs["leader_id"] = json!(karim.user);
        let theirs = karim.referent.post("/v1/collective-sessions", &theirs).expect(201);
        let provider = app.client_of(app.plie, account);
        let listed = provider.get("/v1/collective-sessions?include_total=true").expect(200);
        assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&json!(1), &session["id"]));
        let path = at("collective-sessions", &session);
        let sheet = provider.get(&format!("{path}/attendance-sheet")).expect(200);
        assert_eq!((&sheet["lines"][0]["last_name"], &sheet["lines"][0]["outcome"]), (&json!("Benali"), &json!("registered")));
        // who came, and their signatures
        provider.at_version(1).patch(&path, &json!({"title": "Autre module"})).refused(403, "forbidden");
        let unknown = json!({"attendances": [{"pathway_id": nadia.pathway}, {"pathway_id": karim.pathway}]});
        assert_eq!(provider.at_version(1).patch(&path, &unknown).faults(), ["/attendances/1/pathway_id reference_not_found"]);
        let came = json!({"attendances": [{"pathway_id": nadia.pathway, "outcome": "present"}]});
        let told = provider.at_version(1).patch(&path, &came).expect(200);
        let signing = json!({"pathway_id": nadia.pathway, "signature": {"kind": "electronic", "signer": {"type": "participant"},
            "signed_at": app.clock.now(), "facts_hash": told["attendances"][0]["facts_hash"], "method": "tablet"}});
        provider.at_version(version(&told)).post(&format!("{path}/sign"), &signing).expect(200);
        assert_eq!(provider.get(&format!("{path}/attendance-sheet")).expect(200)["unsigned"], 0);
        // nothing of others, and nothing of its own making
        provider.get(&at("collective-sessions", &theirs)).refused(404, "not_found");
        provider.post("/v1/collective-sessions", &body(&nadia)).refused(403, "forbidden");
        app.sign_in_for(Role::Provider, &other).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Provider).get(&path).refused(404, "not_found");
        let reads = |day: &str| {
            app.at(&format!("{day}T08:00:00Z"));
            status(&app.client_of(app.plie, account), &path)
        };
        assert_eq!((reads("2026-05-31"), reads("2026-06-01")), (200, 404), "ninety days after it");
    }

    /// Meets S3.4: create_orientation, get_orientation, withdraw_orientation.
    fn whoever_prescribes_sends_people_and_reads_what_their_structure_sent(app: TestApp) {
        for role in [Role::SocialWorker, Role::FranceTravail] {
            let (unit, other) = (app.given_a_structure("dept"), app.given_a_structure("ft"));
            let worker = app.sign_in_for(role, &unit);
            assert_eq!(worker.post("/v1/orientations/check", &json!({})).expect(200)["match"], "none");
            let sent = worker.post("/v1/orientations", &orientation_body()).expect(201);
            assert_eq!((&sent["partner_structure_id"], &sent["status"]), (&unit["id"], &json!("received")), "{role}");
            assert!(sent.get("participant_id").is_none_or(Value::is_null), "nothing of the follow-up");
            let path = at("orientations", &sent);
            assert_eq!(worker.get(&path).expect(200)["id"], sent["id"]);
            assert_eq!(worker.get("/v1/orientations").expect(200)["items"].as_array().unwrap().len(), 1);
            let mut for_another = orientation_body();
            for_another["partner_structure_id"] = other["id"].clone();
            assert_eq!(worker.post("/v1/orientations", &for_another).faults(), ["/partner_structure_id reference_not_found"]);
            app.sign_in_for(role, &other).get(&path).refused(404, "not_found");
            app.sign_in(role).get(&path).refused(404, "not_found");
            worker.at_version(1).post(&format!("{path}/triage"), &json!({})).refused(403, "forbidden");
            let withdrawn = worker.at_version(1).post(&format!("{path}/withdraw"), &json!({"reason": "hired_elsewhere"})).expect(200);
            assert_eq!(withdrawn["status"], "withdrawn");
        }
    }

    fn what_a_structure_sent_is_read_for_a_while_after_it_was_closed(app: TestApp) {
        let partner = app.given_a_partner();
        let account = speaks_for(&app, Role::SocialWorker, &partner.structure);
        let mut body = orientation_body();
        body["external_id"] = json!("A-12");
        let sent = partner.client.post("/v1/orientations", &body).expect(201);
        let path = at("orientations", &sent);
        partner.client.at_version(1).post(&format!("{path}/withdraw"), &json!({"reason": "hired_elsewhere"})).expect(200);
        let reads = |day: &str| {
            app.at(&format!("{day}T08:00:00Z"));
            app.sequence();
            let machine = app.machine_of(app.plie, &partner.structure);
            let listed = machine.get("/v1/orientations?include_total=true").expect(200)["total"].as_i64().unwrap();
            let told = machine.get("/v1/changes").expect(200)["items"].as_array().unwrap().len();
            assert_eq!(told > 0, listed > 0, "the feed tells of what is read");
            (status(&machine, &path), listed, status(&app.client_of(app.plie, account), &path))
        };
        assert_eq!(reads("2026-05-31"), (200, 1, 200), "the ninetieth day");
        assert_eq!(reads("2026-06-01"), (404, 0, 404), "the day after");
        app.machine_of(app.plie, &partner.structure).post("/v1/orientations", &body).refused(409, "duplicate");
        assert_eq!(status(&app.sign_in(Role::Director), &path), 200);
        // one that is still open is read however old it is
        app.at("2026-03-02T08:00:00Z");
        let open = at("orientations", &partner.client.post("/v1/orientations", &orientation_body()).expect(201));
        app.at("2026-07-01T08:00:00Z");
        assert_eq!(status(&app.machine_of(app.plie, &partner.structure), &open), 200);
    }

    fn what_is_followed_jointly_is_read_for_a_while(app: TestApp) {
        let (nadia, karim) = (app.given_somebody_followed(), app.given_somebody_followed());
        let unit = app.given_a_structure("ccas");
        let account = speaks_for(&app, Role::SocialWorker, &unit);
        let review = json!({"structure_id": unit["id"], "quarter": "2026-Q1", "held_on": "2026-03-02", "items": [{"pathway_id": nadia.pathway}]});
        let review = at("quarterly-reviews", &nadia.referent.post("/v1/quarterly-reviews", &review).expect(201));
        let note = json!({"theme": "housing", "noted_on": "2026-03-01", "text": "Demande déposée", "structure_id": unit["id"]});
        karim.referent.post(&karim.path("liaison-notes"), &note).expect(201);
        let person = |of: &Followed| format!("/v1/participants/{}", of.participant);
        let reads = |day: &str| {
            app.at(&format!("{day}T08:00:00Z"));
            let worker = app.client_of(app.plie, account);
            [nadia.path("barriers"), person(&nadia), review.clone(), karim.path("barriers"), karim.path("liaison-notes")].map(|path| status(&worker, &path))
        };
        assert_eq!(reads("2026-08-31"), [200, 200, 200, 200, 200], "183 days after the note");
        assert_eq!(reads("2026-09-01"), [200, 200, 200, 404, 404], "and after the review");
        assert_eq!(reads("2026-09-02"), [404, 404, 404, 404, 404]);
        let worker = app.client_of(app.plie, account);
        assert_eq!(worker.get("/v1/quarterly-reviews").expect(200)["items"], json!([]));
        let data = app.sign_in(Role::DataManager);
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"joint_read_days": 184}})).expect(200);
        assert_eq!(reads("2026-09-02"), [200, 200, 200, 404, 404]);
    }

    // § 3, R4.6 (RHONE): the département decides beside the commission on those who receive the RSA
    fn the_departement_gives_its_own_word_on_an_rsa_recipient(app: TestApp) {
        let (unit, ccas) = (app.given_a_structure("dept"), app.given_a_structure("ccas"));
        let (worker, elsewhere) = (app.sign_in_for(Role::SocialWorker, &unit), app.sign_in_for(Role::SocialWorker, &ccas));
        let pending = || {
            let (referent, file) = app.given_an_entry_file();
            referent.at_version(version(&file)).patch(&at("entry-files", &file), &json!({"department_opinion": "pending"})).expect(200);
            let (sitting, _, item) = app.given_an_admission_of(referent, &file);
            let admit = json!({"outcome": "admitted", "motive": "Projet solide", "effective_on": "2026-03-02"});
            sitting.chair.at_version(1).post(&format!("{}/decide", at("agenda-items", &item)), &admit).expect(200)["decision"].clone()
        };
        let decision = pending();
        let path = at("decisions", &decision);
        assert_eq!(worker.get(&path).expect(200)["outcome"], "admitted_pending_department");
        let listed = worker.get("/v1/decisions?outcome=admitted_pending_department").expect(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        let person = format!("/v1/participants/{}", decision["participant_id"].as_str().unwrap());
        assert!(worker.get(&person).expect(200)["last_name"].is_string(), "whom it decides on");
        elsewhere.get(&path).refused(404, "not_found");
        app.sign_in_for(Role::FranceTravail, &app.given_a_structure("ft")).get(&path).refused(404, "not_found");
        let confirm = |client: &Client| client.at_version(version(&decision)).post(&format!("{path}/confirm-department"), &json!({"opinion": "favourable"}));
        elsewhere.at_version(1).post(&format!("{path}/confirm-department"), &json!({})).refused(404, "not_found");
        let told = confirm(&worker).expect(200);
        assert_eq!((&told["outcome"], &told["department_confirmed_by"]), (&json!("admitted"), &json!(worker.id.unwrap())));
        worker.get(&path).expect(200);
        // a CCAS that follows the person too reads the decision, and gives no word for the département
        let second = pending();
        let mine = app.sign_in_for(Role::SocialWorker, &ccas);
        let reviewed = format!("update quarterly_review_items set participant_id = {} where 1 = 1", app.uuid_text(uuid_of(&second["participant_id"])));
        let nadia = app.given_somebody_followed();
        let review = json!({"structure_id": ccas["id"], "quarter": "2026-Q1", "held_on": "2026-03-02", "items": [{"pathway_id": nadia.pathway}]});
        nadia.referent.post("/v1/quarterly-reviews", &review).expect(201);
        app.conn().batch(&reviewed).unwrap();
        let path = at("decisions", &second);
        mine.get(&path).expect(200);
        mine.at_version(version(&second)).post(&format!("{path}/confirm-department"), &json!({})).refused(403, "forbidden");
    }

    fn a_correspondent_reads_the_decisions_on_the_people_of_its_reviews(app: TestApp) {
        let pathway = app.given_an_admitted_pathway();
        let (agency, other) = (app.given_a_structure("ft"), app.given_a_structure("ft"));
        let review = json!({"structure_id": agency["id"], "quarter": "2026-Q1", "held_on": "2026-03-02", "items": [{"pathway_id": pathway["id"]}]});
        app.sign_in(Role::Assistant).post("/v1/quarterly-reviews", &review).expect(201);
        let correspondent = app.sign_in_for(Role::FranceTravail, &agency);
        let path = format!("/v1/decisions/{}", pathway["decision_id"].as_str().unwrap());
        assert_eq!(correspondent.get(&path).expect(200)["outcome"], "admitted");
        assert_eq!(correspondent.get("/v1/decisions").expect(200)["items"].as_array().unwrap().len(), 1);
        app.sign_in_for(Role::FranceTravail, &other).get(&path).refused(404, "not_found");
        app.given_an_admitted_pathway();
        assert_eq!(correspondent.get("/v1/decisions").expect(200)["items"].as_array().unwrap().len(), 1, "of nobody else");
    }

    /// Meets S0.6, S0.7: get_agenda_item_summary.
    fn a_member_reads_the_summary_sheets_while_the_session_is_open(app: TestApp) {
        let guest = app.user(app.plie, Role::CommissionMember, None);
        let member = || app.client_of(app.plie, guest);
        let commission = app.given_a_commission_with(&json!({"members": [{"user_id": guest, "voice": "advice"}]}));
        let mut sitting = app.given_a_session_of(commission);
        let (referent, file) = app.given_an_entry_file();
        let file = app.sign_in(Role::Director).get(&at("entry-files", &file)).expect(200);
        let item = json!({"kind": "admission", "entry_file_id": file["id"]});
        let item = app.sign_in(Role::Assistant).post(&sitting.path("/agenda-items"), &item).expect(201);
        let path = format!("{}/summary", at("agenda-items", &item));
        member().get(&path).refused(404, "not_found");
        app.session_brought_to(&mut sitting, "convened");
        let sheet = member().get(&path).expect(200);
        let read = &sheet["entry_file"];
        assert_eq!((&read["id"], &read["status"], &sheet["pathway"]), (&file["id"], &json!("submitted"), &Value::Null));
        assert_eq!((&read["autonomy_level"], &read["summary"]), (&file["diagnosis"]["autonomy_level"], &file["diagnosis"]["summary"]));
        assert_eq!(read["criteria"].as_array().unwrap().len(), file["criteria"].as_array().unwrap().len());
        assert!(sheet["participant"]["last_name"].is_string());
        assert!(!sheet.to_string().contains("evidence_document_id"), "no piece of evidence");
        member().get(&at("entry-files", &file)).refused(404, "not_found");
        assert_eq!(referent.get(&path).expect(200), sheet);
        for (role, answer) in [(Role::SocialWorker, 404), (Role::Provider, 404), (Role::FinanceOfficer, 404), (Role::CommissionMember, 404)] {
            assert_eq!(status(&app.sign_in(role), &path), answer, "{role}");
        }
        sitting.session = sitting.verb("hold", &sitting.attendance()).expect(200);
        assert_eq!(status(&member(), &path), 200);
    }

    fn what_is_protected_is_told_to_a_member_by_its_effect_alone(app: TestApp) {
        let guest = app.user(app.plie, Role::CommissionMember, None);
        let commission = app.given_a_commission_with(&json!({"members": [{"user_id": guest, "voice": "vote"}]}));
        let mut sitting = app.given_a_session_of(commission);
        let (_, file) = app.given_an_entry_file();
        let item = json!({"kind": "admission", "entry_file_id": file["id"]});
        let item = app.sign_in(Role::Assistant).post(&sitting.path("/agenda-items"), &item).expect(201);
        let criteria = json!([{"criterion": "rqth", "issued_on": "2026-02-10"}, {"criterion": "rsa", "issued_on": "2026-02-10"}]);
        let barriers = json!([{"theme": "health", "severity": 3}, {"theme": "mobility", "severity": 2}]);
        let id = app.uuid_text(uuid_of(&file["id"]));
        app.conn().batch(&format!("update entry_files set criteria = '{criteria}', barriers = '{barriers}' where id = {id}")).unwrap();
        app.session_brought_to(&mut sitting, "convened");
        let sheet = app.client_of(app.plie, guest).get(&format!("{}/summary", at("agenda-items", &item))).expect(200);
        let read = &sheet["entry_file"];
        assert_eq!((&read["criteria"][0]["criterion"], &read["criteria"][1]["criterion"]), (&Value::Null, &json!("rsa")));
        assert!(read["criteria"][0]["status"].is_string());
        assert_eq!(read["barriers"], json!([{"theme": "mobility", "severity": 2}]));
    }
}
