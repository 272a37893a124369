// One partial sum per group of 256: a tree in local memory, a barrier per level.
// The unroll hint is for PoCL, whose code is twice as fast with it.
kernel void tree_sum(global const float *a, global float *partials) {
    local float shared[256];
    const uint lid = get_local_id(0);
    shared[lid] = a[get_global_id(0)];
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (uint stride = 128; stride > 0; stride /= 2) {
        if (lid < stride) shared[lid] += shared[lid + stride];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (lid == 0) partials[get_group_id(0)] = shared[0];
}
