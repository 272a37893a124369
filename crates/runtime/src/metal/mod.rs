//! Metal: the text is compiled by the system's own compiler and run on the GPU.
//!
//! All that decides anything knows no object of Metal, so that it is compiled and tested everywhere: `capabilities`
//! is what a GPU can do and what a kernel needs of it, `binding` which memory goes where and whether it is copied,
//! `constants` and `sizes` how values and extents are handed over, `messages` what the compiler and the device say,
//! in the user's lines, `order` which launches have to wait for which, `pages` the device's own memory, `cache` the libraries and pipelines, and
//! `device` the launch itself. `gpu` is what they ask of Metal, a dozen calls; `apple` answers with the real one, on
//! macOS only, `fake` with a machine of the tests, and `absent` is the type of a GPU that cannot be.
//!
//! `xcrun` makes a Metal library with Apple's tools, where somebody asks for one.

#[cfg(not(any(target_os = "macos", check_metal)))]
mod absent;
#[cfg(any(target_os = "macos", check_metal))]
mod apple;
mod binding;
mod cache;
mod capabilities;
mod constants;
mod device;
#[cfg(test)]
mod fake;
mod gpu;
mod messages;
mod order;
mod pages;
mod queue;
mod sizes;
mod source;
#[cfg(test)]
mod tests;
pub mod xcrun;

#[cfg(not(any(target_os = "macos", check_metal)))]
use absent::Absent as Native;
#[cfg(any(target_os = "macos", check_metal))]
use apple::Apple as Native;

pub use capabilities::Capabilities;
pub use source::Source;

/// The GPU of this machine.
pub type Gpu = device::Device<Native>;

/// Memory of it.
pub type Pages = pages::Pages<Native>;

/// A launch on it that may be under way.
pub type Submission = device::Submission<Native>;

pub(crate) use device::{Device, Request, Submission as SubmissionTo};
pub(crate) use gpu::Gpu as Metal;
pub(crate) use source::Lazy;

/// The GPU of this machine, opened at the first call; or why there is none.
pub fn gpu() -> Result<&'static Gpu, &'static str> {
    use std::sync::OnceLock;
    static GPU: OnceLock<Result<Gpu, &'static str>> = OnceLock::new();
    GPU.get_or_init(|| Native::open().map(Gpu::new))
        .as_ref()
        .map_err(|why| *why)
}
