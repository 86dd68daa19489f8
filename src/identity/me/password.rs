//! A new password: by an invitation, or by whoever knows the old one.

use std::net::IpAddr;

use crate::app::App;
use crate::audit::Entry;
use crate::audit::store::EntryRow;
use crate::auth::{actor, passwords};
use crate::civil;
use crate::db::{Conn, Instant, Wall};
use crate::failure::{Failure, Outcome};
use crate::faults;
use crate::http::Caller;
use crate::identity::sessions::{self, LoginRow};
use crate::identity::users::{self, Link, LinkKind};
use crate::ids::SessionId;
use crate::refusal::{Fault, Refusal};

const REFUSED: Failure = Failure::Unauthenticated { code: "unauthenticated" };

fn faults_of(password: &str, row: &LoginRow) -> Vec<Fault> {
    let mailbox = row.email.split('@').next().unwrap_or_default();
    passwords::faults(password, "/new_password", &[&row.first_name, &row.last_name, &row.email, mailbox])
}

/// Who did it and in which request, for the journal.
struct By<'a> {
    request_id: &'a str,
    operation: &'static str,
}

fn keep(conn: &mut Conn, row: &LoginRow, hash: &str, but: Option<SessionId>, by: &By<'_>, now: Instant) -> Outcome<()> {
    users::set_password(conn, row.plie_id, row.id, hash)?;
    sessions::end_all(conn, row.plie_id, row.id, but, "password_changed", now)?;
    let entry = Entry::event("users", Some(row.id.0)).owned_by(row.id).fields(&["password"]);
    let line = EntryRow::system(row.plie_id, Some(row.id), now, by.request_id, by.operation, entry)?;
    crate::audit::store::insert(conn, &[line])
}

/// Sets the password of the account that an invitation is for; its sessions end.
async fn by_link(app: &App, token: String, password: String, request_id: String) -> Outcome<()> {
    let now = app.clock.now();
    let found = app.store.read(Wall::System, move |conn| invited(conn, &token, now)).await?;
    let Some((link, row)) = found else { return Err(REFUSED) };
    Refusal::unless_empty(faults_of(&password, &row))?;
    let _slot = app.hash_slot().await?;
    let cost = app.password_cost;
    let hash = crate::app::blocking(move || passwords::hash(&password, cost)).await?;
    let hash = hash.ok_or_else(|| Failure::defect("no hash"))?;
    app.store
        .write(Wall::System, move |conn| {
            if !users::spend(conn, &link, now)? {
                return Err(REFUSED);
            }
            keep(conn, &row, &hash, None, &By { request_id: &request_id, operation: "set_password" }, now)
        })
        .await
}

fn invited(conn: &mut Conn, token: &str, now: Instant) -> Outcome<Option<(Link, LoginRow)>> {
    let Some(link) = users::read_link(conn, LinkKind::Invite, token, now)? else { return Ok(None) };
    let Some((plie, user)) = link.account() else { return Ok(None) };
    let row = sessions::login(conn, plie, user)?;
    Ok((row.status == "active").then_some((link, row)))
}

/// Sets the password of the account that an invitation is for; its sessions end. An address that
/// guesses tokens waits.
///
/// # Errors
/// 401 when the invitation is not good; 422 when the password is not.
pub(crate) async fn by_invitation(
    app: &App,
    ip: Option<IpAddr>,
    token: String,
    password: String,
    request_id: String,
) -> Outcome<()> {
    let now = app.clock.now();
    app.sign_ins.admit_address(ip, now)?;
    let done = by_link(app, token, password, request_id).await;
    if done == Err(REFUSED) {
        app.sign_ins.fail_address(ip, now);
    }
    done
}

/// By the old password; the caller's own session goes on, the others end.
pub(super) async fn by_old(app: &App, caller: Caller, old: String, password: String) -> Outcome<()> {
    let now = app.clock.now();
    let claims = caller.claims.clone();
    let _slot = app.hash_slot().await?;
    let row = app
        .store
        .read(Wall::Plie(claims.plie), move |conn| {
            let actor = actor::load(conn, &claims, now, civil::day_of(now))?;
            let user = actor.user().ok_or(Failure::NotFound)?;
            sessions::login(conn, actor.plie, user)
        })
        .await?;
    if let Some(until) = row.login_blocked_until.filter(|until| *until > now) {
        return Err(sessions::slow_down(until, now));
    }
    let (Some(known), cost) = (row.password_hash.clone(), app.password_cost) else { return Err(wrong_password()) };
    let checked = faults_of(&password, &row);
    let hash = crate::app::blocking(move || {
        // the old one first: who does not know it learns nothing of the new one either
        let right = passwords::verify(&old, &known);
        right.then(|| if checked.is_empty() { Ok(passwords::hash(&password, cost)) } else { Err(checked) })
    })
    .await?;
    let Some(hash) = hash else {
        let failed = vec![(row.plie_id, row.id)];
        let call = caller.call;
        app.open_write(call, move |conn, _app, call| sessions::failed_sign_in(conn, &failed, call, now)).await?;
        return Err(wrong_password());
    };
    let hash = hash.map_err(Failure::from)?.ok_or_else(|| Failure::defect("no hash"))?;
    let but = caller.claims.sid;
    app.open_write(caller.call, move |conn, _app, call| {
        keep(conn, &row, &hash, but, &By { request_id: &call.request_id, operation: call.op.id }, now)
    })
    .await
}

fn wrong_password() -> Failure {
    let (fr, en) = ("Ce n'est pas le mot de passe actuel.", "This is not the current password.");
    Failure::invalid("/old_password", "wrong_password", fr, en)
}

/// What is missing of a request that proves nothing.
pub(super) fn unproven(signed_in: bool) -> Failure {
    let pointer = if signed_in { "/old_password" } else { "/invite_token" };
    Failure::from(vec![faults::required(pointer)])
}
