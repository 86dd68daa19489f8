//! What fewer roles read than the object it stands in (`trust.md` § 2.1): the grid says who gets the
//! object, this says who gets it whole.

use super::role::Role;

/// Something that an object holds and that not every role which reads the object may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restricted {
    /// What was said in an interview: whoever records on behalf of a referent writes it, and reads it no more.
    InterviewReports,
    /// Barriers of health, in lists: whoever enters a form sees that one form alone (`domain.md` § 3).
    HealthBarriers,
    /// What the support alone needs of a person, a pathway or a stage: how to reach them, timers, words, what they
    /// receive. Who stands beside it (a correspondent of France Travail) reads who, where and how it ended.
    Support,
    /// Whole lists as a file: who enters data on behalf of others takes none away (`trust.md` § 2.1).
    Exports,
    /// The answers of the ESF with the names of those who gave them, as a file (`domain.md` § 3).
    EsfAnswers,
}

impl Restricted {
    /// The roles that read it, as far as they reach the object.
    pub const fn readers(self) -> &'static [Role] {
        match self {
            Self::InterviewReports => &[Role::Director, Role::TerritorialOfficer, Role::Referent],
            Self::Support => {
                &[Role::Director, Role::TerritorialOfficer, Role::Assistant, Role::DataManager, Role::Referent]
            }
            Self::HealthBarriers => &[Role::Director, Role::TerritorialOfficer, Role::DataManager, Role::Referent],
            Self::Exports => &[
                Role::Director,
                Role::TerritorialOfficer,
                Role::DataManager,
                Role::InnovativeProjectsOfficer,
                Role::Referent,
                Role::EmployerRelationsOfficer,
                Role::FinanceOfficer,
            ],
            Self::EsfAnswers => &[Role::Director, Role::DataManager],
        }
    }
}
