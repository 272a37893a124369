// loop_bounds, from loop_bounds.py:2
// Metal Shading Language 2.2 or newer (64-bit integers).

#include <metal_stdlib>

using namespace metal;

// Rounds of a loop over [lo, hi): none unless the step is positive.
inline uint enigma_trips(uchar lo, uchar hi, uchar step) {
    return lo < hi && step > 0 ? (uint(hi) - uint(lo) - 1u) / uint(step) + 1u : 0u;
}

kernel void loop_bounds(
    device int* out [[buffer(0)]],
    constant int& n [[buffer(1)]],
    constant int& step_ [[buffer(2)]]
) {
    for (int i = 0; i < n; ++i) {  // loop_bounds.py:3
        out[i] = 1;
    }
    for (int i = 0; i < 100; i += 7) {  // loop_bounds.py:4
        out[i] = 1;
    }
    for (int i = 0; i < n; i += int(min(2u, uint(n) - uint(i)))) {  // loop_bounds.py:5
        out[i] = 1;
    }
    uchar t = uchar(n);  // loop_bounds.py:6
    uchar t_1 = uchar(step_);
    uint trips = enigma_trips(t, uchar(100), t_1);
    for (uint trip = 0; trip < trips; ++trip) {
        uchar i = uchar(uint(t) + trip * uint(t_1));
        out[i] = 1;
    }
    ulong t_2 = ulong(n);  // loop_bounds.py:7
    for (ulong i = 0; i < t_2; ++i) {
        for (int j = 0; j < 4; ++j) {
            out[i] = j;
        }
    }
    int t_3 = int(uint(n) * 2u);  // loop_bounds.py:9
    for (int i = 0; i < t_3; ++i) {
        out[i] = 1;
    }
}
