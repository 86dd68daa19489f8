//! A PLIE at work, week after week: people are oriented, welcomed, admitted and followed; time is
//! recorded, weeks handed in, months signed. Some things are late, unsigned or missing, as in life.

use serde_json::{Value, json};
use uuid::Uuid;

use super::days;
use super::desk::{Office, Worker, id, typed};
use super::people::{Dice, Public, Somebody};
use crate::auth::actor::ScopeType;
use crate::auth::role::Role;
use crate::civil;
use crate::db::Day;
use crate::identity::plies::Settings;

/// What a PLIE is made of.
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) domain: String,
    /// Sites with their territory, commune and postcode.
    pub(super) places: &'static [(&'static str, &'static str, &'static str)],
    /// Share of full time, of which with participants (ten-thousandths), days a week: one a referent.
    pub(super) referents: Vec<(i64, i64, i64)>,
    /// People that the first weeks bring, and each later week.
    pub(super) first: usize,
    pub(super) weekly: usize,
    pub(super) settings: Settings,
    pub(super) seed: u64,
    pub(super) today: Day,
    pub(super) weeks: i64,
}

/// Two sites, 10.78 FTE of which 10.48 with participants, about 730 people (S2.1, S2.3).
pub(super) fn grenoble(office: &Office, seed: u64, today: Day, weeks: i64) -> Result<Value, String> {
    let plan = Plan {
        name: "PLIE de l'agglomération grenobloise".to_owned(),
        domain: "grenoble.plie.example".to_owned(),
        places: &[("Grenoble Nord", "38185", "38000"), ("Grenoble Sud", "38151", "38130")],
        referents: vec![
            (10000, 10000, 5),
            (10000, 10000, 5),
            (10000, 10000, 5),
            (10000, 10000, 5),
            (10000, 10000, 5),
            (10000, 10000, 5),
            (10000, 10000, 5),
            (8000, 8000, 4),
            (8000, 8000, 4),
            (8000, 8000, 4),
            (6000, 6000, 3),
            (7800, 4800, 4),
        ],
        first: 640,
        weekly: 5,
        settings: Settings::default(),
        seed,
        today,
        weeks,
    };
    Run::begin(office, plan)?.live()
}

/// Four referents, the weekly agenda and the entry charter (S3.30, S3.31).
pub(super) fn dijon(office: &Office, seed: u64, today: Day, weeks: i64) -> Result<Value, String> {
    let plan = Plan {
        name: "PLIE de l'agglomération dijonnaise".to_owned(),
        domain: "dijon.plie.example".to_owned(),
        places: &[("Dijon", "21231", "21000")],
        referents: vec![(10000, 9000, 5), (10000, 10000, 5), (8000, 8000, 4), (5000, 5000, 3)],
        first: 150,
        weekly: 2,
        settings: Settings::default(),
        seed,
        today,
        weeks,
    };
    Run::begin(office, plan)?.live()
}

/// A referent with what they have to do.
pub(super) struct Post {
    pub(super) worker: Worker,
    pub(super) referent: Value,
    pub(super) days: i64,
    pub(super) place: usize,
    pub(super) people: Vec<Followed>,
}

/// Somebody with an open pathway.
#[derive(Clone)]
pub(super) struct Followed {
    pub(super) pathway: String,
    pub(super) participant: String,
    pub(super) public: Public,
    /// The day the pathway began.
    pub(super) since: Day,
}

/// Somebody on the way to the commission.
pub(super) struct Waiting {
    pub(super) somebody: Somebody,
    pub(super) orientation: Value,
    pub(super) post: usize,
}

/// A PLIE being lived.
pub(super) struct Run<'a> {
    pub(super) office: &'a Office,
    pub(super) plan: Plan,
    pub(super) dice: Dice,
    pub(super) director: Worker,
    pub(super) officers: Vec<Worker>,
    pub(super) assistant: Worker,
    pub(super) data: Worker,
    pub(super) others: Vec<Worker>,
    pub(super) partners: Vec<Worker>,
    pub(super) structures: Vec<Value>,
    pub(super) territories: Vec<Value>,
    pub(super) slots: Vec<Value>,
    pub(super) commissions: Vec<Value>,
    pub(super) operation: Value,
    pub(super) posts: Vec<Post>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) brought: usize,
}

/// A PLIE whose weeks are over.
pub(super) struct Lived<'a> {
    pub(super) run: Run<'a>,
    pub(super) summary: Value,
}

const STAFF: &[(&str, &str)] = &[
    ("Anne", "Delorme"),
    ("Paul", "Vasseur"),
    ("Sarah", "Klein"),
    ("Hugo", "Bertin"),
    ("Lina", "Faure"),
    ("Jules", "Carpentier"),
    ("Maud", "Perrin"),
    ("Rémi", "Tissot"),
    ("Nora", "Aubert"),
    ("Simon", "Lacroix"),
    ("Alice", "Gaillard"),
    ("Tom", "Renaud"),
];
const PARTNERS: &[(&str, &str)] = &[
    ("France Travail", "ft"),
    ("Service social du Département", "dept"),
    ("CCAS", "ccas"),
    ("Mission locale", "ml"),
    ("Chantier d'insertion Les Jardins", "aci"),
];

impl<'a> Run<'a> {
    /// Staff, places, partners, commissions, the operation and its charter.
    pub(super) fn begin(office: &'a Office, plan: Plan) -> Result<Self, String> {
        let dice = Dice::new(plan.seed);
        let first = days::mondays(plan.today, plan.weeks).first().copied().unwrap_or(plan.today);
        office.at(civil::add_days(first, -3), 9 * 60);
        let plie = office.plie(&plan.name, plan.settings.clone())?;
        let mail = |who: &str| format!("{who}@{}", plan.domain);
        let director = office.hire(plie, ("Claire", "Morel"), &mail("directrice"), Role::Director, None)?;
        let assistant = office.hire(plie, ("Farid", "Belkacem"), &mail("assistant"), Role::Assistant, None)?;
        let data = office.hire(plie, ("Maëlle", "Rousseau"), &mail("donnees"), Role::DataManager, None)?;
        let mut others = Vec::new();
        for (names, who, role) in [
            (("Igor", "Lemaire"), "projets", Role::InnovativeProjectsOfficer),
            (("Rita", "Costa"), "entreprises", Role::EmployerRelationsOfficer),
            (("Agnès", "Picard"), "finances", Role::FinanceOfficer),
        ] {
            others.push(office.hire(plie, names, &mail(who), role, None)?);
        }
        let mut run = Self {
            office,
            dice,
            director,
            officers: Vec::new(),
            assistant,
            data,
            others,
            partners: Vec::new(),
            structures: Vec::new(),
            territories: Vec::new(),
            slots: Vec::new(),
            commissions: Vec::new(),
            operation: Value::Null,
            posts: Vec::new(),
            waiting: Vec::new(),
            brought: 0,
            plan,
        };
        run.places(plie, first)?;
        run.partnership(plie)?;
        run.fund(first)?;
        run.letters(first)?;
        // nobody lives through the weeks of the big profile
        if run.plan.first > 0 {
            run.employ_assistant(first)?;
        }
        Ok(run)
    }

    fn places(&mut self, plie: crate::ids::PlieId, first: Day) -> Result<(), String> {
        let since = civil::add_days(first, -30);
        let mut sites: Vec<Value> = Vec::new();
        for (n, (name, commune, _)) in self.plan.places.iter().enumerate() {
            let territory = self.office.post(
                &self.data,
                "/v1/territories",
                &json!({ "name": name, "commune_codes": [commune] }),
            )?;
            let site = json!({ "name": format!("Maison de l'emploi {name}"), "address": format!("{} avenue de la Gare", n + 1), "commune_code": commune,
                "territory_id": id(&territory), "valid_from": since });
            sites.push(self.office.post(&self.data, "/v1/sites", &site)?);
            let scope = id(&territory).parse::<Uuid>().map_err(|e| e.to_string())?;
            let names =
                [("Bruno", "Chevalier"), ("Estelle", "Meunier")].get(n).copied().unwrap_or(("Bruno", "Chevalier"));
            let officer = self.office.hire(
                plie,
                names,
                &format!("territoire{n}@{}", self.plan.domain),
                Role::TerritorialOfficer,
                Some((ScopeType::Territory, scope)),
            )?;
            self.officers.push(officer);
            self.territories.push(territory);
        }
        let referents = self.plan.referents.clone();
        for (n, (fte, support, days)) in referents.into_iter().enumerate() {
            let place = n % sites.len().max(1);
            let names = STAFF.get(n % STAFF.len()).copied().unwrap_or(("Anne", "Delorme"));
            let worker =
                self.office.hire(plie, names, &format!("referent{n}@{}", self.plan.domain), Role::Referent, None)?;
            let minutes = |weekday: i64| if weekday <= days { 420 } else { 0 };
            let referent = json!({
                "user_id": worker.id, "site_id": sites.get(place).map(id).unwrap_or_default(), "valid_from": since,
                "fte": crate::amount::Share(fte), "fte_participant_support": crate::amount::Share(support), "supervisor_id": self.director.id,
                "work_schedule": { "monday_minutes": minutes(1), "tuesday_minutes": minutes(2), "wednesday_minutes": minutes(3),
                    "thursday_minutes": minutes(4), "friday_minutes": minutes(5), "saturday_minutes": 0, "sunday_minutes": 0 },
            });
            let referent = self.office.post(&self.director, "/v1/referents", &referent)?;
            self.posts.push(Post { worker, referent, days, place, people: Vec::new() });
        }
        for site in &sites {
            for weekday in 1..=5 {
                let slot = json!({ "site_id": id(site), "weekday": weekday, "half_day": if weekday == 3 { "pm" } else { "am" }, "capacity": 200, "valid_from": since });
                self.slots.push(self.office.post(&self.data, "/v1/reception-slots", &slot)?);
            }
        }
        for (n, territory) in self.territories.clone().iter().enumerate() {
            let officer = self.officers.get(n).map(|o| o.id).unwrap_or_default();
            let commission = json!({ "name": format!("CLAS {}", territory.get("name").and_then(Value::as_str).unwrap_or_default()), "territory_id": id(territory), "quorum": 1,
                "members": [{ "user_id": officer, "voice": "vote" }, { "user_id": self.director.id, "voice": "vote" }] });
            self.commissions.push(self.office.post(&self.assistant, "/v1/commissions", &commission)?);
        }
        Ok(())
    }

    fn partnership(&mut self, plie: crate::ids::PlieId) -> Result<(), String> {
        for (name, kind) in PARTNERS {
            let body = json!({ "name": name, "kind": kind, "email": format!("contact@{kind}.example") });
            let structure = self.office.post(&self.data, "/v1/partner-structures", &body)?;
            let pending = structure.get("authorisation").and_then(Value::as_str) == Some("pending");
            let structure = if pending {
                self.office.verb(&self.data, "/v1/partner-structures", &structure, "validate", &json!({}))?
            } else {
                structure
            };
            let scopes = ["orientations:read", "orientations:write", "events:read"];
            self.partners.push(self.office.connect(
                plie,
                &format!("Application de {name}"),
                Some(typed(&structure)?),
                &scopes,
            )?);
            self.structures.push(structure);
        }
        Ok(())
    }

    /// The seed's own figures: 490,783.74 € are half of 981,567.48 € (S1.1).
    fn fund(&mut self, first: Day) -> Result<(), String> {
        let operation = json!({
            "number": format!("FSE-{}", self.plan.seed), "title": "Accompagnement renforcé des participants", "fund": "esf_plus", "programme_period": "2021-2027",
            "specific_objective": "OS H", "managing_authority": "DGEFP", "starts_on": civil::add_days(first, -60), "ends_on": civil::add_days(self.plan.today, 400),
            "total_cost_cents": 98_156_748, "eu_contribution_cents": 49_078_374, "cost_option": "flat_40_residual",
            "publicity_text": "Cofinancé par l'Union européenne.",
        });
        self.operation = self.office.post(&self.director, "/v1/operations", &operation)?;
        Ok(())
    }

    /// Every week up to today; what a client needs.
    pub(super) fn live(self) -> Result<Value, String> {
        Ok(self.live_to_the_end()?.summary)
    }

    /// Every week up to today.
    pub(super) fn live_to_the_end(mut self) -> Result<Lived<'a>, String> {
        let mondays = days::mondays(self.plan.today, self.plan.weeks);
        let last = mondays.len().saturating_sub(1);
        for (n, monday) in mondays.iter().copied().enumerate() {
            super::say(&format!("{}: week {} of {}", self.plan.name, n + 1, mondays.len()));
            self.intake(monday, n)?;
            self.commission(monday, n)?;
            self.support(monday, n, n == last)?;
            self.month_end(monday)?;
        }
        self.office.at(self.plan.today, super::CLOSING);
        self.costs()?;
        let summary = self.summary()?;
        Ok(Lived { run: self, summary })
    }

    /// What a client needs.
    pub(super) fn summary(&self) -> Result<Value, String> {
        let mut users = vec![&self.director, &self.assistant, &self.data];
        users.extend(&self.officers);
        users.extend(self.posts.iter().map(|p| &p.worker));
        users.extend(&self.others);
        let users: Vec<Value> = users
            .iter()
            .map(|w| json!({ "email": w.name, "password": w.secret, "role": w.role, "id": w.id }))
            .collect();
        let clients: Vec<Value> = self
            .partners
            .iter()
            .zip(&self.structures)
            .map(|(w, s)| json!({ "client_id": w.name, "client_secret": w.secret, "scopes": ["orientations:read", "orientations:write", "events:read"], "partner_structure_id": id(s) }))
            .collect();
        let post = self.posts.first().ok_or("no post")?;
        Ok(json!({
            "id": self.director.plie, "name": self.plan.name, "users": users, "clients": clients,
            "ids": {
                "operation": id(&self.operation), "territories": self.territories.iter().map(id).collect::<Vec<_>>(),
                "slots": self.slots.iter().map(id).collect::<Vec<_>>(), "commissions": self.commissions.iter().map(id).collect::<Vec<_>>(),
                "referents": self.posts.iter().map(|p| id(&p.referent)).collect::<Vec<_>>(),
                "participant": post.people.first().map(|f| f.participant.clone()), "pathway": post.people.first().map(|f| f.pathway.clone()),
            },
        }))
    }
}

/// The same work on many things, eight at a time; the first failure is told.
pub(super) fn together<T: Sync, R: Send>(
    things: &[T],
    work: impl Fn(&T) -> Result<R, String> + Sync,
) -> Result<Vec<R>, String> {
    let size = things.len().div_ceil(8).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let hands: Vec<_> = things
            .chunks(size)
            .map(|some| scope.spawn(move || some.iter().map(work).collect::<Result<Vec<R>, String>>()))
            .collect();
        let mut all = Vec::with_capacity(things.len());
        for hand in hands {
            all.extend(hand.join().map_err(|_panic| "a worker stopped".to_owned())??);
        }
        Ok(all)
    })
}
