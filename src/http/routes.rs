//! Where handlers are named once: for the contract, which describes them, and for the server, which only serves them.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// What takes the handlers of a room. A server is set up for each of its workers: describing four hundred operations
/// again each time would be most of its start.
pub enum Routes<'a, 'c> {
    /// The contract, made once a process.
    Described(&'a mut ServiceConfig<'c>),
    /// A worker of the server.
    Served(&'a mut web::ServiceConfig),
}

impl Routes<'_, '_> {
    /// One more handler; without its description it is none.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: F) -> &mut Self {
        match self {
            Self::Described(cfg) => {
                cfg.service(handler);
            }
            Self::Served(cfg) => {
                cfg.service(handler);
            }
        }
        self
    }
}
