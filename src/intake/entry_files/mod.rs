//! Entry files: what the person and the referent bring to the commission (S3.6).
//!
//! A file holds the diagnosis (maturity of the project, autonomy: S3.11), the publics with their evidence, the
//! barriers, the first objectives, the consent to enter (S3.5), the notices handed over and the signatures. Its
//! checklist says item by item what is complete, partial, due or does not apply (domain § 4.3); `complete` is
//! refused with every missing item. A commission may return a file for more.
//!
//! For RSA recipients the département's opinion is asked; while it is pending the file may go on, and the
//! admission waits for it (R4.6).

pub(crate) mod rules;

pub(crate) use rules::DepartmentOpinion;
