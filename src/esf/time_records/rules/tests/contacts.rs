//! A record against what it is linked to.

use super::*;

#[test]
fn a_record_has_minutes_of_what_it_is_linked_to() {
    fn gathered(p: &mut Proposed, f: &mut Facts, kind: ContactKind, from: (&str, i64), to: (&str, i64)) {
        task(p, f, "quarterly_review", &[1, 2]);
        let span = Span { from: (day(from.0), from.1), to: (day(to.0), to.1) };
        f.contact = Some(LinkedContact { kind, span, participant: None, signature_required: false, ..contact() });
    }
    use ContactKind::{AgendaItem, Gathering, Session};
    assert_warnings(&[
        ("the same hour", |p, f| gathered(p, f, Session, ("2026-03-03", 540), ("2026-03-03", 600)), &[]),
        ("its last minute", |p, f| gathered(p, f, Session, ("2026-03-03", 480), ("2026-03-03", 541)), &[]),
        ("before it", |p, f| gathered(p, f, Session, ("2026-03-03", 480), ("2026-03-03", 540)), &["contact_mismatch"]),
        ("after it", |p, f| gathered(p, f, Gathering, ("2026-03-03", 600), ("2026-03-03", 660)), &["contact_mismatch"]),
        (
            "a day later",
            |p, f| gathered(p, f, Gathering, ("2026-03-04", 540), ("2026-03-04", 600)),
            &["contact_mismatch"],
        ),
        ("a day of several", |p, f| gathered(p, f, Gathering, ("2026-03-02", 900), ("2026-03-04", 600)), &[]),
        (
            "before it begins on its first day",
            |p, f| gathered(p, f, Gathering, ("2026-03-03", 900), ("2026-03-04", 600)),
            &["contact_mismatch"],
        ),
        ("at any hour", |p, f| gathered(p, f, AgendaItem, ("2026-03-03", 0), ("2026-03-03", 1440)), &[]),
        ("no hour", |p, f| gathered(p, f, AgendaItem, ("2026-03-02", 0), ("2026-03-02", 1440)), &["contact_mismatch"]),
        (
            "by duration",
            |p, f| {
                gathered(p, f, Session, ("2026-03-03", 900), ("2026-03-03", 960));
                (p.start, p.end, p.duration) = (None, None, Some(50));
            },
            &[],
        ),
    ]);
}
