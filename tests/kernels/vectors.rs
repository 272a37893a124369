//! Vectors through the Rust front end: components, operators, geometry, memory, and mistakes.

use crate::support::{of, reals, run, zeros};
use enigma::core::Code;
use enigma::core::ops::{geometry, packing, query};
use enigma::front::Memory;

/// One thread: floats in, floats out.
fn computed(input: &[f32], outputs: u64, body: impl Fn(Memory<'_>, Memory<'_>)) -> Vec<f64> {
    let kernel = enigma::trace("vectors", |k| {
        let (a, c) = (k.buffer::<f32>("A"), k.buffer::<f32>("C"));
        body(a, c);
    })
    .expect("a correct kernel");
    let mut args = vec![of(input.iter().copied()), zeros::<f32>(outputs)];
    run(&kernel, &mut args, [1, 1, 1], [1, 1, 1]);
    reals(&args[1])
}

#[test]
fn operators_and_literals_work_on_components() {
    let found = computed(&[1.0, 2.0, 3.0, 4.0], 4, |a, c| {
        let (v, w) = (a.get_vec(0, 2), a.get_vec(2, 2));
        c.set_vec(0, 2.0 * v + w * v.component(1) - 1);
        c.set_vec(2, (-v).fma(w, 0.5).abs() / 2);
    });
    assert_eq!(found, [7.0, 11.0, 1.25, 3.75]);
}

#[test]
fn components_are_taken_and_put_together() {
    let found = computed(&[1.0, 2.0, 3.0], 8, |a, c| {
        let v = a.get_vec(0, 3);
        assert_eq!((v.size(), format!("{v:?}")), (3, "vec<3,float>".into()));
        c.set_vec(0, v.swizzle(&[2, 1, 0]));
        c.set(3, v.component(1));
        c.set_vec(
            4,
            a.get_vec(0, 2).cast::<i32>().cast::<f32>() * v.swizzle(&[2, 2]),
        );
        c.set(6, v.lt(4.0).all().cast::<f32>());
        c.set(7, v.gt(2.5).any().cast::<f32>());
    });
    assert_eq!(found, [3.0, 2.0, 1.0, 2.0, 3.0, 6.0, 1.0, 1.0]);
}

#[test]
fn geometry_and_packing_are_methods_or_entries() {
    let found = computed(&[3.0, 4.0, 0.0, 1.0], 8, |a, c| {
        let (v, w) = (a.get_vec(0, 3), a.get_vec(1, 3));
        c.set(0, v.dot(w));
        c.set(1, v.length());
        c.set_vec(2, v.cross(w));
        c.set(5, v.distance(w));
        c.set(6, a.get_vec(0, 4).pack_unorm4x8());
        c.set_vec(0, a.get_vec(0, 2).reflect(a.get_vec(2, 2)));
    });
    assert_eq!(found[..2], [3.0, 4.0 - 8.0]);
    assert_eq!(found[2..5], [4.0, -3.0, -16.0]);
    assert_eq!(found[5], f64::from(18f32.sqrt()));
    assert_eq!(found[6], f64::from(0xFF00_FFFF_u32 as f32));
}

#[test]
fn any_operation_on_vectors_can_be_applied() {
    let found = computed(&[0.5, 1.0], 4, |a, c| {
        let v = a.get_vec(0, 2);
        c.set_vec(0, v.sqrt());
        c.set_vec(2, v.clamp(0.75, 0.9));
    });
    assert_eq!(found[1], 1.0);
    assert_eq!(found[2..], [0.75, f64::from(0.9f32)]);
    let text = enigma::trace("words", |k| {
        let (a, c) = (k.buffer::<u32>("A"), k.buffer::<f32>("C"));
        let v = k.apply(&packing::UNPACK_UNORM4X8_TO_FLOAT, &[a.get(0).into()]);
        c.set_vec(0, v);
        c.set(4, k.apply(&geometry::LENGTH, &[v.into()]).component(0));
    });
    assert!(text.is_ok());
}

#[test]
fn every_mistake_with_vectors_is_noted_at_its_line() {
    let first = line!();
    let errors = enigma::trace("mistake", |k| {
        let a = k.buffer::<f32>("A");
        let (v, w) = (a.get_vec(0, 2), a.get_vec(0, 3));
        let bad = v + w;
        a.set_vec(0, bad * 2.0);
        k.make_vec(&[a.get(0).into()]);
        v.component(2);
        v.cross(w);
        k.call(&geometry::DOT, &[a.get(0).into(), a.get(1).into()]);
        k.apply(&query::THREAD_INDEX_IN_SIMDGROUP, &[]);
        k.apply(&geometry::LENGTH, &[]);
        a.get_vec(0, 5);
        a.get_vec(-1, 2);
    })
    .expect_err("mistakes");
    let found: Vec<(Code, u32, &str)> = errors
        .iter()
        .map(|e| (e.code, e.loc.line - first, e.message.as_str()))
        .collect();
    let want = [
        (
            Code::OperandType,
            4,
            "add of vectors with 2 and 3 components",
        ),
        (Code::BadCall, 6, "make_vec of 1 components"),
        (Code::IndexRange, 7, "vec<2,float> has no component 2"),
        (Code::OperandType, 8, "cross does not take vec<2,float>"),
        (Code::BadCall, 9, "dot works on vectors"),
        (
            Code::BadCall,
            10,
            "thread_index_in_simdgroup has a method of its own",
        ),
        (Code::BadCall, 11, "length takes 1 arguments, not 0"),
        (Code::BadSize, 12, "a vector of 5 components"),
        (Code::IndexRange, 13, "index -1 is out of range of A"),
    ];
    assert_eq!(found, want);
}
