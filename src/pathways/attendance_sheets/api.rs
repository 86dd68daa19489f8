//! Attendance sheets over HTTP.

use std::collections::BTreeMap;

use actix_web::{Either, HttpRequest, get, web};
use jalon_press::Template;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::printed::{self, Frame, Met};
use super::rules::{self, DAYS_MAX, Line};
use crate::app::App;
use crate::auth::role::Reach;
use crate::civil::{days_between, french};
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::esf::operations::{self, Payer, PayerView};
use crate::esf::participations;
use crate::failure::{Failure, Outcome};
use crate::http::print::{self, Printed};
use crate::http::query::malformed;
use crate::http::table::Format;
use crate::http::{Caller, Query, Reply};
use crate::identity::{plies, users};
use crate::ids::{InterviewId, OperationId, ParticipantId, PathwayId, UserId};
use crate::participants::signatures::{SignatureRow, SignatureView, said};
use crate::pathways::interviews::rules::signing::SignatureState;
use crate::pathways::interviews::{self, InterviewRow};
use crate::{participants, pathways};

/// Which days, for which operation, in which form.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AttendanceSheetQuery {
    /// First day.
    pub(crate) from: Day,
    /// Last day, included; a year later at most.
    pub(crate) to: Day,
    /// Only the days of this operation, which the sheet then names alone; those in which the person takes part if left
    /// out.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) operation_id: Option<OperationId>,
    /// The form of the answer: `json` or `pdf`.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// An interview on an attendance sheet (R6.9).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"interview_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "date": "2026-03-02", "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T08:45:00Z", "place": "Maison de l'emploi", "type": "follow_up", "modality": "in_person", "user_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "referent_name": "Camille Martin", "facts_hash": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9", "signature_state": "missing", "signature": null}))]
pub(crate) struct AttendanceSheetLineView {
    /// The interview.
    pub(crate) interview_id: InterviewId,
    /// Its day in Paris.
    pub(crate) date: Day,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// What it was for, a code of `interview_type`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// How they met, a code of `modality`.
    pub(crate) modality: String,
    /// The account of the referent.
    pub(crate) user_id: UserId,
    /// Their name.
    pub(crate) referent_name: String,
    /// SHA-256 of the facts that a signature binds (R6.11).
    #[schema(required = true)]
    pub(crate) facts_hash: Option<String>,
    /// Where the signature stands: signed, or why it is not (R6.7, R6.12).
    pub(crate) signature_state: SignatureState,
    /// The person's signature or refusal, with its reason.
    #[schema(required = true)]
    pub(crate) signature: Option<SignatureView>,
}

/// The attendance sheet of a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "first_name": "Nadia", "last_name": "Benali", "from": "2026-03-01", "to": "2026-03-31", "operations": [{"id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cd", "number": "202301234", "title": "Accompagnement renforcé"}], "funding_statement": "Cofinancé par l’Union européenne", "lines": [], "unsigned": 0, "content_hash": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"}))]
pub(crate) struct AttendanceSheetView {
    /// The pathway.
    pub(crate) pathway_id: PathwayId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// First name.
    pub(crate) first_name: String,
    /// Last name.
    pub(crate) last_name: String,
    /// First day.
    pub(crate) from: Day,
    /// Last day, included.
    pub(crate) to: Day,
    /// The operations that pay, the latest first.
    pub(crate) operations: Vec<PayerView>,
    /// What documents say of the fund of the first of them (S3.29).
    #[schema(required = true)]
    pub(crate) funding_statement: Option<String>,
    /// The interviews held, in order of time.
    pub(crate) lines: Vec<AttendanceSheetLineView>,
    /// How many of them are to be signed.
    pub(crate) unsigned: usize,
    /// SHA-256 of the sheet: of its days, its operations, its interviews with their facts and signatures.
    pub(crate) content_hash: String,
}

/// Get the attendance sheet of a pathway
///
/// The interviews held from one day to another, each with its signature or the reason why there is none (R6.9).
/// `format=pdf` gives the sheet to be signed, in French, with the operation and the statement of its fund; it is a draft
/// as long as an interview is to be signed.
#[utoipa::path(tag = "interviews", params(("id" = PathwayId, Path, description = "The pathway"), AttendanceSheetQuery), responses((status = 200, description = "The sheet", content((AttendanceSheetView = "application/json"), (Vec<u8> = "application/pdf")))))]
#[get("/pathways/{id}/attendance-sheet")]
pub(crate) async fn get_pathway_attendance_sheet(
    app: App,
    caller: Caller,
    id: web::Path<PathwayId>,
    query: Query<AttendanceSheetQuery>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let (id, asked) = (*id, query.0);
    let as_pdf = asked.format == Some(Format::Pdf);
    let name = format!("emargement-{id}-{}-{}.pdf", asked.from, asked.to);
    let reply = app.read(caller, move |cx| {
        Format::asked(asked.format, cx.call, &[Format::Json, Format::Pdf])?;
        let pathway = pathways::find(cx, &cx.reach.clone(), id)?;
        let sheet = Sheet::load(cx, pathway.id, pathway.participant_id, &asked)?;
        if as_pdf {
            return print::sheet(&sheet.printed(cx)?, pathway.version);
        }
        Reply::object(&sheet.view(), pathway.version).map(Reply::fingerprinted)
    });
    let reply = reply.await?;
    if as_pdf {
        return print::pdf(&app, &request, Template::AttendanceSheet, &name, reply).await;
    }
    Ok(Either::Left(reply))
}

/// A sheet as it was read.
struct Sheet {
    pathway: PathwayId,
    participant: ParticipantId,
    /// First and last name.
    name: (String, String),
    period: (Day, Day),
    operations: Vec<Payer>,
    met: Vec<(InterviewRow, Option<SignatureRow>)>,
    staff: BTreeMap<UserId, (String, String)>,
    hash: String,
}

impl Sheet {
    /// The sheet of a pathway that was found in reach.
    fn load(cx: &mut Ctx<'_>, pathway: PathwayId, who: ParticipantId, asked: &AttendanceSheetQuery) -> Outcome<Self> {
        let period = (asked.from, asked.to);
        if period.1 < period.0 || days_between(period.0, period.1) >= DAYS_MAX {
            return Err(malformed("to", "before from, or more than a year after it", Vec::new()));
        }
        let operations = payers(cx, who, asked)?;
        let mut met = interviews::held_of(cx, pathway, period.0, period.1)?;
        if let (Some(_), Some(only)) = (asked.operation_id, operations.first()) {
            met.retain(|(row, _)| only.starts_on <= row.day && row.day <= only.ends_on);
        }
        let accounts: Vec<UserId> = met.iter().map(|(row, _)| row.user_id).collect();
        let lines: Vec<Line> = met.iter().map(|(row, signature)| line(row, signature.as_ref())).collect();
        let ids: Vec<OperationId> = operations.iter().map(|o| o.id).collect();
        // whoever reaches the pathway reaches its person
        let names = participants::names(cx, &Reach::everything(), &[who])?;
        Ok(Self {
            hash: rules::content_hash(pathway, period, &ids, &lines),
            pathway,
            participant: who,
            name: names.get(&who).cloned().unwrap_or_default(),
            period,
            operations,
            staff: users::names(cx, &accounts)?,
            met,
        })
    }

    fn referent(&self, row: &InterviewRow) -> String {
        self.staff.get(&row.user_id).map(|(first, last)| format!("{first} {last}")).unwrap_or_default()
    }

    fn view(&self) -> AttendanceSheetView {
        let lines: Vec<AttendanceSheetLineView> = self.met.iter().map(|(row, s)| self.line(row, s.as_ref())).collect();
        AttendanceSheetView {
            pathway_id: self.pathway,
            participant_id: self.participant,
            first_name: self.name.0.clone(),
            last_name: self.name.1.clone(),
            from: self.period.0,
            to: self.period.1,
            operations: self.operations.iter().map(PayerView::from).collect(),
            funding_statement: self.operations.first().and_then(|o| o.statement.clone()),
            unsigned: lines.iter().filter(|line| line.signature_state.is_owed()).count(),
            lines,
            content_hash: self.hash.clone(),
        }
    }

    fn line(&self, row: &InterviewRow, signature: Option<&SignatureRow>) -> AttendanceSheetLineView {
        AttendanceSheetLineView {
            interview_id: row.id,
            date: row.day,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            place: row.place.clone(),
            kind: row.type_.clone(),
            modality: row.modality.clone(),
            user_id: row.user_id,
            referent_name: self.referent(row),
            facts_hash: row.facts_hash.clone(),
            signature_state: row.signature_state(signature),
            signature: signature.cloned().map(SignatureView::from),
        }
    }

    fn printed(&self, cx: &mut Ctx<'_>) -> Outcome<serde_json::Value> {
        let tenant = cx.tenant();
        let met = self.met.iter().map(|(row, signature)| Met {
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            object: printed::object(&tenant.lists, &row.type_, &row.modality),
            place: row.place.clone(),
            referent: self.referent(row),
            said: said(row.signature_state(signature.as_ref()), signature.as_ref(), true),
            facts_hash: row.facts_hash.clone(),
        });
        let met: Vec<Met> = met.collect();
        let (from, to) = self.period;
        let frame = Frame {
            plie: &plies::name(cx)?,
            operations: &self.operations,
            reference: format!("Parcours {}, du {} au {}", self.pathway, french(from), french(to)),
            person: format!("{} {}", self.name.0, self.name.1),
            period: self.period,
            hash: &self.hash,
        };
        Ok(printed::printed(&frame, &met))
    }
}

fn line(row: &InterviewRow, signature: Option<&SignatureRow>) -> Line {
    Line {
        id: row.id,
        facts_hash: row.facts_hash.clone(),
        state: row.signature_state(signature),
        signature: row.signature_id,
    }
}

/// The operation asked for, or those in which the person takes part during the period.
fn payers(cx: &mut Ctx<'_>, who: ParticipantId, asked: &AttendanceSheetQuery) -> Outcome<Vec<Payer>> {
    let Some(operation) = asked.operation_id else {
        let taking_part = participations::operations_of(cx, who, asked.from, asked.to)?;
        return operations::payers(cx, &taking_part);
    };
    let found = operations::payers(cx, &[operation])?;
    if found.is_empty() {
        return Err(Failure::reference("/operation_id"));
    }
    Ok(found)
}
