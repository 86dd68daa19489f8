//! State machines as data. One table per resource decides what a verb does and is what
//! `GET /v1/transitions/{resource}` answers, so that the two cannot differ.

use crate::refusal::Refusal;

/// A state of some machine.
pub trait State: Copy + Eq + 'static {
    /// The code on the wire.
    fn code(self) -> &'static str;
}

/// One arrow of a machine.
#[derive(Debug, Clone, Copy)]
pub struct Step<S: 'static> {
    /// The verb of the path, or the event that makes it happen.
    pub verb: &'static str,
    /// The states it starts from.
    pub from: &'static [S],
    /// The state it leads to.
    pub to: S,
    /// What must hold besides, with the number of its rule, in English.
    pub guard: &'static str,
}

/// Where `verb` leads from `from`.
///
/// # Errors
/// `Illegal` with the verbs this state knows.
pub fn step<S: State>(steps: &[Step<S>], from: S, verb: &str) -> Result<S, Refusal> {
    steps
        .iter()
        .find(|s| s.verb == verb && s.from.contains(&from))
        .map(|s| s.to)
        .ok_or_else(|| Refusal::Illegal { from: from.code(), allowed: verbs(steps, from) })
}

/// The verbs that `from` knows, in the order of the table, each once.
pub fn verbs<S: State>(steps: &[Step<S>], from: S) -> Vec<&'static str> {
    let mut out = Vec::new();
    for s in steps.iter().filter(|s| s.from.contains(&from)) {
        if !out.contains(&s.verb) {
            out.push(s.verb);
        }
    }
    out
}
