//! Over any population: what the masked indicators of the ESF hide does not follow from what they show.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// The prime by which rows are reduced.
const PRIME: i64 = 1_000_000_007;

/// What people are told apart by; what the report says are sums of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Atom {
    Unemployed,
    LongTerm,
    Inactive,
    Employed,
    Low,
    Middle,
    High,
    Incomplete,
    InactiveLeft,
    WithoutWorkLeft,
    Left,
    WithoutWorkReached,
    EmployedReached,
    /// Who counts in the results, by the number of the result.
    Result(usize),
}

use Atom as A;

const COMPLETE: &[Atom] = &[A::Unemployed, A::Inactive, A::Employed];
const ALL: &[Atom] = &[A::Unemployed, A::Inactive, A::Employed, A::Incomplete];

type Row = (F, &'static [Atom], Option<&'static [Atom]>);

const OF_2021: &[Row] = &[
    (F::Participants, ALL, None),
    (F::IncompleteRate, &[A::Incomplete], Some(ALL)),
    (F::Eeco01, COMPLETE, None),
    (F::Eeco02, &[A::Unemployed], Some(COMPLETE)),
    (F::Eeco03, &[A::LongTerm], Some(COMPLETE)),
    (F::Eeco04, &[A::Inactive], Some(COMPLETE)),
    (F::Eeco05, &[A::Employed], Some(COMPLETE)),
    (F::Eeco09, &[A::Low], Some(COMPLETE)),
    (F::Eeco10, &[A::Middle], Some(COMPLETE)),
    (F::Eeco11, &[A::High], Some(COMPLETE)),
    (F::Eecr01, &[A::Result(1)], Some(&[A::InactiveLeft])),
    (F::Eecr02, &[A::Result(2)], Some(&[A::Left])),
    (F::Eecr03, &[A::Result(3)], Some(&[A::Left])),
    (F::Eecr04, &[A::Result(4)], Some(&[A::WithoutWorkLeft])),
    (F::Eecr05, &[A::Result(5)], Some(&[A::WithoutWorkReached])),
    (F::Eecr06, &[A::Result(6)], Some(&[A::EmployedReached])),
];

const OF_2014: &[Row] = &[
    (F::Participants, ALL, None),
    (F::IncompleteRate, &[A::Incomplete], Some(ALL)),
    (F::Co01, &[A::Unemployed], Some(COMPLETE)),
    (F::Co02, &[A::LongTerm], Some(COMPLETE)),
    (F::Co03, &[A::Inactive], Some(COMPLETE)),
    (F::Co05, &[A::Employed], Some(COMPLETE)),
    (F::Co09, &[A::Low], Some(COMPLETE)),
    (F::Co10, &[A::Middle], Some(COMPLETE)),
    (F::Co11, &[A::High], Some(COMPLETE)),
    (F::Cr01, &[A::Result(1)], Some(&[A::InactiveLeft])),
    (F::Cr02, &[A::Result(2)], Some(&[A::Left])),
    (F::Cr03, &[A::Result(3)], Some(&[A::Left])),
    (F::Cr04, &[A::Result(4)], Some(&[A::WithoutWorkLeft])),
    (F::Cr06, &[A::Result(5)], Some(&[A::WithoutWorkReached])),
    (F::Cr07, &[A::Result(6)], Some(&[A::EmployedReached])),
];

const GENDERS: &[&str] = &["man", "non_binary", "woman"];

/// How many there are of each atom.
type Counts = BTreeMap<Atom, i64>;

/// One person: of which gender, and what is told of them.
fn person() -> impl Strategy<Value = (usize, Vec<Atom>)> {
    let class = prop_oneof![5 => Just(A::Unemployed), 3 => Just(A::Inactive), 1 => Just(A::Employed)];
    let school = prop::sample::select(vec![A::Low, A::Middle, A::High]);
    let told = (prop::bool::weighted(0.95), prop::bool::weighted(0.8), any::<bool>());
    let results = prop::collection::vec(any::<bool>(), 6);
    let gender = prop_oneof![4 => Just(0usize), 1 => Just(1usize), 5 => Just(2usize)];
    (gender, class, school, told, results).prop_map(|(gender, class, school, (complete, left, reached), results)| {
        if !complete {
            return (gender, vec![A::Incomplete]);
        }
        let mut all = vec![class, school];
        let won = |n: usize| results[n - 1].then_some(A::Result(n));
        if class == A::Unemployed && results[0] {
            all.push(A::LongTerm);
        }
        let employed = class == A::Employed;
        if left {
            all.push(A::Left);
            all.extend([won(2), won(3)].into_iter().flatten());
            if class == A::Inactive {
                all.push(A::InactiveLeft);
                all.extend(won(1));
            }
            if !employed {
                all.push(A::WithoutWorkLeft);
                all.extend(won(4));
            }
        }
        if left && reached {
            all.push(if employed { A::EmployedReached } else { A::WithoutWorkReached });
            all.extend(if employed { won(6) } else { won(5) });
        }
        (gender, all)
    })
}

/// People of whom all left, or some did.
fn population() -> impl Strategy<Value = Vec<(usize, Vec<Atom>)>> {
    prop::collection::vec(person(), 0..90)
}

fn sum(counts: &Counts, atoms: &[Atom]) -> i64 {
    atoms.iter().filter_map(|atom| counts.get(atom)).sum()
}

fn figures_of(rows: &[Row], counts: &Counts) -> Figures {
    let figure = |(name, counted, base): &Row| match base {
        Some(base) => (*name, rate(*name, sum(counts, counted), sum(counts, base))),
        None => (*name, Figure::count(*name, sum(counts, counted))),
    };
    rows.iter().map(figure).collect()
}

/// Sums of atoms of the genders, as a row of numbers.
type Sums = BTreeMap<(usize, Atom), i64>;

fn add_to(row: &mut Sums, other: &Sums, times: i64) {
    for (at, n) in other {
        let cell = row.entry(*at).or_insert(0);
        *cell = (*cell + n * times).rem_euclid(PRIME);
    }
    row.retain(|_, n| *n != 0);
}

/// What is known: rows, each of which leads with a 1 where no other one before it has anything.
#[derive(Default)]
struct Known(Vec<((usize, Atom), Sums)>);

impl Known {
    fn reduced(&self, row: &Sums) -> Sums {
        let mut row = row.clone();
        for (at, known) in &self.0 {
            let n = row.get(at).copied().unwrap_or_default();
            add_to(&mut row, known, -n);
        }
        row
    }
    fn learn(&mut self, row: &Sums) {
        let row = self.reduced(row);
        let Some((at, n)) = row.first_key_value().map(|(at, n)| (*at, *n)) else { return };
        let mut one = Sums::new();
        add_to(&mut one, &row, inverse(n));
        self.0.push((at, one));
    }
    fn tells(&self, row: &Sums) -> bool {
        self.reduced(row).is_empty()
    }
}

fn inverse(n: i64) -> i64 {
    let (mut power, mut left, mut out) = (n, PRIME - 2, 1);
    while left > 0 {
        if left % 2 == 1 {
            out = out * power % PRIME;
        }
        power = power * power % PRIME;
        left /= 2;
    }
    out
}

/// Atoms of some genders; schools add up to the complete records.
fn sums(genders: &[usize], atoms: &[Atom], times: i64) -> Sums {
    let mut row = Sums::new();
    for gender in genders {
        for atom in atoms {
            add_to(&mut row, &Sums::from([((*gender, *atom), 1)]), times);
        }
    }
    row
}

fn minus(genders: &[usize], some: &[Atom], others: &[Atom]) -> Sums {
    let mut row = sums(genders, some, 1);
    add_to(&mut row, &sums(genders, others, 1), -1);
    row
}

/// What the shown numbers of a masked report tell.
fn solved(rows: &[Row], cells: &[(Vec<usize>, &Figures)]) -> Known {
    let mut known = Known::default();
    for gender in 0..GENDERS.len() {
        known.learn(&minus(&[gender], &[A::Low, A::Middle, A::High], COMPLETE));
    }
    for (genders, figures) in cells {
        let (mut complete, mut left) = (None, None);
        for ((_, counted, base), (_, figure)) in rows.iter().zip(figures.iter()) {
            if figure.numerator.is_none() {
                continue;
            }
            known.learn(&sums(genders, counted, 1));
            let Some(base) = base else { continue };
            known.learn(&sums(genders, base, 1));
            match *base {
                [A::Left] => left = figure.denominator,
                base if base == COMPLETE => complete = figure.denominator,
                _ => {}
            }
        }
        // where all are seen to have left, who left is who was there
        if left.is_some() && left == complete {
            for gender in genders {
                known.learn(&minus(&[*gender], &[A::Left], COMPLETE));
                known.learn(&minus(&[*gender], &[A::InactiveLeft], &[A::Inactive]));
                known.learn(&minus(&[*gender], &[A::WithoutWorkLeft], &[A::Unemployed, A::Inactive]));
            }
        }
    }
    known
}

/// The hidden small numbers of a population's report that follow from the shown ones.
fn derived(rows: &[Row], people: &[(usize, Vec<Atom>)]) -> Vec<String> {
    let (mut whole, mut of) = (Counts::new(), vec![Counts::new(); GENDERS.len()]);
    for (gender, atoms) in people {
        for atom in atoms {
            *whole.entry(*atom).or_insert(0) += 1;
            *of[*gender].entry(*atom).or_insert(0) += 1;
        }
    }
    let groups = GENDERS.iter().zip(&of).map(|(key, counts)| (*key, figures_of(rows, counts)));
    let open = report(figures_of(rows, &whole), groups.collect());
    let mut masked = open.clone();
    mask(&mut masked);
    let every: Vec<usize> = (0..GENDERS.len()).collect();
    let of_genders = std::iter::once(every).chain((0..GENDERS.len()).map(|gender| vec![gender]));
    let shown: Vec<(Vec<usize>, &Figures)> = of_genders.zip(known_cells(&masked)).collect();
    let known = solved(rows, &shown);
    let mut told = Vec::new();
    for ((genders, figures), was) in shown.iter().zip(known_cells(&open)) {
        for ((name, counted, base), ((_, figure), (_, was))) in rows.iter().zip(figures.iter().zip(was)) {
            let parts = [(Some(*counted), was.numerator), (*base, was.denominator)];
            for (atoms, n) in parts {
                let Some(atoms) = atoms else { continue };
                let is_hidden = figure.numerator.is_none() && few(whole_number(n));
                if is_hidden && known.tells(&sums(genders, atoms, 1)) {
                    told.push(format!("{genders:?} {name} {n:?}"));
                }
            }
        }
    }
    told
}

proptest! {
    #[test]
    fn no_hidden_small_number_follows_from_the_shown_ones(people in population(), all_left in any::<bool>()) {
        let left = |(_, atoms): &(usize, Vec<Atom>)| atoms.contains(&A::Left) || atoms.contains(&A::Incomplete);
        let people: Vec<_> = people.into_iter().filter(|person| !all_left || left(person)).collect();
        for rows in [OF_2021, OF_2014] {
            let told = derived(rows, &people);
            prop_assert!(told.is_empty(), "{:?}", told);
        }
    }
}

/// Forty without work, fourteen inactive and three in work, all of whom left.
#[test]
fn what_results_are_set_against_does_not_tell_a_masked_indicator() {
    let entry = [(F::Eeco02, 40), (F::Eeco04, 14), (F::Eeco05, 3)].map(|(name, n)| (name, rate(name, n, 57)));
    let results = [(F::Eecr01, 14), (F::Eecr02, 57), (F::Eecr04, 54)].map(|(name, base)| (name, rate(name, 6, base)));
    let mut figures = vec![(F::Eeco01, Figure::count(F::Eeco01, 57))];
    figures.extend(entry);
    figures.extend(results);
    let mut one = report(figures, vec![]);
    mask(&mut one);
    assert_eq!(shown(&one.figures), [Some(57), Some(40), None, None, None, Some(6), None]);
}

/// Three of a hundred are incomplete: the total is hidden, where it would tell them beside those who are complete.
#[test]
fn participants_and_complete_records_do_not_tell_who_is_incomplete() {
    for (others, incomplete, told) in [(3, 3, None), (3, 9, None), (8, 8, Some(100)), (0, 0, Some(100))] {
        let figures = vec![
            (F::Participants, Figure::count(F::Participants, 100)),
            (F::IncompleteRate, rate(F::IncompleteRate, incomplete, 100)),
            (F::Eeco01, Figure::count(F::Eeco01, 100 - others)),
            (F::Eeco02, rate(F::Eeco02, 60, 100 - others)),
        ];
        let mut one = report(figures, vec![]);
        mask(&mut one);
        let expected = [told, told.map(|_| incomplete), Some(100 - others), Some(60)];
        assert_eq!(shown(&one.figures), expected, "{others} {incomplete}");
    }
}
