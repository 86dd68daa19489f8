//! ESF: operations, charters, time records, agenda weeks and timesheets, from which an auditor can
//! rebuild how each minute of staff time was spent (§ 6).

/// Days on which a member of staff is away.
pub mod absences;
/// The week of a member of staff, complete or with its gaps.
pub mod agenda_weeks;
/// Service-done checks: a sample, its evidence, the pack.
pub(crate) mod audit_missions;
/// What tasks the time records of a PLIE may name.
pub mod charters;
/// What stands between the time of a period and a claim.
pub mod claim_readiness;
/// The costs of an operation as sent to the authority, frozen.
pub mod claims;
/// What an operation cost, by person and month.
pub mod cost_statements;
/// What the employment of a member of staff cost.
pub mod employment_costs;
/// What an hour of a member of staff costs.
pub mod hourly_rates;
/// Which part of their time members of staff give to an operation, by letter.
pub mod mission_letters;
/// The arithmetic of money and time, exact.
pub(crate) mod money;
/// The norms that an operation sets for who is under it.
pub(crate) mod norms;
/// The indicators of an operation that count no participants.
pub mod operation_outputs;
/// What the ESF pays for.
pub mod operations;
/// People in the operations of the ESF.
pub mod participations;
/// Whose time a caller may see, and what their contract expects.
pub(crate) mod staff;
/// Who spent which minutes on what, for whom.
pub mod time_records;
/// The month of a member of staff, signed by two people.
pub mod timesheets;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    operations::routes(cfg);
    operation_outputs::routes(cfg);
    participations::routes(cfg);
    charters::routes(cfg);
    absences::routes(cfg);
    time_records::routes(cfg);
    agenda_weeks::routes(cfg);
    timesheets::routes(cfg);
    audit_missions::routes(cfg);
    mission_letters::routes(cfg);
    employment_costs::routes(cfg);
    hourly_rates::routes(cfg);
    cost_statements::routes(cfg);
    claim_readiness::routes(cfg);
    claims::routes(cfg);
}
