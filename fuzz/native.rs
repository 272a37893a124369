//! A random kernel on the CPU: its arguments as bytes, with a margin on both sides that must stay as it is.

use crate::generate::data;
use crate::generate::program::Program;
use enigma::core::interp::Arg;
use enigma::core::{Code, Const, Diagnostic, Scalar};
use enigma::{CompiledKernel, Grid};

/// Words before and after each buffer.
const MARGIN: usize = 16;

/// What a margin holds.
const PATTERN: u64 = 0xdead_beef_cafe_f00d;

/// Device memory of one buffer; words, so that every dtype is aligned.
struct Memory {
    dtype: Scalar,
    len: usize,
    words: Vec<u64>,
}

impl Memory {
    fn new(dtype: Scalar, elements: &[Const]) -> Memory {
        let bytes = elements
            .iter()
            .flat_map(|c| c.bits().to_le_bytes().into_iter().take(dtype.bytes()))
            .collect::<Vec<u8>>();
        let word = |chunk: &[u8]| {
            let mut word = PATTERN.to_le_bytes();
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_ne_bytes(word)
        };
        let mut words = vec![u64::from_ne_bytes(PATTERN.to_le_bytes()); MARGIN];
        words.extend(bytes.chunks(8).map(word));
        words.extend([u64::from_ne_bytes(PATTERN.to_le_bytes()); MARGIN]);
        Memory {
            dtype,
            len: elements.len(),
            words,
        }
    }

    fn arg(&mut self) -> enigma::Arg {
        enigma::Arg::Buffer {
            data: self.words[MARGIN..].as_mut_ptr().cast(),
            len: self.len,
        }
    }

    /// Its elements, if they are elements and nothing around them was touched.
    fn elements(&self) -> Result<Vec<Const>, String> {
        let bytes: Vec<u8> = self.words.iter().flat_map(|w| w.to_ne_bytes()).collect();
        let (first, end) = (MARGIN * 8, MARGIN * 8 + self.len * self.dtype.bytes());
        let pattern = |i: usize| PATTERN.to_le_bytes()[i % 8];
        if let Some(i) =
            (0..bytes.len()).find(|&i| !(first..end).contains(&i) && bytes[i] != pattern(i))
        {
            return Err(format!(
                "byte {} beside a buffer was written",
                i as i64 - first as i64
            ));
        }
        let element = |chunk: &[u8]| {
            let mut wide = [0; 8];
            wide[..chunk.len()].copy_from_slice(chunk);
            let bits = u64::from_le_bytes(wide);
            let c = Const::from_bits(self.dtype, bits);
            if c.bits() == bits {
                Ok(c)
            } else {
                Err(format!("a {} with the bits {bits:#x}", self.dtype))
            }
        };
        bytes[first..end]
            .chunks(self.dtype.bytes())
            .map(element)
            .collect()
    }
}

/// Launches a program; gives its arguments after.
pub fn launch(p: &Program, compiled: &CompiledKernel) -> Result<Vec<Arg>, Vec<Diagnostic>> {
    let args = data::args(p);
    let params = &compiled.kernel().params;
    let mut memories: Vec<Option<Memory>> = params
        .iter()
        .zip(&args)
        .map(|(param, arg)| match arg {
            Arg::Buffer(elements) => Some(Memory::new(param.dtype, elements)),
            Arg::Scalar(_) => None,
        })
        .collect();
    let native: Vec<enigma::Arg> = memories
        .iter_mut()
        .zip(&args)
        .map(|(memory, arg)| match (memory, arg) {
            (Some(memory), _) => memory.arg(),
            (None, Arg::Scalar(c)) => enigma::Arg::Scalar(*c),
            (None, Arg::Buffer(_)) => panic!("a buffer has memory"),
        })
        .collect();
    let grid = Grid {
        grid: p.grid,
        threads: p.threads,
    };
    // SAFETY: each buffer points into words that `memories` owns until after the call, with at least the
    // bytes that `len` elements take, and nothing else looks at them meanwhile.
    unsafe { compiled.launch(&native, grid, &|| false) }?;
    let after = |(memory, arg): (&Option<Memory>, &Arg)| match memory {
        Some(memory) => memory.elements().map(Arg::Buffer),
        None => Ok(arg.clone()),
    };
    let results: Result<Vec<Arg>, String> = memories.iter().zip(&args).map(after).collect();
    results.map_err(|text| {
        vec![Diagnostic::new(
            Code::OutOfBounds,
            compiled.kernel().loc.clone(),
            text,
        )]
    })
}

#[test]
fn memory_keeps_its_elements_and_notices_its_neighbours() {
    for dtype in Scalar::ALL {
        let elements: Vec<Const> = (0..5).map(|n| Const::from_int(dtype, n * 37)).collect();
        let mut memory = Memory::new(dtype, &elements);
        assert_eq!(memory.elements(), Ok(elements));
        memory.words[MARGIN - 1] += 1;
        let touched = memory.elements().expect_err("a margin was written");
        assert_eq!(touched, "byte -8 beside a buffer was written");
    }
    let mut flags = Memory::new(Scalar::Bool, &[Const::from_bool(true)]);
    let mut bytes = PATTERN.to_le_bytes();
    bytes[0] = 2;
    flags.words[MARGIN] = u64::from_ne_bytes(bytes);
    assert_eq!(flags.elements(), Err("a bool with the bits 0x2".into()));
}
