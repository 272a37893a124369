//! Simdgroup matrices.

use super::{Input, Memory, Tracer};
use enigma_core::Scalar;
use enigma_core::ir::builder::{Builder, Fallible, MatrixPlace, Operand};
use enigma_core::ir::{self, Local};
use enigma_core::types::Type;

/// Eight rows of eight floats, which the lanes of a simdgroup hold together.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'k> {
    tracer: &'k Tracer,
    /// None stands for a matrix that could not be made; operations on it are passed over.
    handle: Option<ir::Value>,
}

/// A variable that holds a matrix: what is assigned in a branch or loop is seen after it.
#[derive(Clone, Copy, Debug)]
pub struct MatrixVar<'k> {
    tracer: &'k Tracer,
    local: Option<Local>,
}

/// Where a matrix lies in memory.
#[derive(Clone, Copy, Debug)]
pub struct Tile<'k> {
    memory: Memory<'k>,
    offset: Input<'k>,
    origin: [Input<'k>; 2],
    elements_per_row: Input<'k>,
    transpose: bool,
}

impl<'k> Memory<'k> {
    /// The matrix at the start of the memory, whose rows are that far apart.
    pub fn tile(self, elements_per_row: impl Into<Input<'k>>) -> Tile<'k> {
        Tile {
            memory: self,
            offset: 0.into(),
            origin: [0.into(), 0.into()],
            elements_per_row: elements_per_row.into(),
            transpose: false,
        }
    }
}

impl<'k> Tile<'k> {
    /// So many elements further on.
    #[must_use]
    pub fn at(self, offset: impl Into<Input<'k>>) -> Tile<'k> {
        let offset = offset.into();
        Tile { offset, ..self }
    }

    /// From that column and row on.
    #[must_use]
    pub fn origin(self, column: impl Into<Input<'k>>, row: impl Into<Input<'k>>) -> Tile<'k> {
        let origin = [column.into(), row.into()];
        Tile { origin, ..self }
    }

    /// Rows in memory are columns of the matrix.
    #[must_use]
    pub fn transposed(self) -> Tile<'k> {
        Tile {
            transpose: true,
            ..self
        }
    }

    /// Reads the matrix; all 32 lanes of a simdgroup come here together, with the same arguments.
    #[track_caller]
    pub fn load(self) -> Matrix<'k> {
        let tracer = self.memory.tracer;
        match self.place() {
            Some(place) => tracer.matrix(|b| b.matrix_load(place)),
            None => tracer.no_matrix(),
        }
    }

    /// Writes a matrix.
    #[track_caller]
    pub fn store(self, matrix: Matrix<'k>) {
        let tracer = self.memory.tracer;
        let (place, matrix) = (self.place(), tracer.matrix_operand(matrix));
        if let (Some(place), Some(matrix)) = (place, matrix) {
            tracer.step(|b| b.matrix_store(matrix, place));
        }
    }

    #[track_caller]
    fn place(self) -> Option<MatrixPlace> {
        let [column, row] = self.origin;
        let inputs = [self.offset, column, row, self.elements_per_row];
        let operands = self.memory.tracer.operands(&inputs)?;
        let [offset, column, row, elements_per_row] = operands[..] else {
            return None;
        };
        Some(MatrixPlace {
            memory: self.memory.handle?,
            offset,
            origin: [column, row],
            elements_per_row,
            transpose: self.transpose,
        })
    }
}

impl<'k> Matrix<'k> {
    /// The matrix product, of two matrices of one dtype.
    #[track_caller]
    pub fn multiply(self, other: Matrix<'k>) -> Matrix<'k> {
        let (a, b) = (
            self.tracer.matrix_operand(self),
            self.tracer.matrix_operand(other),
        );
        match a.zip(b) {
            Some((x, y)) => self.tracer.matrix(|b| b.matrix_multiply(x, y)),
            None => self.tracer.no_matrix(),
        }
    }

    /// The matrix product plus `sum`, in the dtype of `sum`.
    #[track_caller]
    pub fn multiply_accumulate(self, other: Matrix<'k>, sum: Matrix<'k>) -> Matrix<'k> {
        let tracer = self.tracer;
        let (a, b) = (tracer.matrix_operand(self), tracer.matrix_operand(other));
        match (a, b, tracer.matrix_operand(sum)) {
            (Some(x), Some(y), Some(z)) => tracer.matrix(|b| b.matrix_multiply_accumulate(x, y, z)),
            _ => tracer.no_matrix(),
        }
    }
}

impl<'k> MatrixVar<'k> {
    /// Its matrix here.
    #[track_caller]
    pub fn get(self) -> Matrix<'k> {
        match self.local {
            Some(local) => self.tracer.matrix(|b| b.local_get(local)),
            None => self.tracer.no_matrix(),
        }
    }

    /// Assigns a matrix of the same dtype.
    #[track_caller]
    pub fn set(self, matrix: Matrix<'k>) {
        let matrix = self.tracer.matrix_operand(matrix);
        if let (Some(local), Some(matrix)) = (self.local, matrix) {
            self.tracer.step(|b| b.local_set(local, matrix));
        }
    }
}

impl Tracer {
    /// A matrix with one value in every place.
    #[track_caller]
    pub fn filled_matrix<'k>(&'k self, value: impl Into<Input<'k>>, dtype: Scalar) -> Matrix<'k> {
        match self.operand(value.into()) {
            Some(value) => self.matrix(|b| b.matrix_fill(value, dtype)),
            None => self.no_matrix(),
        }
    }

    /// A variable that begins with that matrix.
    #[track_caller]
    pub fn matrix_var<'k>(&'k self, init: Matrix<'k>) -> MatrixVar<'k> {
        let operand = self.matrix_operand(init);
        let ty: Option<Type> = init.handle.map(|v| self.peek(|b| b.ty(v)));
        // No closure around the step: it would be the caller that the step sees.
        let local = match operand.zip(ty) {
            Some((init, ty)) => self.step(|b| b.local(ty, "a variable", init)),
            None => None,
        };
        MatrixVar {
            tracer: self,
            local,
        }
    }

    #[track_caller]
    fn matrix(&self, step: impl FnOnce(&mut Builder) -> Fallible<ir::Value>) -> Matrix<'_> {
        Matrix {
            tracer: self,
            handle: self.step(step),
        }
    }

    fn no_matrix(&self) -> Matrix<'_> {
        Matrix {
            tracer: self,
            handle: None,
        }
    }

    #[track_caller]
    fn matrix_operand(&self, matrix: Matrix<'_>) -> Option<Operand> {
        if std::ptr::eq(matrix.tracer, self) {
            return matrix.handle.map(Operand::Value);
        }
        self.wrong_kernel("matrix");
        None
    }
}
