//! What may be asked of each report, and of which days.

use super::months_before;
use crate::civil::{Month, add_days, days_between};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::failure::{Failure, Outcome};
use crate::http::query::malformed;
use crate::reference::names;
use crate::reports::api::{ReportName, ReportQuery};

/// The longest period of a report, in days: five years.
pub(super) const LONGEST_DAYS: i64 = 5 * 366;

/// A parameter that the report does not take would be lost in silence.
pub(super) fn only_known(name: ReportName, q: &ReportQuery) -> Outcome<()> {
    let given = [
        ("on", q.on.is_some()),
        ("from", q.from.is_some()),
        ("to", q.to.is_some()),
        ("referent_id", q.referent_id.is_some()),
        ("user_id", q.user_id.is_some()),
        ("operation_id", q.operation_id.is_some()),
        ("task", q.task.is_some()),
        ("type", q.interview_type.is_some()),
        ("modality", q.modality.is_some()),
        ("gender", q.gender.is_some()),
        ("as_known_on", q.as_known_on.is_some()),
        ("masked", q.masked.is_some()),
        ("exit_reason", q.exit_reason.is_some()),
        ("stage_type", q.stage_type.is_some()),
        ("theme", q.theme.is_some()),
        ("resource_origin", q.resource_origin.is_some()),
        ("status", q.status.is_some()),
        ("role", q.role.is_some()),
        ("job_title", q.job_title.is_some()),
        ("structure_id", q.structure_id.is_some()),
        ("territory_id", q.territory_id.is_some()),
    ];
    let known: &[&str] = match name {
        ReportName::Caseload => &["on", "referent_id", "masked"],
        ReportName::ReferentActivity => &[
            "from",
            "to",
            "referent_id",
            "type",
            "modality",
            "exit_reason",
            "stage_type",
            "theme",
            "resource_origin",
            "structure_id",
            "status",
            "masked",
        ],
        ReportName::TimeSplit => &["from", "to", "user_id", "operation_id", "task", "masked"],
        ReportName::EsfIndicators | ReportName::EsfParticipants => {
            &["from", "to", "operation_id", "gender", "as_known_on", "masked"]
        }
        ReportName::OperatorAnnual => &["from", "to", "operation_id", "masked"],
        ReportName::Means => &[
            "on",
            "from",
            "to",
            "user_id",
            "role",
            "job_title",
            "structure_id",
            "territory_id",
            "operation_id",
            "masked",
        ],
        ReportName::DataQuality => &["from", "to", "referent_id", "territory_id", "masked"],
        ReportName::ComplianceCalendar => &["from", "to", "referent_id", "masked"],
    };
    match given.iter().find(|(parameter, is_given)| *is_given && !known.contains(parameter)) {
        None => Ok(()),
        Some((unknown, _)) => Err(Failure::request(
            "unknown_parameter",
            format!("Le rapport {name} ne prend pas « {unknown} » ; il prend {}.", known.join(", ")),
            format!("The report {name} does not take `{unknown}`; it takes {}.", known.join(", ")),
        )),
    }
}

/// A code with a typing error would find nothing, and look like an empty period.
pub(super) fn codes(cx: &Ctx<'_>, q: &ReportQuery) -> Outcome<()> {
    let coded = [
        ("type", names::INTERVIEW_TYPE, q.interview_type.as_deref()),
        ("modality", names::MODALITY, q.modality.as_deref()),
        ("task", names::TASK, q.task.as_deref()),
        ("gender", names::GENDER, q.gender.as_deref()),
        ("exit_reason", names::EXIT_REASON, q.exit_reason.as_deref()),
        ("stage_type", names::STAGE_TYPE, q.stage_type.as_deref()),
        ("theme", names::BARRIER, q.theme.as_deref()),
        ("resource_origin", names::RESOURCE_ORIGIN, q.resource_origin.as_deref()),
    ];
    for (parameter, list, code) in coded {
        let Some(code) = code else { continue };
        // a charter may have tasks of its own
        let chartered = list == names::TASK
            && cx.tenant().charters.iter().any(|held| held.charter.tasks.iter().any(|t| t.code == code));
        if cx.lists().get(list, code).is_none() && !chartered {
            let known = cx.lists().codes(list).unwrap_or_default();
            return Err(malformed(parameter, code, known.into_iter().map(|(code, _)| code.to_owned()).collect()));
        }
    }
    Ok(())
}

/// The period: the year up to the day for the caseload, else from the first of the year.
pub(super) fn period(cx: &Ctx<'_>, name: ReportName, q: &ReportQuery) -> Outcome<(Day, Day)> {
    if name == ReportName::Caseload {
        let on = q.on.unwrap_or(cx.today);
        return Ok((add_days(months_before(on, 12), 1), on));
    }
    let to = q.to.unwrap_or_else(|| q.from.map_or(cx.today, |from| from.max(cx.today)));
    let first = Month::new(Month::of(to).year(), 1).map_or(to, Month::first);
    let from = q.from.unwrap_or(first);
    if to < from {
        return Err(malformed("to", "before from", Vec::new()));
    }
    if days_between(from, to) > LONGEST_DAYS {
        return Err(malformed("to", "more than five years", Vec::new()));
    }
    Ok((from, to))
}
