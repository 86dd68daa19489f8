//! A person with an active pathway and a referent, written into the database as an admission leaves them.

use jalon::auth::role::Role;
use jalon::ids::{PlieId, UserId};
use uuid::Uuid;

use crate::support::{Client, Kind, TestApp};

/// A person followed by a referent since 1 February 2026.
pub struct Followed {
    pub participant: Uuid,
    pub pathway: Uuid,
    pub referent_id: Uuid,
    pub user: UserId,
    /// The referent, signed in.
    pub referent: Client,
}

impl Followed {
    /// The address of something of the pathway.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/pathways/{}/{rest}", self.pathway)
    }
}

impl TestApp {
    /// A person with an active pathway, and its referent signed in.
    pub fn given_somebody_followed(&self) -> Followed {
        self.given_somebody_followed_at(self.plie)
    }

    /// As [`TestApp::given_somebody_followed`], in another PLIE.
    pub fn given_somebody_followed_at(&self, plie: PlieId) -> Followed {
        let user = self.user(plie, Role::Referent, None);
        let [site, referent_id, participant, pathway, assignment] = std::array::from_fn(|_| Uuid::now_v7());
        let id = |uuid: Uuid| self.uuid_text(uuid);
        let at = self.instant_text();
        let p = id(plie.0);
        let (u, s, r, who, way) = (id(user.0), id(site), id(referent_id), id(participant), id(pathway));
        let schedule = r#"{"monday_minutes":420,"tuesday_minutes":420,"wednesday_minutes":420,"thursday_minutes":420,"friday_minutes":420,"saturday_minutes":0,"sunday_minutes":0}"#;
        self.at_hand().batch(&format!(
            "insert into sites (plie_id, id, name, address, commune_code, valid_from, version, created_at, updated_at)
               values ({p}, {s}, 'Maison de l''emploi', '1 place', '38185', '2020-01-01', 1, {at}, {at});
             insert into referents (plie_id, id, user_id, site_id, fte_e4, fte_participant_support_e4, valid_from, work_schedule, version, created_at, updated_at)
               values ({p}, {r}, {u}, {s}, 10000, 8000, '2020-01-01', '{schedule}', 1, {at}, {at});
             insert into participants (plie_id, id, first_name, last_name, birth_date, gender, email, external_ids, sort_name, site_id, current_pathway_id, pathway_status, current_referent_id, current_referent_user_id, version, created_at, updated_at)
               values ({p}, {who}, 'Nadia', 'Benali', '1985-04-12', 'woman', 'nadia@example.org', '{{}}', 'benali nadia', {s}, {way}, 'active', {r}, {u}, 1, {at}, {at});
             insert into pathways (plie_id, id, participant_id, status, activated_on, rsa_referent, current_referent_id, current_referent_user_id, version, created_at, updated_at)
               values ({p}, {way}, {who}, 'active', '2026-02-01', {no}, {r}, {u}, 1, {at}, {at});
             insert into referent_assignments (plie_id, id, pathway_id, participant_id, referent_id, user_id, starts_on, version, created_at, updated_at)
               values ({p}, {a}, {way}, {who}, {r}, {u}, '2026-02-01', 1, {at}, {at});",
            a = id(assignment),
            no = if self.database.kind == Kind::Postgres { "false" } else { "0" },
        )).unwrap();
        Followed { participant, pathway, referent_id, user, referent: self.client_of(plie, user) }
    }

    /// Leaves a pathway in another state, whatever led there.
    pub fn pathway_stands(&self, pathway: Uuid, status: &str) {
        let exit = if matches!(status, "exited" | "closed") { "'2026-02-20'" } else { "null" };
        let way = self.uuid_text(pathway);
        self.at_hand()
            .batch(&format!("update pathways set status = '{status}', exit_on = {exit} where id = {way}"))
            .unwrap();
    }

    /// A UUID as the database writes it.
    pub fn uuid_text(&self, uuid: Uuid) -> String {
        match self.database.kind {
            Kind::Postgres => format!("'{uuid}'::uuid"),
            Kind::Sqlite => format!("x'{}'", uuid.simple()),
        }
    }

    /// The clock's instant as the database writes it.
    pub fn instant_text(&self) -> String {
        let now = self.clock.now();
        match self.database.kind {
            Kind::Postgres => format!("'{now}'::timestamptz"),
            Kind::Sqlite => now.micros().to_string(),
        }
    }
}
