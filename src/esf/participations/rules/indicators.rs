//! The common indicators of both programming periods (§ 7.3 to § 7.5): which of them a participation counts in.
//! The reports count the same in SQL; a test holds the two against each other over generated populations.

use std::collections::BTreeSet;

use super::{EsfAnswer, LabourClass, Programme, Record, Situation, standing};

crate::text_enum! {
    /// A common indicator that counts participants.
    pub enum Indicator {
        Co01 = "co01",
        Co02 = "co02",
        Co03 = "co03",
        Co04 = "co04",
        Co05 = "co05",
        Co06 = "co06",
        Co07 = "co07",
        Co08 = "co08",
        Co09 = "co09",
        Co10 = "co10",
        Co11 = "co11",
        Co12 = "co12",
        Co13 = "co13",
        Co14 = "co14",
        Co15 = "co15",
        Co16 = "co16",
        Co17 = "co17",
        Co18 = "co18",
        Co19 = "co19",
        Cr01 = "cr01",
        Cr02 = "cr02",
        Cr03 = "cr03",
        Cr04 = "cr04",
        Cr05 = "cr05",
        Cr06 = "cr06",
        Cr07 = "cr07",
        Cr08 = "cr08",
        Cr09 = "cr09",
        Eeco01 = "eeco01",
        Eeco02 = "eeco02",
        Eeco03 = "eeco03",
        Eeco04 = "eeco04",
        Eeco05 = "eeco05",
        Eeco06 = "eeco06",
        Eeco07 = "eeco07",
        Eeco08 = "eeco08",
        Eeco09 = "eeco09",
        Eeco10 = "eeco10",
        Eeco11 = "eeco11",
        Eeco12 = "eeco12",
        Eeco13 = "eeco13",
        Eeco14 = "eeco14",
        Eeco15 = "eeco15",
        Eeco16 = "eeco16",
        Eeco17 = "eeco17",
        Eecr01 = "eecr01",
        Eecr02 = "eecr02",
        Eecr03 = "eecr03",
        Eecr04 = "eecr04",
        Eecr05 = "eecr05",
        Eecr06 = "eecr06",
    }
}
use Indicator as I;

impl Indicator {
    /// Whether it is made of answers that nobody may list people by (G4).
    pub const fn is_sensitive(self) -> bool {
        matches!(self, I::Co15 | I::Co16 | I::Co17 | I::Cr05 | I::Cr09 | I::Eeco12 | I::Eeco13 | I::Eeco14 | I::Eeco15)
    }

    /// The period whose indicator it is.
    pub const fn programme(self) -> Programme {
        if matches!(self.code().as_bytes().first(), Some(b'e')) { Programme::EsfPlus } else { Programme::Esf2014 }
    }
}

/// What an indicator asks of a participation with a complete entry.
#[derive(Debug, Clone, Copy)]
struct Asked {
    age: i64,
    entry: Situation,
    long_term: bool,
    /// A known result at the exit: in education newly, qualified, at work, looking for work.
    exit: Option<AtExit>,
    /// At work six months later, or better off.
    six_month: Option<Later>,
    disadvantaged: bool,
}

#[derive(Debug, Clone, Copy)]
struct AtExit {
    searching: bool,
    newly_in_education: bool,
    qualified: bool,
    employed: bool,
}

#[derive(Debug, Clone, Copy)]
struct Later {
    employed: bool,
    improved: bool,
}

impl Asked {
    fn is(&self, class: LabourClass) -> bool {
        self.entry.class == class
    }
    fn without_work(&self) -> bool {
        !self.is(LabourClass::Employed)
    }
}

/// The indicators that a participation counts in; none while its entry is incomplete (R7.1, R7.2).
pub fn counted(record: &Record) -> BTreeSet<Indicator> {
    let done = standing(record);
    let (true, Some(entry)) = (done.entry, record.entry.situation) else { return BTreeSet::new() };
    let age = record.entry.age;
    let months = entry.months.unwrap_or_default();
    let exit = record.exit.filter(|_| done.exit).and_then(|exit| {
        let now = exit.situation?;
        let looks = now.class == LabourClass::Inactive && exit.searching == Some(true);
        Some(AtExit {
            searching: now.class == LabourClass::Unemployed || looks,
            newly_in_education: now.in_education && !entry.in_education,
            qualified: exit.qualification_gained == Some(true),
            employed: now.class == LabourClass::Employed,
        })
    });
    let left = record.exit.is_some();
    let six_month = record.six_month.filter(|_| left && done.six_month).and_then(|six| {
        let now = six.situation.filter(|_| !six.not_reached)?;
        Some(Later { employed: now.class == LabourClass::Employed, improved: six.improved == Some(true) })
    });
    let asked = Asked {
        age,
        entry,
        long_term: entry.class == LabourClass::Unemployed && months > if age < 25 { 6 } else { 12 },
        exit,
        six_month,
        disadvantaged: disadvantaged(record),
    };
    let all = match record.programme {
        Programme::Esf2014 => of_2014(record, &asked),
        Programme::EsfPlus => of_2021(record, &asked),
    };
    all.into_iter().filter(|(_, counts)| *counts).map(|(indicator, _)| indicator).collect()
}

/// One of the groups CO12 to CO18; the household ones until they were removed (§ 7.4).
fn disadvantaged(record: &Record) -> bool {
    let yes = |answer| answer == EsfAnswer::Yes;
    let (codes, home) = (record.entry.codes, record.entry.household);
    let jobless = home.jobless == Some(true);
    let alone = home.single_adult == Some(true) && home.dependent_children == Some(true);
    let household = super::asks_household(record.programme, record.entered_on) && (jobless || alone);
    let origin = yes(codes.third_country) || yes(codes.foreign_background) || yes(codes.minority);
    let other = record.entry.situation.is_some_and(|s| s.isced == 0 || s.housing_exclusion == Some(true));
    household || origin || yes(codes.disabled) || other
}

fn of_2014(record: &Record, a: &Asked) -> Vec<(Indicator, bool)> {
    let (codes, home, isced) = (record.entry.codes, record.entry.household, a.entry.isced);
    let (unemployed, inactive) = (a.is(LabourClass::Unemployed), a.is(LabourClass::Inactive));
    let household = super::asks_household(record.programme, record.entered_on);
    let jobless = household && home.jobless == Some(true);
    let children = home.dependent_children == Some(true);
    let old = a.age >= 55;
    let idle = inactive && !a.entry.in_education;
    let yes = |answer| answer == EsfAnswer::Yes;
    let origin = yes(codes.third_country) || yes(codes.foreign_background) || yes(codes.minority);
    let at_exit = |counts: fn(&AtExit) -> bool| a.exit.as_ref().is_some_and(counts);
    let searching = inactive && at_exit(|x| x.searching);
    let working = a.without_work() && at_exit(|x| x.employed);
    let any = searching || at_exit(|x| x.newly_in_education) || at_exit(|x| x.qualified) || working;
    let later = a.without_work() && a.six_month.is_some_and(|s| s.employed);
    let improved = a.is(LabourClass::Employed) && a.six_month.is_some_and(|s| s.improved);
    vec![
        (I::Co01, unemployed),
        (I::Co02, a.long_term),
        (I::Co03, inactive),
        (I::Co04, idle),
        (I::Co05, a.is(LabourClass::Employed)),
        (I::Co06, a.age <= 24),
        (I::Co07, old),
        (I::Co08, old && (unemployed || idle)),
        (I::Co09, matches!(isced, 1 | 2)),
        (I::Co10, matches!(isced, 3 | 4)),
        (I::Co11, isced >= 5),
        (I::Co12, jobless),
        (I::Co13, jobless && children),
        (I::Co14, household && home.single_adult == Some(true) && children),
        (I::Co15, origin),
        (I::Co16, yes(codes.disabled)),
        (I::Co17, isced == 0),
        (I::Co18, a.entry.housing_exclusion == Some(true)),
        (I::Co19, record.entry.rural == Some(true)),
        (I::Cr01, searching),
        (I::Cr02, at_exit(|x| x.newly_in_education)),
        (I::Cr03, at_exit(|x| x.qualified)),
        (I::Cr04, working),
        (I::Cr05, a.disadvantaged && any),
        (I::Cr06, later),
        (I::Cr07, improved),
        (I::Cr08, later && old),
        (I::Cr09, later && a.disadvantaged),
    ]
}

fn of_2021(record: &Record, a: &Asked) -> Vec<(Indicator, bool)> {
    let (codes, isced) = (record.entry.codes, a.entry.isced);
    let inactive = a.is(LabourClass::Inactive);
    let yes = |answer| answer == EsfAnswer::Yes;
    let at_exit = |counts: fn(&AtExit) -> bool| a.exit.as_ref().is_some_and(counts);
    let later = a.without_work() && a.six_month.is_some_and(|s| s.employed);
    vec![
        (I::Eeco01, true),
        (I::Eeco02, a.is(LabourClass::Unemployed)),
        (I::Eeco03, a.long_term),
        (I::Eeco04, inactive),
        (I::Eeco05, a.is(LabourClass::Employed)),
        (I::Eeco06, a.age <= 17),
        (I::Eeco07, (18..=29).contains(&a.age)),
        (I::Eeco08, a.age >= 55),
        (I::Eeco09, isced <= 2),
        (I::Eeco10, matches!(isced, 3 | 4)),
        (I::Eeco11, isced >= 5),
        (I::Eeco12, yes(codes.disabled)),
        (I::Eeco13, yes(codes.third_country)),
        (I::Eeco14, yes(codes.foreign_background)),
        (I::Eeco15, yes(codes.minority)),
        (I::Eeco16, a.entry.housing_exclusion == Some(true)),
        (I::Eeco17, record.entry.rural == Some(true)),
        (I::Eecr01, inactive && at_exit(|x| x.searching)),
        (I::Eecr02, at_exit(|x| x.newly_in_education)),
        (I::Eecr03, at_exit(|x| x.qualified)),
        (I::Eecr04, a.without_work() && at_exit(|x| x.employed)),
        (I::Eecr05, later),
        (I::Eecr06, a.is(LabourClass::Employed) && a.six_month.is_some_and(|s| s.improved)),
    ]
}

#[cfg(test)]
mod tests;
