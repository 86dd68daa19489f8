//! The common indicators as conditions on a participation `f`: what `esf/participations/rules/indicators.rs` says in Rust.

use crate::esf::participations::rules::Programme;
use crate::reports::figures::FigureName as F;

/// Whether the entry is complete (R7.1, R7.2).
pub(super) const ENTRY: &str = "(f.gender is not null and f.el is not null
  and (not f.hh or (f.jobless is not null and f.children is not null and f.single_adult is not null)))";
/// Whether the exit is told whole.
pub(super) const EXIT: &str = "(f.xl is not null and f.xq is not null
  and (f.el is null or f.el <> 'inactive' or f.xl <> 'inactive' or f.xs is not null))";
/// Whether the six months after are told.
pub(super) const SIX: &str =
    "(f.six and (f.sn or (f.sl is not null and (f.el is null or f.el <> 'employed' or f.si is not null))))";

const WITHOUT_WORK: &str = "f.el in ('unemployed', 'inactive')";
const LONG_TERM: &str = "f.el = 'unemployed' and ((f.age < 25 and f.months > 6) or (f.age >= 25 and f.months > 12))";
const IDLE: &str = "f.el = 'inactive' and not f.ee";
const ORIGIN: &str = "(f.third_country = 'yes' or f.foreign_background = 'yes' or f.minority = 'yes')";
const DISADVANTAGED: &str = "((f.hh and (f.jobless or (f.single_adult and f.children))) or f.third_country = 'yes'
  or f.foreign_background = 'yes' or f.minority = 'yes' or f.disabled = 'yes' or f.isced = 0 or f.housing)";
const SEARCHING: &str = "(f.xl = 'unemployed' or (f.xl = 'inactive' and f.xs))";
const NEWLY_LEARNING: &str = "(f.xe and not f.ee)";

/// The period whose indicator a figure is.
pub(super) fn programme_of(figure: F) -> Option<Programme> {
    let code = figure.code();
    if code.starts_with("ee") {
        Some(Programme::EsfPlus)
    } else if code.starts_with("co") || code.starts_with("cr") {
        Some(Programme::Esf2014)
    } else {
        None
    }
}

/// What an indicator counts, and among whom, of the complete records of its period.
pub(super) fn indicator(figure: F) -> Option<(String, String)> {
    let of_all = |counted: &str| Some((format!("({counted})"), "1 = 1".to_owned()));
    let upon_leaving = |counted: &str, among: &str| {
        Some((format!("({counted})"), format!("f.left_on is not null and {EXIT} and {among}")))
    };
    let later = |counted: &str, among: &str| {
        let reached = format!("f.left_on is not null and {SIX} and not f.sn and {among}");
        Some((format!("({counted})"), reached))
    };
    let old = "f.age >= 55";
    let any = format!(
        "(f.el = 'inactive' and {SEARCHING}) or {NEWLY_LEARNING} or f.xq or ({WITHOUT_WORK} and f.xl = 'employed')"
    );
    match figure {
        F::Co01 | F::Eeco02 => of_all("f.el = 'unemployed'"),
        F::Co02 | F::Eeco03 => of_all(LONG_TERM),
        F::Co03 | F::Eeco04 => of_all("f.el = 'inactive'"),
        F::Co04 => of_all(IDLE),
        F::Co05 | F::Eeco05 => of_all("f.el = 'employed'"),
        F::Co06 => of_all("f.age <= 24"),
        F::Co07 | F::Eeco08 => of_all(old),
        F::Co08 => of_all(&format!("{old} and (f.el = 'unemployed' or ({IDLE}))")),
        F::Co09 => of_all("f.isced in (1, 2)"),
        F::Co10 | F::Eeco10 => of_all("f.isced in (3, 4)"),
        F::Co11 | F::Eeco11 => of_all("f.isced >= 5"),
        F::Co12 => of_all("f.hh and f.jobless"),
        F::Co13 => of_all("f.hh and f.jobless and f.children"),
        F::Co14 => of_all("f.hh and f.single_adult and f.children"),
        F::Co15 => of_all(ORIGIN),
        F::Co16 | F::Eeco12 => of_all("f.disabled = 'yes'"),
        F::Co17 => of_all("f.isced = 0"),
        F::Co18 | F::Eeco16 => of_all("f.housing"),
        F::Co19 | F::Eeco17 => of_all("f.rural"),
        F::Eeco06 => of_all("f.age <= 17"),
        F::Eeco07 => of_all("f.age between 18 and 29"),
        F::Eeco09 => of_all("f.isced <= 2"),
        F::Eeco13 => of_all("f.third_country = 'yes'"),
        F::Eeco14 => of_all("f.foreign_background = 'yes'"),
        F::Eeco15 => of_all("f.minority = 'yes'"),
        F::Cr01 | F::Eecr01 => upon_leaving(SEARCHING, "f.el = 'inactive'"),
        F::Cr02 | F::Eecr02 => upon_leaving(NEWLY_LEARNING, "1 = 1"),
        F::Cr03 | F::Eecr03 => upon_leaving("f.xq", "1 = 1"),
        F::Cr04 | F::Eecr04 => upon_leaving("f.xl = 'employed'", WITHOUT_WORK),
        F::Cr05 => upon_leaving(&any, DISADVANTAGED),
        F::Cr06 | F::Eecr05 => later("f.sl = 'employed'", WITHOUT_WORK),
        F::Cr07 | F::Eecr06 => later("f.si", "f.el = 'employed'"),
        F::Cr08 => later("f.sl = 'employed'", &format!("{WITHOUT_WORK} and {old}")),
        F::Cr09 => later("f.sl = 'employed'", &format!("{WITHOUT_WORK} and {DISADVANTAGED}")),
        _ => None,
    }
}
