// Launches the kernel of specialised.metal. Written by Enigma.
#import <Metal/Metal.h>

/// Compiles the text of specialised.metal; nil with an error if that fails.
id<MTLLibrary> specialisedLibrary(id<MTLDevice> device, NSString* source, NSError** error) {
    MTLCompileOptions* options = [MTLCompileOptions new];
    options.languageVersion = MTLLanguageVersion2_0;
    options.fastMathEnabled = NO;
    return [device newLibraryWithSource:source options:options error:error];
}

/// The kernel, ready to be launched; make it once.
id<MTLComputePipelineState> specialisedPipeline(id<MTLLibrary> library, NSError** error) {
    MTLFunctionConstantValues* constants = [MTLFunctionConstantValues new];
    const float constant0 = 0.5;
    [constants setConstantValue:&constant0 type:MTLDataTypeFloat atIndex:0];
    const int32_t constant2 = -3;
    [constants setConstantValue:&constant2 type:MTLDataTypeInt atIndex:2];
    id<MTLFunction> function = [library newFunctionWithName:@"specialised"
                                             constantValues:constants
                                                      error:error];
    if (!function) {
        return nil;
    }
    return [library.device newComputePipelineStateWithFunction:function error:error];
}

/// Encodes a launch, which writes out: `grid` threads in all, `threads` in a threadgroup.
void specialised(
    id<MTLComputeCommandEncoder> encoder,
    id<MTLComputePipelineState> pipeline,
    id<MTLBuffer> A,
    id<MTLBuffer> out,
    MTLSize grid,
    MTLSize threads
) {
    [encoder setComputePipelineState:pipeline];
    [encoder setBuffer:A offset:0 atIndex:0];
    [encoder setBuffer:out offset:0 atIndex:1];
    [encoder dispatchThreads:grid threadsPerThreadgroup:threads];
}

// id<MTLDevice> device = MTLCreateSystemDefaultDevice();
// id<MTLLibrary> library = specialisedLibrary(device, source, &error);
// id<MTLComputePipelineState> pipeline = specialisedPipeline(library, &error);
// id<MTLCommandBuffer> commands = [[device newCommandQueue] commandBuffer];
// id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
// specialised(encoder, pipeline, ...);
// [encoder endEncoding];
// [commands commit];
// [commands waitUntilCompleted];
