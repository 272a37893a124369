//! Geometry of vectors, composed where it is called: in `float`, rounded to the operands' type at the end.
//!
//! Each step is one correctly rounded operation, in an order that `ops/geometry.rs` states.

use crate::ir::builder::{Builder, Operand};
use crate::ir::{Bundle, Value};
use crate::ops::{arith, math};
use crate::types::Scalar;

/// The components in `float`.
fn wide(b: &mut Builder, v: &Bundle) -> Vec<Value> {
    v.values()
        .iter()
        .map(|&x| b.cast_value(x, Scalar::F32))
        .collect()
}

/// Components rounded to the type that those of a bundle have.
fn rounded(b: &mut Builder, values: &[Value], like: &Bundle) -> Bundle {
    let ty = b.kernel().dtype(like.values()[0]);
    let values: Vec<Value> = values.iter().map(|&x| b.cast_value(x, ty)).collect();
    Bundle::new(&values)
}

fn neg(b: &mut Builder, x: Value) -> Value {
    b.build(&arith::NEG, &[x.into()])
}

fn sqrt(b: &mut Builder, x: Value) -> Value {
    b.build(&math::SQRT, &[x.into()])
}

/// `x[0] y[0]`, then the other products added by `fma`, in order.
fn product_sum(b: &mut Builder, x: &[Value], y: &[Value]) -> Value {
    let first = b.mul(x[0], y[0]);
    let rest = x.iter().zip(y).skip(1);
    rest.fold(first, |sum, (&x, &y)| b.fma(x, y, sum))
}

fn differences(b: &mut Builder, x: &[Value], y: &[Value]) -> Vec<Value> {
    x.iter().zip(y).map(|(&x, &y)| b.sub(x, y)).collect()
}

/// Scalar product.
pub fn dot(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let (x, y) = (wide(b, &v[0]), wide(b, &v[1]));
    let sum = product_sum(b, &x, &y);
    rounded(b, &[sum], &v[0])
}

/// Square of the length.
pub fn length_squared(b: &mut Builder, v: &[Bundle]) -> Bundle {
    dot(b, &[v[0], v[0]])
}

/// Length.
pub fn length(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let x = wide(b, &v[0]);
    let sum = product_sum(b, &x, &x);
    let root = sqrt(b, sum);
    rounded(b, &[root], &v[0])
}

/// Length of the difference.
pub fn distance(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let sum = squared_distance(b, v);
    let root = sqrt(b, sum);
    rounded(b, &[root], &v[0])
}

/// Square of the length of the difference.
pub fn distance_squared(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let sum = squared_distance(b, v);
    rounded(b, &[sum], &v[0])
}

fn squared_distance(b: &mut Builder, v: &[Bundle]) -> Value {
    let (x, y) = (wide(b, &v[0]), wide(b, &v[1]));
    let between = differences(b, &x, &y);
    product_sum(b, &between, &between)
}

/// The vector divided by its length.
pub fn normalize(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let x = wide(b, &v[0]);
    let sum = product_sum(b, &x, &x);
    let scale = b.build(&math::RSQRT, &[sum.into()]);
    let scaled: Vec<Value> = x.iter().map(|&x| b.mul(x, scale)).collect();
    rounded(b, &scaled, &v[0])
}

/// Vector product.
pub fn cross(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let (x, y) = (wide(b, &v[0]), wide(b, &v[1]));
    let mut component = |i: usize, j: usize| {
        let (plus, minus) = (b.mul(x[i], y[j]), b.mul(x[j], y[i]));
        b.sub(plus, minus)
    };
    let values = [component(1, 2), component(2, 0), component(0, 1)];
    rounded(b, &values, &v[0])
}

/// `incident - 2 dot(normal, incident) normal`
pub fn reflect(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let (incident, normal) = (wide(b, &v[0]), wide(b, &v[1]));
    let along = product_sum(b, &normal, &incident);
    let twice = b.add(along, along);
    let back = neg(b, twice);
    let both = normal.iter().zip(&incident);
    let values: Vec<Value> = both.map(|(&n, &i)| b.fma(back, n, i)).collect();
    rounded(b, &values, &v[0])
}

/// The refracted direction, or zeros where there is none.
pub fn refract(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let (incident, normal) = (wide(b, &v[0]), wide(b, &v[1]));
    let eta = wide(b, &v[2])[0];
    let along = product_sum(b, &normal, &incident);
    let back = neg(b, along);
    let rest = b.fma(back, along, 1.0);
    let square = b.mul(eta, eta);
    let square = neg(b, square);
    let k = b.fma(square, rest, 1.0);
    let root = sqrt(b, k);
    let scale = b.fma(eta, along, root);
    let scale = neg(b, scale);
    let inside = b.lt(k, 0.0);
    let mut component = |i: Value, n: Value| {
        let bent = b.mul(eta, i);
        let bent = b.fma(scale, n, bent);
        b.pick(inside, 0.0, bent)
    };
    let both = incident.iter().zip(&normal);
    let values: Vec<Value> = both.map(|(&i, &n)| component(i, n)).collect();
    rounded(b, &values, &v[0])
}

/// The normal, turned against the incident direction by the reference normal.
pub fn faceforward(b: &mut Builder, v: &[Bundle]) -> Bundle {
    let (incident, reference) = (wide(b, &v[1]), wide(b, &v[2]));
    let along = product_sum(b, &reference, &incident);
    let against = b.lt(along, 0.0);
    let values: Vec<Value> = v[0].values().to_vec();
    let mut component = |n: Value| {
        let turned = neg(b, n);
        b.pick(against, Operand::Value(n), turned)
    };
    Bundle::new(&values.iter().map(|&n| component(n)).collect::<Vec<_>>())
}
