//! Commands on sessions. A password is hashed outside the database thread, two at a time.

use super::api::{RefreshIn, SessionView, SignInIn};
use super::store::{self, LoginRow};
use crate::app::{App, AppState};
use crate::audit::Entry;
use crate::audit::store::EntryRow;
use crate::auth::tokens::{ACCESS_SECONDS, Bearer, CallerKind};
use crate::auth::{passwords, totp};
use crate::ctx::Ctx;
use crate::db::{Conn, Instant, Wall};
use crate::failure::{Failure, Outcome};
use crate::http::{Call, Text};
use crate::identity::admin;
use crate::ids::{PlieId, SessionId, UserId};

const REFUSED: Failure = Failure::Unauthenticated { code: "unauthenticated" };

pub(super) async fn sign_in(app: &App, call: Call, asked: SignInIn) -> Outcome<SessionView> {
    let now = app.clock.now();
    let (ip, email) = (call.ip, admin::fold_email(asked.email.as_str()));
    app.sign_ins.admit_address(ip, now)?;
    // the slot is held until the result is written: whoever waits for it sees the failures before
    let _slot = app.hash_slot().await?;
    app.sign_ins.admit_address(ip, now)?;
    let folded = email.clone();
    let found = app.store.read(Wall::System, move |conn| store::candidates(conn, &folded)).await?;
    if found.is_empty() {
        app.sign_ins.admit_unknown(&email, now)?;
    }
    let blocked = found.iter().filter_map(|row| row.login_blocked_until).filter(|until| *until > now).min();
    let open: Vec<LoginRow> =
        found.iter().filter(|row| row.login_blocked_until.is_none_or(|until| until <= now)).cloned().collect();
    if let Some(until) = blocked
        && open.is_empty()
    {
        return Err(super::slow_down(until, now));
    }
    let (password, tried) = (asked.password, open.clone());
    let matched = crate::app::blocking(move || matching(&tried, password.expose())).await?;
    let second =
        matched.as_ref().map(|row| second_factor(app, row, asked.totp.as_ref().map(Text::as_str), now)).transpose()?;
    let (Some(row), Some(Second::Passed(step))) = (matched, second) else {
        app.sign_ins.fail_address(ip, now);
        if found.is_empty() {
            app.sign_ins.fail_unknown(&email, now);
        }
        let failed: Vec<(PlieId, UserId)> = open.iter().map(|row| (row.plie_id, row.id)).collect();
        app.open_write(call, move |conn, _app, call| failed_sign_in(conn, &failed, call, now)).await?;
        return Err(REFUSED);
    };
    app.open_write(call, move |conn, app, call| {
        if !store::succeed(conn, &row, step, now)? {
            return Err(REFUSED);
        }
        open_for(conn, app, call, &row, now)
    })
    .await
}

/// The active account among the candidates whose password it is. Whether there is any candidate,
/// and whether it is active, does not show in the time this takes.
fn matching(candidates: &[LoginRow], password: &str) -> Option<LoginRow> {
    let mut matched = None;
    let mut hashed = false;
    for row in candidates {
        let Some(hash) = &row.password_hash else { continue };
        hashed = true;
        if passwords::verify(password, hash) && row.status == "active" {
            matched = Some(row.clone());
            break;
        }
    }
    if !hashed {
        passwords::verify(password, passwords::DUMMY);
    }
    matched
}

enum Second {
    /// None is asked for, or the code of this step was right.
    Passed(Option<i64>),
    Wrong,
}

fn second_factor(app: &AppState, row: &LoginRow, code: Option<&str>, now: Instant) -> Outcome<Second> {
    let (true, Some(sealed)) = (row.totp_confirmed, &row.totp_secret) else { return Ok(Second::Passed(None)) };
    let Some(code) = code else { return Err(Failure::Unauthenticated { code: "totp_required" }) };
    let secret = app.keys.unseal("totp", row.id.0.as_bytes(), sealed).map_err(Failure::defect)?;
    Ok(match totp::check(&secret, code, now) {
        Some(step) if step > row.totp_last_step => Second::Passed(Some(step)),
        _ => Second::Wrong,
    })
}

/// Counts a failure of each account and slows down those with too many.
///
/// # Errors
/// The database refuses.
pub(crate) fn failed_sign_in(conn: &mut Conn, accounts: &[(PlieId, UserId)], call: &Call, now: Instant) -> Outcome<()> {
    for (plie, user) in accounts {
        let failures = store::fail(conn, *plie, *user)?;
        if let Some(seconds) = super::attempts::delay(failures) {
            store::block(conn, *plie, *user, now.plus_seconds(seconds))?;
        }
        let entry = Entry::event("sessions", None).owned_by(*user).because("wrong credentials");
        let mut row = EntryRow::system(*plie, Some(*user), now, &call.request_id, call.op.id, entry)?;
        row.outcome = "denied".to_owned();
        crate::audit::store::insert(conn, &[row])?;
    }
    Ok(())
}

fn open_for(conn: &mut Conn, app: &AppState, call: &Call, row: &LoginRow, now: Instant) -> Outcome<SessionView> {
    open(conn, app, call, (row.plie_id, row.id, row.auth_version), now)
}

/// Opens a session for an account (with its `auth_version`) and journals it.
///
/// # Errors
/// The database refuses.
pub(crate) fn open(
    conn: &mut Conn,
    app: &AppState,
    call: &Call,
    (plie, user, auth_version): (PlieId, UserId, i64),
    now: Instant,
) -> Outcome<SessionView> {
    let session = admin::open_session(conn, plie, user, now)?;
    journal(conn, call, plie, user, session, now, None)?;
    view(app, plie, user, session, 1, auth_version, now)
}

fn journal(
    conn: &mut Conn,
    call: &Call,
    plie: PlieId,
    user: UserId,
    session: SessionId,
    now: Instant,
    why: Option<&str>,
) -> Outcome<()> {
    let mut entry = Entry::event("sessions", Some(session.0)).owned_by(user);
    entry.reason = why.map(str::to_owned);
    let mut row = EntryRow::system(plie, Some(user), now, &call.request_id, call.op.id, entry)?;
    if why.is_some() {
        row.outcome = "denied".to_owned();
    }
    crate::audit::store::insert(conn, &[row])
}

fn view(
    app: &AppState,
    plie: PlieId,
    user: UserId,
    session: SessionId,
    generation: i64,
    auth_version: i64,
    now: Instant,
) -> Outcome<SessionView> {
    let bearer = Bearer {
        kind: CallerKind::User,
        plie,
        sub: user.0,
        sid: Some(session),
        av: auth_version,
        rl: None,
        scope: None,
    };
    Ok(SessionView {
        access_token: app.tokens.access(&bearer, now).map_err(Failure::defect)?,
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
        refresh_token: app.tokens.refresh(plie, session, generation),
    })
}

pub(super) async fn refresh(app: &App, call: Call, asked: RefreshIn) -> Outcome<SessionView> {
    let now = app.clock.now();
    let (plie, id, generation) = app.tokens.read_refresh(asked.refresh_token.expose()).ok_or(REFUSED)?;
    let renewed = app.open_write(call, move |conn, app, call| {
        let Some(session) = store::find(conn, plie, id)? else { return Ok(None) };
        let over = session.ended_at.is_some() || session.expires_at <= now || session.status != "active";
        if over {
            return Ok(None);
        }
        if session.generation != generation || !store::renew(conn, plie, id, &session, now)? {
            // somebody else has the other copy of this token: neither goes on (T16)
            store::end(conn, plie, id, "replayed", now)?;
            journal(conn, call, plie, session.user, id, now, Some("a refresh token was used twice"))?;
            return Ok(None);
        }
        view(app, plie, session.user, id, generation + 1, session.auth_version, now).map(Some)
    });
    renewed.await?.ok_or(REFUSED)
}

pub(super) fn end(cx: &mut Ctx<'_>) -> Outcome<()> {
    let Some(session) = cx.actor.session else { return Err(Failure::NotFound) };
    let (plie, now) = (cx.plie(), cx.now);
    store::end(cx.conn, plie, session, "signed_out", now)?;
    cx.record(Entry::event("sessions", Some(session.0)));
    Ok(())
}
