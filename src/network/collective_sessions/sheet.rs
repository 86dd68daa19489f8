//! The attendance sheet of a collective session over HTTP (R6.7, R6.9).

use std::collections::BTreeMap;

use actix_web::{Either, HttpRequest, get, web};
use jalon_press::Template;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::printed::{self, Frame, Present};
use super::store::{self, SessionRow};
use super::{flow, rules};
use crate::app::App;
use crate::auth::role::Reach;
use crate::ctx::Ctx;
use crate::db::{Day, Instant};
use crate::esf::operations::{self, Payer, PayerView};
use crate::failure::Outcome;
use crate::http::print::{self, Printed};
use crate::http::table::Format;
use crate::http::{Caller, Query, Reply};
use crate::identity::{plies, users};
use crate::ids::{CollectiveSessionId, ParticipantId, PathwayId, SignatureId, UserId};
use crate::network::attendances::{AttendanceOutcome, AttendanceRow};
use crate::participants;
use crate::participants::signatures::{self, SignatureRow, SignatureView, said};
use crate::pathways::interviews::rules::signing::SignatureState;

/// In which form.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CollectiveSheetQuery {
    /// The form of the answer: `json` or `pdf`.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) format: Option<Format>,
}

/// Somebody on the sheet of a collective session (R6.9).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pathway_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7ca", "participant_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cb", "first_name": "Nadia", "last_name": "Benali", "outcome": "present", "facts_hash": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9", "signature_state": "missing", "signature": null}))]
pub(crate) struct CollectiveSheetLineView {
    /// The pathway of the person.
    pub(crate) pathway_id: PathwayId,
    /// The person.
    pub(crate) participant_id: ParticipantId,
    /// First name; null for whoever neither leads the session nor reaches the person.
    #[schema(required = true)]
    pub(crate) first_name: Option<String>,
    /// Last name; null for whoever neither leads the session nor reaches the person.
    #[schema(required = true)]
    pub(crate) last_name: Option<String>,
    /// Whether they came.
    pub(crate) outcome: AttendanceOutcome,
    /// SHA-256 of the facts that a signature binds (R6.11): those signed, once they are.
    pub(crate) facts_hash: String,
    /// Where the signature stands: signed, or why it is not (R6.7, R6.12).
    pub(crate) signature_state: SignatureState,
    /// The person's signature or refusal, with its reason.
    #[schema(required = true)]
    pub(crate) signature: Option<SignatureView>,
}

/// The attendance sheet of a collective session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"session_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9", "title": "Atelier CV", "date": "2026-03-02", "starts_at": "2026-03-02T13:00:00Z", "ends_at": "2026-03-02T15:00:00Z", "place": "Maison de l'emploi", "leader_id": "01936c5e-7a10-7c3b-9d52-6f0e8a41b7cc", "leader_name": "Camille Martin", "operations": [], "funding_statement": null, "lines": [], "unsigned": 0, "content_hash": "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"}))]
pub(crate) struct CollectiveSheetView {
    /// The session.
    pub(crate) session_id: CollectiveSessionId,
    /// Its title.
    pub(crate) title: String,
    /// Its day in Paris.
    pub(crate) date: Day,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where.
    #[schema(required = true)]
    pub(crate) place: Option<String>,
    /// The account of whoever leads it.
    pub(crate) leader_id: UserId,
    /// Their name.
    pub(crate) leader_name: String,
    /// The operation that it belongs to, if any.
    pub(crate) operations: Vec<PayerView>,
    /// What documents say of its fund (S3.29).
    #[schema(required = true)]
    pub(crate) funding_statement: Option<String>,
    /// Who takes part, by name.
    pub(crate) lines: Vec<CollectiveSheetLineView>,
    /// How many were there and have still to sign.
    pub(crate) unsigned: usize,
    /// SHA-256 of the sheet: of the session, and of its people with their facts and signatures.
    pub(crate) content_hash: String,
}

/// Get the attendance sheet of a collective session
///
/// Who takes part, each with their signature or the reason why there is none (R6.7, R6.9). `format=pdf` gives the sheet to
/// be signed, in French, with the operation and the statement of its fund; it is a draft as long as somebody who was
/// there has not signed.
#[utoipa::path(tag = "collective_sessions", params(("id" = CollectiveSessionId, Path, description = "The session"), CollectiveSheetQuery), responses((status = 200, description = "The sheet", content((CollectiveSheetView = "application/json"), (Vec<u8> = "application/pdf")))))]
#[get("/collective-sessions/{id}/attendance-sheet")]
pub(crate) async fn get_collective_attendance_sheet(
    app: App,
    caller: Caller,
    id: web::Path<CollectiveSessionId>,
    query: Query<CollectiveSheetQuery>,
    request: HttpRequest,
) -> Outcome<Either<Reply, Printed>> {
    let (id, format) = (*id, query.0.format);
    let as_pdf = format == Some(Format::Pdf);
    let reply = app.read(caller, move |cx| {
        Format::asked(format, cx.call, &[Format::Json, Format::Pdf])?;
        let row = store::find(cx, &cx.reach.clone(), id)?;
        let version = row.version;
        let sheet = Sheet::load(cx, row)?;
        if as_pdf {
            return print::sheet(&sheet.printed(cx)?, version);
        }
        Reply::object(&sheet.view(), version).map(Reply::fingerprinted)
    });
    let reply = reply.await?;
    if as_pdf {
        let name = format!("emargement-collectif-{id}.pdf");
        return print::pdf(&app, &request, Template::CollectiveAttendanceSheet, &name, reply).await;
    }
    Ok(Either::Left(reply))
}

/// Somebody of a session, as they stand.
struct Line {
    row: AttendanceRow,
    name: Option<(String, String)>,
    signature: Option<SignatureRow>,
    state: SignatureState,
    facts_hash: String,
}

/// A sheet as it was read.
struct Sheet {
    session: SessionRow,
    leader: String,
    operation: Option<Payer>,
    lines: Vec<Line>,
    hash: String,
}

impl Sheet {
    /// The sheet of a session that was found in reach.
    fn load(cx: &mut Ctx<'_>, session: SessionRow) -> Outcome<Self> {
        let people = flow::people(cx, session.id)?;
        let ids: Vec<ParticipantId> = people.iter().map(|a| a.participant_id).collect();
        // whoever leads has seen them all
        let leads = cx.actor.user() == Some(session.leader_id);
        let reach = if leads { Reach::everything() } else { cx.reach_in("get_pathway") };
        let names = participants::names(cx, &reach, &ids)?;
        let signed: Vec<SignatureId> = people.iter().filter_map(|a| a.signature_id).collect();
        let mut signatures = signatures::with_ids(cx, &signed)?;
        let line = |row: AttendanceRow| {
            let signature = row.signature_id.and_then(|id| signatures.remove(&id));
            let state = rules::state(row.outcome, signature.as_ref().map(|s| s.refused_reason.is_some()));
            let signed = signature.as_ref().map(|s| s.facts_hash.clone());
            Line {
                name: names.get(&row.participant_id).cloned(),
                facts_hash: signed.unwrap_or_else(|| rules::facts_hash(&flow::facts(&session, &row))),
                signature,
                state,
                row,
            }
        };
        let mut lines: Vec<Line> = people.into_iter().map(line).collect();
        lines.sort_by_cached_key(|l| (l.sort_name(), l.row.id));
        let told = lines.iter().map(|l| (l.row.participant_id, l.row.outcome, l.facts_hash.as_str(), l.state));
        let hash = rules::sheet_hash(session.id, told.collect());
        let leader: BTreeMap<UserId, (String, String)> = users::names(cx, &[session.leader_id])?;
        let leader = leader.get(&session.leader_id).map(|(first, last)| format!("{first} {last}"));
        let operation = operations::payers(cx, &session.operation_id.into_iter().collect::<Vec<_>>())?.pop();
        Ok(Self { session, leader: leader.unwrap_or_default(), operation, lines, hash })
    }

    fn view(&self) -> CollectiveSheetView {
        let s = &self.session;
        CollectiveSheetView {
            session_id: s.id,
            title: s.title.clone(),
            date: s.day,
            starts_at: s.starts_at,
            ends_at: s.ends_at,
            place: s.place.clone(),
            leader_id: s.leader_id,
            leader_name: self.leader.clone(),
            operations: self.operation.iter().map(PayerView::from).collect(),
            funding_statement: self.operation.as_ref().and_then(|o| o.statement.clone()),
            unsigned: self.lines.iter().filter(|l| l.state.is_owed()).count(),
            lines: self.lines.iter().map(Line::view).collect(),
            content_hash: self.hash.clone(),
        }
    }

    fn printed(&self, cx: &mut Ctx<'_>) -> Outcome<serde_json::Value> {
        let s = &self.session;
        let people: Vec<Present> = self.lines.iter().map(Line::printed).collect();
        let frame = Frame {
            plie: &plies::name(cx)?,
            operation: self.operation.as_ref(),
            reference: format!("Temps collectif {}", s.id),
            object: &s.title,
            starts_at: s.starts_at,
            ends_at: s.ends_at,
            place: s.place.as_deref(),
            leader: self.leader.clone(),
            hash: &self.hash,
        };
        Ok(printed::printed(&frame, &people))
    }
}

impl Line {
    fn sort_name(&self) -> String {
        self.name.as_ref().map(|(first, last)| participants::sort_name(last, first)).unwrap_or_default()
    }

    fn view(&self) -> CollectiveSheetLineView {
        CollectiveSheetLineView {
            pathway_id: self.row.pathway_id,
            participant_id: self.row.participant_id,
            first_name: self.name.as_ref().map(|n| n.0.clone()),
            last_name: self.name.as_ref().map(|n| n.1.clone()),
            outcome: self.row.outcome,
            facts_hash: self.facts_hash.clone(),
            signature_state: self.state,
            signature: self.signature.clone().map(SignatureView::from),
        }
    }

    fn printed(&self) -> Present {
        let name = self.name.as_ref().map(|(first, last)| format!("{} {first}", last.to_uppercase()));
        Present {
            name: name.unwrap_or_default(),
            outcome: self.row.outcome,
            said: said(self.state, self.signature.as_ref(), true),
            facts_hash: self.facts_hash.clone(),
        }
    }
}
