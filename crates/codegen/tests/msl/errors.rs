//! What Metal cannot do: the whole text of each finding.

use crate::cases::USUAL;
use crate::kernel::K;
use enigma_codegen::msl::{AsyncCopy, Options, function_name};
use enigma_core::Scalar;
use enigma_core::ir::Order;
use enigma_core::ops::atomic;

/// What the user reads, finding by finding.
fn rendered(k: K, async_copy: AsyncCopy) -> Vec<String> {
    let findings = k
        .emit(async_copy)
        .expect_err("something that Metal cannot do");
    findings.iter().map(|d| d.render(&|_, _| None)).collect()
}

#[test]
fn an_atomic_of_64_bits() {
    let mut k = K::new("count");
    let totals = k.b.buffer("totals", Scalar::U64);
    let tid = k.at(3).tid();
    k.at(4)
        .atomic(&atomic::ATOMIC_FETCH_ADD, totals, &[tid.into(), 1.into()]);
    let want = "\
[E0503] atomic_fetch_add on ulong is not available on Metal
  --> work/count.py:4
  = Metal's 64-bit atomics are min and max of ulong in device memory, without a result
  = give totals elements of int or uint";
    assert_eq!(rendered(k, AsyncCopy::Cooperative), [want]);
}

#[test]
fn an_atomic_of_64_bits_whose_result_is_read() {
    let mut k = K::new("largest");
    let (bound, out) = (
        k.b.buffer("bound", Scalar::U64),
        k.b.buffer("out", Scalar::U64),
    );
    let tid = k.at(3).tid();
    let old = k
        .at(4)
        .atomic(&atomic::ATOMIC_FETCH_MAX, bound, &[0.into(), 7.into()])
        .expect("a result");
    k.at(5).store(out, tid, old);
    let want = "\
[E0503] atomic_fetch_max on ulong is not available on Metal
  --> work/largest.py:4
  = Metal's 64-bit atomics are min and max of ulong in device memory, without a result
  = give bound elements of int or uint";
    assert_eq!(rendered(k, AsyncCopy::Cooperative), [want]);
}

#[test]
fn a_text_for_an_older_version_than_it_needs() {
    let emit = |newest| {
        let mut k = K::new("publish");
        let flags = k.b.buffer("flags", Scalar::U32);
        let orders = (Order::Release, Order::Relaxed);
        k.at(4)
            .ordered(&atomic::ATOMIC_STORE, flags, &[0.into(), 1.into()], orders);
        let options = Options {
            newest: Some(newest),
            ..USUAL
        };
        k.emit_for(&options)
    };
    let findings = emit((3, 1)).expect_err("an ordered atomic below 3.2");
    let want = "\
[E0501] publish needs Metal 3.2, for atomic_thread_fence and coherent buffers; the text is to be for 3.1
  --> work/publish.py:4
  = Metal 3.1 came with macOS 14, 3.2 with macOS 15";
    assert_eq!(findings[0].render(&|_, _| None), want);
    assert_eq!(findings.len(), 1);
    assert!(emit((3, 2)).is_ok());
}

#[test]
fn more_parameters_than_buffer_slots() {
    let mut k = K::new("wide");
    for n in 0..31 {
        let buffer = k.floats(&format!("A{n}"));
        k.at(3).store(buffer, 0, 1.0);
    }
    k.b.scalar("n", Scalar::U32);
    let want = "\
[E0402] wide has 32 parameters; Metal has 31 buffer slots
  --> work/wide.py:2
  = each buffer and each scalar takes one; pack scalars into a buffer";
    assert_eq!(rendered(k, AsyncCopy::Cooperative), [want]);
}

#[test]
fn a_copy_that_air_does_not_have() {
    let build = || {
        let mut k = K::new("shift");
        let (a, b) = (k.floats("A"), k.floats("B"));
        let copy = k
            .at(3)
            .b
            .async_copy_1d((a, 0.into()), (b, 0.into()), 4.into())
            .expect("a copy");
        k.at(4).b.async_copy_wait(&[copy]).expect("a wait");
        k
    };
    let want = "\
[E0501] async_copy_1d within one address space is not available on Metal as AIR
  --> work/shift.py:3
  = AIR copies between device and threadgroup memory
  = leave out async_copy=\"air\": the portable form takes any memory";
    assert_eq!(rendered(build(), AsyncCopy::Air), [want]);
    assert!(build().emit(AsyncCopy::Cooperative).is_ok());
}

/// Limits that every target has and what only Metal lacks are reported together, each with its line.
#[test]
fn all_findings_at_once() {
    let mut k = K::new("heavy");
    let totals = k.b.buffer("totals", Scalar::I64);
    let tid = k.at(3).tid();
    let big = k.at(4).shared("big", Scalar::F32, &[64, 128]);
    let more = k.at(5).shared("more", Scalar::U8, &[16]);
    k.at(6).store(big, tid, 1.0);
    k.at(7).store(more, tid, 1);
    k.at(8)
        .atomic(&atomic::ATOMIC_FETCH_MIN, totals, &[tid.into(), 1.into()]);
    k.at(9)
        .atomic(&atomic::ATOMIC_FETCH_XOR, totals, &[tid.into(), 1.into()]);
    let findings = rendered(k, AsyncCopy::Cooperative);
    let first_lines: Vec<&str> = findings
        .iter()
        .filter_map(|text| text.lines().next())
        .collect();
    let want = [
        "[E0401] heavy needs 32784 bytes of threadgroup memory; the device has 32768",
        "[E0503] atomic_fetch_min on long is not available on Metal",
        "[E0503] atomic_fetch_xor on long is not available on Metal",
    ];
    assert_eq!(first_lines, want);
    assert!(
        findings[0].contains("big: 8192 x float = 32768 bytes (work/heavy.py:4)"),
        "{}",
        findings[0]
    );
}

#[test]
fn what_is_never_used_is_no_finding() {
    let mut k = K::new("idle");
    let longs = k.b.buffer("longs", Scalar::I64);
    let x = k.at(3).load(longs, 0);
    k.add(x, 1);
    let text = k.emit(AsyncCopy::Cooperative).expect("text");
    assert!(!text.contains("longs["), "{text}");
}

#[test]
fn kernel_names_that_metal_reserves_are_escaped() {
    assert_eq!(function_name("main"), "main_");
    assert_eq!(function_name("reverse"), "reverse");
}
