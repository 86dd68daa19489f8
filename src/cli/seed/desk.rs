//! A server of its own whose clock the seed sets, and people who work at it over HTTP.

use std::collections::HashMap;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::app::{self, AppState};
use crate::auth::actor::{HeldRole, ScopeType};
use crate::auth::keys::{Keys, random_secret};
use crate::auth::passwords::Cost;
use crate::auth::role::Role;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::schema::plies;
use crate::db::{Conn, Day, Instant, Store, StoreSize, Wall};
use crate::identity::admin::{self, NewUser};
use crate::identity::plies::Settings;
use crate::ids::{ApiClientId, PartnerStructureId, PlieId, UserId};

/// The server that the seed works at.
pub(super) struct Office {
    pub(super) state: Arc<AppState>,
    clock: Clock,
    url: String,
    stop: actix_web::dev::ServerHandle,
    runtime: Mutex<tokio::runtime::Runtime>,
    tokens: Mutex<HashMap<Uuid, (i64, String)>>,
}

/// Somebody with an account, or a machine.
#[derive(Debug, Clone)]
pub(super) struct Worker {
    pub(super) plie: PlieId,
    pub(super) id: Uuid,
    pub(super) machine: bool,
    /// E-mail and password, or client id and secret.
    pub(super) name: String,
    pub(super) secret: String,
    pub(super) role: Role,
}

impl Office {
    pub(super) fn open(config: &Config) -> Result<Self, String> {
        let keys = Keys::open(&config.data_dir).map_err(|e| e.to_string())?;
        let size = StoreSize { threads: config.database.threads, queue: 4096 };
        let store = Store::open(&config.database.url, size).map_err(|e| e.to_string())?;
        let clock = Clock::fixed(Clock::machine().now());
        let mut config = config.clone();
        config.http.rate_limit = 0;
        config.http.workers = Some(1);
        let state = Arc::new(AppState::new(config, store, clock.clone(), keys)?);
        let (tx, rx) = mpsc::channel();
        let served = state.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                match app::bind(served, std::net::SocketAddr::from(([127, 0, 0, 1], 0))) {
                    Ok((server, address)) => {
                        drop(tx.send(Ok((server.handle(), address))));
                        drop(server.await);
                    }
                    Err(e) => drop(tx.send(Err(e.to_string()))),
                }
            });
        });
        let (stop, address) = rx.recv().map_err(|e| e.to_string())??;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
        Ok(Self {
            state,
            clock,
            url: format!("http://{address}"),
            stop,
            runtime: Mutex::new(runtime),
            tokens: Mutex::new(HashMap::new()),
        })
    }

    /// Work behind no wall, for what has no operation: the first PLIE, its accounts, its tokens.
    pub(super) fn system<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Conn) -> crate::failure::Outcome<T> + Send + 'static,
    ) -> Result<T, String> {
        let runtime = self.runtime.lock().map_err(|e| e.to_string())?;
        runtime.block_on(self.state.store.write(Wall::System, f)).map_err(|e| e.to_string())
    }

    pub(super) fn is_empty(&self) -> Result<bool, String> {
        self.system(|c| Ok(plies::table.count().get_result::<i64>(c)? == 0))
    }

    /// Sets the clock to a day and a minute of it in Europe/Paris.
    pub(super) fn at(&self, day: Day, minute: i64) {
        self.clock.set(crate::civil::instant_at(day, minute));
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(super) fn plie(&self, name: &str, settings: Settings) -> Result<PlieId, String> {
        let (name, now) = (name.to_owned(), self.now());
        self.system(move |c| admin::create_plie(c, &name, &settings, now))
    }

    /// An account with one role, in force since long ago.
    pub(super) fn hire(
        &self,
        plie: PlieId,
        names: (&str, &str),
        email: &str,
        role: Role,
        scope: Option<(ScopeType, Uuid)>,
    ) -> Result<Worker, String> {
        let secret = format!("jalon {} {}", names.1.to_lowercase(), email.len() * 7919 % 9973);
        let valid_from = crate::civil::add_days(crate::civil::day_of(self.now()), -400);
        let held =
            HeldRole { role, scope_type: scope.map(|s| s.0), scope_id: scope.map(|s| s.1), valid_from, valid_to: None };
        let new = NewUser {
            email: email.to_owned(),
            first_name: names.0.to_owned(),
            last_name: names.1.to_owned(),
            roles: vec![held],
            password: Some((secret.clone(), Cost::Full)),
        };
        let now = self.now();
        let id: UserId = self.system(move |c| admin::create_user(c, plie, &new, now))?;
        Ok(Worker { plie, id: id.0, machine: false, name: email.to_owned(), secret, role })
    }

    /// A machine of a structure, or of the PLIE itself.
    pub(super) fn connect(
        &self,
        plie: PlieId,
        name: &str,
        structure: Option<PartnerStructureId>,
        scopes: &[&str],
    ) -> Result<Worker, String> {
        let secret = random_secret().map_err(|e| e.to_string())?;
        let (name, kept, now) = (name.to_owned(), secret.clone(), self.now());
        let scopes: Vec<String> = scopes.iter().map(|s| (*s).to_owned()).collect();
        let id: ApiClientId =
            self.system(move |c| admin::create_client(c, plie, &name, structure, &scopes, &kept, now))?;
        let role = if structure.is_some() { Role::Partner } else { Role::DataManager };
        Ok(Worker { plie, id: id.0, machine: true, name: id.to_string(), secret, role })
    }

    fn token(&self, who: &Worker) -> Result<String, String> {
        let now = self.now();
        if let Some((until, token)) = self.tokens.lock().map_err(|e| e.to_string())?.get(&who.id)
            && now.micros() < *until
            && *until - now.micros() <= 500_000_000
        {
            return Ok(token.clone());
        }
        let (plie, id, machine, state) = (who.plie, who.id, who.machine, self.state.clone());
        let token = self.system(move |c| {
            if machine {
                admin::token_for_client(c, &state.tokens, plie, ApiClientId::of(id), now)
            } else {
                admin::token_for_user(c, &state.tokens, plie, UserId::of(id), now)
            }
        })?;
        let until = now.micros() + 500_000_000;
        self.tokens.lock().map_err(|e| e.to_string())?.insert(who.id, (until, token.clone()));
        Ok(token)
    }

    /// One request; anything but 2xx ends the seed with what was asked and answered.
    fn send(
        &self,
        who: &Worker,
        method: &str,
        path: &str,
        version: Option<i64>,
        body: Option<&Value>,
    ) -> Result<Value, String> {
        thread_local! {
            static AGENT: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        }
        let token = self.token(who)?;
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Authorization", format!("Bearer {token}"))
            .header("Accept-Language", "en");
        if let Some(version) = version {
            request = request.header("If-Match", format!("\"{version}\""));
        }
        let failed = |e: String| format!("{method} {path}: {e}");
        let mut response = AGENT
            .with(|agent| match body {
                Some(body) => {
                    let request = request.header("Content-Type", "application/json").body(body.to_string());
                    request.map_err(ureq::Error::from).and_then(|r| agent.run(r))
                }
                None => request.body(()).map_err(ureq::Error::from).and_then(|r| agent.run(r)),
            })
            .map_err(|e| failed(e.to_string()))?;
        let status = response.status().as_u16();
        let text = response.body_mut().read_to_string().map_err(|e| failed(e.to_string()))?;
        if !(200..300).contains(&status) {
            let sent = body.map(Value::to_string).unwrap_or_default();
            return Err(failed(format!("{status} {text} after {sent}")));
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub(super) fn get(&self, who: &Worker, path: &str) -> Result<Value, String> {
        self.send(who, "GET", path, None, None)
    }
    pub(super) fn post(&self, who: &Worker, path: &str, body: &Value) -> Result<Value, String> {
        self.send(who, "POST", path, None, Some(body))
    }
    /// A verb on an object as it was last answered.
    pub(super) fn verb(
        &self,
        who: &Worker,
        collection: &str,
        object: &Value,
        verb: &str,
        body: &Value,
    ) -> Result<Value, String> {
        let path = format!("{collection}/{}/{verb}", id(object));
        self.send(who, "POST", &path, Some(version(object)), Some(body))
    }
    /// A verb at a path with a version.
    pub(super) fn verb_at(&self, who: &Worker, path: &str, version: i64, body: &Value) -> Result<Value, String> {
        self.send(who, "POST", path, Some(version), Some(body))
    }
    pub(super) fn patch(&self, who: &Worker, collection: &str, object: &Value, body: &Value) -> Result<Value, String> {
        self.send(who, "PATCH", &format!("{collection}/{}", id(object)), Some(version(object)), Some(body))
    }

    /// Numbers the journal so far.
    pub(super) fn number(&self) {
        while self.system(app::sequence).is_ok_and(|n| n > 0) {}
    }

    /// Numbers the journal and stops the server.
    pub(super) fn close(&self) {
        self.number();
        drop(self.stop.stop(false));
    }
}

/// The identifier of an answer.
pub(super) fn id(object: &Value) -> &str {
    object.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// The version of an answer.
pub(super) fn version(object: &Value) -> i64 {
    object.get("version").and_then(Value::as_i64).unwrap_or(1)
}

/// A typed identifier of an answer.
pub(super) fn typed<T>(object: &Value) -> Result<crate::ids::Id<T>, String> {
    id(object).parse().map_err(|_e| format!("no identifier in {object}"))
}
