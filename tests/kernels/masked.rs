//! Masked loads and stores: memory is not touched where the mask is false, whatever the index.

use crate::support::{SIZES, ints, of_dtype, read, run, zeros};
use enigma::core::Scalar;
use enigma::core::ir::Kernel;

/// Stores `load_if` of an index made of the thread's position, per dtype of the index.
fn far(index: Scalar, factor: i64) -> Kernel {
    enigma::trace("far", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let tid = k.thread_position_in_grid();
        let n = k.scalar::<u32>("n");
        let at = tid.cast_to(index);
        let far = k.where_(at * k.constant(factor).cast_to(index) - 1, at, tid.lt(n));
        out.set(tid, a.load_if(far, tid.lt(n), -7));
        a.store_if(far, tid.cast::<i32>() + 1000, tid.lt(n));
    })
    .expect("a correct kernel")
}

#[test]
fn indices_out_of_bounds_are_harmless_where_the_mask_is_false() {
    let wide = i64::from(u32::MAX) + 1;
    for (index, factor) in [
        (Scalar::U32, 1 << 20),
        (Scalar::I32, -1),
        (Scalar::I64, -wide),
        (Scalar::U64, wide),
        (Scalar::U64, i64::MAX),
    ] {
        for size in SIZES {
            let (len, half) = (size + 3, size / 2);
            let n = enigma::core::Const::from_int(Scalar::U32, half.into());
            let mut args = [
                ints((0..i128::from(half)).map(|i| i * 3)),
                zeros::<i32>(len),
                enigma::core::interp::Arg::Scalar(n),
            ];
            run(&far(index, factor), &mut args, [len, 1, 1], [size, 1, 1]);
            let (half, len) = (i128::from(half), i128::from(len));
            let want = (0..len).map(|i| if i < half { i * 3 } else { -7 });
            assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "{index}, {size}");
            assert_eq!(read(&args[0]), (1000..1000 + half).collect::<Vec<_>>());
        }
    }
}

/// Masks that are literals, uniform and varying; defaults of every dtype; empty buffers.
#[test]
fn buffers_of_length_zero_give_the_default() {
    for dtype in Scalar::ALL {
        let kernel = enigma::trace("empty", |k| {
            let (empty, out) = (k.buffer_of("empty", dtype), k.buffer_of("out", dtype));
            let tid = k.thread_position_in_grid();
            let never = tid.gt(1000);
            let value = k.constant(true).cast_to(dtype);
            out.set(tid * 3, empty.load_if(tid, never, value));
            out.set(tid * 3 + 1, empty.load_if(0, false, 0));
            out.set(tid * 3 + 2, empty.load_if(5, k.threads_per_grid().eq(3), 1));
            empty.store_if(tid, value, never);
            empty.store_if(7, value, false);
        })
        .expect("a correct kernel");
        for size in [1, 32, 50] {
            let len = 40;
            let mut args = [
                of_dtype(dtype, []),
                of_dtype(dtype, (0..3 * len).map(|_| 0)),
            ];
            run(&kernel, &mut args, [len as u64, 1, 1], [size, 1, 1]);
            let want = (0..len).flat_map(|_| [1, 0, 1]).collect::<Vec<_>>();
            assert_eq!(read(&args[1]), want, "{dtype}");
        }
    }
}

/// Threadgroup memory, two dimensions, and masks inside divergent code.
#[test]
fn a_stencil_with_a_halo() {
    let kernel = enigma::trace("stencil", |k| {
        let (a, out) = (k.buffer::<i32>("A"), k.buffer::<i32>("out"));
        let n = k.threads_per_grid();
        let (tid, lid) = (
            k.thread_position_in_grid(),
            k.thread_position_in_threadgroup(),
        );
        let size = k.threads_per_threadgroup();
        let tile = k.threadgroup_alloc::<i32>(1026);
        tile.set(lid + 1, a.get(tid));
        k.if_(lid.eq(0), || tile.set(0, a.load_if(tid - 1, tid.ge(1), 0)));
        k.if_(lid.eq(size - 1), || {
            tile.set(size + 1, a.load_if(tid + 1, (tid + 1).lt(n), 0));
        });
        k.barrier();
        let sum = tile.get(lid) + tile.get(lid + 1) * 2 + tile.get(lid + 2);
        let edge = tile.load_if(lid + 1000, lid.gt(5000), 1);
        k.if_((tid % 2).eq(0), || {
            out.store_if(tid, sum * edge, sum.gt(30))
        });
    })
    .expect("a correct kernel");
    for size in SIZES {
        let n = 2 * size + size / 2;
        let input: Vec<i128> = (0..i128::from(n)).map(|i| (i * 31) % 40).collect();
        let mut args = [ints(input.iter().copied()), zeros::<i32>(n)];
        run(&kernel, &mut args, [n, 1, 1], [size, 1, 1]);
        let at = |i: i128| {
            usize::try_from(i)
                .ok()
                .and_then(|i| input.get(i))
                .unwrap_or(&0)
        };
        let want = (0..i128::from(n)).map(|i| {
            let sum = at(i - 1) + at(i) * 2 + at(i + 1);
            if i % 2 == 0 && sum > 30 { sum } else { 0 }
        });
        assert_eq!(read(&args[1]), want.collect::<Vec<_>>(), "groups of {size}");
    }
}
