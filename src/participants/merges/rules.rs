//! The rules of a merge: whose value is kept, and what forbids it.

use crate::machine::Step;
use crate::refusal::Refusal;

crate::text_enum! {
    /// Where a merge stands.
    pub enum MergeStatus {
        Done = "done",
        Undone = "undone",
    }
}

crate::text_enum! {
    /// Whose value is kept: of the record that is no more, or of the one that stays.
    pub enum Side {
        Source = "source",
        Target = "target",
    }
}

/// The machine.
pub static STEPS: &[Step<MergeStatus>] = &[Step {
    verb: "undo",
    from: &[MergeStatus::Done],
    to: MergeStatus::Undone,
    guard: "nobody has touched the kept one since",
}];

/// The value that is kept: the one chosen; where nothing was, the target's, or the source's where it has none.
pub fn kept<T>(source: Option<T>, target: Option<T>, chosen: Option<Side>) -> Option<T> {
    match chosen {
        Some(Side::Source) => source,
        Some(Side::Target) => target,
        None => target.or(source),
    }
}

/// What is open on both records.
#[derive(Debug, Clone, Copy, Default)]
pub struct Open {
    /// Both have a pathway that goes on.
    pub pathways: bool,
    /// Both have an entry file that is not decided.
    pub entry_files: bool,
    /// Both take part in one operation (R7.6).
    pub participations: bool,
}

/// Whether the two can be one.
///
/// # Errors
/// `Conflict` where both have what a person has once.
pub fn mergeable(open: Open) -> Result<(), Refusal> {
    if open.pathways {
        return Err(Refusal::conflict(
            "conflict_open_pathway",
            "Les deux fiches ont un parcours ouvert ; terminez-en un d'abord.",
            "Both records have an open pathway; end one of them first.",
        ));
    }
    if open.entry_files {
        return Err(Refusal::conflict(
            "conflict_open_entry_file",
            "Les deux fiches ont un dossier d'entrée en cours ; terminez-en un d'abord.",
            "Both records have an entry file in progress; end one of them first.",
        ));
    }
    if open.participations {
        return Err(Refusal::conflict(
            "conflict_both_participate",
            "Les deux fiches participent à une même opération ; annulez d'abord une des deux participations (R7.6).",
            "Both records take part in one operation; void one of the two participations first (R7.6).",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_one_says_what_it_knows_unless_the_other_is_chosen() {
        for (source, target, chosen, expected) in [
            (Some(1), Some(2), None, Some(2)),
            (Some(1), None, None, Some(1)),
            (Some(1), Some(2), Some(Side::Source), Some(1)),
            (None, Some(2), Some(Side::Source), None),
            (Some(1), None, Some(Side::Target), None),
            (None::<i32>, None, None, None),
        ] {
            assert_eq!(kept(source, target, chosen), expected, "{source:?} {target:?} {chosen:?}");
        }
    }

    #[test]
    fn what_a_person_has_once_is_not_had_twice() {
        assert!(mergeable(Open::default()).is_ok());
        assert!(mergeable(Open { pathways: true, ..Open::default() }).is_err());
        assert!(mergeable(Open { entry_files: true, ..Open::default() }).is_err());
        assert!(mergeable(Open { participations: true, ..Open::default() }).is_err());
    }
}
