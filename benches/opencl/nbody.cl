// Accelerations of bodies (x, y, z, mass) by all others, which pass through local memory.
kernel void nbody(global const float4 *bodies, global float4 *accelerations, uint n, float softening) {
    local float4 tile[256];
    const uint lid = get_local_id(0);
    const float4 me = bodies[get_global_id(0)];
    float ax = 0.0f, ay = 0.0f, az = 0.0f;
    for (uint first = 0; first < n; first += 256) {
        tile[lid] = bodies[first + lid];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (uint j = 0; j < 256; ++j) {
            const float4 body = tile[j];
            const float dx = body.x - me.x, dy = body.y - me.y, dz = body.z - me.z;
            const float inverse = rsqrt(fma(dx, dx, fma(dy, dy, fma(dz, dz, softening))));
            const float scale = body.w * inverse * inverse * inverse;
            ax = fma(dx, scale, ax);
            ay = fma(dy, scale, ay);
            az = fma(dz, scale, az);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    accelerations[get_global_id(0)] = (float4)(ax, ay, az, 0.0f);
}
