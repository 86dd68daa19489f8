//! Figures that the director, the département and the ESF read (§ 8). No other room imports this one.

pub mod figures;
