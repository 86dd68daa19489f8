//! Alerts: the timers of § 4.6, and the planned end of § 4.5.

use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::support::builders::followed::Followed;
use crate::support::{Client, TestApp, Value, json};

fn due(app: &TestApp, of: &Followed, column: &str, day: &str) {
    let id = app.uuid_text(of.pathway);
    app.conn().batch(&format!("update pathways set {column} = '{day}' where id = {id}")).unwrap();
}

/// An interview of an hour at nine in the morning.
fn given_an_interview(app: &TestApp, of: &Followed, day: &str, outcome: &str, report: Option<&str>) -> Uuid {
    let id = Uuid::now_v7();
    let (p, i, at) = (app.uuid_text(app.plie.0), app.uuid_text(id), app.instant_text());
    let (way, who, user) = (app.uuid_text(of.pathway), app.uuid_text(of.participant), app.uuid_text(of.user.0));
    let instant = |text: String| {
        let at = crate::support::instant(&text);
        if app.conn().is_pg() { format!("'{at}'::timestamptz") } else { at.micros().to_string() }
    };
    let (starts, ends) = (instant(format!("{day}T08:00:00Z")), instant(format!("{day}T09:00:00Z")));
    let report = report.map_or("null".to_owned(), |r| format!("'{r}'"));
    app.conn().batch(&format!(
        "insert into interviews (plie_id, id, pathway_id, participant_id, user_id, type, modality, starts_at, ends_at, day, outcome, report, information_given, version, created_at, updated_at)
           values ({p}, {i}, {way}, {who}, {user}, 'monthly', 'in_person', {starts}, {ends}, '{day}', '{outcome}', {report}, '[]', 1, {at}, {at})"
    )).unwrap();
    id
}

fn kinds(client: &Client, path: &str) -> Vec<(String, String, String, i64)> {
    let page = client.get(path).expect(200);
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|a| (text(&a["kind"]), text(&a["due_on"]), text(&a["stage"]), a["overdue_days"].as_i64().unwrap()))
        .collect()
}

fn alert(kind: &str, due_on: &str, stage: &str, days: i64) -> (String, String, String, i64) {
    (kind.to_owned(), due_on.to_owned(), stage.to_owned(), days)
}

both! {
    fn interviews_and_milestones_alert_from_near_to_long_past(app: TestApp) {
        let of = app.given_somebody_followed();
        // activated on 30 September 2025: T1 the end of the following month, T2 five months on, cut to February
        due(&app, &of, "next_interview_due_on", "2026-02-28");
        due(&app, &of, "next_milestone_due_on", "2026-02-28");
        let found = kinds(&of.referent, "/v1/alerts?due_before=2026-03-01");
        assert_eq!(found[found.len() - 2..], [alert("t1_interview", "2026-02-28", "overdue", 2), alert("t2_milestone", "2026-02-28", "overdue", 2)]);
        let list = "/v1/alerts?kind=t2_milestone";
        for (day, stage) in [
            ("2026-03-17", None), ("2026-03-16", Some(("soon", 0))), ("2026-03-02", Some(("due", 0))),
            ("2026-02-16", Some(("overdue", 14))), ("2026-02-15", Some(("escalated", 15))),
        ] {
            due(&app, &of, "next_milestone_due_on", if day == "2026-03-17" { "2026-03-18" } else { day });
            let expected: Vec<_> = stage.map(|(stage, days)| alert("t2_milestone", day, stage, days)).into_iter().collect();
            assert_eq!(kinds(&of.referent, list), expected, "{day}");
        }
        let one = of.referent.with("Accept-Language", "en").get(list).expect(200)["items"][0].clone();
        assert_eq!((&one["object"]["type"], &one["object"]["id"]), (&json!("pathway"), &json!(of.pathway)));
        assert_eq!((&one["participant_id"], &one["referent_id"], &one["user_id"]), (&json!(of.participant), &json!(of.referent_id), &json!(of.user)));
        assert_eq!(one["message"], "Milestone: due on 2026-02-15, 15 day(s) late.");
        assert_eq!(of.referent.get(list).expect(200)["items"][0]["message"], "Jalon : échéance le 15/02/2026, en retard de 15 jour(s).");
        of.referent.get(one["object"]["href"].as_str().unwrap()).expect(200);
        app.pathway_stands(of.pathway, "suspended");
        assert_eq!(kinds(&of.referent, list), []);
    }

    fn a_contact_without_a_report_alerts_until_it_has_one(app: TestApp) {
        let of = app.given_somebody_followed();
        given_an_interview(&app, &of, "2026-02-20", "held", None);
        given_an_interview(&app, &of, "2026-02-21", "held", Some("vu"));
        given_an_interview(&app, &of, "2026-02-10", "planned", None);
        given_an_interview(&app, &of, "2026-02-11", "no_show", None);
        given_an_interview(&app, &of, "2026-03-01", "held", None);
        given_an_interview(&app, &of, "2026-03-05", "planned", None);
        given_an_interview(&app, &of, "2024-03-05", "held", None);
        let list = "/v1/alerts?kind=t3_file";
        assert_eq!(kinds(&of.referent, list), [
            alert("t3_file", "2026-02-17", "escalated", 13),
            alert("t3_file", "2026-02-27", "overdue", 3),
        ]);
        assert_eq!(kinds(&of.referent, &format!("{list}&due_before=2026-03-09")).len(), 3);
        let one = of.referent.get(list).expect(200)["items"][1].clone();
        assert_eq!((&one["object"]["type"], &one["pathway_id"]), (&json!("interview"), &json!(of.pathway)));
    }

    fn every_alert_leads_to_its_object(app: TestApp) {
        let of = app.given_somebody_followed();
        due(&app, &of, "next_interview_due_on", "2026-02-28");
        due(&app, &of, "next_milestone_due_on", "2026-02-28");
        given_an_interview(&app, &of, "2026-02-20", "held", None);
        for who in [&of.referent, &app.sign_in(Role::Director)] {
            let page = who.get("/v1/alerts?limit=200").expect(200);
            let types: std::collections::BTreeSet<&str> = page["items"].as_array().unwrap().iter().map(|a| {
                who.get(a["object"]["href"].as_str().unwrap()).expect(200);
                a["object"]["type"].as_str().unwrap()
            }).collect();
            assert_eq!(types.into_iter().collect::<Vec<_>>(), ["agenda_week", "interview", "pathway", "timesheet"]);
        }
    }

    fn alerts_pass_to_the_referent_of_today(app: TestApp) {
        let (old, new) = (app.given_somebody_followed(), app.given_somebody_followed());
        due(&app, &old, "next_interview_due_on", "2026-02-28");
        given_an_interview(&app, &old, "2026-02-20", "held", None);
        let both = |who: &Client| kinds(who, "/v1/alerts?kind=t1_interview").len() + kinds(who, "/v1/alerts?kind=t3_file").len();
        assert_eq!((both(&old.referent), both(&new.referent)), (2, 0));
        let (way, user, referent) = (app.uuid_text(old.pathway), app.uuid_text(new.user.0), app.uuid_text(new.referent_id));
        app.conn().batch(&format!("update referent_assignments set user_id = {user}, referent_id = {referent} where pathway_id = {way}")).unwrap();
        assert_eq!((both(&old.referent), both(&new.referent)), (0, 2), "whatever the pathway kept of who it was");
    }

    fn weeks_alert_until_they_are_handed_in(app: TestApp) {
        let staff = app.given_staff_with([420, 420, 420, 420, 420, 0, 0], 10_000, "2026-02-09");
        let list = "/v1/alerts?kind=t4_agenda";
        assert_eq!(kinds(&staff.client, list), [
            alert("t4_agenda", "2026-02-16", "escalated", 14),
            alert("t4_agenda", "2026-02-23", "escalated", 7),
            alert("t4_agenda", "2026-03-02", "due", 0),
        ]);
        app.given_an_accepted_week(&staff, "2026-W08");
        app.given_a_week_of_records(staff.user, "2026-W07");
        staff.client.at_version(1).post(&format!("{}/submit", staff.week("2026-W07")), &json!({})).expect(200);
        staff.supervisor.at_version(2).post(&format!("{}/return", staff.week("2026-W07")), &json!({"reason": "x"})).expect(200);
        let page = staff.supervisor.get(list).expect(200);
        let items = page["items"].as_array().unwrap();
        let objects: Vec<(&Value, bool)> = items.iter().map(|a| (&a["object"]["href"], a["object"]["id"].is_null())).collect();
        assert_eq!(objects, [(&json!(staff.week("2026-W07")), false), (&json!(staff.week("2026-W09")), true)]);
        staff.client.get(items[1]["object"]["href"].as_str().unwrap()).expect(200);
    }

    fn months_wait_for_the_employee_and_then_for_the_supervisor(app: TestApp) {
        let staff = app.given_staff_with([0; 7], 10_000, "2026-01-15");
        let list = "/v1/alerts?kind=t5_timesheet_employee";
        assert_eq!(kinds(&staff.client, list), [alert("t5_timesheet_employee", "2026-02-10", "escalated", 20)]);
        app.at("2026-03-11T08:00:00Z");
        let me = app.client_of(app.plie, staff.user);
        assert_eq!(kinds(&me, list)[1], alert("t5_timesheet_employee", "2026-03-10", "escalated", 1));
        me.at_version(1).post(&format!("{}/sign", staff.month("2026-01")), &json!({})).expect(200);
        assert_eq!(kinds(&me, list), [alert("t5_timesheet_employee", "2026-03-10", "escalated", 1)]);
        let boss = app.client_of(app.plie, jalon::ids::UserId::of(staff.supervisor.id.unwrap()));
        let second = "/v1/alerts?kind=t5_timesheet_supervisor";
        assert_eq!(kinds(&boss, second), [alert("t5_timesheet_supervisor", "2026-02-20", "escalated", 19)]);
        boss.at_version(2).post(&format!("{}/countersign", staff.month("2026-01")), &json!({})).expect(200);
        assert_eq!(kinds(&boss, second), []);
    }

    fn each_sees_their_own_alerts(app: TestApp) {
        let (mine, theirs) = (app.given_somebody_followed(), app.given_somebody_followed());
        for of in [&mine, &theirs] {
            due(&app, of, "next_interview_due_on", "2026-02-28");
        }
        let list = "/v1/alerts?kind=t1_interview";
        assert_eq!(kinds(&mine.referent, list).len(), 1);
        for role in [Role::Director, Role::TerritorialOfficer, Role::Assistant, Role::DataManager] {
            assert_eq!(kinds(&app.sign_in(role), list).len(), 2, "{role}");
        }
        assert_eq!(kinds(&app.sign_in(Role::FinanceOfficer), list), []);
        app.sign_in(Role::Partner).get(list).refused(403, "forbidden");
        assert_eq!(kinds(&app.sign_in_at(app.another_plie(), Role::Director), list), []);
        let director = app.sign_in(Role::Director);
        assert_eq!(kinds(&director, &format!("{list}&referent_id={}", mine.referent_id)).len(), 1);
        assert_eq!(kinds(&mine.referent, &format!("{list}&referent_id={}", theirs.referent_id)), []);
        assert_eq!(kinds(&director, &format!("{list}&referent_id={}", Uuid::now_v7())), []);
        let of_referent = |id: Uuid| format!("/v1/referents/{id}/alerts?kind=t1_interview");
        assert_eq!(kinds(&director, &of_referent(mine.referent_id)).len(), 1);
        assert_eq!(kinds(&mine.referent, &of_referent(mine.referent_id)).len(), 1);
        mine.referent.get(&of_referent(theirs.referent_id)).refused(403, "forbidden");
        director.get(&of_referent(Uuid::now_v7())).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Director).get(&of_referent(mine.referent_id)).refused(404, "not_found");
    }

    /// Meets S0.8, S1.10: list_alerts.
    fn an_officer_of_a_territory_sees_its_pathways(app: TestApp) {
        let (north, south) = (app.given_somebody_followed(), app.given_somebody_followed());
        for of in [&north, &south] {
            due(&app, of, "next_interview_due_on", "2026-02-28");
        }
        let territory = app.sign_in(Role::DataManager).post("/v1/territories", &json!({"name": "Nord", "commune_codes": []})).expect(201);
        let id: Uuid = territory["id"].as_str().unwrap().parse().unwrap();
        // where the person lives now; the pathway keeps the territory of the admission
        app.conn().batch(&format!("update participants set territory_id = {} where id = {}", app.uuid_text(id), app.uuid_text(north.participant))).unwrap();
        app.conn().batch(&format!("update pathways set territory_id = {} where id = {}", app.uuid_text(id), app.uuid_text(south.pathway))).unwrap();
        let user = app.user(app.plie, Role::TerritorialOfficer, Some((jalon::auth::actor::ScopeType::Territory, id)));
        let page = app.client_of(app.plie, user).get("/v1/alerts?kind=t1_interview").expect(200);
        assert_eq!((page["items"].as_array().unwrap().len(), &page["items"][0]["pathway_id"]), (1, &json!(north.pathway)));
    }

    // § 4.5: the contract of engagement, missing thirty days after the start
    fn a_pathway_without_an_engagement_contract_alerts_a_month_after_its_start(app: TestApp) {
        let of = app.given_somebody_followed();
        let list = "/v1/alerts?kind=t10_engagement_missing";
        assert_eq!(kinds(&of.referent, list), [alert("t10_engagement_missing", "2026-03-03", "soon", 0)]);
        let one = of.referent.get(list).expect(200)["items"][0].clone();
        assert_eq!((&one["object"]["type"], &one["pathway_id"]), (&json!("pathway"), &json!(of.pathway)));
        of.referent.get(one["object"]["href"].as_str().unwrap()).expect(200);
        app.at("2026-03-18T08:00:00Z");
        let referent = app.client_of(app.plie, of.user);
        assert_eq!(kinds(&referent, list), [alert("t10_engagement_missing", "2026-03-03", "escalated", 15)]);
        let signed = json!({"kind": "plie", "signed_on": "2026-03-18", "starts_on": "2026-03-18", "ends_on": "2027-03-17"});
        referent.post(&of.path("engagement-contracts"), &signed).expect(201);
        assert_eq!(kinds(&referent, list), []);
    }

    // § 4.5: three months before the end that is planned, or that the PLIE sets
    fn a_planned_end_alerts_three_months_before(app: TestApp) {
        let of = app.given_somebody_followed();
        let list = "/v1/alerts?kind=planned_end";
        for (day, found) in [("2026-06-03", None), ("2026-06-02", Some(("soon", 0))), ("2026-03-01", Some(("escalated", 1)))] {
            due(&app, &of, "planned_end_on", day);
            let found: Vec<_> = found.map(|(stage, days)| alert("planned_end", day, stage, days)).into_iter().collect();
            assert_eq!(kinds(&of.referent, list), found, "{day}");
        }
        app.conn().batch(&format!("update pathways set planned_end_on = null where id = {}", app.uuid_text(of.pathway))).unwrap();
        assert_eq!(kinds(&of.referent, list), []);
        let data = app.sign_in(Role::DataManager);
        let set = |settings: Value| {
            let now = data.get("/v1/plie").expect(200)["version"].as_i64().unwrap();
            data.at_version(now).patch("/v1/plie", &json!({"settings": settings})).expect(200);
        };
        set(json!({"max_pathway_months": 3}));
        assert_eq!(kinds(&of.referent, list), [alert("planned_end", "2026-05-01", "soon", 0)], "begun on 1 February");
        set(json!({"planned_end_alert_months": 1}));
        assert_eq!(kinds(&of.referent, list), []);
        app.pathway_stands(of.pathway, "exited");
        assert_eq!(kinds(&of.referent, &format!("{list}&due_before=2026-12-31")), []);
    }

    // T12, § 9.2: two years after the last contact, of whom nobody follows any more
    fn people_whom_nobody_follows_any_more_are_reviewed_after_two_years(app: TestApp) {
        let (of, open) = (app.given_somebody_followed(), app.given_somebody_followed());
        let gone = app.given_a_participant()["id"].as_str().unwrap().parse::<Uuid>().unwrap();
        let seen = |who: Uuid, day: &str| app.conn().batch(&format!("update participants set last_contact_on = '{day}' where id = {}", app.uuid_text(who))).unwrap();
        seen(of.participant, "2024-02-29");
        seen(open.participant, "2024-02-29");
        seen(gone, "2024-04-02");
        app.pathway_over(&of);
        let manager = app.sign_in(Role::DataManager);
        let list = "/v1/alerts?kind=t12_retention_review";
        assert_eq!(kinds(&manager, list), [alert("t12_retention_review", "2026-02-28", "overdue", 2)]);
        assert_eq!(kinds(&manager, &format!("{list}&due_before=2026-04-03")).len(), 2);
        let one = manager.get(list).expect(200)["items"][0].clone();
        assert_eq!((&one["object"]["type"], &one["object"]["id"], &one["participant_id"]), (&json!("participant"), &json!(of.participant), &json!(of.participant)));
        manager.get(one["object"]["href"].as_str().unwrap()).expect(200);
        assert_eq!(kinds(&manager, &format!("{list}&referent_id={}", of.referent_id)), [], "it is no referent's");
        assert_eq!(kinds(&open.referent, list), []);
        assert_eq!(kinds(&app.sign_in_at(app.another_plie(), Role::DataManager), list), []);
        seen(of.participant, "2026-02-01");
        assert_eq!(kinds(&manager, list), [], "seen again");
    }

    // a director asks for one territory, an officer for another than theirs in vain
    fn alerts_are_asked_for_by_territory(app: TestApp) {
        let (north, south) = (app.given_somebody_followed(), app.given_somebody_followed());
        for of in [&north, &south] {
            due(&app, of, "next_interview_due_on", "2026-02-28");
        }
        let data = app.sign_in(Role::DataManager);
        let territory = |name: &str| -> Uuid {
            let made = data.post("/v1/territories", &json!({"name": name, "commune_codes": []})).expect(201);
            made["id"].as_str().unwrap().parse().unwrap()
        };
        let (n, s) = (territory("Nord"), territory("Sud"));
        for (of, territory) in [(&north, n), (&south, s)] {
            let (who, place, user) = (app.uuid_text(of.participant), app.uuid_text(territory), app.uuid_text(of.user.0));
            app.conn().batch(&format!("update participants set territory_id = {place} where id = {who};
                update sites set territory_id = {place} where id in (select site_id from referents where user_id = {user})")).unwrap();
        }
        let director = app.sign_in(Role::Director);
        let of = |client: &Client, kind: &str, territory: Uuid| -> Vec<Value> {
            let page = client.get(&format!("/v1/alerts?kind={kind}&territory_id={territory}&limit=200")).expect(200);
            let mut users: Vec<Value> = page["items"].as_array().unwrap().iter().map(|a| a["user_id"].clone()).collect();
            users.dedup();
            users
        };
        for kind in ["t1_interview", "t4_agenda", "t10_engagement_missing"] {
            assert_eq!(of(&director, kind, n), [json!(north.user)], "{kind}");
            assert_eq!(of(&director, kind, s), [json!(south.user)], "{kind}");
        }
        assert_eq!(of(&director, "t1_interview", Uuid::now_v7()), [Value::Null; 0]);
        assert_eq!(of(&north.referent, "t1_interview", n), [json!(north.user)]);
        assert_eq!(of(&north.referent, "t1_interview", s), [Value::Null; 0]);
        let user = app.user(app.plie, Role::TerritorialOfficer, Some((jalon::auth::actor::ScopeType::Territory, n)));
        let officer = app.client_of(app.plie, user);
        assert_eq!((of(&officer, "t1_interview", n), of(&officer, "t1_interview", s)), (vec![json!(north.user)], vec![]));
        assert_eq!(kinds(&director, &format!("/v1/alerts?kind=t1_interview&territory_id={n}&referent_id={}", south.referent_id)), []);
        director.get("/v1/alerts?territory_id=north").refused(400, "malformed_parameter");
    }

    fn alerts_come_in_pages_each_once(app: TestApp) {
        let people: Vec<Followed> = (0..5).map(|_| app.given_somebody_followed()).collect();
        for of in &people {
            due(&app, of, "next_interview_due_on", "2026-02-28");
            due(&app, of, "next_milestone_due_on", "2026-02-28");
        }
        let director = app.sign_in(Role::Director);
        let all = director.get("/v1/alerts?include_total=true&limit=200").expect(200);
        let total = all["total"].as_u64().unwrap();
        assert_eq!(all["items"].as_array().unwrap().len(), usize::try_from(total).unwrap());
        assert!(total > 10, "five of T1, five of T2, weeks and months");
        let mut seen = Vec::new();
        let mut next = "/v1/alerts?limit=3".to_owned();
        loop {
            let answer = director.get(&next);
            let link = answer.headers.get("link").cloned();
            seen.extend(answer.expect(200)["items"].as_array().unwrap().clone());
            let Some(link) = link else { break };
            next = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
        }
        assert_eq!(json!(seen), all["items"]);
        director.get("/v1/alerts?kind=t9").refused(400, "malformed_parameter");
        director.get("/v1/alerts?cursor=x").refused(400, "invalid_cursor");
    }
}
