//! What is known about a kernel without running it.

pub mod agreement;
pub mod uniform;
pub mod work;
