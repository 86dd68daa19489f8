use proptest::prelude::*;

use super::*;
use crate::db::Day;
use crate::esf::participations::rules::{Codes, Entry, Exit, Household, SixMonth};

fn answer() -> impl Strategy<Value = EsfAnswer> {
    prop::sample::select(EsfAnswer::ALL)
}

fn maybe() -> impl Strategy<Value = Option<bool>> {
    prop::option::of(any::<bool>())
}

fn situation() -> impl Strategy<Value = Situation> {
    (prop::sample::select(LabourClass::ALL), 0i64..40, any::<bool>(), 0i64..=8, maybe()).prop_map(
        |(class, months, in_education, isced, housing_exclusion)| Situation {
            class,
            months: (class == LabourClass::Unemployed).then_some(months),
            in_education,
            isced,
            housing_exclusion,
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let gender = prop::option::weighted(0.9, prop::sample::select(vec!["woman", "man", "non_binary"]));
    let household = (maybe(), maybe(), maybe());
    let codes = (answer(), answer(), answer(), answer());
    (gender, 14i64..80, prop::option::weighted(0.9, situation()), household, maybe(), codes).prop_map(
        |(gender, age, situation, (jobless, dependent_children, single_adult), rural, codes)| Entry {
            gender: gender.map(str::to_owned),
            age,
            situation,
            household: Household { jobless, dependent_children, single_adult },
            rural,
            codes: Codes { disabled: codes.0, third_country: codes.1, foreign_background: codes.2, minority: codes.3 },
        },
    )
}

fn record(programme: Programme) -> impl Strategy<Value = Record> {
    let exit = (prop::option::weighted(0.8, situation()), maybe(), maybe());
    let six = (prop::option::weighted(0.8, situation()), maybe(), any::<bool>());
    let entered = prop::sample::select(vec!["2017-03-01", "2019-03-01", "2025-03-01"]);
    (entered, entry(), prop::option::weighted(0.7, exit), prop::option::weighted(0.5, six)).prop_map(
        move |(entered_on, entry, exit, six)| {
            let entered_on: Day = entered_on.parse().unwrap();
            let exit = exit.map(|(situation, searching, qualification_gained)| Exit {
                on: crate::civil::add_days(entered_on, 60),
                situation,
                searching,
                qualification_gained,
            });
            let six_month = six.filter(|_| exit.is_some()).map(|(situation, improved, not_reached)| SixMonth {
                situation: situation.filter(|_| !not_reached),
                improved: improved.filter(|_| !not_reached),
                not_reached,
            });
            Record { programme, entered_on, entry, exit, six_month }
        },
    )
}

/// How many of some records count in each indicator.
struct Counted(Vec<BTreeSet<Indicator>>);

impl Counted {
    fn of(records: &[Record]) -> Self {
        Self(records.iter().map(counted).collect())
    }
    fn n(&self, indicator: Indicator) -> usize {
        self.0.iter().filter(|all| all.contains(&indicator)).count()
    }
    fn both(&self, one: Indicator, other: Indicator) -> usize {
        self.0.iter().filter(|all| all.contains(&one) && all.contains(&other)).count()
    }
}

proptest! {
    #[test]
    fn the_invariants_of_2021_hold_over_any_population(records in prop::collection::vec(record(Programme::EsfPlus), 0..60)) {
        let c = Counted::of(&records);
        let all = c.n(I::Eeco01);
        let complete = records.iter().filter(|r| standing(r).entry);
        prop_assert_eq!(all, complete.clone().count());
        prop_assert_eq!(c.n(I::Eeco02) + c.n(I::Eeco04) + c.n(I::Eeco05), all);
        prop_assert!(c.n(I::Eeco03) <= c.n(I::Eeco02));
        let middle = complete.filter(|r| (30..=54).contains(&r.entry.age)).count();
        prop_assert_eq!(c.n(I::Eeco06) + c.n(I::Eeco07) + middle + c.n(I::Eeco08), all);
        prop_assert_eq!(c.n(I::Eeco09) + c.n(I::Eeco10) + c.n(I::Eeco11), all);
        prop_assert!(c.n(I::Eecr01) <= c.n(I::Eeco04));
        let without_work = c.n(I::Eeco02) + c.n(I::Eeco04);
        prop_assert!(c.n(I::Eecr04) <= without_work && c.n(I::Eecr05) <= without_work);
        prop_assert!(c.n(I::Eecr06) <= c.n(I::Eeco05));
        let left = records.iter().filter(|r| r.exit.is_some()).count();
        for result in [I::Eecr01, I::Eecr02, I::Eecr03, I::Eecr04, I::Eecr05, I::Eecr06] {
            prop_assert!(c.n(result) <= left, "{}", result);
            prop_assert_eq!(c.both(result, I::Eeco01), c.n(result), "a result is of somebody who counts");
        }
        prop_assert!(c.0.iter().flatten().all(|i| i.programme() == Programme::EsfPlus));
        for indicator in Indicator::ALL {
            let of = |gender: &str| {
                let theirs: Vec<Record> = records.iter().filter(|r| r.entry.gender.as_deref() == Some(gender)).cloned().collect();
                Counted::of(&theirs).n(*indicator)
            };
            prop_assert_eq!(of("woman") + of("man") + of("non_binary"), c.n(*indicator), "genders add up");
        }
    }

    #[test]
    fn the_invariants_of_2014_hold_over_any_population(records in prop::collection::vec(record(Programme::Esf2014), 0..60)) {
        let c = Counted::of(&records);
        let all = records.iter().filter(|r| standing(r).entry).count();
        prop_assert_eq!(c.n(I::Co01) + c.n(I::Co03) + c.n(I::Co05), all);
        prop_assert!(c.n(I::Co09) + c.n(I::Co10) + c.n(I::Co11) <= all);
        prop_assert_eq!(c.n(I::Co09) + c.n(I::Co10) + c.n(I::Co11) + c.n(I::Co17), all, "here ISCED 0 alone is outside");
        prop_assert_eq!(c.both(I::Co06, I::Co07), 0);
        prop_assert!(c.n(I::Co02) <= c.n(I::Co01) && c.n(I::Co04) <= c.n(I::Co03) && c.n(I::Co08) <= c.n(I::Co07));
        prop_assert!(c.n(I::Cr01) <= c.n(I::Co03) && c.n(I::Cr07) <= c.n(I::Co05));
        prop_assert!(c.n(I::Cr08) <= c.n(I::Cr06) && c.n(I::Cr09) <= c.n(I::Cr06) && c.n(I::Cr08) <= c.n(I::Co07));
        let left = records.iter().filter(|r| r.exit.is_some()).count();
        for result in [I::Cr01, I::Cr02, I::Cr03, I::Cr04, I::Cr05, I::Cr06, I::Cr07, I::Cr08, I::Cr09] {
            prop_assert!(c.n(result) <= left, "{}", result);
        }
        for all in &c.0 {
            let one = [I::Cr01, I::Cr02, I::Cr03, I::Cr04].iter().any(|i| all.contains(i));
            prop_assert!(!all.contains(&I::Cr05) || one);
        }
        prop_assert!(c.0.iter().flatten().all(|i| i.programme() == Programme::Esf2014));
    }
}

#[test]
fn one_person_worked_by_hand() {
    let situation = |class, months, in_education| Situation {
        class,
        months,
        in_education,
        isced: 0,
        housing_exclusion: Some(true),
    };
    let none = LabourClass::Inactive;
    let record = |programme| Record {
        programme,
        entered_on: "2025-01-06".parse().unwrap(),
        entry: Entry {
            gender: Some("woman".to_owned()),
            age: 56,
            situation: Some(situation(none, None, false)),
            household: Household::default(),
            rural: Some(true),
            codes: Codes { disabled: EsfAnswer::Yes, third_country: EsfAnswer::No, ..Codes::UNKNOWN },
        },
        exit: Some(Exit {
            on: "2025-06-30".parse().unwrap(),
            situation: Some(situation(LabourClass::Unemployed, Some(3), true)),
            searching: None,
            qualification_gained: Some(true),
        }),
        six_month: Some(SixMonth {
            situation: Some(situation(LabourClass::Employed, None, false)),
            improved: None,
            not_reached: false,
        }),
    };
    let codes = |programme| counted(&record(programme)).into_iter().map(Indicator::code).collect::<Vec<_>>();
    assert_eq!(
        codes(Programme::EsfPlus),
        ["eeco01", "eeco04", "eeco08", "eeco09", "eeco12", "eeco16", "eeco17", "eecr01", "eecr02", "eecr03", "eecr05"]
    );
    assert_eq!(
        codes(Programme::Esf2014),
        [
            "co03", "co04", "co07", "co08", "co16", "co17", "co18", "co19", "cr01", "cr02", "cr03", "cr05", "cr06",
            "cr08", "cr09"
        ],
        "one participant counts in several results"
    );
}

#[test]
fn long_term_unemployment_depends_on_the_age() {
    for (age, months, long) in [(24, 6, false), (24, 7, true), (25, 7, false), (25, 12, false), (25, 13, true)] {
        let record = Record {
            programme: Programme::EsfPlus,
            entered_on: "2025-01-06".parse().unwrap(),
            entry: Entry {
                gender: Some("man".to_owned()),
                age,
                situation: Some(Situation {
                    class: LabourClass::Unemployed,
                    months: Some(months),
                    in_education: false,
                    isced: 3,
                    housing_exclusion: None,
                }),
                household: Household::default(),
                rural: None,
                codes: Codes::UNKNOWN,
            },
            exit: None,
            six_month: None,
        };
        assert_eq!(counted(&record).contains(&I::Eeco03), long, "{age} {months}");
    }
}
