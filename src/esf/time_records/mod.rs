//! Time records: the evidence of staff time. Attribution says whom the minutes are for, checks
//! of § 6.2 refuse what an auditor would, group time is shared out to the minute.

pub mod rules;
