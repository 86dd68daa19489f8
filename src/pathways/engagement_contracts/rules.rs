//! The rules of an engagement contract (S3.22).

use sha2::{Digest, Sha256};

use crate::db::Day;
use crate::faults;
use crate::ids::EngagementContractId;
use crate::participants::nir_faults;
use crate::refusal::{Fault, Refusal};

crate::text_enum! {
    /// Whose contract it is (S3.22).
    pub enum EngagementKind {
        Plie = "plie",
        Cer = "cer",
        ContratEngagement = "contrat_engagement",
    }
}

/// A contract as it would stand.
#[derive(Debug, Clone, Copy)]
pub struct Engagement<'a> {
    /// The day it was signed.
    pub signed_on: Day,
    /// First day.
    pub starts_on: Day,
    /// Last day, included.
    pub ends_on: Day,
    /// The département's number of the file.
    pub department_file_no: Option<&'a str>,
}

/// Every fault of a contract: signed on a day that has come and before it ends, its days in order.
pub fn engagement_faults(e: &Engagement<'_>, today: Day) -> Vec<Fault> {
    let mut out: Vec<Fault> = faults::to_come("/signed_on", e.signed_on, today).into_iter().collect();
    out.extend(faults::period("/ends_on", Some(e.starts_on), Some(e.ends_on)));
    if e.signed_on > e.ends_on {
        out.push(Fault::new(
            "/signed_on",
            "rule_signed_after_end",
            format!("Ce contrat se termine le {} : il se signe avant.", e.ends_on),
            format!("This contract ends on {}: it is signed before.", e.ends_on),
        ));
    }
    out.extend(nir_faults(&[("/department_file_no", e.department_file_no)]));
    out
}

/// SHA-256 of a contract and of the objectives under it, one fact a line, in lower-case hexadecimal; anybody can rebuild
/// it.
pub fn content_hash(e: &Engagement<'_>, kind: EngagementKind, id: EngagementContractId, objectives: &[&str]) -> String {
    let mut text = format!(
        "jalon engagement contract 1\ncontract {id}\nkind {kind}\nsigned_on {}\nstarts_on {}\nends_on {}\n",
        e.signed_on, e.starts_on, e.ends_on
    );
    text += &format!("department_file_no {}\n", e.department_file_no.unwrap_or("-"));
    for objective in objectives {
        text += &format!("objective {}\n", objective.escape_default());
    }
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One contract of a kind at a time (S3.22): `other` is the first day of one of the kind that overlaps.
///
/// # Errors
/// `Conflict` when there is one.
pub fn alone_of_its_kind(other: Option<Day>) -> Result<(), Refusal> {
    match other {
        None => Ok(()),
        Some(since) => Err(Refusal::conflict(
            "conflict_engagement_overlap",
            format!("Un contrat du même type court déjà depuis le {since} (S3.22)."),
            format!("A contract of the same kind runs already since {since} (S3.22)."),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_is_signed_before_it_ends() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let base = Engagement {
            signed_on: day("2026-03-02"),
            starts_on: day("2026-03-02"),
            ends_on: day("2026-09-01"),
            department_file_no: Some("38-2026-114"),
        };
        for (e, codes) in [
            (base, vec![]),
            (Engagement { starts_on: day("2026-02-02"), ..base }, vec![]),
            (Engagement { ends_on: day("2026-03-01"), ..base }, vec!["rule_period", "rule_signed_after_end"]),
            (Engagement { signed_on: day("2026-03-13"), ..base }, vec!["rule_future"]),
            (Engagement { department_file_no: Some("269054958815780"), ..base }, vec!["rule_no_nir"]),
        ] {
            let found = engagement_faults(&e, day("2026-03-12"));
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), codes, "{e:?}");
        }
        let id = EngagementContractId::of(uuid::Uuid::nil());
        let hash = |e: &Engagement<'_>, objectives: &[&str]| content_hash(e, EngagementKind::Cer, id, objectives);
        assert_eq!(hash(&base, &["Permis B"]), hash(&base, &["Permis B"]));
        assert_ne!(hash(&base, &["Permis B"]), hash(&base, &[]));
        assert_ne!(hash(&base, &[]), hash(&Engagement { ends_on: day("2026-09-02"), ..base }, &[]));
        assert!(alone_of_its_kind(None).is_ok() && alone_of_its_kind(Some(day("2026-03-12"))).is_err());
    }
}
