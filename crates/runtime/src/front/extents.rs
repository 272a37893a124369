//! Sizes along one to three dimensions: of a grid, a threadgroup, an allocation.

/// One to three sizes, as users write them: `n`, `(w, h)`, `(w, h, d)` or `[w, h, d]`.
///
/// Any integer is taken; what a size may be is checked where it is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extents(pub(super) Vec<i128>);

mod sealed {
    /// Keeps the list of integers here.
    pub trait Sealed {}
}

/// An integer that can be a size.
pub trait Size: sealed::Sealed + Copy {
    /// Its value.
    fn size(self) -> i128;
}

macro_rules! sizes {
    ($($t:ty)*) => {
        $(impl sealed::Sealed for $t {}

        impl Size for $t {
            fn size(self) -> i128 {
                self as i128
            }
        }

        impl From<$t> for Extents {
            fn from(n: $t) -> Extents {
                Extents(vec![n.size()])
            }
        })*
    };
}
sizes!(i32 u32 i64 u64 usize);

impl<A: Size, B: Size> From<(A, B)> for Extents {
    fn from((a, b): (A, B)) -> Extents {
        Extents(vec![a.size(), b.size()])
    }
}

impl<A: Size, B: Size, C: Size> From<(A, B, C)> for Extents {
    fn from((a, b, c): (A, B, C)) -> Extents {
        Extents(vec![a.size(), b.size(), c.size()])
    }
}

impl<S: Size, const N: usize> From<[S; N]> for Extents {
    fn from(sizes: [S; N]) -> Extents {
        Extents(sizes.iter().map(|n| n.size()).collect())
    }
}
