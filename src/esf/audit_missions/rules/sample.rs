//! A sample that anybody can draw again: which records come out follows from the seed, the rule and the records alone,
//! whatever the database and the order in which it gives them.

use std::collections::BinaryHeap;
use std::fmt::Write;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::Day;
use crate::ids::{OperationId, TimeRecordId};
use crate::refusal::Fault;

crate::text_enum! {
    /// What is drawn: records; participants, with all their records; or no lot, the longest records first.
    pub enum SampleDraw {
        Records = "records",
        Participants = "participants",
        LongestRecords = "longest_records",
    }
}

/// Most records, or participants, that a rule draws.
pub const MOST_DRAWN: i64 = 1000;

/// Most records of a sample, all those of the drawn participants included.
pub const MOST_RECORDS: usize = 5000;

/// Every fault of what is asked for: a rule or a list, one of the two, of a size that can be looked at.
pub fn faults(count: Option<i64>, listed: Option<usize>) -> Vec<Fault> {
    let size = |pointer, n: i64| {
        (!(1..=MOST_DRAWN).contains(&n)).then(|| {
            Fault::new(
                pointer,
                "rule_sample_size",
                format!("Un échantillon compte de 1 à {MOST_DRAWN} éléments."),
                format!("A sample has 1 to {MOST_DRAWN} elements."),
            )
        })
    };
    let listed = listed.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    match (count, listed) {
        (Some(n), None) => size("/sample/rule/count", n).into_iter().collect(),
        (None, Some(n)) => size("/sample/ids", n).into_iter().collect(),
        _ => vec![Fault::new(
            "/sample",
            "rule_sample",
            "Un échantillon est tiré par une règle, ou donné par une liste : l'un des deux.",
            "A sample is drawn by a rule, or given as a list: one of the two.",
        )],
    }
}

/// The lot of an object: SHA-256 of `jalon sample 1`, the seed and the identifier, a line each. The lowest lots are drawn.
pub fn lot(seed: &str, id: Uuid) -> [u8; 32] {
    Sha256::digest(format!("jalon sample 1\n{seed}\n{id}\n")).into()
}

/// The so many lowest lots, the lowest first; each object counts once. Holds no more than it draws.
pub fn lowest(seed: &str, ids: impl IntoIterator<Item = Uuid>, count: usize) -> Vec<Uuid> {
    keep(ids.into_iter().map(|id| (lot(seed, id), id)), count).into_iter().map(|(_, id)| id).collect()
}

/// The so many longest records, the longest first; of equal ones those with the lowest lots.
pub fn longest(seed: &str, records: impl IntoIterator<Item = (Uuid, i64)>, count: usize) -> Vec<Uuid> {
    let ranked = records.into_iter().map(|(id, minutes)| ((std::cmp::Reverse(minutes), lot(seed, id)), id));
    keep(ranked, count).into_iter().map(|(_, id)| id).collect()
}

fn keep<R: Ord>(ranked: impl Iterator<Item = (R, Uuid)>, count: usize) -> Vec<(R, Uuid)> {
    let mut kept: BinaryHeap<(R, Uuid)> = BinaryHeap::new();
    for one in ranked {
        let full = kept.len() >= count;
        if full && kept.peek().is_none_or(|last| one >= *last) || kept.iter().any(|k| k.1 == one.1) {
            continue;
        }
        kept.push(one);
        if kept.len() > count {
            kept.pop();
        }
    }
    kept.into_sorted_vec()
}

/// What a sample is told by: the same words give the same hash.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The operation under check.
    pub operation: OperationId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The rule with its number and seed; none for a list.
    pub rule: Option<(SampleDraw, i64, &'a str)>,
    /// The records, in the order in which they were drawn.
    pub records: &'a [TimeRecordId],
}

/// The text that [`hash`] is of; `tools/verify_pack.py` writes the same.
pub fn canonical(told: &Told<'_>) -> String {
    let mut text = format!("jalon audit sample 1\noperation {}\nfrom {}\nto {}\n", told.operation, told.from, told.to);
    // writing to a String cannot fail
    match told.rule {
        Some((draw, count, seed)) => text.push_str(&format!("rule {draw} {count}\nseed {seed}\n")),
        None => text.push_str("list\n"),
    }
    for record in told.records {
        let _ = writeln!(text, "record {record}");
    }
    text
}

/// SHA-256 of what a sample is told by, in lower-case hexadecimal.
pub fn hash(told: &Told<'_>) -> String {
    crate::esf::timesheets::rules::content_hash(&canonical(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(n: u128) -> Vec<Uuid> {
        (1..=n).map(Uuid::from_u128).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order() {
        let all = ids(200);
        let drawn = lowest("contrôle 2026", all.clone(), 10);
        assert_eq!(drawn.len(), 10);
        let mut turned = all.clone();
        turned.reverse();
        turned.extend(&all);
        assert_eq!(lowest("contrôle 2026", turned, 10), drawn, "each counts once");
        assert_ne!(lowest("contrôle 2027", all.clone(), 10), drawn);
        assert_eq!(lowest("contrôle 2026", all.clone(), 20)[..10], drawn, "more of the same begin with the same");
        assert_eq!(lowest("x", all, 500).len(), 200);
    }

    #[test]
    fn a_sample_is_a_rule_or_a_list() {
        for (count, listed, codes) in [
            (Some(30), None, vec![]),
            (None, Some(1), vec![]),
            (Some(0), None, vec!["rule_sample_size"]),
            (Some(1001), None, vec!["rule_sample_size"]),
            (None, Some(0), vec!["rule_sample_size"]),
            (None, None, vec!["rule_sample"]),
            (Some(1), Some(1), vec!["rule_sample"]),
        ] {
            assert_eq!(faults(count, listed).iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{count:?} {listed:?}");
        }
    }

    #[test]
    fn a_lot_can_be_computed_by_hand() {
        let text = "jalon sample 1\ns\n00000000-0000-0000-0000-000000000001\n";
        assert_eq!(lot("s", Uuid::from_u128(1)), <[u8; 32]>::from(Sha256::digest(text)));
    }

    #[test]
    fn the_longest_come_first_and_lots_part_equals() {
        let all: Vec<(Uuid, i64)> = ids(6).into_iter().zip([30, 90, 60, 90, 90, 15]).collect();
        let drawn = longest("s", all.clone(), 4);
        let minutes: Vec<i64> = drawn.iter().map(|id| all.iter().find(|(i, _)| i == id).unwrap().1).collect();
        assert_eq!(minutes, [90, 90, 90, 60]);
        let equal = [Uuid::from_u128(2), Uuid::from_u128(4), Uuid::from_u128(5)];
        assert_eq!(drawn[..3], lowest("s", equal, 3));
    }

    #[test]
    fn a_sample_is_told_by_its_rule_and_its_records() {
        let records = [TimeRecordId::of(Uuid::from_u128(7))];
        let told = Told {
            operation: OperationId::of(Uuid::from_u128(1)),
            from: "2025-01-01".parse().unwrap(),
            to: "2025-12-31".parse().unwrap(),
            rule: Some((SampleDraw::Records, 1, "s")),
            records: &records,
        };
        assert_eq!(
            canonical(&told),
            "jalon audit sample 1\noperation 00000000-0000-0000-0000-000000000001\nfrom 2025-01-01\nto 2025-12-31\n\
             rule records 1\nseed s\nrecord 00000000-0000-0000-0000-000000000007\n"
        );
        assert_ne!(hash(&told), hash(&Told { rule: None, ..told }));
        assert_eq!(hash(&told).len(), 64);
    }
}
