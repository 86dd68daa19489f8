//! Intake: how a person enters the PLIE.
//!
//! A partner pushes an orientation; the person is welcomed in a reception slot; a referent and the person make
//! the entry file; a commission (CLAS) decides; an admission opens a pathway (domain § 4.1).
//!
//! Each of these is a small machine of its own. What one does to another (an admission closes the orientation
//! and decides the file) is told by `commissions::rules::Effect`, and carried out by the flow that decided.

pub(crate) mod commissions;
pub(crate) mod entry_files;
pub(crate) mod known;
pub(crate) mod orientations;
pub(crate) mod reception_slots;

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    orientations::routes(cfg);
    entry_files::routes(cfg);
    reception_slots::routes(cfg);
    commissions::routes(cfg);
}
