//! The operations of the contract, as a request is held against them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::auth::policy::Rule;

/// An operation, as the caller's request is held against it.
#[derive(Debug)]
pub struct Op {
    /// The operation id.
    pub id: &'static str,
    /// The parameters that its query string may hold.
    pub query: BTreeSet<String>,
    /// Who may call it.
    pub rule: &'static Rule,
    /// The scope that a client must hold.
    pub scope: String,
    /// The first word of its tag: what the audit calls the kind of object.
    pub resource: String,
    /// Whether it reads and changes nothing.
    pub reads: bool,
}

impl Op {
    /// Whether it shows one object, or what hangs on one: what a former referent still reads for a while. Lists over
    /// many people, alerts and figures are of those followed today.
    pub fn shows_one(&self) -> bool {
        // what is most sensitive is read by whoever follows the person today, and by nobody before (R3.6)
        self.reads && self.rule.sees.is_some() && self.id != "get_sensitive_facts"
    }
}

/// The operations by method and path pattern.
#[derive(Debug, Default, Clone)]
pub struct Ops(pub(super) BTreeMap<(String, String), Arc<Op>>);

impl Ops {
    /// The operation that shows one object of a collection, by the path of the collection.
    pub fn showing_one_of(&self, collection: &str) -> Option<Arc<Op>> {
        self.0.get(&("GET".to_owned(), format!("{collection}/{{id}}"))).cloned()
    }

    /// The operation at a route.
    pub fn find(&self, method: &str, pattern: &str) -> Option<Arc<Op>> {
        let method = if method == "HEAD" { "GET" } else { method };
        self.0.get(&(method.to_owned(), pattern.to_owned())).cloned()
    }
    /// The operation with an id.
    pub fn by_id(&self, id: &str) -> Option<&Arc<Op>> {
        self.0.values().find(|op| op.id == id)
    }
    /// All of them, with method and path.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str, &Arc<Op>)> {
        self.0.iter().map(|((method, path), op)| (method.as_str(), path.as_str(), op))
    }
    /// The methods that a path knows, when it is one of ours.
    pub fn methods(&self, path: &str) -> Option<String> {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for (method, pattern) in self.0.keys() {
            if matches(pattern, path) {
                found.insert(method);
            }
        }
        if found.contains("GET") {
            found.insert("HEAD");
        }
        (!found.is_empty()).then(|| {
            found.insert("OPTIONS");
            found.into_iter().collect::<Vec<_>>().join(", ")
        })
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut a, mut b) = (pattern.split('/'), path.split('/'));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(p), Some(s)) if p == s || (p.starts_with('{') && !s.is_empty()) => {}
            _ => return false,
        }
    }
}
