"""The languages of snippets that launch a kernel: how each writes types, numbers and calls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """Templates of a language, with `$name`, `$ty`, `$index`, `$number` and `$kind`."""

    suffix: str
    # Each dtype's type; a bfloat travels as its bits.
    types: dict[str, str]
    # How infinity, NaN, false and true are written.
    infinity: str
    nan: str
    booleans: tuple[str, str]
    # What gives a function constant its value.
    constant: str
    # Parameters of the function that launches, and what binds them.
    scalar_parameter: str
    buffer_parameter: str
    scalar: str
    buffer: str
    # The whole file.
    text: str


# The kinds of function constants, in Objective-C's words; Swift's are the same without capitals.
KINDS = {
    "float": "Float",
    "half": "Half",
    "bfloat": "BFloat",
    "char": "Char",
    "uchar": "UChar",
    "short": "Short",
    "ushort": "UShort",
    "int": "Int",
    "uint": "UInt",
    "long": "Long",
    "ulong": "ULong",
    "bool": "Bool",
}

SWIFT = Language(
    suffix=".swift",
    types={
        "float": "Float",
        "half": "Float16",
        "bfloat": "UInt16",
        "char": "Int8",
        "uchar": "UInt8",
        "short": "Int16",
        "ushort": "UInt16",
        "int": "Int32",
        "uint": "UInt32",
        "long": "Int64",
        "ulong": "UInt64",
        "bool": "Bool",
    },
    infinity=".infinity",
    nan=".nan",
    booleans=("false", "true"),
    constant="""\
    var constant$index: $ty = $number
    constants.setConstantValue(&constant$index, type: .$kind, index: $index)
""",
    scalar_parameter="$name: $ty",
    buffer_parameter="$name: MTLBuffer",
    scalar="""\
    var $name = $name
    encoder.setBytes(&$name, length: MemoryLayout<$ty>.size, index: $index)
""",
    buffer="    encoder.setBuffer($name, offset: 0, index: $index)\n",
    text="""\
// Launches the kernel of ${function}.metal. Written by Enigma.
import Metal

/// Compiles the text of ${function}.metal.
func ${function}Library(_ device: MTLDevice, source: String) throws -> MTLLibrary {
    let options = MTLCompileOptions()
    options.languageVersion = .version${version}
    options.fastMathEnabled = ${fast}
    return try device.makeLibrary(source: source, options: options)
}

/// The kernel, ready to be launched; make it once.
func ${function}Pipeline(_ library: MTLLibrary) throws -> MTLComputePipelineState {
    let constants = MTLFunctionConstantValues()
${constants}    let name = "${function}"
    let function = try library.makeFunction(name: name, constantValues: constants)
    return try library.device.makeComputePipelineState(function: function)
}

/// Encodes a launch, which ${writes}: `grid` threads in all, `threads` in a threadgroup.
func ${function}(
    _ encoder: MTLComputeCommandEncoder,
    _ pipeline: MTLComputePipelineState,
${parameters}    grid: MTLSize,
    threads: MTLSize
) {
    encoder.setComputePipelineState(pipeline)
${bound}    encoder.dispatchThreads(grid, threadsPerThreadgroup: threads)
}

// let device = MTLCreateSystemDefaultDevice()!
// let text = try String(contentsOfFile: "${function}.metal", encoding: .utf8)
// let library = try ${function}Library(device, source: text)
// let pipeline = try ${function}Pipeline(library)
// let commands = device.makeCommandQueue()!.makeCommandBuffer()!
// let encoder = commands.makeComputeCommandEncoder()!
// ${function}(encoder, pipeline, ...)
// encoder.endEncoding()
// commands.commit()
// commands.waitUntilCompleted()
""",
)

OBJECTIVE_CPP = Language(
    suffix=".mm",
    types={
        "float": "float",
        "half": "_Float16",
        "bfloat": "uint16_t",
        "char": "int8_t",
        "uchar": "uint8_t",
        "short": "int16_t",
        "ushort": "uint16_t",
        "int": "int32_t",
        "uint": "uint32_t",
        "long": "int64_t",
        "ulong": "uint64_t",
        "bool": "bool",
    },
    infinity="INFINITY",
    nan="NAN",
    booleans=("NO", "YES"),
    constant="""\
    const $ty constant$index = $number;
    [constants setConstantValue:&constant$index type:MTLDataType$kind atIndex:$index];
""",
    scalar_parameter="$ty $name",
    buffer_parameter="id<MTLBuffer> $name",
    scalar="    [encoder setBytes:&$name length:sizeof($name) atIndex:$index];\n",
    buffer="    [encoder setBuffer:$name offset:0 atIndex:$index];\n",
    text="""\
// Launches the kernel of ${function}.metal. Written by Enigma.
#import <Metal/Metal.h>

/// Compiles the text of ${function}.metal; nil with an error if that fails.
id<MTLLibrary> ${function}Library(id<MTLDevice> device, NSString* source, NSError** error) {
    MTLCompileOptions* options = [MTLCompileOptions new];
    options.languageVersion = MTLLanguageVersion${version};
    options.fastMathEnabled = ${fast};
    return [device newLibraryWithSource:source options:options error:error];
}

/// The kernel, ready to be launched; make it once.
id<MTLComputePipelineState> ${function}Pipeline(id<MTLLibrary> library, NSError** error) {
    MTLFunctionConstantValues* constants = [MTLFunctionConstantValues new];
${constants}    id<MTLFunction> function = [library newFunctionWithName:@"${function}"
                                             constantValues:constants
                                                      error:error];
    if (!function) {
        return nil;
    }
    return [library.device newComputePipelineStateWithFunction:function error:error];
}

/// Encodes a launch, which ${writes}: `grid` threads in all, `threads` in a threadgroup.
void ${function}(
    id<MTLComputeCommandEncoder> encoder,
    id<MTLComputePipelineState> pipeline,
${parameters}    MTLSize grid,
    MTLSize threads
) {
    [encoder setComputePipelineState:pipeline];
${bound}    [encoder dispatchThreads:grid threadsPerThreadgroup:threads];
}

// id<MTLDevice> device = MTLCreateSystemDefaultDevice();
// id<MTLLibrary> library = ${function}Library(device, source, &error);
// id<MTLComputePipelineState> pipeline = ${function}Pipeline(library, &error);
// id<MTLCommandBuffer> commands = [[device newCommandQueue] commandBuffer];
// id<MTLComputeCommandEncoder> encoder = [commands computeCommandEncoder];
// ${function}(encoder, pipeline, ...);
// [encoder endEncoding];
// [commands commit];
// [commands waitUntilCompleted];
""",
)
