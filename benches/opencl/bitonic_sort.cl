// Sorts each run of 1,024 numbers by a bitonic network in local memory, two per work-item.
#define RUN 1024
#define GROUP (RUN / 2)

kernel void bitonic_sort(global const float *a, global float *b) {
    local float shared[RUN];
    const uint lid = get_local_id(0), base = get_group_id(0) * RUN;
    shared[lid] = a[base + lid];
    shared[lid + GROUP] = a[base + lid + GROUP];
    for (uint size = 2; size <= RUN; size *= 2)
        for (uint stride = size / 2; stride > 0; stride /= 2) {
            barrier(CLK_LOCAL_MEM_FENCE);
            const uint at = 2 * lid - (lid & (stride - 1));
            const float low = shared[at], high = shared[at + stride];
            if ((low > high) == ((lid & (size / 2)) == 0)) {
                shared[at] = high;
                shared[at + stride] = low;
            }
        }
    barrier(CLK_LOCAL_MEM_FENCE);
    b[base + lid] = shared[lid];
    b[base + lid + GROUP] = shared[lid + GROUP];
}
