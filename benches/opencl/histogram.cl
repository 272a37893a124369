// How often each byte occurs: counted per group in local memory, then added to the result.
kernel void histogram(global const uchar *a, global uint *bins, uint n) {
    local uint counts[256];
    const uint lid = get_local_id(0);
    counts[lid] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint i = get_global_id(0); i < n; i += get_global_size(0)) atomic_inc(&counts[a[i]]);
    barrier(CLK_LOCAL_MEM_FENCE);
    atomic_add(&bins[lid], counts[lid]);
}
