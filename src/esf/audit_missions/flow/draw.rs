//! How the sample of a mission comes out of its records.

use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::audit_missions::api::wire::{AuditSample, SampleRule};
use crate::esf::audit_missions::rules::sample::{self, MOST_RECORDS, SampleDraw, Told};
use crate::esf::audit_missions::store::population::{Population, people_of};
use crate::failure::{Failure, Outcome, reference_fault};
use crate::ids::{OperationId, TimeRecordId};
use crate::refusal::{Fault, Refusal};

/// A sample as it was drawn.
pub(super) struct Drawn {
    pub(super) records: Vec<TimeRecordId>,
    pub(super) hash: String,
    pub(super) population: i64,
    pub(super) participants: i64,
    pub(super) minutes: i64,
}

/// Records with their minutes, in the order in which they were drawn.
type Records = Vec<(TimeRecordId, i64)>;

/// Draws the sample.
///
/// # Errors
/// 422 where there is nothing to draw from, a record of a list is not of the operation and the period, or so many
/// records belong to the drawn participants that nobody could look at them.
pub(super) fn draw(
    cx: &mut Ctx<'_>,
    operation: OperationId,
    (from, to): (Day, Day),
    sample: &AuditSample,
) -> Outcome<Drawn> {
    let all = Population { operation, from, to };
    let population = all.count(cx)?;
    let drawn = match (&sample.rule, &sample.ids) {
        (Some(rule), _) => by_rule(cx, &all, rule)?,
        (None, Some(ids)) => listed(cx, &all, ids)?,
        (None, None) => Records::new(),
    };
    if drawn.is_empty() {
        return Err(Failure::from(vec![Fault::new(
            "/sample",
            "rule_sample_empty",
            "Aucune saisie remise de l'opération dans cette période.",
            "No record of the operation was handed in for this period.",
        )]));
    }
    if drawn.len() > MOST_RECORDS {
        return Err(Failure::from(vec![Fault::new(
            "/sample/rule/count",
            "rule_sample_size",
            format!("Les personnes tirées ont plus de {MOST_RECORDS} saisies : tirez-en moins."),
            format!("The people drawn have more than {MOST_RECORDS} records: draw fewer."),
        )]));
    }
    let records: Vec<TimeRecordId> = drawn.iter().map(|(id, _)| *id).collect();
    let rule = sample.rule.as_ref().map(|rule| (rule.draw, rule.count, seed(rule)));
    Ok(Drawn {
        hash: sample::hash(&Told { operation, from, to, rule, records: &records }),
        population,
        participants: people_of(cx, &records)?,
        minutes: drawn.iter().map(|(_, minutes)| minutes).sum(),
        records,
    })
}

fn seed(rule: &SampleRule) -> &str {
    rule.seed.as_ref().map(|seed| seed.as_str()).unwrap_or_default()
}

fn by_rule(cx: &mut Ctx<'_>, all: &Population, rule: &SampleRule) -> Outcome<Records> {
    let count = usize::try_from(rule.count).unwrap_or_default();
    let seed = seed(rule);
    if rule.draw == SampleDraw::Participants {
        let people = sample::lowest(seed, all.participants(cx)?.into_iter().map(|id| id.0), count);
        return all.of_participants(cx, &people, MOST_RECORDS);
    }
    // stretch by stretch: no more is held than is drawn, and one stretch
    let mut kept = Records::new();
    let mut after = None;
    loop {
        let stretch = all.stretch(cx, after)?;
        let Some((last, _)) = stretch.last() else { return Ok(kept) };
        after = Some(*last);
        let minutes: std::collections::HashMap<uuid::Uuid, i64> =
            kept.iter().chain(&stretch).map(|(id, minutes)| (id.0, *minutes)).collect();
        let ranked = kept.iter().chain(&stretch).map(|(id, minutes)| (id.0, *minutes));
        let drawn = match rule.draw {
            SampleDraw::LongestRecords => sample::longest(seed, ranked, count),
            SampleDraw::Records | SampleDraw::Participants => sample::lowest(seed, ranked.map(|(id, _)| id), count),
        };
        kept =
            drawn.into_iter().map(|id| (TimeRecordId::of(id), minutes.get(&id).copied().unwrap_or_default())).collect();
    }
}

/// The records of a list, in its order; each fault at its place.
fn listed(cx: &mut Ctx<'_>, all: &Population, ids: &[TimeRecordId]) -> Outcome<Records> {
    let known: std::collections::HashMap<TimeRecordId, i64> = all.among(cx, ids)?.into_iter().collect();
    let (mut drawn, mut found) = (Records::new(), Vec::new());
    for (n, id) in ids.iter().enumerate() {
        let twice = ids.iter().take(n).any(|before| before == id);
        match known.get(id) {
            Some(_) if twice => found.push(Fault::new(
                format!("/sample/ids/{n}"),
                "rule_twice",
                "Cette saisie figure deux fois.",
                "This record stands twice.",
            )),
            Some(minutes) => drawn.push((*id, *minutes)),
            None => found.push(reference_fault(format!("/sample/ids/{n}"))),
        }
    }
    Refusal::unless_empty(found)?;
    Ok(drawn)
}
