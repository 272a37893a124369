//! The key of an object: a hash of everything that decides what it is.

use enigma_codegen::cpu::{Host, Spec, llvm_version};
use enigma_core::ir::Kernel;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};

/// What an object is found by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The key of a kernel that was legalised for the CPU, specialised and compiled for a processor by this build.
    pub fn of(kernel: &Kernel, spec: &Spec, host: &Host) -> Key {
        let mut content = Content(Vec::with_capacity(1 << 14));
        (env!("CARGO_PKG_VERSION"), env!("CODEGEN_FINGERPRINT")).hash(&mut content);
        (llvm_version(), spec, host).hash(&mut content);
        kernel.hash_content(&mut content);
        Key(*blake3::hash(&content.0).as_bytes())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            write!(text, "{byte:02x}")?;
        }
        f.pad(&text)
    }
}

/// Gathers what is hashed, which is quicker than to hash it by small pieces.
///
/// What `Hash` feeds is unambiguous within one build, and the build is a part of it.
struct Content(Vec<u8>);

impl Hasher for Content {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        panic!("internal error: the content is hashed as a whole")
    }
}

#[cfg(test)]
mod tests {
    use super::Key;
    use crate::cache::sample::{host, kernel, spec};
    use enigma_codegen::cpu::compile;

    #[test]
    fn everything_that_decides_the_code_is_in_the_key() {
        let key = |factor: f32| Key::of(kernel("a", factor).legal().kernel(), &spec(), &host());
        assert_eq!(key(2.0), key(2.0));
        assert_ne!(key(2.0), key(3.0));
        assert_ne!(key(0.0), key(-0.0));
        let compiled = kernel("a", 2.0);
        let kernel = compiled.legal().kernel();
        let mut specs = [spec(); 5];
        specs[0].threads[1] = 2;
        specs[1].whole[0] = false;
        specs[2].bounds = false;
        specs[3].multiples = 1;
        specs[4].proven = 1;
        let mut hosts = [host(), host(), host()];
        hosts[0].triple.push('x');
        hosts[1].cpu.push('x');
        hosts[2].features.push('x');
        let specs = specs.iter().map(|spec| Key::of(kernel, spec, &host()));
        let hosts = hosts.iter().map(|host| Key::of(kernel, &spec(), host));
        let keys: Vec<Key> = specs.chain(hosts).chain([key(2.0)]).collect();
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[..n].contains(key), "{n}");
        }
    }

    /// A kernel that moves in its file keeps its code; what is reported of an operation finds the line in the kernel.
    #[test]
    fn places_are_not_in_the_key_and_not_in_the_code() {
        let double = |k: &crate::front::Tracer| {
            let a = k.buffer::<f32>("A");
            let tid = k.thread_position_in_grid();
            a.set(tid, a.get(tid) * 2.0);
        };
        let moved = |k: &crate::front::Tracer| {
            let other_name = k.buffer::<f32>("B");
            let tid = k.thread_position_in_grid();
            other_name.set(tid, other_name.get(tid) * 2.0);
        };
        let compile_traced = |traced: enigma_core::ir::Kernel| {
            crate::CompiledKernel::compile(traced, crate::Options::default()).expect("compiles")
        };
        let one = compile_traced(crate::trace("k", double).expect("traces"));
        let two = compile_traced(crate::trace("k", moved).expect("traces"));
        let key = |c: &crate::CompiledKernel| Key::of(c.legal().kernel(), &spec(), &host());
        assert_eq!(key(&one), key(&two));
        let code = |c: &crate::CompiledKernel| compile(c.legal(), &spec(), &host());
        let (one, two) = (code(&one), code(&two));
        assert_eq!(one.code, two.code);
        assert_eq!(one.sites, two.sites);
    }
}
