//! The loader: object files become machine code in memory, through LLVM's ORC.

use super::fork;
use enigma_codegen::cpu::{ENTRY, abi, linking_machine};
use llvm_sys::core::LLVMCreateMemoryBufferWithMemoryRangeCopy;
use llvm_sys::error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage};
use llvm_sys::orc2::lljit::*;
use llvm_sys::orc2::*;
use std::ffi::{CStr, CString, c_void};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The process's loader.
struct Jit {
    lljit: LLVMOrcLLJITRef,
    /// Libraries whose code was dropped, to be used again: ORC cannot delete one. Who adds, links or clears one
    /// holds the lock meanwhile: a look-up also links what other threads wait for, and returns before they do.
    free: Mutex<Vec<Library>>,
    made: AtomicU64,
}

// SAFETY: LLVM's execution session locks itself; the list of free libraries has a lock of its own.
unsafe impl Send for Jit {}
// SAFETY: as above.
unsafe impl Sync for Jit {}

/// A namespace for the symbols of one object.
#[derive(Clone, Copy, Debug)]
struct Library(LLVMOrcJITDylibRef);

// SAFETY: a handle into the execution session, which locks itself.
unsafe impl Send for Library {}

/// Loaded machine code; unloaded when dropped.
#[derive(Debug)]
pub struct Code {
    entry: abi::Entry,
    library: Library,
}

// SAFETY: machine code is read only.
unsafe impl Send for Code {}
// SAFETY: as above.
unsafe impl Sync for Code {}

impl Code {
    /// The entry point; it is valid as long as `self`.
    pub fn entry(&self) -> abi::Entry {
        self.entry
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        let _no_fork = fork::pass();
        if let Ok(jit) = jit() {
            // Nobody runs the code: launches hold it by reference count.
            jit.release(self.library, &mut jit.free());
        }
    }
}

/// Loads an object file made by the code generator.
pub fn load(object: &[u8]) -> Result<Code, String> {
    let jit = jit()?;
    let mut free = jit.free();
    let library = jit.library(&mut free)?;
    // SAFETY: the buffer is a copy; ORC owns it from here on.
    let error = unsafe {
        let buffer = LLVMCreateMemoryBufferWithMemoryRangeCopy(
            object.as_ptr().cast(),
            object.len(),
            c"kernel".as_ptr(),
        );
        LLVMOrcLLJITAddObjectFile(jit.lljit, library.0, buffer)
    };
    let found = fail(error).and_then(|()| jit.find(library));
    let address = found.inspect_err(|_| jit.release(library, &mut free))?;
    // SAFETY: the code generator gives `ENTRY` this type.
    let entry = unsafe { std::mem::transmute::<usize, abi::Entry>(address) };
    Ok(Code { entry, library })
}

fn jit() -> Result<&'static Jit, String> {
    static JIT: OnceLock<Result<Jit, String>> = OnceLock::new();
    JIT.get_or_init(Jit::new).as_ref().map_err(Clone::clone)
}

impl Jit {
    fn new() -> Result<Jit, String> {
        let mut lljit = std::ptr::null_mut();
        let machine = linking_machine()?;
        // SAFETY: the machine is consumed by its builder, that one by the loader's, and that one by the last call.
        // Without a machine the loader would look at the processor, which takes longer than all the rest of this.
        fail(unsafe {
            let builder = LLVMOrcCreateLLJITBuilder();
            let machine = LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(machine);
            LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(builder, machine);
            LLVMOrcCreateLLJIT(&raw mut lljit, builder)
        })?;
        Ok(Jit {
            lljit,
            free: Mutex::default(),
            made: AtomicU64::new(0),
        })
    }

    fn free(&self) -> MutexGuard<'_, Vec<Library>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn library(&self, free: &mut Vec<Library>) -> Result<Library, String> {
        if let Some(library) = free.pop() {
            return Ok(library);
        }
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = CString::new(format!("kernel{number}")).unwrap_or_default();
        // SAFETY: the session lives as long as the loader, which is never dropped. The generator, which
        // finds memcpy and its like in this process, belongs to the library from the call on.
        unsafe {
            let session = LLVMOrcLLJITGetExecutionSession(self.lljit);
            let library = LLVMOrcExecutionSessionCreateBareJITDylib(session, name.as_ptr());
            let mut generator = std::ptr::null_mut();
            fail(LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(
                &raw mut generator,
                LLVMOrcLLJITGetGlobalPrefix(self.lljit),
                None,
                std::ptr::null_mut(),
            ))?;
            LLVMOrcJITDylibAddGenerator(library, generator);
            Ok(Library(library))
        }
    }

    /// Unloads what a library holds, whose code nobody runs, and keeps it for the next object.
    fn release(&self, library: Library, free: &mut Vec<Library>) {
        // SAFETY: the library is one of this session's.
        let error = unsafe { LLVMOrcJITDylibClear(library.0) };
        if message(error).is_none() {
            free.push(library);
        }
    }

    /// The address of the entry point in a library.
    fn find(&self, library: Library) -> Result<usize, String> {
        let name = CString::new(ENTRY).unwrap_or_default();
        let mut found: Result<usize, String> = Err("the entry point was not found".into());
        // SAFETY: the lookup is done in this thread before it returns, because no other links meanwhile: the
        // caller holds the lock. So `found` outlives it. The symbol's reference is handed over.
        unsafe {
            let symbol = LLVMOrcLLJITMangleAndIntern(self.lljit, name.as_ptr());
            let mut order = [LLVMOrcCJITDylibSearchOrderElement {
                JD: library.0,
                JDLookupFlags:
                    LLVMOrcJITDylibLookupFlags::LLVMOrcJITDylibLookupFlagsMatchAllSymbols,
            }];
            let mut symbols = [LLVMOrcCLookupSetElement {
                Name: symbol,
                LookupFlags: LLVMOrcSymbolLookupFlags::LLVMOrcSymbolLookupFlagsRequiredSymbol,
            }];
            LLVMOrcExecutionSessionLookup(
                LLVMOrcLLJITGetExecutionSession(self.lljit),
                LLVMOrcLookupKind::LLVMOrcLookupKindStatic,
                order.as_mut_ptr(),
                order.len(),
                symbols.as_mut_ptr(),
                symbols.len(),
                take_address,
                (&raw mut found).cast(),
            );
        }
        found
    }
}

/// Receives what a lookup found.
extern "C" fn take_address(
    error: LLVMErrorRef,
    result: LLVMOrcCSymbolMapPairs,
    count: usize,
    found: *mut c_void,
) {
    // SAFETY: `find` passes its own result, and waits.
    let found = unsafe { &mut *found.cast::<Result<usize, String>>() };
    *found = match message(error) {
        Some(text) => Err(text),
        None if count == 1 => {
            // SAFETY: the lookup gives as many pairs as symbols were asked for.
            let address = unsafe { (*result).Sym.Address };
            usize::try_from(address).map_err(|e| e.to_string())
        }
        None => Err("the entry point was not found".into()),
    };
}

fn fail(error: LLVMErrorRef) -> Result<(), String> {
    message(error).map_or(Ok(()), Err)
}

/// The text of an error, which is consumed; none for success.
fn message(error: LLVMErrorRef) -> Option<String> {
    if error.is_null() {
        return None;
    }
    // SAFETY: an error that is not null has a message, which is freed after it was copied.
    unsafe {
        let text = LLVMGetErrorMessage(error);
        let owned = CStr::from_ptr(text).to_string_lossy().into_owned();
        LLVMDisposeErrorMessage(text);
        Some(owned)
    }
}

#[cfg(test)]
mod tests {
    use super::load;
    use crate::{CompiledKernel, Options};
    use enigma_codegen::cpu::{Host, Spec, compile};

    /// A look-up also links what other threads look up: with no lock, theirs returned before their code was there.
    #[test]
    fn many_threads_load_and_drop_code() {
        let kernel = crate::trace("touch", |k| {
            let a = k.buffer::<i32>("A");
            let tid = k.thread_position_in_grid();
            a.set(tid, a.get(tid) + 1);
        })
        .expect("a correct kernel");
        let compiled = CompiledKernel::compile(kernel, Options::default()).expect("compiles");
        let spec = Spec {
            threads: [32, 1, 1],
            whole: [true; 3],
            bounds: true,
            multiples: 0,
            proven: 0,
        };
        let object = compile(compiled.legal(), &spec, &Host::detect());
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..2000 {
                        drop(load(&object.code).expect("loads"));
                    }
                });
            }
        });
    }
}
