//! An entry file as the members of a commission read it (`domain.md` § 3): what is sensitive is told by its effect alone,
//! criterion met, evidence checked; barriers of health are left out.

use serde::Serialize;
use utoipa::ToSchema;

use super::facts::{self, Parts};
use super::rules::{self, DepartmentOpinion, EntryFileStatus, EvidenceState};
use super::store::EntryFileRow;
use crate::ctx::Ctx;
use crate::failure::Outcome;
use crate::identity::users;
use crate::ids::EntryFileId;
use crate::participants::vault::words;
use crate::pathways::barriers::rules::HEALTH;
use crate::reference::names;

/// What a commission reads of an entry file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "status": "submitted", "referent_name": "Camille Roux", "project_maturity": "idea", "autonomy_level": 2, "target_rome": ["N1103"], "summary": "Souhaite travailler dans la logistique.", "criteria": [{"criterion": "rsa", "status": "met"}], "barriers": [{"theme": "mobility", "severity": 2}], "objectives": ["Passer le permis B"], "department_opinion": "favourable", "signed_by_candidate": true, "signed_by_prescriber": true}))]
pub(crate) struct EntryFileSummary {
    /// Its identifier.
    pub(crate) id: EntryFileId,
    /// Where it stands.
    pub(crate) status: EntryFileStatus,
    /// The referent who made it with the person.
    #[schema(required = true)]
    pub(crate) referent_name: Option<String>,
    /// Maturity of the project, a code of `project_maturity`.
    #[schema(required = true)]
    pub(crate) project_maturity: Option<String>,
    /// Degree of autonomy, 1 (little) to 4 (full).
    #[schema(required = true)]
    pub(crate) autonomy_level: Option<i64>,
    /// ROME codes of the jobs aimed at.
    pub(crate) target_rome: Vec<String>,
    /// The diagnosis in words.
    #[schema(required = true)]
    pub(crate) summary: Option<String>,
    /// Publics that the person belongs to, and whether that was proved.
    pub(crate) criteria: Vec<CriterionSummary>,
    /// Barriers found, but for those of health.
    pub(crate) barriers: Vec<BarrierSummary>,
    /// First objectives.
    pub(crate) objectives: Vec<String>,
    /// What the département says, for an RSA recipient.
    pub(crate) department_opinion: DepartmentOpinion,
    /// Whether the candidate signed.
    #[schema(required = true)]
    pub(crate) signed_by_candidate: Option<bool>,
    /// Whether the prescriber signed.
    #[schema(required = true)]
    pub(crate) signed_by_prescriber: Option<bool>,
}

/// Whether somebody is of a public.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"criterion": "rsa", "status": "met"}))]
pub(crate) struct CriterionSummary {
    /// Code of the list `criterion`; null where naming it would tell what is protected.
    #[schema(required = true)]
    pub(crate) criterion: Option<String>,
    /// What its evidence is worth.
    pub(crate) status: EvidenceState,
}

/// A barrier that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"theme": "mobility", "severity": 2}))]
pub(crate) struct BarrierSummary {
    /// Code of the list `barrier`.
    pub(crate) theme: String,
    /// 1 to 3 (blocking).
    pub(crate) severity: i64,
}

/// The summary of a file that was found in reach; who reads its words is in the access log.
pub(crate) fn summary(cx: &mut Ctx<'_>, row: EntryFileRow) -> Outcome<EntryFileSummary> {
    let row = words::opened_one(cx, row)?;
    let (parts, tenant, on) = (Parts::of(&row)?, cx.tenant(), row.judged_on(cx.today));
    let staff = users::names(cx, &[row.referent_user_id])?;
    let criteria = facts::criteria(&tenant.lists, &parts.criteria);
    let judged = criteria.iter().map(|c| {
        let protected = tenant.lists.attr_bool(names::CRITERION, c.code, "sensitive") == Some(true);
        CriterionSummary { criterion: (!protected).then(|| c.code.to_owned()), status: rules::evidence_state(c, on) }
    });
    let criteria = judged.collect();
    let diagnosis = parts.diagnosis.unwrap_or_default();
    let found = parts.barriers.into_iter().filter(|b| b.severity > 0 && b.theme.as_str() != HEALTH);
    Ok(EntryFileSummary {
        id: row.id,
        status: row.status,
        referent_name: staff.values().next().map(|(first, last)| format!("{first} {last}")),
        project_maturity: diagnosis.project_maturity.map(|code| code.into_string()),
        autonomy_level: diagnosis.autonomy_level,
        target_rome: diagnosis.target_rome.unwrap_or_default().into_iter().map(String::from).collect(),
        summary: diagnosis.summary.map(String::from),
        criteria,
        barriers: found.map(|b| BarrierSummary { theme: b.theme.into_string(), severity: b.severity }).collect(),
        objectives: parts.objectives.into_iter().map(|o| o.text.into_string()).collect(),
        department_opinion: row.department_opinion,
        signed_by_candidate: row.signed_by_candidate,
        signed_by_prescriber: row.signed_by_prescriber,
    })
}
