//! Vectors in memory: a vector's components are neighbouring elements.

use super::{Builder, Fallible, Operand};
use crate::diag::Code;
use crate::ir::{Argument, Bundle, MAX_COMPONENTS, Memory, Value};
use crate::ops::arith;

impl Builder {
    /// The flat index of each of so many elements from the one at the index on.
    fn elements(&mut self, mem: Memory, index: &[Operand], size: usize) -> Fallible<Vec<Operand>> {
        self.check_vector_size(size)?;
        let first = self.flat_index(mem, index)?;
        let at = |b: &mut Builder, n: usize| match first {
            Operand::Int(first) => Ok(Operand::Int(first + n as i128)),
            other if n == 0 => Ok(other),
            other => {
                let base = b.index_operand("an index", other)?;
                let sum = b.op(&arith::ADD, &[base.into(), n.into()], None)?;
                Ok(sum.into())
            }
        };
        (0..size).map(|n| at(self, n)).collect()
    }

    fn check_vector_size(&self, size: usize) -> Fallible<()> {
        if (2..=MAX_COMPONENTS).contains(&size) {
            return Ok(());
        }
        let e = self.error(Code::BadSize, format!("a vector of {size} components"));
        Err(Box::new(e.note("expected 2, 3 or 4")))
    }

    /// The index of the first element of a vector, where the index counts vectors.
    pub fn vector_index(&mut self, index: Operand, size: usize) -> Fallible<Operand> {
        match index {
            Operand::Int(n) => Ok(Operand::Int(n * size as i128)),
            other => {
                let index = self.index_operand("an index", other)?;
                Ok(self
                    .op(&arith::MUL, &[index.into(), size.into()], None)?
                    .into())
            }
        }
    }

    /// So many elements from the index on, as a vector.
    pub fn load_vector(&mut self, mem: Memory, index: &[Operand], size: usize) -> Fallible<Bundle> {
        let places = self.elements(mem, index, size)?;
        let values = places
            .iter()
            .map(|&at| self.load(mem, &[at]))
            .collect::<Fallible<Vec<Value>>>()?;
        Ok(Bundle::new(&values))
    }

    /// Stores the components of a vector, or a scalar so many times, from the index on.
    pub fn store_vector(
        &mut self,
        mem: Memory,
        index: &[Operand],
        value: &Argument,
        size: usize,
    ) -> Fallible<()> {
        self.check_stored(mem, value, size)?;
        let places = self.elements(mem, index, size)?;
        for (n, &at) in places.iter().enumerate() {
            self.store(mem, &[at], value.component(n))?;
        }
        Ok(())
    }

    /// `load_vector` where the mask holds, else the default; touches nothing where it does not hold.
    pub fn load_vector_if(
        &mut self,
        mem: Memory,
        index: &[Operand],
        mask: Operand,
        default: &Argument,
        size: usize,
    ) -> Fallible<Bundle> {
        self.check_stored(mem, default, size)?;
        let places = self.elements(mem, index, size)?;
        let mut values = Vec::with_capacity(size);
        for (n, &at) in places.iter().enumerate() {
            values.push(self.load_if(mem, &[at], mask, default.component(n))?);
        }
        Ok(Bundle::new(&values))
    }

    /// `store_vector` where the mask holds.
    pub fn store_vector_if(
        &mut self,
        mem: Memory,
        index: &[Operand],
        value: &Argument,
        mask: Operand,
        size: usize,
    ) -> Fallible<()> {
        let block = self.if_begin(mask)?;
        self.store_vector(mem, index, value, size)?;
        self.if_end(block)
    }

    /// One element takes one value, and a vector of elements a vector of its size or a scalar.
    pub fn check_stored(&self, mem: Memory, value: &Argument, size: usize) -> Fallible<()> {
        if value.size() == 1 || value.size() == size {
            return Ok(());
        }
        let (found, element) = (self.describe(value), self.kernel.element(mem));
        let name = self.kernel.memory_name(mem);
        let (wanted, fix) = match size {
            1 => (
                element.to_string(),
                format!(
                    "store a component, {name}[i] = v.x, or all of them, {name}.store_vec(i, v)"
                ),
            ),
            _ => (
                format!("vec<{size},{element}>"),
                "take as many components: v.xy".into(),
            ),
        };
        let message = format!("cannot store {found} into {name}, which is {wanted}");
        Err(Box::new(self.error(Code::StoreType, message).note(fix)))
    }
}
