#include <metal_stdlib>
using namespace metal;

template <typename T> T enigma_divisor(T a, T b) {
    bool overflow = T(-1) < T(0) && b == T(-1) && a == numeric_limits<T>::min();
    return b == T(0) || overflow ? T(1) : b;
}
template <typename T> T enigma_div(T a, T b) { return T(a / enigma_divisor(a, b)); }
template <typename T> T enigma_rem(T a, T b) { return T(a - a / enigma_divisor(a, b) * enigma_divisor(a, b)); }

int enigma_to_int(float x) {
    if (x >= 2147483648.0f) return numeric_limits<int>::max();
    if (x <= -2147483648.0f) return numeric_limits<int>::min();
    return x == x ? int(x) : int(0);
}

kernel void kernel_(
    device const int* A [[buffer(0)]],
    device int* half_ [[buffer(1)]],
    constant uint& n [[buffer(2)]],
    uint3 thread_position_in_grid [[thread_position_in_grid]]) {
    int carried = 0;
    int carried_2 = 1;
    ulong trips = 0 < int(n) && 1 > 0 ? ulong(uint(uint(int(n)) - uint(0) - 1u) / uint(1) + 1u) : 0ul;
    for (ulong round = 0ul; round < trips; round++) {
        int i = int(uint(0) + uint(round) * uint(1));
        int value = A[i];
        int next = carried_2;
        int next_2 = int(uint(carried) + uint(value));
        carried = next;
        carried_2 = next_2;
    }
    int carried_3;
    int carried_4 = carried;
    while (true) {
        bool proceed = (carried_4 > 3);
        carried_3 = carried_4;
        if (!proceed) break;
        carried_4 = enigma_div(carried_3, carried_2);
    }
    int carried_5;
    if ((thread_position_in_grid.x < n)) {
        carried_5 = int(carried_3 >> (1 & 31));
    } else {
        carried_5 = (-1);
    }
    half_[thread_position_in_grid.x] = enigma_to_int(float(exp((float(carried_5) * 0.1f))));
}
