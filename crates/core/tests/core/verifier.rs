//! The verifier: a kernel that lost a part is refused, with everything that is wrong.

use crate::support::{kernel, line, load, store, text, tid};
use enigma_core::ir::Kernel;
use enigma_core::ir::builder::MatrixPlace;
use enigma_core::verify::{findings, verify};
use enigma_core::{Code, Scalar};

fn copies() -> Kernel {
    kernel(|b| {
        let (m, s) = (
            b.buffer("m", Scalar::F32),
            b.alloc(Scalar::F32, &[4]).expect("positive"),
        );
        let s = enigma_core::ir::Memory::Threadgroup(s);
        let t = tid(b);
        line(b, 2);
        let v = load(b, m, t);
        line(b, 3);
        store(b, s, t, v);
    })
}

#[test]
fn what_the_builder_makes_is_well_formed() {
    assert_eq!(findings(&copies()), []);
}

#[test]
fn all_findings_are_reported_together() {
    let mut k = copies();
    k.params.clear();
    k.allocs.clear();
    let found = verify(k).expect_err("two memories are missing");
    assert!(found.iter().all(|d| d.code == Code::Malformed));
    let lines: Vec<u32> = found.iter().map(|d| d.loc.line).collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn matrices_of_dtypes_that_do_not_fit_are_refused() {
    let mut k = kernel(|b| {
        let (a, c) = (b.buffer("a", Scalar::F32), b.buffer("c", Scalar::F32));
        line(b, 2);
        let x = b
            .matrix_load(MatrixPlace::new(a, 8.into()))
            .expect("floats");
        line(b, 3);
        let y = b.matrix_multiply(x.into(), x.into()).expect("one dtype");
        line(b, 4);
        b.matrix_store(y.into(), MatrixPlace::new(c, 8.into()))
            .expect("one dtype");
    });
    assert_eq!(findings(&k), []);
    k.params[0].dtype = Scalar::F16;
    k.params[1].dtype = Scalar::I32;
    let found = findings(&k);
    let texts: Vec<String> = found.iter().map(text).collect();
    assert_eq!(
        texts,
        [
            "[E0308] simdgroup_matrix_load: result types [Matrix(F32)], expected Some(Matrix(F16))\n  --> k.py:2",
            "[E0308] simdgroup_matrix_store: matrices of dtypes that do not fit\n  --> k.py:4",
        ]
    );
}

#[test]
fn an_element_of_another_dtype_is_refused() {
    let mut k = copies();
    k.allocs[0].dtype = Scalar::I32;
    let found = findings(&k);
    assert_eq!(
        found.iter().map(text).collect::<Vec<_>>(),
        ["[E0308] store: operand 1 is float\n  --> k.py:3"]
    );
}
