// empty, from empty.py:2
// Metal Shading Language 2.0 or newer.

#include <metal_stdlib>

using namespace metal;

kernel void empty() {
}
