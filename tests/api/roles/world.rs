//! The PLIEs that every operation is asked about, who asks, and which object is whose.

mod imports;
mod missions;
mod money;
mod network;

use std::collections::BTreeMap;
use std::process::Command;

use jalon::auth::actor::HeldRole;
use jalon::auth::keys::Keys;
use jalon::auth::role::Role;
use jalon::auth::tokens::Tokens;
use jalon::civil;
use jalon::clock::Clock;
use jalon::identity::admin::{self, NewUser};
use jalon::ids::{ApiClientId, PlieId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::node::Site;
use crate::support::{Client, Kind};

/// Whose an object is, told from the first referent, the officer of the first territory, the first partner and the
/// guest of a commission: the referent's own; of a person that the referent followed until yesterday; a colleague's,
/// in the officer's territory; a colleague's, in the other one; sent by the partner; of a session that the guest sits
/// in; followed jointly with the social worker's structure; of a person spoken of in a review with the agency of the
/// correspondent of France Travail; in a stage that the provider's structure gives; of a mission that the auditor is named in; the director's
/// account or work; another PLIE's; nobody's.
pub const RELATIONS: [&str; 13] = [
    "own",
    "ended",
    "same_plie",
    "other_territory",
    "sent",
    "seated",
    "joint",
    "reviewed",
    "provided",
    "granted",
    "direction",
    "other_plie",
    "unknown",
];

/// The communes of the two territories.
const NEAR: (&str, &str) = ("38185", "38000");
const FAR: (&str, &str) = ("38151", "38130");

pub struct World {
    pub site: Site,
    pub document: Value,
    node: crate::support::node::Node,
    accounts: Value,
    objects: BTreeMap<(&'static str, &'static str), String>,
}

/// Who asks: nobody, or one of each role.
pub type Callers = Vec<(String, Client)>;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

impl World {
    pub fn new(kind: Kind) -> Self {
        let site = Site::empty(kind);
        let out = site.database.dir.join("matrix.json");
        let seeded = Command::new(env!("CARGO_BIN_EXE_jalon"))
            .args(["seed", "--profile", "matrix", "--seed", "7", "--weeks", "4", "--out"])
            .arg(&out)
            .envs(site.settings())
            .output()
            .unwrap();
        assert!(seeded.status.success(), "{}", String::from_utf8_lossy(&seeded.stderr));
        let accounts = serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap();
        let node = site.node();
        let document = Client::new(&node.url, None, None).get("/openapi.json").expect(200);
        let mut world = Self { site, node, accounts, document, objects: BTreeMap::new() };
        world.people();
        world.staff();
        world.places();
        world.commission();
        world.network();
        world.money();
        world.joint();
        world.reviewed();
        world.provided();
        world.doubles();
        world.missions();
        world.imports();
        world
    }

    /// The object of a collection in a relation; none where the world has no such object.
    pub fn object(&self, collection: &str, relation: &str) -> Option<String> {
        if relation == "unknown" {
            return Some(Uuid::now_v7().to_string());
        }
        self.objects.iter().find(|((c, r), _)| (*c, *r) == (collection, relation)).map(|(_, id)| id.clone())
    }

    pub fn callers(&self) -> Callers {
        let mut callers = vec![("anonymous".to_owned(), Client::new(&self.node.url, None, None))];
        for role in Role::ALL {
            let client = if *role == Role::PlatformAdmin { self.platform() } else { self.role(0, *role) };
            callers.push((role.short().to_owned(), client));
        }
        callers
    }

    fn tokens(&self) -> Tokens {
        Tokens::new(&Keys::of(crate::support::KEY), crate::support::node::PUBLIC_URL).unwrap()
    }

    fn signed_in(&self, plie: PlieId, user: UserId) -> Client {
        let now = Clock::machine().now();
        let token = admin::token_for_user(&mut self.site.conn(), &self.tokens(), plie, user, now).unwrap();
        Client::new(&self.node.url, Some(token), Some(user.0))
    }

    fn plie(&self, plie: usize) -> PlieId {
        self.accounts["plies"][plie]["id"].as_str().unwrap().parse().unwrap()
    }

    /// The accounts of a role, in the order in which they were hired.
    fn users(&self, plie: usize, role: Role) -> Vec<UserId> {
        let users = self.accounts["plies"][plie]["users"].as_array().unwrap();
        let of_role = users.iter().filter(|u| u["role"] == role.code());
        of_role.map(|u| u["id"].as_str().unwrap().parse().unwrap()).collect()
    }

    /// The first of a role.
    fn role(&self, plie: usize, role: Role) -> Client {
        if role != Role::Partner {
            return self.signed_in(self.plie(plie), self.users(plie, role)[0]);
        }
        let id: ApiClientId =
            self.accounts["plies"][plie]["clients"][0]["client_id"].as_str().unwrap().parse().unwrap();
        let (conn, now) = (&mut self.site.conn(), Clock::machine().now());
        let token = admin::token_for_client(conn, &self.tokens(), self.plie(plie), id, now).unwrap();
        Client::new(&self.node.url, Some(token), None)
    }

    /// An administrator of the platform, who is of no PLIE.
    fn platform(&self) -> Client {
        let (conn, now) = (&mut self.site.conn(), Clock::machine().now());
        let plie = admin::ensure_platform(conn, now).unwrap();
        let valid_from = "2020-01-01".parse().unwrap();
        let held = HeldRole { role: Role::PlatformAdmin, scope_type: None, scope_id: None, valid_from, valid_to: None };
        let new = NewUser {
            email: format!("{}@platform.example", Uuid::now_v7().simple()),
            first_name: "Ada".to_owned(),
            last_name: "Roy".to_owned(),
            roles: vec![held],
            password: None,
        };
        let user = admin::create_user(conn, plie, &new, now).unwrap();
        self.signed_in(plie, user)
    }

    fn know(&mut self, relation: &'static str, objects: &[(&'static str, &Value)]) {
        for (collection, id) in objects {
            self.objects.insert((collection, relation), text(id));
        }
    }

    /// Somebody followed, in each relation, with all that hangs on them.
    fn people(&mut self) {
        let referents = self.accounts["plies"][0]["ids"]["referents"].clone();
        let (mine, far, near, foreign) =
            (self.followed(0, 0), self.followed(0, 1), self.followed(0, 2), self.followed(1, 0));
        assert!(mine.len() > 1 && !far.is_empty() && !near.is_empty() && !foreign.is_empty(), "too few people");
        self.handed_over(&mine[1], &referents[2]);
        for (relation, plie, pathway, commune) in [
            ("own", 0, &mine[0], NEAR),
            ("ended", 0, &mine[1], NEAR),
            ("same_plie", 0, &near[0], NEAR),
            ("other_territory", 0, &far[0], FAR),
            ("other_plie", 1, &foreign[0], NEAR),
        ] {
            self.of_person(relation, plie, pathway, commune);
        }
    }

    /// The active pathways that a referent follows, the longest first, of people whom the first partner did not send.
    fn followed(&self, plie: usize, nth: usize) -> Vec<Value> {
        let client = self.signed_in(self.plie(plie), self.users(plie, Role::Referent)[nth]);
        let partner = &self.accounts["plies"][plie]["clients"][0]["partner_structure_id"];
        let page = client.get("/v1/pathways?status=active&limit=200").expect(200);
        let sender = |pathway: &Value| {
            let file = client.get(&format!("/v1/entry-files/{}", text(&pathway["entry_file_id"]))).expect(200);
            let sent = client.get(&format!("/v1/orientations/{}", text(&file["orientation_id"]))).expect(200);
            sent["partner_structure_id"].clone()
        };
        page["items"].as_array().unwrap().iter().rev().filter(|p| sender(p) != *partner).cloned().collect()
    }

    /// Somebody far who has moved near, and whom the first referent follows from today on. How many each of them follows
    /// depends on the week in which the PLIE is seeded; the far ones stand in one relation alone.
    fn moved_near(&self) -> Value {
        let pathway = self.followed(0, 1).into_iter().find(|pathway| !self.knows(pathway)).expect("too few people");
        self.comes_near(&pathway);
        pathway
    }

    /// Somebody who was admitted and begins today, near and with the first referent.
    fn beginner(&self) -> Value {
        let page = self.role(0, Role::Director).get("/v1/pathways?status=admitted&limit=200").expect(200);
        let all = page["items"].as_array().unwrap();
        let pathway = all.iter().find(|pathway| !self.knows(pathway)).expect("nobody was admitted").clone();
        self.comes_near(&pathway);
        pathway
    }

    fn comes_near(&self, pathway: &Value) {
        let assistant = self.role(0, Role::Assistant);
        let person = format!("/v1/participants/{}", text(&pathway["participant_id"]));
        let version = assistant.get(&person).expect(200)["version"].as_i64().unwrap();
        let lives = json!({"address": {"line": "1 rue des Lilas", "postcode": NEAR.1, "commune_code": NEAR.0}});
        assistant.at_version(version).patch(&person, &lives).expect(200);
        self.handed_over(pathway, &self.accounts["plies"][0]["ids"]["referents"][0]);
    }

    fn knows(&self, pathway: &Value) -> bool {
        self.objects.values().any(|id| *id == text(&pathway["id"]))
    }

    /// From today on somebody else follows the person.
    fn handed_over(&self, pathway: &Value, to: &Value) {
        let director = self.role(0, Role::Director);
        let path = format!("/v1/pathways/{}", text(&pathway["id"]));
        let now = director.get(&path).expect(200)["version"].as_i64().unwrap();
        let body = json!({"referent_id": to, "starts_on": today(), "reason": "Relais"});
        director.at_version(now).post(&format!("{path}/assign-referent"), &body).expect(200);
    }

    fn of_person(&mut self, relation: &'static str, plie: usize, pathway: &Value, commune: (&str, &str)) {
        let assistant = self.role(plie, Role::Assistant);
        let (now, of) = (Clock::machine().now(), format!("/v1/pathways/{}", text(&pathway["id"])));
        let person = format!("/v1/participants/{}", text(&pathway["participant_id"]));
        let version = assistant.get(&person).expect(200)["version"].as_i64().unwrap();
        let lives = json!({"address": {"line": "1 rue des Lilas", "postcode": commune.1, "commune_code": commune.0},
            "external_ids": {"si": relation}});
        assistant.at_version(version).patch(&person, &lives).expect(200);
        let objective = json!({"text": "Reprendre le travail", "set_on": today()});
        let objective = assistant.post(&format!("{of}/objectives"), &objective).expect(201);
        let barrier = json!({"theme": "mobility", "severity": 2, "opened_on": today()});
        let barrier = assistant.post(&format!("{of}/barriers"), &barrier).expect(201);
        let stage =
            json!({"type": "immersion", "resource_origin": "employer_contact", "objective_ids": [objective["id"]]});
        let stage = assistant.post(&format!("{of}/stages"), &stage).expect(201);
        let met = json!({"type": "follow_up", "modality": "in_person", "starts_at": now.plus_seconds(-3600),
            "ends_at": now.plus_seconds(-1800), "outcome": "held"});
        let met = assistant.post(&format!("{of}/interviews"), &met).expect(201);
        let signature = json!({"kind": "electronic", "signer": {"type": "participant"}, "signed_at": now, "method": "tablet",
            "facts_hash": met["facts_hash"]});
        let sign = format!("/v1/interviews/{}/sign", text(&met["id"]));
        let signed = assistant.at_version(1).post(&sign, &signature).expect(200);
        let contract = json!({"employer": {"name": "Transports Ampère"}, "type": "cdi", "starts_on": today(), "weekly_minutes": 2100});
        let contract = assistant.post(&format!("{of}/employment-contracts"), &contract).expect(201);
        let check = json!({"on": today(), "reached": "yes", "channel": "phone"});
        let check = assistant.post(&format!("{of}/follow-up-checks"), &check).expect(201);
        let agreed = json!({"kind": "plie", "signed_on": today(), "starts_on": today(), "ends_on": today()});
        let engagement = assistant.post(&format!("{of}/engagement-contracts"), &agreed).expect(201);
        let constraint = json!({"kind": "hours", "value": "Pas avant 9 h", "valid_from": today()});
        let constraint = assistant.post(&format!("{of}/constraints"), &constraint).expect(201);
        let open = assistant.get(&format!("{of}/objectives?result=open&limit=200")).expect(200);
        let judged = |o: &Value| json!({"objective_id": o["id"], "result": "partly"});
        let judged: Vec<Value> = open["items"].as_array().unwrap().iter().map(judged).collect();
        let milestone = json!({"held_on": today(), "results": judged});
        let milestone = assistant.post(&format!("{of}/milestones"), &milestone).expect(201);
        let note = json!({"theme": "housing", "noted_on": today(), "text": "Demande déposée"});
        let note = assistant.post(&format!("{of}/liaison-notes"), &note).expect(201);
        let situations = assistant.get(&format!("{person}/situations")).expect(200);
        let proof = json!({"criterion": "rsa", "issued_on": today()});
        let proof = assistant.post(&format!("{person}/eligibility"), &proof).expect(201);
        assistant.put(&format!("{person}/sensitive"), &json!({"disabled": "declined"})).expect(200);
        // whoever was admitted takes part already
        let taking_part = format!("/v1/participations?participant_id={}", text(&pathway["participant_id"]));
        let part = assistant.get(&taking_part).expect(200)["items"][0].clone();
        let at = format!("/v1/participations/{}", text(&part["id"]));
        let version = part["version"].as_i64().unwrap();
        let left = json!({"exited_on": today(), "qualification_gained": false});
        assistant.at_version(version).put(&format!("{at}/exit"), &left).expect(200);
        let attempt = json!({"on": today(), "channel": "phone", "reached": "no"});
        let attempt = assistant.post(&format!("{at}/attempts"), &attempt).expect(201);
        let document = crate::documents::upload(&assistant, &text(&pathway["participant_id"]), b"%PDF-1.7").expect(201);
        let decision = assistant.get(&format!("/v1/decisions/{}", text(&pathway["decision_id"]))).expect(200);
        let file = assistant.get(&format!("/v1/entry-files/{}", text(&pathway["entry_file_id"]))).expect(200);
        self.know(
            relation,
            &[
                ("/v1/participants", &pathway["participant_id"]),
                ("/v1/participants/by-external-id/{system}", &json!(relation)),
                ("/v1/situations", &situations["items"][0]["id"]),
                ("/v1/pathways", &pathway["id"]),
                ("{objective_id}", &objective["id"]),
                ("{barrier_id}", &barrier["id"]),
                ("{milestone_id}", &milestone["id"]),
                ("{contract_id}", &contract["id"]),
                ("{engagement_contract_id}", &engagement["id"]),
                ("{check_id}", &check["id"]),
                ("{constraint_id}", &constraint["id"]),
                ("{note_id}", &note["id"]),
                ("{eligibility_id}", &proof["id"]),
                ("/v1/participations", &part["id"]),
                ("{attempt_id}", &attempt["id"]),
                ("/v1/documents", &document["id"]),
                ("/v1/stages", &stage["id"]),
                ("/v1/interviews", &met["id"]),
                ("/v1/signatures", &signed["signature"]["id"]),
                ("/v1/entry-files", &file["id"]),
                ("/v1/orientations", &file["orientation_id"]),
                ("/v1/decisions", &decision["id"]),
                ("/v1/agenda-items", &decision["agenda_item_id"]),
            ],
        );
    }

    /// Accounts, terms, time and absences of the referents, and the account of the director.
    fn staff(&mut self) {
        let absent = civil::add_months(civil::day_of(Clock::machine().now()), 3);
        for (relation, plie, nth) in
            [("own", 0, 0), ("same_plie", 0, 2), ("other_territory", 0, 1), ("other_plie", 1, 0)]
        {
            let user = self.users(plie, Role::Referent)[nth];
            let client = self.signed_in(self.plie(plie), user);
            let absence = json!({"user_id": user, "starts_on": absent, "ends_on": absent, "kind": "leave"});
            let absence = client.post("/v1/absences", &absence).expect(201);
            let records = client.get(&format!("/v1/time-records?user_id={user}&limit=1")).expect(200);
            let referent = self.accounts["plies"][plie]["ids"]["referents"][nth].clone();
            let frozen = client.post("/v1/report-snapshots", &json!({"report": "caseload"})).expect(201);
            let user = json!(user);
            self.know(
                relation,
                &[
                    ("/v1/users", &user),
                    ("/v1/agenda-weeks", &user),
                    ("/v1/timesheets", &user),
                    ("/v1/referents", &referent),
                    ("/v1/time-records", &records["items"][0]["id"]),
                    ("/v1/absences", &absence["id"]),
                    ("/v1/report-snapshots", &frozen["id"]),
                ],
            );
        }
        let director = json!(self.users(0, Role::Director)[0]);
        let frozen =
            self.role(0, Role::Director).post("/v1/report-snapshots", &json!({"report": "caseload"})).expect(201);
        self.know("direction", &[("/v1/users", &director), ("/v1/report-snapshots", &frozen["id"])]);
    }

    /// What a PLIE has, in the officer's territory and in the other one; what belongs to no territory stands once.
    fn places(&mut self) {
        for (relation, plie, nth) in [("same_plie", 0, 0), ("other_territory", 0, 1), ("other_plie", 1, 0)] {
            let home = self.accounts["plies"][plie].clone();
            let slot = &home["ids"]["slots"][nth * 5];
            let director = self.role(plie, Role::Director);
            let site = director.get(&format!("/v1/reception-slots/{}", text(slot))).expect(200)["site_id"].clone();
            self.know(
                relation,
                &[
                    ("/v1/territories", &home["ids"]["territories"][nth]),
                    ("/v1/reception-slots", slot),
                    ("/v1/sites", &site),
                    ("/v1/commissions", &home["ids"]["commissions"][nth]),
                ],
            );
            let sat = format!("/v1/commission-sessions?commission_id={}", text(&home["ids"]["commissions"][nth]));
            let sessions = director.get(&sat).expect(200);
            self.know(relation, &[("/v1/commission-sessions", &sessions["items"][0]["id"])]);
            if nth == 0 {
                let first = |list: &str| director.get(list).expect(200)["items"][0]["id"].clone();
                let (charter, structure) = (first("/v1/charters"), first("/v1/partner-structures"));
                let machine = home["clients"][0]["client_id"].clone();
                self.know(
                    relation,
                    &[
                        ("/v1/operations", &home["ids"]["operation"]),
                        ("/v1/charters", &charter),
                        ("/v1/partner-structures", &structure),
                        ("/v1/api-clients", &machine),
                        ("/v1/plies", &home["id"]),
                    ],
                );
            }
        }
        let sent = self.accounts["plies"][0]["ids"]["orientation_in_triage"].clone();
        self.know("sent", &[("/v1/orientations", &sent)]);
    }

    /// Two people who may be one, and two records that were made one.
    fn doubles(&mut self) {
        for (relation, plie) in [("same_plie", 0), ("other_plie", 1)] {
            let (assistant, manager) = (self.role(plie, Role::Assistant), self.role(plie, Role::DataManager));
            let person = |first: &str, born: &str| {
                let body = json!({"first_name": first, "last_name": "Zimmermann", "birth_date": born, "gender": "woman",
                    "phone": "0600000001", "confirm_new": true});
                assistant.post("/v1/participants", &body).expect(201)
            };
            let [gone, kept] = [person("Odile", "1961-01-02"), person("Lucie", "1972-03-04")];
            person("Agnès", "1983-05-06");
            let like = person("Agnes", "1983-05-06");
            let pairs =
                manager.get(&format!("/v1/duplicate-candidates?participant_id={}", text(&like["id"]))).expect(200);
            let path = format!("/v1/participants/{}/merge", text(&gone["id"]));
            let merge = manager.at_version(1).post(&path, &json!({"into_id": kept["id"]})).expect(200);
            let pair = pairs["items"][0]["id"].clone();
            self.know(relation, &[("/v1/duplicate-candidates", &pair), ("/v1/merges", &merge["id"])]);
        }
    }

    /// A session of the officer's territory, convened, in which the guest of the commissions sits.
    fn commission(&mut self) {
        let (assistant, chair) = (self.role(0, Role::Assistant), self.role(0, Role::TerritorialOfficer));
        let guest = self.users(0, Role::CommissionMember)[0];
        let territory = &self.accounts["plies"][0]["ids"]["territories"][0];
        let body = json!({"name": "CLAS élargie", "territory_id": territory, "members": [{"user_id": guest, "voice": "vote"}]});
        let commission = assistant.post("/v1/commissions", &body).expect(201);
        let at = Clock::machine().now().plus_seconds(10 * 24 * 3600);
        let body = json!({"commission_id": commission["id"], "starts_at": at, "chair_id": chair.id});
        let session = assistant.post("/v1/commission-sessions", &body).expect(201);
        let path = format!("/v1/commission-sessions/{}", text(&session["id"]));
        let item = assistant.post(&format!("{path}/agenda-items"), &json!({"kind": "information"})).expect(201);
        let now = assistant.get(&path).expect(200)["version"].as_i64().unwrap();
        assistant.at_version(now).post(&format!("{path}/convene"), &json!({})).expect(200);
        self.know(
            "seated",
            &[
                ("/v1/commissions", &commission["id"]),
                ("/v1/commission-sessions", &session["id"]),
                ("/v1/agenda-items", &item["id"]),
            ],
        );
    }
}

fn today() -> String {
    civil::day_of(Clock::machine().now()).to_string()
}
