//! Vectors: 2 to 4 components of one dtype, with Rust's operators and geometry on them.

use super::operators::operators;
use super::{Element, Index, Input, Memory, Tracer, Value};
use enigma_core::Scalar;
use enigma_core::ir::builder::{Builder, Fallible};
use enigma_core::ir::{Argument, Bundle};
use enigma_core::ops::{
    OpDef, compare, exponential, geometry, hyperbolic, math, packing, simd, trigonometry, vectors,
};

/// A vector of the kernel being built; of one component where an operation gives a scalar.
#[derive(Clone, Copy)]
pub struct Vector<'k> {
    tracer: &'k Tracer,
    /// None stands for a vector that could not be made; operations on it are passed over.
    handle: Option<Bundle>,
}

impl std::fmt::Debug for Vector<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.handle {
            Some(bundle) => f.write_str(&self.tracer.peek(|b| b.bundle_type(&bundle))),
            None => f.write_str("vec<?>"),
        }
    }
}

/// An argument of an operation on vectors: a vector, or a scalar that counts for every component.
#[derive(Clone, Copy, Debug)]
pub struct Term<'k>(Part<'k>);

#[derive(Clone, Copy, Debug)]
enum Part<'k> {
    Scalar(Input<'k>),
    Vector(Vector<'k>),
}

impl<'k> From<Vector<'k>> for Term<'k> {
    fn from(vector: Vector<'k>) -> Term<'k> {
        Term(Part::Vector(vector))
    }
}

macro_rules! scalar_terms {
    ($($t:ty)*) => {
        $(impl<'k> From<$t> for Term<'k> {
            fn from(scalar: $t) -> Term<'k> {
                Term(Part::Scalar(scalar.into()))
            }
        })*
    };
}
scalar_terms!(Input<'k> Value<'k> bool i32 u32 i64 u64 usize f32 f64);

impl Tracer {
    /// The builder's form of a term; none where it depends on an earlier mistake.
    #[track_caller]
    fn argument(&self, term: Term<'_>) -> Option<Argument> {
        match term.0 {
            Part::Scalar(input) => self.operand(input).map(Argument::Scalar),
            Part::Vector(vector) if std::ptr::eq(vector.tracer, self) => {
                vector.handle.map(Argument::from)
            }
            Part::Vector(_) => {
                self.wrong_kernel("vector");
                None
            }
        }
    }

    /// The vector that a step gives; a stand-in where it fails.
    #[track_caller]
    fn bundle(&self, step: impl FnOnce(&mut Builder) -> Fallible<Bundle>) -> Vector<'_> {
        Vector {
            tracer: self,
            handle: self.step(step),
        }
    }

    /// `argument` of each term; looks at all of them.
    #[track_caller]
    fn arguments(&self, terms: &[Term<'_>]) -> Option<Vec<Argument>> {
        let mut all = Some(Vec::with_capacity(terms.len()));
        for &term in terms {
            match self.argument(term) {
                Some(argument) => all.iter_mut().for_each(|list| list.push(argument)),
                None => all = None,
            }
        }
        all
    }

    /// Builds an operation of the table on vectors, with scalars beside them; `call` for vectors.
    #[track_caller]
    pub fn apply<'k>(&'k self, op: &'static OpDef, terms: &[Term<'k>]) -> Vector<'k> {
        if self.check_call(op, terms.len())
            && let Some(arguments) = self.arguments(terms)
        {
            return self.bundle(|b| b.apply(op, &arguments, None));
        }
        Vector {
            tracer: self,
            handle: None,
        }
    }

    /// A vector of 2 to 4 components: scalars and smaller vectors, one after the other.
    #[track_caller]
    pub fn make_vec<'k>(&'k self, parts: &[Term<'k>]) -> Vector<'k> {
        match self.arguments(parts) {
            Some(parts) => self.bundle(|b| b.vector("make_vec", &parts, None)),
            None => Vector {
                tracer: self,
                handle: None,
            },
        }
    }
}

operators!(Vector, Term, apply);

macro_rules! methods {
    ($($name:ident ($($arg:ident),*) $op:path, $doc:literal;)*) => {
        impl<'k> Vector<'k> {
            $(#[doc = $doc]
            #[track_caller]
            pub fn $name(self $(, $arg: impl Into<Term<'k>>)*) -> Vector<'k> {
                self.tracer.apply(&$op, &[self.into() $(, $arg.into())*])
            })*
        }
    };
}

methods! {
    eq(other) compare::CMP_EQ, "Equal, of each component.";
    ne(other) compare::CMP_NE, "Not equal, of each component.";
    lt(other) compare::CMP_LT, "Less, of each component.";
    le(other) compare::CMP_LE, "Less or equal, of each component.";
    gt(other) compare::CMP_GT, "Greater, of each component.";
    ge(other) compare::CMP_GE, "Greater or equal, of each component.";
    fmin(other) math::FMIN, "Smaller of two floats, of each component.";
    fmax(other) math::FMAX, "Larger of two floats, of each component.";
    fma(b, c) math::FMA, "`self * b + c`, rounded once, of each component.";
    clamp(lo, hi) math::CLAMP, "Limited to `[lo, hi]`, of each component.";
    abs() math::ABS, "Absolute value of each component.";
    sqrt() math::SQRT, "Square root of each component.";
    exp() exponential::EXP, "e raised to each component.";
    log() exponential::LOG, "Natural logarithm of each component.";
    sin() trigonometry::SIN, "Sine of each component, of radians.";
    cos() trigonometry::COS, "Cosine of each component, of radians.";
    tanh() hyperbolic::TANH, "Hyperbolic tangent of each component.";
    simd_sum() simd::SIMD_SUM, "Sum over the active lanes of the simdgroup, of each component.";
    normalize() geometry::NORMALIZE, "Divided by its length.";
    cross(other) geometry::CROSS, "Vector product of vectors of three.";
    reflect(normal) geometry::REFLECT, "The incident direction, reflected.";
    refract(normal, eta) geometry::REFRACT, "The incident direction, refracted.";
}

macro_rules! to_scalars {
    ($($name:ident ($($arg:ident),*) $op:path, $doc:literal;)*) => {
        impl<'k> Vector<'k> {
            $(#[doc = $doc]
            #[track_caller]
            pub fn $name(self $(, $arg: impl Into<Term<'k>>)*) -> Value<'k> {
                self.tracer.apply(&$op, &[self.into() $(, $arg.into())*]).component(0)
            })*
        }
    };
}

to_scalars! {
    dot(other) geometry::DOT, "Scalar product.";
    length() geometry::LENGTH, "Length.";
    distance(other) geometry::DISTANCE, "Length of the difference.";
    all() vectors::ALL, "Whether all components are true.";
    any() vectors::ANY, "Whether a component is true.";
    pack_unorm4x8() packing::PACK_FLOAT_TO_UNORM4X8, "Four floats as unsigned bytes.";
    pack_snorm4x8() packing::PACK_FLOAT_TO_SNORM4X8, "Four floats as signed bytes.";
}

impl<'k> Vector<'k> {
    /// Number of components; 0 where the vector could not be made.
    pub fn size(self) -> usize {
        self.handle.map_or(0, |bundle| bundle.size())
    }

    /// The component of that number.
    #[track_caller]
    pub fn component(self, component: usize) -> Value<'k> {
        let Some(bundle) = self.handle else {
            return self.tracer.nothing();
        };
        match bundle.scalar() {
            Some(value) if component == 0 => self.tracer.value(|_| Ok(value)),
            _ => self
                .tracer
                .value(|b| b.vec_extract(&bundle.into(), component as i128)),
        }
    }

    /// The components of those numbers, as a vector: `v.swizzle(&[2, 1, 0])` is `v.zyx`.
    #[track_caller]
    pub fn swizzle(self, components: &[usize]) -> Vector<'k> {
        let parts: Vec<Term<'k>> = components
            .iter()
            .map(|&n| self.component(n).into())
            .collect();
        self.tracer.make_vec(&parts)
    }

    /// Converts each component.
    #[track_caller]
    pub fn cast<T: Element>(self) -> Vector<'k> {
        self.cast_to(T::DTYPE)
    }

    /// `cast` to a dtype that is not known in Rust.
    #[track_caller]
    pub fn cast_to(self, dtype: Scalar) -> Vector<'k> {
        match self.handle {
            Some(bundle) => self.tracer.bundle(|b| b.cast_each(&bundle.into(), dtype)),
            None => self,
        }
    }
}

impl<'k> Memory<'k> {
    /// So many elements from the index on, as a vector of 2 to 4.
    #[track_caller]
    pub fn get_vec(self, index: impl Into<Index<'k>>, size: usize) -> Vector<'k> {
        match self.place(index.into()) {
            Some(at) => self
                .tracer
                .bundle(|b| b.load_vector(at.memory, &at.index, size)),
            None => Vector {
                tracer: self.tracer,
                handle: None,
            },
        }
    }

    /// Writes the components of a vector from the index on.
    #[track_caller]
    pub fn set_vec(self, index: impl Into<Index<'k>>, value: Vector<'k>) {
        let at = self.place(index.into());
        let value = self.tracer.argument(value.into());
        if let (Some(at), Some(value)) = (at, value) {
            let size = value.size();
            self.tracer
                .step(|b| b.store_vector(at.memory, &at.index, &value, size));
        }
    }
}
