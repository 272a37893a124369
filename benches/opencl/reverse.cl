// Each group of 256 back to front, through local memory.
kernel void reverse(global const float *a, global float *b) {
    local float shared[256];
    const uint tid = get_global_id(0), lid = get_local_id(0);
    shared[lid] = a[tid];
    barrier(CLK_LOCAL_MEM_FENCE);
    b[tid] = shared[get_local_size(0) - lid - 1];
}
