//! `jalon openapi`: the contract, without a database.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(super) struct Openapi {
    /// The form of the document
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Yaml,
}

pub(super) fn run(asked: &Openapi) -> Result<(), String> {
    let (document, _) = crate::app::document()?;
    let text = match asked.format {
        Format::Json => serde_json::to_string_pretty(&*document).map_err(|e| e.to_string())?,
        Format::Yaml => yaml_serde::to_string(&*document).map_err(|e| e.to_string())?,
    };
    super::say(text.trim_end());
    Ok(())
}
