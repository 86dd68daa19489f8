//! Attributes of a code as a PLIE may give them: small, and of the kind that the rules expect.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::lists::Lists;
use super::names;
use crate::http::text::Text;
use crate::refusal::Fault;

/// The most attributes of one code.
const MOST: usize = 20;

/// An attribute: yes or no, a whole number, a text or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(example = json!(true))]
pub(crate) enum AttrValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(Text<0, 200>),
    /// Texts.
    List(Vec<Text<1, 200>>),
}

impl AttrValue {
    fn kind(&self) -> &'static str {
        match self {
            Self::Flag(_) => "boolean",
            Self::Number(_) => "integer",
            Self::Text(_) => "string",
            Self::List(_) => "array",
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        _ => "array",
    }
}

/// What is wrong with the attributes of a code: too many, of another kind than elsewhere in the list, or naming a code
/// that another list does not have. A new code says what no rule can do without.
pub(super) fn faults(lists: &Lists, list: &str, code: &str, attrs: &BTreeMap<Text<1, 60>, AttrValue>) -> Vec<Fault> {
    let mut out = Vec::new();
    if attrs.len() > MOST || attrs.values().any(|v| matches!(v, AttrValue::List(texts) if texts.len() > 100)) {
        let (fr, en) = ("Trop d'attributs.", "Too many attributes.");
        out.push(Fault::new("/attrs", "too_many", fr, en));
    }
    for (name, value) in attrs {
        let pointer = format!("/attrs/{}", name.as_str());
        let codes = lists.codes(list).unwrap_or_default();
        let known = codes.iter().find_map(|(_, it)| it.attrs.get(name.as_str())).map(kind_of);
        if let Some(kind) = known.filter(|kind| *kind != value.kind()) {
            out.push(Fault::new(
                pointer,
                "wrong_type",
                format!("Le type attendu est « {kind} »."),
                format!("The type expected is `{kind}`."),
            ));
            continue;
        }
        let named = names::POINTS_TO.iter().find(|(from, attr, _)| *from == list && *attr == name.as_str());
        if let (Some((_, _, to)), AttrValue::Text(text)) = (named, value)
            && lists.get(to, text.as_str()).is_none()
        {
            out.push(unknown(pointer, to, text.as_str(), lists));
        }
    }
    let new = lists.get(list, code).is_none();
    for (_, attr) in names::REQUIRED.iter().filter(|(of, _)| new && *of == list) {
        if !attrs.keys().any(|name| name.as_str() == *attr) {
            out.push(crate::faults::required(format!("/attrs/{attr}")));
        }
    }
    out
}

fn unknown(pointer: String, list: &str, code: &str, lists: &Lists) -> Fault {
    let (fr, en) = (
        format!("Le code « {code} » n’existe pas dans la liste {list}."),
        format!("The list {list} has no code \"{code}\"."),
    );
    let allowed = lists.codes(list).unwrap_or_default().into_iter().map(|(code, _)| code.to_owned()).collect();
    Fault { allowed, ..Fault::new(pointer, "unknown_code", fr, en) }
}
