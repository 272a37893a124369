// kernel
// Metal Shading Language 2.0 or newer.
// IEEE floats: below 3.2, compile with fast math and contraction off.

#include <metal_stdlib>

using namespace metal;

#if __METAL_VERSION__ >= 320
#pragma METAL fp math_mode(safe)
#pragma METAL fp contract(off)
#endif

// x / 0 and MIN / -1 are the dividend.
inline int enigma_div(int a, int b) {
    return b == 0 || (a == -2147483647 - 1 && b == -1) ? a : a / b;
}

// Truncates; saturates at the limits of int; NaN gives 0.
inline int enigma_to_int(float x) {
    if (x >= 2147483648.0f) {
        return 2147483647;
    }
    if (x > -2147483648.0f) {
        return int(x);
    }
    return x <= -2147483648.0f ? -2147483647 - 1 : 0;
}

kernel void kernel_(
    device const int* A [[buffer(0)]],
    device int* half_ [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    uint tid [[thread_position_in_grid]]
) {
    int t = int(n);
    int acc = 0;
    int acc_1 = 1;
    for (int i = 0; i < t; ++i) {
        int next_acc = acc_1;
        acc_1 = int(uint(acc) + uint(A[i]));
        acc = next_acc;
    }
    while (acc > 3) {
        acc = enigma_div(acc, acc_1);
    }
    int result = -1;
    if (tid < n) {
        result = acc >> 1;
    }
    half_[tid] = enigma_to_int(exp(float(result) * 0.1f));
}
