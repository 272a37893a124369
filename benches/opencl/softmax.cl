// Softmax of each row of 1,024: a group of 256 per row, 4 values of a work-item in registers. Trees in
// local memory where a GPU has sub-groups, which PoCL 3.1 lacks; the unroll hints make its code faster.
kernel void softmax(global const float *x, global float *y) {
    local float shared[256];
    const uint lid = get_local_id(0), start = get_group_id(0) * 1024;
    float values[4];
    for (uint i = 0; i < 4; ++i) values[i] = x[start + lid + i * 256];
    shared[lid] = fmax(fmax(values[0], values[1]), fmax(values[2], values[3]));
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (uint stride = 128; stride > 0; stride /= 2) {
        if (lid < stride) shared[lid] = fmax(shared[lid], shared[lid + stride]);
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    const float largest = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint i = 0; i < 4; ++i) values[i] = exp(values[i] - largest);
    shared[lid] = values[0] + values[1] + values[2] + values[3];
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (uint stride = 128; stride > 0; stride /= 2) {
        if (lid < stride) shared[lid] += shared[lid + stride];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (uint i = 0; i < 4; ++i) y[start + lid + i * 256] = values[i] / shared[0];
}
