//! Who calls, as their account stands now: a revocation bites on the next request, on every node.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::policy::Rule;
use super::restricted::Restricted;
use super::role::{Reach, Relation, Role};
use super::tokens::{CallerKind, Claims};
use crate::db::schema::{api_clients, plies, sessions, users};
use crate::db::{Conn, Day, Instant, Json};
use crate::failure::{Failure, Outcome};
use crate::ids::{OperationId, PartnerStructureId, PlieId, SessionId, SiteId, TerritoryId, UserId};

crate::text_enum! {
    /// What a role is limited to.
    pub enum ScopeType {
        Territory = "territory",
        Site = "site",
        Operation = "operation",
        Structure = "structure",
    }
}

/// A role that an account holds for a time (R3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "referent", "valid_from": "2026-01-01"}))]
pub struct HeldRole {
    /// The role.
    pub role: Role,
    /// What it is limited to; the whole PLIE if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub scope_type: Option<ScopeType>,
    /// The territory, site, operation or partner structure it is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = "uuid")]
    pub scope_id: Option<Uuid>,
    /// First day.
    pub valid_from: Day,
    /// Last day; open if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub valid_to: Option<Day>,
}

impl HeldRole {
    /// Whether the role counts on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// The structure that the role speaks for.
    fn structure(&self) -> Option<PartnerStructureId> {
        self.scope_id.filter(|_| self.scope_type == Some(ScopeType::Structure)).map(PartnerStructureId::of)
    }
}

/// Who calls.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Account or client.
    pub kind: CallerKind,
    /// The account or client.
    pub id: Uuid,
    /// Its PLIE.
    pub plie: PlieId,
    /// The roles that hold today.
    pub roles: Vec<HeldRole>,
    /// The scopes of a client.
    pub scopes: Vec<String>,
    /// The structure a client is bound to.
    pub structure: Option<PartnerStructureId>,
    /// The session of an account.
    pub session: Option<SessionId>,
    /// The version of the PLIE's settings and lists that hold now.
    pub plie_version: i64,
}

impl Actor {
    /// The account, where the caller is one.
    pub fn user(&self) -> Option<UserId> {
        (self.kind == CallerKind::User).then(|| UserId::of(self.id))
    }

    /// Whether the caller is of the PLIE's own people today: what others are answered leaves the PLIE.
    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|held| held.role.is_staff())
    }

    /// Whether the caller holds a role today.
    pub fn is(&self, role: Role) -> bool {
        self.roles.iter().any(|held| held.role == role)
    }

    /// How far the caller reaches in an operation: the union over its roles (R3.1).
    pub fn reach(&self, rule: &Rule, scope: &str) -> Reach {
        self.reach_as(rule, scope, Role::ALL)
    }

    /// How far the caller reads something in an operation: the union over its roles that may.
    pub fn reach_to_read(&self, rule: &Rule, scope: &str, what: Restricted) -> Reach {
        self.reach_as(rule, scope, what.readers())
    }

    fn reach_as(&self, rule: &Rule, scope: &str, roles: &[Role]) -> Reach {
        let user = self.user().unwrap_or_else(|| UserId::of(Uuid::nil()));
        let mut reach = Reach::nothing(user);
        if rule.anyone {
            reach.myself = true;
            return reach;
        }
        if self.kind == CallerKind::Client && !self.scopes.iter().any(|s| s == scope) {
            return reach;
        }
        for held in self.roles.iter().filter(|held| roles.contains(&held.role)) {
            if let Some(relation) = rule.grants.get(&held.role) {
                self.widen(&mut reach, *relation, held);
            }
        }
        reach
    }

    fn widen(&self, reach: &mut Reach, relation: Relation, held: &HeldRole) {
        // the officer's column says with `z` what the territory limits, so that its `t` is the PLIE
        let officer = held.role == Role::TerritorialOfficer && held.scope_type == Some(ScopeType::Territory);
        match relation {
            Relation::Whole => reach.all |= held.scope_type.is_none(),
            Relation::Tenant if officer => reach.all = true,
            // any other role that names a territory, a site or an operation reaches no further than that
            Relation::Tenant | Relation::Territory => match (held.scope_type, held.scope_id) {
                (None, _) | (_, None) => reach.all = true,
                (Some(ScopeType::Territory), Some(id)) => reach.territories.push(TerritoryId::of(id)),
                (Some(ScopeType::Site), Some(id)) => reach.sites.push(SiteId::of(id)),
                (Some(ScopeType::Operation), Some(id)) => reach.operations.push(OperationId::of(id)),
                // nothing of the PLIE belongs to a structure but what `s`, `j`, `r` and `e` name
                (Some(ScopeType::Structure), Some(_)) => {}
            },
            Relation::Own => reach.own = true,
            Relation::Myself => reach.myself = true,
            Relation::Structure => reach.senders.extend(self.structure.or_else(|| held.structure())),
            Relation::Shared => reach.shared.extend(held.structure()),
            Relation::Reviewed => reach.reviewed.extend(held.structure()),
            Relation::Enrolled => reach.enrolled.extend(held.structure()),
            Relation::Session => reach.session = true,
            Relation::Grant => reach.grant = true,
            Relation::Platform => reach.platform = true,
        }
    }
}

/// Somebody of the PLIE as their account stands now, whoever asks: how far one who leads or signs reaches.
///
/// # Errors
/// The database is away.
pub(crate) fn of_account(conn: &mut Conn, asker: &Actor, user: UserId, today: Day) -> Outcome<Option<Actor>> {
    let query = users::table.find((asker.plie, user)).select(users::roles);
    let Some(roles) = query.get_result::<Json>(conn).optional()? else { return Ok(None) };
    let roles: Vec<HeldRole> = roles.read().map_err(Failure::defect)?;
    Ok(Some(Actor {
        kind: CallerKind::User,
        id: user.0,
        plie: asker.plie,
        roles: roles.into_iter().filter(|r| r.holds_on(today)).collect(),
        scopes: Vec::new(),
        structure: None,
        session: None,
        plie_version: asker.plie_version,
    }))
}

/// Somebody whom the house works for after their request, as their account stands now; none where it is suspended.
///
/// # Errors
/// The database is away.
pub(crate) fn in_absence(conn: &mut Conn, plie: PlieId, user: UserId, today: Day) -> Outcome<Option<Actor>> {
    let query = users::table
        .inner_join(plies::table.on(plies::id.eq(users::plie_id)))
        .filter(users::plie_id.eq(plie))
        .filter(users::id.eq(user))
        .select((users::roles, users::status, plies::version));
    let found: Option<(Json, String, i64)> = query.get_result(conn).optional()?;
    let Some((roles, _, plie_version)) = found.filter(|(_, status, _)| status == "active") else { return Ok(None) };
    let roles: Vec<HeldRole> = roles.read().map_err(Failure::defect)?;
    Ok(Some(Actor {
        kind: CallerKind::User,
        id: user.0,
        plie,
        roles: roles.into_iter().filter(|r| r.holds_on(today)).collect(),
        scopes: Vec::new(),
        structure: None,
        session: None,
        plie_version,
    }))
}

/// The caller that the claims of a token name, as its account stands now.
///
/// # Errors
/// `Unauthenticated` when the account is suspended, its rights changed, its session ended.
pub fn load(conn: &mut Conn, claims: &Claims, now: Instant, today: Day) -> Outcome<Actor> {
    let gone = Failure::Unauthenticated { code: "unauthenticated" };
    match claims.kind {
        CallerKind::User => {
            let found = match claims.sid {
                Some(sid) => in_session(conn, claims, sid, now)?,
                None if claims.external => signed_in_elsewhere(conn, claims)?,
                None => None,
            };
            let Some((roles, status, auth_version, plie_version)) = found else { return Err(gone) };
            if status != "active" || auth_version != claims.av {
                return Err(gone);
            }
            let roles: Vec<HeldRole> = roles.read().map_err(Failure::defect)?;
            Ok(Actor {
                kind: CallerKind::User,
                id: claims.sub,
                plie: claims.plie,
                roles: roles.into_iter().filter(|r| r.holds_on(today)).collect(),
                scopes: Vec::new(),
                structure: None,
                session: claims.sid,
                plie_version,
            })
        }
        CallerKind::Client => load_client(conn, claims, now, today),
    }
}

/// Roles, status, `auth_version` of the account; version of its PLIE.
type Account = (Json, String, i64, i64);

/// The account, while the session of the token goes on.
fn in_session(conn: &mut Conn, claims: &Claims, sid: SessionId, now: Instant) -> Outcome<Option<Account>> {
    let row: Option<(Json, String, i64, Option<Instant>, Instant, i64)> = users::table
        .inner_join(sessions::table.on(sessions::plie_id.eq(users::plie_id).and(sessions::user_id.eq(users::id))))
        .inner_join(plies::table.on(plies::id.eq(users::plie_id)))
        .filter(users::plie_id.eq(claims.plie))
        .filter(users::id.eq(UserId::of(claims.sub)))
        .filter(sessions::plie_id.eq(claims.plie))
        .filter(sessions::id.eq(sid))
        .select((
            users::roles,
            users::status,
            users::auth_version,
            sessions::ended_at,
            sessions::expires_at,
            plies::version,
        ))
        .get_result(conn)
        .optional()?;
    Ok(row.and_then(|(roles, status, auth_version, ended, expires, plie_version)| {
        (ended.is_none() && expires > now).then_some((roles, status, auth_version, plie_version))
    }))
}

/// The account of somebody whom another issuer has signed in.
fn signed_in_elsewhere(conn: &mut Conn, claims: &Claims) -> Outcome<Option<Account>> {
    let query = users::table
        .inner_join(plies::table.on(plies::id.eq(users::plie_id)))
        .filter(users::plie_id.eq(claims.plie))
        .filter(users::id.eq(UserId::of(claims.sub)))
        .select((users::roles, users::status, users::auth_version, plies::version));
    Ok(query.get_result(conn).optional()?)
}

fn load_client(conn: &mut Conn, claims: &Claims, now: Instant, today: Day) -> Outcome<Actor> {
    let gone = Failure::Unauthenticated { code: "unauthenticated" };
    type Row = (Json, String, i64, Option<Instant>, Option<PartnerStructureId>, i64);
    let row: Option<Row> = api_clients::table
        .inner_join(plies::table.on(plies::id.eq(api_clients::plie_id)))
        .filter(api_clients::plie_id.eq(claims.plie))
        .filter(api_clients::id.eq(crate::ids::ApiClientId::of(claims.sub)))
        .select((
            api_clients::scopes,
            api_clients::status,
            api_clients::auth_version,
            api_clients::expires_at,
            api_clients::partner_structure_id,
            plies::version,
        ))
        .get_result(conn)
        .optional()?;
    let Some((scopes, status, auth_version, expires, structure, plie_version)) = row else { return Err(gone) };
    if status != "active" || auth_version != claims.av || expires.is_some_and(|e| e <= now) {
        return Err(gone);
    }
    // a client bound to a structure is its partner; one of the PLIE itself works as its data manager,
    // and both only within their scopes
    let role = if structure.is_some() { Role::Partner } else { Role::DataManager };
    let held = HeldRole { role, scope_type: None, scope_id: None, valid_from: today, valid_to: None };
    Ok(Actor {
        kind: CallerKind::Client,
        id: claims.sub,
        plie: claims.plie,
        roles: vec![held],
        scopes: narrowed(scopes.read().map_err(Failure::defect)?, claims.scope.as_deref()),
        structure,
        session: None,
        plie_version,
    })
}

/// The scopes that the client holds now, and that its token was not narrowed below.
fn narrowed(mut scopes: Vec<String>, token: Option<&str>) -> Vec<String> {
    if let Some(token) = token {
        scopes.retain(|held| token.split(' ').any(|asked| asked == held));
    }
    scopes
}
