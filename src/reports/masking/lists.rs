//! Which figures count nobody, and which tell of each other.

use crate::reports::figures::FigureName as F;
use crate::reports::figures::indicators::{ENTERED_2014, ENTERED_2021};
use crate::reports::flow::GroupBy;

/// Figures that add up to all.
pub(super) const PARTS: &[&[F]] = &[
    &[F::Eeco02, F::Eeco04, F::Eeco05],
    &[F::Eeco09, F::Eeco10, F::Eeco11],
    &[F::Co01, F::Co03, F::Co05],
    &[F::Co09, F::Co10, F::Co11, F::Co17],
];

/// The indicators of a period that are set against its complete records (§ 7.3, § 7.5).
pub(super) const OF_COMPLETE: &[&[F]] = &[ENTERED_2021, ENTERED_2014];

/// The results that are set against all who left (§ 7.4, § 7.5), by period as in [`OF_COMPLETE`].
pub(super) const OF_LEFT: &[&[F]] = &[&[F::Eecr02, F::Eecr03], &[F::Cr02, F::Cr03]];

/// Figures that count no people and nothing of one person: however small, nobody is recognised by them.
pub(super) const OF_NOBODY: &[F] = &[
    F::MeansFte,
    F::MeansFteSupport,
    F::Fte,
    F::FteSupport,
    F::AverageFte,
    F::AverageFteSupport,
    F::FteFixed,
    F::AverageFteFixed,
    F::MinutesScheduled,
    F::MinutesAbsent,
    F::WorkedShare,
    F::MinutesWorked,
    F::MinutesP,
    F::MinutesG,
    F::MinutesO,
    F::MinutesN,
    F::DirectShare,
    F::CollectiveSessions,
    F::Meetings,
    F::CaseloadTarget,
    F::CapacityLeft,
    F::DueOperationEnd,
    F::DueClaim,
    F::OverdueClaim,
    F::DueRetentionEnd,
    F::OverdueRetentionEnd,
    F::DueProtocolEnd,
    F::OverdueProtocolEnd,
    F::DueCharterStart,
    F::DueMissionLetterEnd,
    F::OverdueMissionLetterEnd,
    F::DueContractEnd,
    F::DueClauseEnd,
    F::DueTeamMeeting,
    F::OverdueTeamMeeting,
    F::DueTechnicalCommittee,
    F::OverdueTechnicalCommittee,
];

/// Shares that are set against something else than people: full-time equivalents, month-ends.
pub(super) const BASE_OF_NOBODY: &[F] = &[F::CaseloadPerFte, F::AverageCaseload];

/// Figures from which another one of the same group would follow: where the first is masked, so are they.
pub(super) const IMPLYING: &[(F, &[F])] = &[
    (F::ActiveCaseload, &[F::CapacityLeft, F::CaseloadPerFte]),
    (F::AverageCaseload, &[F::RenewalRate, F::InterviewsPerParticipant, F::ContactRate]),
    (F::InterviewsHeld, &[F::NoShowRate]),
    (F::NoShows, &[F::NoShowRate]),
    (F::Exits, &[F::PathwayLengthMean, F::PathwayLengthMedian]),
    // what an indicator counts at entry is what others are a part of, and what results are set against (§ 7.4, § 7.5);
    // those of who was without work tell of who was employed too
    (F::Eeco02, &[F::Eeco03, F::Eecr04, F::Eecr05]),
    (F::Eeco04, &[F::Eecr01, F::Eecr04, F::Eecr05]),
    (F::Eeco05, &[F::Eecr04, F::Eecr05, F::Eecr06]),
    (F::Co01, &[F::Co02, F::Cr04, F::Cr06, F::Cr08, F::Cr09]),
    (F::Co03, &[F::Co04, F::Cr01, F::Cr04, F::Cr06, F::Cr08, F::Cr09]),
    (F::Co05, &[F::Cr04, F::Cr06, F::Cr07, F::Cr08, F::Cr09]),
    (F::Co07, &[F::Co08, F::Cr08]),
    // who is there is who is complete and who is not
    (F::IncompleteRate, &[F::Participants]),
    (F::IncompleteEntry, &[F::Participants]),
    (F::Participants, &[F::IncompleteRate, F::IncompleteEntry]),
];

/// Rates from which the parts of another figure follow: where one of those parts is masked, so are they.
pub(super) const FOLLOWING: &[(GroupBy, F, &[F])] = &[
    (GroupBy::ExitCategory, F::Exits, &[F::PositiveExitRate, F::RawPositiveRate]),
    (GroupBy::Status, F::StagesEnded, &[F::StagesCompleted]),
];

/// The statuses of open pathways, of which the PLIE says which make the caseload.
pub(super) const OPEN_STATUSES: &[&str] = &["active", "suspended", "in_job_follow_up"];

/// The reasons of positive and of neutral exits (§ 5.7); the others are the rest.
pub(super) const REASONS: &[&[&str]] = &[
    &["job_cdi", "job_cdd_over_6m", "job_interim_6m", "job_seasonal", "business_creation", "qualifying_training"],
    &["moved_away", "retired", "deceased"],
];
