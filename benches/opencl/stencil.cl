// A 5-point average of each cell of a square grid; cells of the border keep their value.
kernel void stencil(global const float *a, global float *b, uint n) {
    const uint x = get_global_id(0), y = get_global_id(1), i = y * n + x;
    const float centre = a[i];
    if (x > 0 && x < n - 1 && y > 0 && y < n - 1)
        b[i] = 0.5f * centre + 0.125f * (a[i - 1] + a[i + 1] + a[i - n] + a[i + n]);
    else
        b[i] = centre;
}
