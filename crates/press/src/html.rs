//! A document as one page for a browser: no script, nothing from elsewhere, and it prints. Whatever its data says is text.

use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::PressError;

const REPORT: &str = "report.html";

static PAGES: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let source = include_str!("../templates/report.html");
    environment.add_template(REPORT, source).map_err(|e| e.to_string())?;
    Ok(environment)
});

/// The page of a report.
pub(crate) fn report(data: &serde_json::Value) -> Result<String, PressError> {
    let environment = PAGES.as_ref().map_err(|e| PressError(e.clone()))?;
    environment
        .get_template(REPORT)
        .and_then(|template| template.render(Value::from(Serde(data))))
        .map_err(|e| PressError(format!("{REPORT}: {e}")))
}
