//! What is asked of Metal: a dozen calls, and plain data in and out.

use super::constants::Encoded;
use std::fmt::Debug;
use std::ptr::NonNull;
use std::time::Duration;

/// What a GPU and its system say of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it calls itself.
    pub name: String,
    /// The numbers of the families that it belongs to, in Metal's numbering: 1001 is apple1.
    pub families: Vec<u32>,
    /// The version of macOS.
    pub system: (u32, u32),
    /// Most threads of a threadgroup along x, y, z.
    pub threads: [u64; 3],
    /// Bytes of threadgroup memory.
    pub threadgroup_bytes: u64,
    /// Bytes of the largest buffer.
    pub buffer_bytes: u64,
    /// Bytes of a page of memory.
    pub page: usize,
}

/// How a text is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompileOptions {
    /// The language version.
    pub version: (u32, u32),
    /// Whether floats are computed as fast math does.
    pub fast_math: bool,
    /// Whether the system has math modes, or only a switch for fast math.
    pub has_math_modes: bool,
}

/// What a pipeline says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PipelineFacts {
    /// Most threads of a threadgroup of this kernel.
    pub threads: u64,
    /// Lanes of a simdgroup.
    pub width: u64,
    /// Bytes of threadgroup memory that it uses.
    pub threadgroup_bytes: u64,
}

/// What a slot of the kernel's arguments is bound to.
#[derive(Debug)]
pub enum Bound<'a, B> {
    /// Memory, from so many bytes on.
    Memory(&'a B, usize),
    /// A value.
    Bytes(&'a [u8]),
}

/// One launch, ready to be encoded.
#[derive(Debug)]
pub struct Work<'a, G: Gpu> {
    /// The kernel's name, for Metal's tools.
    pub label: &'a str,
    /// The pipeline.
    pub pipeline: &'a G::Pipeline,
    /// The arguments, by slot.
    pub slots: &'a [Bound<'a, G::Buffer>],
    /// All threads.
    pub grid: [u64; 3],
    /// Threads of a threadgroup.
    pub threads: [u64; 3],
    /// The launch that has to end first, if one may be under way.
    pub after: Option<u64>,
    /// The number of this launch, which its end signals.
    pub number: u64,
}

/// How a launch ended.
pub type Outcome = Result<Duration, Failure>;

/// An error of the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Metal's number of it.
    pub code: i64,
    /// Metal's words for it.
    pub text: String,
}

/// Metal, or what stands for it.
pub trait Gpu: Debug + Send + Sync + Sized + 'static {
    /// Compiled text.
    type Library: Send + Sync;
    /// A function with its constants, compiled for the device.
    type Pipeline: Send + Sync + Debug;
    /// Memory that the device and the host share.
    type Buffer: Send + Sync + Debug;
    /// A launch that was handed over.
    type Command: Send + Debug;

    /// What it is.
    fn facts(&self) -> Facts;

    /// Compiles a text; the error is what the compiler says.
    fn library(&self, text: &str, options: &CompileOptions) -> Result<Self::Library, String>;

    /// Compiles one function of a library for the device.
    fn pipeline(
        &self,
        library: &Self::Library,
        function: &str,
        constants: &[Encoded],
    ) -> Result<Self::Pipeline, String>;

    /// What a pipeline says of itself.
    fn pipeline_facts(&self, pipeline: &Self::Pipeline) -> PipelineFacts;

    /// A buffer that is the caller's memory: whole pages. None where the system does not want to.
    ///
    /// # Safety
    /// The memory is readable and writable until the buffer is dropped and no launch uses it.
    unsafe fn share(&self, start: NonNull<u8>, bytes: usize) -> Option<Self::Buffer>;

    /// A new buffer, of more than 0 bytes.
    fn allocate(&self, bytes: usize) -> Option<Self::Buffer>;

    /// Where the host sees a buffer.
    fn contents(buffer: &Self::Buffer) -> NonNull<u8>;

    /// Encodes a launch and hands it over. Its end is signalled, however it ends.
    ///
    /// # Safety
    /// The slots fit the pipeline's function.
    unsafe fn commit(&self, work: &Work<'_, Self>) -> Result<Self::Command, String>;

    /// How a launch ended, once it has; waits for that as long as asked.
    fn wait(&self, command: &Self::Command, patience: Duration) -> Option<Outcome>;
}
