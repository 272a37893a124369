//! The GPU of a system without Metal: there is none, and the type says so.

use super::constants::Encoded;
use super::gpu::{CompileOptions, Facts, Gpu, Outcome, PipelineFacts, Work};
use std::ptr::NonNull;
use std::time::Duration;

/// A GPU that cannot be.
#[derive(Clone, Copy, Debug)]
pub enum Absent {}

impl Absent {
    /// Why there is no GPU.
    pub fn open() -> Result<Absent, &'static str> {
        Err("Metal needs macOS")
    }
}

impl Gpu for Absent {
    type Library = Absent;
    type Pipeline = Absent;
    type Buffer = Absent;
    type Command = Absent;

    fn facts(&self) -> Facts {
        match *self {}
    }

    fn library(&self, _: &str, _: &CompileOptions) -> Result<Absent, String> {
        match *self {}
    }

    fn pipeline(&self, _: &Absent, _: &str, _: &[Encoded]) -> Result<Absent, String> {
        match *self {}
    }

    fn pipeline_facts(&self, _: &Absent) -> PipelineFacts {
        match *self {}
    }

    unsafe fn share(&self, _: NonNull<u8>, _: usize) -> Option<Absent> {
        match *self {}
    }

    fn allocate(&self, _: usize) -> Option<Absent> {
        match *self {}
    }

    fn contents(buffer: &Absent) -> NonNull<u8> {
        match *buffer {}
    }

    unsafe fn commit(&self, _: &Work<'_, Absent>) -> Result<Absent, String> {
        match *self {}
    }

    fn wait(&self, _: &Absent, _: Duration) -> Option<Outcome> {
        match *self {}
    }
}
