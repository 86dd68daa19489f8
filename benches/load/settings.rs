//! What `scripts/bench` tells on the command line.

use std::path::PathBuf;

/// Everything it tells.
pub(crate) struct Settings {
    /// Address of Jalon.
    pub(crate) server: String,
    pub(crate) server_pid: u32,
    /// Address of the static answer.
    pub(crate) floor: String,
    pub(crate) floor_pid: u32,
    /// The first process of PostgreSQL, and how to reach its database; none on SQLite.
    pub(crate) postgres_pid: Option<u32>,
    pub(crate) postgres_url: Option<String>,
    /// What `jalon seed` wrote.
    pub(crate) accounts: PathBuf,
    /// The statements of the cases.
    pub(crate) sql: PathBuf,
    pub(crate) pgbench: String,
    pub(crate) rounds: usize,
    only: Vec<String>,
}

impl Settings {
    /// Reads `--name value` pairs.
    pub(crate) fn from_arguments() -> Result<Self, String> {
        let mut given: Vec<(String, String)> = Vec::new();
        // cargo itself adds --bench
        let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
            given.push((name, value));
        }
        let find = |name: &str| given.iter().rfind(|(n, _)| n == name).map(|(_, value)| value.clone());
        let must = |name: &str| find(name).ok_or_else(|| format!("{name} is missing"));
        let number = |text: String| text.parse::<u32>().map_err(|e| format!("{text}: {e}"));
        Ok(Self {
            server: must("--server")?,
            server_pid: number(must("--server-pid")?)?,
            floor: must("--floor")?,
            floor_pid: number(must("--floor-pid")?)?,
            postgres_pid: find("--postgres-pid").map(number).transpose()?,
            postgres_url: find("--postgres-url"),
            accounts: must("--accounts")?.into(),
            sql: must("--sql")?.into(),
            pgbench: find("--pgbench").unwrap_or_else(|| "pgbench".to_owned()),
            rounds: find("--rounds").map_or(Ok(3), |text| text.parse().map_err(|e| format!("{text}: {e}")))?,
            only: find("--only").map(|names| names.split(',').map(str::to_owned).collect()).unwrap_or_default(),
        })
    }

    /// Whether this case is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}
