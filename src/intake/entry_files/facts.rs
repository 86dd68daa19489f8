//! What the checklist looks at, gathered for many files at once.

use std::collections::{HashMap, HashSet};

use super::api::wire::{Barrier, Consent, Diagnosis, FileCriterion, FileObjective, Notice, NoticeKind};
use super::rules::{self, ChecklistLine, Contents, Criterion, DepartmentOpinion, EvidenceState, Validity};
use super::store::{self, Answers, EntryFileRow, Person};
use crate::ctx::Ctx;
use crate::db::{Day, Json};
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::ids::{EntryFileId, ParticipantId};
use crate::participants::{Contact, Proof, prove};
use crate::reference::Lists;

/// The nested members of a row.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) diagnosis: Option<Diagnosis>,
    pub(super) criteria: Vec<FileCriterion>,
    pub(super) barriers: Vec<Barrier>,
    pub(super) objectives: Vec<FileObjective>,
    pub(super) consent: Option<Consent>,
    pub(super) notices: Vec<Notice>,
}

impl Parts {
    pub(super) fn of(row: &EntryFileRow) -> Outcome<Self> {
        fn read<T: serde::de::DeserializeOwned>(json: &Json) -> Outcome<T> {
            json.read().map_err(Failure::defect)
        }
        Ok(Self {
            diagnosis: row.diagnosis.as_ref().map(read).transpose()?,
            criteria: read(&row.criteria)?,
            barriers: read(&row.barriers)?,
            objectives: read(&row.objectives)?,
            consent: row.consent_to_enter.as_ref().map(read).transpose()?,
            notices: read(&row.notices)?,
        })
    }
}

/// How long evidence of a criterion holds: what the list says, else what neighbouring schemes say (§ 4.3).
pub(super) fn validity(lists: &Lists, criterion: &str) -> Validity {
    let months = lists.attr_i64("criterion", criterion, "validity_months").and_then(|n| u32::try_from(n).ok());
    months.map_or_else(|| rules::national_validity(criterion), Validity::Months)
}

/// The last day that evidence of a criterion holds, and what it is worth on a day.
pub(crate) fn proof_of(
    lists: &Lists,
    criterion: &str,
    issued_on: Day,
    has_document: bool,
    on: Day,
) -> (Option<Day>, EvidenceState) {
    let validity = validity(lists, criterion);
    let known = Criterion { code: criterion, has_document, issued_on: Some(issued_on), validity };
    (rules::valid_until(issued_on, validity), rules::evidence_state(&known, on))
}

/// The day of the first proof that the files of a participant tell of.
pub(crate) fn first_proof(cx: &mut Ctx<'_>, participant: ParticipantId) -> Outcome<Option<Day>> {
    let mut first: Option<Day> = None;
    for stored in store::criteria_of(cx, participant)? {
        let told: Vec<FileCriterion> = stored.read().map_err(Failure::defect)?;
        first = first.into_iter().chain(told.into_iter().filter_map(|c| c.issued_on)).min();
    }
    Ok(first)
}

/// The criteria of a file as the rules see them.
pub(super) fn criteria<'a>(lists: &Lists, given: &'a [FileCriterion]) -> Vec<Criterion<'a>> {
    given
        .iter()
        .map(|c| Criterion {
            code: c.criterion.as_str(),
            has_document: c.evidence_document_id.is_some(),
            issued_on: c.issued_on,
            validity: validity(lists, c.criterion.as_str()),
        })
        .collect()
}

/// What other rooms know of the people of some files.
pub(super) struct Around {
    people: HashMap<ParticipantId, Person>,
    answers: HashMap<ParticipantId, Answers>,
    area: HashSet<String>,
    /// Files whose pathway tells why the person is followed although living elsewhere.
    elsewhere: HashSet<EntryFileId>,
}

pub(super) fn around(cx: &mut Ctx<'_>, participants: &[ParticipantId]) -> Outcome<Around> {
    let people = store::people(cx, participants)?;
    let answers = store::answers(cx, participants, cx.today)?;
    let communes = people.values().filter_map(|p| p.commune_code.clone()).collect();
    let area = store::communes_in_area(cx, communes)?;
    let elsewhere = store::followed_elsewhere(cx, participants)?;
    Ok(Around { people, answers, area, elsewhere })
}

impl Around {
    /// What the checklist of a person's file looks at, or of a person that has none yet.
    pub(super) fn contents<'a>(
        &self,
        lists: &Lists,
        (participant, row): (ParticipantId, Option<&EntryFileRow>),
        parts: &Parts,
        criteria: &'a [Criterion<'a>],
    ) -> Contents<'a> {
        let person = self.people.get(&participant);
        let answers = self.answers.get(&participant);
        let contact = person.map(|p| Contact {
            email: p.email.as_deref(),
            phone: p.phone.as_deref(),
            contact_person: p.contact_person.as_deref(),
        });
        let notice = |kind| parts.notices.iter().any(|n| n.kind == kind);
        let diagnosis = parts.diagnosis.as_ref();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Contents {
            identity_known: person.is_some_and(|p| p.gender.is_some()),
            reachable: contact.is_some_and(Contact::is_reachable),
            address_parts: person.map_or(0, address_parts),
            in_area: person.and_then(|p| p.commune_code.as_ref()).map(|code| self.area.contains(code)),
            out_of_area_reason: row
                .is_some_and(|r| !faults::blank(r.out_of_area_reason.as_deref()) || self.elsewhere.contains(&r.id)),
            consent_given: parts.consent.is_some(),
            privacy_notice: notice(NoticeKind::Privacy),
            esf_notice: notice(NoticeKind::Esf),
            questionnaire: questionnaire(lists, answers),
            criteria,
            project_maturity: diagnosis.is_some_and(|d| d.project_maturity.is_some()),
            autonomy_level: diagnosis.is_some_and(|d| d.autonomy_level.is_some()),
            barriers: count(parts.barriers.len()),
            objectives: count(parts.objectives.len()),
            signed_by_candidate: row.is_some_and(|r| r.signed_by_candidate == Some(true)),
            signed_by_prescriber: row.and_then(|r| r.orientation_id.map(|_| r.signed_by_prescriber == Some(true))),
            department_opinion: row.map_or(DepartmentOpinion::None, |r| r.department_opinion),
            rsa: rsa(parts, answers),
        }
    }
}

/// What is expected of a person before the commission, from the very checklist that their file is held against.
#[derive(Debug)]
pub(crate) struct Expected {
    /// The latest file; none if there is none yet.
    pub(crate) file: Option<EntryFileId>,
    /// The checklist, today; once the file is decided, of that day.
    pub(crate) lines: Vec<ChecklistLine>,
    /// The last day on which a criterion of the file is proved, while it is not decided (T11).
    pub(crate) proved_until: Option<Day>,
}

/// What is expected of each of some participants in reach, in as many statements as of one.
pub(crate) fn expected(cx: &mut Ctx<'_>, people: &[ParticipantId]) -> Outcome<HashMap<ParticipantId, Expected>> {
    let mut latest = store::latest_of(cx, people)?;
    let (around, tenant) = (around(cx, people)?, cx.tenant());
    let mut out = HashMap::new();
    for person in people {
        let row = latest.remove(person);
        let parts = row.as_ref().map(Parts::of).transpose()?.unwrap_or_default();
        let on = row.as_ref().map_or(cx.today, |r| r.judged_on(cx.today));
        let waits = row.as_ref().is_some_and(|r| r.decided_at.is_none());
        let criteria = criteria(&tenant.lists, &parts.criteria);
        let contents = around.contents(&tenant.lists, (*person, row.as_ref()), &parts, &criteria);
        let met = criteria.iter().filter(|c| waits && rules::evidence_state(c, on) == EvidenceState::Met);
        let proved_until = met.filter_map(|c| rules::valid_until(c.issued_on?, c.validity)).max();
        let lines = rules::checklist(&contents, on);
        out.insert(*person, Expected { file: row.map(|r| r.id), lines, proved_until });
    }
    Ok(out)
}

/// Keeps beside the person what the file proves.
pub(super) fn keep_proofs(cx: &mut Ctx<'_>, row: &EntryFileRow) -> Outcome<()> {
    let tenant = cx.tenant();
    let proofs = Parts::of(row)?.criteria.into_iter().filter_map(|c| {
        let issued_on = c.issued_on?;
        let valid_until = rules::valid_until(issued_on, validity(&tenant.lists, c.criterion.as_str()));
        Some(Proof { criterion: c.criterion.into_string(), issued_on, valid_until, document: c.evidence_document_id })
    });
    prove(cx, row.participant_id, row.id, proofs.collect())
}

fn address_parts(person: &Person) -> i64 {
    let line = person.address.as_ref().and_then(|a| a.read::<serde_json::Value>().ok());
    let line = line.as_ref().and_then(|a| a.get("line")).and_then(|l| l.as_str());
    let known = [!faults::blank(line), person.postcode.is_some(), person.commune_code.is_some()];
    known.into_iter().map(i64::from).sum()
}

/// Answers given to the entry questionnaire, out of how many: a situation tells the status, education and level;
/// of the unemployed, since when as well (§ 7.6, § 7.7).
fn questionnaire(lists: &Lists, answers: Option<&Answers>) -> (i64, i64) {
    match answers {
        None => (0, 3),
        Some(a) if lists.attr_str("labour_status", &a.labour_status, "esf_class") == Some("unemployed") => {
            (3 + i64::from(a.unemployment_months.is_some()), 4)
        }
        Some(_) => (3, 3),
    }
}

fn rsa(parts: &Parts, answers: Option<&Answers>) -> bool {
    let listed = parts.criteria.iter().any(|c| c.criterion.as_str() == "rsa");
    let incomes: Vec<String> = answers.and_then(|a| a.minimum_incomes.read().ok()).unwrap_or_default();
    listed || incomes.iter().any(|income| income == "rsa")
}

/// What the file sets out that the pathway takes up: barriers found with their severity, objectives with their theme.
#[derive(Debug, Default)]
pub(crate) struct FirstSteps {
    pub(crate) barriers: Vec<(String, i64)>,
    pub(crate) objectives: Vec<(String, Option<String>)>,
}

/// What the pathway of a person admitted starts from (S3.6).
pub(crate) fn first_steps(row: &EntryFileRow) -> Outcome<FirstSteps> {
    let parts = Parts::of(row)?;
    let barriers = parts.barriers.into_iter().filter(|b| b.severity > 0);
    Ok(FirstSteps {
        barriers: barriers.map(|b| (b.theme.into_string(), b.severity)).collect(),
        objectives: parts.objectives.into_iter().map(|o| (o.text.into_string(), o.theme.map(String::from))).collect(),
    })
}

/// Whether the person of a file receives RSA: then the département is asked (R4.6).
pub(crate) fn receives_rsa(cx: &mut Ctx<'_>, row: &EntryFileRow) -> Outcome<bool> {
    let answers = store::answers(cx, &[row.participant_id], cx.today)?;
    Ok(rsa(&Parts::of(row)?, answers.get(&row.participant_id)))
}
