//! What HTTP is to us: extractors, answers, problems, the contract. No rule of the field lives here.

/// Which operation is called, by whom, with which headers.
pub mod caller;
/// Documentation pages that work offline.
pub mod docs;
/// Forms with a file, part by part.
pub mod form;
/// The language of an answer.
pub mod lang;
/// What stands around every request.
pub mod middleware;
/// No health number in a body.
pub(crate) mod numbers;
/// The OpenAPI document and the table of operations made from it.
pub mod openapi;
/// Pages of lists, keyset by keyset.
pub mod page;
/// Printed documents.
pub mod print;
/// The catalogue of problems (RFC 9457).
pub mod problem;
/// Query strings that refuse what they do not know.
pub mod query;
/// Answers.
pub mod reply;
/// Handlers, for the contract and for the server.
pub mod routes;
/// Tables for a spreadsheet, none of whose cells is a formula.
pub mod table;
/// Text with limits that hold by type.
pub mod text;
/// Bodies whose every fault is named at once.
pub mod valid;

pub use caller::{Call, Caller};
pub use lang::Lang;
pub use page::{Page, PageIn, PageParams};
pub use query::Query;
pub use reply::Reply;
pub use text::Text;
pub use valid::{NoBody, Valid, patched};
