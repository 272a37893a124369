// C = A + B, an element per work-item.
kernel void vector_add(global const float *a, global const float *b, global float *c) {
    const uint tid = get_global_id(0);
    c[tid] = a[tid] + b[tid];
}
