//! Pathways: the support of one participant, from admission to closure (domain § 4.5).
//!
//! A pathway is opened by an admission only. It has exactly one referent at a time, without gap or overlap
//! (S3.8); it is suspended and resumed, which shifts its due dates; it leads through objectives, stages and
//! interviews, with a milestone every five months (S3.26), to a job followed for six months, an exit with its
//! reason and category (§ 5.7), and is closed when nothing is owed any more.
//!
//! `rules.rs` holds the machine, the referent and suspensions; `rules/exits.rs` the exit and the closure;
//! `milestones.rs` the milestone; the folders hold the things a pathway is made of.
pub(crate) mod barriers;
pub(crate) mod interviews;
pub(crate) mod milestones;
pub(crate) mod objectives;
mod parent;
pub(crate) mod rules;
pub(crate) mod stages;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) use parent::may_see;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    objectives::routes(cfg);
    barriers::routes(cfg);
}
