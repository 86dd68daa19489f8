//! How far a caller reaches among participants, as one condition on any column that names one.
//!
//! Written as SQL by hand: the same text for both databases, usable on every table without listing
//! which tables may stand in one query.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Date, Text};

use crate::auth::role::Reach;
use crate::civil::{add_days, quarter_of, start_of_day};
use crate::ctx::Ctx;
use crate::db::literal::Literals;
use crate::db::schema::participants;
use crate::db::types::{InstantSql, UuidSql};
use crate::db::{Day, Instant, MultiBackend};
use crate::ids::{Id, ParticipantId, PartnerStructureId, PlieId, SiteId, TerritoryId, UserId};

/// `column` names a participant that the caller reaches: of one of its territories or sites, or one
/// that it follows today, through an open assignment or an entry file in progress; one that it has recorded too,
/// until somebody follows them; one whom its structure follows jointly, spoke of in the last review, or has in a stage that
/// it provides. Where one object is read, somebody followed until lately is in reach as well.
#[derive(Debug, Clone)]
pub(crate) struct InReach<C> {
    column: C,
    plie: PlieId,
    all: bool,
    territories: Vec<TerritoryId>,
    sites: Vec<SiteId>,
    own: Option<UserId>,
    shared: Vec<PartnerStructureId>,
    reviewed: Vec<PartnerStructureId>,
    enrolled: Vec<PartnerStructureId>,
    today: Day,
    /// An assignment that ended on this day or later still counts.
    since: Day,
    /// A review held, a note written or a word of the département given on this day or later still counts.
    jointly_since: Day,
    /// As an instant.
    confirmed_since: Instant,
    /// A stage that ended on this day or later still counts.
    provided_since: Day,
    /// Today's quarter: a review of it that was not held yet opens its people already.
    quarter: String,
    /// The column is that of `participants` itself.
    here: bool,
    /// Only this one is asked for.
    only: Option<ParticipantId>,
}

/// What stays of an erased person is nobody's own any more. The other ways lead nowhere by what the erasure has left:
/// neither territory nor site, no open file, no review or note.
const ERASED: &str = "not exists (select 1 from erasures x where x.plie_id = referent_assignments.plie_id \
                      and x.participant_id = referent_assignments.participant_id)";
/// As [`ERASED`], of a stage.
const ERASED_OF_STAGE: &str =
    " and not exists (select 1 from erasures x where x.plie_id = s.plie_id and x.participant_id = s.participant_id)";
/// As [`ERASED`], of a decision.
const ERASED_OF_DECISION: &str =
    " and not exists (select 1 from erasures x where x.plie_id = d.plie_id and x.participant_id = d.participant_id)";

/// The condition that `column` (a participant's id) is in reach; true for every row where the reach is all.
pub(crate) fn in_reach<C>(cx: &Ctx<'_>, reach: &Reach, column: C) -> InReach<C> {
    let jointly_since = add_days(cx.today, -cx.settings().joint_read_days);
    let outside = !reach.shared.is_empty() || !reach.reviewed.is_empty();
    InReach {
        column,
        plie: cx.plie(),
        all: reach.all,
        territories: reach.territories.clone(),
        sites: reach.sites.clone(),
        own: reach.own.then_some(reach.user),
        shared: reach.shared.clone(),
        reviewed: reach.reviewed.clone(),
        enrolled: reach.enrolled.clone(),
        today: cx.today,
        since: reach.followed_since.unwrap_or(cx.today),
        jointly_since,
        confirmed_since: start_of_day(jointly_since),
        provided_since: add_days(cx.today, -cx.settings().partner_read_days),
        quarter: if outside { quarter_of(cx.today) } else { String::new() },
        here: false,
        only: None,
    }
}

/// As [`in_reach`], for the statements that are written whole by hand: the same ways, as text.
pub(crate) fn in_reach_text(lit: Literals, cx: &Ctx<'_>, reach: &Reach, column: &str) -> String {
    if reach.all {
        return "1 = 1".to_owned();
    }
    let (plie, today) = (lit.id(cx.plie()), lit.day(cx.today));
    let since = lit.day(reach.followed_since.unwrap_or(cx.today));
    let people = |what: String| format!("{column} in (select id from participants where plie_id = {plie} and {what})");
    let mut ways = Vec::new();
    if !reach.territories.is_empty() {
        ways.push(people(format!("territory_id in ({})", lit.ids(&reach.territories))));
    }
    if !reach.sites.is_empty() {
        ways.push(people(format!("site_id in ({})", lit.ids(&reach.sites))));
    }
    if reach.own {
        let user = lit.id(reach.user);
        ways.push(format!(
            "{column} in (select participant_id from referent_assignments where plie_id = {plie} and user_id = {user}
               and starts_on <= {today} and (ends_on is null or ends_on >= {since})
               and {ERASED}
             union all select participant_id from entry_files where plie_id = {plie} and referent_user_id = {user}
               and status <> 'decided')"
        ));
        ways.push(people(format!(
            "recorded_by = {user} and current_pathway_id is null and not exists (select 1 from entry_files f \
             where f.plie_id = {plie} and f.participant_id = participants.id and f.referent_user_id <> {user})"
        )));
    }
    if ways.is_empty() { "1 = 0".to_owned() } else { format!("({})", ways.join(" or ")) }
}

/// As [`in_reach`], on `participants` itself; where one is asked for, whether it is followed is looked up by it.
pub(super) fn here(cx: &Ctx<'_>, reach: &Reach, only: Option<ParticipantId>) -> InReach<participants::id> {
    InReach { here: true, only, ..in_reach(cx, reach, participants::id) }
}

impl<C> Expression for InReach<C> {
    type SqlType = Bool;
}
impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for InReach<C> {}
impl<C: AppearsOnTable<QS>, QS> SelectableExpression<QS> for InReach<C> {}
impl<C, GB> ValidGrouping<GB> for InReach<C> {
    type IsAggregate = is_aggregate::Never;
}
impl<C> QueryId for InReach<C> {
    type QueryId = ();
    // the text depends on the reach
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for InReach<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if self.all {
            out.push_sql("1 = 1");
            return Ok(());
        }
        let mut ways = 0;
        out.push_sql("(");
        if !self.territories.is_empty() {
            self.of("territory_id", &self.territories, out.reborrow())?;
            ways += 1;
        }
        if !self.sites.is_empty() {
            out.push_sql(if ways == 0 { "" } else { " or " });
            self.of("site_id", &self.sites, out.reborrow())?;
            ways += 1;
        }
        if let Some(user) = &self.own {
            out.push_sql(if ways == 0 { "" } else { " or " });
            self.followed(user, out.reborrow())?;
            ways += 1;
        }
        if !self.shared.is_empty() {
            out.push_sql(if ways == 0 { "" } else { " or " });
            self.followed_jointly(out.reborrow())?;
            ways += 1;
        }
        if !self.reviewed.is_empty() {
            out.push_sql(if ways == 0 { "" } else { " or " });
            self.spoken_of(out.reborrow())?;
            ways += 1;
        }
        if !self.enrolled.is_empty() {
            out.push_sql(if ways == 0 { "" } else { " or " });
            self.enrolled(out.reborrow())?;
            ways += 1;
        }
        out.push_sql(if ways == 0 { "1 = 0)" } else { ")" });
        Ok(())
    }
}

impl<C: QueryFragment<MultiBackend>> InReach<C> {
    fn of<'b, T>(&'b self, name: &str, ids: &'b [Id<T>], mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if self.here {
            out.push_sql("(participants.");
        } else {
            self.column.walk_ast(out.reborrow())?;
            out.push_sql(" in (select id from participants where plie_id = ");
            out.push_bind_param::<UuidSql, _>(&self.plie)?;
            out.push_sql(" and ");
        }
        out.push_sql(name);
        out.push_sql(" in (");
        for (n, id) in ids.iter().enumerate() {
            out.push_sql(if n == 0 { "" } else { ", " });
            out.push_bind_param::<UuidSql, _>(id)?;
        }
        out.push_sql("))");
        Ok(())
    }

    fn followed<'b>(&'b self, user: &'b UserId, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        // the row itself says so without another look-up
        if self.here {
            out.push_sql("participants.erased_at is null and ");
        }
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" in (select participant_id from referent_assignments where plie_id = ");
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        out.push_sql(" and user_id = ");
        out.push_bind_param::<UuidSql, _>(user)?;
        self.only("participant_id", out.reborrow())?;
        out.push_sql(" and starts_on <= ");
        out.push_bind_param::<Date, _>(&self.today)?;
        out.push_sql(" and (ends_on is null or ends_on >= ");
        out.push_bind_param::<Date, _>(&self.since)?;
        out.push_sql(")");
        if !self.here {
            out.push_sql(" and ");
            out.push_sql(ERASED);
        }
        out.push_sql(" union all select participant_id from entry_files where plie_id = ");
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        out.push_sql(" and referent_user_id = ");
        out.push_bind_param::<UuidSql, _>(user)?;
        self.only("participant_id", out.reborrow())?;
        out.push_sql(" and status <> 'decided' union all select id from participants where plie_id = ");
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        out.push_sql(" and recorded_by = ");
        out.push_bind_param::<UuidSql, _>(user)?;
        self.only("id", out.reborrow())?;
        out.push_sql(
            " and current_pathway_id is null and not exists (select 1 from entry_files f \
             where f.plie_id = participants.plie_id and f.participant_id = participants.id and f.referent_user_id <> ",
        );
        out.push_bind_param::<UuidSql, _>(user)?;
        out.push_sql("))");
        Ok(())
    }

    /// Named lately in a quarterly review with one of the structures (S3.20) or in a liaison note with it (S3.21); of the
    /// département, whoever waits for its word on their admission, or had it lately (R4.6).
    fn followed_jointly<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(
            " in (select i.participant_id from quarterly_review_items i join quarterly_reviews q \
             on q.plie_id = i.plie_id and q.id = i.review_id where q.plie_id = ",
        );
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        self.only("i.participant_id", out.reborrow())?;
        out.push_sql(" and (q.held_on >= ");
        out.push_bind_param::<Date, _>(&self.jointly_since)?;
        out.push_sql(" or (q.held_on is null and q.quarter = ");
        out.push_bind_param::<Text, _>(&self.quarter)?;
        out.push_sql(")) and q.structure_id in (");
        structures(&self.shared, out.reborrow())?;
        out.push_sql(") union all select participant_id from liaison_notes where plie_id = ");
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        self.only("participant_id", out.reborrow())?;
        out.push_sql(" and noted_on >= ");
        out.push_bind_param::<Date, _>(&self.jointly_since)?;
        out.push_sql(" and structure_id in (");
        structures(&self.shared, out.reborrow())?;
        out.push_sql(") union all select d.participant_id from decisions d where d.plie_id = ");
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        self.only("d.participant_id", out.reborrow())?;
        out.push_sql(
            " and d.participant_id is not null and (d.outcome = 'admitted_pending_department' \
             and d.department_confirmed_at is null and d.superseded_by is null or d.department_confirmed_at >= ",
        );
        out.push_bind_param::<InstantSql, _>(&self.confirmed_since)?;
        out.push_sql(
            ") and exists (select 1 from partner_structures p where p.plie_id = d.plie_id and p.kind = 'dept' and p.id in (",
        );
        structures(&self.shared, out.reborrow())?;
        out.push_sql("))");
        out.push_sql(ERASED_OF_DECISION);
        out.push_sql(")");
        Ok(())
    }

    /// In a stage that one of the structures provides, by itself or as an action: agreed to by the person, under way or
    /// over since lately.
    fn enrolled<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(
            " in (select s.participant_id from stages s left join actions a on a.plie_id = s.plie_id and a.id = s.action_id \
             where s.plie_id = ",
        );
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        self.only("s.participant_id", out.reborrow())?;
        out.push_sql(
            " and (s.status in ('accepted', 'planned', 'in_progress') or s.status in ('completed', 'interrupted') \
             and s.ended_on >= ",
        );
        out.push_bind_param::<Date, _>(&self.provided_since)?;
        out.push_sql(") and coalesce(s.provider_structure_id, a.provider_structure_id) in (");
        structures(&self.enrolled, out.reborrow())?;
        out.push_sql(")");
        out.push_sql(ERASED_OF_STAGE);
        out.push_sql(")");
        Ok(())
    }

    /// Named in a quarterly review with one of the structures whose successor is not due yet (S3.20, T9).
    fn spoken_of<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(
            " in (select i.participant_id from quarterly_review_items i join quarterly_reviews q \
             on q.plie_id = i.plie_id and q.id = i.review_id where q.plie_id = ",
        );
        out.push_bind_param::<UuidSql, _>(&self.plie)?;
        self.only("i.participant_id", out.reborrow())?;
        out.push_sql(" and (q.next_due_on >= ");
        out.push_bind_param::<Date, _>(&self.today)?;
        out.push_sql(" or (q.next_due_on is null and q.quarter = ");
        out.push_bind_param::<Text, _>(&self.quarter)?;
        out.push_sql(")) and q.structure_id in (");
        structures(&self.reviewed, out.reborrow())?;
        out.push_sql("))");
        Ok(())
    }

    fn only<'b>(&'b self, name: &str, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if let Some(id) = &self.only {
            out.push_sql(" and ");
            out.push_sql(name);
            out.push_sql(" = ");
            out.push_bind_param::<UuidSql, _>(id)?;
        }
        Ok(())
    }
}

fn structures<'b>(ids: &'b [PartnerStructureId], mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
    for (n, id) in ids.iter().enumerate() {
        out.push_sql(if n == 0 { "" } else { ", " });
        out.push_bind_param::<UuidSql, _>(id)?;
    }
    Ok(())
}
