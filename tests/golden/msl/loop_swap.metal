// loop_swap, from loop_swap.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void loop_swap(
    device uint* out [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    uint acc = 0;  // loop_swap.py:4
    uint acc_1 = 1;
    for (int i = 0; i < 10; ++i) {
        uint next_acc = acc_1;
        acc_1 = acc + acc_1;  // loop_swap.py:5
        acc = next_acc;
    }
    out[tid] = acc;  // loop_swap.py:6
}
