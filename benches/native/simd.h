// The widest vector of floats that the build machine has, by compiler vector extensions, so that one
// source is AVX-512, AVX2 or NEON code under -march=native.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif

typedef float vec __attribute__((vector_size(LANES * sizeof(float))));
// A load through this type may sit at any float's address.
typedef float vec_unaligned __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));

typedef int32_t ivec __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef int32_t ivec_unaligned __attribute__((vector_size(LANES * sizeof(int32_t)), aligned(4)));

static inline vec load(const float *p) { return *reinterpret_cast<const vec_unaligned *>(p); }
static inline void store(float *p, vec v) { *reinterpret_cast<vec_unaligned *>(p) = v; }

static inline void store_ints(int32_t *p, ivec v) { *reinterpret_cast<ivec_unaligned *>(p) = v; }
static inline vec splat(float x) { return vec{} + x; }

// Writes past the cache: saves the read of the destination's line. `p` is aligned to the vector.
static inline void store_stream(float *p, vec v) {
    __builtin_nontemporal_store(v, reinterpret_cast<vec *>(p));
}

// Weakly ordered streaming stores are visible to the other threads only after a fence.
static inline void fence_stream() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

static inline vec reversed(vec v) {
#if defined(__AVX512F__)
    return __builtin_shufflevector(v, v, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
#elif defined(__AVX__)
    return __builtin_shufflevector(v, v, 7, 6, 5, 4, 3, 2, 1, 0);
#else
    return __builtin_shufflevector(v, v, 3, 2, 1, 0);
#endif
}
