//! `jalon demo`: a server on a database of its own, filled once.

use std::process::ExitCode;

use serde_json::Value;

use super::big::Size;
use super::{Profile, fill, write};
use crate::cli::{FAILED, say, serve};
use crate::config::Config;

pub(in crate::cli) fn run(config: Config) -> ExitCode {
    match made(&config) {
        Ok(accounts) => tell(&config, &accounts),
        Err(why) => {
            eprintln!("jalon: {why}");
            return ExitCode::from(FAILED);
        }
    }
    serve::run(config)
}

/// The accounts of the demo, filled now or at an earlier start.
fn made(config: &Config) -> Result<Value, String> {
    let file = config.data_dir.join("demo.json");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return serde_json::from_str(&text).map_err(|e| format!("{}: {e}", file.display()));
    }
    serve::prepare(config, crate::clock::Clock::machine().now())?;
    say("two invented PLIEs are being lived through; this takes a minute, once");
    let accounts = fill(config, Profile::Demo, 1, None, None, Size::asked(None, None, None, None))?;
    write(&file, &accounts)?;
    Ok(accounts)
}

fn tell(config: &Config, accounts: &Value) {
    let url = &config.http.public_url;
    let empty = Vec::new();
    for plie in accounts.get("plies").and_then(Value::as_array).unwrap_or(&empty) {
        say(&format!("\n{}", plie.get("name").and_then(Value::as_str).unwrap_or_default()));
        for user in plie.get("users").and_then(Value::as_array).unwrap_or(&empty).iter().take(6) {
            let get = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            say(&format!("  {:<24} {:<40} {}", get("role"), get("email"), get("password")));
        }
        let client = plie.pointer("/clients/0");
        let get = |name: &str| client.and_then(|c| c.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned();
        say(&format!("  {:<24} {:<40} {}", "partner (machine)", get("client_id"), get("client_secret")));
    }
    let user = |n: usize| {
        let get = |name: &str| {
            accounts.pointer(&format!("/plies/0/users/{n}/{name}")).and_then(Value::as_str).unwrap_or_default()
        };
        (get("email").to_owned(), get("password").to_owned())
    };
    let (email, password) = user(0);
    let ids = |name: &str| {
        accounts.pointer(&format!("/plies/0/ids/{name}")).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let lines = [
        format!(
            "TOKEN=$(curl -s {url}/v1/auth/sessions -H 'Content-Type: application/json' -d '{{\"email\":\"{email}\",\"password\":\"{password}\"}}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')"
        ),
        format!("curl -s {url}/v1/me -H \"Authorization: Bearer $TOKEN\""),
        format!("curl -s '{url}/v1/participants?limit=3&q=ben' -H \"Authorization: Bearer $TOKEN\""),
        format!(
            "curl -s '{url}/v1/pathways/{}?expand=interviews,stages' -H \"Authorization: Bearer $TOKEN\"",
            ids("pathway")
        ),
        format!("curl -s '{url}/v1/reports/caseload' -H \"Authorization: Bearer $TOKEN\""),
        format!("curl -s '{url}/v1/alerts?limit=3' -H \"Authorization: Bearer $TOKEN\""),
    ];
    say("\nPaste these (the token lives ten minutes):");
    for line in lines {
        say(&format!("  {line}"));
    }
    say("");
}
