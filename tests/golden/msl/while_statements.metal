// while_statements, from while_statements.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void while_statements(
    device int* A [[buffer(0)]],
    device int* B [[buffer(1)]],
    uint tid [[thread_position_in_grid]]
) {
    int n = A[tid];  // while_statements.py:4
    int state = 0;  // while_statements.py:5
    while (true) {
        int half_ = n / 2;
        bool again = n > 0;
        n = half_;
        if (!again) {
            break;
        }
        state = int(uint(state) + 1u);  // while_statements.py:7
    }
    B[tid] = state;  // while_statements.py:8
    A[tid] = n;
}
