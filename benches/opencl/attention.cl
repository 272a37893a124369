// softmax(Q K^T / 8) V per head with an online softmax: a work-item per query, K and V by tiles.
#define DIM 64
#define ROWS 64
#define KEYS 32

kernel void attention(global const float *q, global const float *k, global const float *v,
                      global float *result, uint length) {
    local float keys[KEYS][DIM], values[KEYS][DIM], scores[KEYS][ROWS];
    const uint lid = get_local_id(0);
    const uint head = get_global_id(1) * length * DIM, mine = head + get_global_id(0) * DIM;
    float query[DIM], out[DIM];
    for (uint d = 0; d < DIM; ++d) {
        query[d] = q[mine + d] * 0.125f;
        out[d] = 0.0f;
    }
    float largest = -1e30f, total = 0.0f;
    for (uint first = 0; first < length; first += KEYS) {
        for (uint row = 0; row < KEYS; ++row) {
            keys[row][lid] = k[head + (first + row) * DIM + lid];
            values[row][lid] = v[head + (first + row) * DIM + lid];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        float now = largest;
        for (uint j = 0; j < KEYS; ++j) {
            float score = 0.0f;
            for (uint d = 0; d < DIM; ++d) score = fma(query[d], keys[j][d], score);
            scores[j][lid] = score;
            now = fmax(now, score);
        }
        const float fade = exp(largest - now);
        largest = now;
        total *= fade;
        for (uint d = 0; d < DIM; ++d) out[d] *= fade;
        for (uint j = 0; j < KEYS; ++j) {
            const float weight = exp(scores[j][lid] - largest);
            total += weight;
            for (uint d = 0; d < DIM; ++d) out[d] = fma(weight, values[j][d], out[d]);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (uint d = 0; d < DIM; ++d) result[mine + d] = out[d] / total;
}
