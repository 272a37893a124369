"""Accelerations of bodies (x, y, z, mass) by all others, which pass through threadgroup tiles."""

import enigma

TILE = 256


@enigma.kernel
def nbody(
    Bodies: enigma.f32,
    Acceleration: enigma.f32,
    n: enigma.Scalar(enigma.u32),
    softening: enigma.Scalar(enigma.f32),
):
    i = enigma.thread_position_in_grid
    lid = enigma.thread_position_in_threadgroup()
    tile = enigma.threadgroup_alloc("float", 4 * TILE)
    me = Bodies.load_vec(4 * i, 4)
    ax, ay, az = 0.0, 0.0, 0.0
    for first in enigma.range(0, n, TILE):
        tile.store_vec(4 * lid, Bodies.load_vec(4 * (first + lid), 4))
        enigma.barrier()
        for j in enigma.range(TILE):
            body = tile.load_vec(4 * j, 4)
            dx, dy, dz = body.x - me.x, body.y - me.y, body.z - me.z
            square = enigma.fma(dx, dx, enigma.fma(dy, dy, enigma.fma(dz, dz, softening)))
            inverse = enigma.rsqrt(square)
            scale = body.w * inverse * inverse * inverse
            ax = enigma.fma(dx, scale, ax)
            ay = enigma.fma(dy, scale, ay)
            az = enigma.fma(dz, scale, az)
        enigma.barrier()
    Acceleration.store_vec(4 * i, enigma.make_float4(ax, ay, az, 0.0))
