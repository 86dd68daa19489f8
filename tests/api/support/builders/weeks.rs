//! Members of staff and their recorded time, written into the database as their own rooms leave them.

use jalon::auth::role::Role;
use jalon::ids::UserId;
use uuid::Uuid;

use crate::support::{Client, Kind, TestApp};

/// Seven hours from Monday to Friday.
pub const FULL_WEEK: [i64; 7] = [420, 420, 420, 420, 420, 0, 0];

/// A referent with terms, and who countersigns.
pub struct Staff {
    pub user: UserId,
    pub referent_id: Uuid,
    pub site: Uuid,
    /// The referent, signed in.
    pub client: Client,
    /// The supervisor, signed in.
    pub supervisor: Client,
}

impl Staff {
    pub fn week(&self, week: &str) -> String {
        format!("/v1/agenda-weeks/{}/{week}", self.user)
    }
    pub fn month(&self, month: &str) -> String {
        format!("/v1/timesheets/{}/{month}", self.user)
    }
}

/// A record to be written.
pub struct Recorded<'a> {
    pub date: &'a str,
    pub start: i64,
    pub end: i64,
    pub task: &'a str,
    pub attribution: &'a str,
    pub operation: Option<Uuid>,
    pub participants: Vec<Uuid>,
}

impl Default for Recorded<'_> {
    fn default() -> Self {
        Self {
            date: "2026-03-02",
            start: 540,
            end: 600,
            task: "other_operation",
            attribution: "N",
            operation: None,
            participants: Vec::new(),
        }
    }
}

impl TestApp {
    /// A full-time referent since 2026 with a supervisor who is a referent too.
    pub fn given_staff(&self) -> Staff {
        self.given_staff_with(FULL_WEEK, 10_000, "2026-01-01")
    }

    /// A referent with this schedule, this share for participants in ten-thousandths, since this day.
    pub fn given_staff_with(&self, schedule: [i64; 7], support: i64, since: &str) -> Staff {
        let (user, boss) = (self.user(self.plie, Role::Referent, None), self.user(self.plie, Role::Referent, None));
        let [site, referent_id] = std::array::from_fn(|_| Uuid::now_v7());
        let (p, at) = (self.uuid_text(self.plie.0), self.instant_text());
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let schedule: Vec<String> =
            days.iter().zip(schedule).map(|(day, minutes)| format!("\"{day}_minutes\":{minutes}")).collect();
        self.at_hand().batch(&format!(
            "insert into sites (plie_id, id, name, address, commune_code, valid_from, version, created_at, updated_at)
               values ({p}, {s}, 'Maison de l''emploi', '1 place', '38185', '2020-01-01', 1, {at}, {at});
             insert into referents (plie_id, id, user_id, site_id, fte_e4, fte_participant_support_e4, valid_from, supervisor_id, work_schedule, version, created_at, updated_at)
               values ({p}, {r}, {u}, {s}, 10000, {support}, '{since}', {b}, '{{{schedule}}}', 1, {at}, {at});",
            s = self.uuid_text(site),
            r = self.uuid_text(referent_id),
            u = self.uuid_text(user.0),
            b = self.uuid_text(boss.0),
            schedule = schedule.join(","),
        )).unwrap();
        let (client, supervisor) = (self.client_of(self.plie, user), self.client_of(self.plie, boss));
        Staff { user, referent_id, site, client, supervisor }
    }

    /// A live record, a draft, with its minutes in the roll-up; answers its id.
    pub fn given_a_record(&self, user: UserId, r: &Recorded<'_>) -> Uuid {
        let id = Uuid::now_v7();
        let (p, at, i, u) =
            (self.uuid_text(self.plie.0), self.instant_text(), self.uuid_text(id), self.uuid_text(user.0));
        let minutes = r.end - r.start;
        let operation = r.operation.map_or("null".to_owned(), |o| self.uuid_text(o));
        let key = self.uuid_text(r.operation.unwrap_or_default());
        let day: jalon::db::Day = r.date.parse().unwrap();
        let (month, week) = (jalon::civil::Month::of(day), jalon::civil::IsoWeek::of(day));
        let no = if self.database.kind == Kind::Postgres { "false" } else { "0" };
        let (date, start, end, task, attribution) = (r.date, r.start, r.end, r.task, r.attribution);
        self.at_hand().batch(&format!(
            "insert into charters (plie_id, id, charter_version, valid_from, step_minutes, tasks, version, created_at, updated_at)
               select {p}, {i}, 'test', '1990-01-01', 5, '[]', 1, {at}, {at} where not exists (select 1 from charters where plie_id = {p});
             insert into time_records (plie_id, id, user_id, date, start_minute, end_minute, duration_minutes, task, attribution, charter_id, operation_id, allocations, status, late, recorded_at, performed_by, month, week, version, created_at, updated_at)
               values ({p}, {i}, {u}, '{date}', {start}, {end}, {minutes}, '{task}', '{attribution}', (select id from charters where plie_id = {p} order by valid_from limit 1), {operation}, '[]', 'draft', {no}, {at}, {u}, '{month}', '{week}', 1, {at}, {at});
             insert into time_totals (plie_id, user_id, month, operation_id, task, attribution, minutes, records)
               values ({p}, {u}, '{month}', {key}, '{task}', '{attribution}', {minutes}, 1)
               on conflict (plie_id, user_id, month, operation_id, task, attribution)
               do update set minutes = time_totals.minutes + excluded.minutes, records = time_totals.records + 1;"
        )).unwrap();
        for (position, participant) in r.participants.iter().enumerate() {
            let who = self.uuid_text(*participant);
            self.at_hand().batch(&format!(
                "insert into time_record_participants (plie_id, time_record_id, position, participant_id, allocated_minutes)
                   values ({p}, {i}, {position}, {who}, 0)"
            )).unwrap();
        }
        id
    }

    /// Seven hours outside any operation on each working day of the week.
    pub fn given_a_week_of_records(&self, user: UserId, week: &str) -> Vec<Uuid> {
        let week: jalon::civil::IsoWeek = week.parse().unwrap();
        let mut ids = Vec::new();
        for day in week.days().take(5).map(|d| d.to_string()) {
            for (start, end) in [(540, 720), (780, 1020)] {
                ids.push(self.given_a_record(user, &Recorded { date: &day, start, end, ..Recorded::default() }));
            }
        }
        ids
    }

    /// An absence of whole days, or of half of one (`am`, `pm`).
    pub fn given_an_absence(&self, user: UserId, from: &str, to: &str, half_day: Option<&str>) {
        let (p, at, i, u) =
            (self.uuid_text(self.plie.0), self.instant_text(), self.uuid_text(Uuid::now_v7()), self.uuid_text(user.0));
        let half = half_day.map_or("null".to_owned(), |h| format!("'{h}'"));
        self.at_hand().batch(&format!(
            "insert into absences (plie_id, id, user_id, starts_on, ends_on, kind, half_day, version, created_at, updated_at)
               values ({p}, {i}, {u}, '{from}', '{to}', 'leave', {half}, 1, {at}, {at})"
        )).unwrap();
    }

    /// The whole week, recorded, handed in and accepted.
    pub fn given_an_accepted_week(&self, staff: &Staff, week: &str) {
        self.given_a_week_of_records(staff.user, week);
        let path = staff.week(week);
        staff.client.at_version(1).post(&format!("{path}/submit"), &serde_json::json!({})).expect(200);
        staff.supervisor.at_version(2).post(&format!("{path}/accept"), &serde_json::json!({})).expect(200);
    }

    /// One value of a query, as text.
    pub fn read_text(&self, query: &str) -> String {
        use diesel::prelude::*;
        #[derive(QueryableByName)]
        struct One {
            #[diesel(sql_type = diesel::sql_types::Text)]
            value: String,
        }
        let sql = format!("select cast(({query}) as text) as value");
        let one: One = match &mut *self.at_hand() {
            jalon::db::Conn::Pg(c) => diesel::sql_query(sql).get_result(c).unwrap(),
            jalon::db::Conn::Sqlite(c) => diesel::sql_query(sql).get_result(c).unwrap(),
        };
        one.value
    }
}
