//! The fields that a column may name, source by source, each with what it tells about a person. What says something
//! special of somebody is told of participations alone, and texts about a person are in no export (`trust.md` § 6.1).

use super::{ExportSource, Sensitivity};
use crate::esf::charters::Attribution;
use crate::esf::participations::rules::EsfAnswer;
use crate::esf::time_records::rules::TimeStatus;
use crate::esf::timesheets::rules::TimesheetStatus;
use crate::machine::State;
use crate::pathways::Reached;
use crate::pathways::rules::PathwayStatus;
use Kind::{Answer, Code, Day, Flag, Instant, Minutes, Number, Phone, Scale, Text};
use Sensitivity::{Identifying, Internal, Special};

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text.
    Text,
    /// A phone number.
    Phone,
    /// A civil day.
    Day,
    /// An instant.
    Instant,
    /// A number.
    Number,
    /// Minutes.
    Minutes,
    /// Yes or no.
    Flag,
    /// A step from 0 to this one.
    Scale(i64),
    /// A code of this list.
    Code(&'static str),
    /// One of these.
    Answer(fn() -> Vec<&'static str>),
}

/// A field of a source.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it tells about a person.
    pub tells: Sensitivity,
}

const fn internal(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, tells: Internal }
}
const fn identifying(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, tells: Identifying }
}
const fn special(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, tells: Special }
}

/// The codes of a state.
fn codes<S: State>(all: &[S]) -> Vec<&'static str> {
    all.iter().map(|state| state.code()).collect()
}

/// Answers that may be declined (G3).
fn answers() -> Vec<&'static str> {
    codes(EsfAnswer::ALL)
}
/// Whether somebody was reached.
fn reached() -> Vec<&'static str> {
    codes(Reached::ALL)
}
/// Where a pathway stands.
fn pathway() -> Vec<&'static str> {
    codes(PathwayStatus::ALL)
}
/// Whom minutes are for.
fn attribution() -> Vec<&'static str> {
    codes(Attribution::ALL)
}
/// Where a record stands.
fn record() -> Vec<&'static str> {
    codes(TimeStatus::ALL)
}
/// Where a month stands.
fn sheet() -> Vec<&'static str> {
    codes(TimesheetStatus::ALL)
}

static PARTICIPANTS: &[Field] = &[
    internal("participant_id", Text),
    identifying("last_name", Text),
    identifying("first_name", Text),
    identifying("birth_name", Text),
    identifying("birth_date", Day),
    identifying("gender", Code("gender")),
    identifying("email", Text),
    identifying("phone", Phone),
    identifying("contact_person", Text),
    identifying("address_line", Text),
    identifying("postcode", Text),
    identifying("commune_code", Text),
    identifying("france_travail_id", Text),
    internal("territory_id", Text),
    internal("site_id", Text),
    internal("referent_id", Text),
    identifying("referent_name", Text),
    internal("pathway_id", Text),
    internal("pathway_status", Answer(pathway)),
    internal("last_contact_on", Day),
    internal("recorded_on", Day),
];

static PARTICIPATIONS: &[Field] = &[
    internal("participation_id", Text),
    internal("operation_number", Text),
    internal("participant_id", Text),
    identifying("last_name", Text),
    identifying("first_name", Text),
    identifying("birth_name", Text),
    identifying("birth_date", Day),
    identifying("gender", Code("gender")),
    identifying("email", Text),
    identifying("phone", Phone),
    identifying("contact_person", Text),
    identifying("address_line", Text),
    identifying("postcode", Text),
    identifying("commune_code", Text),
    identifying("france_travail_id", Text),
    special("qpv", Flag),
    special("frr", Flag),
    internal("entered_on", Day),
    special("entry_labour_status", Code("labour_status")),
    special("entry_unemployment_months", Number),
    identifying("entry_in_education", Flag),
    identifying("entry_isced", Scale(8)),
    special("entry_housing_situation", Code("housing")),
    special("entry_minimum_incomes", Text),
    special("entry_single_parent", Flag),
    special("rural", Flag),
    special("jobless_household", Flag),
    special("dependent_children", Flag),
    special("disabled", Answer(answers)),
    special("third_country", Answer(answers)),
    special("foreign_background", Answer(answers)),
    internal("exited_on", Day),
    special("exit_reason", Code("exit_reason")),
    special("exit_labour_status", Code("labour_status")),
    identifying("exit_in_education", Flag),
    identifying("exit_isced", Scale(8)),
    special("searching", Flag),
    identifying("qualification_gained", Flag),
    internal("carried_over", Flag),
    internal("six_month_on", Day),
    internal("six_month_reached", Answer(reached)),
    internal("six_month_as_of", Day),
    special("six_month_labour_status", Code("labour_status")),
    special("improved", Flag),
    internal("six_month_source", Code("situation_source")),
    internal("complete_entry", Flag),
    internal("complete_exit", Flag),
    internal("complete_six_month", Flag),
    internal("missing", Text),
];

static TIME_RECORDS: &[Field] = &[
    internal("time_record_id", Text),
    internal("user_id", Text),
    identifying("last_name", Text),
    identifying("first_name", Text),
    internal("date", Day),
    internal("start_time", Text),
    internal("end_time", Text),
    internal("break_minutes", Minutes),
    internal("duration_minutes", Minutes),
    internal("task", Text),
    internal("attribution", Answer(attribution)),
    internal("operation_id", Text),
    internal("operation_number", Text),
    internal("participants", Number),
    internal("participant_ids", Text),
    internal("linked_type", Text),
    internal("linked_id", Text),
    internal("place", Text),
    internal("modality", Code("time_modality")),
    internal("status", Answer(record)),
    internal("late", Flag),
    internal("recorded_at", Instant),
    internal("recorded_by", Text),
    internal("performed_by", Text),
    internal("month", Text),
    internal("week", Text),
];

static TIMESHEETS: &[Field] = &[
    internal("user_id", Text),
    identifying("last_name", Text),
    identifying("first_name", Text),
    internal("month", Text),
    internal("amendment", Number),
    internal("status", Answer(sheet)),
    internal("worked_minutes", Minutes),
    internal("absence_minutes", Minutes),
    internal("employee_due_on", Day),
    internal("supervisor_due_on", Day),
    internal("employee_signed_at", Instant),
    internal("countersigned_at", Instant),
    internal("content_hash", Text),
];

/// All fields of a source.
pub fn all(source: ExportSource) -> &'static [Field] {
    match source {
        ExportSource::Participants => PARTICIPANTS,
        ExportSource::Participations => PARTICIPATIONS,
        ExportSource::TimeRecords => TIME_RECORDS,
        ExportSource::Timesheets => TIMESHEETS,
    }
}

/// A field of a source, by its name.
pub fn of(source: ExportSource, name: &str) -> Option<&'static Field> {
    all(source).iter().find(|field| field.name == name)
}
