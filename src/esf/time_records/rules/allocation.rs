//! Group time shared out to the minute (§ 6.2).

use crate::ids::ParticipantId;

/// The minutes of each participant, by id: equal parts, the minutes left over to the first ones, so
/// that the sum is the duration exactly. Nobody to share with gives nothing.
pub fn allocate(duration: i64, participants: &[ParticipantId]) -> Vec<(ParticipantId, i64)> {
    let mut ids = participants.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let heads = i64::try_from(ids.len()).unwrap_or(i64::MAX).max(1);
    let (part, left_over) = (duration / heads, duration % heads);
    ids.into_iter().zip(0i64..).map(|(id, i)| (id, part + i64::from(i < left_over))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn people(n: &[u128]) -> Vec<ParticipantId> {
        n.iter().map(|n| ParticipantId::of(Uuid::from_u128(*n))).collect()
    }

    #[test]
    fn left_over_minutes_go_to_the_first_by_id() {
        for (duration, ids, expected) in [
            (100, vec![3, 1, 2], vec![34, 33, 33]),
            (90, vec![1, 2, 3], vec![30, 30, 30]),
            (2, vec![1, 2, 3], vec![1, 1, 0]),
            (45, vec![7], vec![45]),
            (45, vec![], vec![]),
        ] {
            let shared = allocate(duration, &people(&ids));
            assert_eq!(shared.iter().map(|s| s.1).collect::<Vec<_>>(), expected);
            assert!(shared.is_sorted_by_key(|s| s.0));
        }
    }

    proptest! {
        #[test]
        fn the_parts_add_up_and_differ_by_at_most_a_minute(
            duration in 1i64..=1440, ids in prop::collection::hash_set(any::<u128>(), 1..60)
        ) {
            let ids: Vec<u128> = ids.into_iter().collect();
            let shared = allocate(duration, &people(&ids));
            let parts: Vec<i64> = shared.iter().map(|s| s.1).collect();
            prop_assert_eq!(shared.len(), ids.len());
            prop_assert_eq!(parts.iter().sum::<i64>(), duration);
            prop_assert!(parts.iter().max().unwrap() - parts.iter().min().unwrap() <= 1);
            let mut reversed = people(&ids);
            reversed.reverse();
            prop_assert_eq!(allocate(duration, &reversed), shared);
        }
    }
}
