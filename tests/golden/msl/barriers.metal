// barriers, from barriers.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void barriers() {
    threadgroup_barrier(mem_flags::mem_none);  // barriers.py:3
    simdgroup_barrier(mem_flags::mem_none);
    threadgroup_barrier(mem_flags::mem_device);  // barriers.py:4
    simdgroup_barrier(mem_flags::mem_device);
    threadgroup_barrier(mem_flags::mem_threadgroup);  // barriers.py:5
    simdgroup_barrier(mem_flags::mem_threadgroup);
    threadgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);  // barriers.py:6
    simdgroup_barrier(mem_flags::mem_device | mem_flags::mem_threadgroup);
    threadgroup_barrier(mem_flags::mem_texture);  // barriers.py:7
    simdgroup_barrier(mem_flags::mem_texture);
}
