// Escape times of the Mandelbrot set: a loop of its own length in each work-item.
#pragma OPENCL FP_CONTRACT OFF
kernel void mandelbrot(global int *out, uint width, float step) {
    const uint px = get_global_id(0), py = get_global_id(1);
    const float cx = -2.0f + (float)px * step, cy = -1.0f + (float)py * step;
    float x = 0.0f, y = 0.0f, x2 = 0.0f, y2 = 0.0f;
    int count = 0;
    while (count < 256 && x2 + y2 <= 4.0f) {
        y = fma(x + x, y, cy);
        x = x2 - y2 + cx;
        x2 = x * x;
        y2 = y * y;
        ++count;
    }
    out[py * width + px] = count;
}
