// Launches the kernel of specialised.metal. Written by Enigma.
import Metal

/// Compiles the text of specialised.metal.
func specialisedLibrary(_ device: MTLDevice, source: String) throws -> MTLLibrary {
    let options = MTLCompileOptions()
    options.languageVersion = .version2_0
    options.fastMathEnabled = false
    return try device.makeLibrary(source: source, options: options)
}

/// The kernel, ready to be launched; make it once.
func specialisedPipeline(_ library: MTLLibrary) throws -> MTLComputePipelineState {
    let constants = MTLFunctionConstantValues()
    var constant0: Float = 0.5
    constants.setConstantValue(&constant0, type: .float, index: 0)
    var constant2: Int32 = -3
    constants.setConstantValue(&constant2, type: .int, index: 2)
    let name = "specialised"
    let function = try library.makeFunction(name: name, constantValues: constants)
    return try library.device.makeComputePipelineState(function: function)
}

/// Encodes a launch, which writes out: `grid` threads in all, `threads` in a threadgroup.
func specialised(
    _ encoder: MTLComputeCommandEncoder,
    _ pipeline: MTLComputePipelineState,
    A: MTLBuffer,
    out: MTLBuffer,
    grid: MTLSize,
    threads: MTLSize
) {
    encoder.setComputePipelineState(pipeline)
    encoder.setBuffer(A, offset: 0, index: 0)
    encoder.setBuffer(out, offset: 0, index: 1)
    encoder.dispatchThreads(grid, threadsPerThreadgroup: threads)
}

// let device = MTLCreateSystemDefaultDevice()!
// let text = try String(contentsOfFile: "specialised.metal", encoding: .utf8)
// let library = try specialisedLibrary(device, source: text)
// let pipeline = try specialisedPipeline(library)
// let commands = device.makeCommandQueue()!.makeCommandBuffer()!
// let encoder = commands.makeComputeCommandEncoder()!
// specialised(encoder, pipeline, ...)
// encoder.endEncoding()
// commands.commit()
// commands.waitUntilCompleted()
