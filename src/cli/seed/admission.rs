//! The life of a PLIE: people are oriented, received, and admitted by the commission.

use serde_json::{Value, json};

use super::days;
use super::desk::{Worker, id};
use super::people::{Public, Somebody, somebody};
use super::plie::{Followed, Run, Waiting, together};
use crate::civil;
use crate::db::Day;

impl Run<'_> {
    /// People are oriented and welcomed; their files are made.
    pub(super) fn intake(&mut self, monday: Day, week: usize) -> Result<(), String> {
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
    pub(super) fn commission(&mut self, monday: Day, week: usize) -> Result<(), String> {
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
        // the situation that the file tells is that of the entry
        self.enter(&participant, day, None)?;
        Ok(Some((
            w.post,
            Followed { pathway: id(&pathway).to_owned(), participant, public: w.somebody.public, since: day },
        )))
    }
}
