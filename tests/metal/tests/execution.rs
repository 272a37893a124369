//! What executing Metal text on the host shows: threads, barriers and lanes as Metal has them, and mistakes.

use enigma_metal_check::execute::{Executed, Host, Keep, Run};

const SKIPPED: &str = "skipped: executing Metal text needs clang 22";

/// A whole text of a kernel with buffers `A` and `B` of uint.
fn text(head: &str, body: &str) -> String {
    format!(
        "#include <metal_stdlib>\nusing namespace metal;\n{head}\nkernel void k(\n    device uint* A [[buffer(0)]],\n    \
         device uint* B [[buffer(1)]],\n    uint3 tid [[thread_position_in_grid]],\n    \
         uint3 lid [[thread_position_in_threadgroup]],\n    uint3 size [[threads_per_threadgroup]]\n) {{\n{body}\n}}\n"
    )
}

/// A launch with A from 0 up and zeros in B, an element per thread.
fn launch(text: String, grid: u32, threads: u32) -> Run {
    let numbers = (0..grid).flat_map(u32::to_le_bytes).collect();
    Run {
        text,
        constants: Vec::new(),
        args: vec![numbers, vec![0; 4 * grid as usize]],
        grid: [grid, 1, 1],
        threads: [threads, 1, 1],
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let number = |chunk: &[u8]| u32::from_le_bytes(chunk.try_into().expect("four bytes"));
    bytes.chunks(4).map(number).collect()
}

/// Whether B has these numbers in both orders of threads.
fn leaves(executed: &Executed, wanted: impl Iterator<Item = u32>) -> bool {
    let wanted: Vec<u32> = wanted.collect();
    executed
        .orders()
        .iter()
        .all(|(_, after)| numbers(&after[1]) == wanted)
}

const REVERSE: &str = "    threadgroup uint shared[64];\n    shared[lid.x] = A[tid.x];\n    \
                       threadgroup_barrier(mem_flags::mem_threadgroup);\n    B[tid.x] = shared[63u - lid.x];";

/// Each thread looks at the group's last, and at its first: one of both is found late in either order.
const ENDS: &str = "    threadgroup uint shared[64];\n    shared[lid.x] = simd_max(A[tid.x]);\n    \
                    threadgroup_barrier(mem_flags::mem_threadgroup);\n    \
                    B[tid.x] = simd_sum(shared[0]) + shared[63];";

#[test]
fn a_barrier_that_is_missing_shows() {
    let Some(host) = Host::new(Keep::Programs) else {
        println!("{SKIPPED}");
        return;
    };
    let without =
        |body: &str| body.replace("threadgroup_barrier(mem_flags::mem_threadgroup);", ";");
    let bodies = [REVERSE.into(), without(REVERSE), ENDS.into(), without(ENDS)];
    let runs: Vec<Run> = bodies
        .iter()
        .map(|body| launch(text("", body), 64, 64))
        .collect();
    let executed: Vec<Executed> = host
        .execute(&runs)
        .into_iter()
        .map(|result| result.expect("it runs"))
        .collect();
    let reversed = || (0..64).rev();
    assert!(leaves(&executed[0], reversed()));
    assert!(!leaves(&executed[1], reversed()));
    let ends = || (0..64).map(|_| 32 * 31 + 63);
    assert!(leaves(&executed[2], ends()));
    assert!(!leaves(&executed[3], ends()));
}

#[test]
fn function_constants_have_the_values_of_the_launch() {
    let Some(host) = Host::new(Keep::Programs) else {
        println!("{SKIPPED}");
        return;
    };
    let head = "constant uint factor [[function_constant(0)]];\nconstant bool is_odd [[function_constant(3)]];";
    let body = "    B[tid.x] = A[tid.x] * factor + (is_odd ? 1u : 0u);";
    let run = |factor: u32, is_odd: u8| Run {
        constants: vec![(0, factor.to_le_bytes().to_vec()), (3, vec![is_odd])],
        ..launch(text(head, body), 8, 8)
    };
    let executed = host.execute(&[run(3, 0), run(10, 1)]);
    let has = |n: usize, f: &dyn Fn(u32) -> u32| {
        leaves(executed[n].as_ref().expect("it runs"), (0..8).map(f))
    };
    assert!(has(0, &|x| 3 * x));
    assert!(has(1, &|x| 10 * x + 1));
}

#[test]
fn the_last_threadgroup_is_as_small_as_the_grid_makes_it() {
    let Some(host) = Host::new(Keep::Programs) else {
        println!("{SKIPPED}");
        return;
    };
    let run = launch(text("", "    B[tid.x] = size.x;"), 10, 4);
    let executed = host.execute(&[run]).remove(0).expect("it runs");
    assert!(leaves(
        &executed,
        [4, 4, 4, 4, 4, 4, 4, 4, 2, 2].into_iter()
    ));
}

#[test]
fn what_the_text_leaves_undefined_is_an_error_of_that_launch_alone() {
    let Some(host) = Host::new(Keep::Programs) else {
        println!("{SKIPPED}");
        return;
    };
    let bodies = [
        "    B[tid.x] = uint(int(A[tid.x]) + 2147483647);",
        "    B[tid.x] = 7u >> (A[tid.x] + 32u);",
        "    B[tid.x] = A[tid.x] / (A[0]);",
        "    B[tid.x] = A[tid.x + 1024u];",
        "    while (true) {\n        B[tid.x] = 1u;\n    }",
        "    if (lid.x < 2u) {\n        threadgroup_barrier(mem_flags::mem_threadgroup);\n    }",
        "    B[tid.x] = missing;",
        "    B[tid.x] = A[tid.x] + 1u;",
    ];
    let runs: Vec<Run> = bodies
        .iter()
        .map(|body| launch(text("", body), 8, 8))
        .collect();
    let results = host.execute(&runs);
    for (body, result) in bodies.iter().zip(&results).take(7) {
        assert!(result.is_err(), "{body}");
    }
    let said = |n: usize| results[n].as_ref().expect_err("it fails").as_str();
    assert!(said(4).contains("a loop does not end"), "{}", said(4));
    assert!(
        said(5).contains("not reached by all threads"),
        "{}",
        said(5)
    );
    assert!(said(6).contains("undeclared identifier"), "{}", said(6));
    assert!(leaves(results[7].as_ref().expect("it runs"), 1..9));
}
