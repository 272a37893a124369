import taichi as ti


@ti.kernel
def nbody(
    bodies: ti.types.ndarray(ti.f32, 2),
    accelerations: ti.types.ndarray(ti.f32, 2),
    n: ti.i32,
    softening: ti.f32,
):
    for i in range(n):
        me = ti.Vector([bodies[i, 0], bodies[i, 1], bodies[i, 2]])
        total = ti.Vector([0.0, 0.0, 0.0])
        for j in range(n):
            to = ti.Vector([bodies[j, 0], bodies[j, 1], bodies[j, 2]]) - me
            inverse = ti.rsqrt(to.dot(to) + softening)
            total += to * (bodies[j, 3] * inverse * inverse * inverse)
        for d in ti.static(range(3)):
            accelerations[i, d] = total[d]
        accelerations[i, 3] = 0.0
