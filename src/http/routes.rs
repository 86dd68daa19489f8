//! Where handlers are named once: for the contract, which describes them, and for the server, which only serves them.

use std::collections::BTreeMap;

use actix_web::dev::HttpServiceFactory;
use actix_web::guard::{Guard, GuardContext};
use actix_web::{Scope, web};
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// What takes the handlers of a room. A server is set up for each of its workers: describing four hundred operations
/// again each time would be most of its start.
pub enum Routes<'a, 'c> {
    /// The contract, made once a process.
    Described(&'a mut ServiceConfig<'c>),
    /// A worker of the server.
    Served(&'a mut Served),
}

impl Routes<'_, '_> {
    /// One more handler; without its description it is none.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + utoipa::Path + 'static>(
        &mut self,
        handler: F,
    ) -> &mut Self {
        match self {
            Self::Described(cfg) => {
                cfg.service(handler);
            }
            Self::Served(served) => served.add(&F::path(), handler),
        }
        self
    }
}

/// The handlers of a worker under one prefix, by the first segment of their paths. The router tries its patterns one
/// after the other, each a regular expression: asked one by one, four hundred are a good part of a short answer.
pub struct Served {
    prefix: &'static str,
    groups: BTreeMap<String, Scope>,
}

impl Served {
    /// None yet. The prefix is that of the scope they will be in, without a slash at its end.
    #[must_use]
    pub const fn under(prefix: &'static str) -> Self {
        Self { prefix, groups: BTreeMap::new() }
    }

    fn add<F: HttpServiceFactory + 'static>(&mut self, path: &str, handler: F) {
        let first = first_segment(path).to_owned();
        let group = self.groups.remove(&first).unwrap_or_else(|| {
            let guard = FirstSegment { prefix: self.prefix, segment: first.clone() };
            web::scope("").guard(guard)
        });
        self.groups.insert(first, group.service(handler));
    }

    /// Hands them to the server.
    pub fn configure(self, cfg: &mut web::ServiceConfig) {
        for group in self.groups.into_values() {
            cfg.service(group);
        }
    }
}

fn first_segment(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

struct FirstSegment {
    prefix: &'static str,
    segment: String,
}

impl Guard for FirstSegment {
    fn check(&self, ctx: &GuardContext<'_>) -> bool {
        let path = ctx.head().uri.path();
        path.strip_prefix(self.prefix).is_some_and(|rest| first_segment(rest) == self.segment)
    }
}
