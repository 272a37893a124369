// reverse: each group of 256 floats back to front, one pass, no staging buffer: what a person writes
// who need not follow the kernel's detour through threadgroup memory.
//
// Two versions, because which is faster depends on the machine: ordinary stores, as any compiler
// emits them, and streaming stores, as for data that is not read again soon. Both run at the speed
// of a plain copy.
#include "simd.h"

constexpr int GROUP = 256;
constexpr int LINE = 64 / sizeof(float);

// Writes forward. Hardware prefetchers follow the backward reads badly, so the lines are requested
// four groups ahead; a request past the end of the array is ignored.
extern "C" void reverse(const float *a, float *b, int64_t n) {
#pragma omp parallel for schedule(static)
    for (int64_t group = 0; group < n / GROUP; ++group) {
        const float *in = a + group * GROUP;
        float *out = b + group * GROUP;
        for (int i = 0; i < GROUP; i += LANES) {
            if (i % LINE == 0) __builtin_prefetch(in + 4 * GROUP + i);
            store(out + i, reversed(load(in + GROUP - LANES - i)));
        }
    }
}

// Reads forward: streaming stores go past the prefetchers, and may well run backward.
extern "C" void reverse_stream(const float *a, float *b, int64_t n) {
#pragma omp parallel
    {
#pragma omp for schedule(static) nowait
        for (int64_t group = 0; group < n / GROUP; ++group) {
            const float *in = a + group * GROUP;
            float *out = b + group * GROUP;
            for (int i = 0; i < GROUP; i += LANES)
                store_stream(out + GROUP - LANES - i, reversed(load(in + i)));
        }
        fence_stream();
    }
}
