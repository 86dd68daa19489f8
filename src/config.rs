//! Settings: flags win over the environment, the environment over the file of `JALON_CONFIG`.
//! Read once, at the start; a setting that cannot be understood stops it with its name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

/// A setting that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfigured {
    /// The variable's name.
    pub name: &'static str,
    /// What was expected instead.
    pub expected: String,
}
impl std::fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: expected {}", self.name, self.expected)
    }
}
impl std::error::Error for Misconfigured {}

/// The settings as given, before they are understood: every one a flag, a variable and a line of the file.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// `sqlite:FILE` or `postgres://…` [default: sqlite:jalon.db]
    #[arg(long, env = "JALON_DATABASE_URL", global = true, hide_env_values = true)]
    #[serde(default)]
    pub database_url: Option<String>,
    /// Address and port to serve on [default: 127.0.0.1:8080]
    #[arg(long, env = "JALON_LISTEN", global = true)]
    #[serde(default)]
    pub listen: Option<String>,
    /// Address and port of /metrics alone; without it /metrics wants a token
    #[arg(long, env = "JALON_METRICS_LISTEN", global = true)]
    #[serde(default)]
    pub metrics_listen: Option<String>,
    /// Keys and documents [default: beside the embedded database, else ./jalon-data]
    #[arg(long, env = "JALON_DATA_DIR", global = true)]
    #[serde(default)]
    pub data_dir: Option<PathBuf>,
    /// How clients reach this server; issuer of its tokens [default: http://LISTEN]
    #[arg(long, env = "JALON_PUBLIC_URL", global = true)]
    #[serde(default)]
    pub public_url: Option<String>,
    /// Origins that browsers may call from, separated by commas [default: none]
    #[arg(long, env = "JALON_CORS_ORIGINS", global = true)]
    #[serde(default)]
    pub cors_origins: Option<String>,
    /// Addresses of proxies whose X-Forwarded-For is believed, separated by commas [default: none]
    #[arg(long, env = "JALON_TRUSTED_PROXIES", global = true)]
    #[serde(default)]
    pub trusted_proxies: Option<String>,
    /// Issuer of an OpenID provider whose tokens are accepted
    #[arg(long, env = "JALON_OIDC_ISSUER", global = true)]
    #[serde(default)]
    pub oidc_issuer: Option<String>,
    /// Audience that those tokens must name
    #[arg(long, env = "JALON_OIDC_AUDIENCE", global = true)]
    #[serde(default)]
    pub oidc_audience: Option<String>,
    /// Threads that serve HTTP [default: one a core]
    #[arg(long, env = "JALON_WORKERS", global = true)]
    #[serde(default)]
    pub workers: Option<String>,
    /// Threads that read the database, and on PostgreSQL as many that write [default: 2 on SQLite, 4 on PostgreSQL]
    #[arg(long, env = "JALON_DATABASE_THREADS", global = true)]
    #[serde(default)]
    pub database_threads: Option<String>,
    /// Requests a minute that one account or client may make [default: 6000; 0: no limit]
    #[arg(long, env = "JALON_RATE_LIMIT", global = true)]
    #[serde(default)]
    pub rate_limit: Option<String>,
    /// Streams of the change feed that one node holds open [default: 200]
    #[arg(long, env = "JALON_STREAMS", global = true)]
    #[serde(default)]
    pub streams: Option<String>,
    /// Milliseconds between two looks of a stream at the change feed [default: 1000]
    #[arg(long, env = "JALON_STREAM_INTERVAL", global = true)]
    #[serde(default)]
    pub stream_interval: Option<String>,
    /// MiB that the documents of one PLIE may take [default: 10240]
    #[arg(long, env = "JALON_DOCUMENT_QUOTA", global = true)]
    #[serde(default)]
    pub document_quota: Option<String>,
    /// MiB that a file to import may have [default: 20]
    #[arg(long, env = "JALON_IMPORT_SIZE", global = true)]
    #[serde(default)]
    pub import_size: Option<String>,
    /// Rows that a file to import may have [default: 50000]
    #[arg(long, env = "JALON_IMPORT_ROWS", global = true)]
    #[serde(default)]
    pub import_rows: Option<String>,
    /// Columns that a file to import may have [default: 200]
    #[arg(long, env = "JALON_IMPORT_COLUMNS", global = true)]
    #[serde(default)]
    pub import_columns: Option<String>,
    /// MiB of memory in which a file to import is read [default: 512]
    #[arg(long, env = "JALON_IMPORT_MEMORY", global = true)]
    #[serde(default)]
    pub import_memory: Option<String>,
    /// Seconds in which a file to import is read [default: 20]
    #[arg(long, env = "JALON_IMPORT_SECONDS", global = true)]
    #[serde(default)]
    pub import_seconds: Option<String>,
    /// The program that reads files to import, in a process of its own [default: this one]
    #[arg(long, env = "JALON_SHEET_READER", global = true, hide = true)]
    #[serde(default)]
    pub sheet_reader: Option<PathBuf>,
    /// What is logged, an env_logger filter [default: info]
    #[arg(long, env = "JALON_LOG", global = true)]
    #[serde(default)]
    pub log: Option<String>,
    /// text or json [default: text on a terminal, json elsewhere]
    #[arg(long, env = "JALON_LOG_FORMAT", global = true)]
    #[serde(default)]
    pub log_format: Option<String>,
}

impl Given {
    /// The settings of a TOML file, under the ones already given.
    ///
    /// # Errors
    /// The file cannot be read, or is not TOML of these settings.
    pub fn over_file(self, path: &Path) -> Result<Self, Misconfigured> {
        let wrong = |e: String| Misconfigured {
            name: "JALON_CONFIG",
            expected: format!("a readable TOML file of settings ({e})"),
        };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        let file: Given = toml::from_str(&text).map_err(|e| wrong(e.message().to_owned()))?;
        Ok(Self {
            database_url: self.database_url.or(file.database_url),
            listen: self.listen.or(file.listen),
            metrics_listen: self.metrics_listen.or(file.metrics_listen),
            data_dir: self.data_dir.or(file.data_dir),
            public_url: self.public_url.or(file.public_url),
            cors_origins: self.cors_origins.or(file.cors_origins),
            trusted_proxies: self.trusted_proxies.or(file.trusted_proxies),
            oidc_issuer: self.oidc_issuer.or(file.oidc_issuer),
            oidc_audience: self.oidc_audience.or(file.oidc_audience),
            workers: self.workers.or(file.workers),
            database_threads: self.database_threads.or(file.database_threads),
            rate_limit: self.rate_limit.or(file.rate_limit),
            streams: self.streams.or(file.streams),
            stream_interval: self.stream_interval.or(file.stream_interval),
            document_quota: self.document_quota.or(file.document_quota),
            import_size: self.import_size.or(file.import_size),
            import_rows: self.import_rows.or(file.import_rows),
            import_columns: self.import_columns.or(file.import_columns),
            import_memory: self.import_memory.or(file.import_memory),
            import_seconds: self.import_seconds.or(file.import_seconds),
            sheet_reader: self.sheet_reader.or(file.sheet_reader),
            log: self.log.or(file.log),
            log_format: self.log_format.or(file.log_format),
        })
    }

    /// The settings, understood.
    ///
    /// # Errors
    /// The first one that is not.
    pub fn understand(self) -> Result<Config, Misconfigured> {
        let database = DatabaseConfig::understand(self.database_url, self.database_threads.as_deref())?;
        let listen = address("JALON_LISTEN", self.listen.as_deref().unwrap_or("127.0.0.1:8080"))?;
        let data_dir = self.data_dir.unwrap_or_else(|| database.default_data_dir());
        let public_url = self.public_url.unwrap_or_else(|| format!("http://{listen}"));
        let sheets = SheetConfig {
            reader: self.sheet_reader,
            file_bytes: mib("JALON_IMPORT_SIZE", self.import_size.as_deref(), 20)?,
            rows: number("JALON_IMPORT_ROWS", self.import_rows.as_deref(), 1, 1_000_000)?.unwrap_or(50_000),
            columns: number("JALON_IMPORT_COLUMNS", self.import_columns.as_deref(), 1, 16_384)?.unwrap_or(200),
            memory_bytes: mib("JALON_IMPORT_MEMORY", self.import_memory.as_deref(), 512)?,
            seconds: u64::try_from(
                number("JALON_IMPORT_SECONDS", self.import_seconds.as_deref(), 1, 600)?.unwrap_or(20),
            )
            .unwrap_or(20),
        };
        Ok(Config {
            data_dir,
            sheets,
            document_quota: quota(self.document_quota.as_deref())?,
            http: HttpConfig {
                listen,
                metrics_listen: self
                    .metrics_listen
                    .as_deref()
                    .map(|a| address("JALON_METRICS_LISTEN", a))
                    .transpose()?,
                public_url: web_url("JALON_PUBLIC_URL", &public_url)?,
                cors_origins: listed("JALON_CORS_ORIGINS", self.cors_origins.as_deref(), web_url)?,
                trusted_proxies: listed("JALON_TRUSTED_PROXIES", self.trusted_proxies.as_deref(), |name, text| {
                    text.parse()
                        .map_err(|_e| Misconfigured { name, expected: "IP addresses separated by commas".to_owned() })
                })?,
                workers: number("JALON_WORKERS", self.workers.as_deref(), 1, 256)?,
                rate_limit: number("JALON_RATE_LIMIT", self.rate_limit.as_deref(), 0, 1_000_000)?.unwrap_or(6000),
                streams: number("JALON_STREAMS", self.streams.as_deref(), 0, 10_000)?.unwrap_or(200),
                stream_interval: milliseconds("JALON_STREAM_INTERVAL", self.stream_interval.as_deref())?,
            },
            oidc: OidcConfig::understand(self.oidc_issuer, self.oidc_audience)?,
            log: LogConfig::understand(self.log, self.log_format.as_deref())?,
            database,
        })
    }
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where keys and documents are.
    pub data_dir: PathBuf,
    /// Bytes that the documents of one PLIE may take.
    pub document_quota: i64,
    /// How files to import are read.
    pub sheets: SheetConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// The listeners and who may reach them.
    pub http: HttpConfig,
    /// Another issuer of tokens.
    pub oidc: Option<OidcConfig>,
    /// The log.
    pub log: LogConfig,
}

/// How files to import are read: in a process of its own, which these hold (T13).
#[derive(Debug, Clone)]
pub struct SheetConfig {
    /// The program; none: this one.
    pub reader: Option<PathBuf>,
    /// Bytes of a file.
    pub file_bytes: u64,
    /// Rows of a table.
    pub rows: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Bytes of memory.
    pub memory_bytes: u64,
    /// Seconds.
    pub seconds: u64,
}

/// The database.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// Its address; holds a password, so it is never printed.
    pub url: String,
    /// Threads that read, and on PostgreSQL as many that write.
    pub threads: usize,
}
impl std::fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DatabaseConfig {{ url: ***, threads: {} }}", self.threads)
    }
}
impl DatabaseConfig {
    fn understand(url: Option<String>, threads: Option<&str>) -> Result<Self, Misconfigured> {
        let url = url.unwrap_or_else(|| "sqlite:jalon.db".to_owned());
        let postgres = crate::db::is_postgres(&url);
        if !postgres && (!url.starts_with("sqlite:") || crate::db::sqlite_file(&url).is_empty()) {
            let expected = "sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE".to_owned();
            return Err(Misconfigured { name: "JALON_DATABASE_URL", expected });
        }
        let threads = number("JALON_DATABASE_THREADS", threads, 1, 64)?.unwrap_or(if postgres { 4 } else { 2 });
        Ok(Self { url, threads })
    }

    fn default_data_dir(&self) -> PathBuf {
        if crate::db::is_postgres(&self.url) {
            return PathBuf::from("jalon-data");
        }
        let file = Path::new(crate::db::sqlite_file(&self.url));
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_else(|| "jalon".to_owned());
        file.with_file_name(format!("{stem}-data"))
    }
}

/// The listeners and who may reach them.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// Where to serve.
    pub listen: SocketAddr,
    /// Where to serve `/metrics` alone.
    pub metrics_listen: Option<SocketAddr>,
    /// How clients reach this server, without a slash at the end.
    pub public_url: String,
    /// Origins that browsers may call from.
    pub cors_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Threads that serve; none: one a core.
    pub workers: Option<usize>,
    /// Requests a minute for one caller; 0: no limit.
    pub rate_limit: usize,
    /// Streams of the change feed that are open at once.
    pub streams: usize,
    /// How long a stream waits before it looks at the feed again.
    pub stream_interval: Duration,
}

/// Another issuer of tokens.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    /// Its address, as its tokens name it.
    pub issuer: String,
    /// The audience that its tokens must name.
    pub audience: String,
}
impl OidcConfig {
    fn understand(issuer: Option<String>, audience: Option<String>) -> Result<Option<Self>, Misconfigured> {
        match (issuer, audience) {
            (None, None) => Ok(None),
            (Some(issuer), Some(audience)) => {
                Ok(Some(Self { issuer: web_url("JALON_OIDC_ISSUER", &issuer)?, audience }))
            }
            (Some(_), None) => Err(Misconfigured {
                name: "JALON_OIDC_AUDIENCE",
                expected: "a value, because JALON_OIDC_ISSUER is set".to_owned(),
            }),
            (None, Some(_)) => Err(Misconfigured {
                name: "JALON_OIDC_ISSUER",
                expected: "a value, because JALON_OIDC_AUDIENCE is set".to_owned(),
            }),
        }
    }
}

/// The log.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// An `env_logger` filter.
    pub filter: String,
    /// JSON lines; none: as the output is a terminal or not.
    pub json: Option<bool>,
}
impl LogConfig {
    fn understand(filter: Option<String>, format: Option<&str>) -> Result<Self, Misconfigured> {
        let json = match format {
            None => None,
            Some("text") => Some(false),
            Some("json") => Some(true),
            Some(_) => return Err(Misconfigured { name: "JALON_LOG_FORMAT", expected: "text or json".to_owned() }),
        };
        Ok(Self { filter: filter.unwrap_or_else(|| "info".to_owned()), json })
    }
}

fn address(name: &'static str, text: &str) -> Result<SocketAddr, Misconfigured> {
    text.parse()
        .map_err(|_e| Misconfigured { name, expected: "an address and a port, such as 127.0.0.1:8080".to_owned() })
}

fn web_url(name: &'static str, text: &str) -> Result<String, Misconfigured> {
    let text = text.trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if rest.is_some_and(|r| !r.is_empty() && !r.contains(char::is_whitespace)) {
        Ok(text.to_owned())
    } else {
        Err(Misconfigured { name, expected: "an address that starts with https:// or http://".to_owned() })
    }
}

fn listed<T>(
    name: &'static str,
    text: Option<&str>,
    one: impl Fn(&'static str, &str) -> Result<T, Misconfigured>,
) -> Result<Vec<T>, Misconfigured> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|t| !t.is_empty()).map(|t| one(name, t)).collect()
}

/// MiB, as bytes.
fn quota(text: Option<&str>) -> Result<i64, Misconfigured> {
    let mib = number("JALON_DOCUMENT_QUOTA", text, 1, 1_000_000_000)?.unwrap_or(10_240);
    Ok(i64::try_from(mib).unwrap_or(i64::MAX).saturating_mul(1024 * 1024))
}

fn milliseconds(name: &'static str, text: Option<&str>) -> Result<Duration, Misconfigured> {
    let given = number(name, text, 20, 60_000)?.unwrap_or(1000);
    Ok(Duration::from_millis(u64::try_from(given).unwrap_or(1000)))
}

/// MiB, as bytes.
fn mib(name: &'static str, text: Option<&str>, default: u64) -> Result<u64, Misconfigured> {
    let mib = number(name, text, 1, 65_536)?.map_or(default, |n| u64::try_from(n).unwrap_or(default));
    Ok(mib * 1024 * 1024)
}

fn number(name: &'static str, text: Option<&str>, low: usize, high: usize) -> Result<Option<usize>, Misconfigured> {
    let Some(text) = text else { return Ok(None) };
    match text.parse() {
        Ok(n) if (low..=high).contains(&n) => Ok(Some(n)),
        _ => Err(Misconfigured { name, expected: format!("a whole number from {low} to {high}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_database_address_stops_the_start_with_its_name() {
        for wrong in ["postgres:app", "jalon.db", "sqlite:", "mysql://x"] {
            let given = Given { database_url: Some(wrong.into()), ..Given::default() };
            assert_eq!(given.understand().unwrap_err().name, "JALON_DATABASE_URL", "{wrong}");
        }
    }

    #[test]
    fn keys_stand_beside_the_embedded_database() {
        let given = Given { database_url: Some("sqlite:/var/lib/jalon/plie.db".into()), ..Given::default() };
        assert_eq!(given.understand().unwrap().data_dir, PathBuf::from("/var/lib/jalon/plie-data"));
    }

    #[test]
    fn a_number_out_of_range_names_the_range() {
        let given = Given { workers: Some("0".into()), ..Given::default() };
        let wrong = given.understand().unwrap_err();
        assert_eq!(wrong.to_string(), "JALON_WORKERS: expected a whole number from 1 to 256");
    }
}
