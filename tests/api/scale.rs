//! What is asked of the database for the alerts of two thousand pathways: as much as for eight, and by indexes alone.

use std::collections::BTreeSet;

use jalon::auth::actor::ScopeType;
use jalon::auth::role::Role;
use jalon::ids::PlieId;

use crate::support::builders::followed::Followed;
use crate::support::{Client, Kind, TestApp, Value, statements};

const PATHWAYS: usize = 2_000;

/// Two thousand people followed by these referents, a fifth of them met without a report, a fourth with an engagement
/// that ends, a tenth with a planned end; their timers run out over thirteen months, today in the middle. Written into the database.
fn given_two_thousand(app: &TestApp, plie: PlieId, tag: u8, referents: &[Followed]) {
    let pg = app.database.kind == Kind::Postgres;
    let one_of = |of: &dyn Fn(&Followed) -> uuid::Uuid| {
        let cases = referents.iter().enumerate().map(|(n, f)| format!("when {n} then {}", app.uuid_text(of(f))));
        format!("case n % {} {} end", referents.len(), cases.collect::<Vec<_>>().join(" "))
    };
    let (numbers, id, no) = if pg {
        let id = format!("(lpad(to_hex({tag}), 8, '0') || '000070008000' || lpad(to_hex(n), 12, '0'))::uuid");
        (format!("generate_series(1, {PATHWAYS}) as n"), id, "false")
    } else {
        let all = format!(
            "with recursive s(n) as (select 1 union all select n + 1 from s where n < {PATHWAYS}) select n from s"
        );
        (format!("({all})"), format!("unhex(printf('%08x000070008000%012x', {tag}, n))"), "0")
    };
    let day = |first: &str| {
        if pg { format!("date '{first}' + n % 400") } else { format!("date('{first}', '+' || (n % 400) || ' days')") }
    };
    let (p, at, user, referent) =
        (app.uuid_text(plie.0), app.instant_text(), one_of(&|f| f.user.0), one_of(&|f| f.referent_id));
    let common = format!("1, {at}, {at} from {numbers}");
    app.conn().batch(&format!(
        "insert into participants (plie_id, id, first_name, last_name, birth_date, gender, email, external_ids, sort_name, current_pathway_id, pathway_status, current_referent_id, current_referent_user_id, version, created_at, updated_at)
           select {p}, {id}, 'Nadia', 'Benali', '1985-04-12', 'woman', 'n' || n || '@example.org', '{{}}', 'benali nadia', {id}, 'active', {referent}, {user}, {common};
         insert into pathways (plie_id, id, participant_id, status, activated_on, rsa_referent, current_referent_id, current_referent_user_id, next_interview_due_on, next_milestone_due_on, planned_end_on, version, created_at, updated_at)
           select {p}, {id}, {id}, 'active', '2025-02-01', {no}, {referent}, {user}, {due}, {due}, case when n % 10 = 0 then {due} end, {common};
         insert into referent_assignments (plie_id, id, pathway_id, participant_id, referent_id, user_id, starts_on, version, created_at, updated_at)
           select {p}, {id}, {id}, {id}, {referent}, {user}, '2025-02-01', {common};
         insert into interviews (plie_id, id, pathway_id, participant_id, user_id, type, modality, starts_at, ends_at, day, outcome, report, information_given, version, created_at, updated_at)
           select {p}, {id}, {id}, {id}, {user}, 'follow_up', 'phone', {at}, {at} + {hour}, {day}, 'held', case when n % 5 = 0 then null else 'vu' end, '[]', {common};
         insert into engagement_contracts (plie_id, id, pathway_id, participant_id, kind, signed_on, starts_on, ends_on, version, created_at, updated_at)
           select {p}, {id}, {id}, {id}, 'plie', '2025-02-01', '2025-02-01', {due}, {common} where n % 4 = 0;",
        due = day("2025-08-15"),
        day = day("2025-02-01"),
        hour = if pg { "interval '1 hour'" } else { "3600000000" },
    ))
    .unwrap();
}

/// Who asks for alerts: the whole PLIE, one's own people, the people of a territory.
fn callers(app: &TestApp, followed: &Followed) -> Vec<(&'static str, Client)> {
    let territory = app.given_a_territory()["id"].as_str().unwrap().parse().unwrap();
    let officer = app.user(app.plie, Role::TerritorialOfficer, Some((ScopeType::Territory, territory)));
    vec![
        ("director", app.sign_in(Role::Director)),
        ("referent", app.client_of(app.plie, followed.user)),
        ("officer", app.client_of(app.plie, officer)),
    ]
}

/// The alerts that somebody reads, with the statements that took; what is read once a session was read before.
fn asked(app: &TestApp, client: &Client, query: &str) -> (Value, Vec<String>) {
    client.get("/v1/alerts?limit=1").expect(200);
    statements::heard(app, || client.get(&format!("/v1/alerts?{query}")).expect(200))
}

/// The tables that a step of a plan reads whole.
fn read_whole(kind: Kind, plan: &[String]) -> Vec<&String> {
    // what the statement itself sets out: weeks, months, terms, and the alerts found
    let its_own: BTreeSet<&str> =
        ["w", "m", "r", "o", "weeks", "months", "terms", "alerts", "CONSTANT"].into_iter().collect();
    // and the staff, who are so few that SQLite takes no index for them
    let staff = "referents";
    let whole = |step: &&String| match kind {
        Kind::Postgres => step.contains("Seq Scan on"),
        Kind::Sqlite => step
            .strip_prefix("SCAN ")
            .map(|of| (of.split(' ').next().unwrap(), of))
            .is_some_and(|(name, of)| !its_own.contains(name) && name != staff && !of.ends_with("CONSTANT ROWS")),
    };
    plan.iter().filter(whole).collect()
}

fn alerts_are_read_by_indexes_in_as_many_statements_as_ever(kind: Kind) {
    statements::listen();
    let app = TestApp::start(kind);
    let referents: Vec<Followed> = (0..8).map(|_| app.given_somebody_followed()).collect();
    let few: Vec<Vec<String>> =
        callers(&app, &referents[0]).iter().map(|(_, client)| asked(&app, client, "limit=200").1).collect();
    given_two_thousand(&app, app.plie, 1, &referents);
    let there = app.another_plie();
    given_two_thousand(&app, there, 2, &[app.given_somebody_followed_at(there)]);
    for (n, (who, client)) in callers(&app, &referents[0]).iter().enumerate() {
        let (page, sent) = asked(&app, client, "limit=200");
        assert_eq!(sent.len(), few[n].len(), "{who}: {sent:#?} after {:#?}", few[n]);
        let found = page["items"].as_array().unwrap().len();
        assert_eq!(found == 200, *who != "officer", "{who}: {found}");
        let statement = sent.iter().find(|s| s.contains("alerts as (")).unwrap();
        let plan = statements::plan(&app, statement);
        assert_eq!(read_whole(kind, &plan), Vec::<&String>::new(), "{who}: {plan:#?}");
        if *who == "director" {
            // by the day on which each is due, and not by all there are
            for index in [
                "pathways_interview",
                "pathways_milestone",
                "pathways_planned_end",
                "interviews_to_file",
                "engagement_contracts_ends",
                "participants_last_contact",
            ] {
                assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:#?}");
            }
        }
        let (counted, sent) = asked(&app, client, "limit=1&include_total=true");
        assert_eq!(sent.len(), few[n].len() + 1, "{who}: to count is one statement more");
        assert_eq!(counted["total"].as_u64().unwrap() > 200, *who != "officer", "{who}: {}", counted["total"]);
    }
}

#[test]
fn alerts_are_read_by_indexes_in_as_many_statements_as_ever_on_sqlite() {
    alerts_are_read_by_indexes_in_as_many_statements_as_ever(Kind::Sqlite);
}

#[test]
fn alerts_are_read_by_indexes_in_as_many_statements_as_ever_on_postgres() {
    alerts_are_read_by_indexes_in_as_many_statements_as_ever(Kind::Postgres);
}
