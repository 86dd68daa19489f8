//! The sheets of a month as they were signed, for whoever gathers evidence: the first, and every amendment (R6.18).

use serde_json::Value;

use super::rules::TimesheetStatus;
use super::view::TimesheetView;
use super::{flow, printed, store};
use crate::civil::Month;
use crate::ctx::Ctx;
use crate::db::Instant;
use crate::failure::Outcome;
use crate::ids::{TimesheetId, UserId};

/// A sheet that somebody has signed.
#[derive(Debug)]
pub(crate) struct SignedSheet {
    pub(crate) id: TimesheetId,
    pub(crate) amendment: i64,
    pub(crate) status: TimesheetStatus,
    /// What was signed, byte for byte.
    pub(crate) content: String,
    pub(crate) content_hash: String,
    /// When and by whom, as the employee.
    pub(crate) employee: (Option<Instant>, Option<UserId>),
    /// When and by whom, as the supervisor.
    pub(crate) supervisor: (Option<Instant>, Option<UserId>),
    /// The data of the template `timesheet`.
    pub(crate) printed: Value,
}

/// The signed sheets of a month, the first first. Whether its person is in reach was asked before.
pub(crate) fn signed(cx: &mut Ctx<'_>, user: UserId, month: Month) -> Outcome<Vec<SignedSheet>> {
    let mut sheets = Vec::new();
    for seen in flow::signed(cx, user, month)? {
        let numbers = store::numbers(cx, seen.sheet.by_operation.keys().copied().flatten().collect())?;
        let view = TimesheetView::of(&seen, cx.settings(), &numbers);
        let printed = printed::printed(cx, &view)?;
        let Some(row) = seen.row else { continue };
        sheets.push(SignedSheet {
            id: row.id,
            amendment: row.amendment,
            status: row.status,
            content: seen.text,
            content_hash: seen.hash,
            employee: (row.employee_signed_at, row.employee_signed_by),
            supervisor: (row.countersigned_at, row.countersigned_by),
            printed,
        });
    }
    Ok(sheets)
}
