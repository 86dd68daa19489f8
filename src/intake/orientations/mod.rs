//! Orientations: a partner sends a person to the PLIE (S3.4).
//!
//! It says who prescribes, who the candidate is and how to reach them, for which motives, and that the person
//! knows and agrees. It is triaged, leads to a reception (S3.10), then to an entry file, and ends admitted,
//! refused, redirected, withdrawn, not come, double or expired (domain § 4.2). Refusing or redirecting names
//! what is proposed instead; untouched for 60 days (a setting) it expires.
//!
//! A partner sees its own orientations with their outcome, nothing of the follow-up. The check is a rehearsal:
//! what is missing and which criteria apply, without a write.

pub(crate) mod rules;
