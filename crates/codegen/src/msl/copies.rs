//! Async copies. By default the lanes of the simdgroup copy together, at once, and the wait orders what they
//! wrote; the AIR form issues copies that a unit of the GPU runs on its own.

use super::{AsyncCopy, barriers, types};
use crate::clike::{Emitter, Expr};
use enigma_core::Scalar;
use enigma_core::ir::{Attr, MemFlags, Memory, OpData, Value};

/// `dst_offset, src_offset, count`
pub fn copy_1d(form: AsyncCopy, e: &mut Emitter<'_>, op: &OpData) {
    let (dst, src) = sides(op);
    let to = e.address(dst, op.operands[0]);
    let from = e.address(src, op.operands[1]);
    let count = extent(e, op.operands[2]);
    match form {
        AsyncCopy::Cooperative => {
            e.helper(COOPERATIVE_1D.to_string());
            let call = Expr::call("enigma_copy", &[to, from, count]);
            e.line(&format!("{call};"), Some(&op.loc));
        }
        AsyncCopy::Air => air_call(e, op, "1d", &[to, from, count]),
    }
}

/// `dst_offset, dst_row, src_offset, src_row, columns, rows`
pub fn copy_2d(form: AsyncCopy, e: &mut Emitter<'_>, op: &OpData) {
    let (dst, src) = sides(op);
    let to = e.address(dst, op.operands[0]);
    let from = e.address(src, op.operands[2]);
    let [to_row, from_row, columns, rows] = [1, 3, 4, 5].map(|n| extent(e, op.operands[n]));
    let args = [to, to_row, from, from_row, columns, rows];
    match form {
        AsyncCopy::Cooperative => {
            e.helper(COOPERATIVE_2D.to_string());
            let call = Expr::call("enigma_copy_2d", &args);
            e.line(&format!("{call};"), Some(&op.loc));
        }
        AsyncCopy::Air => air_call(e, op, "2d", &args),
    }
}

/// Waits for copies; afterwards their data is ordered for the lanes of the simdgroup.
pub fn wait(form: AsyncCopy, e: &mut Emitter<'_>, op: &OpData) {
    match form {
        AsyncCopy::Cooperative => {
            let flags = barriers::flags(&[MemFlags::DeviceAndThreadgroup]);
            e.line(&format!("simdgroup_barrier({flags});"), Some(&op.loc));
        }
        AsyncCopy::Air => {
            e.helper(AIR_WAIT.to_string());
            let events: Vec<&str> = op.operands.iter().map(|&v| e.name(v)).collect();
            let (count, list) = (events.len(), events.join(", "));
            let name = e.fresh_name("events");
            e.line(
                &format!("thread _simdgroup_event_t* {name}[] = {{{list}}};"),
                Some(&op.loc),
            );
            e.line(&format!("enigma_air_wait({count}, {name});"), Some(&op.loc));
        }
    }
}

fn sides(op: &OpData) -> (Memory, Memory) {
    match op.attr {
        Attr::Copy { dst, src } => (dst, src),
        _ => panic!("internal error: a copy of nothing"),
    }
}

/// A count as `uint`; nothing is copied where it is negative.
fn extent(e: &Emitter<'_>, v: Value) -> Expr {
    let ty = e.kernel().dtype(v);
    if ty.is_signed() && e.kernel().constant(v).is_none() {
        let zero = if ty == Scalar::I32 {
            Expr::primary("0")
        } else {
            Expr::call(types::name(ty), &[Expr::primary("0")])
        };
        let bounded = Expr::call("max", &[e.value(v), zero]);
        return Expr::call("uint", &[bounded]);
    }
    e.as_integer(v, Scalar::U32)
}

const COOPERATIVE_1D: &str = "\
// Copies count elements; the active lanes of the simdgroup share the work.
template <typename To, typename From>
inline void enigma_copy(To to, From from, uint count) {
    uint lane = simd_prefix_exclusive_sum(1u);
    uint lanes = simd_sum(1u);
    for (uint i = lane; i < count; i += lanes) {
        to[i] = from[i];
    }
}
";

const COOPERATIVE_2D: &str = "\
// Copies a tile between rows of to_row and from_row elements; the active lanes of the simdgroup share the work.
template <typename To, typename From>
inline void enigma_copy_2d(To to, uint to_row, From from, uint from_row, uint columns, uint rows) {
    uint lane = simd_prefix_exclusive_sum(1u);
    uint lanes = simd_sum(1u);
    for (uint i = lane; i < columns * rows; i += lanes) {
        uint row = i / columns;
        uint column = i % columns;
        to[row * to_row + column] = from[row * from_row + column];
    }
}
";

const AIR_EVENT: &str = "struct _simdgroup_event_t;\n";

const AIR_WAIT: &str = "\
void enigma_air_wait(int count, thread _simdgroup_event_t** events)
    __asm(\"air.wait_simdgroup_events\");
";

/// `thread _simdgroup_event_t* event = enigma_copy_2d<float>(...);`
fn air_call(e: &mut Emitter<'_>, op: &OpData, kind: &str, args: &[Expr]) {
    let (dst, src) = sides(op);
    let ty = types::name(e.kernel().element(dst));
    e.helper(AIR_EVENT.to_string());
    e.helper(air_declaration(kind, dst, src));
    e.helper(air_wrapper(kind, dst, src));
    let name = e.name_value(op.result(), "copy");
    let call = Expr::call(&format!("enigma_air_copy_{kind}<{ty}>"), args);
    e.line(
        &format!("thread _simdgroup_event_t* {name} = {call};"),
        Some(&op.loc),
    );
}

/// The number of an address space in AIR.
fn air_space(memory: Memory) -> u32 {
    match memory {
        Memory::Buffer(_) => 1,
        Memory::Threadgroup(_) => 3,
    }
}

/// The private symbols, as known from public use of them: sizes, destination, source; in two dimensions also
/// rows, tiles, an offset into the source tile and what lies outside of it (0: zeros).
fn air_declaration(kind: &str, dst: Memory, src: Memory) -> String {
    let (to, from) = (types::space(dst), types::space(src));
    let symbol = format!(
        "air.simdgroup_async_copy_{kind}.p{}i8.p{}i8",
        air_space(dst),
        air_space(src)
    );
    let params = match kind {
        "1d" => {
            format!("ulong size, ulong align, {to} void* to, const {from} void* from, ulong count")
        }
        _ => format!(
            "ulong size, ulong align,\n    {to} void* to, ulong to_row, ulong to_unit, ulong2 to_tile,\n    \
             const {from} void* from, ulong from_row, ulong from_unit, ulong2 from_tile,\n    \
             long2 offset, int outside"
        ),
    };
    format!(
        "thread _simdgroup_event_t* enigma_air_{kind}(\n    {params})\n    __asm(\"{symbol}\");\n"
    )
}

fn air_wrapper(kind: &str, dst: Memory, src: Memory) -> String {
    let (to, from) = (types::space(dst), types::space(src));
    let (params, args) = match kind {
        "1d" => (
            format!("{to} T* to, const {from} T* from, uint count"),
            ", to, from, count",
        ),
        _ => (
            format!(
                "{to} T* to, uint to_row, const {from} T* from, uint from_row, uint columns, uint rows"
            ),
            ",\n        to, to_row, 1, ulong2(columns, rows),\n        \
             from, from_row, 1, ulong2(columns, rows),\n        long2(0), 0",
        ),
    };
    format!(
        "template <typename T>\n\
         inline thread _simdgroup_event_t* enigma_air_copy_{kind}(\n    {params}\n) {{\n    \
             return enigma_air_{kind}(sizeof(T), alignof(T){args});\n}}\n"
    )
}
