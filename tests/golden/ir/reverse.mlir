"enigma.kernel"() ({
^body(%arg0: memref<?xf32>, %arg1: memref<?xf32>):
  %shared0 = "enigma.threadgroup_alloc"() {size = 256 : i64} : () -> memref<256xf32, 3>
  %0 = "enigma.thread_position_in_grid_xyz"() {dim = "x"} : () -> ui32
  %1 = "enigma.thread_position_in_threadgroup"() {dim = "x"} : () -> ui32
  %2 = "enigma.threads_per_threadgroup"() {dim = "x"} : () -> ui32
  %3 = "enigma.load"(%arg0, %0) : (memref<?xf32>, ui32) -> f32
  "enigma.store"(%shared0, %1, %3) : (memref<256xf32, 3>, ui32, f32) -> ()
  "enigma.barrier"() {mem_flags = "mem_threadgroup"} : () -> ()
  %4 = "enigma.sub"(%2, %1) : (ui32, ui32) -> ui32
  %5 = "enigma.const"() {value = 1 : ui32} : () -> ui32
  %6 = "enigma.sub"(%4, %5) : (ui32, ui32) -> ui32
  %7 = "enigma.load"(%shared0, %6) : (memref<256xf32, 3>, ui32) -> f32
  "enigma.store"(%arg1, %0, %7) : (memref<?xf32>, ui32, f32) -> ()
  "enigma.return"() : () -> ()
}) {sym_name = "reverse"} : () -> ()
