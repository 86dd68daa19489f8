//! The annual report as a funder reads it, in French: the data of the template `report`, for the page and for the PDF. All of
//! it comes from the answer, so that what is printed of a frozen report is what was frozen.

mod chart;
mod words;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::api::ReportName;
use super::figures::FigureName as F;
use super::flow::GroupBy;
use super::masking::OTHER_COMMUNES;
use super::told::{Told, ToldFigure, ToldGroup};
use crate::auth::role::Reach;
use crate::civil::{self, Month, day_of, french, french_long};
use crate::ctx::Ctx;
use crate::decimal::Decimal4;
use crate::esf::operations;
use crate::failure::{Failure, Outcome};
use crate::http::Lang;
use crate::http::Reply;
use crate::http::print::{self, HTML};
use crate::http::table::Format;
use crate::identity::plies;
use crate::ids::{OperationId, ReportSnapshotId};
use crate::reference::{Lists, names};

use words::{HIDDEN, NOTHING, number, percent, whole};

/// The forms in which a report is given.
pub(super) const fn forms(name: ReportName) -> &'static [Format] {
    match name {
        ReportName::OperatorAnnual => &[Format::Json, Format::Csv, Format::Xlsx, Format::Html, Format::Pdf],
        _ => &[Format::Json, Format::Csv, Format::Xlsx],
    }
}

/// What a printed report says beside its figures.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// The operation that it is about.
    pub(super) operation: Option<OperationId>,
    /// The snapshot that it was frozen in, and the hash of what was.
    pub(super) frozen: Option<(ReportSnapshotId, String)>,
}

/// The report as a page for a browser.
pub(super) fn page(cx: &mut Ctx<'_>, told: &Told, head: &Head) -> Outcome<Reply> {
    let page = jalon_press::html(&data(cx, told, head)?.to_string()).map_err(Failure::defect)?;
    Ok(Reply::text(200, HTML, page).fingerprinted())
}

/// The data of its PDF, on the way to the press.
pub(super) fn sheet(cx: &mut Ctx<'_>, told: &Told, head: &Head) -> Outcome<Reply> {
    print::sheet(&data(cx, told, head)?, 0)
}

fn data(cx: &mut Ctx<'_>, told: &Told, head: &Head) -> Outcome<Value> {
    // whether it is in reach was asked when the report was made
    let operation = match head.operation {
        Some(id) => Some(operations::find(cx, &Reach::everything(), id)?),
        None => None,
    };
    let funding = match &operation {
        Some(row) => operations::statement(cx, row.publicity_text.clone(), &row.fund),
        None => operations::funding_statement(cx, told.to)?,
    };
    let plie = plies::name(cx)?;
    let (from, to, made) = (french(told.from), french(told.to), day_of(told.computed_at));
    let period = format!("du {from} au {to}");
    let reference = match &head.frozen {
        Some((id, _)) => format!("Rapport figé {id}, {period}"),
        None => format!("Rapport {}, {period}", told.name),
    };
    let sections = Printer { told, lists: cx.lists() }.sections();
    Ok(json!({
        "title": title(told, &period),
        "plie": plie,
        "funding": funding,
        "reference": reference,
        "dated": made.to_string(),
        "draft": false,
        "hash": head.frozen.as_ref().map(|(_, hash)| hash),
        "facts": [
            ["Période", period],
            ["Opération", operation.map(|o| format!("{}, {}", o.number, o.title))],
            ["Établi le", french_long(made)],
        ],
        "sections": sections,
        "notes": notes(told),
    }))
}

fn title(told: &Told, period: &str) -> String {
    let year = Month::of(told.from).year();
    let whole = Month::new(year, 1).zip(Month::new(year, 12));
    if whole.is_some_and(|(first, last)| (first.first(), last.last()) == (told.from, told.to)) {
        return format!("Rapport annuel d’activité {year}");
    }
    format!("Rapport annuel d’activité, {period}")
}

fn notes(told: &Told) -> Vec<&'static str> {
    let groups = told.groups.iter().flat_map(|group| group.figures.values());
    let mut notes = vec![
        "Le taux de sorties positives suit la méthode nationale : sorties positives rapportées aux sorties positives et autres, sans les sorties neutres. Les équivalents temps plein sont des moyennes de fins de mois. L’âge est celui du jour de l’entrée ; les autres situations sont les dernières connues à la fin de la période.",
    ];
    if told.figures.values().chain(groups).any(|figure| figure.numerator.is_none()) {
        notes.push("n. c. : non communiqué. Les effectifs inférieurs à 5, et ceux qui permettraient de les retrouver, sont masqués.");
    }
    if told.groups.iter().any(|group| group.key == OTHER_COMMUNES) {
        notes.push("Les communes de moins de 5 personnes sont regroupées.");
    }
    notes
}

/// Makes the tables of a report.
struct Printer<'a> {
    told: &'a Told,
    lists: &'a Lists,
}

/// Groups with their words, and the figure of each.
type Lines<'a> = Vec<(String, Option<&'a ToldFigure>)>;

impl<'a> Printer<'a> {
    fn sections(&self) -> Vec<Value> {
        let section = |title: &str, tables: Vec<Value>| json!({"title": title, "tables": tables});
        let mut all = vec![
            section("Moyens", vec![self.means()]),
            section("Publics accompagnés", self.publics()),
            section("Entrées et sorties", self.exits()),
            section("Étapes de parcours", self.stages()),
            section("Principales difficultés", vec![self.barriers()]),
            section("Accompagnement, temps collectifs et partenariat", self.together()),
        ];
        let indicators = self.indicators();
        if !indicators.is_empty() {
            all.push(section("Indicateurs du Fonds social européen", indicators));
        }
        all
    }

    fn figure(&self, name: F) -> Option<&'a ToldFigure> {
        self.told.figures.get(name.code())
    }

    fn groups(&self, by: GroupBy) -> impl Iterator<Item = &'a ToldGroup> {
        self.told.groups.iter().filter(move |group| group.by == by.code())
    }

    fn word(&self, list: Option<&str>, key: &str) -> String {
        let listed = list.and_then(|list| self.lists.label(list, key, Lang::Fr));
        listed.or_else(|| words::of_code(key)).unwrap_or(key).to_owned()
    }

    /// The groups that have a figure: in their own order, or those of most first.
    fn lines(&self, by: GroupBy, name: F, list: Option<&str>) -> Lines<'a> {
        let of = |group: &'a ToldGroup| Some((self.word(list, &group.key), Some(group.figures.get(name.code())?)));
        let mut lines: Lines<'a> = self.groups(by).filter_map(of).collect();
        if !matches!(by, GroupBy::AgeBand | GroupBy::Education) {
            lines.sort_by_key(|(_, figure)| std::cmp::Reverse(figure.and_then(|f| f.numerator)));
        }
        lines
    }

    /// A table of counts and of their share in a whole, with its chart.
    fn shares(&self, caption: &str, heads: [&str; 2], whole: F, lines: &Lines<'a>) -> Value {
        let total = self.figure(whole).and_then(|f| f.numerator);
        let share = |figure: Option<&ToldFigure>| match (figure.and_then(|f| f.numerator), total) {
            (None, _) | (_, None) => HIDDEN.to_owned(),
            (Some(n), Some(all)) => {
                let share = Decimal4::ratio(n.ten_thousandths().into(), all.ten_thousandths().into());
                share.map_or(NOTHING.to_owned(), percent)
            }
        };
        let [what, of] = heads;
        table(caption, &[what, of, "Part"], lines, &|figure| vec![count(figure), share(figure)])
    }

    fn means(&self) -> Value {
        let role = |group: &'a ToldGroup| {
            let support = group.figures.get(F::MeansFteSupport.code());
            Some((self.word(None, &group.key), (group.figures.get(F::MeansFte.code())?, support)))
        };
        let whole = self.figure(F::MeansFte).map(|fte| ("Ensemble".to_owned(), (fte, self.figure(F::MeansFteSupport))));
        let fte = |figure: Option<&ToldFigure>| figure.and_then(|f| f.value).map_or(NOTHING.to_owned(), number);
        let lines: Vec<_> = self.groups(GroupBy::Role).filter_map(role).chain(whole).collect();
        let rows = lines
            .iter()
            .map(|(label, (all, support))| json!({"label": label, "cells": [fte(Some(all)), fte(*support)]}));
        json!({
            "caption": "Équivalents temps plein, en moyenne sur la période",
            "head": ["Fonction", "ETP", "dont accompagnement"],
            "rows": rows.collect::<Vec<_>>(),
            "chart": null,
        })
    }

    fn publics(&self) -> Vec<Value> {
        let all = vec![("Personnes accompagnées".to_owned(), self.figure(F::Accompanied))];
        let mut tables = vec![table("Ensemble", &["Public", "Personnes"], &all, &|figure| vec![count(figure)])];
        for (by, caption, list) in [
            (GroupBy::Gender, "Genre", Some(names::GENDER)),
            (GroupBy::AgeBand, "Tranche d’âge", None),
            (GroupBy::Education, "Niveau d’études", None),
            (GroupBy::Criterion, "Critères d’entrée", Some(names::CRITERION)),
            (GroupBy::Commune, "Commune de résidence (code INSEE)", None),
            (GroupBy::Housing, "Logement", Some(names::HOUSING)),
            (GroupBy::PriorityDistrict, "Quartier prioritaire de la politique de la ville", None),
        ] {
            let lines = self.lines(by, F::Accompanied, list);
            tables.push(self.shares(caption, [caption, "Personnes"], F::Accompanied, &lines));
        }
        tables
    }

    fn exits(&self) -> Vec<Value> {
        let counts =
            vec![("Entrées".to_owned(), self.figure(F::Entries)), ("Sorties".to_owned(), self.figure(F::Exits))];
        let rates = vec![
            ("Taux de sorties positives (méthode nationale)".to_owned(), self.figure(F::PositiveExitRate)),
            ("Sorties positives parmi toutes les sorties".to_owned(), self.figure(F::RawPositiveRate)),
        ];
        let categories = self.lines(GroupBy::ExitCategory, F::Exits, Some(names::EXIT_CATEGORY));
        let reasons = self.lines(GroupBy::ExitReason, F::Exits, Some(names::EXIT_REASON));
        vec![
            table("Mouvements", &["Mouvement", "Parcours"], &counts, &|figure| vec![count(figure)]),
            rates_table("Résultats", &rates),
            self.shares("Sorties par catégorie", ["Catégorie", "Sorties"], F::Exits, &categories),
            self.shares("Sorties par motif", ["Motif", "Sorties"], F::Exits, &reasons),
        ]
    }

    fn stages(&self) -> Vec<Value> {
        let types = self.lines(GroupBy::StageType, F::StagesStarted, Some(names::STAGE_TYPE));
        let results = self.lines(GroupBy::Status, F::StagesEnded, None);
        let rates = self.lines(GroupBy::StageType, F::StagesCompleted, Some(names::STAGE_TYPE));
        let whole = vec![("Ensemble".to_owned(), self.figure(F::StagesCompleted))];
        let rates: Lines<'a> = rates.into_iter().chain(whole).collect();
        vec![
            self.shares("Étapes commencées, par type", ["Type", "Étapes"], F::StagesStarted, &types),
            self.shares("Étapes achevées, par issue", ["Issue", "Étapes"], F::StagesEnded, &results),
            rates_table("Étapes allées à leur terme, par type", &rates),
        ]
    }

    /// Barriers, those that most people have first.
    fn barriers(&self) -> Value {
        let of = |figures: &'a BTreeMap<String, ToldFigure>, name: F| figures.get(name.code());
        let mut themes: Vec<&ToldGroup> = self.groups(GroupBy::Theme).collect();
        themes
            .sort_by_key(|group| std::cmp::Reverse(of(&group.figures, F::PeopleWithBarrier).and_then(|f| f.numerator)));
        let row = |label: String, figures: &'a BTreeMap<String, ToldFigure>| {
            let names = [F::PeopleWithBarrier, F::BarriersOpen, F::BarriersLifted];
            json!({"label": label, "cells": names.map(|name| count(of(figures, name)))})
        };
        let mut rows: Vec<Value> =
            themes.iter().map(|g| row(self.word(Some(names::BARRIER), &g.key), &g.figures)).collect();
        rows.push(row("Ensemble".to_owned(), &self.told.figures));
        let drawn: Vec<(String, String, i64)> = themes
            .iter()
            .map(|g| (self.word(Some(names::BARRIER), &g.key), of(&g.figures, F::PeopleWithBarrier)))
            .map(|(label, people)| (label, count(people), height(people)))
            .collect();
        json!({
            "caption": "Freins à l’emploi, par thème",
            "head": ["Thème", "Personnes concernées", "Ouverts en fin de période", "Levés"],
            "rows": rows,
            "chart": drawing(&drawn),
        })
    }

    fn together(&self) -> Vec<Value> {
        let done = [
            ("Entretiens individuels tenus", F::InterviewsHeld),
            ("Temps collectifs", F::CollectiveSessions),
            ("Présences aux temps collectifs", F::CollectiveAttendances),
            ("Réunions et rencontres de partenaires", F::Meetings),
        ];
        let done: Lines<'a> = done.iter().map(|(label, name)| ((*label).to_owned(), self.figure(*name))).collect();
        let time = [
            ("Temps individuel", F::MinutesP),
            ("Temps de groupe", F::MinutesG),
            ("Autre temps de l’opération", F::MinutesO),
            ("Hors opération", F::MinutesN),
        ];
        let time: Lines<'a> = time.iter().map(|(label, name)| ((*label).to_owned(), self.figure(*name))).collect();
        let hours = |figure: Option<&ToldFigure>| {
            let minutes = figure.and_then(|f| f.numerator).map(|n| n.ten_thousandths() / 10_000);
            minutes.map_or(HIDDEN.to_owned(), civil::hours)
        };
        let kinds = self.lines(GroupBy::MeetingKind, F::Meetings, Some(names::MEETING_KIND));
        vec![
            table("Activité", &["Activité", "Nombre"], &done, &|figure| vec![count(figure)]),
            self.shares("Réunions et rencontres, par nature", ["Nature", "Réunions"], F::Meetings, &kinds),
            table("Temps de travail enregistré", &["Attribution", "Durée", "Part"], &time, &|figure| {
                vec![hours(figure), rate(figure)]
            }),
        ]
    }

    /// A table for each programming period that somebody with a complete record is of.
    fn indicators(&self) -> Vec<Value> {
        let genders: Vec<&ToldGroup> = self.groups(GroupBy::Gender).collect();
        let mut head = vec!["Indicateur".to_owned(), "Ensemble".to_owned(), "Part".to_owned()];
        head.extend(genders.iter().map(|group| self.word(Some(names::GENDER), &group.key)));
        let mut tables = Vec::new();
        for (caption, prefixes, first) in [
            ("Programmation 2021-2027, participants entrés dans la période", ["eeco", "eecr"], F::Eeco01),
            ("Programmation 2014-2020, participants entrés dans la période", ["co", "cr"], F::Co01),
        ] {
            let some = |figure: &ToldFigure| height(Some(figure)) > 0 || figure.numerator.is_none();
            let of_period = |code: &str| prefixes.iter().any(|prefix| code.starts_with(prefix));
            let told = self.told.figures.iter().filter(|(code, _)| of_period(code) && words::indicator(code).is_some());
            if !told.clone().any(|(_, figure)| some(figure)) || self.figure(first).is_none() {
                continue;
            }
            let rows = told.map(|(code, figure)| {
                let mut cells = vec![count(Some(figure)), rate(Some(figure))];
                cells.extend(
                    genders.iter().map(|group| group.figures.get(code).map_or(NOTHING.to_owned(), |f| count(Some(f)))),
                );
                let label = format!("{} {}", code.to_uppercase(), words::indicator(code).unwrap_or_default());
                json!({"label": label, "cells": cells})
            });
            tables.push(json!({"caption": caption, "head": head, "rows": rows.collect::<Vec<_>>(), "chart": null}));
        }
        tables
    }
}

/// A table of figures with a chart of their counts.
fn table(caption: &str, head: &[&str], lines: &Lines<'_>, cells: &dyn Fn(Option<&ToldFigure>) -> Vec<String>) -> Value {
    let rows = lines.iter().map(|(label, figure)| json!({"label": label, "cells": cells(*figure)}));
    let first = |figure: Option<&ToldFigure>| cells(figure).into_iter().next().unwrap_or_default();
    let drawn: Vec<_> = lines.iter().map(|(label, figure)| (label.clone(), first(*figure), height(*figure))).collect();
    json!({"caption": caption, "head": head, "rows": rows.collect::<Vec<_>>(), "chart": drawing(&drawn)})
}

/// The chart of some counts; one bar compares nothing.
fn drawing(counts: &[(String, String, i64)]) -> Option<chart::Chart> {
    if counts.len() > 1 { chart::bars(counts) } else { None }
}

/// A table of rates, each with what it is made of.
fn rates_table(caption: &str, lines: &Lines<'_>) -> Value {
    let made = |figure: Option<&ToldFigure>| match figure.map(|f| (f.numerator, f.denominator)) {
        Some((Some(n), Some(of))) => format!("{} sur {}", number(n), number(of)),
        _ => HIDDEN.to_owned(),
    };
    let rows = lines.iter().map(|(label, figure)| json!({"label": label, "cells": [rate(*figure), made(*figure)]}));
    json!({"caption": caption, "head": ["Résultat", "Taux", "Soit"], "rows": rows.collect::<Vec<_>>(), "chart": null})
}

fn count(figure: Option<&ToldFigure>) -> String {
    match figure.map(|f| f.numerator) {
        None => whole(0),
        Some(None) => HIDDEN.to_owned(),
        Some(Some(n)) => number(n),
    }
}

/// The share that a figure is; nothing for a plain count.
fn rate(figure: Option<&ToldFigure>) -> String {
    let Some(figure) = figure else { return NOTHING.to_owned() };
    match (figure.numerator, figure.value, figure.rule.contains('÷')) {
        (_, _, false) => String::new(),
        (None, ..) => HIDDEN.to_owned(),
        (_, None, _) => NOTHING.to_owned(),
        (_, Some(value), _) => percent(value),
    }
}

fn height(figure: Option<&ToldFigure>) -> i64 {
    figure.and_then(|f| f.numerator).map_or(0, Decimal4::ten_thousandths)
}
