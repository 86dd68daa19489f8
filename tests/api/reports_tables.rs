//! Tables as workbooks: the same cells as in CSV, for every report, a sheet of a month and a statement of costs (§ 8.5).

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jalon::auth::role::Role;

use crate::both;
use crate::support::{Client, TestApp, json};

/// The cells of a workbook's only sheet, as text.
fn workbook(client: &Client, address: &str) -> Vec<Vec<String>> {
    let answer = client.get(address);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert!(answer.headers["content-disposition"].ends_with(".xlsx\""), "{}", answer.headers["content-disposition"]);
    let mut book = Xlsx::new(Cursor::new(answer.raw)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 1);
    let range = book.worksheet_range(&names[0]).unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::Float(n) => n.to_string(),
        Data::Int(n) => n.to_string(),
        Data::String(text) => text.clone(),
        other => panic!("a cell of another kind: {other:?}"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// The cells of the same table as CSV.
fn table(client: &Client, address: &str) -> Vec<Vec<String>> {
    let answer = client.get(address);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = answer.text.trim_start_matches('\u{FEFF}').to_owned();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn same(client: &Client, address: &str, least: usize) {
    let (book, lines) =
        (workbook(client, &format!("{address}format=xlsx")), table(client, &format!("{address}format=csv")));
    assert!(lines.len() >= least, "{address}: {lines:?}");
    assert_eq!(book, lines, "{address}");
}

both! {
    /// Meets S2.18, S2.20, S0.4: get_report.
    fn every_report_is_the_same_table_as_csv_and_as_a_workbook(app: TestApp) {
        let of = app.given_somebody_followed();
        let operation = app.given_an_operation();
        app.given_a_participation(&of, &operation, "2026-02-03");
        let director = app.sign_in(Role::Director);
        for name in ["caseload", "referent-activity", "time-split", "esf-indicators", "esf-participants", "means", "data-quality", "compliance-calendar"] {
            same(&director, &format!("/v1/reports/{name}?"), 6);
        }
        director.get("/v1/reports/means?format=pdf").refused(406, "not_acceptable");
        app.sign_in(Role::Partner).get("/v1/reports/means?format=xlsx").refused(403, "forbidden");
        director.get("/v1/reports/means?format=xls").refused(400, "malformed_parameter");
    }

    /// Meets S3.35: get_timesheet, get_cost_statement.
    fn a_month_and_a_statement_are_workbooks_too(app: TestApp) {
        let made = app.given_a_claim_to_file();
        same(&made.staff.client, &format!("{}?", made.staff.month("2026-02")), 15);
        same(&app.sign_in(Role::FinanceOfficer), &format!("{}&", made.statement()), 2);
        let stranger = app.sign_in_at(app.another_plie(), Role::Director);
        stranger.get(&format!("{}?format=xlsx", made.staff.month("2026-02"))).refused(404, "not_found");
        stranger.get(&format!("{}&format=xlsx", made.statement())).refused(404, "not_found");
        app.sign_in(Role::Director).get(&format!("{}&format=html", made.statement())).refused(406, "not_acceptable");
    }

    fn a_text_in_a_workbook_is_no_formula(app: TestApp) {
        let staff = app.given_staff();
        app.conn().batch(&format!("update users set last_name = '=1+1' where id = {}", app.uuid_text(staff.user.0))).unwrap();
        let director = app.sign_in(Role::Director);
        let book = workbook(&director, "/v1/reports/caseload?format=xlsx");
        assert!(book.iter().flatten().any(|cell| cell.ends_with("=1+1")), "{book:?}");
        assert_eq!(json!(book[0][0]), "report");
    }
}
