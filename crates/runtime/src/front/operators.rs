//! Rust's operators, the same for scalars and vectors.

/// The operators of a class: what stands on their right, and the method of the tracer that builds them.
macro_rules! operators {
    ($class:ident, $right:ident, $build:ident) => {
        operators! { @each $class $right $build;
            Add add enigma_core::ops::arith::ADD;
            Sub sub enigma_core::ops::arith::SUB;
            Mul mul enigma_core::ops::arith::MUL;
            Div div enigma_core::ops::arith::DIV;
            Rem rem enigma_core::ops::arith::MOD;
            BitAnd bitand enigma_core::ops::bits::BITAND;
            BitOr bitor enigma_core::ops::bits::BITOR;
            BitXor bitxor enigma_core::ops::bits::BITXOR;
            Shl shl enigma_core::ops::bits::SHL;
            Shr shr enigma_core::ops::bits::SHR;
        }
        operators! { @unary $class $build Neg neg enigma_core::ops::arith::NEG }
        operators! { @unary $class $build Not not enigma_core::ops::bits::BITNOT }
    };
    (@each $class:ident $right:ident $build:ident; $($trait:ident $method:ident $op:path;)*) => {
        $(impl<'k, R: Into<$right<'k>>> std::ops::$trait<R> for $class<'k> {
            type Output = $class<'k>;

            #[track_caller]
            fn $method(self, right: R) -> $class<'k> {
                self.tracer.$build(&$op, &[self.into(), right.into()])
            }
        }

        operators! { @left $class $build $trait $method $op; i32 u32 i64 u64 usize f32 f64 bool })*
    };
    // `2 * x`: with a literal on the left.
    (@left $class:ident $build:ident $trait:ident $method:ident $op:path; $($t:ty)*) => {
        $(impl<'k> std::ops::$trait<$class<'k>> for $t {
            type Output = $class<'k>;

            #[track_caller]
            fn $method(self, right: $class<'k>) -> $class<'k> {
                right.tracer.$build(&$op, &[self.into(), right.into()])
            }
        })*
    };
    (@unary $class:ident $build:ident $trait:ident $method:ident $op:path) => {
        impl<'k> std::ops::$trait for $class<'k> {
            type Output = $class<'k>;

            #[track_caller]
            fn $method(self) -> $class<'k> {
                self.tracer.$build(&$op, &[self.into()])
            }
        }
    };
}
pub(super) use operators;
