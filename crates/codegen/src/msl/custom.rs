//! Memory, barriers, lanes, atomics and async copies.

use super::writer::Writer;
use enigma_core::Scalar;
use enigma_core::ir::{Attr, MemFlags, Memory, OpData};
use enigma_core::ops::{AtomicOp, Kind, SimdOp};

impl Writer<'_> {
    pub(super) fn access(&mut self, op: &OpData) {
        let Attr::Memory(memory) = op.attr else {
            panic!("internal error: {} without memory", op.op.name)
        };
        let name = self.memory(memory).to_string();
        let index = self.get(op.operands[0]);
        match op.op.kind {
            Kind::Store => {
                let value = self.get(op.operands[1]);
                self.line(&format!("{name}[{index}] = {value};"), Some(op));
            }
            Kind::LoadIf => {
                // The index is selected first: memory is never touched where the mask is false.
                let (mask, default) = (self.get(op.operands[1]), self.get(op.operands[2]));
                self.declare(
                    op,
                    "value",
                    &format!("{mask} ? {name}[{index}] : {default}"),
                );
            }
            _ => self.declare(op, "value", &format!("{name}[{index}]")),
        }
    }

    pub(super) fn barrier(&mut self, op: &OpData) {
        let (function, flags) = match (op.op.kind, op.attr) {
            (Kind::Barrier, Attr::Flags(flags)) => ("threadgroup_barrier", flags),
            (_, Attr::Flags(flags)) => ("simdgroup_barrier", flags),
            _ => ("simdgroup_barrier", MemFlags::DeviceAndThreadgroup),
        };
        let flags = match flags {
            MemFlags::DeviceAndThreadgroup => {
                "mem_flags::mem_device | mem_flags::mem_threadgroup".to_string()
            }
            one => format!("mem_flags::{}", one.name()),
        };
        self.line(&format!("{function}({flags});"), Some(op));
    }

    pub(super) fn simd(&mut self, op: &OpData, simd: SimdOp) {
        let ty = self.kernel.dtype(op.result());
        let value = self.get(op.operands[0]);
        let value = if ty == Scalar::BF16 {
            format!("float({value})")
        } else {
            value
        };
        let lane = op
            .operands
            .get(1)
            .map(|&v| format!(", ushort({})", self.get(v)))
            .unwrap_or_default();
        let name = match simd {
            SimdOp::Sum => "simd_sum",
            SimdOp::Max => "simd_max",
            SimdOp::Min => "simd_min",
            SimdOp::Shuffle => "simd_shuffle",
            SimdOp::ShuffleXor => "simd_shuffle_xor",
            SimdOp::ShuffleDown => "simd_shuffle_down",
            SimdOp::Broadcast => "simd_broadcast",
        };
        let text = format!("{name}({value}{lane})");
        self.declare(
            op,
            "lanes",
            &if ty == Scalar::BF16 {
                format!("bfloat({text})")
            } else {
                text
            },
        );
    }

    pub(super) fn atomic(&mut self, op: &OpData, atomic: AtomicOp) {
        let Attr::Atomic { memory, .. } = op.attr else {
            panic!("internal error: an atomic without memory")
        };
        let element = self.kernel.element(memory);
        let space = if matches!(memory, Memory::Buffer(_)) {
            "device"
        } else {
            "threadgroup"
        };
        let args: Vec<String> = op.operands.iter().map(|&v| self.get(v)).collect();
        let place = format!(
            "({space} atomic_{element}*)&{}[{}]",
            self.memory(memory),
            args[0]
        );
        let relaxed = "memory_order_relaxed";
        let name = match atomic {
            AtomicOp::Load => "load",
            AtomicOp::Store => "store",
            AtomicOp::Exchange => "exchange",
            AtomicOp::Add => "fetch_add",
            AtomicOp::Sub => "fetch_sub",
            AtomicOp::Min => "fetch_min",
            AtomicOp::Max => "fetch_max",
            AtomicOp::And => "fetch_and",
            AtomicOp::Or => "fetch_or",
            AtomicOp::Xor => "fetch_xor",
            AtomicOp::CompareExchange => {
                let expected = self.names.fresh("expected");
                self.line(&format!("{element} {expected} = {};", args[1]), Some(op));
                let call = format!("({place}, &{expected}, {}, {relaxed}, {relaxed})", args[2]);
                self.declare(
                    op,
                    "exchanged",
                    &format!("atomic_compare_exchange_weak_explicit{call}"),
                );
                return;
            }
        };
        let value = args.get(1).map(|v| format!(", {v}")).unwrap_or_default();
        let call = format!("atomic_{name}_explicit({place}{value}, {relaxed})");
        match op.results.first() {
            Some(&v) if self.is_used(v) => self.declare(op, "old", &call),
            _ => self.line(&format!("{call};"), Some(op)),
        }
    }

    /// The active lanes share the elements out among themselves.
    pub(super) fn copy(&mut self, op: &OpData) {
        let Attr::Copy { dst, src } = op.attr else {
            panic!("internal error: a copy without memory")
        };
        let (dst, src) = (self.memory(dst).to_string(), self.memory(src).to_string());
        let a: Vec<String> = op.operands.iter().map(|&v| self.get(v)).collect();
        let [lane, lanes, n] = ["lane", "lanes", "n"].map(|name| self.names.fresh(name));
        let (count, to, from) = match &a[..] {
            [to, from, count] => (
                count.clone(),
                format!("{to} + {n}"),
                format!("{from} + {n}"),
            ),
            [to, to_row, from, from_row, columns, rows] => (
                format!("{columns} * {rows}"),
                format!("{to} + {n} / {columns} * {to_row} + {n} % {columns}"),
                format!("{from} + {n} / {columns} * {from_row} + {n} % {columns}"),
            ),
            _ => panic!("internal error: operands of an async copy"),
        };
        self.line(
            &format!("uint {lane} = simd_prefix_exclusive_sum(1u);"),
            Some(op),
        );
        self.line(&format!("uint {lanes} = simd_sum(1u);"), None);
        self.line(&format!("for (uint {n} = {lane}; {n} < uint({count}); {n} += {lanes}) {dst}[{to}] = {src}[{from}];"), None);
        self.set(op.result(), String::new());
    }
}
