//! Geometry of vectors of half, bfloat and float.
//!
//! All of it is computed in `float`, one rounded step after the other, and rounded once more to `half` or
//! `bfloat`: the meanings here take the same steps. Only `normalize` leaves its reciprocal square root to the
//! target.

use super::{
    Arg, Class, Compose, Effects, Eval, Kind, Native, OpDef, Python, Res, Sig, Size, Text,
};
use super::{Tolerance, family};
use crate::constant::Const;
use crate::passes::expand;
use crate::types::Scalar;

family! {
    /// `dot`
    DOT = OpDef {
        name: "dot",
        kind: Kind::Composite(Compose(expand::geometry::dot)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any), Arg::Vector(Class::FLOAT, Size::Any)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Vector, b: Vector"),
        doc: "Scalar product: `a.x * b.x`, then the other products added by fma in order, in float; rounded to the operands' dtype at the end.",
        eval: Eval::Composite(dot),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `length`
    LENGTH = OpDef {
        name: "length",
        kind: Kind::Composite(Compose(expand::geometry::length)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "Length: the square root of `dot(v, v)`, in float; squares beyond float give infinity.",
        eval: Eval::Composite(length),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `length_squared`
    LENGTH_SQUARED = OpDef {
        name: "length_squared",
        kind: Kind::Composite(Compose(expand::geometry::length_squared)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "`dot(v, v)`.",
        eval: Eval::Composite(length_squared),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `distance`
    DISTANCE = OpDef {
        name: "distance",
        kind: Kind::Composite(Compose(expand::geometry::distance)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any), Arg::Vector(Class::FLOAT, Size::Any)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Vector, b: Vector"),
        doc: "Length of `a - b`.",
        eval: Eval::Composite(distance),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `distance_squared`
    DISTANCE_SQUARED = OpDef {
        name: "distance_squared",
        kind: Kind::Composite(Compose(expand::geometry::distance_squared)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any), Arg::Vector(Class::FLOAT, Size::Any)], result: Res::T },
        effects: Effects::PURE,
        python: Python::Function("a: Vector, b: Vector"),
        doc: "Square of the length of `a - b`.",
        eval: Eval::Composite(distance_squared),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `normalize`
    NORMALIZE = OpDef {
        name: "normalize",
        kind: Kind::Composite(Compose(expand::geometry::normalize)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any)], result: Res::LikeOperands },
        effects: Effects::PURE,
        python: Python::Function("v: Vector"),
        doc: "v divided by its length. A vector of zeros, or one whose squares leave float, gives NaN or zeros.",
        eval: Eval::Composite(normalize),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Ulp(4.0),
        samples: &[],
    };

    /// `cross`
    CROSS = OpDef {
        name: "cross",
        kind: Kind::Composite(Compose(expand::geometry::cross)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Exactly(3)), Arg::Vector(Class::FLOAT, Size::Exactly(3))], result: Res::LikeOperands },
        effects: Effects::PURE,
        python: Python::Function("a: Vector, b: Vector"),
        doc: "Vector product of vectors of three: `a.y * b.z - a.z * b.y` and so on, each step rounded to float.",
        eval: Eval::Composite(cross),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `reflect`
    REFLECT = OpDef {
        name: "reflect",
        kind: Kind::Composite(Compose(expand::geometry::reflect)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any), Arg::Vector(Class::FLOAT, Size::Any)], result: Res::LikeOperands },
        effects: Effects::PURE,
        python: Python::Function("incident: Vector, normal: Vector"),
        doc: "`incident - 2 * dot(normal, incident) * normal`; the normal has length 1.",
        eval: Eval::Composite(reflect),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `refract`
    REFRACT = OpDef {
        name: "refract",
        kind: Kind::Composite(Compose(expand::geometry::refract)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any), Arg::Vector(Class::FLOAT, Size::Any), Arg::T(Class::FLOAT)], result: Res::LikeOperands },
        effects: Effects::PURE,
        python: Python::Function("incident: Vector, normal: Vector, eta: Operand"),
        doc: "The refracted direction, with eta the ratio of the indices of refraction; zeros where all is reflected. With `d = dot(normal, incident)` and `k = 1 - eta * eta * (1 - d * d)`: `k < 0 ? 0 : eta * incident - (eta * d + sqrt(k)) * normal`. Both vectors have length 1.",
        eval: Eval::Composite(refract),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };

    /// `faceforward`
    FACEFORWARD = OpDef {
        name: "faceforward",
        kind: Kind::Composite(Compose(expand::geometry::faceforward)),
        sig: Sig { args: &[Arg::Vector(Class::FLOAT, Size::Any), Arg::Vector(Class::FLOAT, Size::Any), Arg::Vector(Class::FLOAT, Size::Any)], result: Res::LikeOperands },
        effects: Effects::PURE,
        python: Python::Function("n: Vector, incident: Vector, nref: Vector"),
        doc: "n where `dot(nref, incident) < 0`, else `-n`.",
        eval: Eval::Composite(faceforward),
        msl: Text::Composite,
        cpu: Native::Composite,
        tolerance: Tolerance::Exact,
        samples: &[],
    };
}

/// Components as floats, which hold every half and bfloat.
fn floats(v: &[Const]) -> Vec<f32> {
    v.iter().map(|c| c.as_f64() as f32).collect()
}

fn rounded(values: &[f32], ty: Scalar) -> Vec<Const> {
    let round = |&x: &f32| Const::from_f64(ty, f64::from(x));
    values.iter().map(round).collect()
}

fn product_sum(x: &[f32], y: &[f32]) -> f32 {
    let rest = x.iter().zip(y).skip(1);
    rest.fold(x[0] * y[0], |sum, (&x, &y)| x.mul_add(y, sum))
}

fn differences(v: &[&[Const]]) -> Vec<f32> {
    let (x, y) = (floats(v[0]), floats(v[1]));
    x.iter().zip(&y).map(|(x, y)| x - y).collect()
}

fn dot(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    rounded(&[product_sum(&floats(v[0]), &floats(v[1]))], ty)
}

fn length_squared(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    dot(&[v[0], v[0]], ty)
}

fn length(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let x = floats(v[0]);
    rounded(&[product_sum(&x, &x).sqrt()], ty)
}

fn distance(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let x = differences(v);
    rounded(&[product_sum(&x, &x).sqrt()], ty)
}

fn distance_squared(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let x = differences(v);
    rounded(&[product_sum(&x, &x)], ty)
}

/// The sum of squares is that of float, which may leave its range; the rest is exact.
fn normalize(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let x = floats(v[0]);
    let length = f64::from(product_sum(&x, &x)).sqrt();
    let scale = |&x: &f32| Const::from_f64(ty, f64::from(x) * length.recip());
    x.iter().map(scale).collect()
}

fn cross(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let (x, y) = (floats(v[0]), floats(v[1]));
    let component = |i: usize, j: usize| x[i] * y[j] - x[j] * y[i];
    rounded(&[component(1, 2), component(2, 0), component(0, 1)], ty)
}

fn reflect(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let (incident, normal) = (floats(v[0]), floats(v[1]));
    let twice = 2.0 * product_sum(&normal, &incident);
    let both = normal.iter().zip(&incident);
    let values: Vec<f32> = both.map(|(&n, &i)| (-twice).mul_add(n, i)).collect();
    rounded(&values, ty)
}

fn refract(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let (incident, normal, eta) = (floats(v[0]), floats(v[1]), floats(v[2])[0]);
    let d = product_sum(&normal, &incident);
    let k = (-(eta * eta)).mul_add((-d).mul_add(d, 1.0), 1.0);
    let scale = eta.mul_add(d, k.sqrt());
    let component = |(&i, &n): (&f32, &f32)| {
        if k < 0.0 {
            0.0
        } else {
            (-scale).mul_add(n, eta * i)
        }
    };
    let values: Vec<f32> = incident.iter().zip(&normal).map(component).collect();
    rounded(&values, ty)
}

fn faceforward(v: &[&[Const]], ty: Scalar) -> Vec<Const> {
    let (n, incident, reference) = (floats(v[0]), floats(v[1]), floats(v[2]));
    let against = product_sum(&reference, &incident) < 0.0;
    let values: Vec<f32> = n.iter().map(|&n| if against { n } else { -n }).collect();
    rounded(&values, ty)
}
