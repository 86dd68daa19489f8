//! The erasure itself, in the transaction of whoever asks: a request, or a restore that applies it again.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::apart;
use super::steps::{Act, KEPT, Of, STEPS, Set, Step, TIMES, When};
use crate::audit::Entry;
use crate::db::literal::Literals;
use crate::db::types::UuidSql;
use crate::db::{Conn, Day};
use crate::each;
use crate::esf::operations::retain_until;
use crate::failure::Outcome;
use crate::ids::{AnyId, ParticipantId, PlieId};
use crate::jobs::{self, JobKind};
use crate::participants::erasure::rules::{self, ErasureRule, Evidence, GONE, KINDS};
use crate::participants::store::records_of;
use crate::participants::vault::Safe;

/// What became of a part: how many objects lost something or went, and how many stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) kind: String,
    pub(crate) erased: i64,
    pub(crate) kept: i64,
    pub(crate) rule: ErasureRule,
    pub(crate) until: Option<Day>,
}

/// What an erasure has done.
#[derive(Debug)]
pub(in crate::participants::erasure) struct Done {
    pub(in crate::participants::erasure) evidence: Option<Evidence>,
    pub(in crate::participants::erasure) parts: Vec<Part>,
    /// For the journal, the person apart.
    pub(in crate::participants::erasure) entries: Vec<Entry>,
    /// The names of bytes that no row has any more.
    pub(in crate::participants::erasure) blobs: Vec<String>,
    /// The version that the person's record got; none where it was as it should be already.
    pub(in crate::participants::erasure) version: Option<i64>,
}

impl Done {
    /// Whether there was anything left to erase.
    pub(in crate::participants::erasure) fn anything(&self) -> bool {
        self.version.is_some() || self.parts.iter().any(|part| part.erased > 0)
    }
}

/// What is at work.
pub(super) struct Work<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) safe: Safe<'a>,
    pub(super) person: ParticipantId,
    pub(super) records: Vec<ParticipantId>,
    pub(super) evidence: Option<Evidence>,
    pub(super) entries: Vec<Entry>,
    pub(super) blobs: Vec<String>,
    touched: BTreeMap<&'static str, BTreeSet<(&'static str, Uuid)>>,
}

/// An object that was touched, with the version it got.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Touched {
    #[diesel(sql_type = UuidSql)]
    pub(super) id: AnyId,
    #[diesel(sql_type = BigInt)]
    pub(super) version: i64,
}

/// Erases a person, and the records merged into theirs. Done twice, the second finds nothing left.
///
/// # Errors
/// The database or a key is away.
pub(in crate::participants::erasure) fn erase(
    conn: &mut Conn,
    safe: Safe<'_>,
    person: ParticipantId,
    today: Day,
) -> Outcome<Done> {
    let records = records_of(conn, safe.plie, person)?;
    for record in &records {
        crate::db::hold_row(conn, "participants", safe.plie, *record)?;
    }
    let evidence = evidence(conn, safe.plie, &records, today)?;
    let mut work =
        Work { conn, safe, person, records, evidence, entries: vec![], blobs: vec![], touched: BTreeMap::new() };
    for step in STEPS.iter().filter(|step| step.when == When::Always || evidence.is_none()) {
        work.step(step)?;
    }
    apart::candidates(&mut work)?;
    apart::open_files(&mut work)?;
    apart::milestones(&mut work)?;
    apart::documents(&mut work)?;
    let version = apart::people(&mut work)?;
    for kind in [JobKind::Export, JobKind::Import, JobKind::AuditPack] {
        jobs::let_go(work.conn, safe.plie, kind, safe.now)?;
    }
    let shared = work.run(SHARED)?.into_iter().map(|row| row.id).collect::<Vec<_>>();
    let forgotten = crate::audit::store::forget_reasons(work.conn, safe.plie, &work.records, &shared)?;
    let mut parts = work.parts()?;
    if let Some(part) = parts.iter_mut().find(|part| part.kind == "audit_log") {
        part.erased = i64::try_from(forgotten).unwrap_or(i64::MAX);
    }
    Ok(Done { evidence, parts, entries: work.entries, blobs: work.blobs, version })
}

/// What the journal may give reasons of without a person of its own: time spent with several, and its corrections.
const SHARED: &str = "select id, version from time_records where plie_id = {plie} and id in ({times})
  union all select id, version from time_corrections where plie_id = {plie} and time_record_id in ({times})";

impl Work<'_> {
    pub(super) fn lit(&self) -> Literals {
        Literals::of(self.conn)
    }

    /// Text with the PLIE and the person's records in it.
    pub(super) fn filled(&self, text: &str) -> String {
        filled(self.lit(), self.safe.plie, &self.records, text)
    }

    /// That this was touched of a part.
    pub(super) fn note(&mut self, kind: &'static str, table: &'static str, id: Uuid) {
        self.touched.entry(kind).or_default().insert((table, id));
    }

    /// That objects of a table were changed: noted, and told to the feed.
    pub(super) fn changed(
        &mut self,
        (kind, table): (&'static str, &'static str),
        rows: &[Touched],
        fields: &[&'static str],
    ) {
        for row in rows {
            self.note(kind, table, row.id.0);
            self.entries.push(Entry::changed(table, row.id, row.version).about(self.person).fields(fields));
        }
    }

    /// Runs a statement that gives back what it touched.
    pub(super) fn run(&mut self, sql: &str) -> Outcome<Vec<Touched>> {
        let sql = self.filled(sql);
        Ok(each!(self.conn, |c| diesel::sql_query(sql).load(c))?)
    }

    fn step(&mut self, step: &Step) -> Outcome<()> {
        let (table, key, condition) = (step.table, step.key, step.of.condition());
        let version = if step.versioned { "version" } else { "cast(1 as bigint)" };
        match step.act {
            Act::Delete => {
                let gone = self.run(&format!(
                    "delete from {table} where plie_id = {{plie}} and {condition} returning {key} as id, {version} as version"
                ))?;
                for row in gone {
                    self.note(step.kind, table, row.id.0);
                    if step.versioned {
                        self.entries.push(Entry::erased(table, row.id, row.version + 1).about(self.person));
                    }
                }
            }
            Act::Change(sets) => {
                let (values, dirty) = self.values(sets, step.versioned);
                let rows = self.run(&format!(
                    "update {table} set {values} where plie_id = {{plie}} and {condition} and ({dirty}) returning {key} as id, {version} as version"
                ))?;
                if step.versioned {
                    let fields: Vec<&'static str> = sets.iter().map(|set| set.column()).collect();
                    self.changed((step.kind, table), &rows, &fields);
                } else {
                    rows.iter().for_each(|row| self.note(step.kind, table, row.id.0));
                }
            }
        }
        Ok(())
    }

    /// What is set, and the condition that there is something to set.
    fn values(&self, sets: &[Set], versioned: bool) -> (String, String) {
        let pg = self.conn.is_pg();
        let mut values: Vec<String> = Vec::new();
        let mut dirty: Vec<String> = Vec::new();
        for set in sets {
            let (value, condition) = match *set {
                Set::Clear(c) => (format!("{c} = null"), format!("{c} is not null")),
                Set::Say(c) => (
                    format!("{c} = case when {c} is null then null else '{GONE}' end"),
                    format!("({c} is not null and {c} <> '{GONE}')"),
                ),
                Set::Empty(c) => (format!("{c} = '[]'"), format!("cast({c} as text) <> '[]'")),
                Set::Blank(c) => (format!("{c} = '{{}}'"), format!("cast({c} as text) <> '{{}}'")),
                Set::Put(c, code) => (format!("{c} = '{code}'"), format!("{c} <> '{code}'")),
                Set::Without(c, member) if pg => {
                    (format!("{c} = {c} - '{member}'"), format!("jsonb_exists({c}, '{member}')"))
                }
                Set::Without(c, member) => (
                    format!("{c} = json_remove({c}, '$.{member}')"),
                    format!("json_type({c}, '$.{member}') is not null"),
                ),
            };
            values.push(value);
            dirty.push(condition);
        }
        if versioned {
            values.push(self.next_version());
        }
        (values.join(", "), dirty.join(" or "))
    }

    /// The columns of a new version.
    pub(super) fn next_version(&self) -> String {
        format!("version = version + 1, updated_at = {}", self.lit().instant(self.safe.now))
    }

    fn parts(&mut self) -> Outcome<Vec<Part>> {
        let kept = counted(self.conn, self.safe.plie, &self.records)?;
        Ok(told(&kept, self.evidence, |kind| self.touched.get(kind).map_or(0, BTreeSet::len)))
    }
}

fn filled(lit: Literals, plie: PlieId, records: &[ParticipantId], text: &str) -> String {
    let named: Vec<String> = records.iter().map(|id| format!("'{id}'")).collect();
    text.replace("{times}", TIMES)
        .replace("{shares}", &lit.elements("allocations"))
        .replace("{plie}", &lit.id(plie))
        .replace("{who}", &lit.ids(records))
        .replace("{who_text}", &named.join(", "))
}

/// The parts of which something was erased or stays.
fn told(kept: &BTreeMap<&'static str, i64>, evidence: Option<Evidence>, erased: impl Fn(&str) -> usize) -> Vec<Part> {
    let part = |kind: &rules::Kind| {
        let kept = kept.get(kind.code).copied().unwrap_or(0);
        let rule = rules::rule(kind, kept, evidence);
        let until = evidence.filter(|_| rule == ErasureRule::EsfEvidence).and_then(|evidence| evidence.until);
        let erased = i64::try_from(erased(kind.code)).unwrap_or(i64::MAX);
        Part { kind: kind.code.to_owned(), erased, kept, rule, until }
    };
    KINDS.iter().map(part).filter(|part| part.erased > 0 || part.kept > 0).collect()
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many objects of each part there are.
fn counted(conn: &mut Conn, plie: PlieId, records: &[ParticipantId]) -> Outcome<BTreeMap<&'static str, i64>> {
    let mut kept = BTreeMap::from([("identity", i64::try_from(records.len()).unwrap_or(i64::MAX))]);
    // each of the two has its index: what is numbered, and what waits for its number
    let journal = ["seq is not null and subject_id in ({who})", "seq is null and subject_id in ({who})"];
    let journal = journal.map(|condition| ("audit_log", "audit_entries", condition));
    let tables = KEPT.iter().map(|(kind, table, of)| (*kind, *table, of.condition()));
    for (kind, table, condition) in tables.chain(journal) {
        let sql = format!("select count(*) as n from {table} where plie_id = {{plie}} and {condition}");
        let sql = filled(Literals::of(conn), plie, records, &sql);
        let count: Count = each!(conn, |c| diesel::sql_query(sql).get_result(c))?;
        *kept.entry(kind).or_default() += count.n;
    }
    Ok(kept)
}

/// What an erasure of these records would keep today, and until when.
///
/// # Errors
/// The database is away.
pub(crate) fn kept_now(conn: &mut Conn, plie: PlieId, records: &[ParticipantId], today: Day) -> Outcome<Vec<Part>> {
    let evidence = evidence(conn, plie, records, today)?;
    Ok(told(&counted(conn, plie, records)?, evidence, |_| 0))
}

#[derive(QueryableByName)]
struct Paid {
    #[diesel(sql_type = Nullable<Date>)]
    last_payment_on: Option<Day>,
}

/// The operations that people are evidence of: time was spent with them, they took part in what it pays, or their
/// pathway went on while it did.
const OPERATIONS: &str = "select o.last_payment_on from operations o where o.plie_id = {plie} and (
  o.id in (select r.operation_id from time_record_participants p join time_records r on r.plie_id = p.plie_id and r.id = p.time_record_id
           where p.plie_id = {plie} and p.participant_id in ({who}) and r.status <> 'superseded')
  or o.id in (select p.operation_id from participations p where p.plie_id = {plie} and p.participant_id in ({who}) and p.voided_at is null)
  or o.id in (select c.operation_id from attendances a join collective_sessions c on c.plie_id = a.plie_id and c.id = a.session_id
              where a.plie_id = {plie} and a.participant_id in ({who}))
  or o.id in (select c.operation_id from stages s join actions c on c.plie_id = s.plie_id and c.id = s.action_id
              where s.plie_id = {plie} and s.participant_id in ({who}))
  or exists (select 1 from pathways w where w.plie_id = {plie} and w.participant_id in ({who}) and w.status <> 'cancelled'
             and w.activated_on <= o.ends_on and coalesce(w.exit_on, {today}) >= o.starts_on))";

/// Whether ESF evidence of these records must stay, and until when.
///
/// # Errors
/// The database is away.
pub(crate) fn evidence(
    conn: &mut Conn,
    plie: PlieId,
    records: &[ParticipantId],
    today: Day,
) -> Outcome<Option<Evidence>> {
    let lit = Literals::of(conn);
    let sql = filled(lit, plie, records, OPERATIONS).replace("{today}", &lit.day(today));
    let rows: Vec<Paid> = each!(conn, |c| diesel::sql_query(sql).load(c))?;
    let days: Vec<Option<Day>> = rows.into_iter().map(|row| retain_until(row.last_payment_on)).collect();
    Ok(rules::evidence(&days, today))
}

/// What picks the rows that people's signatures are about.
pub(super) const SIGNED: &str = Of::Signed.condition();
