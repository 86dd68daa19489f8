//! Jobs: work that is done after its request, by whichever node comes first, and whose result is fetched later.
//!
//! A flow of another room asks for one with [`flow::enqueue`], in the transaction of its request. `app::work` takes the
//! jobs that are due, one at a time; a claim holds for a minute and is renewed while the work goes on, so that another
//! node takes up what a lost one has left. A job runs as whoever asked for it, through the same reach, and is read and
//! downloaded by nobody else, as long as they still reach what it is about (`trust.md` T11). Its result is a file of the
//! data directory and goes after a while.
//!
//! A new kind is a value of [`JobKind`] and its arm in `app::jobs::gather`: it reads as of one moment and leaves a
//! [`Binding`], which makes the file without the database. What a kind has to tell beside its progress, such as a report
//! line by line, is such a file too.

mod api;
mod covers;
mod flow;
mod results;
pub(crate) mod rules;
mod store;

pub(crate) use api::JobView;
pub(crate) use covers::Covers;
pub(crate) use flow::{Asked, enqueue};
pub(crate) use results::{Binding, Made, Results, Sealed, Working, away};
pub(crate) use rules::{JobKind, Meter};
pub(crate) use store::{Failed, JobRow, beat, claim, count_under_way, due, expire, fail, finish, forgotten, let_go};

use crate::http::routes::Routes;

pub(crate) fn routes(cfg: &mut Routes<'_, '_>) {
    cfg.service(api::get_job).service(api::get_job_result);
}
