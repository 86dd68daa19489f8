//! The reports of the ESF: indicators worked by hand, against the rule over a population, as they were known on a day, and
//! masked for whoever is outside (§ 7, § 8.5).

use std::collections::BTreeMap;

use jalon::auth::role::Role;
use jalon::db::Day;
use jalon::indicators::{
    Codes, Entry, EsfAnswer, Exit, Household, Indicator, LabourClass, Programme, Record, Situation, SixMonth, counted,
    standing,
};
use uuid::Uuid;

use crate::both;
use crate::support::builders::participations::{at, situation_on, tell};
use crate::support::{Client, Kind, TestApp, Value, json};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn figure(report: &Value, name: &str) -> Value {
    let figure = &report["figures"][name];
    json!([figure["numerator"], figure["denominator"]])
}

fn grouped(report: &Value, by: &str, key: &str, name: &str) -> Value {
    let mut groups = report["groups"].as_array().unwrap().iter();
    let group = groups.find(|g| g["by"] == by && g["key"] == key).unwrap_or_else(|| panic!("no {by} {key}: {report}"));
    json!([group["figures"][name]["numerator"], group["figures"][name]["denominator"]])
}

/// Every row behind an address, some at a time.
fn rows(client: &Client, address: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{address}&limit=37{cursor}")).expect(200);
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// A number generator that gives the same population each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % u64::from(n)).unwrap()
    }
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(u32::try_from(of.len()).unwrap())).unwrap()]
    }
    fn maybe(&mut self) -> Option<bool> {
        self.one(&[None, Some(false), Some(true)])
    }
    fn situation(&mut self) -> Option<Situation> {
        let class = self.one(LabourClass::ALL);
        let months = (class == LabourClass::Unemployed).then(|| self.below(30));
        let (in_education, isced, housing_exclusion) = (self.below(3) == 0, self.below(9), self.maybe());
        (self.below(8) > 0).then_some(Situation { class, months, in_education, isced, housing_exclusion })
    }
    fn record(&mut self, programme: Programme, starts_on: Day) -> Record {
        let entered_on = jalon::civil::add_days(starts_on, self.below(500));
        let gender = self.one(&[None, Some("woman"), Some("woman"), Some("man"), Some("man"), Some("non_binary")]);
        let answer = |dice: &mut Self| dice.one(EsfAnswer::ALL);
        let entry = Entry {
            gender: gender.map(str::to_owned),
            // the ages on both sides of each limit, more often than the others
            age: if self.below(3) == 0 { self.one(&[17, 18, 24, 25, 29, 30, 54, 55]) } else { 15 + self.below(60) },
            situation: self.situation(),
            household: Household {
                jobless: self.maybe(),
                dependent_children: self.maybe(),
                single_adult: self.maybe(),
            },
            rural: self.maybe(),
            codes: Codes {
                disabled: answer(self),
                third_country: answer(self),
                foreign_background: answer(self),
                minority: answer(self),
            },
        };
        let exit = (self.below(3) > 0).then(|| Exit {
            on: jalon::civil::add_days(entered_on, self.below(200)),
            situation: self.situation(),
            searching: self.maybe(),
            qualification_gained: self.maybe(),
        });
        // nobody tells of six months that have not passed: a report leaves out what is still to come
        let passed = |x: &Exit| jalon::civil::add_months(x.on, 6) <= day("2026-03-02");
        let six_month = exit.filter(passed).filter(|_| self.below(2) == 0).map(|_| {
            let not_reached = self.below(5) == 0;
            SixMonth {
                situation: self.situation().filter(|_| !not_reached),
                improved: self.maybe().filter(|_| !not_reached),
                not_reached,
            }
        });
        Record { programme, entered_on, entry, exit, six_month }
    }
}

/// Writes a participation into the database, as its own room leaves it.
struct Writer<'a> {
    app: &'a TestApp,
    sql: String,
}

impl Writer<'_> {
    fn bool(&self, value: Option<bool>) -> String {
        match (value, self.app.database.kind) {
            (None, _) => "null".to_owned(),
            (Some(value), Kind::Postgres) => value.to_string(),
            (Some(value), Kind::Sqlite) => u8::from(value).to_string(),
        }
    }

    fn participation(&mut self, operation: &str, record: &Record) {
        let app = self.app;
        let [person, pathway, id] = [(); 3].map(|()| app.uuid_text(Uuid::now_v7()));
        let (p, now, done) = (app.uuid_text(app.plie.0), app.instant_text(), standing(record));
        let (yes, exit_on) = (|b: bool| self.bool(Some(b)), record.exit.map(|x| x.on));
        let quoted = |day: Option<Day>| day.map_or("null".to_owned(), |d| format!("'{d}'"));
        let six_on = exit_on.map(|on| jalon::civil::add_months(on, 6));
        let told = exit_on.is_some() && record.exit.is_some_and(|x| x.situation.is_some());
        let (at, on) = if told { (now.clone(), quoted(exit_on)) } else { ("null".to_owned(), "null".to_owned()) };
        let text = format!(
            "insert into participants (plie_id, id, first_name, last_name, birth_date, email, external_ids, sort_name, version, created_at, updated_at)
               values ({p}, {person}, 'A', 'B', '1980-01-01', 'a@example.org', '{{}}', 'b a', 1, {now}, {now});
             insert into pathways (plie_id, id, participant_id, status, activated_on, rsa_referent, version, created_at, updated_at)
               values ({p}, {pathway}, {person}, 'active', '2017-01-01', {no}, 1, {now}, {now});
             insert into participations (plie_id, id, participant_id, operation_id, pathway_id, entered_on, exited_on, six_month_on, complete_entry, complete_exit, complete_six_month, exit_recorded_at, exit_told_on, version, created_at, updated_at)
               values ({p}, {id}, {person}, {operation}, {pathway}, '{entered}', {exited}, {six_on}, {entry}, {exit}, {six}, {at}, {on}, 1, {now}, {now});\n",
            no = yes(false),
            entered = record.entered_on,
            exited = quoted(exit_on),
            six_on = quoted(six_on),
            entry = yes(done.entry),
            exit = yes(done.exit),
            six = yes(done.six_month),
        );
        self.sql.push_str(&text);
        let entry = &record.entry;
        let first = self.record(&id, "entry", record.entered_on, entry.situation, Some(entry), [None; 3], false);
        let c = entry.codes;
        self.sql.push_str(&format!(
            "insert into esf_codes (plie_id, record_id, disabled, third_country, foreign_background, minority)
               values ({p}, {first}, '{}', '{}', '{}', '{}');\n",
            c.disabled, c.third_country, c.foreign_background, c.minority
        ));
        if let Some(x) = record.exit {
            self.record(&id, "exit", x.on, x.situation, None, [x.searching, x.qualification_gained, None], false);
        }
        if let (Some(s), Some(on)) = (record.six_month, six_on) {
            self.record(&id, "six_month", on, s.situation, None, [None, None, s.improved], s.not_reached);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a row has many columns")]
    fn record(
        &mut self,
        of: &str,
        moment: &str,
        on: Day,
        situation: Option<Situation>,
        entry: Option<&Entry>,
        [searching, qualified, improved]: [Option<bool>; 3],
        not_reached: bool,
    ) -> String {
        let app = self.app;
        let (p, id, now) = (app.uuid_text(app.plie.0), app.uuid_text(Uuid::now_v7()), app.instant_text());
        let text = |text: Option<String>| text.map_or("null".to_owned(), |t| format!("'{t}'"));
        let number = |n: Option<i64>| n.map_or("null".to_owned(), |n| n.to_string());
        let class = situation.map(|s| s.class.code().to_owned());
        let home = entry.map(|e| e.household).unwrap_or_default();
        let sql = format!(
            "insert into participation_records (plie_id, id, participation_id, moment, revision, on_day, withdrawn, carried_over, not_reached, labour_status, labour_class, unemployment_months, in_education, isced, housing_exclusion, single_adult, jobless_household, dependent_children, rural, gender, age, searching, qualification_gained, improved, declined, unasked, recorded_at)
               values ({p}, {id}, {of}, '{moment}', 1, '{on}', {no}, {no}, {not_reached}, {status}, {class}, {months}, {learning}, {isced}, {housing}, {single}, {jobless}, {children}, {rural}, {gender}, {age}, {searching}, {qualified}, {improved}, '[]', '[]', {now});\n",
            no = self.bool(Some(false)),
            not_reached = self.bool(Some(not_reached)),
            status = text(class.clone()),
            class = text(class),
            months = number(situation.and_then(|s| s.months)),
            learning = self.bool(situation.map(|s| s.in_education)),
            isced = number(situation.map(|s| s.isced)),
            housing = self.bool(situation.and_then(|s| s.housing_exclusion)),
            single = self.bool(home.single_adult),
            jobless = self.bool(home.jobless),
            children = self.bool(home.dependent_children),
            rural = self.bool(entry.and_then(|e| e.rural)),
            gender = text(entry.and_then(|e| e.gender.clone())),
            age = number(entry.map(|e| e.age)),
            searching = self.bool(searching),
            qualified = self.bool(qualified),
            improved = self.bool(improved),
        );
        self.sql.push_str(&sql);
        id
    }
}

/// How many people an operation of each period has.
const PEOPLE: usize = 400;

/// The operation of each period.
fn operations() -> [(Programme, Value); 2] {
    let older = json!({"fund": "esf_2014", "programme_period": "2014-2020", "starts_on": "2017-06-01", "ends_on": "2020-12-31"});
    let newer = json!({"starts_on": "2024-01-01", "ends_on": "2027-12-31"});
    [(Programme::Esf2014, older), (Programme::EsfPlus, newer)]
}

/// The people of each period, the same each time.
fn generated() -> Vec<(Programme, Vec<Record>)> {
    let mut dice = Dice(20_260_303);
    let people = |(programme, operation): (Programme, Value)| {
        let starts_on = day(operation["starts_on"].as_str().unwrap());
        (programme, (0..PEOPLE).map(|_| dice.record(programme, starts_on)).collect())
    };
    operations().map(people).into_iter().collect()
}

/// Four hundred people in an operation of each period, and the records that the rule counts: who is there when the older
/// operation ends leaves with it.
fn given_a_population(app: &TestApp) -> BTreeMap<String, Vec<Record>> {
    let mut all = BTreeMap::new();
    for ((_, operation), (_, mut records)) in operations().into_iter().zip(generated()) {
        let ends_on = day(operation["ends_on"].as_str().unwrap());
        let operation = app.given_an_operation_with(&operation)["id"].as_str().unwrap().to_owned();
        let id = app.uuid_text(operation.parse().unwrap());
        let mut writer = Writer { app, sql: String::new() };
        for record in &mut records {
            writer.participation(&id, record);
            if record.exit.is_none() && ends_on < day("2026-03-02") {
                record.exit = Some(Exit { on: ends_on, situation: None, searching: None, qualification_gained: None });
            }
        }
        app.conn().batch(&writer.sql).unwrap();
        all.insert(operation, records);
    }
    all
}

/// What is asked of a record, and how.
type Question = (&'static str, fn(&Record) -> bool);

/// What the conditions of the indicators ask, each as a question to a record: where nobody answers yes, or nobody no, a
/// wrong condition would not be noticed.
fn questions() -> Vec<Question> {
    fn entry(r: &Record, ask: fn(&Situation) -> bool) -> bool {
        standing(r).entry && r.entry.situation.as_ref().is_some_and(ask)
    }
    fn exit(r: &Record, ask: fn(&Exit, Situation) -> bool) -> bool {
        standing(r).exit && r.exit.as_ref().is_some_and(|x| x.situation.is_some_and(|now| ask(x, now)))
    }
    fn six(r: &Record, ask: fn(&SixMonth) -> bool) -> bool {
        r.exit.is_some() && standing(r).six_month && r.six_month.as_ref().is_some_and(ask)
    }
    fn class(r: &Record, class: LabourClass) -> bool {
        r.entry.situation.is_some_and(|s| s.class == class)
    }
    const YES: EsfAnswer = EsfAnswer::Yes;
    vec![
        ("the entry is complete", |r| standing(r).entry),
        ("the exit is complete", |r| standing(r).exit),
        ("the six months are complete", |r| standing(r).six_month),
        ("unemployed", |r| entry(r, |s| s.class == LabourClass::Unemployed)),
        ("inactive", |r| entry(r, |s| s.class == LabourClass::Inactive)),
        ("employed", |r| entry(r, |s| s.class == LabourClass::Employed)),
        ("inactive and in education", |r| entry(r, |s| s.class == LabourClass::Inactive && s.in_education)),
        ("inactive and not in education", |r| entry(r, |s| s.class == LabourClass::Inactive && !s.in_education)),
        ("young, and unemployed for seven to twelve months", |r| {
            r.entry.age < 25 && entry(r, |s| s.months.is_some_and(|m| (7..=12).contains(&m)))
        }),
        ("no longer young, and unemployed for seven to twelve months", |r| {
            r.entry.age >= 25 && entry(r, |s| s.months.is_some_and(|m| (7..=12).contains(&m)))
        }),
        ("no longer young, and unemployed for thirteen months", |r| {
            r.entry.age >= 25 && entry(r, |s| s.months.is_some_and(|m| m >= 13))
        }),
        ("seventeen", |r| standing(r).entry && r.entry.age == 17),
        ("eighteen", |r| standing(r).entry && r.entry.age == 18),
        ("twenty-four", |r| standing(r).entry && r.entry.age == 24),
        ("twenty-five", |r| standing(r).entry && r.entry.age == 25),
        ("twenty-nine", |r| standing(r).entry && r.entry.age == 29),
        ("thirty", |r| standing(r).entry && r.entry.age == 30),
        ("fifty-four", |r| standing(r).entry && r.entry.age == 54),
        ("fifty-five", |r| standing(r).entry && r.entry.age == 55),
        ("without any level", |r| entry(r, |s| s.isced == 0)),
        ("level 2", |r| entry(r, |s| s.isced == 2)),
        ("level 3", |r| entry(r, |s| s.isced == 3)),
        ("level 4", |r| entry(r, |s| s.isced == 4)),
        ("level 5", |r| entry(r, |s| s.isced == 5)),
        ("excluded from housing", |r| entry(r, |s| s.housing_exclusion == Some(true))),
        ("from a rural area", |r| standing(r).entry && r.entry.rural == Some(true)),
        ("disabled", |r| standing(r).entry && r.entry.codes.disabled == YES),
        ("disabled alone among the answers", |r| {
            standing(r).entry
                && r.entry.codes.disabled == YES
                && r.entry.codes.minority != YES
                && r.entry.codes.third_country != YES
                && r.entry.codes.foreign_background != YES
        }),
        ("of a third country alone", |r| {
            standing(r).entry
                && r.entry.codes.third_country == YES
                && r.entry.codes.minority != YES
                && r.entry.codes.foreign_background != YES
        }),
        ("of foreign background alone", |r| {
            standing(r).entry
                && r.entry.codes.foreign_background == YES
                && r.entry.codes.minority != YES
                && r.entry.codes.third_country != YES
        }),
        ("of a minority alone", |r| {
            standing(r).entry
                && r.entry.codes.minority == YES
                && r.entry.codes.foreign_background != YES
                && r.entry.codes.third_country != YES
        }),
        ("inactive, and looks for work upon leaving", |r| {
            class(r, LabourClass::Inactive)
                && exit(r, |x, now| now.class == LabourClass::Inactive && x.searching == Some(true))
        }),
        ("inactive, and does not look for work", |r| {
            class(r, LabourClass::Inactive)
                && exit(r, |x, now| now.class == LabourClass::Inactive && x.searching == Some(false))
        }),
        ("inactive, and unemployed upon leaving", |r| {
            class(r, LabourClass::Inactive) && exit(r, |_, now| now.class == LabourClass::Unemployed)
        }),
        ("employed, and looks for work upon leaving", |r| {
            class(r, LabourClass::Employed) && exit(r, |_, now| now.class == LabourClass::Unemployed)
        }),
        ("newly in education", |r| {
            r.entry.situation.is_some_and(|s| !s.in_education) && exit(r, |_, now| now.in_education)
        }),
        ("in education all along", |r| {
            r.entry.situation.is_some_and(|s| s.in_education) && exit(r, |_, now| now.in_education)
        }),
        ("qualified", |r| exit(r, |x, _| x.qualification_gained == Some(true))),
        ("unemployed, and at work upon leaving", |r| {
            class(r, LabourClass::Unemployed) && exit(r, |_, now| now.class == LabourClass::Employed)
        }),
        ("employed, and at work upon leaving", |r| {
            class(r, LabourClass::Employed) && exit(r, |_, now| now.class == LabourClass::Employed)
        }),
        ("unemployed, and at work six months later", |r| {
            class(r, LabourClass::Unemployed)
                && six(r, |s| s.situation.is_some_and(|n| n.class == LabourClass::Employed))
        }),
        ("employed, and at work six months later", |r| {
            class(r, LabourClass::Employed) && six(r, |s| s.situation.is_some_and(|n| n.class == LabourClass::Employed))
        }),
        ("employed, and better off", |r| class(r, LabourClass::Employed) && six(r, |s| s.improved == Some(true))),
        ("employed, and no better off", |r| class(r, LabourClass::Employed) && six(r, |s| s.improved == Some(false))),
        ("unemployed, and better off", |r| class(r, LabourClass::Unemployed) && six(r, |s| s.improved == Some(true))),
        ("not reached", |r| six(r, |s| s.not_reached)),
        ("old, and at work six months later", |r| {
            standing(r).entry
                && r.entry.age >= 55
                && !class(r, LabourClass::Employed)
                && six(r, |s| s.situation.is_some_and(|n| n.class == LabourClass::Employed))
        }),
    ]
}

/// Those of the older period alone.
fn household_questions() -> Vec<Question> {
    vec![
        ("jobless without children", |r| {
            standing(r).entry
                && r.entry.household.jobless == Some(true)
                && r.entry.household.dependent_children == Some(false)
        }),
        ("jobless with children", |r| {
            standing(r).entry
                && r.entry.household.jobless == Some(true)
                && r.entry.household.dependent_children == Some(true)
        }),
        ("alone with children", |r| {
            standing(r).entry
                && r.entry.household.single_adult == Some(true)
                && r.entry.household.dependent_children == Some(true)
        }),
        ("alone without children", |r| {
            standing(r).entry
                && r.entry.household.single_adult == Some(true)
                && r.entry.household.dependent_children == Some(false)
        }),
        ("entered after the household was asked for", |r| r.entered_on >= day("2018-08-02")),
        ("entered while the household was asked for", |r| r.entered_on < day("2018-08-02")),
    ]
}

#[test]
fn each_condition_of_an_indicator_divides_the_population() {
    for (programme, records) in generated() {
        let mut asked = questions();
        if programme == Programme::Esf2014 {
            asked.extend(household_questions());
        }
        for (question, ask) in asked {
            let yes = records.iter().filter(|r| ask(r)).count();
            assert!(yes > 0 && yes < records.len(), "{programme}: {question}: {yes} of {}", records.len());
        }
        // and each indicator counts some of those it is set against, and not all
        let counts = of_rule(&records, None);
        for indicator in Indicator::ALL.iter().filter(|i| i.programme() == programme && **i != Indicator::Eeco01) {
            let n = counts.get(indicator).copied().unwrap_or_default();
            assert!(n > 0 && n < records.iter().filter(|r| standing(r).entry).count(), "{indicator}: {n}");
        }
    }
}

fn of_rule(records: &[Record], gender: Option<&str>) -> BTreeMap<Indicator, usize> {
    let mut counts = BTreeMap::new();
    for record in records.iter().filter(|r| gender.is_none_or(|g| r.entry.gender.as_deref() == Some(g))) {
        for indicator in counted(record) {
            *counts.entry(indicator).or_default() += 1;
        }
    }
    counts
}

/// Ana, unemployed for long, who found work; Bea, inactive, who takes part; Cleo, of whom nothing was asked.
fn given_three_people(app: &TestApp) -> (Value, Vec<Value>) {
    let operation = app.given_an_operation();
    let mut made = Vec::new();
    for status in [Some("unemployed_12_24m"), Some("inactive_not_in_education"), None] {
        let of = app.given_somebody_followed();
        if let Some(status) = status {
            of.situated(&of.referent, "2026-02-01", status);
        }
        let participation = app.given_a_participation(&of, &operation, "2026-02-03");
        if status == Some("unemployed_12_24m") {
            let exit = json!({"exited_on": "2026-02-20", "situation": situation_on("2026-02-20", "employee"), "qualification_gained": false});
            tell(&of.referent, &participation, "/exit", &exit).expect(200);
        }
        made.push(participation);
    }
    (operation, made)
}

both! {
    /// Meets S2.20: get_report, list_report_members.
    fn the_figures_in_sql_are_those_of_the_rule(app: TestApp) {
        let population = given_a_population(&app);
        let director = app.sign_in(Role::Director);
        for (operation, records) in &population {
            let report = director.get(&format!("/v1/reports/esf-indicators?operation_id={operation}")).expect(200);
            assert_eq!(figure(&report, "participants"), json!([PEOPLE, 1]));
            let complete = records.iter().filter(|r| standing(r).entry).count();
            let expected = of_rule(records, None);
            assert!(expected.len() > 15, "a population that says something: {expected:?}");
            for indicator in Indicator::ALL.iter().filter(|i| i.programme() == records[0].programme) {
                let n = expected.get(indicator).copied().unwrap_or_default();
                assert_eq!(report["figures"][indicator.code()]["numerator"], json!(n), "{indicator}");
                for gender in ["woman", "man", "non_binary"] {
                    let n = of_rule(records, Some(gender)).get(indicator).copied().unwrap_or_default();
                    assert_eq!(grouped(&report, "gender", gender, indicator.code())[0], json!(n), "{indicator} {gender}");
                }
                let address = report["figures"][indicator.code()]["members_url"].as_str();
                assert_eq!(address.is_none(), indicator.is_sensitive(), "{indicator}");
                if let Some(address) = address {
                    let found = rows(&director, address);
                    assert_eq!(found.len(), expected.get(indicator).copied().unwrap_or_default(), "{address}");
                    assert!(found.iter().all(|r| r["type"] == "participation"));
                }
            }
            let first = if records[0].programme == Programme::EsfPlus { "eeco02" } else { "co01" };
            assert_eq!(figure(&report, first)[1], json!(complete));
            let other = if first == "co01" { "eeco01" } else { "co01" };
            assert_eq!(report["figures"].get(other), None, "only those of its own period");
            let women = director.get(&format!("/v1/reports/esf-indicators?operation_id={operation}&gender=woman")).expect(200);
            assert_eq!(figure(&women, first), grouped(&report, "gender", "woman", first));
        }
        // without an operation both periods stand side by side
        let both = director.get("/v1/reports/esf-indicators?from=2017-01-01").expect(200);
        assert_eq!(figure(&both, "participants"), json!([2 * PEOPLE, 1]));
        for records in population.values() {
            for (indicator, n) in of_rule(records, None) {
                assert_eq!(both["figures"][indicator.code()]["numerator"], json!(n), "{indicator}");
            }
        }
        let publics = director.get("/v1/reports/esf-participants?from=2017-01-01").expect(200);
        let incomplete: usize = population.values().flatten().filter(|r| !standing(r).entry).count();
        assert_eq!(figure(&publics, "incomplete_entry"), json!([incomplete, 2 * PEOPLE]));
        for by in ["gender", "operation", "age_band", "labour_class", "education"] {
            let sum: i64 = publics["groups"].as_array().unwrap().iter().filter(|g| g["by"] == by).map(|g| g["figures"]["participants"]["numerator"].as_i64().unwrap()).sum();
            assert_eq!(usize::try_from(sum).unwrap(), 2 * PEOPLE, "{by}");
        }
        let address = publics["figures"]["incomplete_exit"]["members_url"].as_str().unwrap();
        assert_eq!(json!(rows(&director, address).len()), publics["figures"]["incomplete_exit"]["numerator"]);
        let total = director.get(&format!("{address}&include_total=true&limit=1")).expect(200);
        assert_eq!(total["total"], publics["figures"]["incomplete_exit"]["numerator"]);
    }

    fn three_people_are_worked_by_hand(app: TestApp) {
        let (operation, made) = given_three_people(&app);
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/reports/esf-indicators?operation_id={}", operation["id"].as_str().unwrap());
        let report = director.get(&path).expect(200);
        assert_eq!((&report["from"], &report["to"], &report["as_known_on"]), (&json!("2025-01-01"), &json!("2026-03-02"), &Value::Null));
        for (name, expected) in [
            ("participants", [3, 1]), ("eeco01", [2, 1]), ("eeco02", [1, 2]), ("eeco03", [1, 2]), ("eeco04", [1, 2]), ("eeco05", [0, 2]),
            ("eeco10", [2, 2]), ("eecr01", [0, 0]), ("eecr04", [1, 1]), ("eecr05", [0, 0]), ("incomplete_rate", [1, 3]),
            ("eeco18", [0, 1]), ("eeco19", [0, 1]),
        ] {
            assert_eq!(figure(&report, name), json!(expected), "{name}");
        }
        assert_eq!(report["figures"]["incomplete_rate"]["level"], "red", "a third is over 30 %");
        assert_eq!(report["figures"]["eeco01"].get("level"), None);
        let worked = rows(&director, report["figures"]["eecr04"]["members_url"].as_str().unwrap());
        assert_eq!((&worked[0]["id"], &worked[0]["day"], worked.len()), (&made[0]["id"], &json!("2026-02-03"), 1));
        director.get(&at(&made[0], "")).expect(200);
        let before = director.get(&format!("{path}&to=2026-02-19")).expect(200);
        assert_eq!((figure(&before, "eecr04"), figure(&before, "eeco01")), (json!([0, 0]), json!([2, 1])), "nobody had left");
        let outputs = format!("/v1/operations/{}/outputs", operation["id"].as_str().unwrap());
        director.at_version(0).put(&outputs, &json!({"enterprises_supported": 5, "public_services_supported": 2})).expect(200);
        let report = director.get(&path).expect(200);
        assert_eq!((figure(&report, "eeco18"), figure(&report, "eeco19")), (json!([2, 1]), json!([5, 1])));
        let table = director.get(&format!("{path}&format=csv"));
        assert!(table.text.contains("esf-indicators;2025-01-01;2026-03-02;;;;eecr04;1;1;1;"), "{}", table.text);
        assert!(table.text.contains(";gender;woman;;eeco02;1;2;0.5;"), "{}", table.text);
    }

    fn a_report_tells_what_was_known_on_a_day(app: TestApp) {
        let (operation, made) = given_three_people(&app);
        let person = format!("/v1/participants/{}", made[0]["participant_id"].as_str().unwrap());
        app.at("2026-03-10T08:00:00Z");
        let assistant = app.sign_in(Role::Assistant);
        let exit = json!({"exited_on": "2026-02-20", "situation": situation_on("2026-02-21", "unemployed_12_24m"), "qualification_gained": true});
        tell(&assistant, &made[0], "/exit", &exit).expect(200);
        tell(&assistant, &made[2], "/entry", &json!({"entered_on": "2026-02-03", "situation": situation_on("2026-02-03", "employee")})).expect(200);
        let version = assistant.get(&person).expect(200)["version"].as_i64().unwrap();
        assistant.at_version(version).patch(&person, &json!({"gender": "man"})).expect(200);
        assistant.put(&format!("{person}/sensitive"), &json!({"disabled": "yes", "as_of": "2026-02-03"})).expect(200);
        app.at("2026-03-20T08:00:00Z");
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/reports/esf-indicators?operation_id={}", operation["id"].as_str().unwrap());
        let now = director.get(&path).expect(200);
        let then = director.get(&format!("{path}&as_known_on=2026-03-09")).expect(200);
        assert_eq!(then["as_known_on"], "2026-03-09");
        for (name, known, later) in [
            ("eeco01", [2, 1], [3, 1]), ("eecr04", [1, 1], [0, 1]), ("eecr03", [0, 1], [1, 1]), ("eeco05", [0, 2], [1, 3]),
            ("eeco12", [0, 2], [1, 3]), ("incomplete_rate", [1, 3], [0, 3]),
        ] {
            assert_eq!((figure(&then, name), figure(&now, name)), (json!(known), json!(later)), "{name}");
        }
        assert_eq!(grouped(&then, "gender", "woman", "eeco02")[0], 1);
        assert_eq!((grouped(&now, "gender", "woman", "eeco02")[0].clone(), grouped(&now, "gender", "man", "eeco02")[0].clone()), (json!(0), json!(1)));
        let address = then["figures"]["eecr04"]["members_url"].as_str().unwrap();
        assert!(address.contains("as_known_on=2026-03-09"), "{address}");
        assert_eq!(rows(&director, address).len(), 1);
        let nothing = director.get(&format!("{path}&as_known_on=2026-03-01")).expect(200);
        assert_eq!(figure(&nothing, "participants"), json!([0, 1]), "nobody had told of anybody");
        let manager = app.sign_in(Role::DataManager);
        manager.at_version(3).post(&at(&made[2], "/void"), &json!({"reason": "Erreur"})).refused(412, "version_conflict");
        manager.at_version(2).post(&at(&made[2], "/void"), &json!({"reason": "Erreur"})).expect(200);
        assert_eq!(figure(&director.get(&path).expect(200), "participants"), json!([2, 1]));
        assert_eq!(figure(&director.get(&format!("{path}&as_known_on=2026-03-19")).expect(200), "participants"), json!([3, 1]));
    }

    // R7.4, T6
    fn what_is_due_and_incomplete_is_counted(app: TestApp) {
        let (operation, made) = given_three_people(&app);
        app.at("2026-04-10T08:00:00Z");
        let assistant = app.sign_in(Role::Assistant);
        tell(&assistant, &made[1], "/exit", &json!({"exited_on": "2026-03-02"})).expect(200);
        let director = app.sign_in(Role::Director);
        let path = format!("/v1/reports/esf-participants?operation_id={}", operation["id"].as_str().unwrap());
        let report = director.get(&path).expect(200);
        for (name, expected) in [
            ("participants", [3, 1]), ("left", [2, 1]), ("incomplete_entry", [1, 3]), ("incomplete_exit", [1, 2]), ("incomplete_rate", [2, 3]),
            ("late_exit", [0, 1]), ("carried_over", [0, 1]), ("incomplete_six_month", [0, 0]), ("unreachable", [0, 0]),
        ] {
            assert_eq!(figure(&report, name), json!(expected), "{name}");
        }
        let owed = rows(&director, report["figures"]["incomplete_exit"]["members_url"].as_str().unwrap());
        assert_eq!(owed.iter().map(|r| &r["id"]).collect::<Vec<_>>(), [&made[1]["id"]]);
        // told now it is whole, and late
        let exit = json!({"exited_on": "2026-03-02", "situation": situation_on("2026-03-30", "inactive_not_in_education"), "qualification_gained": false, "searching": true});
        tell(&assistant, &made[1], "/exit", &exit).expect(200);
        let report = director.get(&path).expect(200);
        assert_eq!((figure(&report, "incomplete_exit"), figure(&report, "late_exit")), (json!([0, 2]), json!([1, 2])));
        let indicators = director.get(&path.replace("participants", "indicators")).expect(200);
        assert_eq!(figure(&indicators, "eecr01"), json!([1, 1]));
        app.at("2026-10-01T08:00:00Z");
        let report = app.sign_in(Role::Director).get(&path).expect(200);
        assert_eq!(figure(&report, "incomplete_six_month"), json!([2, 2]), "six months and the window have passed");
        // an operation that waits longer is asked by its own window and levels
        let director = app.sign_in(Role::Director);
        let own = json!({"parameters": {"six_month_window_days": 90, "incomplete_rate_alert": 0.9, "incomplete_rate_red": 0.95}});
        director.at_version(1).patch(&format!("/v1/operations/{}", operation["id"].as_str().unwrap()), &own).expect(200);
        let patient = director.get(&path).expect(200);
        assert_eq!(figure(&patient, "incomplete_six_month"), json!([0, 0]));
        assert_ne!(report["figures"]["incomplete_rate"]["level"], patient["figures"]["incomplete_rate"]["level"]);
        assert_eq!(grouped(&report, "labour_class", "inactive", "left"), json!([1, 1]));
        assert_eq!(grouped(&report, "operation", operation["id"].as_str().unwrap(), "participants"), json!([3, 1]));
    }

    fn small_counts_are_masked_for_the_outside(app: TestApp) {
        let population = given_a_population(&app);
        let director = app.sign_in(Role::Director);
        for operation in population.keys() {
            let path = format!("/v1/reports/esf-indicators?operation_id={operation}");
            let (open, masked) = (director.get(&path).expect(200), director.get(&format!("{path}&masked=true")).expect(200));
            let mut hidden = 0;
            let groups = open["groups"].as_array().unwrap().iter().zip(masked["groups"].as_array().unwrap());
            for (open, masked) in groups.chain([(&open, &masked)]) {
                for (name, figure) in masked["figures"].as_object().unwrap() {
                    let n = open["figures"][name]["numerator"].as_i64().unwrap();
                    assert_eq!(figure["members_url"], Value::Null);
                    if figure["numerator"].is_null() {
                        assert_eq!((&figure["denominator"], &figure["value"]), (&Value::Null, &Value::Null));
                        hidden += 1;
                    } else {
                        assert!(n == 0 || n >= 5, "{name}: {n}");
                    }
                }
            }
            assert!(hidden > 0, "{masked}");
            let table = director.get(&format!("{path}&masked=true&format=csv"));
            assert!(table.text.contains(";;;"), "{}", table.text);
        }
        director.get("/v1/reports/esf-indicators/members?figure=eeco01&masked=true").refused(400, "malformed_parameter");
    }

    fn a_masked_report_of_one_gender_shows_what_the_report_of_all_shows_of_it(app: TestApp) {
        let population = given_a_population(&app);
        let director = app.sign_in(Role::Director);
        for operation in population.keys() {
            for report in ["esf-indicators", "esf-participants"] {
                let path = format!("/v1/reports/{report}?operation_id={operation}&masked=true");
                let all = director.get(&path).expect(200);
                for gender in ["woman", "man", "non_binary"] {
                    let one = director.get(&format!("{path}&gender={gender}")).expect(200);
                    let group = all["groups"].as_array().unwrap().iter().find(|g| g["by"] == "gender" && g["key"] == gender);
                    let group = group.unwrap_or_else(|| panic!("no {gender}: {all}"));
                    assert_eq!(one["figures"], group["figures"], "{report} {gender}");
                    assert_eq!(one["groups"], json!([group]), "{report} {gender}");
                }
            }
        }
        director.get("/v1/reports/esf-indicators?masked=true&gender=purple").refused(400, "malformed_parameter");
        director.get("/v1/reports/caseload?masked=true&gender=woman").refused(400, "unknown_parameter");
        let nobody = director.get("/v1/reports/esf-indicators?masked=true&gender=woman&from=2010-01-01&to=2010-12-31").expect(200);
        assert_eq!((figure(&nobody, "participants"), &nobody["groups"]), (json!([0, 1]), &json!([])));
    }

    fn each_reads_the_people_in_reach_and_nobody_lists_by_a_sensitive_answer(app: TestApp) {
        let (operation, made) = given_three_people(&app);
        let path = format!("/v1/reports/esf-indicators?operation_id={}", operation["id"].as_str().unwrap());
        let referent = |n: usize| {
            let director = app.sign_in(Role::Director);
            let pathway = director.get(&format!("/v1/pathways/{}", made[n]["pathway_id"].as_str().unwrap())).expect(200);
            app.client_of(app.plie, pathway["referent"]["user_id"].as_str().unwrap().parse().unwrap())
        };
        let own = referent(0).get(&path).expect(200);
        assert_eq!((figure(&own, "participants"), figure(&own, "eeco02")), (json!([1, 1]), json!([1, 1])));
        assert_eq!(own["figures"].get("eeco19"), None, "what counts no people is the whole operation's");
        assert_eq!(rows(&referent(0), own["figures"]["eeco02"]["members_url"].as_str().unwrap()).len(), 1);
        assert_eq!(figure(&app.sign_in(Role::EmployerRelationsOfficer).get(&path).expect(200), "participants"), json!([0, 1]));
        let finance = app.sign_in(Role::FinanceOfficer).get(&path).expect(200);
        assert_eq!((figure(&finance, "participants"), &finance["figures"]["eeco01"]["members_url"]), (json!([3, 1]), &Value::Null));
        for role in [Role::Partner, Role::Auditor, Role::SocialWorker] {
            app.sign_in(role).get(&path).refused(403, "forbidden");
        }
        let director = app.sign_in(Role::Director);
        for figure in ["eeco12", "eeco13", "eeco14", "eeco15", "co16", "nothing"] {
            let answer = director.get(&format!("/v1/reports/esf-indicators/members?figure={figure}&operation_id={}", operation["id"].as_str().unwrap()));
            answer.refused(400, "malformed_parameter");
        }
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        stranger.get(&path).refused(404, "not_found");
        assert_eq!(figure(&stranger.get("/v1/reports/esf-indicators").expect(200), "participants"), json!([0, 1]));
        for wrong in ["gender=purple", "as_known_on=2026-03-03", "from=2026-02-01&to=2026-01-01", "from=2010-01-01&to=2026-01-01", "masked=perhaps"] {
            director.get(&format!("/v1/reports/esf-indicators?{wrong}")).refused(400, "malformed_parameter");
        }
        for unknown in ["on=2026-03-02", "task=esf_admin", "referent_id=01936c5e-7a10-7c3b-9d52-6f0e8a41b7c9"] {
            director.get(&format!("/v1/reports/esf-participants?{unknown}")).refused(400, "unknown_parameter");
        }
        director.get("/v1/reports/caseload?gender=woman").refused(400, "unknown_parameter");
    }
}
