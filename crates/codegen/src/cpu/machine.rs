//! The target machine: the host it compiles for, the passes it runs, the object it writes.

use super::Stage;
use super::llvm::{Llvm, c_string, llvm, take_message};
use enigma_core::passes::Isa;
use llvm_sys::core::*;
use llvm_sys::error::{LLVMErrorRef, LLVMGetErrorMessage};
use llvm_sys::prelude::LLVMMemoryBufferRef;
use llvm_sys::support::LLVMParseCommandLineOptions;
use llvm_sys::target::*;
use llvm_sys::target_machine::*;
use llvm_sys::transforms::pass_builder::*;
use std::cell::RefCell;
use std::ffi::CStr;
use std::mem::ManuallyDrop;
use std::sync::Once;

/// The processor that code is made for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Host {
    /// LLVM's target triple.
    pub triple: String,
    /// LLVM's name of the processor.
    pub cpu: String,
    /// LLVM's feature string.
    pub features: String,
}

impl Host {
    /// The processor this runs on.
    pub fn detect() -> Host {
        Host {
            triple: take_message(llvm!(LLVMGetDefaultTargetTriple())),
            cpu: take_message(llvm!(LLVMGetHostCPUName())),
            features: take_message(llvm!(LLVMGetHostCPUFeatures())),
        }
    }

    /// The instructions that kernels for it may be made of.
    pub fn isa(&self) -> Isa {
        if self.has("avx512f") {
            Isa::Avx512
        } else {
            Isa::Any
        }
    }

    /// Vector registers.
    pub fn registers(&self) -> u32 {
        if self.has("avx512f") || !self.is_x86() {
            32
        } else {
            16
        }
    }

    /// Whether its instructions are those of x86, of 64 bits.
    pub fn is_x86(&self) -> bool {
        self.triple.starts_with("x86_64")
    }

    /// Whether its instructions are those of ARM, of 64 bits.
    pub fn is_aarch64(&self) -> bool {
        self.triple.starts_with("aarch64") || self.triple.starts_with("arm64")
    }

    /// Whether the processor has a feature, by LLVM's name.
    pub fn has(&self, feature: &str) -> bool {
        let mut features = self.features.split(',');
        features.any(|f| f.strip_prefix('+') == Some(feature))
    }

    /// Lanes of a float vector register.
    pub fn register_lanes(&self) -> u32 {
        if self.has("avx512f") && !self.has("prefer-256-bit") {
            16
        } else if self.has("avx2") {
            8
        } else {
            4
        }
    }
}

/// Passes over the module. Code is already in vector form and in SSA, and loops are unrolled where that pays: what is
/// left is to fold what the specialised sizes made constant, to merge equal accesses, and to move what does not change
/// out of loops.
const PASSES: &str = "function(early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg,\
loop-mssa(loop-rotate,licm),instcombine<no-verify-fixpoint>,simplifycfg,dse,adce)";

/// LLVM's options, which its interface knows under no other name. Addresses are made so that those of a round share
/// what depends on it, so there is no strength to reduce. Dead stores are looked for among their neighbours: in a long
/// block of stores each would be compared with all.
const OPTIONS: [&CStr; 3] = [c"enigma", c"-disable-lsr", c"-dse-memoryssa-walklimit=20"];

/// Optimises a finished module and writes its object file.
pub fn emit(module: &Llvm, host: &Host) -> Vec<u8> {
    let emitted = Machine::of_thread(host, |machine| {
        machine.prepare(module, host);
        machine.optimise(module);
        machine.file(module, LLVMCodeGenFileType::LLVMObjectFile)
    });
    emitted.unwrap_or_else(|reason| panic!("internal error: {reason}"))
}

/// A machine for a linker of objects, which is to dispose of it: the host's kind, and no processor in particular.
pub fn linking_machine() -> Result<LLVMTargetMachineRef, String> {
    let machine = Machine::new(&Host {
        triple: take_message(llvm!(LLVMGetDefaultTargetTriple())),
        cpu: String::new(),
        features: String::new(),
    })?;
    Ok(ManuallyDrop::new(machine).0)
}

/// The module as text; none where LLVM does not know the target.
pub fn text(module: &Llvm, host: &Host, stage: Stage) -> Option<String> {
    let text = Machine::of_thread(host, |machine| {
        machine.prepare(module, host);
        if stage != Stage::Emitted {
            machine.optimise(module);
        }
        if stage != Stage::Assembly {
            return module.text();
        }
        let assembly = machine.file(module, LLVMCodeGenFileType::LLVMAssemblyFile);
        String::from_utf8_lossy(&assembly).into_owned()
    });
    text.ok()
}

/// LLVM's own verifier: what it rejects is our bug.
fn check(module: &Llvm) {
    use llvm_sys::analysis::*;
    let mut message = std::ptr::null_mut();
    let action = LLVMVerifierFailureAction::LLVMReturnStatusAction;
    let failed = llvm!(LLVMVerifyModule(module.module(), action, &raw mut message));
    let message = take_message(message);
    assert!(
        failed == 0,
        "internal error: LLVM rejects the module: {message}\n{}",
        module.text()
    );
}

/// The version of LLVM that makes the code: major, minor, patch.
pub fn llvm_version() -> [u32; 3] {
    let mut version = [0; 3];
    let [major, minor, patch] = &mut version;
    llvm!(LLVMGetVersion(major, minor, patch));
    version
}

/// Makes the host's target known to LLVM; once is enough.
fn initialise() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[cfg(target_arch = "x86_64")]
        llvm!({
            LLVMInitializeX86TargetInfo();
            LLVMInitializeX86Target();
            LLVMInitializeX86TargetMC();
            LLVMInitializeX86AsmPrinter();
        });
        // A library of LLVM that is shared has other targets too, and they are free.
        #[cfg(any(target_arch = "aarch64", feature = "llvm-dynamic"))]
        llvm!({
            LLVMInitializeAArch64TargetInfo();
            LLVMInitializeAArch64Target();
            LLVMInitializeAArch64TargetMC();
            LLVMInitializeAArch64AsmPrinter();
        });
        let options = OPTIONS.map(CStr::as_ptr);
        let count = options.len() as std::ffi::c_int;
        llvm!(LLVMParseCommandLineOptions(
            count,
            options.as_ptr(),
            std::ptr::null()
        ));
    });
}

/// A target machine, disposed of when dropped.
struct Machine(LLVMTargetMachineRef);

impl Drop for Machine {
    fn drop(&mut self) {
        llvm!(LLVMDisposeTargetMachine(self.0));
    }
}

thread_local! {
    /// The machine of the thread's last module: to make one takes as long as to compile a small kernel's IR.
    static LAST: RefCell<Option<(Host, Machine)>> = const { RefCell::new(None) };
}

impl Machine {
    /// Lends the thread's machine for a host, which knows nothing of the modules that it has seen.
    fn of_thread<R>(host: &Host, work: impl FnOnce(&Machine) -> R) -> Result<R, String> {
        LAST.with_borrow_mut(|last| {
            let kept = last.take().filter(|(kind, _)| kind == host);
            let (_, machine) = last.insert(match kept {
                Some(kept) => kept,
                None => (host.clone(), Machine::new(host)?),
            });
            Ok(work(machine))
        })
    }

    fn new(host: &Host) -> Result<Machine, String> {
        initialise();
        let triple = c_string(&host.triple);
        let (cpu, features) = (c_string(&host.cpu), c_string(&host.features));
        let mut target = std::ptr::null_mut();
        let mut message = std::ptr::null_mut();
        let failed = llvm!(LLVMGetTargetFromTriple(
            triple.as_ptr(),
            &raw mut target,
            &raw mut message
        ));
        if failed != 0 {
            return Err(take_message(message));
        }
        Ok(Machine(llvm!(LLVMCreateTargetMachine(
            target,
            triple.as_ptr(),
            cpu.as_ptr(),
            features.as_ptr(),
            // What is left out above it, scheduling after registers are allocated before all, shows in no kernel.
            LLVMCodeGenOptLevel::LLVMCodeGenLevelLess,
            LLVMRelocMode::LLVMRelocPIC,
            LLVMCodeModel::LLVMCodeModelSmall,
        ))))
    }

    /// Tells the module what it is for.
    fn prepare(&self, module: &Llvm, host: &Host) {
        module.string_attribute("target-cpu", &host.cpu);
        module.string_attribute("target-features", &host.features);
        let layout = llvm!(LLVMCreateTargetDataLayout(self.0));
        llvm!(LLVMSetModuleDataLayout(module.module(), layout));
        llvm!(LLVMDisposeTargetData(layout));
        let triple = c_string(&host.triple);
        llvm!(LLVMSetTarget(module.module(), triple.as_ptr()));
        if cfg!(debug_assertions) {
            check(module);
        }
    }

    fn optimise(&self, module: &Llvm) {
        let passes = c_string(PASSES);
        let options = llvm!(LLVMCreatePassBuilderOptions());
        let error = llvm!(LLVMRunPasses(
            module.module(),
            passes.as_ptr(),
            self.0,
            options
        ));
        llvm!(LLVMDisposePassBuilderOptions(options));
        if let Some(message) = error_message(error) {
            panic!("internal error: LLVM passes: {message}");
        }
    }

    fn file(&self, module: &Llvm, kind: LLVMCodeGenFileType) -> Vec<u8> {
        let mut message = std::ptr::null_mut();
        let mut buffer: LLVMMemoryBufferRef = std::ptr::null_mut();
        let failed = llvm!(LLVMTargetMachineEmitToMemoryBuffer(
            self.0,
            module.module(),
            kind,
            &raw mut message,
            &raw mut buffer
        ));
        assert!(failed == 0, "internal error: {}", take_message(message));
        let start: *const u8 = llvm!(LLVMGetBufferStart(buffer)).cast();
        let size = llvm!(LLVMGetBufferSize(buffer));
        let bytes = llvm!(std::slice::from_raw_parts(start, size)).to_vec();
        llvm!(LLVMDisposeMemoryBuffer(buffer));
        bytes
    }
}

/// The text of an LLVM error, which is consumed; none for success.
fn error_message(error: LLVMErrorRef) -> Option<String> {
    if error.is_null() {
        return None;
    }
    let text = llvm!(LLVMGetErrorMessage(error));
    let owned = llvm!(CStr::from_ptr(text)).to_string_lossy().into_owned();
    llvm!(llvm_sys::error::LLVMDisposeErrorMessage(text));
    Some(owned)
}
