"""A 5-point average of each cell of a square grid; cells of the border keep their value."""

import enigma


@enigma.kernel
def stencil(A: enigma.f32, B: enigma.f32, n: enigma.Scalar(enigma.u32)):
    x = enigma.thread_position_in_grid_xyz("x")
    y = enigma.thread_position_in_grid_xyz("y")
    i = y * n + x
    centre = A[i]
    if x > 0 and x < n - 1 and y > 0 and y < n - 1:
        around = A[i - 1] + A[i + 1] + A[i - n] + A[i + n]
        B[i] = 0.5 * centre + 0.125 * around
    else:
        B[i] = centre
