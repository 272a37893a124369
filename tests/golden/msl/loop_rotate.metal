// loop_rotate, from loop_rotate.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void loop_rotate(
    device int* out [[buffer(0)]],
    uint tid [[thread_position_in_grid]]
) {
    int acc = 1;  // loop_rotate.py:4
    int acc_1 = 2;
    int acc_2 = 3;
    int acc_3 = 4;
    for (int i = 0; i < 10; ++i) {
        acc_3 = acc;
        int next_acc = acc_1;
        acc_1 = acc_2;
        acc_2 = acc;
        acc = next_acc;
    }
    out[tid] = acc;  // loop_rotate.py:6
    out[tid] = acc_1;
    out[tid] = acc_2;
    out[tid] = acc_3;
}
