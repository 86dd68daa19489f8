//! Tables that are sent to be imported.

use crate::documents;
use crate::support::{Answer, Client, TestApp, Value, json};

/// Sends a table of participants or of time records.
pub fn sent(client: &Client, target: &str, texts: &[(&str, &str)], file: &[u8]) -> Answer {
    let mut all = vec![("target", target)];
    all.extend(texts);
    documents::send(client, "/v1/imports", documents::form(&all, Some(("table.csv", file))))
}

/// An import that was asked for.
pub struct Asked {
    pub client: Client,
    /// Its address.
    pub path: String,
    /// The address of its job.
    pub job: String,
}

/// An import that a client has asked for.
pub fn asked(client: &Client, target: &str, texts: &[(&str, &str)], file: &[u8]) -> Asked {
    let answer = sent(client, target, texts, file);
    let job = answer.headers.get("location").cloned().unwrap_or_default();
    let told = answer.expect(202);
    assert_eq!((&told["kind"], &told["state"]), (&json!("import"), &json!("queued")));
    Asked { client: client.clone(), path: format!("/v1/imports/{}", told["object_id"].as_str().unwrap()), job }
}

impl Asked {
    /// The import as it stands.
    pub fn now(&self) -> Value {
        self.client.get(&self.path).expect(200)
    }

    /// What became of its rows: number, outcome and the codes of what is said of each.
    pub fn rows(&self) -> Vec<String> {
        let codes = |of: &Value| -> Vec<String> {
            of.as_array().unwrap().iter().map(|s| s["code"].as_str().unwrap().to_owned()).collect()
        };
        let page = self.client.get(&format!("{}/rows?limit=200", self.path)).expect(200);
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let mut said = codes(&row["problems"]);
                said.extend(
                    codes(&row["warnings"])
                        .into_iter()
                        .filter(|code| !["no_contact", "unusual_age"].contains(&code.as_str())),
                );
                format!("{} {} {}", row["row"], row["outcome"].as_str().unwrap(), said.join(" ")).trim_end().to_owned()
            })
            .collect()
    }

    /// Asks for what was validated to be carried out.
    pub fn commit(&self) -> Answer {
        let version = self.now()["version"].as_i64().unwrap();
        self.client.at_version(version).post(&format!("{}/commit", self.path), &json!({}))
    }
}

impl TestApp {
    /// An import that was worked on, with its rows.
    pub fn imported(&self, client: &Client, target: &str, texts: &[(&str, &str)], file: &str) -> (Asked, Vec<String>) {
        let asked = asked(client, target, texts, file.as_bytes());
        assert_eq!(self.work(), 1);
        let job = client.get(&asked.job).expect(200);
        assert_eq!(job["state"], "done", "{job}");
        let rows = asked.rows();
        (asked, rows)
    }
}
