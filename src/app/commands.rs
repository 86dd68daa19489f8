//! One request on a database thread: admit, replay, work, journal, keep the answer.

use diesel::connection::TransactionManager;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AppState;
use crate::audit;
use crate::audit::access::{self, AccessRow, Reading};
use crate::auth::keys::sha256;
use crate::auth::tokens::CallerKind;
use crate::auth::visibility;
use crate::ctx::Ctx;
use crate::db::schema::idempotency_keys;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Outcome};
use crate::http::{Caller, Reply, problem};
use crate::ids::{AnyId, PlieId};

/// How long an answer is kept for a replay, in seconds.
pub(crate) const KEPT_SECONDS: i64 = 24 * 3600;

/// What was found, and the lines of the access log without which it may not be answered.
pub(super) fn look<T, F>(conn: &mut Conn, app: &AppState, caller: &Caller, f: F) -> Outcome<(T, Vec<AccessRow>)>
where
    F: FnOnce(&mut Ctx<'_>) -> Outcome<T>,
{
    let mut cx = Ctx::admit(conn, app, caller)?;
    let found = f(&mut cx).map_err(|failure| seen(&mut cx, failure))?;
    Ok((found, access::taken(&mut cx)?))
}

pub(super) fn write<F>(conn: &mut Conn, app: &AppState, caller: &Caller, body: &[u8; 32], f: F) -> Outcome<Reply>
where
    F: FnOnce(&mut Ctx<'_>) -> Outcome<Reply>,
{
    let mut cx = Ctx::admit(conn, app, caller)?;
    hold_object(&mut cx)?;
    let key = caller.call.idempotency_key.as_ref().filter(|_| !caller.call.dry_run).map(|key| Key::of(&cx, key, body));
    if let Some(key) = &key
        && let Some(kept) = key.replay(&mut cx)?
    {
        still_in_reach(&mut cx, &kept.reply)?;
        let read = kept.read.iter().map(|it| it.again(&cx)).collect::<Outcome<Vec<AccessRow>>>()?;
        access::insert(cx.conn, &read)?;
        return Ok(Reply { replayed: true, ..kept.reply });
    }
    if key.is_none() && !caller.call.dry_run {
        return Ok(work(&mut cx, f)?.reply);
    }
    savepoint(cx.conn)?;
    let answer = work(&mut cx, f);
    if caller.call.dry_run {
        cx.conn.rollback();
        let reply = answer?.reply;
        // a rehearsal writes nothing, but what it shows is read
        let read = access::taken(&mut cx)?;
        access::insert(cx.conn, &read)?;
        return Ok(Reply { status: 200, location: None, ..reply });
    }
    let answer = match answer {
        Ok(answer) => {
            cx.conn.commit()?;
            answer
        }
        Err(failure) => {
            cx.conn.rollback();
            Answer { reply: kept_failure(&cx, failure)?, read: Vec::new() }
        }
    };
    if let Some(key) = &key {
        key.keep(&mut cx, &answer)?;
    }
    Ok(answer.reply)
}

/// An answer, and what it holds that is restricted.
#[derive(Serialize, Deserialize)]
struct Answer {
    #[serde(flatten)]
    reply: Reply,
    #[serde(default)]
    read: Vec<Reading>,
}

fn work<F>(cx: &mut Ctx<'_>, f: F) -> Outcome<Answer>
where
    F: FnOnce(&mut Ctx<'_>) -> Outcome<Reply>,
{
    let reply = f(cx).map_err(|failure| seen(cx, failure))?;
    if cx.call.op.rule.precondition && !cx.guarded {
        return Err(Failure::defect(format!("{} never looked at If-Match", cx.call.op.id)));
    }
    audit::store::write(cx)?;
    let mut read = Vec::new();
    if !cx.call.dry_run {
        let lines = access::taken(cx)?;
        access::insert(cx.conn, &lines)?;
        read = lines.iter().map(Reading::of).collect::<Outcome<_>>()?;
    }
    let lang = cx.lang();
    Ok(Answer { reply: reply.with_warnings(&cx.warnings, lang), read })
}

/// An object that is out of reach for this operation, but that the caller may see: 403, not 404.
fn seen(cx: &mut Ctx<'_>, failure: Failure) -> Failure {
    let rule = cx.call.op.rule;
    let other = rule.sees.is_some_and(|sees| sees != rule.operation);
    if failure == Failure::NotFound && other && cx.call.only_object { cx.denied() } else { failure }
}

/// The answer kept is given again to whoever still reaches the object: a handover bites on a replay too.
fn still_in_reach(cx: &mut Ctx<'_>, kept: &Reply) -> Outcome<()> {
    let (sees, reach, object) = match (cx.call.object, cx.call.op.rule.sees) {
        (Some(object), Some(sees)) => (sees, cx.reach.clone(), object),
        _ => match made(cx, kept) {
            Some((shown_by, sees, object)) => (sees, cx.reach_in(shown_by), object),
            None => return Ok(()),
        },
    };
    match visibility::exists(cx, sees, &reach, object) {
        Ok(true) => Ok(()),
        Ok(false) => Err(seen(cx, Failure::NotFound)),
        // gone by this very request: its answer holds nothing of the person
        Err(Failure::Gone) if ["erase_participant", "confirm_participant_erasure"].contains(&cx.call.op.id) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// The object that a kept answer says was made, the operation that shows it, and the one that tells whether it exists.
fn made(cx: &Ctx<'_>, kept: &Reply) -> Option<(&'static str, &'static str, Uuid)> {
    let (room, id) = kept.location.as_deref().filter(|_| kept.status == 201)?.rsplit_once('/')?;
    let shown_by = cx.app.ops.showing_one_of(room)?;
    Some((shown_by.id, shown_by.rule.sees?, Uuid::parse_str(id).ok()?))
}

/// On PostgreSQL the writers of one object come one after the other, so that the version which the second holds
/// against `If-Match` is the one the first has left. SQLite has one writer anyway.
fn hold_object(cx: &mut Ctx<'_>) -> Outcome<()> {
    match cx.call.object {
        Some(object) => crate::db::one_at_a_time(cx.conn, object),
        None => Ok(()),
    }
}

fn savepoint(conn: &mut Conn) -> Outcome<()> {
    <Conn as TransactionManager<Conn>>::begin_transaction(conn)?;
    Ok(())
}

/// What the state of things said no to is an answer like any other, and kept; a failure of ours is not.
fn kept_failure(cx: &Ctx<'_>, failure: Failure) -> Outcome<Reply> {
    let kept = matches!(failure, Failure::Refused(_) | Failure::Stale { .. } | Failure::Duplicate { .. });
    if !kept {
        return Err(failure);
    }
    let document = problem::render(&failure, cx.lang(), &cx.call.path, &cx.call.request_id);
    let body = serde_json::to_string(&document).map_err(Failure::defect)?;
    Ok(Reply::text(document.status, "application/problem+json", body))
}

/// An idempotency key of a caller. The database knows it only by its hash, and the kept answer is
/// sealed, since it holds what the object holds.
struct Key {
    plie: PlieId,
    caller: AnyId,
    key: Vec<u8>,
    request: Vec<u8>,
}

impl Key {
    fn of(cx: &Ctx<'_>, key: &str, body: &[u8; 32]) -> Self {
        let key = sha256(&[cx.actor.id.as_bytes(), key.as_bytes()]).to_vec();
        let request = sha256(&[cx.call.line.as_bytes(), body]).to_vec();
        Self { plie: cx.plie(), caller: AnyId::of(cx.actor.id), key, request }
    }

    fn replay(&self, cx: &mut Ctx<'_>) -> Outcome<Option<Answer>> {
        self.lock(cx.conn)?;
        let oldest = cx.now.plus_seconds(-KEPT_SECONDS);
        let row: Option<(Vec<u8>, Vec<u8>, Instant)> = idempotency_keys::table
            .find((self.plie, self.caller, &self.key))
            .select((idempotency_keys::request_hash, idempotency_keys::answer, idempotency_keys::created_at))
            .get_result(cx.conn)
            .optional()?;
        let Some((request, answer, at)) = row else { return Ok(None) };
        if at < oldest {
            diesel::delete(idempotency_keys::table.find((self.plie, self.caller, &self.key))).execute(cx.conn)?;
            return Ok(None);
        }
        if request != self.request {
            return Err(Failure::request(
                "idempotency_mismatch",
                "Cette clé a servi pour une autre requête.",
                "This key was used for another request.",
            ));
        }
        let plain = cx.app.keys.unseal("answers", &self.key, &answer).map_err(Failure::defect)?;
        Ok(Some(serde_json::from_slice(&plain).map_err(Failure::defect)?))
    }

    /// PostgreSQL alone has two writers at once: the second with the same key is told to wait.
    fn lock(&self, conn: &mut Conn) -> Outcome<()> {
        let bytes = self.key.first_chunk::<8>().copied().unwrap_or_default();
        if conn.try_lock(i64::from_be_bytes(bytes))? {
            return Ok(());
        }
        Err(Failure::Request {
            code: "idempotency_in_progress",
            faults: Vec::new(),
            fr: "La première requête avec cette clé n'a pas fini.".to_owned(),
            en: "The first request with this key has not finished.".to_owned(),
            retry_after: Some(1),
        })
    }

    fn keep(&self, cx: &mut Ctx<'_>, answer: &Answer) -> Outcome<()> {
        let plain = serde_json::to_vec(answer).map_err(Failure::defect)?;
        let answer = cx.app.keys.seal("answers", &self.key, &plain).map_err(Failure::defect)?;
        diesel::insert_into(idempotency_keys::table)
            .values((
                idempotency_keys::plie_id.eq(self.plie),
                idempotency_keys::caller_id.eq(self.caller),
                idempotency_keys::key_hash.eq(&self.key),
                idempotency_keys::request_hash.eq(&self.request),
                idempotency_keys::answer.eq(answer),
                idempotency_keys::created_at.eq(cx.now),
            ))
            .execute(cx.conn)?;
        Ok(())
    }
}

/// Drops the answers kept before an instant.
///
/// # Errors
/// The database is away.
pub(crate) fn forget_answers(conn: &mut Conn, before: Instant) -> Outcome<usize> {
    Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before))).execute(conn)?)
}

/// The line of an attempt that was refused for lack of a right.
pub(super) fn denied(conn: &mut Conn, app: &AppState, caller: &Caller) -> Outcome<()> {
    let entry = audit::Entry::event("access", caller.call.object);
    let user = (caller.claims.kind == CallerKind::User).then(|| crate::ids::UserId::of(caller.claims.sub));
    let call = &caller.call;
    let mut row =
        audit::store::EntryRow::system(caller.claims.plie, user, app.clock.now(), &call.request_id, call.op.id, entry)?;
    row.outcome = "denied".to_owned();
    row.actor_kind = caller.claims.kind.code().to_owned();
    row.actor_id = Some(AnyId::of(caller.claims.sub));
    audit::store::insert(conn, &[row])
}
