//! What an attendance sheet says where a signature stands, or is to be given, in French (R6.9).

use super::rules::SignatureKind;
use super::store::SignatureRow;
use crate::civil::{day_of, french, hours, minute_of};
use crate::db::Instant;
use crate::pathways::interviews::rules::signing::SignatureState;

/// What a sheet says of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) text: String,
    /// Whether somebody has still to sign there.
    pub(crate) open: bool,
}

/// The words for a signature that stands so; `why` tells whether the sheet may say why somebody has refused.
pub(crate) fn said(state: SignatureState, signature: Option<&SignatureRow>, why: bool) -> Said {
    let standing = signature.filter(|s| s.void_at.is_none());
    let text = match (state, standing) {
        (SignatureState::Signed, Some(s)) => given(s),
        (SignatureState::Refused, Some(s)) => refused(s, why),
        (SignatureState::Voided, _) => "À signer de nouveau : les faits ont changé".to_owned(),
        (SignatureState::NotRequired, _) => "Non requise".to_owned(),
        _ => "À signer".to_owned(),
    };
    Said { text, open: state.is_owed() }
}

fn given(s: &SignatureRow) -> String {
    let means = match (s.kind, s.method.as_deref()) {
        (SignatureKind::HandwrittenScan, _) => "émargement numérisé",
        (SignatureKind::Electronic, Some(method)) => method,
        (SignatureKind::Electronic, None) => "signature électronique",
    };
    let late = if s.late { ", après coup" } else { "" };
    format!("Signé le {}, {means}{late}", moment(s.signed_at))
}

fn refused(s: &SignatureRow, why: bool) -> String {
    let on = format!("Refus de signer le {}", moment(s.signed_at));
    match s.refused_reason.as_deref().filter(|_| why) {
        Some(reason) => format!("{on} : {reason}"),
        None => on,
    }
}

fn moment(at: Instant) -> String {
    format!("{} à {}", french(day_of(at)), hours(minute_of(at)))
}

/// How many signatures a sheet waits for, in words.
pub(crate) fn awaited(open: usize) -> String {
    match open {
        0 => "Complète".to_owned(),
        1 => "1 signature attendue".to_owned(),
        more => format!("{more} signatures attendues"),
    }
}
