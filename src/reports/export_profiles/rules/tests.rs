use super::*;

fn plain(format: Option<ColumnFormat>, dates: DateFormat) -> Telling<'static> {
    Telling { format, default: None, dates }
}

#[test]
fn a_value_is_told_in_the_form_of_its_column() {
    let day: Value = "2026-03-02".parse::<Day>().unwrap().into();
    let text = |text: &str| Told::Text(text.to_owned());
    for (value, format, dates, expected) in [
        (day.clone(), None, DateFormat::Iso, text("2026-03-02")),
        (day.clone(), None, DateFormat::French, text("02/03/2026")),
        (day.clone(), Some(ColumnFormat::Compact), DateFormat::French, text("20260302")),
        (day, Some(ColumnFormat::Iso), DateFormat::French, text("2026-03-02")),
        (605.into(), Some(ColumnFormat::HoursMinutes), DateFormat::Iso, text("10:05")),
        (605.into(), None, DateFormat::Iso, Told::Number("605".to_owned())),
        ("+33612345678".into(), Some(ColumnFormat::NationalPhone), DateFormat::Iso, text("0612345678")),
        ("+41791234567".into(), Some(ColumnFormat::NationalPhone), DateFormat::Iso, text("+41791234567")),
        ("0612345678".into(), Some(ColumnFormat::NationalPhone), DateFormat::Iso, text("0612345678")),
        (true.into(), None, DateFormat::Iso, text("true")),
        ("".into(), None, DateFormat::Iso, Told::Nothing),
    ] {
        assert_eq!(told(&value, plain(format, dates), |_| None), expected, "{value:?}");
    }
}

#[test]
fn their_codes_stand_for_ours_and_the_default_for_nothing() {
    let mapping = |code: &str| match code {
        "woman" => Some("F"),
        "true" => Some("oui"),
        "3" => Some("III"),
        _ => None,
    };
    let telling = Telling { format: None, default: Some("NSP"), dates: DateFormat::Iso };
    let text = |text: &str| Told::Text(text.to_owned());
    for (value, expected) in [
        ("woman".into(), text("F")),
        ("other".into(), text("other")),
        (true.into(), text("oui")),
        (false.into(), text("false")),
        (3.into(), text("III")),
        (4.into(), Told::Number("4".to_owned())),
        (Value::Nothing, text("NSP")),
    ] {
        assert_eq!(told(&value, telling, mapping), expected, "{value:?}");
    }
}

#[test]
fn what_is_wrong_with_columns_is_said_all_at_once() {
    let column = |header, field, format, mapped| Draft { header, field, format, mapped };
    let found = column_faults(
        ExportSource::Participants,
        &[
            column("Nom", "last_name", None, &[]),
            column("NOM", "disabled", None, &[]),
            column("Naissance", "birth_date", Some(ColumnFormat::HoursMinutes), &["x/y"]),
            column("Sexe", "gender", None, &["woman", "none"]),
            column("Parcours", "pathway_status", None, &["active"]),
        ],
        |_| vec!["woman".to_owned(), "man".to_owned()],
    );
    let told: Vec<(&str, &str)> = found.iter().map(|f| (f.pointer.as_str(), f.code)).collect();
    assert_eq!(
        told,
        [
            ("/columns/1/header", "rule_header_repeated"),
            ("/columns/1/field", "unknown_code"),
            ("/columns/2/format", "unknown_code"),
            ("/columns/2/mapping/x~1y", "unknown_code"),
            ("/columns/3/mapping/none", "unknown_code"),
        ]
    );
    assert!(found[1].allowed.contains(&"last_name".to_owned()));
    assert_eq!(found[2].allowed, ["YYYY-MM-DD", "DD/MM/YYYY", "YYYYMMDD"]);
}

#[test]
fn people_are_listed_without_what_is_special_of_them() {
    for source in [ExportSource::Participants, ExportSource::TimeRecords, ExportSource::Timesheets] {
        assert!(fields::all(source).iter().all(|field| field.tells < Sensitivity::Special), "{source}");
    }
    for source in ExportSource::ALL {
        let mut names: Vec<&str> = fields::all(*source).iter().map(|field| field.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), fields::all(*source).len(), "{source}");
    }
}

#[test]
fn a_code_of_a_profile_is_short_and_plain() {
    for good in ["participants", "mdfse-2026", "a"] {
        assert!(code_fault(good).is_none(), "{good}");
    }
    for wrong in ["", "Été", "a b", "a/b", "a_b", &"a".repeat(61)] {
        assert!(code_fault(wrong).is_some(), "{wrong}");
    }
}

#[test]
fn a_profile_is_used_between_its_days() {
    let day = |text: &str| text.parse::<Day>().ok();
    let on = day("2026-03-02").unwrap();
    assert!(holds_on(None, None, on) && holds_on(day("2026-03-02"), day("2026-03-02"), on));
    assert!(!holds_on(day("2026-03-03"), None, on) && !holds_on(None, day("2026-03-01"), on));
}
