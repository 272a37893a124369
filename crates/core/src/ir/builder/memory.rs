//! Building of allocations, loads, stores and atomics.

use super::{Builder, Fallible, Operand};
use crate::constant::Const;
use crate::diag::Code;
use crate::ir::{Alloc, AllocId, Attr, Memory, Order, Value};
use crate::ops::{AtomicOp, Kind, OpDef, Res, arith, memory};
use crate::types::{Scalar, Type};

impl Builder {
    /// Threadgroup memory of the shape given; contents are undefined at start.
    pub fn alloc(&mut self, dtype: Scalar, shape: &[i128]) -> Fallible<AllocId> {
        if shape.is_empty() || shape.iter().any(|&n| n <= 0) {
            let text = shape
                .iter()
                .map(i128::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            let e = self.error(
                Code::BadSize,
                format!("threadgroup_alloc needs a positive size, not ({text})"),
            );
            return Err(Box::new(
                e.note("size is a number of elements, or a tuple of extents"),
            ));
        }
        let total = shape
            .iter()
            .try_fold(dtype.bytes() as i128, |a, &n| a.checked_mul(n));
        if total.is_none_or(|bytes| bytes > i128::from(u32::MAX)) {
            let e = self.error(
                Code::ThreadgroupMemory,
                "threadgroup_alloc of more than 4 GiB",
            );
            return Err(Box::new(
                e.note("a threadgroup has 32768 bytes on most devices"),
            ));
        }
        let shape = shape.iter().map(|&n| n as u32).collect();
        let name = format!("shared{}", self.kernel.allocs.len());
        let loc = self.loc.clone();
        self.kernel.allocs.push(Alloc {
            name,
            dtype,
            shape,
            loc,
        });
        Ok(AllocId(self.kernel.allocs.len() as u32 - 1))
    }

    /// The flat index of an access: one index, or one per dimension of the allocation.
    pub fn flat_index(&mut self, mem: Memory, index: &[Operand]) -> Fallible<Operand> {
        let name = self.kernel.memory_name(mem).to_string();
        let shape = match mem {
            Memory::Buffer(_) => None,
            Memory::Threadgroup(a) => Some(self.kernel.allocs[a.index()].shape.clone()),
        };
        if let [only] = index {
            let len = shape.map(|s| s.iter().map(|&n| i128::from(n)).product());
            self.check_constant(&name, *only, len)?;
            return Ok(*only);
        }
        let Some(shape) = shape.filter(|s| s.len() == index.len()) else {
            let found = index.len();
            let e = self.error(
                Code::BadRank,
                format!("{name} is indexed with {found} indices"),
            );
            return Err(Box::new(e.note(
                "a buffer has one dimension; threadgroup memory those of its size",
            )));
        };
        let mut flat = Operand::Int(0);
        for (&i, &extent) in index.iter().zip(&shape) {
            self.check_constant(&name, i, Some(i128::from(extent)))?;
            flat = self.horner(flat, extent, i)?;
        }
        Ok(flat)
    }

    /// `flat * extent + i`, on literals at once.
    fn horner(&mut self, flat: Operand, extent: u32, i: Operand) -> Fallible<Operand> {
        if let (Operand::Int(a), Operand::Int(b)) = (flat, i) {
            return Ok(Operand::Int(a * i128::from(extent) + b));
        }
        if flat == Operand::Int(0) {
            let v = self.index_operand("an index", i)?;
            return Ok(v.into());
        }
        let scaled: Operand = match flat {
            Operand::Int(a) => Operand::Int(a * i128::from(extent)),
            other => self.op(&arith::MUL, &[other, extent.into()], None)?.into(),
        };
        let i = self.index_operand("an index", i)?;
        Ok(self.op(&arith::ADD, &[scaled, i.into()], None)?.into())
    }

    fn check_constant(&self, name: &str, index: Operand, len: Option<i128>) -> Fallible<()> {
        let Operand::Int(i) = index else {
            return Ok(());
        };
        if i >= 0 && len.is_none_or(|n| i < n) {
            return Ok(());
        }
        let e = self.error(
            Code::IndexRange,
            format!("index {i} is out of range of {name}"),
        );
        Err(Box::new(match len {
            Some(n) => e.note(format!("it has {n} elements there; indices count from 0")),
            None => e.note("indices count from 0; there is no indexing from the end"),
        }))
    }

    /// `memory[index]`.
    pub fn load(&mut self, mem: Memory, index: &[Operand]) -> Fallible<Value> {
        let flat = self.flat_index(mem, index)?;
        let index = self.index_operand("an index", flat)?;
        let ty = self.kernel.element(mem).into();
        Ok(self.emit1(&memory::LOAD, vec![index], Attr::Memory(mem), ty))
    }

    /// `memory[index] = value`, converting as the language allows.
    pub fn store(&mut self, mem: Memory, index: &[Operand], value: Operand) -> Fallible<()> {
        let flat = self.flat_index(mem, index)?;
        let index = self.index_operand("an index", flat)?;
        let value = self.convert_element(mem, value)?;
        self.emit(&memory::STORE, vec![index, value], Attr::Memory(mem), &[]);
        Ok(())
    }

    /// `load_if`.
    pub fn load_if(
        &mut self,
        mem: Memory,
        index: &[Operand],
        mask: Operand,
        default: Operand,
    ) -> Fallible<Value> {
        // A constant index is not checked against the length: the mask may keep it from being read.
        let flat = if let [only] = index {
            *only
        } else {
            self.flat_index(mem, index)?
        };
        let index = self.index_operand("load_if", flat)?;
        let mask = self.condition("load_if", mask)?;
        let default = self.convert_element(mem, default)?;
        let ty = self.kernel.element(mem).into();
        Ok(self.emit1(
            &memory::LOAD_IF,
            vec![index, mask, default],
            Attr::Memory(mem),
            ty,
        ))
    }

    /// `store_if`: a store under a branch.
    pub fn store_if(
        &mut self,
        mem: Memory,
        index: &[Operand],
        value: Operand,
        mask: Operand,
    ) -> Fallible<()> {
        let block = self.if_begin(mask)?;
        self.store(mem, index, value)?;
        self.if_end(block)
    }

    fn convert_element(&mut self, mem: Memory, value: Operand) -> Fallible<Value> {
        let name = self.kernel.memory_name(mem).to_string();
        self.convert_stored(value, self.kernel.element(mem), &name)
    }

    /// An atomic of the table: `values` are its operands after the index.
    pub fn atomic(
        &mut self,
        op: &'static OpDef,
        mem: Memory,
        index: &[Operand],
        values: &[Operand],
        (order, failure): (Order, Order),
    ) -> Fallible<Option<Value>> {
        let Kind::Atomic(kind) = op.kind else {
            panic!("internal error: {} is not an atomic", op.name)
        };
        let element = self.kernel.element(mem);
        if !kind.accepts().contains(element) {
            let name = self.kernel.memory_name(mem).to_string();
            let e = self.error(
                Code::OperandType,
                format!("{} does not take {element} ({name})", op.name),
            );
            return Err(Box::new(
                e.note(format!("expected one of {}", kind.accepts().describe())),
            ));
        }
        self.check_order(op.name, kind, order, failure)?;
        let flat = self.flat_index(mem, index)?;
        let mut operands = vec![self.index_operand(op.name, flat)?];
        for &value in values {
            operands.push(self.convert_element(mem, value)?);
        }
        let attr = Attr::Atomic {
            memory: mem,
            order,
            failure,
        };
        let ty: Type = match op.sig.result {
            Res::Nothing => {
                self.emit(op, operands, attr, &[]);
                return Ok(None);
            }
            Res::Bool => Scalar::Bool.into(),
            _ => element.into(),
        };
        Ok(Some(self.emit1(op, operands, attr, ty)))
    }

    fn check_order(
        &self,
        name: &str,
        kind: AtomicOp,
        order: Order,
        failure: Order,
    ) -> Fallible<()> {
        let allowed: &[Order] = match kind {
            AtomicOp::Load => &[Order::Relaxed, Order::Acquire],
            AtomicOp::Store => &[Order::Relaxed, Order::Release],
            AtomicOp::Exchange
            | AtomicOp::Add
            | AtomicOp::Sub
            | AtomicOp::Min
            | AtomicOp::Max
            | AtomicOp::And
            | AtomicOp::Or
            | AtomicOp::Xor
            | AtomicOp::CompareExchange
            | AtomicOp::CompareSwap => &Order::ALL,
        };
        let wrong = if !allowed.contains(&order) {
            Some((order, allowed))
        } else if matches!(failure, Order::Release | Order::AcqRel) {
            Some((failure, &[Order::Relaxed, Order::Acquire][..]))
        } else {
            None
        };
        let Some((found, allowed)) = wrong else {
            return Ok(());
        };
        let names = allowed
            .iter()
            .map(|o| o.name())
            .collect::<Vec<_>>()
            .join(", ");
        let e = self.error(
            Code::BadOrder,
            format!("{name} does not take the order {}", found.name()),
        );
        Err(Box::new(e.note(format!("expected one of {names}"))))
    }

    /// A constant of a type that holds it, for expansions.
    pub fn number(&mut self, ty: Scalar, value: f64) -> Value {
        self.constant(Const::from_f64(ty, value))
    }
}
