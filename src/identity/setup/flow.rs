//! What the first start makes.

use std::net::IpAddr;

use diesel::prelude::*;

use crate::app::App;
use crate::auth::actor::HeldRole;
use crate::auth::passwords;
use crate::auth::role::Role;
use crate::civil;
use crate::db::schema::users;
use crate::db::{Conn, Instant, Wall};
use crate::failure::{Failure, Outcome};
use crate::http::text::{Email, Name, Text};
use crate::identity::admin::{self, NewUser};
use crate::identity::plies::Settings;
use crate::identity::users as accounts;
use crate::identity::users::LinkKind;
use crate::ids::UserId;
use crate::refusal::{Fault, Refusal};

/// How long the first link is good, in seconds.
const LINK_SECONDS: i64 = 15 * 60;
/// Any number that nobody else uses on this server.
const LOCK: i64 = 7_214_002;

/// The form of the first start, as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) plie: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) email: String,
    pub(super) password: String,
}

struct First {
    plie: String,
    user: NewUser,
}

fn empty(conn: &mut Conn) -> Outcome<bool> {
    let any: Option<UserId> = users::table.select(users::id).first(conn).optional()?;
    Ok(any.is_none())
}

/// A link to make the first account, where there is none yet. Of several nodes that start at once
/// each has its own; the first one used ends them all.
///
/// # Errors
/// The database refuses.
pub(crate) fn first_link(conn: &mut Conn, now: Instant) -> Outcome<Option<String>> {
    if !empty(conn)? {
        return Ok(None);
    }
    accounts::issue(conn, LinkKind::Setup, None, LINK_SECONDS, now).map(|(token, _)| Some(token))
}

/// Whether the link of a token may be used.
pub(super) async fn open(app: &App, kind: LinkKind, token: String) -> Outcome<bool> {
    let now = app.clock.now();
    app.store
        .read(Wall::System, move |conn| {
            let found = accounts::read_link(conn, kind, &token, now)?.is_some();
            Ok(found && (kind != LinkKind::Setup || empty(conn)?))
        })
        .await
}

impl Typed {
    fn read(&self, now: Instant) -> Result<First, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut text = |pointer: &str, typed: &str, read: fn(&str) -> Result<String, String>| {
            read(typed).unwrap_or_else(|why| {
                faults.push(Fault::new(pointer, "invalid", format!("Valeur non prise : {why}"), why));
                String::new()
            })
        };
        let plie = text("/plie", &self.plie, |t| t.parse::<Name>().map(String::from));
        let first_name = text("/first_name", &self.first_name, |t| t.parse::<Text<1, 100>>().map(String::from));
        let last_name = text("/last_name", &self.last_name, |t| t.parse::<Text<1, 100>>().map(String::from));
        let email = text("/email", &self.email, |t| t.parse::<Email>().map(String::from));
        let mailbox = email.split('@').next().unwrap_or_default().to_owned();
        faults.extend(passwords::faults(&self.password, "/password", &[&first_name, &last_name, &email, &mailbox]));
        if !faults.is_empty() {
            return Err(faults);
        }
        // whoever starts a PLIE alone directs it and sets it up
        let held =
            |role| HeldRole { role, scope_type: None, scope_id: None, valid_from: civil::day_of(now), valid_to: None };
        let roles = vec![held(Role::Director), held(Role::DataManager)];
        Ok(First { plie, user: NewUser { email, first_name, last_name, roles, password: None } })
    }
}

/// Makes the PLIE and its first account; the link is dead then.
///
/// # Errors
/// `NotFound` when the link is not good; 422 with every fault of the form.
pub(super) async fn make(app: &App, ip: Option<IpAddr>, token: String, typed: Typed) -> Outcome<()> {
    let now = app.clock.now();
    app.sign_ins.admit_address(ip, now)?;
    if !open(app, LinkKind::Setup, token.clone()).await? {
        app.sign_ins.fail_address(ip, now);
        return Err(Failure::NotFound);
    }
    let first = match typed.read(now) {
        Ok(first) => first,
        Err(faults) => return Err(Refusal::Invalid(faults).into()),
    };
    let _slot = app.hash_slot().await?;
    let (password, cost) = (typed.password, app.password_cost);
    let hash = crate::app::blocking(move || passwords::hash(&password, cost)).await?;
    let hash = hash.ok_or_else(|| Failure::defect("no hash"))?;
    app.store
        .write(Wall::System, move |conn| {
            // of two that hold two links, one is first
            if let Conn::Pg(c) = conn {
                diesel::sql_query(format!("select pg_advisory_xact_lock({LOCK})")).execute(c)?;
            }
            let link = accounts::read_link(conn, LinkKind::Setup, &token, now)?.ok_or(Failure::NotFound)?;
            if !empty(conn)? || !accounts::spend(conn, &link, now)? {
                return Err(Failure::NotFound);
            }
            let plie = admin::create_plie(conn, &first.plie, &Settings::default(), now)?;
            let user = admin::create_user(conn, plie, &first.user, now)?;
            accounts::set_password(conn, plie, user, &hash)
        })
        .await
}
