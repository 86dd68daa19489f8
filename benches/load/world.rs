//! What the cases ask for: accounts signed in, people, days; looked up in the seeded Jalon itself.

use serde_json::{Value, json};

use crate::client::{Answer, Connection, Request};
use crate::settings::Settings;

/// A referent with the people they follow.
pub(crate) struct Referent {
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) people: Vec<String>,
}

/// The first PLIE of the seed.
pub(crate) struct World {
    pub(crate) plie: String,
    /// Account and token of the director.
    pub(crate) director_id: String,
    pub(crate) director: String,
    pub(crate) operation: String,
    pub(crate) territory: String,
    pub(crate) referents: Vec<Referent>,
    /// The last days worked, the latest first.
    pub(crate) days: Vec<String>,
    /// The first month with all its days.
    pub(crate) month: String,
    /// First and last day with time.
    pub(crate) span: (String, String),
    /// First and last day of the twelve months up to the last one with time.
    pub(crate) year: (String, String),
}

impl World {
    pub(crate) fn look(settings: &Settings) -> Result<Self, String> {
        let text = std::fs::read_to_string(&settings.accounts).map_err(|e| e.to_string())?;
        let accounts: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
        let plie = accounts.pointer("/plies/0").ok_or("no PLIE in the accounts")?;
        let mut desk = Desk { connection: Connection::open(&settings.server)? };
        let all_seeing = users(plie, "director").first().copied().ok_or("no director")?;
        let director = desk.sign_in(all_seeing)?;
        let mut referents = Vec::new();
        for user in users(plie, "referent") {
            let token = desk.sign_in(user)?;
            let people = desk.get("/v1/participants?pathway_status=active&limit=200", &token)?;
            let id = member(user, "/id");
            referents.push(Referent { people: all(&people, "/id"), id, token });
        }
        let first = referents.first().ok_or("no referent")?;
        let latest = desk.get(&format!("/v1/time-records?user_id={}&limit=200", first.id), &first.token)?;
        let mut days = all(&latest, "/date");
        days.dedup();
        let oldest = desk.get(&format!("/v1/time-records?user_id={}&sort=date&limit=1", first.id), &first.token)?;
        let last = days.first().cloned().ok_or("no time record")?;
        let begun = all(&oldest, "/date").first().cloned().ok_or("no time record")?;
        Ok(Self {
            plie: member(plie, "/id"),
            director_id: member(all_seeing, "/id"),
            director,
            operation: member(plie, "/ids/operation"),
            territory: member(plie, "/ids/territories/0"),
            month: before(&last)?,
            days,
            year: whole_year(&last)?,
            span: (begun, last),
            referents,
        })
    }

    /// The referent whose turn it is.
    pub(crate) fn referent(&self, k: usize) -> &Referent {
        static NOBODY: Referent = Referent { id: String::new(), token: String::new(), people: Vec::new() };
        self.referents.get(k % self.referents.len().max(1)).unwrap_or(&NOBODY)
    }
}

impl Referent {
    /// One of the people they follow.
    pub(crate) fn person(&self, k: usize) -> &str {
        self.people.get(k % self.people.len().max(1)).map(String::as_str).unwrap_or_default()
    }
}

struct Desk {
    connection: Connection,
}

impl Desk {
    fn sign_in(&mut self, user: &Value) -> Result<String, String> {
        let body = json!({ "email": user.get("email"), "password": user.get("password") });
        let answer = self.ask(&Request::post("/v1/auth/sessions", None, body.to_string()))?;
        Ok(member(&answer, "/access_token"))
    }

    fn get(&mut self, path: &str, token: &str) -> Result<Value, String> {
        self.ask(&Request::get(path.to_owned(), token))
    }

    fn ask(&mut self, request: &Request) -> Result<Value, String> {
        let answer: Answer = self.connection.ask(request)?;
        if !(200..300).contains(&answer.status) {
            return Err(format!("{}: {} {}", request.path, answer.status, answer.text()));
        }
        serde_json::from_slice(&answer.body).map_err(|e| e.to_string())
    }
}

fn users<'a>(plie: &'a Value, role: &str) -> Vec<&'a Value> {
    let all = plie.get("users").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|user| user.get("role").and_then(Value::as_str) == Some(role)).collect()
}

fn member(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn all(page: &Value, pointer: &str) -> Vec<String> {
    let items = page.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().map(|item| member(item, pointer)).collect()
}

fn year_and_month(day: &str) -> Result<(i32, u32), String> {
    let parts = day.get(0..4).and_then(|y| y.parse().ok()).zip(day.get(5..7).and_then(|m| m.parse().ok()));
    parts.ok_or_else(|| format!("{day} is no day"))
}

/// The month before that of a day.
fn before(day: &str) -> Result<String, String> {
    let (year, month) = year_and_month(day)?;
    Ok(if month == 1 { format!("{:04}-12", year - 1) } else { format!("{year:04}-{:02}", month - 1) })
}

/// The twelve whole months that end with that of a day.
fn whole_year(day: &str) -> Result<(String, String), String> {
    let (year, month) = year_and_month(day)?;
    let first = if month == 12 { format!("{year:04}-01-01") } else { format!("{:04}-{:02}-01", year - 1, month + 1) };
    let length = match month {
        2 if year % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Ok((first, format!("{year:04}-{month:02}-{length}")))
}
