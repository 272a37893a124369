//! Positions and sizes.

use super::emitter::{Emitter, Val};
use super::forms::Form;
use super::llvm::V;
use enigma_core::ir::{Attr, Dim, OpData};
use enigma_core::limits::SIMD_WIDTH;
use enigma_core::ops::Query;

impl Emitter<'_> {
    /// A query's answer for the chunk, or for the threadgroup where it has one.
    pub fn query(&self, query: Query, op: &OpData) -> Val {
        let dim = if let Attr::Dim(dim) = op.attr {
            dim
        } else {
            Dim::X
        };
        let d = dim.index();
        let entry = self.entry();
        let simd = self.i32(SIMD_WIDTH as u32);
        match query {
            Query::ThreadPositionInThreadgroup => self.position(dim),
            Query::ThreadPositionInGrid => {
                let first = self.ll.mul(self.group().position[d], entry.threads[d]);
                self.plus(self.position(dim), first)
            }
            Query::ThreadIndexInThreadgroup => Val::Linear(self.chunk().first, 1),
            Query::ThreadIndexInSimdgroup => {
                let last = self.i32(SIMD_WIDTH as u32 - 1);
                Val::Linear(self.ll.and(self.chunk().first, last), 1)
            }
            Query::SimdgroupIndexInThreadgroup => {
                Val::Scalar(self.ll.udiv(self.chunk().first, simd))
            }
            Query::ThreadgroupPositionInGrid => Val::Scalar(self.group().position[d]),
            Query::ThreadsPerThreadgroup => Val::Scalar(entry.extent[d]),
            Query::ThreadsPerGrid => Val::Scalar(entry.grid[d]),
            Query::ThreadgroupsPerGrid => Val::Scalar(entry.groups[d]),
            Query::ThreadsPerSimdgroup => Val::Scalar(simd),
            Query::SimdgroupsPerThreadgroup => {
                let up = self.ll.add(entry.total, self.i32(SIMD_WIDTH as u32 - 1));
                Val::Scalar(self.ll.udiv(up, simd))
            }
        }
    }

    fn plus(&self, val: Val, more: V) -> Val {
        match val {
            Val::Scalar(v) => Val::Scalar(self.ll.add(v, more)),
            Val::Linear(v, stride) => Val::Linear(self.ll.add(v, more), stride),
            Val::Pattern(v, pattern) => Val::Pattern(self.ll.add(v, more), pattern),
            Val::Vector(v) => Val::Vector(self.ll.add(v, self.splat(more))),
        }
    }

    /// The position in the threadgroup along a dimension, in the form that `Geometry` says.
    fn position(&self, dim: Dim) -> Val {
        let query = Query::ThreadPositionInThreadgroup;
        let first = self.chunk().first;
        match self.geometry.shape(query, dim, &self.forms.patterns).form {
            Form::Scalar if self.is_flat(dim) => Val::Scalar(self.i32(0)),
            Form::Scalar => Val::Scalar(self.along(first, dim, |_, n| n)),
            // Inside a row, or a threadgroup of one dimension.
            Form::Linear(stride) if self.geometry.has_rows() && dim == Dim::X => {
                let row = self.entry().extent[0];
                Val::Linear(self.ll.urem(first, row), stride)
            }
            Form::Linear(stride) => Val::Linear(first, stride),
            // Several rows in a chunk.
            Form::Pattern(pattern) if dim == Dim::X => Val::Pattern(self.i32(0), pattern),
            Form::Pattern(pattern) => {
                let row = self.entry().extent[0];
                Val::Pattern(self.ll.udiv(first, row), pattern)
            }
            Form::Vector => {
                let linear = self.ll.add(self.splat(first), self.lane_numbers(32));
                Val::Vector(self.along(linear, dim, |e, n| e.splat(n)))
            }
        }
    }

    fn is_flat(&self, dim: Dim) -> bool {
        self.geometry.extent[dim.index()] == Some(1)
    }

    /// A coordinate of a linear index, lanes or not.
    fn along(&self, linear: V, dim: Dim, shape: impl Fn(&Self, V) -> V) -> V {
        let [nx, ny, _] = self.entry().extent;
        let (nx, ny) = (shape(self, nx), shape(self, ny));
        let ll = &self.ll;
        match dim {
            Dim::X => ll.urem(linear, nx),
            Dim::Y => ll.urem(ll.udiv(linear, nx), ny),
            Dim::Z => ll.udiv(ll.udiv(linear, nx), ny),
        }
    }
}
