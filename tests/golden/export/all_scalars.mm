// Launches the kernel of all_scalars.metal. Written by Enigma.
#import <Metal/Metal.h>

/// Compiles the text of all_scalars.metal; nil with an error if that fails.
id<MTLLibrary> all_scalarsLibrary(id<MTLDevice> device, NSString* source, NSError** error) {
    MTLCompileOptions* options = [MTLCompileOptions new];
    options.languageVersion = MTLLanguageVersion3_1;
    options.fastMathEnabled = NO;
    return [device newLibraryWithSource:source options:options error:error];
}

/// The kernel, ready to be launched; make it once.
id<MTLComputePipelineState> all_scalarsPipeline(id<MTLLibrary> library, NSError** error) {
    MTLFunctionConstantValues* constants = [MTLFunctionConstantValues new];
    id<MTLFunction> function = [library newFunctionWithName:@"all_scalars"
                                             constantValues:constants
                                                      error:error];
    if (!function) {
        return nil;
    }
    return [library.device newComputePipelineStateWithFunction:function error:error];
}

/// Encodes a launch, which writes out: `grid` threads in all, `threads` in a threadgroup.
void all_scalars(
    id<MTLComputeCommandEncoder> encoder,
    id<MTLComputePipelineState> pipeline,
    float a,
    _Float16 b,
    uint16_t c,
    int8_t d,
    uint8_t e,
    int16_t f,
    uint16_t g,
    int32_t h,
    uint32_t i,
    int64_t j,
    uint64_t k,
    bool id_,
    id<MTLBuffer> out,
    MTLSize grid,
    MTLSize threads
) {
    [encoder setComputePipelineState:pipeline];
    [encoder setBytes:&a length:sizeof(a) atIndex:0];
    [encoder setBytes:&b length:sizeof(b) atIndex:1];
    [encoder setBytes:&c length:sizeof(c) atIndex:2];
    [encoder setBytes:&d length:sizeof(d) atIndex:3];
    [encoder setBytes:&e length:sizeof(e) atIndex:4];
    [encoder setBytes:&f length:sizeof(f) atIndex:5];
    [encoder setBytes:&g length:sizeof(g) atIndex:6];
    [encoder setBytes:&h length:sizeof(h) atIndex:7];
    [encoder setBytes:&i length:sizeof(i) atIndex:8];
    [encoder setBytes:&j length:sizeof(j) atIndex:9];
    [encoder setBytes:&k length:sizeof(k) atIndex:10];
    [encoder setBytes:&id_ length:sizeof(id_) atIndex:11];
    [encoder setBuffer:out offset:0 atIndex:12];
    [encoder dispatchThreads:grid threadsPerThreadgroup:threads];
}

// id<MTLDevice> device = MTLCreateSystemDefaultDevice();
// id<MTLLibrary> library = all_scalarsLibrary(device, source, &error);
// id<MTLComputePipelineState> pipeline = all_scalarsPipeline(library, &error);
// id<MTLCommandBuffer> commands = [[device newCommandQueue] commandBuffer];
// id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
// all_scalars(encoder, pipeline, ...);
// [encoder endEncoding];
// [commands commit];
// [commands waitUntilCompleted];
