#include <metal_stdlib>
#include <metal_simdgroup_matrix>
int main(){}