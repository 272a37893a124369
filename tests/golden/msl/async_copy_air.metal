// async_copy_air, from async_copy_air.py:2
// Metal Shading Language 2.3 or newer (simdgroup functions on every Apple GPU).
// Async copies by private AIR symbols, which compilers before Xcode 26 accept.

#include <metal_stdlib>

using namespace metal;

struct _simdgroup_event_t;

thread _simdgroup_event_t* enigma_air_1d(
    ulong size, ulong align, threadgroup void* to, const device void* from, ulong count)
    __asm("air.simdgroup_async_copy_1d.p3i8.p1i8");

template <typename T>
inline thread _simdgroup_event_t* enigma_air_copy_1d(
    threadgroup T* to, const device T* from, uint count
) {
    return enigma_air_1d(sizeof(T), alignof(T), to, from, count);
}

thread _simdgroup_event_t* enigma_air_2d(
    ulong size, ulong align,
    threadgroup void* to, ulong to_row, ulong to_unit, ulong2 to_tile,
    const device void* from, ulong from_row, ulong from_unit, ulong2 from_tile,
    long2 offset, int outside)
    __asm("air.simdgroup_async_copy_2d.p3i8.p1i8");

template <typename T>
inline thread _simdgroup_event_t* enigma_air_copy_2d(
    threadgroup T* to, uint to_row, const device T* from, uint from_row, uint columns, uint rows
) {
    return enigma_air_2d(sizeof(T), alignof(T),
        to, to_row, 1, ulong2(columns, rows),
        from, from_row, 1, ulong2(columns, rows),
        long2(0), 0);
}

void enigma_air_wait(int count, thread _simdgroup_event_t** events)
    __asm("air.wait_simdgroup_events");

thread _simdgroup_event_t* enigma_air_1d(
    ulong size, ulong align, device void* to, const threadgroup void* from, ulong count)
    __asm("air.simdgroup_async_copy_1d.p1i8.p3i8");

template <typename T>
inline thread _simdgroup_event_t* enigma_air_copy_1d(
    device T* to, const threadgroup T* from, uint count
) {
    return enigma_air_1d(sizeof(T), alignof(T), to, from, count);
}

kernel void async_copy_air(
    device const half* A [[buffer(0)]],
    device half* B [[buffer(1)]],
    constant uint& width [[buffer(2)]],
    constant int& count [[buffer(3)]],
    uint simdgroup [[simdgroup_index_in_threadgroup]]
) {
    threadgroup half row[64];  // async_copy_air.py:3
    threadgroup half tile[8 * 8];  // async_copy_air.py:4
    bool cond = simdgroup == 0u;  // async_copy_air.py:5
    if (cond) {
        thread _simdgroup_event_t* copy = enigma_air_copy_1d<half>(row, &A[width], uint(max(count, 0)));  // async_copy_air.py:6
        thread _simdgroup_event_t* copy_1 = enigma_air_copy_2d<half>(tile, 8u, &A[5], width, 8u, 8u);  // async_copy_air.py:7
        thread _simdgroup_event_t* events[] = {copy, copy_1};  // async_copy_air.py:8
        enigma_air_wait(2, events);
    }
    threadgroup_barrier(mem_flags::mem_threadgroup);  // async_copy_air.py:9
    if (cond) {
        thread _simdgroup_event_t* copy = enigma_air_copy_1d<half>(B, &row[4], 32u);  // async_copy_air.py:11
        thread _simdgroup_event_t* events[] = {copy};  // async_copy_air.py:12
        enigma_air_wait(1, events);
    }
}
