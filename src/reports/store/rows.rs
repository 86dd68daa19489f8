//! The rows that each figure counts, as SQL: `what, id, day, participant_id, user_id, minutes`. A
//! figure's count and its page of members are made from the same text. Only typed values enter it.

use super::Scope;
use crate::civil::add_days;
use crate::db::Day;
use crate::db::literal::Literals;
use crate::pathways::interviews::rules::signing::FACE_TO_FACE;
use crate::reports::figures::FigureName as F;

/// Whether an interview is signed: not void, not refused.
const SIGNED: &str = "exists (select 1 from signatures g where g.plie_id = i.plie_id and g.id = i.signature_id
  and g.void_at is null and g.refused_reason is null)";
/// Age from which a pathway without any stage is worth a look (§ 8.4), in months.
const STAGE_AFTER_MONTHS: u32 = 3;

/// Held face to face, so that a signature is due (R6.7).
fn held_in_person() -> String {
    format!("i.outcome = 'held' and i.modality in ({})", quoted(&FACE_TO_FACE))
}

/// Codes of ours as a list for `in`.
pub(super) fn quoted(codes: &[&str]) -> String {
    codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

/// Writes the rows of figures within a scope.
pub(in crate::reports) struct Rows<'a> {
    pub(super) lit: Literals,
    pub(super) scope: &'a Scope,
}

impl Rows<'_> {
    pub(super) fn plie(&self) -> String {
        self.lit.id(self.scope.plie)
    }

    pub(super) fn users(&self, column: &str) -> String {
        let users = self.scope.users.as_ref();
        users.map(|users| format!(" and {column} in ({})", self.lit.ids(users))).unwrap_or_default()
    }

    /// A filter by the people in scope, on the terms asked for.
    pub(super) fn of_people(&self, user: &str, referent: &str) -> String {
        let terms = self.scope.referent.map(|id| format!(" and {referent} = {}", self.lit.id(id)));
        format!("{}{}", self.users(user), terms.unwrap_or_default())
    }

    /// Assignments to the people in scope.
    pub(super) fn assigned_to(&self) -> String {
        self.of_people("a.user_id", "a.referent_id")
    }

    pub(super) fn period(&self, column: &str) -> String {
        format!("{column} between {} and {}", self.lit.day(self.scope.from), self.lit.day(self.scope.to))
    }

    /// A filter by a code; one that is no code finds nothing.
    pub(super) fn coded(&self, column: &str, code: Option<&str>) -> String {
        match code {
            None => String::new(),
            Some(code) => match self.lit.code(code) {
                Some(literal) => format!(" and {column} = {literal}"),
                None => " and 1 = 0".to_owned(),
            },
        }
    }

    /// The rows of a figure's numerator; none for a figure that counts no rows.
    pub(in crate::reports) fn counted(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::ActiveCaseload | F::CaseloadPerFte => self.caseload(&[self.scope.to]),
            F::AverageCaseload => self.caseload(&self.scope.month_ends),
            F::Entries | F::RenewalRate => self.entries(),
            F::Exits => self.exits(&self.exit_reason()),
            F::PositiveExitRate | F::RawPositiveRate => self.exits(" and p.exit_category = 'positive'"),
            F::InterviewsHeld | F::InterviewsPerParticipant => self.interviews("i.outcome = 'held'"),
            F::NoShows | F::NoShowRate => self.interviews("i.outcome = 'no_show'"),
            F::SignatureRate => self.interviews(&format!("{} and {SIGNED}", held_in_person())),
            F::OnTimeRate => self.entered("not i.late"),
            F::ContactRate => self.contacts(),
            F::StagesStarted => self.stages(&self.stage_kind()),
            F::StagesPerParticipant => self.stages(""),
            F::WithoutStage => self.aged(true),
            F::AgendaOnTimeRate => self.weeks(true),
            F::MinutesWorked => self.records("'P', 'G', 'O', 'N'"),
            F::MinutesP => self.records("'P'"),
            F::MinutesG => self.records("'G'"),
            F::MinutesO => self.records("'O'"),
            F::MinutesN => self.records("'N'"),
            F::DirectShare | F::MinutesPerParticipant => self.records("'P', 'G'"),
            other => return self.accompanied(other),
        })
    }

    /// The rows of a figure's denominator, where it counts rows.
    pub(in crate::reports) fn base(&self, figure: F) -> Option<String> {
        Some(match figure {
            F::PositiveExitRate => self.exits(" and p.exit_category in ('positive', 'other')"),
            F::RawPositiveRate => self.exits(""),
            F::NoShowRate => self.interviews("i.outcome in ('held', 'no_show')"),
            F::SignatureRate => self.interviews(&held_in_person()),
            F::OnTimeRate => self.entered("1 = 1"),
            F::StagesPerParticipant => self.people(),
            F::WithoutStage => self.aged(false),
            F::AgendaOnTimeRate => self.weeks(false),
            other => return self.accompanied_base(other),
        })
    }

    /// Every pathway assigned on some days, with the status that it had: what the last event by then
    /// led to, or what the next one came from.
    pub(super) fn assigned(&self, days: &[Day]) -> String {
        let days: Vec<String> = days.iter().map(|day| format!("({})", self.lit.day(*day))).collect();
        format!(
            "select 'pathway' as what, p.id as id, d.day as day, p.participant_id as participant_id, a.user_id as user_id,
               cast(null as bigint) as minutes, a.referent_id as referent_id, p.activated_on as activated_on,
               coalesce(
                 (select e.to_status from pathway_events e where e.plie_id = p.plie_id and e.pathway_id = p.id
                    and e.effective_on <= d.day order by e.effective_on desc, e.at desc, e.id desc limit 1),
                 (select e.from_status from pathway_events e where e.plie_id = p.plie_id and e.pathway_id = p.id
                    and e.effective_on > d.day order by e.effective_on, e.at, e.id limit 1),
                 p.status) as status
             from (with days (day) as (values {days}) select day from days) d
             join referent_assignments a on a.starts_on <= d.day and (a.ends_on is null or a.ends_on >= d.day)
             join pathways p on p.plie_id = a.plie_id and p.id = a.pathway_id
             where a.plie_id = {plie}{users}",
            days = days.join(", "),
            plie = self.plie(),
            users = self.assigned_to(),
        )
    }

    fn statuses(&self) -> String {
        let counted: Vec<&str> = self.scope.statuses.iter().map(|status| status.code()).collect();
        quoted(&counted)
    }

    fn caseload(&self, days: &[Day]) -> String {
        if days.is_empty() {
            return self.nothing();
        }
        format!(
            "select what, id, day, participant_id, user_id, minutes from ({}) c where c.status in ({})",
            self.assigned(days),
            self.statuses()
        )
    }

    fn nothing(&self) -> String {
        format!(
            "select 'nothing' as what, p.id as id, p.activated_on as day, p.participant_id as participant_id,
               {none} as user_id, cast(null as bigint) as minutes from pathways p where 1 = 0",
            none = self.lit.no_id()
        )
    }

    /// Pathways that took effect in the period, with the referent they began with: a relay is no entry.
    fn entries(&self) -> String {
        format!(
            "select 'pathway' as what, p.id as id, p.activated_on as day, p.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from pathways p join referent_assignments a on a.plie_id = p.plie_id and a.pathway_id = p.id
               and a.starts_on <= p.activated_on and (a.ends_on is null or a.ends_on >= p.activated_on)
             where p.plie_id = {plie} and {period} and p.status <> 'cancelled'{users}",
            plie = self.plie(),
            period = self.period("p.activated_on"),
            users = self.assigned_to(),
        )
    }

    /// Exits validated in the period, with the last referent. What was entered by error has no category, and is no exit
    /// (§ 5.7).
    pub(super) fn exits(&self, filter: &str) -> String {
        format!(
            "select 'pathway' as what, p.id as id, p.exit_validated_on as day, p.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from pathways p join referent_assignments a on a.plie_id = p.plie_id and a.pathway_id = p.id
               and a.starts_on = (select max(l.starts_on) from referent_assignments l
                 where l.plie_id = p.plie_id and l.pathway_id = p.id and l.starts_on <= p.exit_validated_on)
             where p.plie_id = {plie} and {period} and p.exit_category is not null{filter}{users}",
            plie = self.plie(),
            period = self.period("p.exit_validated_on"),
            users = self.assigned_to(),
        )
    }

    fn interviews(&self, filter: &str) -> String {
        format!(
            "select 'interview' as what, i.id as id, i.day as day, i.participant_id as participant_id,
               i.user_id as user_id, cast(null as bigint) as minutes
             from interviews i where {}",
            self.interviews_where(filter)
        )
    }

    fn interviews_where(&self, filter: &str) -> String {
        format!(
            "i.plie_id = {plie} and {period} and {filter}{kind}{modality}{users}",
            plie = self.plie(),
            period = self.period("i.day"),
            kind = self.coded("i.type", self.scope.interview_type.as_deref()),
            modality = self.coded("i.modality", self.scope.modality.as_deref()),
            users = self.users("i.user_id"),
        )
    }

    /// Interviews held and missed, counted by type and modality.
    pub(super) fn interviews_by_kind(&self) -> String {
        format!(
            "select i.type as kind, i.modality as modality,
               cast(sum(case when i.outcome = 'held' then 1 else 0 end) as bigint) as held,
               cast(sum(case when i.outcome = 'no_show' then 1 else 0 end) as bigint) as no_show
             from interviews i where {}
             group by i.type, i.modality order by i.type, i.modality",
            self.interviews_where("i.outcome in ('held', 'no_show')")
        )
    }

    /// Interviews and stage reviews of the period that have been entered, on time or late (§ 6.4).
    fn entered(&self, filter: &str) -> String {
        format!(
            "{interviews}
             union all
             select 'stage_review' as what, i.id as id, i.held_on as day, s.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from stage_reviews i join stages s on s.plie_id = i.plie_id and s.id = i.stage_id
             join referent_assignments a on a.plie_id = s.plie_id and a.pathway_id = s.pathway_id
               and a.starts_on <= i.held_on and (a.ends_on is null or a.ends_on >= i.held_on)
             where i.plie_id = {plie} and {period} and {filter}{users}",
            interviews = self.interviews(&format!("i.recorded_at is not null and {filter}")),
            plie = self.plie(),
            period = self.period("i.held_on"),
            users = self.assigned_to(),
        )
    }

    /// Each participant once a month in which an interview was held.
    fn contacts(&self) -> String {
        format!(
            "select 'participant' as what, i.participant_id as id, min(i.day) as day, i.participant_id as participant_id,
               {none} as user_id, cast(null as bigint) as minutes
             from interviews i
             where i.plie_id = {plie} and {period} and i.outcome = 'held'{users}
             group by i.participant_id, substr(cast(i.day as text), 1, 7)",
            none = self.lit.no_id(),
            plie = self.plie(),
            period = self.period("i.day"),
            users = self.users("i.user_id"),
        )
    }

    pub(super) fn stages(&self, filter: &str) -> String {
        format!(
            "select 'stage' as what, s.id as id, s.started_on as day, s.participant_id as participant_id,
               a.user_id as user_id, cast(null as bigint) as minutes
             from stages s join referent_assignments a on a.plie_id = s.plie_id and a.pathway_id = s.pathway_id
               and a.starts_on <= s.started_on and (a.ends_on is null or a.ends_on >= s.started_on)
             where s.plie_id = {plie} and {period}{filter}{users}",
            plie = self.plie(),
            period = self.period("s.started_on"),
            users = self.assigned_to(),
        )
    }

    /// The participants followed on some day of the period.
    fn people(&self) -> String {
        format!(
            "select 'participant' as what, a.participant_id as id, min(a.starts_on) as day,
               a.participant_id as participant_id, {none} as user_id, cast(null as bigint) as minutes
             from referent_assignments a where {followed} group by a.participant_id",
            none = self.lit.no_id(),
            followed = self.followed(),
        )
    }

    /// How many participants were followed on some day of the period: counted by themselves, in an eighth of the time
    /// that their rows take.
    pub(super) fn people_followed(&self) -> String {
        format!("select count(distinct a.participant_id) as n from referent_assignments a where {}", self.followed())
    }

    /// Assigned on some day of the period; of an operation, to somebody who was in it on some day of it.
    fn followed(&self) -> String {
        let (from, to) = (self.lit.day(self.scope.from), self.lit.day(self.scope.to));
        let in_it = self.scope.operation.map(|id| {
            format!(
                " and exists (select 1 from participations n where n.plie_id = a.plie_id
                   and n.participant_id = a.participant_id and n.operation_id = {} and n.voided_at is null
                   and n.entered_on <= {to} and (n.exited_on is null or n.exited_on >= {from}))",
                self.lit.id(id)
            )
        });
        format!(
            "a.plie_id = {plie} and a.starts_on <= {to} and (a.ends_on is null or a.ends_on >= {from}){users}{in_it}",
            plie = self.plie(),
            users = self.assigned_to(),
            in_it = in_it.unwrap_or_default(),
        )
    }

    /// Pathways of the caseload at the end of the period that are three months old: all, or those
    /// without a stage that has started.
    fn aged(&self, without: bool) -> String {
        let since = crate::reports::flow::months_before(self.scope.to, STAGE_AFTER_MONTHS);
        let none = format!(
            " and not exists (select 1 from stages s where s.plie_id = {} and s.pathway_id = c.id and s.started_on <= {})",
            self.plie(),
            self.lit.day(self.scope.to)
        );
        format!(
            "select what, id, day, participant_id, user_id, minutes from ({assigned}) c
             where c.status in ({statuses}) and c.activated_on <= {since}{without}",
            assigned = self.assigned(&[self.scope.to]),
            statuses = self.statuses(),
            since = self.lit.day(since),
            without = if without { none.as_str() } else { "" },
        )
    }

    /// Weeks of the period that were due by now: all, or those handed in on time and not returned since.
    fn weeks(&self, on_time: bool) -> String {
        if self.scope.weeks.is_empty() {
            return self.nothing();
        }
        let weeks: Vec<String> = self
            .scope
            .weeks
            .iter()
            .map(|(week, due_at)| {
                let (monday, sunday) = (week.monday(), add_days(week.monday(), 6));
                format!("('{week}', {}, {}, {})", self.lit.day(monday), self.lit.day(sunday), self.lit.instant(*due_at))
            })
            .collect();
        format!(
            "select 'agenda_week' as what, coalesce(w.id, r.user_id) as id, d.monday as day, {none} as participant_id,
               r.user_id as user_id, cast(null as bigint) as minutes
             from (with due (week, monday, sunday, due_at) as (values {weeks}) select * from due) d
             join (select distinct v.user_id, v.valid_from, v.valid_to from referents v where v.plie_id = {plie}{users}) r
               on r.valid_from <= d.sunday and (r.valid_to is null or r.valid_to >= d.monday)
             left join agenda_weeks w on w.plie_id = {plie} and w.user_id = r.user_id and w.week = d.week{late}
             group by d.monday, r.user_id, w.id",
            none = self.lit.no_id(),
            weeks = weeks.join(", "),
            plie = self.plie(),
            users = self.users("v.user_id"),
            late = if on_time { " where w.status in ('submitted', 'accepted') and w.submitted_at <= d.due_at" } else { "" },
        )
    }
}
