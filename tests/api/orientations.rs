//! Orientations, from a partner's push to their end.

mod life;
mod push;
mod races;
