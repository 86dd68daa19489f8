//! What an audit mission shows of whom, for the access log (R3.5, R3.6).

use std::collections::BTreeMap;

use uuid::Uuid;

use super::store::dossier::Dossiers;
use crate::audit::access::Access;
use crate::ctx::Ctx;
use crate::ids::{AuditMissionId, ParticipantId};

/// Every reading of an account from outside leaves a line.
pub(super) fn noted(cx: &mut Ctx<'_>, missions: &[AuditMissionId]) {
    if cx.reach.grant {
        let objects = missions.iter().map(|id| id.0).collect();
        cx.disclose(Access { resource: "audit_missions", person: None, objects, fields: (&["mission"]).into() });
    }
}

/// What an auditor reads of the costs of an operation (§ 3); the PLIE's own people read them in the course of their work.
pub(crate) fn of_operation(
    cx: &mut Ctx<'_>,
    resource: &'static str,
    objects: Vec<Uuid>,
    fields: &'static [&'static str],
) {
    if cx.reach.grant {
        cx.disclose(Access { resource, person: None, objects, fields: fields.into() });
    }
}

/// The people whose evidence is shown, each with the records that show it.
#[derive(Debug, Default)]
pub(super) struct Shown(BTreeMap<ParticipantId, Vec<Uuid>>);

impl Shown {
    /// Those of some records.
    pub(super) fn of(dossiers: &Dossiers) -> Self {
        let mut shown = Self::default();
        shown.add(dossiers);
        shown
    }

    /// Those of some more.
    pub(super) fn add(&mut self, dossiers: &Dossiers) {
        for record in &dossiers.records {
            for share in dossiers.shares.get(&record.id).into_iter().flatten() {
                self.0.entry(share.participant_id).or_default().push(record.id.0);
            }
        }
    }

    /// A line for each of them, whoever reads.
    pub(super) fn note(self, cx: &mut Ctx<'_>, mission: AuditMissionId, fields: &'static [&'static str]) {
        noted(cx, &[mission]);
        for (person, objects) in self.0 {
            cx.disclose(Access { resource: "audit_missions", person: Some(person), objects, fields: fields.into() });
        }
    }
}
