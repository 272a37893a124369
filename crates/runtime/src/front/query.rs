//! Positions and sizes. The plain method is the x component, `_xyz` takes the dimension.

use super::{Tracer, Value};
use enigma_core::ir::{Attr, Dim};
use enigma_core::ops::query;

macro_rules! queries {
    ($($x:ident $xyz:ident $op:ident;)*) => {
        impl Tracer {
            $(#[doc = concat!("`", stringify!($x), "` along x, a uint.")]
            #[track_caller]
            pub fn $x(&self) -> Value<'_> {
                self.$xyz(Dim::X)
            }

            #[doc = concat!("`", stringify!($x), "` along `dim`, a uint.")]
            #[track_caller]
            pub fn $xyz(&self, dim: Dim) -> Value<'_> {
                self.query(&query::$op, Attr::Dim(dim))
            })*
        }
    };
}

queries! {
    thread_position_in_grid thread_position_in_grid_xyz THREAD_POSITION_IN_GRID_XYZ;
    thread_position_in_threadgroup thread_position_in_threadgroup_xyz THREAD_POSITION_IN_THREADGROUP;
    threadgroup_position_in_grid threadgroup_position_in_grid_xyz THREADGROUP_POSITION_IN_GRID;
    threads_per_threadgroup threads_per_threadgroup_xyz THREADS_PER_THREADGROUP;
    threads_per_grid threads_per_grid_xyz THREADS_PER_GRID;
    threadgroups_per_grid threadgroups_per_grid_xyz THREADGROUPS_PER_GRID;
}

macro_rules! flat_queries {
    ($($name:ident $op:ident;)*) => {
        impl Tracer {
            $(#[doc = concat!("`", stringify!($name), "`, a uint.")]
            #[track_caller]
            pub fn $name(&self) -> Value<'_> {
                self.query(&query::$op, Attr::None)
            })*
        }
    };
}

flat_queries! {
    thread_index_in_threadgroup THREAD_INDEX_IN_THREADGROUP;
    thread_index_in_simdgroup THREAD_INDEX_IN_SIMDGROUP;
    simdgroup_index_in_threadgroup SIMDGROUP_INDEX_IN_THREADGROUP;
    threads_per_simdgroup THREADS_PER_SIMDGROUP;
    simdgroups_per_threadgroup SIMDGROUPS_PER_THREADGROUP;
}
