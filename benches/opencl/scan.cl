// Inclusive sums within each group of 256: Hillis and Steele's steps in local memory.
// The unroll hint is for PoCL, as in tree_sum.cl.
kernel void scan(global const float *a, global float *b) {
    local float shared[256];
    const uint tid = get_global_id(0), lid = get_local_id(0);
    shared[lid] = a[tid];
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (uint offset = 1; offset < 256; offset *= 2) {
        float value = shared[lid];
        if (lid >= offset) value += shared[lid - offset];
        barrier(CLK_LOCAL_MEM_FENCE);
        shared[lid] = value;
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    b[tid] = shared[lid];
}
