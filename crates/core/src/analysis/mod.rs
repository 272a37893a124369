//! What is known about a kernel without running it.

pub mod uniform;
