//! Referents: terms, rights, caseload.

use jalon::auth::role::Role;

use crate::both;
use crate::support::builders::directory::full_week;
use crate::support::{TestApp, Value, json};

fn terms(app: &TestApp, site: &Value) -> Value {
    let person = app.user(app.plie, Role::Referent, None);
    json!({
        "user_id": person.0, "site_id": site["id"], "fte": 0.8, "fte_participant_support": 0.5,
        "valid_from": "2026-01-01", "work_schedule": full_week()
    })
}

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
}

both! {
    /// Meets S0.1, S1.14, S2.1: create_referent, update_referent.
    fn a_referent_is_made_read_and_changed(app: TestApp) {
        let site = app.given_a_site();
        let director = app.sign_in(Role::Director);
        let made = director.post("/v1/referents", &terms(&app, &site));
        let location = made.headers["location"].clone();
        let referent = made.expect(201);
        assert_eq!((&referent["fte"], &referent["fte_participant_support"]), (&json!(0.8), &json!(0.5)));
        assert_eq!((&referent["first_name"], &referent["last_name"]), (&json!("Camille"), &json!("referent")));
        assert_eq!((&referent["work_schedule"]["friday_minutes"], &referent["work_schedule"]["sunday_minutes"]), (&json!(420), &json!(0)));
        assert_eq!(app.sign_in(Role::FinanceOfficer).get(&location).expect(200), referent);
        let supervisor = app.user(app.plie, Role::TerritorialOfficer, None);
        let patch = json!({"supervisor_id": supervisor.0, "work_schedule": {"friday_minutes": 0}, "valid_to": "2026-12-31"});
        let changed = director.at_version(1).patch(&location, &patch).expect(200);
        assert_eq!((&changed["work_schedule"]["friday_minutes"], &changed["work_schedule"]["monday_minutes"]), (&json!(0), &json!(420)));
        assert_eq!((&changed["supervisor_id"], &changed["valid_to"], &changed["version"]), (&json!(supervisor.0), &json!("2026-12-31"), &json!(2)));
        director.at_version(2).patch(&location, &json!({"user_id": supervisor.0})).refused(422, "unknown_field");
        director.at_version(1).patch(&location, &json!({"fte": 1})).refused(412, "version_conflict");
        director.patch(&location, &json!({"fte": 1})).refused(428, "precondition_required");
    }

    fn of_twenty_terms_of_one_person_one_fits_in_a_full_time(app: TestApp) {
        let body = terms(&app, &app.given_a_site());
        let data = app.sign_in(Role::DataManager);
        let statuses: Vec<u16> = std::thread::scope(|s| {
            let asked: Vec<_> = (0..20).map(|_| s.spawn(|| data.post("/v1/referents", &body).status)).collect();
            asked.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|s| matches!(s, 201 | 422)), "{statuses:?}");
    }

    fn every_broken_term_is_told_at_once(app: TestApp) {
        let site = app.given_a_site();
        let data = app.sign_in(Role::DataManager);
        let mut wrong = terms(&app, &site);
        wrong["fte"] = json!(1.1);
        wrong["fte_participant_support"] = json!(1.2);
        wrong["supervisor_id"] = wrong["user_id"].clone();
        wrong["valid_to"] = json!("2025-12-31");
        wrong["work_schedule"] = json!({"monday_minutes": 721, "tuesday_minutes": -1});
        wrong["site_id"] = json!(uuid::Uuid::now_v7());
        wrong["employer_structure_id"] = json!(uuid::Uuid::now_v7());
        let answer = data.post("/v1/referents", &wrong);
        assert_eq!(
            answer.faults(),
            [
                "/employer_structure_id reference_not_found",
                "/fte rule_fte",
                "/fte_participant_support rule_fte_participant_support",
                "/site_id reference_not_found",
                "/supervisor_id rule_supervisor",
                "/valid_to rule_period",
                "/work_schedule/monday_minutes rule_work_schedule",
                "/work_schedule/tuesday_minutes rule_work_schedule",
            ]
        );
        answer.refused(422, "validation_failed");
        let mut five = terms(&app, &site);
        five["fte"] = json!(0.12345);
        assert_eq!(data.post("/v1/referents", &five).status, 422);
    }

    fn the_account_is_one_of_the_plie(app: TestApp) {
        let site = app.given_a_site();
        let data = app.sign_in(Role::DataManager);
        let stranger = app.user(app.another_plie(), Role::Referent, None);
        let mut foreign = terms(&app, &site);
        foreign["user_id"] = json!(stranger.0);
        foreign["supervisor_id"] = json!(uuid::Uuid::now_v7());
        assert_eq!(data.post("/v1/referents", &foreign).faults(), ["/supervisor_id reference_not_found", "/user_id reference_not_found"]);
    }

    fn one_person_holds_one_full_time_in_all(app: TestApp) {
        let site = app.given_a_site();
        let data = app.sign_in(Role::DataManager);
        let first = terms(&app, &site);
        data.post("/v1/referents", &first).expect(201);
        let mut second = first.clone();
        second["fte"] = json!(0.3);
        second["fte_participant_support"] = json!(0.3);
        data.post("/v1/referents", &second).refused(422, "rule_fte");
        second["fte"] = json!(0.2);
        second["fte_participant_support"] = json!(0.2);
        let made = data.post("/v1/referents", &second).expect(201);
        let path = format!("/v1/referents/{}", made["id"].as_str().unwrap());
        data.at_version(1).patch(&path, &json!({"fte": 0.3})).refused(422, "rule_fte");
        data.at_version(1).patch(&path, &json!({"fte": 0.3, "valid_from": "2025-01-01", "valid_to": "2025-12-31"})).expect(200);
    }

    /// Meets S1.15: list_referents.
    fn referents_are_listed_by_account_site_supervisor_and_day(app: TestApp) {
        let (site, other) = (app.given_a_site(), app.given_a_site());
        let data = app.sign_in(Role::DataManager);
        let chief = app.user(app.plie, Role::Director, None);
        let mut early = terms(&app, &site);
        early["valid_from"] = json!("2025-01-01");
        early["valid_to"] = json!("2025-06-30");
        early["supervisor_id"] = json!(chief.0);
        let early = data.post("/v1/referents", &early).expect(201);
        let late = data.post("/v1/referents", &terms(&app, &other)).expect(201);
        let list = |query: String| ids(&data.get(&format!("/v1/referents?{query}")).expect(200));
        let id = |r: &Value| r["id"].as_str().unwrap().to_owned();
        assert_eq!(list("sort=valid_from".to_owned()), [id(&early), id(&late)]);
        assert_eq!(list(String::new()), [id(&late), id(&early)]);
        assert_eq!(list("on=2025-06-30".to_owned()), [id(&early)]);
        assert_eq!(list("on=2025-07-01".to_owned()), Vec::<String>::new());
        assert_eq!(list(format!("user_id={}", late["user_id"].as_str().unwrap())), [id(&late)]);
        assert_eq!(list(format!("site_id={}", site["id"].as_str().unwrap())), [id(&early)]);
        assert_eq!(list(format!("supervisor_id={}", chief.0)), [id(&early)]);
        let page = data.get("/v1/referents?limit=1&include_total=true&sort=valid_from").expect(200);
        assert_eq!((ids(&page), &page["total"]), (vec![id(&early)], &json!(2)));
        assert_eq!(list(format!("limit=1&cursor={}", page["next_cursor"].as_str().unwrap())), [id(&late)]);
    }

    fn a_create_with_its_own_id_may_be_sent_again(app: TestApp) {
        let site = app.given_a_site();
        let data = app.sign_in(Role::DataManager);
        let mut own = terms(&app, &site);
        own["id"] = json!(uuid::Uuid::now_v7());
        let first = data.post("/v1/referents", &own).expect(201);
        assert_eq!(data.post("/v1/referents", &own).expect(201), first);
        own["work_schedule"]["friday_minutes"] = json!(0);
        data.post("/v1/referents", &own).refused(409, "duplicate");
    }

    fn the_director_and_the_data_manager_write_and_staff_of_a_territory_see_its_referents(app: TestApp) {
        let data = app.sign_in(Role::DataManager);
        let site = app.given_a_site();
        let (person, referent) = app.given_a_referent();
        let path = format!("/v1/referents/{}", referent["id"].as_str().unwrap());
        app.sign_in(Role::Assistant).post("/v1/referents", &terms(&app, &site)).refused(403, "forbidden");
        person.at_version(1).patch(&path, &json!({"fte": 1})).refused(403, "forbidden");
        app.sign_in(Role::Provider).get(&path).refused(404, "not_found");
        app.sign_in_at(app.another_plie(), Role::Director).get(&path).refused(404, "not_found");
        let north = data.post("/v1/territories", &json!({"name": "Nord", "commune_codes": []})).expect(201);
        let scope = (jalon::auth::actor::ScopeType::Territory, north["id"].as_str().unwrap().parse().unwrap());
        let officer = app.client_of(app.plie, app.user(app.plie, Role::TerritorialOfficer, Some(scope)));
        officer.get(&path).refused(404, "not_found");
        let place = format!("/v1/sites/{}", referent["site_id"].as_str().unwrap());
        data.at_version(1).patch(&place, &json!({"territory_id": north["id"]})).expect(200);
        officer.get(&path).expect(200);
        assert_eq!(officer.get("/v1/referents").expect(200)["items"].as_array().unwrap().len(), 1);
    }
}

/// A pathway followed by a referent, written past the code: when it began, what it became and when, when the
/// referent's part ended.
pub(crate) struct Followed<'a> {
    pub(crate) activated: &'a str,
    pub(crate) became: Option<(&'a str, &'a str)>,
    pub(crate) until: Option<&'a str>,
}

pub(crate) fn given_followed(app: &TestApp, referent: &Value, given: Followed<'_>) {
    use crate::support::Kind;
    let uuid = |id: uuid::Uuid| match app.database.kind {
        Kind::Sqlite => format!("x'{}'", id.simple()),
        Kind::Postgres => format!("'{id}'"),
    };
    let of = |name: &str| uuid(referent[name].as_str().unwrap().parse().unwrap());
    let at = if app.database.kind == Kind::Sqlite { "0" } else { "'2025-01-01T00:00:00Z'" };
    let new = || uuid(uuid::Uuid::now_v7());
    let (plie, person, pathway) = (uuid(app.plie.0), new(), new());
    let (status, began) = (given.became.map_or("active", |b| b.0), given.activated);
    let until = given.until.map_or("null".to_owned(), |day| format!("'{day}'"));
    let mut sql = format!(
        "insert into participants (plie_id, id, first_name, last_name, birth_date, gender, external_ids, sort_name, version, created_at, updated_at)
           values ({plie}, {person}, 'A', 'B', '1990-01-01', 'woman', '{{}}', 'b a', 1, {at}, {at});
         insert into pathways (plie_id, id, participant_id, status, activated_on, rsa_referent, version, created_at, updated_at)
           values ({plie}, {pathway}, {person}, '{status}', '{began}', false, 1, {at}, {at});
         insert into referent_assignments (plie_id, id, pathway_id, participant_id, referent_id, user_id, starts_on, ends_on, version, created_at, updated_at)
           values ({plie}, {}, {pathway}, {person}, {}, {}, '{began}', {until}, 1, {at}, {at});
         insert into pathway_events (plie_id, id, pathway_id, from_status, to_status, at, effective_on)
           values ({plie}, {}, {pathway}, 'admitted', 'active', {at}, '{began}');",
        new(), of("id"), of("user_id"), new()
    );
    if let Some((status, day)) = given.became {
        sql.push_str(&format!(
            "insert into pathway_events (plie_id, id, pathway_id, from_status, to_status, at, effective_on)
               values ({plie}, {}, {pathway}, 'active', '{status}', {at}, '{day}');",
            new()
        ));
    }
    app.conn().batch(&sql).unwrap();
}

both! {
    /// Meets S2.3, S4.1: get_referent_caseload.
    fn the_caseload_counts_the_day_against_the_target_of_a_part_timer(app: TestApp) {
        let (person, referent) = app.given_a_referent();
        let data = app.sign_in(Role::DataManager);
        let path = format!("/v1/referents/{}", referent["id"].as_str().unwrap());
        data.at_version(1).patch(&path, &json!({"fte": 0.8, "fte_participant_support": 0.5})).expect(200);
        for given in [
            Followed { activated: "2024-06-01", became: None, until: None },
            Followed { activated: "2025-06-01", became: Some(("suspended", "2026-02-01")), until: None },
            Followed { activated: "2025-09-01", became: Some(("in_job_follow_up", "2026-01-15")), until: None },
            Followed { activated: "2025-10-01", became: Some(("exited", "2026-02-10")), until: None },
            Followed { activated: "2025-11-01", became: None, until: Some("2026-03-01") },
        ] {
            given_followed(&app, &referent, given);
        }
        let load = person.get(&format!("{path}/caseload")).expect(200);
        assert_eq!((&load["on"], &load["target"], &load["active"], &load["capacity_left"]), (&json!("2026-03-02"), &json!(35), &json!(2), &json!(33)));
        assert_eq!(load["by_status"], json!({"admitted": 0, "active": 1, "suspended": 1, "in_job_follow_up": 1, "exited": 1}));
        assert_eq!(load["entries_12m"], 4);
        let at = |on: &str| data.get(&format!("{path}/caseload?on={on}")).expect(200)["active"].as_i64().unwrap();
        assert_eq!([at("2025-05-31"), at("2025-06-30"), at("2025-09-30"), at("2025-10-31")], [1, 2, 3, 4]);
        assert_eq!([at("2025-11-30"), at("2026-01-31"), at("2026-02-28"), at("2026-03-01")], [5, 5, 3, 3]);
        // at the ends of months from March: 1 1 1 2 2 2 3 4 5 5 5 3, whose mean is 34/12
        let rate = &load["renewal_rate"];
        assert_eq!((&rate["numerator"], &rate["denominator"], &rate["value"], &rate["norm"]), (&json!(4), &json!(2.8333), &json!(1.4118), &json!(0.3)));
        assert_eq!(data.get(&format!("{path}/caseload?on=2019-12-31")).expect(200)["target"], 0);
        person.get(&format!("{path}/caseload?on=tomorrow")).refused(400, "malformed_parameter");
    }

    fn the_settings_say_whether_suspended_people_and_job_follow_up_count(app: TestApp) {
        let (person, referent) = app.given_a_referent();
        for became in [None, Some(("suspended", "2026-02-01")), Some(("in_job_follow_up", "2026-02-01"))] {
            given_followed(&app, &referent, Followed { activated: "2026-01-01", became, until: None });
        }
        let path = format!("/v1/referents/{}/caseload", referent["id"].as_str().unwrap());
        assert_eq!(person.get(&path).expect(200)["active"], 2);
        app.conn().batch(r#"update plies set version = version + 1, settings = '{"suspended_in_caseload": true, "follow_up_in_caseload": false, "caseload_per_fte": 1000}'"#).unwrap();
        let load = person.get(&path).expect(200);
        assert_eq!((&load["active"], &load["target"]), (&json!(2), &json!(1000)));
        assert_eq!(load["by_status"]["suspended"], 1);
    }

    fn ten_and_a_half_full_times_follow_734_people(app: TestApp) {
        // 70 × 10.48 = 733.6 (§ 8.1); one person is one full time at most, so the norm is scaled instead: 734 × 1
        let (person, referent) = app.given_a_referent();
        let path = format!("/v1/referents/{}", referent["id"].as_str().unwrap());
        let target = |per_fte: i64, version: i64, share: f64| {
            app.conn().batch(&format!(r#"update plies set version = version + 1, settings = '{{"caseload_per_fte": {per_fte}}}'"#)).unwrap();
            app.sign_in(Role::Director).at_version(version).patch(&path, &json!({"fte_participant_support": share})).expect(200);
            person.get(&format!("{path}/caseload")).expect(200)["target"].as_i64().unwrap()
        };
        assert_eq!(target(917, 1, 0.8), 734, "917 × 0.8 = 733.6 is rounded up");
        assert_eq!(target(70, 2, 0.48), 34, "33.6");
        assert_eq!(target(70, 3, 0.05), 4, "3.5 is rounded up");
        assert_eq!(target(70, 4, 0.0), 0);
    }

    fn a_referent_sees_only_their_own_caseload(app: TestApp) {
        let (_, referent) = app.given_a_referent();
        let (colleague, _) = app.given_a_referent();
        let path = format!("/v1/referents/{}/caseload", referent["id"].as_str().unwrap());
        colleague.get(&path).refused(403, "forbidden");
        app.sign_in(Role::FinanceOfficer).get(&path).refused(403, "forbidden");
        app.sign_in(Role::Partner).get(&path).refused(404, "not_found");
        app.sign_in(Role::TerritorialOfficer).get(&path).expect(200);
        app.sign_in_at(app.another_plie(), Role::Director).get(&path).refused(404, "not_found");
    }
}
