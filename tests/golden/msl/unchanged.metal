// unchanged, from unchanged.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void unchanged(
    device uint* out [[buffer(0)]],
    constant uint& n [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    uint acc = n;  // unchanged.py:4
    for (uint i = 0; i < n; ++i) {
        out[i] = acc;  // unchanged.py:5
    }
    out[tid] = acc;  // unchanged.py:6
}
