//! Building of operations on simdgroup matrices.

use super::{Builder, Fallible, Operand};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Attr, Memory, Value};
use crate::ops::{Class, OpDef, arith, matrix};
use crate::types::{Scalar, Type};

/// Where a simdgroup matrix lies in memory.
#[derive(Clone, Copy, Debug)]
pub struct MatrixPlace {
    /// The memory.
    pub memory: Memory,
    /// Its first element, in elements.
    pub offset: Operand,
    /// Column and row of the matrix's first element, counted from the offset.
    pub origin: [Operand; 2],
    /// Elements from one row to the next.
    pub elements_per_row: Operand,
    /// Whether rows in memory are columns of the matrix.
    pub transpose: bool,
}

impl MatrixPlace {
    /// At the start of a memory, rows that far apart.
    pub fn new(memory: Memory, elements_per_row: Operand) -> MatrixPlace {
        MatrixPlace {
            memory,
            offset: Operand::Int(0),
            origin: [Operand::Int(0); 2],
            elements_per_row,
            transpose: false,
        }
    }
}

impl Builder {
    /// `simdgroup_matrix_load`
    pub fn matrix_load(&mut self, place: MatrixPlace) -> Fallible<Value> {
        let op = &matrix::SIMDGROUP_MATRIX_LOAD;
        let dtype = self.kernel.element(place.memory);
        self.check_matrix_memory(op, place.memory)?;
        let (operands, attr) = self.matrix_place(op, place)?;
        Ok(self.emit1(op, operands, attr, Type::Matrix(dtype)))
    }

    /// `simdgroup_matrix_store`
    pub fn matrix_store(&mut self, value: Operand, place: MatrixPlace) -> Fallible<()> {
        let op = &matrix::SIMDGROUP_MATRIX_STORE;
        let (v, dtype) = self.matrix_of(op, value)?;
        self.check_matrix_memory(op, place.memory)?;
        let found = self.kernel.element(place.memory);
        if found != dtype {
            let name = self.kernel.memory_name(place.memory);
            let message = format!("cannot store a matrix of {dtype} into {name}, which is {found}");
            let e = self.error(Code::StoreType, message);
            return Err(Box::new(e.note("matrices do not convert")));
        }
        let (mut operands, attr) = self.matrix_place(op, place)?;
        operands.push(v);
        self.emit(op, operands, attr, &[]);
        Ok(())
    }

    /// `make_filled_simdgroup_matrix`
    pub fn matrix_fill(&mut self, value: Operand, dtype: Scalar) -> Fallible<Value> {
        let op = &matrix::MAKE_FILLED_SIMDGROUP_MATRIX;
        self.check_matrix_dtype(op, dtype)?;
        let value = self.convert(value, dtype, op.name)?;
        Ok(self.emit1(op, vec![value], Attr::None, Type::Matrix(dtype)))
    }

    /// `simdgroup_multiply`
    pub fn matrix_multiply(&mut self, a: Operand, b: Operand) -> Fallible<Value> {
        let op = &matrix::SIMDGROUP_MULTIPLY;
        let (a, b, dtype) = self.factors(op, a, b)?;
        Ok(self.emit1(op, vec![a, b], Attr::None, Type::Matrix(dtype)))
    }

    /// `simdgroup_multiply_accumulate`
    pub fn matrix_multiply_accumulate(
        &mut self,
        a: Operand,
        b: Operand,
        c: Operand,
    ) -> Fallible<Value> {
        let op = &matrix::SIMDGROUP_MULTIPLY_ACCUMULATE;
        let (a, b, dtype) = self.factors(op, a, b)?;
        let (c, sum) = self.matrix_of(op, c)?;
        if sum != dtype && sum != Scalar::F32 {
            let message = format!("{} of {dtype} matrices does not add to {sum}", op.name);
            let e = self.error(Code::OperandType, message);
            return Err(Box::new(e.note(if dtype == Scalar::F32 {
                "the sums of float matrices are float".into()
            } else {
                format!("their sums are {dtype} or float")
            })));
        }
        Ok(self.emit1(op, vec![a, b, c], Attr::None, Type::Matrix(sum)))
    }

    fn factors(&self, op: &OpDef, a: Operand, b: Operand) -> Fallible<(Value, Value, Scalar)> {
        let ((a, left), (b, right)) = (self.matrix_of(op, a)?, self.matrix_of(op, b)?);
        if left == right {
            return Ok((a, b, left));
        }
        let message = format!(
            "{} does not take matrices of {left} and of {right}",
            op.name
        );
        let e = self.error(Code::OperandType, message);
        Err(Box::new(e.note("both factors have one dtype")))
    }

    /// A matrix, and the dtype of its elements.
    fn matrix_of(&self, op: &OpDef, arg: Operand) -> Fallible<(Value, Scalar)> {
        let found = match arg {
            Operand::Value(v) => {
                self.check_scope(v)?;
                match self.ty(v) {
                    Type::Matrix(dtype) => return Ok((v, dtype)),
                    other => other.to_string(),
                }
            }
            literal => literal.describe(),
        };
        let e = self.error(
            Code::OperandType,
            format!("{} does not take {found}", op.name),
        );
        Err(Box::new(e.note(
            "expected a simdgroup matrix: simdgroup_matrix_load or make_filled_simdgroup_matrix gives one",
        )))
    }

    fn check_matrix_memory(&self, op: &OpDef, memory: Memory) -> Fallible<()> {
        let dtype = self.kernel.element(memory);
        self.check_matrix_dtype(op, dtype)
            .map_err(|e: Box<Diagnostic>| {
                let name = self.kernel.memory_name(memory);
                Box::new(e.note(format!("{name} is {dtype}")))
            })
    }

    fn check_matrix_dtype(&self, op: &OpDef, dtype: Scalar) -> Fallible<()> {
        if Class::FLOAT.contains(dtype) {
            return Ok(());
        }
        let message = format!("{} does not take matrices of {dtype}", op.name);
        let e = self.error(Code::OperandType, message);
        Err(Box::new(
            e.note("a simdgroup matrix is of half, bfloat or float"),
        ))
    }

    /// The index of the first element and the distance of the rows, and the immediate.
    fn matrix_place(&mut self, op: &OpDef, place: MatrixPlace) -> Fallible<(Vec<Value>, Attr)> {
        let [column, row] = place.origin;
        let (name, distance) = (op.name, place.elements_per_row);
        let skipped = self.combined(name, &arith::MUL, row, distance)?;
        let start = self.combined(name, &arith::ADD, place.offset, skipped)?;
        let start = self.combined(name, &arith::ADD, start, column)?;
        let operands = vec![
            self.index_operand(name, start)?,
            self.index_operand(name, distance)?,
        ];
        let attr = Attr::Matrix {
            memory: place.memory,
            transpose: place.transpose,
        };
        Ok((operands, attr))
    }

    /// A sum or product of indices; of literals, and with 0, at once.
    fn combined(
        &mut self,
        name: &str,
        op: &'static OpDef,
        a: Operand,
        b: Operand,
    ) -> Fallible<Operand> {
        let is_sum = op == &arith::ADD;
        match (a, b) {
            (Operand::Int(a), Operand::Int(b)) => {
                let combined = if is_sum {
                    a.checked_add(b)
                } else {
                    a.checked_mul(b)
                };
                Ok(Operand::Int(combined.unwrap_or(i128::MAX)))
            }
            (Operand::Int(0), other) | (other, Operand::Int(0)) => {
                Ok(if is_sum { other } else { Operand::Int(0) })
            }
            (a, b) => {
                let (a, b) = (self.index_operand(name, a)?, self.index_operand(name, b)?);
                Ok(self.op(op, &[a.into(), b.into()], None)?.into())
            }
        }
    }
}
