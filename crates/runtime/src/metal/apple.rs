//! Metal itself, through `objc2-metal`. Nothing is decided here.
//!
//! Objects of Metal live in autorelease pools; each call has one of its own, since threads of other languages have none.

use super::constants::Encoded;
use super::gpu::{Bound, CompileOptions, Facts, Failure, Gpu, Outcome, PipelineFacts, Work};
use block2::RcBlock;
use objc2::rc::{Retained, autoreleasepool};
use objc2::runtime::ProtocolObject;
use objc2_foundation::{NSError, NSInteger, NSProcessInfo, NSString, NSUInteger};
use objc2_metal::{
    MTLBuffer, MTLCommandBuffer, MTLCommandBufferStatus, MTLCommandEncoder, MTLCommandQueue,
    MTLCompileOptions, MTLComputeCommandEncoder, MTLComputePipelineState,
    MTLCreateSystemDefaultDevice, MTLDataType, MTLDevice, MTLFunctionConstantValues, MTLGPUFamily,
    MTLLanguageVersion, MTLLibrary, MTLMathFloatingPointFunctions, MTLMathMode, MTLResourceOptions,
    MTLSharedEvent, MTLSize,
};
use std::ptr::NonNull;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

// `MTLCreateSystemDefaultDevice` wants it.
#[cfg_attr(
    target_vendor = "apple",
    link(name = "CoreGraphics", kind = "framework")
)]
unsafe extern "C" {}

/// The families that a GPU is asked for: apple1 to apple10, mac2, metal3 and metal4.
const FAMILIES: [u32; 13] = [
    1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 2002, 5001, 5002,
];

/// The default GPU and its queue.
#[derive(Debug)]
pub struct Apple {
    device: Retained<ProtocolObject<dyn MTLDevice>>,
    queue: Retained<ProtocolObject<dyn MTLCommandQueue>>,
    /// Counts the launches that have ended.
    ended: Retained<ProtocolObject<dyn MTLSharedEvent>>,
}

// SAFETY: Apple documents that devices, queues and shared events are used from any thread.
unsafe impl Send for Apple {}
// SAFETY: as above.
unsafe impl Sync for Apple {}

/// Memory of the GPU.
#[derive(Debug)]
pub struct Buffer(Retained<ProtocolObject<dyn MTLBuffer>>);

// SAFETY: a buffer is an address and a length that never change, and its object counts references atomically; what is
// in it is guarded by the order of the launches.
unsafe impl Send for Buffer {}
// SAFETY: as above.
unsafe impl Sync for Buffer {}

/// How a launch ended, once it has, and who waits for that.
type End = Arc<(Mutex<Option<Outcome>>, Condvar)>;

impl Apple {
    /// The default GPU, or why there is none.
    pub fn open() -> Result<Apple, &'static str> {
        autoreleasepool(|_| {
            let device = MTLCreateSystemDefaultDevice().ok_or("this Mac has no GPU for Metal")?;
            let queue = device.newCommandQueue();
            let ended = device.newSharedEvent();
            Ok(Apple {
                queue: queue.ok_or("Metal gives no command queue")?,
                ended: ended.ok_or("Metal gives no event")?,
                device,
            })
        })
    }
}

impl Gpu for Apple {
    type Library = Retained<ProtocolObject<dyn MTLLibrary>>;
    type Pipeline = Retained<ProtocolObject<dyn MTLComputePipelineState>>;
    type Buffer = Buffer;
    type Command = End;

    fn facts(&self) -> Facts {
        autoreleasepool(|_| {
            let device = &self.device;
            let has = |&family: &u32| device.supportsFamily(MTLGPUFamily(family as NSInteger));
            let threads = device.maxThreadsPerThreadgroup();
            let system = NSProcessInfo::processInfo().operatingSystemVersion();
            Facts {
                name: device.name().to_string(),
                families: FAMILIES.into_iter().filter(has).collect(),
                system: (system.majorVersion as u32, system.minorVersion as u32),
                threads: [threads.width, threads.height, threads.depth].map(|n| n as u64),
                threadgroup_bytes: device.maxThreadgroupMemoryLength() as u64,
                buffer_bytes: device.maxBufferLength() as u64,
                page: page(),
            }
        })
    }

    fn library(&self, text: &str, options: &CompileOptions) -> Result<Self::Library, String> {
        autoreleasepool(|_| {
            let text = NSString::from_str(text);
            let options = compile_options(options);
            self.device
                .newLibraryWithSource_options_error(&text, Some(&options))
                .map_err(|error| said(&error))
        })
    }

    fn pipeline(
        &self,
        library: &Self::Library,
        function: &str,
        constants: &[Encoded],
    ) -> Result<Self::Pipeline, String> {
        autoreleasepool(|_| {
            let name = NSString::from_str(function);
            let values = constant_values(constants);
            let function = library
                .newFunctionWithName_constantValues_error(&name, &values)
                .map_err(|error| said(&error))?;
            self.device
                .newComputePipelineStateWithFunction_error(&function)
                .map_err(|error| said(&error))
        })
    }

    fn pipeline_facts(&self, pipeline: &Self::Pipeline) -> PipelineFacts {
        PipelineFacts {
            threads: pipeline.maxTotalThreadsPerThreadgroup() as u64,
            width: pipeline.threadExecutionWidth() as u64,
            threadgroup_bytes: pipeline.staticThreadgroupMemoryLength() as u64,
        }
    }

    unsafe fn share(&self, start: NonNull<u8>, bytes: usize) -> Option<Buffer> {
        autoreleasepool(|_| {
            let options = MTLResourceOptions::StorageModeShared;
            let start = start.cast();
            // SAFETY: as the caller promises; nobody has to be told when the buffer goes.
            let buffer = unsafe {
                self.device
                    .newBufferWithBytesNoCopy_length_options_deallocator(
                        start, bytes, options, None,
                    )
            };
            buffer.map(Buffer)
        })
    }

    fn allocate(&self, bytes: usize) -> Option<Buffer> {
        let options = MTLResourceOptions::StorageModeShared;
        autoreleasepool(|_| {
            self.device
                .newBufferWithLength_options(bytes, options)
                .map(Buffer)
        })
    }

    fn contents(buffer: &Buffer) -> NonNull<u8> {
        buffer.0.contents().cast()
    }

    unsafe fn commit(&self, work: &Work<'_, Apple>) -> Result<End, String> {
        autoreleasepool(|_| {
            let commands = self.queue.commandBuffer();
            let commands = commands.ok_or("there is no command buffer")?;
            commands.setLabel(Some(&NSString::from_str(work.label)));
            if let Some(number) = work.after {
                commands.encodeWaitForEvent_value(self.ended.as_ref(), number);
            }
            let encoder = commands.computeCommandEncoder();
            let encoder = encoder.ok_or("there is no compute encoder")?;
            encoder.setComputePipelineState(work.pipeline);
            for (index, slot) in work.slots.iter().enumerate() {
                // SAFETY: as the caller promises: the kernel has this slot, and what is bound to it fits.
                unsafe { bind(&encoder, slot, index) };
            }
            encoder.dispatchThreads_threadsPerThreadgroup(size(work.grid), size(work.threads));
            encoder.endEncoding();
            commands.encodeSignalEvent_value(self.ended.as_ref(), work.number);
            let end = self.tell_end(&commands, work.number);
            commands.commit();
            Ok(end)
        })
    }

    fn wait(&self, end: &End, patience: Duration) -> Option<Outcome> {
        let (outcome, ended) = &**end;
        let outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = ended.wait_timeout_while(outcome, patience, |outcome| outcome.is_none());
        let (outcome, _) = waited.unwrap_or_else(PoisonError::into_inner);
        outcome.clone()
    }
}

impl Apple {
    /// Has the end of a launch told to whoever waits for it, launches that come after it included.
    fn tell_end(&self, commands: &ProtocolObject<dyn MTLCommandBuffer>, number: u64) -> End {
        let end = End::default();
        // What the handler holds may be used from any thread: it runs on one of Metal's.
        let told = end.clone();
        let event = self.ended.clone();
        let handler = RcBlock::new(
            move |commands: NonNull<ProtocolObject<dyn MTLCommandBuffer>>| {
                // SAFETY: Metal hands over the command buffer that has ended.
                let outcome = outcome(unsafe { commands.as_ref() });
                if outcome.is_err() && event.signaledValue() < number {
                    // A launch that fails signals nothing itself, and those after it would wait for ever.
                    event.setSignaledValue(number);
                }
                let (slot, ended) = &*told;
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                ended.notify_all();
            },
        );
        // SAFETY: the block is valid; Metal copies it.
        unsafe { commands.addCompletedHandler(RcBlock::as_ptr(&handler)) };
        end
    }
}

/// How a command buffer ended.
fn outcome(commands: &ProtocolObject<dyn MTLCommandBuffer>) -> Outcome {
    if commands.status() == MTLCommandBufferStatus::Completed {
        let seconds = commands.GPUEndTime() - commands.GPUStartTime();
        return Ok(Duration::try_from_secs_f64(seconds).unwrap_or_default());
    }
    let error = commands.error();
    Err(error.map_or_else(
        || Failure {
            code: 0,
            text: "nothing".into(),
        },
        |error| Failure {
            code: error.code() as i64,
            text: said(&error),
        },
    ))
}

/// Binds one slot.
///
/// # Safety
/// The kernel has the slot, and what is bound to it is what it expects.
unsafe fn bind(
    encoder: &ProtocolObject<dyn MTLComputeCommandEncoder>,
    slot: &Bound<'_, Buffer>,
    index: NSUInteger,
) {
    match slot {
        Bound::Memory(buffer, offset) => {
            // SAFETY: as the caller promises; the command buffer keeps the buffer.
            unsafe { encoder.setBuffer_offset_atIndex(Some(&buffer.0), *offset, index) };
        }
        Bound::Bytes(bytes) => {
            let start = NonNull::from(*bytes).cast();
            // SAFETY: as the caller promises; the bytes are copied.
            unsafe { encoder.setBytes_length_atIndex(start, bytes.len(), index) };
        }
    }
}

fn compile_options(options: &CompileOptions) -> Retained<MTLCompileOptions> {
    let compile = MTLCompileOptions::new();
    let (major, minor) = options.version;
    compile.setLanguageVersion(MTLLanguageVersion(
        (major as NSUInteger) << 16 | minor as NSUInteger,
    ));
    if options.has_math_modes {
        let (mode, functions) = if options.fast_math {
            (MTLMathMode::Fast, MTLMathFloatingPointFunctions::Fast)
        } else {
            (MTLMathMode::Safe, MTLMathFloatingPointFunctions::Precise)
        };
        compile.setMathMode(mode);
        compile.setMathFloatingPointFunctions(functions);
    } else {
        #[expect(deprecated, reason = "systems before macOS 15 have only this")]
        compile.setFastMathEnabled(options.fast_math);
    }
    compile
}

fn constant_values(constants: &[Encoded]) -> Retained<MTLFunctionConstantValues> {
    let values = MTLFunctionConstantValues::new();
    for constant in constants {
        let start = NonNull::from(constant.value.get()).cast();
        let data_type = MTLDataType(constant.data_type as NSUInteger);
        // SAFETY: the value has as many bytes as its type; Metal copies it.
        unsafe {
            values.setConstantValue_type_atIndex(start, data_type, constant.index as NSUInteger);
        }
    }
    values
}

fn size([width, height, depth]: [u64; 3]) -> MTLSize {
    MTLSize {
        width: width as NSUInteger,
        height: height as NSUInteger,
        depth: depth as NSUInteger,
    }
}

fn said(error: &NSError) -> String {
    error.localizedDescription().to_string()
}

/// Bytes of a page of memory.
fn page() -> usize {
    // SAFETY: asks for a number.
    let bytes = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(bytes).unwrap_or(16384)
}
