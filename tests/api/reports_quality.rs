//! What is wrong with the data: figures worked by hand, by referent and territory, and the rows behind them (§ 6.11, § 7.6).

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;
use uuid::Uuid;

use crate::both;
use crate::reports::{figure, grouped, members_agree, rows};
use crate::support::builders::followed::Followed;
use crate::support::builders::participations::situation_on;
use crate::support::builders::weeks::Recorded;
use crate::support::{Kind, TestApp, Value, json};

const FEBRUARY: &str = "from=2026-02-01&to=2026-02-28";

/// Nadia, of whom no commune and no situation is known; Paul, whose gender and contacts are missing; Zoé, whose pathway
/// has lost its referent and whose housing nobody asked about.
struct People {
    nadia: Followed,
    paul: Followed,
    zoe: Followed,
}

fn given_people(app: &TestApp) -> People {
    let [nadia, paul, zoe] = [(); 3].map(|()| app.given_somebody_followed());
    paul.situated(&paul.referent, "2026-02-01", "unemployed_12_24m");
    let mut without_housing = situation_on("2026-02-01", "unemployed_12_24m");
    without_housing.as_object_mut().unwrap().remove("housing_situation");
    zoe.referent.post(&format!("/v1/participants/{}/situations", zoe.participant), &without_housing).expect(201);
    let operation = app.given_an_operation();
    app.given_a_participation(&nadia, &operation, "2026-02-03");
    app.given_a_participation(&paul, &operation, "2026-02-03");
    let proof = json!({"criterion": "rsa", "issued_on": "2026-01-10"});
    paul.referent.post(&format!("/v1/participants/{}/eligibility", paul.participant), &proof).expect(201);
    let body = json!({"type": "follow_up", "modality": "in_person", "starts_at": "2026-02-10T08:00:00Z", "ends_at": "2026-02-10T08:30:00Z", "outcome": "held"});
    nadia.referent.post(&nadia.path("interviews"), &body).expect(201);
    let contract = json!({"employer": {"name": "Transports Ampère"}, "type": "cdi", "starts_on": "2026-02-16", "weekly_minutes": 2100});
    nadia.referent.post(&nadia.path("employment-contracts"), &contract).expect(201);
    let late = app.given_a_record(paul.user, &Recorded { date: "2026-02-04", ..Recorded::default() });
    let yes = if app.database.kind == Kind::Postgres { "true" } else { "1" };
    app.conn()
        .batch(&format!(
            "update time_records set late = {yes} where id = {late};
         update participants set commune_code = '38421' where id in ({paul}, {zoe});
         update participants set gender = null, email = null where id = {paul};
         update pathways set current_referent_id = null, current_referent_user_id = null where id = {way};",
            late = app.uuid_text(late),
            paul = app.uuid_text(paul.participant),
            zoe = app.uuid_text(zoe.participant),
            way = app.uuid_text(zoe.pathway),
        ))
        .unwrap();
    People { nadia, paul, zoe }
}

both! {
    /// Meets S0.18, S3.32, S3.34: get_report, list_report_members.
    fn the_gaps_of_the_data_are_counted_and_listed(app: TestApp) {
        let people = given_people(&app);
        let director = app.sign_in(Role::Director);
        let report = director.get(&format!("/v1/reports/data-quality?{FEBRUARY}")).expect(200);
        for (name, expected) in [
            ("incomplete_people", json!([3, 3, 1])),
            ("without_contact", json!([1, 3, 0.3333])),
            ("without_gender", json!([1, 3, 0.3333])),
            ("without_address", json!([1, 3, 0.3333])),
            ("without_situation", json!([1, 3, 0.3333])),
            ("without_housing", json!([1, 3, 0.3333])),
            // nothing was asked of Nadia at her entry; Paul was asked
            ("incomplete_entry", json!([1, 2, 0.5])),
            ("incomplete_exit", json!([0, 0, null])),
            ("without_referent", json!([1, 3, 0.3333])),
            ("without_diagnosis", json!([3, 3, 1])),
            ("without_consent", json!([3, 3, 1])),
            ("without_eligibility", json!([2, 3, 0.6667])),
            ("without_proof", json!([1, 3, 0.3333])),
            ("exit_proofs_missing", json!([0, 0, null])),
            ("contracts_expected", json!([1, 1, 1])),
            ("interviews_unsigned", json!([1, 1, 1])),
            // told twenty days later, and without a report
            ("late_files", json!([1, 1, 1])),
            ("reports_missing", json!([1, 1, 1])),
            ("late_records", json!([1, 1, 1])),
            // W06 to W09 of three referents; those due in February are W05 to W08
            ("weeks_incomplete", json!([12, 1, 12])),
            ("weeks_overdue", json!([12, 1, 12])),
            ("months_unsigned", json!([3, 1, 3])),
            ("months_not_countersigned", json!([0, 1, 0])),
        ] {
            assert_eq!(figure(&report, name), expected, "{name}");
        }
        assert_eq!(report["figures"].get("duplicates_open"), None, "who decides on them sees them");
        let referent = |of: &Followed| of.referent_id.to_string();
        assert_eq!(grouped(&report, "referent", &referent(&people.paul), "without_contact"), json!([1, 1, 1]));
        assert_eq!(grouped(&report, "referent", &referent(&people.nadia), "without_contact"), json!([0, 1, 0]));
        assert_eq!(grouped(&report, "referent", &referent(&people.nadia), "weeks_overdue"), json!([4, 1, 4]));
        assert_eq!(grouped(&report, "referent", &referent(&people.zoe), "months_unsigned"), json!([1, 1, 1]));
        members_agree(&director, &report);
        let one = director.get(&format!("/v1/reports/data-quality?{FEBRUARY}&referent_id={}", people.paul.referent_id)).expect(200);
        assert_eq!((figure(&one, "without_contact"), figure(&one, "weeks_incomplete"), figure(&one, "late_records")), (json!([1, 1, 1]), json!([4, 1, 4]), json!([1, 1, 1])));
        members_agree(&director, &one);
        let listed = rows(&director, &format!("/v1/reports/data-quality/members?figure=interviews_unsigned&{FEBRUARY}"));
        assert_eq!((&listed[0]["type"], &listed[0]["participant_id"]), (&json!("interview"), &json!(people.nadia.participant)));
    }

    fn what_is_mended_counts_no_more(app: TestApp) {
        let of = app.given_somebody_followed();
        let read = |name: &str| figure(&of.referent.get("/v1/reports/data-quality").expect(200), name)[0].clone();
        assert_eq!((read("without_situation"), read("without_address"), read("without_eligibility")), (json!(1), json!(1), json!(1)));
        of.situated(&of.referent, "2026-02-01", "unemployed_12_24m");
        let who = format!("/v1/participants/{}", of.participant);
        let version = of.referent.get(&who).expect(200)["version"].as_i64().unwrap();
        of.referent.at_version(version).patch(&who, &json!({"address": {"line": "1 rue", "postcode": "38000", "commune_code": "38185"}})).expect(200);
        of.referent.post(&format!("{who}/eligibility"), &json!({"criterion": "rsa", "issued_on": "2026-01-10"})).expect(201);
        assert_eq!((read("without_situation"), read("without_address"), read("without_eligibility")), (json!(0), json!(0), json!(0)));
        let held = app.given_a_held_interview(&of);
        assert_eq!(read("interviews_unsigned"), json!(1));
        of.referent.at_version(1).post(&format!("/v1/interviews/{}/sign", held["id"].as_str().unwrap()), &app.signature_of(&held)).expect(200);
        assert_eq!(read("interviews_unsigned"), json!(0));
    }

    fn who_decides_on_doubles_sees_how_many_wait(app: TestApp) {
        let (one, two) = (app.given_somebody_followed(), app.given_somebody_followed());
        let (p, at) = (app.uuid_text(app.plie.0), app.instant_text());
        let [first, second] = [one.participant.min(two.participant), one.participant.max(two.participant)].map(|id| app.uuid_text(id));
        app.conn().batch(&format!(
            "insert into duplicate_candidates (plie_id, id, first_id, second_id, score, reasons, status, version, created_at, updated_at)
               values ({p}, {id}, {first}, {second}, 90, '[]', 'open', 1, {at}, {at})",
            id = app.uuid_text(Uuid::now_v7()),
        )).unwrap();
        let data = app.sign_in(Role::DataManager);
        let report = data.get("/v1/reports/data-quality").expect(200);
        assert_eq!((figure(&report, "duplicates_open"), &report["figures"]["duplicates_open"]["members_url"]), (json!([1, 1, 1]), &json!("/v1/duplicate-candidates?status=open")));
        members_agree(&data, &report);
    }

    fn each_reads_the_quality_of_what_they_reach(app: TestApp) {
        let people = given_people(&app);
        let territory: Uuid = app.given_a_territory()["id"].as_str().unwrap().parse().unwrap();
        let (there, nadia) = (app.uuid_text(territory), app.uuid_text(people.nadia.participant));
        app.conn().batch(&format!("update participants set territory_id = {there} where id = {nadia}")).unwrap();
        let officer = app.user(app.plie, Role::TerritorialOfficer, Some((ScopeType::Territory, territory)));
        let path = format!("/v1/reports/data-quality?{FEBRUARY}");
        for (client, found, weeks) in [(&people.nadia.referent, json!([1, 1, 1]), 4), (&app.client_of(app.plie, officer), json!([1, 1, 1]), 0), (&app.sign_in(Role::Assistant), json!([3, 3, 1]), 12)] {
            let report = client.get(&path).expect(200);
            assert_eq!((figure(&report, "incomplete_people"), figure(&report, "weeks_incomplete")[0].clone()), (found, json!(weeks)));
            members_agree(client, &report);
        }
        // she is followed from elsewhere: her referent is told to the officer, and can't be asked for
        let theirs = app.client_of(app.plie, officer).get(&path).expect(200);
        let of_referent = theirs["groups"].as_array().unwrap().iter().find(|g| g["by"] == "referent").unwrap();
        assert_eq!((&of_referent["key"], &of_referent["figures"]["without_situation"]["members_url"]), (&json!(people.nadia.referent_id), &Value::Null));
        let director = app.sign_in(Role::Director);
        let report = director.get(&format!("{path}&territory_id={territory}")).expect(200);
        assert_eq!((figure(&report, "incomplete_people"), figure(&report, "late_records")), (json!([1, 1, 1]), json!([0, 1, 0])));
        members_agree(&director, &report);
        let whole = director.get(&path).expect(200);
        assert_eq!(grouped(&whole, "territory", &territory.to_string(), "without_situation"), json!([1, 1, 1]));
        assert_eq!(grouped(&whole, "territory", "none", "without_situation"), json!([0, 2, 0]));
        people.nadia.referent.get(&format!("{path}&referent_id={}", people.paul.referent_id)).refused(404, "not_found");
        let innovation = app.sign_in(Role::InnovativeProjectsOfficer);
        assert_eq!(innovation.get(&path).expect(200)["figures"]["without_gender"]["members_url"], Value::Null);
        innovation.get(&format!("/v1/reports/data-quality/members?figure=without_gender&{FEBRUARY}")).refused(403, "forbidden");
        app.sign_in(Role::SocialWorker).get(&path).refused(403, "forbidden");
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        let nothing = stranger.get(&path).expect(200);
        assert!(nothing["figures"].as_object().unwrap().values().all(|f| f["numerator"] == 0), "{nothing}");
        assert_eq!(nothing["groups"], json!([]));
        stranger.get(&format!("{path}&referent_id={}", people.nadia.referent_id)).refused(404, "not_found");
        stranger.get(&format!("{path}&territory_id={territory}")).refused(404, "not_found");
    }

    fn quality_asked_wrongly_is_refused(app: TestApp) {
        let director = app.sign_in(Role::Director);
        let get = |rest: &str| director.get(&format!("/v1/reports/data-quality{rest}"));
        for unknown in ["?on=2026-01-01", "?operation_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "?theme=housing"] {
            get(unknown).refused(400, "unknown_parameter");
        }
        for malformed in ["?from=2026-02-01&to=2026-01-31", "?from=2020-01-01&to=2026-01-31", "?territory_id=7", "/members?figure=duplicates_open", "/members?figure=fte", "/members?figure=late_files&sort=name"] {
            get(malformed).refused(400, "malformed_parameter");
        }
        get("/members?figure=late_files&cursor=abc").refused(400, "invalid_cursor");
        get(&format!("?territory_id={}", Uuid::now_v7())).refused(404, "not_found");
        get(&format!("?referent_id={}", Uuid::now_v7())).refused(404, "not_found");
    }
}
