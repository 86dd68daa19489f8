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

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    operations::routes(cfg);
    operation_outputs::routes(cfg);
    participations::routes(cfg);
    charters::routes(cfg);
    absences::routes(cfg);
    time_records::routes(cfg);
    agenda_weeks::routes(cfg);
    timesheets::routes(cfg);
    audit_missions::routes(cfg);
}
