//! What is read of the caller, and its second factor.

use diesel::prelude::*;

use crate::ctx::Ctx;
use crate::db::schema::{api_clients, plies, users};
use crate::failure::Outcome;
use crate::ids::{ApiClientId, UserId};

/// The account that calls.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct MyRow {
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) totp_secret: Option<Vec<u8>>,
    pub(super) totp_confirmed: bool,
}

pub(super) fn plie_name(cx: &mut Ctx<'_>) -> Outcome<String> {
    Ok(plies::table.find(cx.plie()).select(plies::name).get_result(cx.conn)?)
}

pub(super) fn account(cx: &mut Ctx<'_>, user: UserId) -> Outcome<MyRow> {
    Ok(users::table.find((cx.plie(), user)).select(MyRow::as_select()).get_result(cx.conn)?)
}

pub(super) fn client_name(cx: &mut Ctx<'_>) -> Outcome<String> {
    let row = api_clients::table.find((cx.plie(), ApiClientId::of(cx.actor.id)));
    Ok(row.select(api_clients::name).get_result(cx.conn)?)
}

/// Keeps a sealed secret that is not confirmed yet, or takes it away.
pub(super) fn set_totp(cx: &mut Ctx<'_>, user: UserId, sealed: Option<Vec<u8>>) -> Outcome<()> {
    diesel::update(users::table.find((cx.plie(), user)))
        .set((users::totp_secret.eq(sealed), users::totp_confirmed.eq(false)))
        .execute(cx.conn)?;
    Ok(())
}

/// Confirms the secret; the code that did it is used.
pub(super) fn confirm_totp(cx: &mut Ctx<'_>, user: UserId, step: i64) -> Outcome<()> {
    diesel::update(users::table.find((cx.plie(), user)))
        .set((users::totp_confirmed.eq(true), users::totp_last_step.eq(step)))
        .execute(cx.conn)?;
    Ok(())
}
