//! The directory: partner structures, territories, sites, referents and other staff.
//!
//! A partner structure has a SIRET checked by its Luhn key. A referent is a member of staff who follows people:
//! a share of full time, of which a part goes to supporting participants (S2.1), a weekly schedule, a
//! supervisor who is somebody else, a period. The caseload target is 70 people a full time (S2.3, a setting),
//! rounded half up; above it the system warns and never blocks.
//!
//! Shares of full time are whole ten-thousandths (1 FTE = 10,000), so that sums are exact.

pub(crate) mod rules;
