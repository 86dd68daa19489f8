//! Commissions: sessions, agendas, decisions and what decisions do (R4.1–R4.9).

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::commission::{Sitting, at, version};
use crate::support::{Answer, Client, TestApp, Value, json};

pub(crate) fn decide(client: &Client, item: &Value, body: &Value) -> Answer {
    client.at_version(version(item)).post(&format!("{}/decide", at("agenda-items", item)), body)
}

pub(crate) fn admitted() -> Value {
    json!({"outcome": "admitted", "motive": "Projet solide", "effective_on": "2026-03-02"})
}

pub(crate) fn ids(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap().iter().map(|i| i["id"].clone()).collect()
}

both! {
    fn a_commission_is_made_read_listed_and_changed(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let (member, structure) = (app.sign_in(Role::CommissionMember), app.given_a_structure("ml"));
        let body = json!({
            "id": uuid::Uuid::now_v7(), "name": "CLAS Nord", "territory_id": app.given_a_territory()["id"], "quorum": 1,
            "members": [{"user_id": member.id, "voice": "vote"}, {"structure_id": structure["id"], "name": "Paul Roche", "voice": "advice"}],
        });
        let made = assistant.post("/v1/commissions", &body).expect(201);
        assert_eq!(assistant.post("/v1/commissions", &body).expect(201), made, "the same again is the same");
        let mut other = body.clone();
        other["name"] = json!("CLAS Sud");
        assistant.post("/v1/commissions", &other).refused(409, "duplicate");
        other["id"] = json!(uuid::Uuid::now_v7());
        other["name"] = body["name"].clone();
        assistant.post("/v1/commissions", &other).refused(409, "duplicate");
        let path = at("commissions", &made);
        assert_eq!(app.sign_in(Role::Referent).get(&path).expect(200), made);
        let changed = assistant.at_version(1).patch(&path, &json!({"name": "CLAS Nord-Est"})).expect(200);
        assert_eq!((&changed["name"], &changed["version"], &changed["members"]), (&json!("CLAS Nord-Est"), &json!(2), &made["members"]));
        let there = app.given_a_territory();
        let moved = assistant.at_version(2).patch(&path, &json!({"territory_id": there["id"]})).expect(200);
        assert_eq!((&moved["territory_id"], &moved["version"]), (&there["id"], &json!(3)));
        let nowhere = json!({"territory_id": uuid::Uuid::now_v7()});
        assert_eq!(assistant.at_version(3).patch(&path, &nowhere).faults(), ["/territory_id reference_not_found"]);
        assert_eq!(ids(&assistant.get("/v1/commissions?sort=name").expect(200)), [made["id"].clone()]);
        let elsewhere = format!("/v1/commissions?territory_id={}", uuid::Uuid::now_v7());
        assert_eq!(ids(&assistant.get(&elsewhere).expect(200)), Vec::<Value>::new());
        assert_eq!(ids(&member.get("/v1/commissions").expect(200)), [made["id"].clone()]);
        assert_eq!(app.sign_in(Role::CommissionMember).get(&path).status, 404);
        assert_eq!(app.sign_in_at(app.another_plie(), Role::Assistant).get(&path).status, 404);
        app.sign_in(Role::Director).post("/v1/commissions", &body).refused(403, "forbidden");
    }

    fn a_commission_seats_people_it_knows_and_asks_no_more_votes_than_it_has(app: TestApp) {
        let assistant = app.sign_in(Role::Assistant);
        let chair = app.sign_in(Role::TerritorialOfficer);
        let body = json!({
            "name": "CLAS", "territory_id": uuid::Uuid::now_v7(), "quorum": 2,
            "members": [
                {"user_id": uuid::Uuid::now_v7(), "voice": "vote"}, {"voice": "advice"},
                {"structure_id": uuid::Uuid::now_v7(), "name": "X", "voice": "advice"},
                {"user_id": chair.id, "voice": "advice"}, {"user_id": chair.id, "voice": "advice"},
            ],
        });
        assert_eq!(assistant.post("/v1/commissions", &body).faults(), [
            "/members/0/user_id reference_not_found", "/members/1/name required", "/members/2/structure_id reference_not_found",
            "/members/4 rule_member_twice", "/quorum rule_quorum", "/territory_id reference_not_found",
        ]);
        let nul = json!({"name": "a\u{0}", "territory_id": app.given_a_territory()["id"]});
        assert_eq!(assistant.post("/v1/commissions", &nul).status, 422);
        let unknown = json!({"name": "a", "territory_id": app.given_a_territory()["id"], "size": 3});
        assistant.post("/v1/commissions", &unknown).refused(422, "unknown_field");
    }

    fn a_session_changes_its_commission_while_nothing_is_on_its_agenda(app: TestApp) {
        let (sitting, _, _) = app.given_an_admission_to_decide();
        let assistant = app.sign_in(Role::Assistant);
        let body = json!({"name": "CLAS Est", "territory_id": app.given_a_territory()["id"], "quorum": 0, "members": []});
        let other = assistant.post("/v1/commissions", &body).expect(201);
        let to_other = json!({"commission_id": other["id"]});
        let begun = assistant.at_version(version(&sitting.session)).patch(&sitting.path(""), &to_other);
        assert_eq!(begun.status, 409, "{}", begun.text);
        let empty = json!({"commission_id": sitting.session["commission_id"], "starts_at": "2026-05-04T07:00:00Z", "chair_id": sitting.chair.id});
        let empty = assistant.post("/v1/commission-sessions", &empty).expect(201);
        let path = at("commission-sessions", &empty);
        assert_eq!(assistant.at_version(1).patch(&path, &to_other).expect(200)["commission_id"], other["id"]);
        let unknown = json!({"commission_id": uuid::Uuid::now_v7()});
        assert_eq!(assistant.at_version(2).patch(&path, &unknown).faults(), ["/commission_id reference_not_found"]);
    }

    fn a_session_is_planned_moved_and_listed(app: TestApp) {
        let sitting = app.given_a_session();
        let assistant = app.sign_in(Role::Assistant);
        let later = app.given_a_session_of(sitting.commission.clone());
        let moved = assistant.at_version(1).patch(&later.path(""), &json!({"starts_at": "2026-06-01T08:00:00Z", "place": "Salle 3"})).expect(200);
        assert_eq!((&moved["place"], &moved["status"]), (&json!("Salle 3"), &json!("planned")));
        let list = |query: &str| ids(&assistant.get(&format!("/v1/commission-sessions?{query}")).expect(200));
        assert_eq!(list(""), [later.session["id"].clone(), sitting.session["id"].clone()]);
        assert_eq!(list("sort=starts_at&status=planned"), [sitting.session["id"].clone(), later.session["id"].clone()]);
        assert_eq!(list(&format!("territory_id={}", sitting.commission["territory_id"].as_str().unwrap())).len(), 2);
        assert_eq!(list(&format!("commission_id={}", uuid::Uuid::now_v7())).len(), 0);
        let page = assistant.get("/v1/commission-sessions?limit=1").expect(200);
        assert_eq!(list(&format!("limit=1&cursor={}", page["next_cursor"].as_str().unwrap())), [sitting.session["id"].clone()]);
        let wrong = json!({"commission_id": uuid::Uuid::now_v7(), "chair_id": uuid::Uuid::now_v7(), "starts_at": "2026-06-01T08:00:00Z"});
        assert_eq!(assistant.post("/v1/commission-sessions", &wrong).faults(), ["/chair_id reference_not_found", "/commission_id reference_not_found"]);
    }

    fn every_verb_is_held_against_the_state_of_the_session(app: TestApp) {
        for (status, known) in [
            ("planned", vec!["convene", "cancel"]),
            ("convened", vec!["hold", "cancel"]),
            ("held", vec!["validate-minutes"]),
            ("minutes_validated", vec![]),
            ("cancelled", vec![]),
        ] {
            let sitting = app.given_a_session_in(status);
            for (verb, body) in [
                ("convene", json!({})), ("hold", sitting.attendance()),
                ("validate-minutes", json!({})), ("cancel", json!({"reason": "Neige"})),
            ] {
                let answer = sitting.chair.at_version(version(&sitting.session)).post(&sitting.path(&format!("/{verb}?dry_run=true")), &body);
                if known.contains(&verb) {
                    answer.expect(200);
                } else {
                    let problem = answer.refused(409, "illegal_transition");
                    assert_eq!((&problem["from"], &problem["allowed"]), (&json!(status), &json!(known)), "{verb}");
                }
            }
            assert_eq!(sitting.chair.get(&sitting.path("")).expect(200)["version"], sitting.session["version"]);
        }
    }

    fn a_session_is_guarded_by_its_version_and_by_rights(app: TestApp) {
        let sitting = app.given_a_session();
        sitting.chair.post(&sitting.path("/convene"), &json!({})).refused(428, "precondition_required");
        sitting.chair.at_version(9).post(&sitting.path("/convene"), &json!({})).refused(412, "version_conflict");
        app.sign_in(Role::Referent).at_version(1).post(&sitting.path("/convene"), &json!({})).refused(403, "forbidden");
        app.sign_in(Role::CommissionMember).at_version(1).post(&sitting.path("/convene"), &json!({})).refused(404, "not_found");
        sitting.verb("cancel", &json!({})).refused(422, "validation_failed");
        let held = app.given_a_session_in("held");
        app.sign_in(Role::Director).at_version(version(&held.session)).post(&held.path("/validate-minutes"), &json!({})).refused(409, "conflict_not_chair");
        let empty = app.given_a_session_in("convened");
        empty.verb("hold", &json!({"attendance": []})).refused(422, "rule_attendance");
        empty.chair.at_version(version(&empty.session)).patch(&empty.path(""), &json!({"place": "Salle 4"})).expect(200);
        held.chair.at_version(version(&held.session)).patch(&held.path(""), &json!({"place": "Salle 4"})).refused(409, "conflict_session_over");
    }

    fn an_officer_of_another_territory_does_not_see_the_session(app: TestApp) {
        let sitting = app.given_a_session();
        let other = uuid::Uuid::now_v7();
        let here: uuid::Uuid = sitting.commission["territory_id"].as_str().unwrap().parse().unwrap();
        let officer = |territory| {
            let scope = Some((jalon::auth::actor::ScopeType::Territory, territory));
            app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, scope))
        };
        assert_eq!(officer(here).get(&sitting.path("")).status, 200);
        let stranger = officer(other);
        assert_eq!(stranger.get(&sitting.path("")).status, 404);
        stranger.at_version(1).post(&sitting.path("/convene"), &json!({})).refused(404, "not_found");
        assert_eq!(ids(&stranger.get("/v1/commission-sessions").expect(200)).len(), 0);
        let body = json!({"commission_id": sitting.commission["id"], "chair_id": stranger.id, "starts_at": "2026-06-01T08:00:00Z"});
        stranger.post("/v1/commission-sessions", &body).refused(422, "reference_not_found");
    }

    fn an_item_is_about_what_its_kind_says(app: TestApp) {
        let sitting = app.given_a_session();
        let assistant = app.sign_in(Role::Assistant);
        let (_, file) = app.given_an_entry_file();
        let pathway = app.given_an_admitted_pathway();
        let add = |body: Value| assistant.post(&sitting.path("/agenda-items"), &body);
        for (body, fault) in [
            (json!({"kind": "admission"}), "/entry_file_id rule_agenda_target"),
            (json!({"kind": "pathway_review"}), "/pathway_id rule_agenda_target"),
            (json!({"kind": "extension", "entry_file_id": file["id"]}), "/pathway_id rule_agenda_target"),
            (json!({"kind": "admission", "entry_file_id": file["id"], "pathway_id": pathway["id"]}), " rule_agenda_target"),
            (json!({"kind": "admission", "entry_file_id": uuid::Uuid::now_v7()}), "/entry_file_id reference_not_found"),
            (json!({"kind": "suspension", "pathway_id": uuid::Uuid::now_v7()}), "/pathway_id reference_not_found"),
        ] {
            assert_eq!(add(body).faults(), [fault]);
        }
        let first = add(json!({"kind": "admission", "entry_file_id": file["id"]})).expect(201);
        assert_eq!((&first["position"], &first["participant"]["id"], &first["outcome"]), (&json!(1), &file["participant_id"], &Value::Null));
        assert_eq!(assistant.get(&at("entry-files", &file)).expect(200)["status"], "submitted");
        add(json!({"kind": "admission", "entry_file_id": file["id"]})).refused(409, "conflict_on_an_agenda");
        let word = add(json!({"kind": "information"})).expect(201);
        assert_eq!((&word["position"], &word["participant"]), (&json!(2), &Value::Null));
        let review = add(json!({"kind": "pathway_review", "pathway_id": pathway["id"], "position": 1})).expect(201);
        let agenda = assistant.get(&sitting.path("/agenda-items")).expect(200);
        assert_eq!(ids(&agenda), [review["id"].clone(), first["id"].clone(), word["id"].clone()]);
        let (client, whole) = app.given_a_whole_entry_file();
        add(json!({"kind": "admission", "entry_file_id": whole["id"]})).refused(409, "conflict_entry_file_not_complete");
        client.post(&sitting.path("/agenda-items"), &json!({"kind": "information"})).refused(403, "forbidden");
        let mine = client.get(&sitting.path("/agenda-items")).expect(200);
        assert_eq!(ids(&mine).len(), 0, "a referent sees the items of their own people");
    }

    fn the_agenda_freezes_two_working_days_before(app: TestApp) {
        let sitting = app.given_a_session(); // Thursday 12 March
        let info = json!({"kind": "information"});
        app.at("2026-03-10T22:59:00Z");
        let assistant = app.sign_in(Role::Assistant);
        assistant.post(&sitting.path("/agenda-items"), &info).expect(201);
        app.at("2026-03-10T23:00:00Z");
        assistant.post(&sitting.path("/agenda-items"), &info).refused(409, "conflict_agenda_frozen");
        let agreed = assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "information", "chair_consents": true}));
        assert_eq!((agreed.status, agreed.warnings()), (201, vec!["late_agenda_item".to_owned()]));
        let chair = app.client_of(app.plie, jalon::ids::Id::of(sitting.chair.id.unwrap()));
        assert_eq!(chair.post(&sitting.path("/agenda-items"), &info).warnings(), ["late_agenda_item"]);
    }

    fn an_item_leaves_before_the_session_is_convened_only(app: TestApp) {
        let mut sitting = app.given_a_session();
        let assistant = app.sign_in(Role::Assistant);
        let add = || assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "information"})).expect(201);
        let (gone, kept) = (add(), add());
        assistant.delete(&at("agenda-items", &gone)).refused(428, "precondition_required");
        assert_eq!(assistant.at_version(1).delete(&at("agenda-items", &gone)).status, 204);
        assistant.get(&at("agenda-items", &gone)).refused(404, "not_found");
        app.session_brought_to(&mut sitting, "convened");
        assistant.at_version(1).delete(&at("agenda-items", &kept)).refused(409, "conflict_agenda_frozen");
        assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "information"})).refused(409, "conflict_agenda_frozen");
        let held = app.given_a_session_in("held");
        let body = json!({"kind": "information", "chair_consents": true});
        assistant.post(&held.path("/agenda-items"), &body).refused(409, "conflict_agenda_frozen");
    }

    /// Meets S0.17, S1.12: build_commission_agenda.
    fn the_agenda_is_built_of_what_waits(app: TestApp) {
        let (_, file) = app.given_an_entry_file();
        let (_, referent) = app.given_a_referent();
        let due = app.given_an_active_pathway(&referent);
        let sitting = app.given_a_session();
        app.conn().batch(&format!("update pathways set next_milestone_due_on = '2026-03-10' where id = {}", app.uuid_text(due["id"].as_str().unwrap().parse().unwrap()))).unwrap();
        let proposed = sitting.chair.post(&sitting.path("/build-agenda?dry_run=true"), &json!({})).expect(200);
        assert_eq!(proposed["items"].as_array().unwrap().len(), 2);
        assert_eq!(ids(&sitting.chair.get(&sitting.path("/agenda-items")).expect(200)).len(), 0, "only proposed");
        let built = sitting.chair.post(&sitting.path("/build-agenda"), &json!({})).expect(200);
        let about: Vec<_> = built["items"].as_array().unwrap().iter().map(|i| (i["kind"].clone(), i["entry_file_id"].clone(), i["pathway_id"].clone())).collect();
        assert_eq!(about, [(json!("admission"), file["id"].clone(), Value::Null), (json!("pathway_review"), Value::Null, due["id"].clone())]);
        assert_eq!((&built["items"][0]["position"], &built["items"][1]["position"]), (&json!(1), &json!(2)));
        assert_eq!(sitting.chair.get(&at("entry-files", &file)).expect(200)["status"], "submitted");
        let again = sitting.chair.post(&sitting.path("/build-agenda"), &json!({})).expect(200);
        assert_eq!((&again["items"], &again["left_out"]), (&json!([]), &json!([])));
    }

    // § 4.4: extension, suspension, exit proposal and the milestone of five months, each pathway for one of them
    fn the_agenda_is_built_of_every_reason_to_speak_of_a_pathway(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let sitting = app.given_a_session();
        let mut people: Vec<Value> = (0..7).map(|_| app.given_an_active_pathway(&referent)).collect();
        people.push(app.given_a_pathway_in("suspended"));
        let way = |n: usize| app.uuid_text(people[n]["id"].as_str().unwrap().parse().unwrap());
        let exit = |n: usize, reason: &str, category: &str| format!(
            "update pathways set exit_reason = '{reason}', exit_category = '{category}', exit_provisional_on = '2026-03-02' where id = {};", way(n));
        app.conn().batch(&[
            format!("update pathways set next_milestone_due_on = '2026-03-10' where id in ({}, {}, {});", way(0), way(1), way(2)),
            format!("update pathways set planned_end_on = '2026-05-31' where id in ({}, {});", way(1), way(3)),
            format!("update pathways set planned_end_on = '2026-12-31' where id = {};", way(4)),
            exit(2, "dropped_out", "other"),
            exit(5, "job_cdi", "positive"),
            exit(6, "moved_away", "neutral"),
            format!("update pathways set suspended_until = '2026-03-09' where id = {};", way(7)),
        ].concat()).unwrap();
        let built = sitting.chair.post(&sitting.path("/build-agenda"), &json!({})).expect(200);
        let mut about: Vec<(usize, &str)> = built["items"].as_array().unwrap().iter()
            .map(|i| (people.iter().position(|p| p["id"] == i["pathway_id"]).unwrap(), i["kind"].as_str().unwrap()))
            .collect();
        about.sort_unstable();
        assert_eq!(about, [(0, "pathway_review"), (1, "extension"), (2, "exit_proposal"), (3, "extension"), (5, "exit_proposal"), (7, "suspension")]);
        assert_eq!(ids(&sitting.chair.post(&sitting.path("/build-agenda"), &json!({})).expect(200)).len(), 0, "each once");
        // another reason puts the pathway on the agenda again
        app.conn().batch(&exit(0, "no_contact", "other")).unwrap();
        let more = sitting.chair.post(&sitting.path("/build-agenda"), &json!({})).expect(200);
        assert_eq!((ids(&more).len(), &more["items"][0]["kind"], &more["items"][0]["pathway_id"]), (1, &json!("exit_proposal"), &people[0]["id"]));
    }

    // § 4.5: a pathway that was given no planned end lasts as long as the PLIE says
    fn an_extension_is_proposed_of_a_pathway_that_has_lasted_long(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let sitting = app.given_a_session();
        let way = app.uuid_text(pathway["id"].as_str().unwrap().parse().unwrap());
        app.conn().batch(&format!("update pathways set activated_on = '2024-05-31', planned_end_on = null where id = {way}")).unwrap();
        let build = || sitting.chair.post(&sitting.path("/build-agenda?dry_run=true"), &json!({})).expect(200)["items"].clone();
        assert_eq!(build(), json!([]), "no limit, no extension");
        let data = app.sign_in(Role::DataManager);
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"max_pathway_months": 24}})).expect(200);
        assert_eq!((&build()[0]["kind"], &build()[0]["pathway_id"]), (&json!("extension"), &pathway["id"]));
        let now = version(&data.get("/v1/plie").expect(200));
        data.at_version(now).patch("/v1/plie", &json!({"settings": {"planned_end_alert_months": 1}})).expect(200);
        assert_eq!(build(), json!([]), "it is not near yet");
    }

    fn a_cancelled_session_passes_its_items_on_or_leaves_them_waiting(app: TestApp) {
        let sitting = app.given_a_session();
        let assistant = app.sign_in(Role::Assistant);
        let item = assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "information"})).expect(201);
        let next = app.given_a_session_of(sitting.commission.clone());
        let cancelled = sitting.verb("cancel", &json!({"reason": "Grève"})).expect(200);
        assert_eq!((&cancelled["status"], &cancelled["cancelled_reason"]), (&json!("cancelled"), &json!("Grève")));
        assert_eq!(assistant.get(&at("agenda-items", &item)).expect(200)["session_id"], next.session["id"]);
        let alone = next.verb("cancel", &json!({"reason": "Grève"}));
        assert_eq!(alone.warnings(), ["items_waiting"]);
        let later = app.given_a_session_of(sitting.commission.clone());
        let built = later.chair.post(&later.path("/build-agenda"), &json!({})).expect(200);
        assert_eq!(ids(&built), [item["id"].clone()]);
    }

    // R4.1: what a session could not decide is decided by the next
    fn a_session_without_quorum_is_cancelled_and_its_items_go_to_the_next(app: TestApp) {
        let voter = app.sign_in(Role::CommissionMember);
        let assistant = app.sign_in(Role::Assistant);
        let commission = app.given_a_commission_with(&json!({"quorum": 1, "members": [{"user_id": voter.id, "voice": "vote"}]}));
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let mut sitting = app.given_a_session_of(commission.clone());
        let review = json!({"kind": "pathway_review", "pathway_id": pathway["id"]});
        let item = assistant.post(&sitting.path("/agenda-items"), &review).expect(201);
        app.session_brought_to(&mut sitting, "held");
        assert_eq!(sitting.session["quorum_met"], json!(false));
        let going_on = json!({"outcome": "continue", "motive": "Projet solide", "effective_on": "2026-03-02"});
        decide(&sitting.chair, &item, &going_on).refused(409, "conflict_quorum");
        sitting.verb("validate-minutes", &json!({})).refused(409, "conflict_undecided_items");
        let again = sitting.verb("hold", &sitting.attendance()).refused(409, "illegal_transition");
        assert_eq!(again["allowed"], json!(["validate-minutes", "cancel"]));

        let mut next = app.given_a_session_of(commission.clone());
        let cancelled = sitting.verb("cancel", &json!({"reason": "Quorum non atteint"})).expect(200);
        assert_eq!((&cancelled["status"], &cancelled["quorum_met"]), (&json!("cancelled"), &json!(false)));
        let agenda = assistant.get(&next.path("/agenda-items")).expect(200);
        assert_eq!((ids(&agenda), &agenda["items"][0]["session_id"]), (vec![item["id"].clone()], &next.session["id"]));

        // nor has that one its quorum, and no other is planned: the item waits, and the next agenda is built of it
        app.session_brought_to(&mut next, "held");
        assert_eq!(next.verb("cancel", &json!({"reason": "Quorum non atteint"})).warnings(), ["items_waiting"]);
        let mut last = app.given_a_session_of(commission);
        let built = last.chair.post(&last.path("/build-agenda"), &json!({})).expect(200);
        assert_eq!(ids(&built), [item["id"].clone()]);
        last.session = last.verb("convene", &json!({})).expect(200);
        let came = json!({"attendance": [{"user_id": voter.id, "present": true}]});
        last.session = last.verb("hold", &came).expect(200);
        let item = last.chair.get(&at("agenda-items", &item)).expect(200);
        decide(&last.chair, &item, &going_on).expect(200);
        let bound = last.verb("cancel", &json!({"reason": "Erreur"})).refused(409, "illegal_transition");
        assert_eq!(bound["allowed"], json!(["validate-minutes"]));
    }

    /// Meets S0.6, S1.9, S3.7: decide_agenda_item.
    fn an_admission_opens_the_pathway_and_closes_the_rest(app: TestApp) {
        let (client, file) = app.given_an_entry_file();
        let orientation = app.orientation_behind(&file);
        let (sitting, referent, item) = app.given_an_admission_of(client, &file);
        let decided = decide(&sitting.chair, &item, &admitted()).expect(200);
        assert_eq!((&decided["outcome"], &decided["decision"]["status"], &decided["version"]), (&json!("admitted"), &json!("effective"), &json!(2)));
        let decision = &decided["decision"];
        assert_eq!(referent.get(&at("decisions", decision)).expect(200), *decision);
        let director = app.sign_in(Role::Director);
        let pathway = director.get(&format!("/v1/pathways/{}", decision["pathway_id"].as_str().unwrap())).expect(200);
        assert_eq!((&pathway["status"], &pathway["decision_id"], &pathway["entry_file_id"]), (&json!("admitted"), &decision["id"], &file["id"]));
        assert_eq!(pathway["territory_id"], sitting.commission["territory_id"]);
        assert_eq!(director.get(&at("entry-files", &file)).expect(200)["status"], "decided");
        assert_eq!(director.get(&orientation).expect(200)["status"], "admitted");
        decide(&sitting.chair, &decided, &admitted()).refused(409, "conflict_already_decided");
    }

    fn a_refusal_or_redirection_proposes_something_else(app: TestApp) {
        for (outcome, status) in [("refused", "refused"), ("redirected", "redirected")] {
            let (client, file) = app.given_an_entry_file();
            let orientation = app.orientation_behind(&file);
            let (sitting, _, item) = app.given_an_admission_of(client, &file);
            let bare = json!({"outcome": outcome, "motive": "Hors cible", "effective_on": "2026-03-02"});
            decide(&sitting.chair, &item, &bare).refused(422, "rule_alternative");
            let whole = json!({"outcome": outcome, "motive": "Hors cible", "alternative": "Mission locale", "effective_on": "2026-03-02"});
            decide(&sitting.chair, &item, &whole).expect(200);
            let director = app.sign_in(Role::Director);
            let after = director.get(&orientation).expect(200);
            assert_eq!(after["status"], status, "{after}");
            assert_eq!(director.get(&at("entry-files", &file)).expect(200)["status"], "decided");
            assert_eq!(director.get("/v1/pathways").expect(200)["items"], json!([]));
        }
    }

    fn an_adjourned_file_goes_back_for_more(app: TestApp) {
        let (sitting, _, item) = app.given_an_admission_to_decide();
        let body = json!({"outcome": "adjourned", "motive": "Préciser le projet", "effective_on": "2026-03-02"});
        let decided = decide(&sitting.chair, &item, &body).expect(200);
        let file = sitting.chair.get(&format!("/v1/entry-files/{}", item["entry_file_id"].as_str().unwrap())).expect(200);
        assert_eq!((&file["status"], &decided["outcome"]), (&json!("returned"), &json!("adjourned")));
    }

    fn nobody_decides_too_early_alone_or_on_their_own_file(app: TestApp) {
        let (referent, file) = app.given_an_entry_file();
        let voter = app.sign_in(Role::CommissionMember);
        let commission = app.given_a_commission_with(&json!({"quorum": 1, "members": [{"user_id": voter.id, "voice": "vote"}]}));
        let mut sitting = app.given_a_session_of(commission);
        let assistant = app.sign_in(Role::Assistant);
        let item = assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "admission", "entry_file_id": file["id"]})).expect(201);
        decide(&sitting.chair, &item, &admitted()).refused(409, "conflict_session_not_held");
        app.session_brought_to(&mut sitting, "convened");
        let held = sitting.verb("hold", &sitting.attendance());
        assert_eq!(held.warnings(), ["quorum_not_met", "held_before_its_day"]);
        assert_eq!(held.body["quorum_met"], json!(false));
        decide(&sitting.chair, &item, &admitted()).refused(409, "conflict_quorum");
        decide(&referent, &item, &admitted()).refused(403, "forbidden");

        let (sitting, _, item) = app.given_an_admission_to_decide();
        decide(&sitting.chair, &item, &json!({"outcome": "admitted", "effective_on": "2026-03-02"})).refused(422, "validation_failed");
        decide(&sitting.chair, &item, &json!({"outcome": "extend", "motive": "x", "effective_on": "2026-03-02"})).refused(422, "rule_outcome");
        let nir = json!({"outcome": "admitted", "motive": "N° 2 85 04 38 185 123 61", "effective_on": "2026-03-02"});
        assert_eq!(decide(&sitting.chair, &item, &nir).faults(), ["/motive rule_no_nir"]);
        let own = format!("update entry_files set referent_user_id = {} where id = {}", app.uuid_text(sitting.chair.id.unwrap()), app.uuid_text(item["entry_file_id"].as_str().unwrap().parse().unwrap()));
        app.conn().batch(&own).unwrap();
        decide(&sitting.chair, &item, &admitted()).refused(409, "conflict_own_file");
        sitting.chair.post(&format!("{}/decide", at("agenda-items", &item)), &admitted()).refused(428, "precondition_required");
    }

    fn an_admission_waits_for_the_department(app: TestApp) {
        for opinion in ["pending", "none"] {
            let (sitting, file, decision) = app.pending(opinion);
            assert_eq!((&decision["outcome"], &decision["status"]), (&json!("admitted_pending_department"), &json!("admitted_pending_department")));
            assert_eq!(decision["pathway_id"], Value::Null);
            let path = format!("{}/confirm-department", at("decisions", &decision));
            app.sign_in(Role::Referent).at_version(1).post(&path, &json!({})).refused(404, "not_found");
            let confirmed = sitting.chair.at_version(1).post(&path, &json!({"opinion": "favourable"})).expect(200);
            assert_eq!((&confirmed["outcome"], &confirmed["status"]), (&json!("admitted"), &json!("effective")));
            let pathway = sitting.chair.get(&format!("/v1/pathways/{}", confirmed["pathway_id"].as_str().unwrap())).expect(200);
            assert_eq!((&pathway["status"], &pathway["participant_id"]), (&json!("admitted"), &file["participant_id"]));
            let file = sitting.chair.get(&at("entry-files", &file)).expect(200);
            assert_eq!((&file["status"], &file["department_opinion"]), (&json!("decided"), &json!("favourable")));
            sitting.chair.at_version(2).post(&path, &json!({})).refused(409, "illegal_transition");
        }
    }

    fn the_department_may_say_no_and_then_something_else_is_proposed(app: TestApp) {
        let (sitting, file, decision) = app.pending("pending");
        let path = format!("{}/confirm-department", at("decisions", &decision));
        sitting.chair.at_version(1).post(&path, &json!({"opinion": "unfavourable"})).refused(422, "rule_alternative");
        assert_eq!(sitting.chair.get(&at("entry-files", &file)).expect(200)["department_opinion"], "pending");
        let body = json!({"opinion": "unfavourable", "alternative": "Accompagnement social"});
        let refused = sitting.chair.at_version(1).post(&path, &body).expect(200);
        assert_eq!(sitting.chair.get(&at("entry-files", &file)).expect(200)["department_opinion"], "unfavourable");
        assert_eq!((&refused["status"], &refused["alternative"], &refused["pathway_id"]), (&json!("refused_by_department"), &json!("Accompagnement social"), &Value::Null));
        let (sitting, _, item) = app.admission_with_opinion("unfavourable");
        decide(&sitting.chair, &item, &admitted()).refused(409, "conflict_department_unfavourable");
    }

    fn an_admission_takes_effect_with_the_word_of_the_department_and_not_before(app: TestApp) {
        let (sitting, _, decision) = app.pending("pending");
        let asked = decision["effective_on"].as_str().unwrap().to_owned();
        app.at("2026-03-24T08:00:00Z");
        let director = app.sign_in(Role::Director);
        let path = format!("{}/confirm-department", at("decisions", &decision));
        let confirmed = director.at_version(1).post(&path, &json!({"opinion": "favourable"})).expect(200);
        assert!(asked.as_str() < "2026-03-24", "{asked} {}", sitting.session["id"]);
        assert_eq!(confirmed["effective_on"], "2026-03-24");
        let history = director.get(&format!("/v1/pathways/{}/history", confirmed["pathway_id"].as_str().unwrap())).expect(200);
        assert_eq!(history["items"][0]["effective_on"], "2026-03-24", "{history}");
    }

    fn who_withdraws_while_the_department_is_awaited_is_not_admitted(app: TestApp) {
        let (sitting, file, item) = app.admission_with_opinion("pending");
        let orientation = app.orientation_behind(&file);
        let decision = decide(&sitting.chair, &item, &admitted()).expect(200)["decision"].clone();
        // however long the word takes, the orientation does not expire under it
        app.at("2026-07-01T08:00:00Z");
        assert_eq!(jalon::app::chores(&mut app.conn(), app.clock.now()).unwrap(), 0);
        let assistant = app.sign_in(Role::Assistant);
        let waiting = assistant.get(&orientation).expect(200);
        assert_eq!(waiting["status"], "entry_file_opened");
        let why = json!({"reason": "hired_elsewhere"});
        assistant.at_version(waiting["version"].as_i64().unwrap()).post(&format!("{orientation}/withdraw"), &why).expect(200);
        let path = format!("{}/confirm-department", at("decisions", &decision));
        let director = app.sign_in(Role::Director);
        director.at_version(1).post(&path, &json!({"opinion": "favourable"})).refused(409, "conflict_orientation_withdrawn");
        let refused = json!({"opinion": "unfavourable", "alternative": "Accompagnement social"});
        assert_eq!(director.at_version(1).post(&path, &refused).expect(200)["pathway_id"], Value::Null);
    }

    fn a_file_that_was_given_up_is_put_on_no_agenda(app: TestApp) {
        let (_, file) = app.given_an_entry_file();
        let orientation = app.orientation_behind(&file);
        let assistant = app.sign_in(Role::Assistant);
        let version = assistant.get(&orientation).expect(200)["version"].as_i64().unwrap();
        let why = json!({"reason": "hired_elsewhere"});
        assistant.at_version(version).post(&format!("{orientation}/withdraw"), &why).expect(200);
        assert_eq!(assistant.get(&at("entry-files", &file)).expect(200)["status"], "decided");
        let sitting = app.given_a_session();
        let body = json!({"kind": "admission", "entry_file_id": file["id"]});
        assistant.post(&sitting.path("/agenda-items"), &body).refused(409, "conflict_entry_file_given_up");
    }

    fn validated_minutes_are_final_and_corrected_by_a_later_session(app: TestApp) {
        let (client, file) = app.given_an_entry_file();
        let mut sitting = app.given_a_session();
        let assistant = app.sign_in(Role::Assistant);
        let admission = json!({"kind": "admission", "entry_file_id": file["id"]});
        let item = assistant.post(&sitting.path("/agenda-items"), &admission).expect(201);
        app.session_brought_to(&mut sitting, "held");
        let refused = sitting.verb("validate-minutes", &json!({}));
        assert_eq!(refused.faults(), [format!("/agenda-items/{} undecided_item", item["id"].as_str().unwrap())]);
        refused.refused(409, "conflict_undecided_items");
        let first = decide(&sitting.chair, &item, &admitted()).expect(200);
        let validated = sitting.verb("validate-minutes", &json!({})).expect(200);
        assert_eq!((&validated["status"], &validated["minutes_validated_by"]), (&json!("minutes_validated"), &json!(sitting.chair.id)));
        let first = sitting.chair.get(&at("decisions", &first["decision"])).expect(200);
        assert_eq!(first["final"], true);

        // the same day corrects nothing, but its item is settled
        let (mut same_day, _, again) = app.given_an_admission_of(client.clone(), &file);
        let no = json!({"outcome": "refused", "motive": "Erreur d'adresse", "alternative": "PLIE voisin", "effective_on": "2026-03-02"});
        decide(&same_day.chair, &again, &no).refused(409, "conflict_not_later");
        decide(&same_day.chair, &again, &json!({"outcome": "adjourned", "motive": "À revoir", "effective_on": "2026-03-02"})).expect(200);
        same_day.session = same_day.verb("validate-minutes", &json!({})).expect(200);
        assert_eq!(same_day.chair.get(&at("entry-files", &file)).expect(200)["status"], "decided", "the admission stands");
        assert_eq!(same_day.chair.get(&at("decisions", &first)).expect(200)["superseded_by"], Value::Null);
        let mut later = app.given_a_session_of(sitting.commission.clone());
        let moved = assistant.at_version(1).patch(&later.path(""), &json!({"starts_at": "2026-04-20T08:00:00Z"})).expect(200);
        later.session = moved;
        let item = assistant.post(&later.path("/agenda-items"), &admission).expect(201);
        app.session_brought_to(&mut later, "held");
        let second = decide(&later.chair, &item, &no).expect(200);
        let old = later.chair.get(&at("decisions", &first)).expect(200);
        assert_eq!((&old["status"], &old["superseded_by"], &old["outcome"]), (&json!("superseded"), &second["decision"]["id"], &json!("admitted")));
        let pathway = later.chair.get(&format!("/v1/pathways/{}", first["pathway_id"].as_str().unwrap())).expect(200);
        assert_eq!(pathway["status"], "cancelled", "the admission is taken back");
    }

    /// Meets S0.7: decide_agenda_item.
    fn reviews_apply_to_the_pathway(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        for (kind, ruling, status, check) in [
            ("pathway_review", json!({"outcome": "continue"}), "active", ("planned_end_on", Value::Null)),
            ("extension", json!({"outcome": "extend", "ends_on": "2028-03-02"}), "active", ("planned_end_on", json!("2028-03-02"))),
            ("suspension", json!({"outcome": "suspend", "ends_on": "2026-09-02"}), "suspended", ("suspended_until", json!("2026-09-02"))),
            ("suspension", json!({"outcome": "suspend"}), "suspended", ("suspended_until", json!("2027-03-02"))),
            ("exit_proposal", json!({"outcome": "close"}), "active", ("exit", Value::Null)),
        ] {
            let pathway = app.given_an_active_pathway(&referent);
            let (sitting, item) = app.review(&pathway, kind);
            let mut body = json!({"motive": "Décision motivée", "effective_on": "2026-03-02"});
            for (name, value) in ruling.as_object().unwrap() {
                body[name] = value.clone();
            }
            decide(&sitting.chair, &item, &body).expect(200);
            let after = sitting.chair.get(&at("pathways", &pathway)).expect(200);
            assert_eq!((&after["status"], &after[check.0]), (&json!(status), &check.1), "{ruling}");
            let history = sitting.chair.get(&format!("{}/history", at("pathways", &pathway))).expect(200);
            assert_eq!(history["items"].as_array().unwrap().last().unwrap()["reason"], "Décision motivée");
        }
        let pathway = app.given_an_active_pathway(&referent);
        let (sitting, item) = app.review(&pathway, "pathway_review");
        decide(&sitting.chair, &item, &json!({"outcome": "admitted", "motive": "x", "effective_on": "2026-03-02"})).refused(422, "rule_outcome");
        decide(&sitting.chair, &item, &json!({"outcome": "reorient", "motive": "Vers l'insertion sociale", "effective_on": "2026-03-02"})).expect(200);
        let after = sitting.chair.get(&at("pathways", &pathway)).expect(200);
        assert_eq!((&after["status"], &after["exit"]["reason"], &after["exit"]["validated_on"]), (&json!("active"), &json!("reoriented"), &Value::Null));
        let waiting = app.given_an_admitted_pathway();
        let (sitting, item) = app.review(&waiting, "suspension");
        decide(&sitting.chair, &item, &json!({"outcome": "suspend", "motive": "x", "effective_on": "2026-03-02"})).refused(409, "illegal_transition");
        assert_eq!(sitting.chair.get(&at("agenda-items", &item)).expect(200)["outcome"], Value::Null, "nothing half-decided");
    }

    fn a_suspension_is_not_decided_ahead(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let pathway = app.given_an_active_pathway(&referent);
        let (sitting, item) = app.review(&pathway, "suspension");
        let from = |day: &str| decide(&sitting.chair, &item, &json!({"outcome": "suspend", "motive": "Hospitalisation", "effective_on": day}));
        assert_eq!(from("2026-03-03").faults(), ["/effective_on rule_future"]);
        assert_eq!(sitting.chair.get(&at("pathways", &pathway)).expect(200)["status"], "active", "nothing stops before its day");
        from("2026-03-02").expect(200);
    }

    // § 4.4: the commission lets somebody go on whose exit was proposed
    fn an_exit_that_the_commission_does_not_follow_is_taken_back(app: TestApp) {
        let (client, referent) = app.given_a_referent();
        for ruling in [json!({"outcome": "continue"}), json!({"outcome": "extend", "ends_on": "2028-03-02"})] {
            let pathway = app.given_an_active_pathway(&referent);
            let proposal = json!({"reason": "dropped_out", "on": "2026-03-02"});
            let proposed = client.at_version(version(&pathway)).post(&format!("{}/propose-exit", at("pathways", &pathway)), &proposal).expect(200);
            assert_eq!(proposed["exit"]["category"], "other");
            let way = app.uuid_text(pathway["id"].as_str().unwrap().parse().unwrap());
            app.conn().batch(&format!("update pathways set next_milestone_due_on = '2026-03-10' where id = {way}")).unwrap();
            let (sitting, item) = app.review(&pathway, "exit_proposal");
            let mut body = json!({"motive": "Reprise de contact", "effective_on": "2026-03-02"});
            for (name, value) in ruling.as_object().unwrap() {
                body[name] = value.clone();
            }
            decide(&sitting.chair, &item, &body).expect(200);
            let after = sitting.chair.get(&at("pathways", &pathway)).expect(200);
            assert_eq!((&after["status"], &after["exit"]), (&json!("active"), &Value::Null), "{ruling}");
            let history = sitting.chair.get(&format!("{}/history", at("pathways", &pathway))).expect(200);
            assert_eq!(history["items"].as_array().unwrap().last().unwrap()["reason"], "Reprise de contact");
            let next = app.given_a_session_of(sitting.commission.clone());
            let built = next.chair.post(&next.path("/build-agenda"), &json!({})).expect(200);
            let about: Vec<_> = built["items"].as_array().unwrap().iter().map(|i| (i["kind"].clone(), i["pathway_id"].clone())).collect();
            assert_eq!(about, [(json!("pathway_review"), pathway["id"].clone())], "{ruling}");
        }
    }

    /// Meets S0.17: get_commission_minutes.
    fn minutes_tell_who_was_there_and_what_was_decided(app: TestApp) {
        let (sitting, _, item) = app.given_an_admission_to_decide();
        decide(&sitting.chair, &item, &admitted()).expect(200);
        let minutes = sitting.chair.get(&sitting.path("/minutes")).expect(200);
        assert_eq!((&minutes["final"], &minutes["items"][0]["decision"]["outcome"]), (&json!(false), &json!("admitted")));
        assert_eq!(minutes["session"]["attendance"][0]["present"], true);
        assert_eq!(minutes["chair"]["first_name"], "Camille");
        sitting.verb("validate-minutes", &json!({})).expect(200);
        assert_eq!(sitting.chair.get(&sitting.path("/minutes?format=json")).expect(200)["final"], true);
    }

    fn minutes_are_printed_as_the_chair_signs_them(app: TestApp) {
        let (sitting, _, item) = app.given_an_admission_to_decide();
        let draft = sitting.chair.get(&sitting.path("/minutes?format=pdf"));
        assert_eq!((draft.status, draft.headers["content-type"].as_str()), (200, "application/pdf"));
        assert!(draft.headers["content-disposition"].starts_with("attachment; filename=\"compte-rendu-"));
        assert!(draft.text.starts_with("%PDF-1.") && draft.text.contains("pdfaid"));
        decide(&sitting.chair, &item, &admitted()).expect(200);
        let again = |tag: &str| sitting.chair.with("If-None-Match", tag).get(&sitting.path("/minutes?format=pdf"));
        let decided = again(&draft.headers["etag"]);
        assert_eq!(decided.status, 200, "a decision makes other minutes");
        assert_eq!(again(&decided.headers["etag"]).status, 304);
    }

    fn members_see_the_items_of_their_open_sessions_only(app: TestApp) {
        let member = app.sign_in(Role::CommissionMember);
        let stranger = app.sign_in(Role::CommissionMember);
        let commission = app.given_a_commission_with(&json!({"members": [{"user_id": member.id, "voice": "vote"}]}));
        let mut sitting = app.given_a_session_of(commission);
        let assistant = app.sign_in(Role::Assistant);
        let item = assistant.post(&sitting.path("/agenda-items"), &json!({"kind": "information"})).expect(201);
        for (status, seen) in [("planned", 404), ("convened", 200), ("held", 200), ("minutes_validated", 404)] {
            let from = sitting.session["status"].as_str().unwrap().to_owned();
            for (verb, to) in [("convene", "convened"), ("hold", "held"), ("validate-minutes", "minutes_validated")] {
                if to == status && from != status {
                    sitting.session = sitting.verb(verb, &if verb == "hold" { sitting.attendance() } else { json!({}) }).expect(200);
                }
            }
            assert_eq!(member.get(&sitting.path("")).status, seen, "{status}");
            assert_eq!(member.get(&sitting.path("/agenda-items")).status, seen, "{status}");
            assert_eq!(member.get(&at("agenda-items", &item)).status, seen, "{status}");
            assert_eq!(ids(&member.get("/v1/commission-sessions").expect(200)).len(), usize::from(seen == 200));
            assert_eq!((stranger.get(&sitting.path("")).status, stranger.get(&at("agenda-items", &item)).status), (404, 404));
        }
    }

    fn an_elected_chair_may_validate_what_they_presided(app: TestApp) {
        let elected = app.sign_in(Role::CommissionMember);
        let commission = app.given_a_commission_with(&json!({"members": [{"user_id": elected.id, "voice": "vote"}]}));
        let mut sitting = app.given_a_session_of(commission);
        let assistant = app.sign_in(Role::Assistant);
        sitting.session = assistant.at_version(1).patch(&sitting.path(""), &json!({"chair_id": elected.id})).expect(200);
        app.session_brought_to(&mut sitting, "held");
        sitting.verb("validate-minutes", &json!({})).refused(409, "conflict_not_chair");
        elected.at_version(version(&sitting.session)).post(&sitting.path("/validate-minutes"), &json!({})).expect(200);
    }

    fn fifty_at_once_decide_one_item_once(app: TestApp) {
        let (sitting, _, item) = app.given_an_admission_to_decide();
        let path = format!("{}/decide", at("agenda-items", &item));
        let answers: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = (0..50)
                .map(|_| {
                    let (client, path) = (sitting.chair.at_version(1), path.clone());
                    s.spawn(move || client.post(&path, &admitted()).status)
                })
                .collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|s| **s == 200).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|s| matches!(s, 200 | 409 | 412)), "{answers:?}");
        assert_eq!(ids(&sitting.chair.get("/v1/decisions").expect(200)).len(), 1);
        assert_eq!(ids(&sitting.chair.get("/v1/pathways").expect(200)).len(), 1);
    }

    fn decisions_are_listed_within_reach(app: TestApp) {
        let (sitting, referent, item) = app.given_an_admission_to_decide();
        let decided = decide(&sitting.chair, &item, &admitted()).expect(200);
        let list = |client: &Client, query: &str| ids(&client.get(&format!("/v1/decisions?{query}")).expect(200));
        let id = decided["decision"]["id"].clone();
        let session = format!("session_id={}", sitting.session["id"].as_str().unwrap());
        assert_eq!(list(&sitting.chair, &session), [id.clone()]);
        assert_eq!(list(&sitting.chair, "outcome=refused").len(), 0);
        let person = format!("participant_id={}", decided["participant"]["id"].as_str().unwrap());
        assert_eq!(list(&referent, &person), [id]);
        assert_eq!(list(&app.sign_in(Role::Referent), "").len(), 0);
        app.sign_in(Role::FinanceOfficer).get("/v1/decisions").refused(403, "forbidden");
    }
}

impl TestApp {
    /// An orientation behind a file, as `open-entry-file` leaves it; its address.
    pub fn orientation_behind(&self, file: &Value) -> String {
        let orientation = self.given_an_orientation();
        let (o, f) =
            (orientation["id"].as_str().unwrap().parse().unwrap(), file["id"].as_str().unwrap().parse().unwrap());
        let (o, f) = (self.uuid_text(o), self.uuid_text(f));
        self.conn()
            .batch(&format!(
                "update orientations set status = 'entry_file_opened' where id = {o}; update entry_files set orientation_id = {o}, signed_by_prescriber = true where id = {f};"
            ))
            .unwrap();
        at("orientations", &orientation)
    }

    /// An admission to decide of an RSA recipient, of whom the département says this.
    fn admission_with_opinion(&self, opinion: &str) -> (Sitting, Value, Value) {
        let (client, file) = self.given_an_entry_file();
        let (sitting, _, item) = self.given_an_admission_of(client, &file);
        let f = self.uuid_text(file["id"].as_str().unwrap().parse().unwrap());
        self.conn().batch(&format!("update entry_files set department_opinion = '{opinion}' where id = {f}")).unwrap();
        (sitting, file, item)
    }

    /// An admission that waits for the département: the session, the file and the decision.
    fn pending(&self, opinion: &str) -> (Sitting, Value, Value) {
        let (sitting, file, item) = self.admission_with_opinion(opinion);
        let decided = decide(&sitting.chair, &item, &admitted()).expect(200);
        (sitting, file, decided["decision"].clone())
    }

    /// A review of a pathway, on the agenda of a session that is held.
    pub(crate) fn review(&self, pathway: &Value, kind: &str) -> (Sitting, Value) {
        let mut sitting = self.given_a_session();
        let body = json!({"kind": kind, "pathway_id": pathway["id"]});
        let item = self.sign_in(Role::Assistant).post(&sitting.path("/agenda-items"), &body).expect(201);
        self.session_brought_to(&mut sitting, "held");
        (sitting, item)
    }
}
