// y = W x for 8-bit weights with a scale per 32 of them: 32 work-items per row, four weights each.
// PoCL has no subgroups to add in, so the sums of a row meet in local memory.
kernel void dequant_matvec(global const char *weights, global const float *scales,
                           global const float *x, global float *y, uint columns) {
    local float sums[256];
    const uint lid = get_local_id(0), lane = lid % 32;
    const uint row = get_group_id(0) * 8 + lid / 32;
    float total = 0.0f;
    for (uint first = 0; first < columns; first += 128) {
        const uint at = first + 4 * lane;
        const float4 w = convert_float4(vload4(0, weights + row * columns + at));
        total += scales[(row * columns + at) / 32] * dot(w, vload4(0, x + at));
    }
    sums[lid] = total;
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (uint stride = 16; stride > 0; stride /= 2) {
        if (lane < stride) sums[lid] += sums[lid + stride];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (lane == 0) y[row] = sums[lid];
}
