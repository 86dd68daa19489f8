//! The common indicators of the ESF that count people, by programming period (§ 7.3–7.5).

use super::FigureName as F;

/// Who entered, in 2021-2027.
pub const ENTERED_2021: &[F] = &[
    F::Eeco01,
    F::Eeco02,
    F::Eeco03,
    F::Eeco04,
    F::Eeco05,
    F::Eeco06,
    F::Eeco07,
    F::Eeco08,
    F::Eeco09,
    F::Eeco10,
    F::Eeco11,
    F::Eeco12,
    F::Eeco13,
    F::Eeco14,
    F::Eeco15,
    F::Eeco16,
    F::Eeco17,
];

/// What became of them, in 2021-2027.
pub const RESULTS_2021: &[F] = &[F::Eecr01, F::Eecr02, F::Eecr03, F::Eecr04, F::Eecr05, F::Eecr06];

/// Who entered, in 2014-2020.
pub const ENTERED_2014: &[F] = &[
    F::Co01,
    F::Co02,
    F::Co03,
    F::Co04,
    F::Co05,
    F::Co06,
    F::Co07,
    F::Co08,
    F::Co09,
    F::Co10,
    F::Co11,
    F::Co12,
    F::Co13,
    F::Co14,
    F::Co15,
    F::Co16,
    F::Co17,
    F::Co18,
    F::Co19,
];

/// What became of them, in 2014-2020.
pub const RESULTS_2014: &[F] = &[F::Cr01, F::Cr02, F::Cr03, F::Cr04, F::Cr05, F::Cr06, F::Cr07, F::Cr08, F::Cr09];
