"enigma.kernel"() ({
^body(%arg0: memref<?xf32>, %arg1: memref<?xui32>, %arg2: ui32):
  %shared0 = "enigma.threadgroup_alloc"() {size = 32 : i64} : () -> memref<4x8xf32, 3>
  %0 = "enigma.scalar_param"(%arg2) : (ui32) -> ui32
  %1 = "enigma.thread_position_in_grid_xyz"() {dim = "x"} : () -> ui32
  %2 = "enigma.thread_index_in_threadgroup"() : () -> ui32
  %3 = "enigma.const"() {value = 32 : ui32} : () -> ui32
  %4 = "enigma.mul"(%0, %3) : (ui32, ui32) -> ui32
  %5 = "enigma.const"() {value = 0 : ui32} : () -> ui32
  %6 = "enigma.const"() {value = 32 : ui32} : () -> ui32
  %7 = "enigma.async_copy_1d"(%shared0, %arg0, %5, %4, %6) : (memref<4x8xf32, 3>, memref<?xf32>, ui32, ui32, ui32) -> !enigma.event
  "enigma.async_copy_wait"(%7) : (!enigma.event) -> ()
  "enigma.barrier"() {mem_flags = "mem_threadgroup"} : () -> ()
  %8 = "enigma.const"() {value = 1 : ui32} : () -> ui32
  %9 = "enigma.add"(%1, %8) : (ui32, ui32) -> ui32
  %10 = "enigma.const"() {value = 1 : ui32} : () -> ui32
  %11 = "enigma.add"(%1, %10) : (ui32, ui32) -> ui32
  %12 = "enigma.cmp_lt"(%11, %0) : (ui32, ui32) -> i1
  %13 = "enigma.const"() {value = 0.000000e0 : f32} : () -> f32
  %14 = "enigma.load_if"(%arg0, %9, %12, %13) : (memref<?xf32>, ui32, i1, f32) -> f32
  %15 = "enigma.const"() {value = 0 : si32} : () -> si32
  %16 = "enigma.metal_cast"(%0) : (ui32) -> si32
  %17 = "enigma.const"() {value = 2 : si32} : () -> si32
  %18 = "enigma.for"(%15, %16, %17, %14) ({
  ^bb0(%19: si32, %20: f32):
    %21 = "enigma.const"() {value = 8 : ui32} : () -> ui32
    %22 = "enigma.div"(%2, %21) : (ui32, ui32) -> ui32
    %23 = "enigma.const"() {value = 8 : ui32} : () -> ui32
    %24 = "enigma.mod"(%2, %23) : (ui32, ui32) -> ui32
    %25 = "enigma.const"() {value = 8 : ui32} : () -> ui32
    %26 = "enigma.mul"(%22, %25) : (ui32, ui32) -> ui32
    %27 = "enigma.add"(%26, %24) : (ui32, ui32) -> ui32
    %28 = "enigma.load"(%shared0, %27) : (memref<4x8xf32, 3>, ui32) -> f32
    %29 = "enigma.metal_cast"(%19) : (si32) -> f32
    %30 = "enigma.mul"(%28, %29) : (f32, f32) -> f32
    %31 = "enigma.add"(%20, %30) : (f32, f32) -> f32
    "enigma.yield"(%31) : (f32) -> ()
  }) : (si32, si32, si32, f32) -> f32
  %32 = "enigma.const"() {value = 1.500000e0 : f32} : () -> f32
  %33 = "enigma.cmp_gt"(%18, %32) : (f32, f32) -> i1
  "enigma.if"(%33) ({
  ^bb0():
    %34 = "enigma.exp"(%18) : (f32) -> f32
    "enigma.store"(%arg0, %1, %34) : (memref<?xf32>, ui32, f32) -> ()
    "enigma.yield"() : () -> ()
  }, {
  ^bb0():
    %35 = "enigma.const"() {value = 2.000000e0 : f32} : () -> f32
    %36 = "enigma.mul"(%35, %14) : (f32, f32) -> f32
    %37 = "enigma.sub"(%36, %18) : (f32, f32) -> f32
    "enigma.store"(%arg0, %1, %37) : (memref<?xf32>, ui32, f32) -> ()
    "enigma.yield"() : () -> ()
  }) : (i1) -> ()
  %38 = "enigma.const"() {value = 7 : ui32} : () -> ui32
  %39 = "enigma.bitand"(%2, %38) : (ui32, ui32) -> ui32
  %40 = "enigma.metal_cast"(%14) : (f32) -> ui32
  %41 = "enigma.atomic_fetch_add"(%arg1, %39, %40) {order = "relaxed", failure_order = "relaxed"} : (memref<?xui32>, ui32, ui32) -> ui32
  %42 = "enigma.const"() {value = 0 : ui32} : () -> ui32
  %43 = "enigma.cmp_eq"(%1, %42) : (ui32, ui32) -> i1
  "enigma.if"(%43) ({
  ^bb0():
    %44 = "enigma.const"() {value = 3 : ui32} : () -> ui32
    "enigma.store"(%arg1, %1, %44) : (memref<?xui32>, ui32, ui32) -> ()
    "enigma.yield"() : () -> ()
  }, {
  ^bb0():
    "enigma.yield"() : () -> ()
  }) : (i1) -> ()
  %45 = "enigma.simd_sum"(%18) : (f32) -> f32
  %46 = "enigma.const"() {value = 4 : ui32} : () -> ui32
  %47 = "enigma.cmp_ge"(%2, %46) : (ui32, ui32) -> i1
  %48 = "enigma.where"(%14, %45, %47) : (f32, f32, i1) -> f32
  "enigma.store"(%arg0, %1, %48) : (memref<?xf32>, ui32, f32) -> ()
  "enigma.return"() : () -> ()
}) {sym_name = "forms"} : () -> ()
