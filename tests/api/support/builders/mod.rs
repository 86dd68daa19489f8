//! What tests begin with, made over HTTP as a client would.

pub mod directory;
