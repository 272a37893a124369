//! x
use crate::support::{count, kernel, load, op, run, store};
use enigma_core::Scalar;
use enigma_core::ops::compare;
use enigma_core::passes::simplify;
#[test]
fn a_variable_assigned_in_a_condition_survives_dce() {
    let k = kernel(|b| {
        let m = b.buffer("m", Scalar::U32);
        let x = b.local(Scalar::U32, "x", 77.into()).expect("0 fits");
        let w = b.while_begin();
        let v = load(b, m, 0);
        b.local_set(x, v.into()).expect("same dtype");
        let go = op(b, &compare::CMP_LT, [v.into(), 5.into()]);
        let w = b.while_body(w, go.into()).expect("a bool");
        store(b, m, 0, 6);
        b.while_end(w).expect("innermost");
        let v = b.local_get(x).expect("in scope");
        store(b, m, 1, v);
    });
    let simple = simplify(&k);
    assert_eq!(count(&simple, "while"), 1);
    assert_eq!(run(&simple, &[1u32, 0], 1, 1), [6, 6]);
}
