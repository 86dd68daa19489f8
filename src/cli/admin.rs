//! `jalon plie create`, `jalon user create`, `jalon client create`: administration without HTTP.

use std::io::Read;

use clap::{Args, Subcommand};

use super::say;
use crate::auth::actor::HeldRole;
use crate::auth::keys::random_secret;
use crate::auth::passwords::{self, Cost};
use crate::auth::role::Role;
use crate::civil;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Conn;
use crate::failure::Failure;
use crate::http::text::{Email, Name, Text};
use crate::identity::admin::{self, NewUser};
use crate::identity::plies::{PLATFORM, Settings};
use crate::identity::users;
use crate::ids::{PartnerStructureId, PlieId};

/// PLIEs
#[derive(Debug, Subcommand)]
pub(super) enum Plie {
    /// Make a PLIE with the default settings; prints its identifier
    Create {
        /// Its name
        #[arg(long)]
        name: Name,
    },
}

/// Accounts
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account; prints a link to set its password unless one is given
    Create(NewAccount),
}

#[derive(Debug, Args)]
pub(super) struct NewAccount {
    /// Its PLIE; left out for a platform_admin
    #[arg(long)]
    plie: Option<PlieId>,
    /// E-mail address, unique in the PLIE
    #[arg(long)]
    email: Email,
    /// First name
    #[arg(long)]
    first_name: Text<1, 100>,
    /// Last name
    #[arg(long)]
    last_name: Text<1, 100>,
    /// A role from today on; may be repeated
    #[arg(long, required = true, value_parser = role)]
    role: Vec<Role>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

/// Machines
#[derive(Debug, Subcommand)]
pub(super) enum Client {
    /// Make an API client; prints its identifier and, this once, its secret
    Create {
        /// Its PLIE
        #[arg(long)]
        plie: PlieId,
        /// Its name
        #[arg(long)]
        name: Name,
        /// A scope such as orientations:write; may be repeated
        #[arg(long, required = true)]
        scope: Vec<String>,
        /// The partner structure it speaks for
        #[arg(long)]
        structure: Option<PartnerStructureId>,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|r| r.code()).collect();
        format!("one of {}", known.join(", "))
    })
}

/// What a command says when the database does not agree.
fn told(failure: Failure) -> String {
    match failure {
        Failure::Refused(crate::refusal::Refusal::Invalid(faults)) => {
            let lines: Vec<String> = faults.iter().map(|f| format!("{} {}", f.pointer, f.en)).collect();
            lines.join("; ")
        }
        Failure::Refused(crate::refusal::Refusal::Conflict { en, .. }) => en,
        other => other.to_string(),
    }
}

/// A connection behind no wall, to a database that is up to date.
fn open(config: &Config) -> Result<Conn, String> {
    super::serve::prepare(config, Clock::machine().now())?;
    let mut conn = Conn::open(&config.database.url).map_err(|e| e.to_string())?;
    if conn.is_pg() {
        conn.batch("select set_config('app.system', 'on', false)").map_err(|e| e.to_string())?;
    }
    Ok(conn)
}

pub(super) fn plie(config: &Config, asked: Plie) -> Result<(), String> {
    let Plie::Create { name } = asked;
    let now = Clock::machine().now();
    let id =
        open(config)?.write(|conn| admin::create_plie(conn, name.as_str(), &Settings::default(), now)).map_err(told)?;
    say(&id.to_string());
    Ok(())
}

pub(super) fn user(config: &Config, asked: User) -> Result<(), String> {
    let User::Create(asked) = asked;
    let now = Clock::machine().now();
    let platform = asked.role.contains(&Role::PlatformAdmin);
    let plie = match asked.plie {
        Some(plie) if !platform => plie,
        None if platform && asked.role.len() == 1 => PLATFORM,
        Some(_) => return Err("a platform_admin belongs to no PLIE: leave --plie out".to_owned()),
        None => return Err("--plie is missing".to_owned()),
    };
    let held =
        |role| HeldRole { role, scope_type: None, scope_id: None, valid_from: civil::day_of(now), valid_to: None };
    let mut new = NewUser {
        email: asked.email.into_string(),
        first_name: asked.first_name.into_string(),
        last_name: asked.last_name.into_string(),
        roles: asked.role.into_iter().map(held).collect(),
        password: None,
    };
    if asked.password_stdin {
        new.password = Some((password(&new)?, Cost::Full));
    }
    let invited = new.password.is_none();
    let made = open(config)?.write(|conn| {
        if platform {
            admin::ensure_platform(conn, now)?;
        }
        let id = admin::create_user(conn, plie, &new, now)?;
        let link = if invited { Some(users::invite(conn, plie, id, now)?) } else { None };
        Ok((id, link))
    });
    let (id, link) = made.map_err(told)?;
    say(&format!("account {id}"));
    if let Some((token, until)) = link {
        say(&format!("set its password before {until}: {}/invite?token={token}", config.http.public_url));
    }
    Ok(())
}

fn password(new: &NewUser) -> Result<String, String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|e| e.to_string())?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    let faults = passwords::faults(&password, "password", &[&new.first_name, &new.last_name, &new.email]);
    if faults.is_empty() {
        return Ok(password);
    }
    Err(faults.into_iter().map(|f| f.en).collect::<Vec<_>>().join(" "))
}

pub(super) fn client(config: &Config, asked: Client) -> Result<(), String> {
    let Client::Create { plie, name, scope, structure } = asked;
    let known = crate::http::openapi::scopes();
    if let Some(unknown) = scope.iter().find(|s| !known.contains(*s)) {
        return Err(format!("no scope {unknown}; known: {}", known.into_iter().collect::<Vec<_>>().join(" ")));
    }
    let now = Clock::machine().now();
    let secret = random_secret().map_err(|e| e.to_string())?;
    let id = open(config)?
        .write(|conn| admin::create_client(conn, plie, name.as_str(), structure, &scope, &secret, now))
        .map_err(told)?;
    say(&format!("client_id {id}"));
    say(&format!("client_secret {secret}"));
    Ok(())
}
