// Launches the kernel of all_scalars.metal. Written by Enigma.
import Metal

/// Compiles the text of all_scalars.metal.
func all_scalarsLibrary(_ device: MTLDevice, source: String) throws -> MTLLibrary {
    let options = MTLCompileOptions()
    options.languageVersion = .version3_1
    options.fastMathEnabled = false
    return try device.makeLibrary(source: source, options: options)
}

/// The kernel, ready to be launched; make it once.
func all_scalarsPipeline(_ library: MTLLibrary) throws -> MTLComputePipelineState {
    let constants = MTLFunctionConstantValues()
    let name = "all_scalars"
    let function = try library.makeFunction(name: name, constantValues: constants)
    return try library.device.makeComputePipelineState(function: function)
}

/// Encodes a launch, which writes out: `grid` threads in all, `threads` in a threadgroup.
func all_scalars(
    _ encoder: MTLComputeCommandEncoder,
    _ pipeline: MTLComputePipelineState,
    a: Float,
    b: Float16,
    c: UInt16,
    d: Int8,
    e: UInt8,
    f: Int16,
    g: UInt16,
    h: Int32,
    i: UInt32,
    j: Int64,
    k: UInt64,
    id_: Bool,
    out: MTLBuffer,
    grid: MTLSize,
    threads: MTLSize
) {
    encoder.setComputePipelineState(pipeline)
    var a = a
    encoder.setBytes(&a, length: MemoryLayout<Float>.size, index: 0)
    var b = b
    encoder.setBytes(&b, length: MemoryLayout<Float16>.size, index: 1)
    var c = c
    encoder.setBytes(&c, length: MemoryLayout<UInt16>.size, index: 2)
    var d = d
    encoder.setBytes(&d, length: MemoryLayout<Int8>.size, index: 3)
    var e = e
    encoder.setBytes(&e, length: MemoryLayout<UInt8>.size, index: 4)
    var f = f
    encoder.setBytes(&f, length: MemoryLayout<Int16>.size, index: 5)
    var g = g
    encoder.setBytes(&g, length: MemoryLayout<UInt16>.size, index: 6)
    var h = h
    encoder.setBytes(&h, length: MemoryLayout<Int32>.size, index: 7)
    var i = i
    encoder.setBytes(&i, length: MemoryLayout<UInt32>.size, index: 8)
    var j = j
    encoder.setBytes(&j, length: MemoryLayout<Int64>.size, index: 9)
    var k = k
    encoder.setBytes(&k, length: MemoryLayout<UInt64>.size, index: 10)
    var id_ = id_
    encoder.setBytes(&id_, length: MemoryLayout<Bool>.size, index: 11)
    encoder.setBuffer(out, offset: 0, index: 12)
    encoder.dispatchThreads(grid, threadsPerThreadgroup: threads)
}

// let device = MTLCreateSystemDefaultDevice()!
// let text = try String(contentsOfFile: "all_scalars.metal", encoding: .utf8)
// let library = try all_scalarsLibrary(device, source: text)
// let pipeline = try all_scalarsPipeline(library)
// let commands = device.makeCommandQueue()!.makeCommandBuffer()!
// let encoder = commands.makeComputeCommandEncoder()!
// all_scalars(encoder, pipeline, ...)
// encoder.endEncoding()
// commands.commit()
// commands.waitUntilCompleted()
