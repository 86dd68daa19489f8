//! Agenda weeks: the referent shows each week that all contractual minutes are accounted for
//! (§ 6.3), the supervisor accepts the week or returns it.

pub mod rules;

pub use rules::due_on;
