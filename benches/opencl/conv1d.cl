// A filter of 31 taps over a signal with zeros beyond its ends, through a tile in local memory.
#define GROUP 256
#define TAPS 31
#define REACH (TAPS / 2)

kernel void conv1d(global const float *signal, constant const float *taps, global float *out, int n) {
    local float tile[GROUP + 2 * REACH];
    const int i = get_global_id(0), lid = get_local_id(0);
    tile[lid + REACH] = signal[i];
    if (lid < REACH) tile[lid] = i >= REACH ? signal[i - REACH] : 0.0f;
    if (lid >= GROUP - REACH) tile[lid + 2 * REACH] = i + REACH < n ? signal[i + REACH] : 0.0f;
    barrier(CLK_LOCAL_MEM_FENCE);
    float total = 0.0f;
#pragma unroll
    for (int tap = 0; tap < TAPS; ++tap) total = fma(taps[tap], tile[lid + tap], total);
    out[i] = total;
}
