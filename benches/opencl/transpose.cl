// B = A^T for square matrices, through a padded tile of 32x32 that 32x8 work-items fill and empty.
kernel void transpose(global const float *a, global float *b, uint n) {
    local float tile[32][33];
    const uint x = get_local_id(0), y = get_local_id(1);
    const uint left = get_group_id(0) * 32, top = get_group_id(1) * 32;
    for (uint row = 0; row < 32; row += 8) tile[y + row][x] = a[(top + y + row) * n + left + x];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint row = 0; row < 32; row += 8) b[(left + y + row) * n + top + x] = tile[x][y + row];
}
