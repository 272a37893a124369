//! Kernels written through the Rust front end, run by the interpreter as built and as the passes leave
//! them and as machine code on the CPU, and compared with plain loops.

mod atomics;
mod barriers;
mod bounds;
#[path = "../../crates/codegen/tests/msl/cases/mod.rs"]
#[expect(dead_code, reason = "what the golden texts need beside the kernels")]
mod cases;
mod control;
mod copies;
mod device;
mod devices;
mod divergence;
mod front;
mod geometry;
mod golden;
#[path = "../../crates/codegen/tests/msl/kernel.rs"]
#[expect(dead_code, reason = "what the golden texts need beside the kernels")]
mod kernel;
mod launches;
mod masked;
mod matmul;
mod matrices;
mod memory;
mod metal;
mod mlir;
mod msl;
mod ordering;
mod reverse;
mod simd;
mod support;
mod vectors;
