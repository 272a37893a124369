//! Tests of the core through its public face: one binary, a module per concern.

#[path = "core/errors.rs"]
mod errors;
#[path = "core/expansions.rs"]
mod expansions;
#[path = "core/fuzz.rs"]
mod fuzz;
#[path = "../../../fuzz/generate.rs"]
mod generate;
#[path = "core/interp_control.rs"]
mod interp_control;
#[path = "core/interp_launch.rs"]
mod interp_launch;
#[path = "core/interp_memory.rs"]
mod interp_memory;
#[path = "core/interp_simd.rs"]
mod interp_simd;
#[path = "core/interp_sync.rs"]
mod interp_sync;
#[path = "core/numbers.rs"]
mod numbers;
#[path = "core/passes.rs"]
mod passes;
#[path = "core/printer.rs"]
mod printer;
#[path = "core/promotion.rs"]
mod promotion;
#[path = "core/revise.rs"]
mod revise;
#[path = "core/support.rs"]
mod support;
#[path = "core/table.rs"]
mod table;
#[path = "core/uniformity.rs"]
mod uniformity;
#[path = "core/verifier.rs"]
mod verifier;
