//! Type checks of the text without Apple's compiler: clang's C++ for OpenCL has Metal's address spaces, and
//! `tests/metal/include` has a library as strict as Metal's.

use crate::cases::simd::apply;
use crate::golden::directory;
use crate::kernel::K;
use enigma_codegen::msl::{self, AsyncCopy};
use enigma_core::Scalar;
use enigma_core::ops::{self, Arg, Kind, OpDef};
use enigma_core::passes::Floats;
use std::path::{Path, PathBuf};
use std::process::Command;

const SKIPPED: &str = "skipped: type checks of Metal text need clang 22";

/// The compiler, if the machine has it.
fn clang() -> Option<&'static str> {
    [
        "clang-22",
        "/usr/lib/llvm-22/bin/clang",
        "/opt/homebrew/opt/llvm/bin/clang",
    ]
    .into_iter()
    .find(|name| {
        Command::new(name)
            .arg("--version")
            .output()
            .is_ok_and(|o| o.status.success())
    })
}

/// What clang says of a file; nothing if all is well.
fn complaints(clang: &str, file: &Path, warnings: &[&str]) -> String {
    let output = Command::new(clang)
        .args(["-x", "clcpp", "-cl-std=clc++2021", "-cl-no-stdinc", "-cl-single-precision-constant"])
        .args(["--target=spir64", "-fsyntax-only"])
        .args(warnings)
        // Metal's attributes and pragmas are not clang's.
        .args(["-Wno-unknown-attributes", "-Wno-unknown-pragmas"])
        // A pointer without an address space is an error in Metal.
        .args(["-Xclang", "-cl-ext=-__opencl_c_generic_address_space,-__opencl_c_device_enqueue,-__opencl_c_pipes,-__opencl_c_program_scope_global_variables"])
        .arg("-I")
        .arg(directory("metal/include"))
        .arg(file)
        .output()
        .expect("clang runs");
    if output.status.success() {
        return String::new();
    }
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The file, or a copy in which function constants have values: clang wants one for each, Metal none.
fn with_constants(file: PathBuf) -> PathBuf {
    let text = std::fs::read_to_string(&file).expect("a golden file");
    let mark = "[[function_constant(";
    if !text.contains(mark) {
        return file;
    }
    let lines = text.lines().map(|line| match line.split_once(mark) {
        Some((declaration, _)) => format!("{declaration}= {{}};\n"),
        None => format!("{line}\n"),
    });
    let copy = std::env::temp_dir().join(format!("enigma-constants-{}.metal", std::process::id()));
    std::fs::write(&copy, lines.collect::<String>()).expect("a temporary file");
    copy
}

#[test]
fn golden_files_pass_a_type_check() {
    let Some(clang) = clang() else {
        println!("{SKIPPED}");
        return;
    };
    let mut findings = Vec::new();
    // Those of the builder here, and those of kernels written through the Rust front end.
    for folder in ["golden/msl", "golden/rust"] {
        let entries = std::fs::read_dir(directory(folder)).expect("golden files");
        let files: Vec<_> = entries.map(|e| e.expect("a golden file").path()).collect();
        assert!(files.len() >= 3, "{folder} has {} files", files.len());
        for file in files {
            let file = with_constants(file);
            findings.push(complaints(clang, &file, &["-Wall", "-Wextra", "-Werror"]));
        }
    }
    findings.retain(|text| !text.is_empty());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// The library must be strict where Metal is: each of these is an error there.
#[test]
fn the_type_check_rejects_what_metal_rejects() {
    let Some(clang) = clang() else {
        println!("{SKIPPED}");
        return;
    };
    let accepted = "float x = A[0]; B[0] = x;";
    let rejected = [
        "bfloat x = 1.0f;",
        "bfloat x = exp(bfloat(1.0f));",
        "float x = bfloat(1.0f);",
        "half x = precise::sqrt(1.0h);",
        "int x = min(1, 2u);",
        "A[0] = 1.0f;",
        "device float* p = &shared[0];",
        "float* p = &B[0];",
        "((device atomic_uint*)B)[0] = 1u;",
        "device atomic_uint* p = (device atomic_uint*)B; p[0] = p[1];",
        "uint x = ((device atomic_uint*)B)[0];",
        "atomic_store_explicit((device atomic_uint*)B, 1u, memory_order_seq_cst);",
        "atomic_fetch_add_explicit((threadgroup atomic_float*)shared, 1.0f, memory_order_relaxed);",
        "atomic_fetch_min_explicit((device atomic_float*)B, 1.0f, memory_order_relaxed);",
        "atomic_fetch_add_explicit((threadgroup atomic_uint*)B, 1u, memory_order_relaxed);",
        "for (int i = 0; i < 2; ++i) { threadgroup float inner[4]; inner[0] = 0.0f; }",
        "float x = as_type<float>(1.0h);",
        "long x = simd_sum(1L);",
        "long x = simd_shuffle(1L, ushort(1));",
        "float x = simd_and(1.0f);",
        "float x = simd_prefix_inclusive_max(1.0f);",
        "bfloat x = quad_sum(bfloat(1.0f));",
        "bfloat x = simd_shuffle_up(bfloat(1.0f), ushort(1));",
        "uint x = simd_ballot(true);",
        "uint x = quad_active_threads_mask();",
        "float x = INF;",
        "B[0] = undeclared;",
        "threadgroup float* p = A;",
        "atomic_fetch_add_explicit((device atomic_uint*)&B[0], 1u, memory_order_acquire);",
        "threadgroup_barrier(mem_flags::mem_everything);",
        "simdgroup_matrix<int, 8, 8> m;",
        "simdgroup_matrix<float, 4, 4> m;",
        "simdgroup_half8x8 m; simdgroup_load(m, A);",
        "simdgroup_float8x8 m = make_filled_simdgroup_matrix<float, 8, 8>(0.0f); simdgroup_store(m, A);",
        "simdgroup_half8x8 h; simdgroup_float8x8 m; simdgroup_multiply_accumulate(h, m, m, h);",
        "simdgroup_half8x8 h; simdgroup_float8x8 m; simdgroup_multiply(m, h, m);",
    ];
    let folder = std::env::temp_dir().join(format!("enigma-msl-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let check = |number: usize, body: &str| {
        let text = format!(
            "#include <metal_stdlib>\n#include <metal_simdgroup_matrix>\nusing namespace metal;\n\
             kernel void k(device const float* A [[buffer(0)]], device float* B [[buffer(1)]]) {{\n    \
             threadgroup float shared[4];\n    shared[0] = 0.0f;\n    {body}\n}}\n"
        );
        let file = folder.join(format!("{number}.metal"));
        std::fs::write(&file, text).expect("a temporary file");
        complaints(clang, &file, &[])
    };
    assert_eq!(check(0, accepted), "");
    let missed: Vec<_> = rejected
        .iter()
        .enumerate()
        .filter(|(n, body)| check(n + 1, body).is_empty())
        .map(|(_, body)| body)
        .collect();
    std::fs::remove_dir_all(&folder).expect("a temporary folder");
    assert!(missed.is_empty(), "accepted: {missed:#?}");
}

#[test]
fn random_programs_pass_a_type_check() {
    let Some(clang) = clang() else {
        println!("{SKIPPED}");
        return;
    };
    let mut text = String::new();
    for seed in 1..=100 {
        let (kernel, _) = crate::random::program(seed);
        let one = msl::emit(&kernel, Floats::Ieee, AsyncCopy::Cooperative).expect("text");
        let one = one.replace("kernel void k(", &format!("kernel void k{seed}("));
        text.push_str(&format!("namespace n{seed} {{\n{one}}}\n"));
    }
    let text = text.replace("#include <metal_stdlib>", "");
    let file = std::env::temp_dir().join(format!("enigma-random-{}.metal", std::process::id()));
    std::fs::write(&file, format!("#include <metal_stdlib>\n{text}")).expect("a temporary file");
    // Random programs compare values with themselves and leave parameters unread.
    let odd = [
        "-Wno-unused",
        "-Wno-unused-parameter",
        "-Wno-tautological-compare",
    ];
    let found = complaints(
        clang,
        &file,
        &[&["-Wall", "-Wextra", "-Werror"], &odd[..]].concat(),
    );
    std::fs::remove_file(&file).expect("a temporary file");
    assert_eq!(found, "");
}

/// Every operation across lanes on every dtype it takes.
#[test]
fn operations_across_lanes_pass_a_type_check() {
    let Some(clang) = clang() else {
        println!("{SKIPPED}");
        return;
    };
    let mut text = "#include <metal_stdlib>\n".to_string();
    for ty in Scalar::ALL {
        let takes = |op: &&'static OpDef| match op.sig.args.first() {
            Some(Arg::T(class)) => class.contains(ty),
            _ => ty == Scalar::Bool,
        };
        let mut k = K::new("k");
        let data = k.b.buffer("data", ty);
        let votes = k.b.buffer("votes", Scalar::U32);
        let (tid, number) = (k.tid(), k.b.scalar("number", Scalar::U64));
        let x = k.load(data, tid);
        let across = ops::all().filter(|op| matches!(op.kind, Kind::Simd(_)));
        for op in across.filter(takes) {
            let v = apply(&mut k, op, x, number);
            let has_bits = ty == Scalar::Bool && k.b.kernel().dtype(v) == Scalar::U32;
            k.store(if has_bits { votes } else { data }, tid, v);
        }
        let one = k.emit(AsyncCopy::Cooperative).expect("text");
        let name = format!("kernel void k_{}(", ty.metal_name());
        let one = one.replace("kernel void k(", &name);
        let one = one.replace("#include <metal_stdlib>", "");
        text.push_str(&format!("namespace {}_ {{\n{one}}}\n", ty.metal_name()));
    }
    let file = std::env::temp_dir().join(format!("enigma-lanes-{}.metal", std::process::id()));
    std::fs::write(&file, text).expect("a temporary file");
    let warnings = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"];
    let found = complaints(clang, &file, &warnings);
    std::fs::remove_file(&file).expect("a temporary file");
    assert_eq!(found, "");
}
