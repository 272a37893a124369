"""A `.metal` file, and snippets of Swift and Objective-C++ that launch its kernel."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from enigma import _native
from enigma.arrays import copied
from enigma.export.arguments import fitting
from enigma.kernel import Extent

# The types of Swift, of Objective-C++ and of function constants; a bfloat travels as its bits.
_TYPES = {
    "float": ("Float", "float", "Float"),
    "half": ("Float16", "_Float16", "Half"),
    "bfloat": ("UInt16", "uint16_t", "BFloat"),
    "char": ("Int8", "int8_t", "Char"),
    "uchar": ("UInt8", "uint8_t", "UChar"),
    "short": ("Int16", "int16_t", "Short"),
    "ushort": ("UInt16", "uint16_t", "UShort"),
    "int": ("Int32", "int32_t", "Int"),
    "uint": ("UInt32", "uint32_t", "UInt"),
    "long": ("Int64", "int64_t", "Long"),
    "ulong": ("UInt64", "uint64_t", "ULong"),
    "bool": ("Bool", "bool", "Bool"),
}

# Names of the snippets themselves, and words of their languages that Metal does not have.
_TAKEN = frozenset(
    "constants device encoder error function grid library options pipeline source threads "
    "as associatedtype catch defer deinit didSet extension fallthrough fileprivate func get guard "
    "import in indirect infix init inout internal is let nil open optional override postfix "
    "precedence prefix protocol repeat required rethrows self Self set some subscript super throw "
    "throws try typealias unowned var weak where willSet "
    "BOOL Class IMP NO Nil SEL YES id instancetype Protocol".split()
)


@dataclass(frozen=True)
class _Parameter:
    """A parameter of the kernel, as the snippets have it."""

    name: str
    dtype: str
    is_scalar: bool
    is_written: bool


def to_metal(
    native: _native.Compiled, folder: Path, threads: Extent | None, constants: Mapping[int, Any]
) -> list[Path]:
    """Writes the three files and gives their paths."""
    text, function, names, version = native.metal(threads)
    kinds = zip(names, native.params, native.written(), strict=True)
    parameters = [
        _Parameter(f"{name}_" if name in _TAKEN else name, dtype, is_scalar, is_written)
        for name, (_, dtype, is_scalar), is_written in kinds
    ]
    dtypes = native.function_constants
    values = {index: (dtypes[index], _value(constants[index])) for index in sorted(dtypes)}
    is_fast = "math_mode(fast)" in text
    texts = {
        ".metal": text,
        ".swift": _swift(function, parameters, values, version, is_fast),
        ".mm": _objective_cpp(function, parameters, values, version, is_fast),
    }
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{function}{suffix}" for suffix in texts]
    for path, content in zip(paths, texts.values(), strict=True):
        path.write_text(content, encoding="utf-8")
    return paths


def _value(given: Any) -> Any:
    """The number of a function constant, which may come with its dtype."""
    return given[1] if isinstance(given, tuple) else given


def _literal(dtype: str, value: Any, infinity: str, nan: str) -> str:
    """A number as both languages write it."""
    number = fitting("a function constant", dtype, value)
    if dtype == "bool":
        return str(bool(number)).lower()
    if dtype == "bfloat":
        return str(int(copied("a function constant", [number], dtype)[0]))
    if isinstance(number, float) and not math.isfinite(number):
        return nan if math.isnan(number) else infinity if number > 0 else f"-{infinity}"
    return repr(number)


def _written(parameters: list[_Parameter]) -> str:
    names = [p.name for p in parameters if p.is_written]
    return f"writes {', '.join(names)}" if names else "writes no buffer"


Constants = Mapping[int, tuple[str, Any]]


def _swift(
    function: str,
    parameters: list[_Parameter],
    constants: Constants,
    version: tuple[int, int],
    is_fast: bool,
) -> str:
    setters = []
    for index, (dtype, value) in constants.items():
        ty, _, kind = _TYPES[dtype]
        number = _literal(dtype, value, ".infinity", ".nan")
        setters.append(f"    var constant{index}: {ty} = {number}")
        kind = kind.lower()
        setters.append(
            f"    constants.setConstantValue(&constant{index}, type: .{kind}, index: {index})"
        )
    declared, bound = [], []
    for index, p in enumerate(parameters):
        ty = _TYPES[p.dtype][0]
        declared.append(f"{p.name}: {ty if p.is_scalar else 'MTLBuffer'}")
        if p.is_scalar:
            bound.append(f"    var {p.name} = {p.name}")
            size = f"MemoryLayout<{ty}>.size"
            bound.append(f"    encoder.setBytes(&{p.name}, length: {size}, index: {index})")
        else:
            bound.append(f"    encoder.setBuffer({p.name}, offset: 0, index: {index})")
    return Template(_SWIFT).substitute(
        function=function,
        version=f"{version[0]}_{version[1]}",
        fast=str(is_fast).lower(),
        constants="".join(f"{line}\n" for line in setters),
        parameters="".join(f"    {text},\n" for text in declared),
        bound="\n".join(bound),
        writes=_written(parameters),
    )


def _objective_cpp(
    function: str,
    parameters: list[_Parameter],
    constants: Constants,
    version: tuple[int, int],
    is_fast: bool,
) -> str:
    setters = []
    for index, (dtype, value) in constants.items():
        _, ty, kind = _TYPES[dtype]
        number = _literal(dtype, value, "INFINITY", "NAN")
        setters.append(f"    const {ty} constant{index} = {number};")
        kind = f"MTLDataType{kind}"
        setters.append(
            f"    [constants setConstantValue:&constant{index} type:{kind} atIndex:{index}];"
        )
    declared, bound = [], []
    for index, p in enumerate(parameters):
        declared.append(f"{_TYPES[p.dtype][1] if p.is_scalar else 'id<MTLBuffer>'} {p.name}")
        if p.is_scalar:
            bound.append(
                f"    [encoder setBytes:&{p.name} length:sizeof({p.name}) atIndex:{index}];"
            )
        else:
            bound.append(f"    [encoder setBuffer:{p.name} offset:0 atIndex:{index}];")
    return Template(_OBJECTIVE_CPP).substitute(
        function=function,
        version=f"{version[0]}_{version[1]}",
        fast="YES" if is_fast else "NO",
        constants="".join(f"{line}\n" for line in setters),
        parameters="".join(f"    {text},\n" for text in declared),
        bound="\n".join(bound),
        writes=_written(parameters),
    )


_SWIFT = """\
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
${bound}
    encoder.dispatchThreads(grid, threadsPerThreadgroup: threads)
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
"""

_OBJECTIVE_CPP = """\
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
${bound}
    [encoder dispatchThreads:grid threadsPerThreadgroup:threads];
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
"""
