//! What every flow receives: a connection inside its transaction, who asks, how far they reach,
//! what time it is; and where it leaves its audit entries and warnings.

use std::sync::Arc;

use diesel::connection::TransactionManager;
use uuid::Uuid;

use crate::app::AppState;
use crate::audit::Entry;
use crate::audit::access::Access;
use crate::auth::actor::{self, Actor};
use crate::auth::policy::RULES;
use crate::auth::restricted::Restricted;
use crate::auth::role::Reach;
use crate::civil;
use crate::db::{Conn, Day, Instant};
use crate::esf::charters::HeldCharter;
use crate::failure::{Failure, Outcome};
use crate::http::{Call, Caller, Lang};
use crate::identity::plies::Settings;
use crate::ids::{PlieId, UserId};
use crate::reference::Lists;
use crate::refusal::Warning;

/// What a PLIE has set, and the codes it knows; held until the PLIE's version changes.
#[derive(Debug)]
pub(crate) struct Tenant {
    /// The PLIE's settings.
    pub settings: Settings,
    /// Its code lists.
    pub lists: Lists,
    /// Its charters, the latest first.
    pub charters: Vec<HeldCharter>,
}

/// One request, on a database thread.
pub struct Ctx<'a> {
    /// The connection, inside the request's transaction when it writes.
    pub conn: &'a mut Conn,
    /// Who asks.
    pub actor: Actor,
    /// How far they reach in this operation.
    pub reach: Reach,
    /// Now.
    pub now: Instant,
    /// Today, in Europe/Paris.
    pub today: Day,
    /// The request.
    pub call: &'a Call,
    /// The house.
    pub app: &'a AppState,
    tenant: Arc<Tenant>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) accesses: Vec<Access>,
    pub(crate) guarded: bool,
}

impl<'a> Ctx<'a> {
    /// Admits a caller: the account as it stands now, and its reach in the operation.
    ///
    /// # Errors
    /// 401 when the account no longer holds; 403 or 404 when none of its roles may do this.
    pub fn admit(conn: &'a mut Conn, app: &'a AppState, caller: &'a Caller) -> Outcome<Self> {
        let now = app.clock.now();
        let today = civil::day_of(now);
        let actor = actor::load(conn, &caller.claims, now, today)?;
        Self::enter(conn, app, &caller.call, actor, now, today)
    }

    /// Lets an actor in whose account was read already.
    ///
    /// # Errors
    /// As [`Ctx::admit`].
    pub fn enter(
        conn: &'a mut Conn,
        app: &'a AppState,
        call: &'a Call,
        actor: Actor,
        now: Instant,
        today: Day,
    ) -> Outcome<Self> {
        let tenant = app.tenant(conn, actor.plie, actor.plie_version)?;
        let mut reach = actor.reach(call.op.rule, &call.op.scope);
        if call.op.shows_one() {
            reach.followed_since = former_days(&tenant, today);
        }
        let mut cx = Self {
            conn,
            actor,
            reach,
            now,
            today,
            call,
            app,
            tenant,
            entries: Vec::new(),
            warnings: Vec::new(),
            accesses: Vec::new(),
            guarded: false,
        };
        if cx.reach.is_empty() {
            return Err(cx.denied());
        }
        if call.op.rule.precondition && call.if_match.is_none() && !call.is_of_job() {
            return Err(Failure::PreconditionRequired);
        }
        Ok(cx)
    }

    /// Why the caller may not: 404 where the object does not exist for it, 403 where it does.
    pub(crate) fn denied(&mut self) -> Failure {
        let forbidden = Failure::Forbidden { right: self.call.op.id.to_owned() };
        match (self.call.object, self.call.op.rule.sees) {
            (Some(object), Some(sees)) => {
                let reach = self.reach_in(sees);
                match crate::auth::visibility::exists(self, sees, &reach, object) {
                    Ok(true) => forbidden,
                    Ok(false) => Failure::NotFound,
                    Err(failure) => failure,
                }
            }
            _ => forbidden,
        }
    }

    /// The caller's PLIE.
    pub fn plie(&self) -> PlieId {
        self.actor.plie
    }

    /// The language of messages.
    pub fn lang(&self) -> Lang {
        self.call.lang
    }

    /// How far the caller reaches in another operation: what a body may name is what the caller
    /// could also read.
    pub fn reach_in(&self, operation: &str) -> Reach {
        self.reach_by(operation, None)
    }

    /// How far the caller reads something of what an operation shows; none where as far as it is shown.
    pub(crate) fn narrower(&self, operation: &str, what: Restricted) -> Option<Reach> {
        let reach = self.reach_by(operation, Some(what));
        (reach != self.reach_in(operation)).then_some(reach)
    }

    fn reach_by(&self, operation: &str, what: Option<Restricted>) -> Reach {
        let user = self.actor.user().unwrap_or_else(|| UserId::of(Uuid::nil()));
        match (RULES.get(operation), self.app.ops.by_id(operation)) {
            (Some(rule), Some(op)) => {
                // a client's scope was asked for the operation it calls; what it may name follows its role
                let scope = self.actor.scopes.first().unwrap_or(&op.scope);
                let mut reach = match what {
                    Some(what) => self.actor.reach_to_read(rule, scope, what),
                    None => self.actor.reach(rule, scope),
                };
                if op.shows_one() {
                    reach.followed_since = former_days(&self.tenant, self.today);
                }
                reach
            }
            _ => Reach::nothing(user),
        }
    }

    /// The PLIE's settings.
    pub fn settings(&self) -> &Settings {
        &self.tenant.settings
    }

    /// Closed since then, what a structure sent is still read by it.
    pub(crate) fn partners_read_since(&self) -> Instant {
        civil::start_of_day(civil::add_days(self.today, -self.settings().partner_read_days))
    }

    /// The PLIE's code lists.
    pub(crate) fn lists(&self) -> &Lists {
        &self.tenant.lists
    }

    /// The PLIE's settings and lists, to keep beside a mutable use of the context.
    pub(crate) fn tenant(&self) -> Arc<Tenant> {
        self.tenant.clone()
    }

    /// Holds the version that the caller has read against the one stored.
    ///
    /// # Errors
    /// 428 without `If-Match`, 412 when it is stale.
    pub fn guard(&mut self, current: i64) -> Outcome<()> {
        self.guarded = true;
        match self.call.if_match {
            None if self.call.op.rule.precondition && !self.call.is_of_job() => Err(Failure::PreconditionRequired),
            None => Ok(()),
            Some(read) if read == current => Ok(()),
            Some(_) => Err(Failure::Stale { current }),
        }
    }

    /// As [`Ctx::guard`], of an object that is computed: a caller that names the fingerprint which it read with the
    /// version means this content and no other.
    ///
    /// # Errors
    /// As `guard`; `Stale` too where what `shown` answers now is not what was read.
    pub(crate) fn guard_content(
        &mut self,
        current: i64,
        shown: impl FnOnce(&mut Self) -> Outcome<crate::http::Reply>,
    ) -> Outcome<()> {
        self.guard(current)?;
        let Some(read) = self.call.if_match_content.clone() else { return Ok(()) };
        if shown(self)?.fingerprint() == read { Ok(()) } else { Err(Failure::Stale { current }) }
    }

    /// Leaves a warning for the answer.
    pub fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Leaves an audit entry, which is also the change-feed's row; written with the transaction.
    pub(crate) fn record(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Leaves a line for the access log: something restricted is about to be answered.
    pub(crate) fn disclose(&mut self, read: Access) {
        self.accesses.push(read);
    }

    /// Something that is undone by itself where it fails: its rows, its entries, its warnings.
    ///
    /// # Errors
    /// What `f` says; then nothing of it is left.
    pub(crate) fn apart<T>(&mut self, f: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let before = self.said();
        <Conn as TransactionManager<Conn>>::begin_transaction(self.conn)?;
        let done = f(self);
        if done.is_ok() {
            self.conn.commit()?;
        } else {
            self.undo(before);
        }
        done
    }

    /// Something that is done to see what would come of it: nothing of it is left.
    ///
    /// # Errors
    /// What `f` says.
    pub(crate) fn rehearse<T>(&mut self, f: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let before = self.said();
        <Conn as TransactionManager<Conn>>::begin_transaction(self.conn)?;
        let done = f(self);
        self.undo(before);
        done
    }

    /// How many entries, warnings and lines of the access log there are.
    fn said(&self) -> [usize; 3] {
        [self.entries.len(), self.warnings.len(), self.accesses.len()]
    }

    fn undo(&mut self, [entries, warnings, accesses]: [usize; 3]) {
        self.conn.rollback();
        self.entries.truncate(entries);
        self.warnings.truncate(warnings);
        self.accesses.truncate(accesses);
    }

    /// Refuses unknown names in `expand`.
    ///
    /// # Errors
    /// 400 with the relations that can be embedded.
    pub fn expand(&self, known: &[&str]) -> Outcome<Vec<String>> {
        match self.call.expand.iter().find(|e| !known.contains(&e.as_str())) {
            None => Ok(self.call.expand.clone()),
            Some(unknown) => {
                let known = known.iter().map(|k| (*k).to_owned()).collect();
                Err(crate::http::query::malformed("expand", unknown, known))
            }
        }
    }
}

/// Since when somebody followed a person whose file they still read after its handover (§ 4.5).
fn former_days(tenant: &Tenant, today: Day) -> Option<Day> {
    let days = tenant.settings.former_referent_read_days;
    (days > 0).then(|| civil::add_days(today, -days))
}
