//! What an attendance sheet is the sheet of: its hash.

use sha2::{Digest, Sha256};

use crate::db::Day;
use crate::ids::{InterviewId, OperationId, PathwayId, SignatureId};
use crate::pathways::interviews::rules::signing::SignatureState;

/// Days that one sheet covers at most.
pub const DAYS_MAX: i64 = 366;

/// An interview, as the hash of a sheet sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The interview.
    pub id: InterviewId,
    /// The hash of its facts; none where it was recorded without them.
    pub facts_hash: Option<String>,
    /// Where its signature stands.
    pub state: SignatureState,
    /// The signature.
    pub signature: Option<SignatureId>,
}

/// SHA-256 of a sheet, one fact a line, in lower-case hexadecimal; anybody can rebuild it.
pub fn content_hash(pathway: PathwayId, period: (Day, Day), operations: &[OperationId], lines: &[Line]) -> String {
    let mut text = format!("jalon attendance sheet 1\npathway {pathway}\nfrom {}\nto {}\n", period.0, period.1);
    for operation in operations {
        text += &format!("operation {operation}\n");
    }
    for line in lines {
        let signature = line.signature.map_or_else(|| "-".to_owned(), |id| id.to_string());
        let facts = line.facts_hash.as_deref().unwrap_or("-");
        text += &format!("interview {} {facts} {} {signature}\n", line.id, line.state);
    }
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn whatever_changes_makes_another_sheet() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (pathway, period) = (PathwayId::of(Uuid::nil()), (day("2026-03-01"), day("2026-03-31")));
        let line = Line {
            id: InterviewId::of(Uuid::nil()),
            facts_hash: Some("b94d".to_owned()),
            state: SignatureState::Missing,
            signature: None,
        };
        let of = |period, operations: &[OperationId], line: &Line| {
            content_hash(pathway, period, operations, std::slice::from_ref(line))
        };
        let base = of(period, &[], &line);
        assert_eq!(base, of(period, &[], &line));
        let signed =
            Line { state: SignatureState::Signed, signature: Some(SignatureId::of(Uuid::nil())), ..line.clone() };
        for other in [
            of((period.0, day("2026-03-30")), &[], &line),
            of(period, &[OperationId::of(Uuid::nil())], &line),
            of(period, &[], &signed),
            of(period, &[], &Line { facts_hash: None, ..line }),
        ] {
            assert_ne!(base, other);
        }
    }
}
