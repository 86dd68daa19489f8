//! The log: `env_logger`, as text on a terminal and as JSON lines elsewhere.

use std::io::{IsTerminal, Write};

use log::kv::{self, VisitSource};

use crate::config::LogConfig;

pub(super) fn init(config: &LogConfig) {
    let json = config.json.unwrap_or_else(|| !std::io::stderr().is_terminal());
    let mut builder = env_logger::Builder::new();
    builder.parse_filters(&config.filter);
    if json {
        builder.format(|out, record| {
            let mut fields = Fields(serde_json::Map::new());
            drop(record.key_values().visit(&mut fields));
            let mut line = serde_json::json!({
                "at": out.timestamp_micros().to_string(),
                "level": record.level().as_str(),
                "target": record.target(),
                "message": record.args().to_string(),
            });
            if let Some(object) = line.as_object_mut() {
                object.extend(fields.0);
            }
            writeln!(out, "{line}")
        });
    }
    if builder.try_init().is_err() {
        log::debug!("the log was set up already");
    }
}

struct Fields(serde_json::Map<String, serde_json::Value>);

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: kv::Key<'kvs>, value: kv::Value<'kvs>) -> Result<(), kv::Error> {
        let value = value.to_u64().map_or_else(|| serde_json::Value::from(value.to_string()), serde_json::Value::from);
        self.0.insert(key.to_string(), value);
        Ok(())
    }
}
