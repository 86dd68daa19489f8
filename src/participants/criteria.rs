//! The publics that a participant is proved to belong to: the latest evidence of each criterion (§ 5.1).

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::{flow, store};
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::Day;
use crate::db::schema::participant_criteria as t;
use crate::failure::Outcome;
use crate::ids::{AnyId, EntryFileId, ParticipantId};

/// Evidence of a criterion.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    /// The criterion.
    pub(crate) criterion: String,
    /// When the evidence was issued.
    pub(crate) issued_on: Day,
    /// The last day it holds; none where it does not age.
    pub(crate) valid_until: Option<Day>,
    /// The document.
    pub(crate) document: Option<AnyId>,
}

/// Keeps what an entry file proves of its person, in place of what it proved before. Later evidence from
/// elsewhere stays.
pub(crate) fn prove(
    cx: &mut Ctx<'_>,
    participant: ParticipantId,
    file: EntryFileId,
    proofs: Vec<Proof>,
) -> Outcome<()> {
    let person = store::held(cx, &Reach::everything(), participant)?;
    let plie = cx.plie();
    let theirs = || t::table.filter(t::plie_id.eq(plie)).filter(t::participant_id.eq(participant));
    let before: BTreeSet<String> = theirs().select(t::criterion).load(cx.conn)?.into_iter().collect();
    diesel::delete(theirs().filter(t::entry_file_id.eq(file))).execute(cx.conn)?;
    let known: Vec<(String, Day, AnyId)> = theirs().select((t::criterion, t::issued_on, t::id)).load(cx.conn)?;
    let known: HashMap<String, (Day, AnyId)> = known.into_iter().map(|(c, day, id)| (c, (day, id))).collect();
    for proof in proofs {
        match known.get(&proof.criterion) {
            Some((day, _)) if *day > proof.issued_on => continue,
            Some((_, id)) => drop(diesel::delete(t::table.find((cx.plie(), *id))).execute(cx.conn)?),
            None => {}
        }
        diesel::insert_into(t::table)
            .values((
                t::plie_id.eq(cx.plie()),
                t::id.eq(AnyId::new()),
                t::participant_id.eq(participant),
                t::criterion.eq(proof.criterion),
                t::issued_on.eq(proof.issued_on),
                t::valid_until.eq(proof.valid_until),
                t::entry_file_id.eq(file),
                t::evidence_document_id.eq(proof.document),
                t::recorded_by.eq(cx.actor.user()),
                t::version.eq(1i64),
                t::created_at.eq(cx.now),
                t::updated_at.eq(cx.now),
            ))
            .execute(cx.conn)?;
    }
    let after: BTreeSet<String> = theirs().select(t::criterion).load(cx.conn)?.into_iter().collect();
    // the person is found by another criterion now
    if before == after { Ok(()) } else { flow::touched(cx, person, &["criteria"]) }
}
