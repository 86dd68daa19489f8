//! A PLIE at work, week after week: people are oriented, welcomed, admitted and followed; time is
//! recorded, weeks handed in, months signed. Some things are late, unsigned or missing, as in life.

use serde_json::{Value, json};
use uuid::Uuid;

use super::days;
use super::desk::{Office, Worker, id, typed, version};
use super::people::{Dice, Public, Somebody, somebody};
use crate::auth::actor::ScopeType;
use crate::auth::role::Role;
use crate::civil::{self, IsoWeek, Month};
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
    since: Day,
}

/// Somebody on the way to the commission.
struct Waiting {
    somebody: Somebody,
    orientation: Value,
    post: usize,
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
    waiting: Vec<Waiting>,
    brought: usize,
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
        Ok(run)
    }

    fn places(&mut self, plie: crate::ids::PlieId, first: Day) -> Result<(), String> {
        let since = civil::add_days(first, -30);
        let mut sites = Vec::new();
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
        self.office.at(self.plan.today, 18 * 60);
        let summary = self.summary()?;
        Ok(Lived { run: self, summary })
    }

    /// People are oriented and welcomed; their files are made.
    fn intake(&mut self, monday: Day, week: usize) -> Result<(), String> {
        let lead_in = 6.min(self.plan.weeks.max(2) / 2);
        let lead_in = usize::try_from(lead_in).unwrap_or(1).max(1);
        let coming = if week < lead_in { self.plan.first / lead_in } else { self.plan.weekly };
        self.office.at(monday, 9 * 60);
        let communes: Vec<(&str, &str)> = self.plan.places.iter().map(|(_, c, p)| (*c, *p)).collect();
        let mut come = Vec::new();
        for _ in 0..coming {
            self.brought += 1;
            let who = somebody(&mut self.dice, monday, &communes, self.brought);
            let post = self.dice.below(i64::try_from(self.posts.len()).unwrap_or(1));
            come.push((who, usize::try_from(post).unwrap_or_default(), self.brought));
        }
        let made = together(&come, |(who, post, n)| self.orient(who, *post, *n, monday))?;
        self.waiting.extend(made.into_iter().flatten());
        Ok(())
    }

    fn orient(&self, who: &Somebody, post: usize, n: usize, monday: Day) -> Result<Option<Waiting>, String> {
        let partner = self.partners.get(n % self.partners.len().max(1)).ok_or("no partner")?;
        let place = self.posts.get(post).map(|p| p.place).unwrap_or_default();
        let mut criteria = vec![who.public.criterion()];
        if who.woman && who.public == Public::SingleParent {
            criteria.push("rsa");
        }
        let body = json!({
            "external_id": format!("{}-{n}", self.plan.seed), "prescriber": { "name": "Dominique Lenoir", "email": "d.lenoir@partenaire.example" },
            "candidate": who.candidate, "motives": [who.public.motive()], "criteria": criteria,
            "data_protection_commitment": true, "territory_id": self.territories.get(place).map(id),
        });
        let orientation = self.office.post(partner, "/v1/orientations", &body)?;
        // every twentieth stays where the partner left it
        if n % 20 == 7 {
            return Ok(None);
        }
        let officer = self.officers.get(place).ok_or("no officer")?;
        let orientation = self.office.verb(officer, "/v1/orientations", &orientation, "triage", &json!({}))?;
        if n % 25 == 3 {
            let no = json!({ "reason": "other_scheme_better", "alternative": "Mission locale" });
            self.office.verb(officer, "/v1/orientations", &orientation, "refuse", &no)?;
            return Ok(None);
        }
        let slot = self.slots.get(place * 5).ok_or("no slot")?;
        let booking = json!({ "slot_id": id(slot), "date": monday });
        let orientation = self.office.verb(officer, "/v1/orientations", &orientation, "book-reception", &booking)?;
        let orientation = self.office.verb(
            officer,
            "/v1/orientations",
            &orientation,
            "record-reception",
            &json!({ "outcome": "attended" }),
        )?;
        Ok(Some(Waiting { somebody: who.clone(), orientation, post }))
    }

    /// Files are made and shown to the commission on Thursday; who is admitted gets a referent.
    fn commission(&mut self, monday: Day, week: usize) -> Result<(), String> {
        let day = civil::add_days(monday, 3);
        if day > self.plan.today || week % 2 == 1 && week > 6 {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        for place in 0..self.territories.len() {
            let here: Vec<&Waiting> =
                waiting.iter().filter(|w| self.posts.get(w.post).is_some_and(|p| p.place == place)).collect();
            if here.is_empty() {
                continue;
            }
            let admitted = self.sit(monday, day, place, &here)?;
            for (post, followed) in admitted {
                if let Some(post) = self.posts.get_mut(post) {
                    post.people.push(followed);
                }
            }
        }
        Ok(())
    }

    fn sit(&self, monday: Day, day: Day, place: usize, here: &[&Waiting]) -> Result<Vec<(usize, Followed)>, String> {
        let officer = self.officers.get(place).ok_or("no officer")?;
        let commission = self.commissions.get(place).ok_or("no commission")?;
        self.office.at(monday, 10 * 60);
        let session = json!({ "commission_id": id(commission), "starts_at": days::instant(day, 14 * 60), "place": "Salle des conseils", "chair_id": officer.id });
        let session = self.office.post(officer, "/v1/commission-sessions", &session)?;
        let files = together(here, |w| self.file(w, monday, &session))?;
        self.office.at(day, 14 * 60);
        let session = self.office.get(officer, &format!("/v1/commission-sessions/{}", id(&session)))?;
        let session = self.office.verb(officer, "/v1/commission-sessions", &session, "convene", &json!({}))?;
        let attendance = json!({ "attendance": [{ "user_id": officer.id, "present": true }, { "user_id": self.director.id, "present": true }] });
        let session = self.office.verb(officer, "/v1/commission-sessions", &session, "hold", &attendance)?;
        let mut items = Vec::new();
        let mut next = format!("/v1/commission-sessions/{}/agenda-items?limit=200", id(&session));
        loop {
            let page = self.office.get(officer, &next)?;
            items.extend(page.get("items").and_then(Value::as_array).cloned().unwrap_or_default());
            match page.get("next_cursor").and_then(Value::as_str) {
                Some(cursor) => {
                    next = format!("/v1/commission-sessions/{}/agenda-items?limit=200&cursor={cursor}", id(&session))
                }
                None => break,
            }
        }
        let known: Vec<(&Waiting, &Value)> =
            here.iter().copied().zip(&files).filter_map(|(w, f)| Some((w, f.as_ref()?))).collect();
        let decided = together(&items, |item| self.decide(officer, item, &known, day))?;
        let session = self.office.get(officer, &format!("/v1/commission-sessions/{}", id(&session)))?;
        self.office.verb(officer, "/v1/commission-sessions", &session, "validate-minutes", &json!({}))?;
        Ok(decided.into_iter().flatten().collect())
    }

    fn file(&self, w: &Waiting, monday: Day, session: &Value) -> Result<Option<Value>, String> {
        let post = self.posts.get(w.post).ok_or("no post")?;
        let officer = self.officers.get(post.place).ok_or("no officer")?;
        let open = json!({ "referent_id": id(&post.referent), "confirm_new": true });
        let opened = self.office.verb(officer, "/v1/orientations", &w.orientation, "open-entry-file", &open)?;
        let file_id = opened.get("entry_file_id").and_then(Value::as_str).map(str::to_owned);
        let file = match file_id {
            Some(file) => self.office.get(&post.worker, &format!("/v1/entry-files/{file}"))?,
            None => {
                let participant = opened.get("participant_id").and_then(Value::as_str).unwrap_or_default();
                let page = self.office.get(&post.worker, &format!("/v1/entry-files?participant_id={participant}"))?;
                page.pointer("/items/0").cloned().ok_or("no entry file")?
            }
        };
        let (_, barrier) = w.somebody.public.stage();
        let rsa = w.somebody.public == Public::Rsa || w.somebody.public == Public::SingleParent;
        let issued = civil::add_days(monday, -20);
        let body = json!({
            "diagnosis": { "project_maturity": "idea", "autonomy_level": 2, "summary": "Projet à préciser ; motivation réelle.", "target_rome": ["K2204"] },
            "criteria": [{ "criterion": w.somebody.public.criterion(), "issued_on": issued }],
            "barriers": [{ "theme": barrier, "severity": 2 }],
            "objectives": [{ "text": "Reprendre confiance et un rythme de travail", "theme": "remobilisation" }],
            "consent_to_enter": { "given_on": monday },
            "notices": [{ "kind": "privacy", "version": "1", "given_on": monday, "channel": "in_person" }, { "kind": "esf", "version": "1", "given_on": monday, "channel": "in_person" }],
            "department_opinion": if rsa { "favourable" } else { "none" },
            "signed_by_candidate": true, "signed_by_prescriber": true,
        });
        let participant = file.get("participant_id").and_then(Value::as_str).unwrap_or_default();
        let situation = json!({ "as_of": monday, "labour_status": "unemployed_12_24m", "unemployment_months": 16, "registered_ft": true, "in_education": false, "isced": 2,
            "minimum_incomes": if rsa { json!(["rsa"]) } else { json!([]) }, "single_parent": w.somebody.public == Public::SingleParent,
            "housing_situation": if w.somebody.public == Public::Mous { "squat_camp" } else { "social_tenant" }, "source": "participant" });
        self.office.post(&post.worker, &format!("/v1/participants/{participant}/situations"), &situation)?;
        let file = self.office.patch(&post.worker, "/v1/entry-files", &file, &body)?;
        let file = self.office.verb(&post.worker, "/v1/entry-files", &file, "complete", &json!({}))?;
        let file = self.office.verb(
            &post.worker,
            "/v1/entry-files",
            &file,
            "submit",
            &json!({ "session_id": id(session) }),
        )?;
        Ok(Some(file))
    }

    fn decide(
        &self,
        officer: &Worker,
        item: &Value,
        files: &[(&Waiting, &Value)],
        day: Day,
    ) -> Result<Option<(usize, Followed)>, String> {
        let file = item.get("entry_file_id").and_then(Value::as_str).unwrap_or_default();
        let Some((w, file)) = files.iter().find(|(_, f)| id(f) == file) else { return Ok(None) };
        let ruling =
            json!({ "outcome": "admitted", "motive": "Critères remplis, projet à construire", "effective_on": day });
        self.office.verb(officer, "/v1/agenda-items", item, "decide", &ruling)?;
        let participant = file.get("participant_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let page = self.office.get(officer, &format!("/v1/pathways?participant_id={participant}"))?;
        let Some(pathway) = page.pointer("/items/0") else { return Ok(None) };
        let post = self.posts.get(w.post).ok_or("no post")?;
        let assign = json!({ "referent_id": id(&post.referent), "starts_on": day, "reason": "Entrée dans le PLIE" });
        let pathway = self.office.verb(officer, "/v1/pathways", pathway, "assign-referent", &assign)?;
        Ok(Some((w.post, Followed { pathway: id(&pathway).to_owned(), participant, public: w.somebody.public, since: day })))
    }

    /// Each referent's week, the referents side by side.
    fn support(&mut self, monday: Day, week: usize, present: bool) -> Result<(), String> {
        let friday = civil::add_days(monday, 4).min(self.plan.today);
        self.office.at(friday, 17 * 60 + 45);
        let numbers: Vec<usize> = (0..self.posts.len()).collect();
        together(&numbers, |n| self.week_of(*n, monday, week, present))?;
        Ok(())
    }

    fn week_of(&self, n: usize, monday: Day, week: usize, present: bool) -> Result<(), String> {
        let post = self.posts.get(n).ok_or("no post")?;
        let mut dice = Dice::new(
            self.plan.seed.wrapping_mul(1000).wrapping_add(u64::try_from(week * 100 + n).unwrap_or_default()),
        );
        let worked: Vec<Day> = days::worked(monday, post.days).into_iter().filter(|d| *d <= self.plan.today).collect();
        // whom the commission admits this week is met from the next one on
        let due: Vec<&Followed> = post
            .people
            .iter()
            .enumerate()
            .filter(|(i, f)| i % 4 == week % 4 && f.since < monday)
            .map(|(_, f)| f)
            .collect();
        let mut records = Vec::new();
        let mut turn = due.into_iter();
        for (d, day) in worked.iter().enumerate() {
            // four interviews a day at most: 9:00, 10:00, 11:00, 13:30
            for start in [540, 600, 660, 810] {
                let Some(f) = turn.next() else { break };
                self.meet(post, f, *day, start, &mut dice, week)?;
                records.push(self.record(post, *day, (start, start + 45), "interview_in_person", &[&f.participant]));
                records.push(self.record(post, *day, (start + 45, start + 60), "file_update", &[&f.participant]));
            }
            self.fill(post, *day, d, &mut records);
        }
        for items in records.chunks(100) {
            self.office.post(&post.worker, "/v1/time-records/batch", &json!({ "items": items, "atomic": true }))?;
        }
        // one referent is behind with the agenda, and nobody hands in the week that is not over
        let behind = n == 1 && week % 5 == 4;
        if !present && !behind && !worked.is_empty() {
            self.hand_in(post, monday)?;
        }
        Ok(())
    }

    fn meet(
        &self,
        post: &Post,
        f: &Followed,
        day: Day,
        start: i64,
        dice: &mut Dice,
        week: usize,
    ) -> Result<(), String> {
        let absent = dice.chance(9);
        let body = json!({
            "type": if week < 8 { "diagnosis" } else { "follow_up" }, "modality": "in_person", "starts_at": days::instant(day, start), "ends_at": days::instant(day, start + 45),
            "place": "Maison de l'emploi", "outcome": if absent { "no_show" } else { "held" },
            "report": if absent || dice.chance(6) { Value::Null } else { json!("Point sur les démarches ; prochaine étape convenue.") },
        });
        let interview = self.office.post(&post.worker, &format!("/v1/pathways/{}/interviews", f.pathway), &body)?;
        if !absent && !dice.chance(7) {
            let facts = interview.get("facts_hash").cloned().unwrap_or(Value::Null);
            let signature = json!({ "kind": "electronic", "signer": { "type": "participant", "id": f.participant }, "signed_at": days::instant(day, start + 44), "facts_hash": facts, "method": "tablette" });
            self.office.verb(&post.worker, "/v1/interviews", &interview, "sign", &signature)?;
        }
        if dice.chance(12) {
            self.stage(post, f, day)?;
        }
        Ok(())
    }

    fn stage(&self, post: &Post, f: &Followed, day: Day) -> Result<(), String> {
        let (kind, barrier) = f.public.stage();
        let objective =
            json!({ "text": "Franchir une étape vers l'emploi", "set_on": day, "due_on": civil::add_months(day, 5) });
        let objective =
            self.office.post(&post.worker, &format!("/v1/pathways/{}/objectives", f.pathway), &objective)?;
        let opened = json!({ "theme": barrier, "severity": 2, "opened_on": day });
        self.office.post(&post.worker, &format!("/v1/pathways/{}/barriers", f.pathway), &opened)?;
        let stage = json!({ "type": kind, "resource_origin": if kind == "siae_job" { "siae" } else { "plie_programming" }, "planned_starts_on": day, "objective_ids": [id(&objective)] });
        let stage = self.office.post(&post.worker, &format!("/v1/pathways/{}/stages", f.pathway), &stage)?;
        let stage = self.office.verb(&post.worker, "/v1/stages", &stage, "accept", &json!({}))?;
        let stage =
            self.office.verb(&post.worker, "/v1/stages", &stage, "plan", &json!({ "planned_starts_on": day }))?;
        self.office.verb(&post.worker, "/v1/stages", &stage, "start", &json!({ "started_on": day }))?;
        Ok(())
    }

    pub(super) fn record(
        &self,
        post: &Post,
        day: Day,
        times: (i64, i64),
        task: &str,
        participants: &[&String],
    ) -> Value {
        let operation = if task == "other_operation" { Value::Null } else { json!(id(&self.operation)) };
        json!({ "user_id": post.worker.id, "date": day, "start_time": days::clock(times.0), "end_time": days::clock(times.1), "task": task,
            "operation_id": operation, "participant_ids": participants })
    }

    /// What of 9:00–12:00 and 13:30–17:30 no interview took.
    fn fill(&self, post: &Post, day: Day, turn: usize, records: &mut Vec<Value>) {
        let taken: Vec<String> = records
            .iter()
            .filter(|r| r.get("date") == Some(&json!(day)))
            .filter_map(|r| r.get("start_time").and_then(Value::as_str).map(str::to_owned))
            .collect();
        for start in [540, 600, 660] {
            if !taken.contains(&days::clock(start)) {
                let task = if turn == 0 && start == 540 { "referent_meeting" } else { "esf_admin" };
                records.push(self.record(post, day, (start, start + 60), task, &[]));
            }
        }
        let from = if taken.contains(&days::clock(810)) { 870 } else { 810 };
        let people: Vec<&String> = post.people.iter().take(3).map(|f| &f.participant).collect();
        if people.len() == 3 && turn == 2 {
            records.push(self.record(post, day, (from, from + 60), "collective_session", &people));
            records.push(self.record(post, day, (from + 60, 1050), "esf_admin", &[]));
        } else {
            records.push(self.record(post, day, (from, 1050), "network", &[]));
        }
    }

    fn hand_in(&self, post: &Post, monday: Day) -> Result<(), String> {
        let week = IsoWeek::of(monday);
        let path = format!("/v1/agenda-weeks/{}/{week}", post.worker.id);
        let seen = self.office.get(&post.worker, &path)?;
        let handed = self.office.verb_at(&post.worker, &format!("{path}/submit"), version(&seen), &json!({}))?;
        self.office.verb_at(&self.director, &format!("{path}/accept"), version(&handed), &json!({}))?;
        Ok(())
    }

    /// The month before is signed by the one and the other in the week after its end; the last one waits.
    fn month_end(&mut self, monday: Day) -> Result<(), String> {
        let month = Month::of(civil::add_days(monday, -7));
        let begun =
            days::mondays(self.plan.today, self.plan.weeks).first().is_some_and(|first| *first <= month.first());
        if month == Month::of(monday) || !begun || monday > civil::add_days(self.plan.today, -14) {
            return Ok(());
        }
        let numbers: Vec<usize> = (0..self.posts.len()).filter(|n| *n != 1).collect();
        together(&numbers, |n| {
            let post = self.posts.get(*n).ok_or("no post")?;
            let path = format!("/v1/timesheets/{}/{month}", post.worker.id);
            let sheet = self.office.get(&post.worker, &path)?;
            let minutes = sheet
                .pointer("/totals/total_minutes")
                .or_else(|| sheet.pointer("/total_minutes"))
                .and_then(Value::as_i64);
            if minutes == Some(0) {
                return Ok(());
            }
            let sheet = self.office.verb_at(&post.worker, &format!("{path}/sign"), version(&sheet), &json!({}))?;
            if n % 4 != 3 {
                self.office.verb_at(&self.director, &format!("{path}/countersign"), version(&sheet), &json!({}))?;
            }
            Ok(())
        })?;
        Ok(())
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
