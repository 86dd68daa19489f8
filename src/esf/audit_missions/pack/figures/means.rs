//! What the cents stand on: what the people cost and what an hour of them does, when they were away, who takes part.

use super::Figures;
use super::papers::path_of;
use super::rows::{AbsenceFigure, CostFigure, ParticipationFigure, RateFigure};
use crate::ctx::Ctx;
use crate::db::Day;
use crate::esf::audit_missions::store::{dossier, means};
use crate::failure::Outcome;
use crate::ids::{DocumentId, ParticipantId, UserId};

/// People that are asked for together.
const PEOPLE: usize = 500;

impl Figures {
    /// The means of everybody whose months are here, over the days of those months.
    pub(in crate::esf::audit_missions::pack) fn means(&mut self, cx: &mut Ctx<'_>) -> Outcome<()> {
        let named: Vec<ParticipantId> = std::mem::take(&mut self.named).into_iter().collect();
        for people in named.chunks(PEOPLE) {
            for one in means::participations(cx, self.operation, people)? {
                self.tables.participations.row(&ParticipationFigure::from(&one))?;
            }
        }
        let Some((from, to)) = self.days_held() else { return Ok(()) };
        let mut people: Vec<UserId> = self.months.keys().map(|(user, _)| *user).collect();
        people.dedup();
        for absence in means::absences(cx, &people, from, to)? {
            self.tables.absences.row(&AbsenceFigure::from(&absence))?;
        }
        let (mut since, mut until) = (from, to);
        for rate in means::rates(cx, self.operation, &people, to)? {
            // what a base was derived from is older than what it pays, as a rule
            since = rate.documented_from.map_or(since, |day| day.min(since));
            until = rate.documented_to.map_or(until, |day| day.max(until));
            self.tables.rates.row(&RateFigure::from(&rate))?;
        }
        self.costs(cx, &people, (since, until))
    }

    /// The first and the last day of the months that are here.
    pub(in crate::esf::audit_missions::pack) fn days_held(&self) -> Option<(Day, Day)> {
        let months = || self.months.keys().map(|(_, month)| *month);
        Some((months().min()?.first(), months().max()?.last()))
    }

    fn costs(&mut self, cx: &mut Ctx<'_>, people: &[UserId], (from, to): (Day, Day)) -> Outcome<()> {
        let costs = means::costs(cx, people, from, to)?;
        let ids: Vec<DocumentId> = costs.iter().filter_map(|c| c.document_id).collect();
        let documents = dossier::documents(cx, &ids)?;
        for cost in &costs {
            let document = cost.document_id.and_then(|id| documents.get(&id.0));
            if let Some(document) = document {
                self.paper(document)?;
            }
            self.tables.costs.row(&CostFigure::of(cost, document.map(path_of)))?;
        }
        Ok(())
    }
}
