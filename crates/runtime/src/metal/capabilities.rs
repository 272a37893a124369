//! What a GPU can do, from what it says of itself; and what a kernel needs of it.

use super::gpu::Facts;
use super::source::Source;
use enigma_core::ir::{Attr, Kernel, Memory, OpData};
use enigma_core::ops::{Kind, Query};
use enigma_core::{Code, Diagnostic, Scalar, Type};

/// What a GPU can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// What it calls itself.
    pub name: String,
    /// The newest of Apple's families that it belongs to, in Metal's numbering; 0 if it is not Apple's.
    pub family: u32,
    /// The newest language version that its system compiles.
    pub language: (u32, u32),
    /// The version of macOS.
    pub system: (u32, u32),
    /// Most threads of a threadgroup along x, y, z.
    pub threads: [u64; 3],
    /// Bytes of threadgroup memory.
    pub threadgroup_bytes: u64,
    /// Bytes of the largest buffer.
    pub buffer_bytes: u64,
    /// Whether edge groups may be smaller than the others.
    pub has_edge_groups: bool,
    /// Whether it has functions across the lanes of a simdgroup.
    pub has_simdgroups: bool,
    /// Whether it has simdgroup matrices.
    pub has_simdgroup_matrices: bool,
    /// Whether it has bfloat.
    pub has_bfloat: bool,
    /// Whether it has atomics of float in device memory.
    pub has_float_atomics: bool,
    /// Whether it has atomic min and max of 64 bits.
    pub has_atomics_of_64_bits: bool,
}

/// The first number of Apple's families, and the one after the last that there may be.
const APPLE: std::ops::Range<u32> = 1001..2000;
const APPLE4: u32 = 1004;
const APPLE6: u32 = 1006;
const APPLE7: u32 = 1007;
const APPLE8: u32 = 1008;
const MAC2: u32 = 2002;
const METAL3: u32 = 5001;

/// The newest language version of each version of macOS: from this one on.
const LANGUAGES: [((u32, u32), (u32, u32)); 9] = [
    ((26, 0), (4, 0)),
    ((15, 0), (3, 2)),
    ((14, 0), (3, 1)),
    ((13, 0), (3, 0)),
    ((12, 0), (2, 4)),
    ((11, 0), (2, 3)),
    ((10, 15), (2, 2)),
    ((10, 14), (2, 1)),
    ((10, 13), (2, 0)),
];

/// The newest version that the emitter knows, with pragmas for floats; texts are compiled for no newer one.
const KNOWN: (u32, u32) = (3, 2);

/// The macOS from which on a text may be compiled in a math mode.
const MATH_MODES: (u32, u32) = (15, 0);

impl Capabilities {
    /// Of a GPU.
    pub fn of(facts: &Facts) -> Capabilities {
        let has = |family| facts.families.contains(&family);
        let apple = facts.families.iter().filter(|f| APPLE.contains(f)).max();
        let family = apple.copied().unwrap_or_default();
        let language = language(facts.system);
        let is_mac = has(MAC2) || has(METAL3);
        Capabilities {
            name: facts.name.clone(),
            family,
            language,
            system: facts.system,
            threads: facts.threads,
            threadgroup_bytes: facts.threadgroup_bytes,
            buffer_bytes: facts.buffer_bytes,
            has_edge_groups: family >= APPLE4 || is_mac,
            has_simdgroups: family >= APPLE7 || is_mac,
            has_simdgroup_matrices: family >= APPLE7,
            has_bfloat: language >= (3, 1) && (family >= APPLE6 || has(METAL3)),
            has_float_atomics: language >= (3, 0) && (family >= APPLE7 || is_mac),
            has_atomics_of_64_bits: language >= (2, 4) && family >= APPLE8,
        }
    }

    /// The version for which a text is compiled that needs one: newer ones than are needed, if the emitter knows them.
    pub fn version_for(&self, needed: (u32, u32)) -> (u32, u32) {
        needed.max(self.language.min(KNOWN))
    }

    /// Whether a text is compiled in a math mode; older systems have a switch for fast math.
    pub fn has_math_modes(&self) -> bool {
        self.system >= MATH_MODES
    }

    /// The name of the family, such as apple9; Metal has none for others.
    pub fn family_name(&self) -> String {
        match self.family {
            0 => "mac".into(),
            number => format!("apple{}", number - (APPLE.start - 1)),
        }
    }

    /// Everything that a kernel needs and the GPU does not have.
    pub fn findings(&self, kernel: &Kernel, source: &Source) -> Vec<Diagnostic> {
        let mut findings = Vec::from_iter(self.too_old(kernel, source));
        let used = kernel.threadgroup_bytes();
        if used > self.threadgroup_bytes {
            let message = format!("{} uses {used} bytes of threadgroup memory", kernel.name);
            let finding = Diagnostic::new(Code::ThreadgroupMemory, kernel.loc.clone(), message);
            let most = self.threadgroup_bytes;
            findings.push(finding.note(format!("{} has {most}", self.name)));
        }
        let declared = kernel.params.iter().map(|p| p.dtype);
        let declared = declared.chain(kernel.allocs.iter().map(|a| a.dtype));
        if !self.has_bfloat && declared.into_iter().any(|ty| ty == Scalar::BF16) {
            findings.push(self.lacks("bfloat", &kernel.name, kernel.loc.clone()));
        }
        kernel.walk(&mut |_, op| {
            if let Some(what) = self.missing(kernel, op) {
                findings.push(self.lacks(what, op.op.name, op.loc.clone()));
            }
        });
        findings
    }

    fn missing(&self, kernel: &Kernel, op: &OpData) -> Option<&'static str> {
        let bfloat = |&v: &_| kernel.ty(v) == Type::Scalar(Scalar::BF16);
        let atomic = match (op.op.kind, op.attr) {
            (Kind::Atomic(_), Attr::Atomic { memory, .. })
                if matches!(memory, Memory::Buffer(_)) =>
            {
                Some(kernel.element(memory))
            }
            _ => None,
        };
        if matches!(op.op.kind, Kind::Matrix(_)) && !self.has_simdgroup_matrices {
            Some("simdgroup matrices")
        } else if is_across_lanes(op) && !self.has_simdgroups {
            Some("simdgroup functions")
        } else if atomic == Some(Scalar::U64) && !self.has_atomics_of_64_bits {
            Some("64-bit atomics")
        } else if atomic == Some(Scalar::F32) && !self.has_float_atomics {
            Some("atomics of float")
        } else if op.results.iter().any(bfloat) && !self.has_bfloat {
            Some("bfloat")
        } else {
            None
        }
    }

    fn lacks(&self, what: &str, name: &str, loc: enigma_core::Loc) -> Diagnostic {
        let message = format!("{name} needs {what}");
        let ((major, minor), gpu) = (self.system, &self.name);
        let note = format!("{gpu} on macOS {major}.{minor} does not have them");
        Diagnostic::new(Code::UnsupportedOp, loc, message).note(note)
    }

    /// What is wrong if the system's compiler is too old for a kernel.
    fn too_old(&self, kernel: &Kernel, source: &Source) -> Option<Diagnostic> {
        if source.version <= self.language {
            return None;
        }
        let ((major, minor), name, why) = (source.version, &kernel.name, source.needs);
        let message = format!("{name} needs Metal Shading Language {major}.{minor}: {why}");
        let ((major, minor), system) = (self.language, self.system);
        let note = format!("macOS {}.{} has {major}.{minor}", system.0, system.1);
        Some(Diagnostic::new(Code::UnsupportedOp, kernel.loc.clone(), message).note(note))
    }
}

fn language(system: (u32, u32)) -> (u32, u32) {
    let known = LANGUAGES.iter().find(|(since, _)| system >= *since);
    known.map_or((1, 2), |(_, language)| *language)
}

/// Whether a kernel counts on simdgroups of 32 lanes.
pub fn uses_lanes(kernel: &Kernel) -> bool {
    let mut found = false;
    kernel.walk(&mut |_, op| found |= is_across_lanes(op));
    found
}

fn is_across_lanes(op: &OpData) -> bool {
    matches!(
        op.op.kind,
        Kind::Simd(_)
            | Kind::SimdBarrier
            | Kind::Matrix(_)
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::Query(
                Query::ThreadIndexInSimdgroup
                    | Query::SimdgroupIndexInThreadgroup
                    | Query::SimdgroupsPerThreadgroup
            )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(families: &[u32], system: (u32, u32)) -> Facts {
        Facts {
            name: "Apple M".into(),
            families: families.to_vec(),
            system,
            threads: [1024; 3],
            threadgroup_bytes: 32768,
            buffer_bytes: 1 << 32,
            page: 16384,
        }
    }

    #[test]
    fn the_language_goes_with_the_system() {
        let languages = [
            ((10, 12), (1, 2)),
            ((10, 13), (2, 0)),
            ((10, 15), (2, 2)),
            ((11, 7), (2, 3)),
            ((12, 6), (2, 4)),
            ((13, 0), (3, 0)),
            ((14, 5), (3, 1)),
            ((15, 1), (3, 2)),
            ((26, 0), (4, 0)),
            ((27, 3), (4, 0)),
        ];
        for (system, wanted) in languages {
            assert_eq!(language(system), wanted, "{system:?}");
        }
        let version = |system, needed| Capabilities::of(&facts(&[], system)).version_for(needed);
        assert_eq!(version((13, 0), (2, 3)), (3, 0));
        assert_eq!(version((26, 0), (2, 3)), (3, 2));
        assert_eq!(version((26, 0), (4, 0)), (4, 0));
        assert!(!Capabilities::of(&facts(&[], (14, 6))).has_math_modes());
        assert!(Capabilities::of(&facts(&[], (15, 0))).has_math_modes());
    }

    #[test]
    fn families_decide_the_rest() {
        let m1 = Capabilities::of(&facts(&[1006, 1007, 5001], (14, 0)));
        assert_eq!((m1.family, m1.family_name()), (1007, "apple7".into()));
        assert!(m1.has_simdgroup_matrices && m1.has_bfloat && m1.has_edge_groups);
        assert!(m1.has_float_atomics && !m1.has_atomics_of_64_bits);
        assert!(!Capabilities::of(&facts(&[1007], (13, 0))).has_bfloat);
        let m4 = Capabilities::of(&facts(&[1009, 1010, 1007], (26, 0)));
        assert!(m4.has_atomics_of_64_bits);
        assert_eq!(m4.family_name(), "apple10");
        let amd = Capabilities::of(&facts(&[MAC2], (13, 0)));
        assert_eq!((amd.family, amd.family_name()), (0, "mac".into()));
        assert!(amd.has_simdgroups && !amd.has_simdgroup_matrices);
    }
}
