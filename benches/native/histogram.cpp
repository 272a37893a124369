// histogram: eight tables per thread, so that equal bytes one after the other do not wait for each
// other's store, and eight bytes to a load.
#include <cstdint>
#include <cstring>

constexpr int BINS = 256;
constexpr int TABLES = 8;

extern "C" void histogram(const uint8_t *a, uint32_t *bins, int64_t n) {
#pragma omp parallel
    {
        uint32_t tables[TABLES][BINS] = {};
#pragma omp for schedule(static) nowait
        for (int64_t i = 0; i < n / TABLES; ++i) {
            uint64_t bytes;
            std::memcpy(&bytes, a + i * TABLES, sizeof bytes);
#pragma clang loop unroll(full)
            for (int k = 0; k < TABLES; ++k) ++tables[k][bytes >> (8 * k) & 255];
        }
#pragma omp single nowait
        for (int64_t i = n / TABLES * TABLES; i < n; ++i) ++tables[0][a[i]];
#pragma omp critical
        for (int bin = 0; bin < BINS; ++bin)
            for (int k = 0; k < TABLES; ++k) bins[bin] += tables[k][bin];
    }
}
