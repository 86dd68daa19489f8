//! The first start, and administration without HTTP: the binary as operators meet it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};

use crate::support::{Answer, Client, Database, Kind, json};

const PASSWORD: &str = "montagne vélo tram";

struct Served {
    child: Child,
    url: String,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn jalon(database: &Database) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
    command
        .env("JALON_DATABASE_URL", &database.url)
        .env("JALON_DATA_DIR", &database.dir)
        .env("JALON_PUBLIC_URL", "http://jalon.test")
        .env("JALON_LOG", "error");
    command
}

fn serve(database: &Database) -> Served {
    let mut child =
        jalon(database).arg("serve").env("JALON_LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let url = first.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
    Served { child, url, lines }
}

impl Served {
    fn client(&self) -> Client {
        Client::new(&self.url, None, None)
    }

    /// The token of the link that the next line holds.
    fn link(&mut self) -> String {
        let line = self.lines.next().unwrap().unwrap();
        line.split_once("/setup?token=").unwrap_or_else(|| panic!("{line}")).1.trim().to_owned()
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.client().send("POST", path, Some(("application/x-www-form-urlencoded", body.into_bytes())))
    }

    fn sign_in(&self, email: &str, password: &str) -> Client {
        let body = json!({"email": email, "password": password});
        let session = self.client().post("/v1/auth/sessions", &body).expect(200);
        Client::new(&self.url, Some(session["access_token"].as_str().unwrap().to_owned()), None)
    }
}

fn setup(token: &str) -> Vec<(&str, &str)> {
    vec![
        ("token", token),
        ("plie", "PLIE <b>de Lyon</b>"),
        ("first_name", "Claire"),
        ("last_name", "Morel"),
        ("email", "claire@lyon.example"),
        ("password", PASSWORD),
    ]
}

#[test]
fn the_first_start_prints_a_link_that_makes_the_first_account_once() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let database = Database::fresh(kind);
        let (mut one, mut two) = (serve(&database), serve(&database));
        let (first, second) = (one.link(), two.link());
        let client = one.client();
        assert_eq!(client.get("/setup").status, 404);
        assert_eq!(client.get("/setup?token=guess").status, 404);
        let page = client.get(&format!("/setup?token={first}"));
        assert_eq!(page.status, 200);
        let policy = &page.headers["content-security-policy"];
        assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
        assert!(!page.text.contains("<script"));
        assert_eq!(page.headers["cache-control"], "no-store");

        let mut short = setup(&first);
        short[5] = ("password", "court");
        let refused = one.form("/setup", &short);
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("12 à 256") && refused.text.contains("PLIE &lt;b&gt;de Lyon&lt;/b&gt;"));
        assert_eq!(one.form("/setup", &setup("guess")).status, 404);

        assert_eq!(one.form("/setup", &setup(&first)).status, 200);
        assert_eq!(one.form("/setup", &setup(&first)).status, 404, "once");
        assert_eq!(two.form("/setup", &setup(&second)).status, 404, "nor by the link of another node");
        assert_eq!(two.client().get(&format!("/setup?token={second}")).status, 404);
        let me = two.sign_in("claire@lyon.example", PASSWORD).get("/v1/me").expect(200);
        assert_eq!((&me["plie"]["name"], &me["roles"][0]["role"]), (&json!("PLIE <b>de Lyon</b>"), &json!("director")));
        assert_eq!(one.client().delete("/setup").status, 405);
        drop((one, two));
        let again = jalon(&database).arg("verify").output().unwrap();
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    }
}

#[test]
fn a_link_of_the_first_start_is_good_for_a_quarter_of_an_hour() {
    let database = Database::fresh(Kind::Sqlite);
    let mut served = serve(&database);
    let token = served.link();
    let mut conn = jalon::db::Conn::open(&database.url).unwrap();
    conn.batch("update one_time_links set expires_at = created_at - 1").unwrap();
    assert_eq!(served.client().get(&format!("/setup?token={token}")).status, 404);
    assert_eq!(served.form("/setup", &setup(&token)).status, 404);
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn plies_accounts_and_machines_are_made_without_http() {
    let database = Database::fresh(Kind::Postgres);
    let run = |args: &[&str]| jalon(&database).args(args).output().unwrap();
    let plie = printed(&run(&["plie", "create", "--name", "PLIE de Dijon"])).trim().to_owned();
    let account = ["--first-name", "Nadia", "--last-name", "Benali", "--role", "referent", "--role", "data_manager"];
    let user = |email: &str, more: &[&str]| {
        let mut args = vec!["user", "create", "--plie", &plie, "--email", email];
        args.extend(account);
        args.extend(more);
        let mut child = jalon(&database)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()));
        child.wait_with_output().unwrap()
    };
    let invited = printed(&user("nadia@dijon.example", &[]));
    printed(&user("paul@dijon.example", &["--password-stdin"]));
    let twice = user("Nadia@dijon.example", &[]);
    assert_eq!(twice.status.code(), Some(1), "{}", String::from_utf8_lossy(&twice.stderr));
    let machine = ["client", "create", "--plie", &plie, "--name", "DORA", "--scope", "territories:read"];
    let client = printed(&run(&machine));
    let wrong = run(&["client", "create", "--plie", &plie, "--name", "DORA", "--scope", "root"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(run(&["user", "create", "--email", "x"]).status.code(), Some(2));
    let platform = [
        "user",
        "create",
        "--email",
        "p@platform.example",
        "--first-name",
        "P",
        "--last-name",
        "A",
        "--role",
        "platform_admin",
    ];
    let platform = printed(&run(&platform));

    let mut served = serve(&database);
    let set = |printed: &str, served: &Served| {
        let token = printed.split_once("/invite?token=").unwrap().1.trim().to_owned();
        assert_eq!(served.client().get(&format!("/invite?token={token}")).status, 200);
        let weak = served.form("/invite", &[("token", &token), ("password", "court")]);
        assert_eq!(weak.status, 422);
        assert_eq!(served.form("/invite", &[("token", &token), ("password", PASSWORD)]).status, 200);
        assert_eq!(served.form("/invite", &[("token", &token), ("password", PASSWORD)]).status, 404);
    };
    set(&invited, &served);
    set(&platform, &served);
    served.sign_in("nadia@dijon.example", PASSWORD).get("/v1/users").expect(200);
    served.sign_in("paul@dijon.example", PASSWORD).get("/v1/plie").expect(200);
    let plies = served.sign_in("p@platform.example", PASSWORD).get("/v1/plies").expect(200);
    assert_eq!(plies["items"][0]["name"], "PLIE de Dijon");
    assert_eq!(plies["items"].as_array().unwrap().len(), 1);
    let word = |name: &str| client.lines().find_map(|l| l.strip_prefix(name)).unwrap().trim().to_owned();
    let (id, secret) = (word("client_id"), word("client_secret"));
    let form = [("grant_type", "client_credentials"), ("client_id", id.as_str()), ("client_secret", secret.as_str())];
    let token = served.form("/v1/auth/token", &form).expect(200);
    Client::new(&served.url, Some(token["access_token"].as_str().unwrap().to_owned()), None)
        .get("/v1/territories")
        .expect(200);
    drop(served.child.kill());
    assert!(served.lines.next().is_none(), "no link where there is an account");
}
