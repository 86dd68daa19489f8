//! Timesheets: the month of a person over all operations, signed by the employee, then by the
//! supervisor, frozen under a content hash (§ 6.6).

pub mod rules;

pub use rules::{employee_due_on, supervisor_due_on};
