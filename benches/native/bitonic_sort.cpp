// bitonic_sort: sorts each run of 1,024 numbers, as sorts of this kind are written for vectors. LANES
// vectors are sorted lane by lane with a network, transposed into sorted vectors, and merged in
// registers; the merges of longer runs pass through the first-level cache. Every merge first compares
// with the second run reversed, so that all runs rise.
// flags: -ffinite-math-only -fno-signed-zeros
#include "simd.h"

#include <utility>

constexpr int RUN = 1024;
constexpr int VECTORS = RUN / LANES;

static inline void order(vec &low, vec &high) {
    const vec smaller = __builtin_elementwise_min(low, high);
    high = __builtin_elementwise_max(low, high);
    low = smaller;
}

// Exchanges the lanes of `a` that have bit D with the lanes of `b` that do not; twice is nothing.
template <int D, int... I>
static inline void exchange(vec &a, vec &b, std::integer_sequence<int, I...>) {
    const vec first = __builtin_shufflevector(a, b, ((I & D) ? LANES + I - D : I)...);
    b = __builtin_shufflevector(a, b, ((I & D) ? LANES + I : I + D)...);
    a = first;
}

template <int D>
static inline void exchange(vec &a, vec &b) {
    exchange<D>(a, b, std::make_integer_sequence<int, LANES>());
}

// Sorts a bitonic sequence that lies in one vector, for two vectors at once.
template <int D = LANES / 2>
static inline void clean_lanes(vec &a, vec &b) {
    exchange<D>(a, b);
    order(a, b);
    exchange<D>(a, b);
    if constexpr (D > 1) clean_lanes<D / 2>(a, b);
}

// Sorts a bitonic sequence in COUNT vectors.
template <int COUNT>
static inline void clean(vec *v) {
#pragma clang loop unroll(full)
    for (int stride = COUNT / 2; stride > 0; stride /= 2)
#pragma clang loop unroll(full)
        for (int i = 0; i < COUNT; ++i)
            if (!(i & stride)) order(v[i], v[i + stride]);
#pragma clang loop unroll(full)
    for (int i = 0; i < COUNT; i += 2) clean_lanes(v[i], v[i + 1]);
}

// Makes one bitonic sequence below and one above of two rising runs.
static inline void meet(vec &low, vec &high) {
    vec turned = reversed(high);
    order(low, turned);
    high = reversed(turned);
}

template <int COUNT>
static inline void merge(vec *v) {
#pragma clang loop unroll(full)
    for (int i = 0; i < COUNT / 2; ++i) meet(v[i], v[COUNT - 1 - i]);
    clean<COUNT / 2>(v);
    if constexpr (COUNT > 2) clean<COUNT / 2>(v + COUNT / 2);
}

template <int COUNT>
static inline void merge_all(vec *v) {
    if constexpr (COUNT == 2) {
        // Two runs of one vector each, for two pairs at once.
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i += 2) {
            meet(v[i], v[i + 1]);
            clean_lanes(v[i], v[i + 1]);
        }
    } else {
        merge_all<COUNT / 2>(v);
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i += COUNT) merge<COUNT>(v + i);
    }
}

// Batcher's odd-even merge sort across the vectors.
static inline void sort_columns(vec *v) {
#pragma clang loop unroll(full)
    for (int p = 1; p < LANES; p *= 2)
#pragma clang loop unroll(full)
        for (int k = p; k >= 1; k /= 2)
#pragma clang loop unroll(full)
            for (int j = k % p; j + k < LANES; j += 2 * k)
#pragma clang loop unroll(full)
                for (int i = 0; i < k; ++i)
                    if (j + i + k < LANES && (j + i) / (2 * p) == (j + i + k) / (2 * p))
                        order(v[j + i], v[j + i + k]);
}

template <int D = LANES / 2>
static inline void transpose(vec *v) {
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; ++i)
        if (!(i & D)) exchange<D>(v[i], v[i + D]);
    if constexpr (D > 1) transpose<D / 2>(v);
}

static inline void read(const float *from, vec *v) {
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; ++i) v[i] = load(from + i * LANES);
}

static inline void write(float *to, const vec *v) {
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; ++i) store(to + i * LANES, v[i]);
}

// One merge of `count` vectors, too many for the registers.
static void merge_long(vec *v, int count) {
    for (int i = 0; i < count / 2; ++i) meet(v[i], v[count - 1 - i]);
    for (int stride = count / 4; stride >= LANES; stride /= 2)
        for (int i = 0; i < count; i += 2 * stride)
            for (int j = i; j < i + stride; ++j) order(v[j], v[j + stride]);
}

static void sort_run(const float *in, float *out) {
    vec run[VECTORS];
    for (int i = 0; i < VECTORS; i += LANES) {
        vec v[LANES];
        read(in + i * LANES, v);
        sort_columns(v);
        transpose(v);
        merge_all<LANES>(v);
        write(reinterpret_cast<float *>(run + i), v);
    }
    for (int count = 2 * LANES; count <= VECTORS; count *= 2) {
        float *to = count == VECTORS ? out : reinterpret_cast<float *>(run);
        for (int i = 0; i < VECTORS; i += count) merge_long(run + i, count);
        for (int i = 0; i < VECTORS; i += LANES) {
            vec v[LANES];
            read(reinterpret_cast<const float *>(run + i), v);
            clean<LANES>(v);
            write(to + i * LANES, v);
        }
    }
}

extern "C" void bitonic_sort(const float *in, float *out, int64_t n) {
#pragma omp parallel for schedule(static)
    for (int64_t run = 0; run < n; run += RUN) sort_run(in + run, out + run);
}
