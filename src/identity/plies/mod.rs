//! The PLIE (tenant): its name, its protocol, and every parameter of the field that may differ
//! from one PLIE to the next ([P] of the domain page).

/// Every [P] parameter, with its default.
pub mod settings;

mod version;

pub use settings::Settings;
pub(crate) use version::touch;
