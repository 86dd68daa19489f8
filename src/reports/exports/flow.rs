//! How an export is asked for, and how its rows are gathered.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::api::{ExportForm, ExportIn, ExportParameters};
use super::parameters;
use super::sheet::Sheet;
use super::sources::{self, Walk};
use crate::audit::access::Access;
use crate::ctx::Ctx;
use crate::db::Json;
use crate::failure::{Failure, Outcome};
use crate::ids::ParticipantId;
use crate::jobs::{self, Asked, Binding, JobKind, JobRow, Meter, Results, away};
use crate::refusal::Refusal;
use crate::reports::export_profiles::rules::fields;
use crate::reports::export_profiles::{self, Profile};

/// The exports of an account that wait or run at a time.
const MOST_AT_ONCE: i64 = 3;

/// The name of the table in the work.
const TABLE: &str = "table";

/// What is to be made: the profile as it stood when it was asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) profile: Profile,
    pub(super) format: ExportForm,
    pub(super) parameters: ExportParameters,
}

/// `POST /v1/exports`.
pub(super) fn ask(cx: &mut Ctx<'_>, asked: ExportIn) -> Outcome<JobRow> {
    let profile = export_profiles::named(cx, asked.profile.as_str())?;
    let covers = sources::covers(&profile);
    if covers.reach(cx).is_empty() {
        return Err(Failure::Forbidden { right: covers.operation });
    }
    let parameters = asked.parameters.unwrap_or_default();
    Refusal::unless_empty(parameters::faults(cx, profile.source, &parameters)?)?;
    wait_for_others(cx)?;
    let order = Order { profile, format: asked.format.unwrap_or(ExportForm::Csv), parameters };
    let parameters = Json::of(&order).map_err(Failure::defect)?;
    jobs::enqueue(cx, Asked { kind: JobKind::Export, object: None, parameters, covers: Some(covers) })
}

/// Refuses one export too many.
fn wait_for_others(cx: &mut Ctx<'_>) -> Outcome<()> {
    let Some(user) = cx.actor.user() else { return Ok(()) };
    crate::db::one_at_a_time(cx.conn, user.0)?;
    if jobs::count_under_way(cx, JobKind::Export, user)? < MOST_AT_ONCE {
        return Ok(());
    }
    Err(Failure::conflict(
        "conflict_exports_under_way",
        "Trois de vos exportations attendent ou sont en cours : laissez-les finir.",
        "Three of your exports wait or are running: let them finish.",
    ))
}

/// Reads all rows of an export, and writes them as they come.
///
/// # Errors
/// 404 where the asker may no longer export this; the database or the disk is away.
pub(crate) fn gather(cx: &mut Ctx<'_>, job: &JobRow, results: &Results, meter: &Meter) -> Outcome<Binding> {
    let order: Order = job.parameters.read().map_err(Failure::defect)?;
    let mut covers = sources::covers(&order.profile);
    cx.reach = covers.reach(cx);
    if cx.reach.is_empty() {
        return Err(Failure::NotFound);
    }
    let working = results.begin().map_err(away)?;
    let sealed = working.seal(TABLE, &cx.app.keys, job.id).map_err(away)?;
    let (mut sheet, mut walk) = (Sheet::begin(sealed, &order.profile, order.format)?, Walk::begin(&order)?);
    let mut people = BTreeSet::new();
    while let Some(lines) = walk.next(cx, &order)? {
        for line in lines {
            sheet.row(&line.values)?;
            people.extend(line.person);
            // who reaches the whole PLIE is not asked about each of them again
            if !cx.reach.all {
                covers.people.extend(line.person);
                covers.staff.extend(line.staff);
                covers.operations.extend(line.operation);
            }
        }
        let (done, all) = walk.so_far();
        meter.at(done, all, (0, 90));
    }
    disclose(cx, job, &order.profile, people);
    let file_name = format!("jalon-{}.{}", order.profile.code, order.format.table().extension());
    let content_type = sheet.media_type();
    Ok(Box::new(move |_| {
        let made = working.made_of(sheet.finish()?, file_name, content_type).map_err(away)?;
        Ok(jobs::Made { covers: Some(covers), ..made })
    }))
}

/// A line for the export, and one for each person in it, with the columns.
fn disclose(cx: &mut Ctx<'_>, job: &JobRow, profile: &Profile, people: BTreeSet<ParticipantId>) {
    let named = profile.columns.iter().filter_map(|column| fields::of(profile.source, column.field.as_str()));
    let named: BTreeSet<&'static str> = named.map(|field| field.name).collect();
    let columns: Cow<'static, [&'static str]> = named.into_iter().collect::<Vec<_>>().into();
    for person in std::iter::once(None).chain(people.into_iter().map(Some)) {
        cx.disclose(Access { resource: "exports", person, objects: vec![job.id.0], fields: columns.clone() });
    }
}
