//! Commissions, their sessions, and the pathways they open.

use jalon::auth::role::Role;

use crate::support::{Client, TestApp, Value, json};

/// The path of an object of a list.
pub fn at(list: &str, object: &Value) -> String {
    format!("/v1/{list}/{}", object["id"].as_str().unwrap())
}

/// The version of an object.
pub fn version(object: &Value) -> i64 {
    object["version"].as_i64().unwrap()
}

/// A session with its agenda, and the people around it.
pub struct Sitting {
    /// Who chairs, signed in.
    pub chair: Client,
    pub commission: Value,
    pub session: Value,
}

impl TestApp {
    /// The territory of Grenoble, made at the first call.
    pub fn given_a_territory(&self) -> Value {
        let data = self.sign_in(Role::DataManager);
        let made = data.post("/v1/territories", &json!({"name": "Grenoble", "commune_codes": ["38185"]}));
        if made.status == 201 {
            return made.body;
        }
        let all = data.get("/v1/territories").expect(200);
        let found = all["items"].as_array().unwrap().iter().find(|t| t["commune_codes"] == json!(["38185"]));
        found.unwrap().clone()
    }

    /// A commission of Grenoble without quorum.
    pub fn given_a_commission(&self) -> Value {
        self.given_a_commission_with(&json!({}))
    }

    /// As [`TestApp::given_a_commission`], with these members.
    pub fn given_a_commission_with(&self, members: &Value) -> Value {
        let mut body =
            json!({"name": format!("CLAS {}", uuid::Uuid::now_v7()), "territory_id": self.given_a_territory()["id"]});
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.sign_in(Role::Assistant).post("/v1/commissions", &body).expect(201)
    }

    /// A session planned in ten days.
    pub fn given_a_session(&self) -> Sitting {
        let commission = self.given_a_commission();
        self.given_a_session_of(commission)
    }

    /// As [`TestApp::given_a_session`], of this commission.
    pub fn given_a_session_of(&self, commission: Value) -> Sitting {
        let chair = self.sign_in(Role::TerritorialOfficer);
        let at = self.clock.now().plus_seconds(10 * 24 * 3600).to_string();
        let body = json!({"commission_id": commission["id"], "starts_at": at, "chair_id": chair.id});
        let session = self.sign_in(Role::Assistant).post("/v1/commission-sessions", &body).expect(201);
        Sitting { chair, commission, session }
    }

    /// A session of this state: `planned`, `convened`, `held`, `minutes_validated` or `cancelled`.
    pub fn given_a_session_in(&self, status: &str) -> Sitting {
        let mut sitting = self.given_a_session();
        self.session_brought_to(&mut sitting, status);
        sitting
    }

    /// Brings a planned session to a state.
    pub fn session_brought_to(&self, sitting: &mut Sitting, status: &str) {
        let steps: &[(&str, Value)] = match status {
            "planned" => &[],
            "convened" => &[("convene", json!({}))],
            "held" => &[("convene", json!({})), ("hold", sitting.attendance())],
            "minutes_validated" => {
                &[("convene", json!({})), ("hold", sitting.attendance()), ("validate-minutes", json!({}))]
            }
            "cancelled" => &[("cancel", json!({"reason": "Salle indisponible"}))],
            other => panic!("{other}"),
        };
        for (verb, body) in steps {
            sitting.session = sitting.verb(verb, body).expect(200);
        }
        assert_eq!(sitting.session["status"], status);
    }

    /// A complete entry file on the agenda of a session, and its referent signed in.
    pub fn given_an_admission_to_decide(&self) -> (Sitting, Client, Value) {
        let (referent, file) = self.given_an_entry_file();
        self.given_an_admission_of(referent, &file)
    }

    /// As [`TestApp::given_an_admission_to_decide`], of this complete file; the session is held.
    pub fn given_an_admission_of(&self, referent: Client, file: &Value) -> (Sitting, Client, Value) {
        let mut sitting = self.given_a_session();
        let body = json!({"kind": "admission", "entry_file_id": file["id"]});
        let item = self.sign_in(Role::Assistant).post(&sitting.path("/agenda-items"), &body).expect(201);
        self.session_brought_to(&mut sitting, "held");
        (sitting, referent, item)
    }

    /// A pathway that an admission has just opened.
    pub fn given_an_admitted_pathway(&self) -> Value {
        let (referent, file) = self.given_an_entry_file();
        self.admitted(referent, &file)
    }

    /// The pathway of the person of a complete file, admitted today.
    pub fn admitted(&self, referent: Client, file: &Value) -> Value {
        let (sitting, _, item) = self.given_an_admission_of(referent, file);
        let today = self.clock.now().0.date_naive().to_string();
        let body = json!({"outcome": "admitted", "motive": "Projet solide", "effective_on": today});
        let decided =
            sitting.chair.at_version(1).post(&format!("{}/decide", at("agenda-items", &item)), &body).expect(200);
        let pathway = decided["decision"]["pathway_id"].as_str().unwrap();
        self.sign_in(Role::Director).get(&format!("/v1/pathways/{pathway}")).expect(200)
    }

    /// A pathway that this referent follows since today.
    pub fn given_an_active_pathway(&self, referent: &Value) -> Value {
        let pathway = self.given_an_admitted_pathway();
        let today = self.clock.now().0.date_naive().to_string();
        let body = json!({"referent_id": referent["id"], "starts_on": today});
        let path = format!("{}/assign-referent", at("pathways", &pathway));
        self.sign_in(Role::Director).at_version(version(&pathway)).post(&path, &body).expect(200)
    }

    /// A pathway in this state: `admitted`, `active`, `suspended`, `exited`, `closed` or `cancelled`.
    pub fn given_a_pathway_in(&self, status: &str) -> Value {
        let staff = self.sign_in(Role::TerritorialOfficer);
        let today = self.clock.now().0.date_naive().to_string();
        let mut pathway = self.given_an_admitted_pathway();
        let (_, referent) = self.given_a_referent();
        let assign = ("assign-referent", json!({"referent_id": referent["id"], "starts_on": today}));
        let exit = ("propose-exit", json!({"reason": "moved_away", "on": today}));
        let valid = ("validate-exit", json!({"on": today}));
        let steps = match status {
            "admitted" => vec![],
            "active" => vec![assign],
            "suspended" => {
                vec![
                    assign,
                    ("suspend", json!({"reason": "sickness", "starts_on": today, "planned_end_on": "2026-06-30"})),
                ]
            }
            "exited" => vec![assign, exit, valid],
            "closed" => vec![assign, exit, valid, ("close", json!({}))],
            "cancelled" => vec![("cancel", json!({"reason": "Emploi trouvé avant le premier rendez-vous"}))],
            other => panic!("{other}"),
        };
        // who validates an exit is not who proposes it
        let assistant = self.sign_in(Role::Assistant);
        for (verb, body) in steps {
            let path = format!("{}/{verb}", at("pathways", &pathway));
            let staff = if verb == "propose-exit" { &assistant } else { &staff };
            pathway = staff.at_version(version(&pathway)).post(&path, &body).expect(200);
        }
        assert_eq!(pathway["status"], status);
        pathway
    }
}

impl Sitting {
    /// The address of the session, or of something of it.
    pub fn path(&self, rest: &str) -> String {
        format!("{}{rest}", at("commission-sessions", &self.session))
    }

    /// A verb of the session by its chair, at its version.
    pub fn verb(&self, verb: &str, body: &Value) -> crate::support::Answer {
        self.chair.at_version(version(&self.session)).post(&self.path(&format!("/{verb}")), body)
    }

    /// The chair alone was there.
    pub fn attendance(&self) -> Value {
        json!({"attendance": [{"user_id": self.chair.id, "present": true}]})
    }
}
