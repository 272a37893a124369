"""softmax(Q K^T / 8) V per head with an online softmax: a thread per query, K and V by tiles."""

import enigma

DIM = 64
ROWS = 64
KEYS = 32
SCALE = DIM**-0.5


@enigma.kernel
def attention(
    Q: enigma.f32,
    K: enigma.f32,
    V: enigma.f32,
    Out: enigma.f32,
    length: enigma.Scalar(enigma.u32),
):
    """The group is ROWS queries of one head; the grid's y counts heads."""
    lid = enigma.thread_position_in_threadgroup("x")
    head = enigma.thread_position_in_grid_xyz("y") * length * DIM
    mine = head + enigma.thread_position_in_grid_xyz("x") * DIM
    keys = enigma.threadgroup_alloc("float", (KEYS, DIM))
    values = enigma.threadgroup_alloc("float", (KEYS, DIM))
    # A column per thread.
    scores = enigma.threadgroup_alloc("float", (KEYS, ROWS))
    query = enigma.register_tensor(DIM, "float", fill=0.0)
    out = enigma.register_tensor(DIM, "float", fill=0.0)
    for d in range(DIM):
        query[d] = Q[mine + d] * SCALE
    largest, total = -1e30, 0.0
    for first in enigma.range(0, length, KEYS):
        # Neighbouring threads fetch neighbouring elements.
        for row in range(KEYS):
            keys[row, lid] = K[head + (first + row) * DIM + lid]
            values[row, lid] = V[head + (first + row) * DIM + lid]
        enigma.barrier()
        new = largest
        for j in enigma.range(KEYS):
            score = 0.0
            for d in range(DIM):
                score = enigma.fma(query[d], keys[j, d], score)
            scores[j, lid] = score
            new = enigma.fmax(new, score)
        fade = enigma.exp(largest - new)
        largest, total = new, total * fade
        for d in range(DIM):
            out[d] = out[d] * fade
        for j in enigma.range(KEYS):
            weight = enigma.exp(scores[j, lid] - largest)
            total += weight
            for d in range(DIM):
                out[d] = enigma.fma(weight, values[j, d], out[d])
        enigma.barrier()
    for d in range(DIM):
        Out[mine + d] = out[d] / total
