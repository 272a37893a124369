// A model of <Metal/Metal.h> for checking Objective-C++ that launches kernels, without Apple's SDK:
//
//   clang-22 -x objective-c++ -std=c++17 -fobjc-arc --target=arm64-apple-macosx14 -I tests/metal/objc
//       -fsyntax-only NAME.mm
//
// It declares what such code uses, with the types that Apple's documentation gives.

#ifndef ENIGMA_TEST_METAL_H
#define ENIGMA_TEST_METAL_H

typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;
typedef unsigned long NSUInteger;
typedef bool BOOL;
#define nil nullptr
#define YES true
#define NO false
#define INFINITY (__builtin_inff())
#define NAN (__builtin_nanf(""))

__attribute__((objc_root_class))
@interface NSObject
+ (instancetype)new;
@end
@interface NSString : NSObject
@end
@interface NSConstantString : NSString
@end
@interface NSError : NSObject
@end

typedef struct {
    NSUInteger width, height, depth;
} MTLSize;

typedef enum : NSUInteger {
    MTLLanguageVersion2_0,
    MTLLanguageVersion2_1,
    MTLLanguageVersion2_2,
    MTLLanguageVersion2_3,
    MTLLanguageVersion2_4,
    MTLLanguageVersion3_0,
    MTLLanguageVersion3_1,
    MTLLanguageVersion3_2,
} MTLLanguageVersion;

typedef enum : NSUInteger {
    MTLDataTypeFloat,
    MTLDataTypeHalf,
    MTLDataTypeBFloat,
    MTLDataTypeInt,
    MTLDataTypeUInt,
    MTLDataTypeShort,
    MTLDataTypeUShort,
    MTLDataTypeChar,
    MTLDataTypeUChar,
    MTLDataTypeBool,
    MTLDataTypeLong,
    MTLDataTypeULong,
} MTLDataType;

@interface MTLCompileOptions : NSObject
@property MTLLanguageVersion languageVersion;
@property BOOL fastMathEnabled;
@end
@interface MTLFunctionConstantValues : NSObject
- (void)setConstantValue:(const void*)value type:(MTLDataType)type atIndex:(NSUInteger)index;
@end

@protocol MTLBuffer
@end
@protocol MTLFunction
@end
@protocol MTLComputePipelineState
@end
@protocol MTLDevice;
@protocol MTLLibrary
@property(readonly) id<MTLDevice> device;
- (id<MTLFunction>)newFunctionWithName:(NSString*)name
                        constantValues:(MTLFunctionConstantValues*)values
                                 error:(NSError**)error;
@end
@protocol MTLDevice
- (id<MTLLibrary>)newLibraryWithSource:(NSString*)source
                               options:(MTLCompileOptions*)options
                                 error:(NSError**)error;
- (id<MTLComputePipelineState>)newComputePipelineStateWithFunction:(id<MTLFunction>)function
                                                             error:(NSError**)error;
@end
@protocol MTLComputeCommandEncoder
- (void)setComputePipelineState:(id<MTLComputePipelineState>)state;
- (void)setBuffer:(id<MTLBuffer>)buffer offset:(NSUInteger)offset atIndex:(NSUInteger)index;
- (void)setBytes:(const void*)bytes length:(NSUInteger)length atIndex:(NSUInteger)index;
- (void)dispatchThreads:(MTLSize)grid threadsPerThreadgroup:(MTLSize)threads;
@end

#endif
