; ModuleID = 'softmax'
source_filename = "softmax"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

; Function Attrs: nounwind
define i32 @enigma_entry(ptr %0, ptr %1, ptr noalias %2, ptr noalias %3, i64 %4, i64 %5) #0 {
entry:
  %6 = getelementptr i8, ptr %0, i64 68
  %7 = load i32, ptr %6, align 4
  %8 = getelementptr i8, ptr %0, i64 72
  %9 = load i32, ptr %8, align 4
  %10 = getelementptr i8, ptr %0, i64 76
  %11 = load i32, ptr %10, align 4
  %12 = getelementptr i8, ptr %0, i64 0
  %13 = load ptr, ptr %12, align 8
  %14 = getelementptr i8, ptr %13, i64 0
  %15 = getelementptr i8, ptr %13, i64 8
  %16 = load ptr, ptr %14, align 8
  %17 = load i64, ptr %15, align 8
  %18 = getelementptr i8, ptr %13, i64 16
  %19 = getelementptr i8, ptr %13, i64 24
  %20 = load ptr, ptr %18, align 8
  %21 = load i64, ptr %19, align 8
  %22 = getelementptr i8, ptr %0, i64 8
  %23 = load i32, ptr %22, align 4
  %24 = getelementptr i8, ptr %0, i64 12
  %25 = load i32, ptr %24, align 4
  %26 = getelementptr i8, ptr %0, i64 16
  %27 = load i32, ptr %26, align 4
  %28 = getelementptr i8, ptr %0, i64 20
  %29 = load i32, ptr %28, align 4
  %30 = getelementptr i8, ptr %0, i64 24
  %31 = load i32, ptr %30, align 4
  %32 = getelementptr i8, ptr %0, i64 28
  %33 = load i32, ptr %32, align 4
  %34 = getelementptr i8, ptr %0, i64 32
  %35 = load i32, ptr %34, align 4
  %36 = getelementptr i8, ptr %0, i64 36
  %37 = load i32, ptr %36, align 4
  %38 = getelementptr i8, ptr %0, i64 40
  %39 = load i32, ptr %38, align 4
  %40 = getelementptr i8, ptr %0, i64 44
  %41 = load i32, ptr %40, align 4
  %42 = getelementptr i8, ptr %0, i64 48
  %43 = load i32, ptr %42, align 4
  %44 = getelementptr i8, ptr %0, i64 52
  %45 = load i32, ptr %44, align 4
  %46 = getelementptr i8, ptr %0, i64 80
  %47 = load i64, ptr %46, align 8
  %48 = lshr i64 %47, 1
  %49 = xor i64 %48, -1
  %50 = and i64 %49, 1
  %51 = getelementptr i8, ptr %0, i64 56
  %52 = load i32, ptr %51, align 4
  %53 = getelementptr i8, ptr %0, i64 60
  %54 = load i32, ptr %53, align 4
  %55 = getelementptr i8, ptr %0, i64 64
  %56 = load i32, ptr %55, align 4
  %57 = zext i32 %52 to i64
  %58 = zext i32 %54 to i64
  %59 = zext i32 %56 to i64
  %60 = udiv i64 %4, %57
  %61 = urem i64 %4, %57
  %62 = urem i64 %60, %58
  %63 = udiv i64 %60, %58
  %64 = trunc i64 %61 to i32
  %65 = trunc i64 %62 to i32
  %66 = trunc i64 %63 to i32
  br label %threadgroup

stopped:                                          ; preds = %poll
  call void @llvm.x86.sse.sfence()
  ret i32 1

threadgroup:                                      ; preds = %chunks_done15, %entry
  %67 = phi i64 [ %4, %entry ], [ %476, %chunks_done15 ]
  %68 = phi i32 [ %64, %entry ], [ %479, %chunks_done15 ]
  %69 = phi i32 [ %65, %entry ], [ %483, %chunks_done15 ]
  %70 = phi i32 [ %66, %entry ], [ %487, %chunks_done15 ]
  %71 = add i32 %41, %68
  %72 = add i32 %43, %69
  %73 = add i32 %45, %70
  %74 = getelementptr i8, ptr %1, i64 0
  %75 = load i32, ptr %74, align 4
  %76 = sub i32 %75, 1
  store i32 %76, ptr %74, align 4
  %77 = icmp ne i32 %76, 0
  br i1 %77, label %go_on, label %poll, !prof !0

done:                                             ; preds = %chunks_done15
  call void @llvm.x86.sse.sfence()
  ret i32 0

poll:                                             ; preds = %threadgroup
  %78 = getelementptr i8, ptr %1, i64 8
  %79 = load ptr, ptr %78, align 8
  %80 = call i32 %79(ptr %1)
  %81 = icmp eq i32 %80, 0
  br i1 %81, label %go_on, label %stopped, !prof !0

go_on:                                            ; preds = %poll, %threadgroup
  %82 = mul i32 %71, 1024
  br label %chunk

chunk:                                            ; preds = %rejoin, %go_on
  %83 = phi i32 [ 0, %go_on ], [ %219, %rejoin ]
  %84 = mul i32 %83, 32
  %85 = urem i32 %84, 256
  %86 = and i32 %84, 31
  %87 = udiv i32 %84, 32
  %88 = add i32 %82, %85
  %89 = zext i32 %88 to i64
  %90 = call i64 @llvm.umin.i64(i64 %17, i64 4294967296)
  %91 = call i64 @llvm.usub.sat.i64(i64 %90, i64 31)
  %92 = icmp ult i64 %89, %91
  br i1 %92, label %in, label %out, !prof !0

chunks_done:                                      ; preds = %rejoin
  %93 = getelementptr i8, ptr %2, i64 0
  %94 = getelementptr float, ptr %93, i64 0
  %95 = load float, ptr %94, align 4
  %96 = getelementptr i8, ptr %2, i64 0
  %97 = getelementptr float, ptr %96, i64 1
  %98 = load float, ptr %97, align 4
  %99 = call float @llvm.maxnum.f32(float %95, float %98)
  %100 = getelementptr i8, ptr %2, i64 0
  %101 = getelementptr float, ptr %100, i64 2
  %102 = load float, ptr %101, align 4
  %103 = call float @llvm.maxnum.f32(float %99, float %102)
  %104 = getelementptr i8, ptr %2, i64 0
  %105 = getelementptr float, ptr %104, i64 3
  %106 = load float, ptr %105, align 4
  %107 = call float @llvm.maxnum.f32(float %103, float %106)
  %108 = getelementptr i8, ptr %2, i64 0
  %109 = getelementptr float, ptr %108, i64 4
  %110 = load float, ptr %109, align 4
  %111 = call float @llvm.maxnum.f32(float %107, float %110)
  %112 = getelementptr i8, ptr %2, i64 0
  %113 = getelementptr float, ptr %112, i64 5
  %114 = load float, ptr %113, align 4
  %115 = call float @llvm.maxnum.f32(float %111, float %114)
  %116 = getelementptr i8, ptr %2, i64 0
  %117 = getelementptr float, ptr %116, i64 6
  %118 = load float, ptr %117, align 4
  %119 = call float @llvm.maxnum.f32(float %115, float %118)
  %120 = getelementptr i8, ptr %2, i64 0
  %121 = getelementptr float, ptr %120, i64 7
  %122 = load float, ptr %121, align 4
  %123 = call float @llvm.maxnum.f32(float %119, float %122)
  br label %chunk10

in:                                               ; preds = %chunk
  %124 = getelementptr float, ptr %16, i64 %89
  %125 = load <32 x float>, ptr %124, align 4
  br label %join

out:                                              ; preds = %chunk
  %126 = zext i32 %88 to i64
  %127 = getelementptr i8, ptr %1, i64 72
  %128 = load ptr, ptr %127, align 8
  call void %128(ptr %1, i32 0, i64 %126, i64 1, i32 -1, i32 %84, i64 %67)
  %129 = getelementptr i8, ptr %1, i64 344
  %130 = load <32 x float>, ptr %129, align 8
  br label %join

join:                                             ; preds = %out, %in
  %131 = phi <32 x float> [ %125, %in ], [ %130, %out ]
  %132 = add i32 %88, 256
  %133 = zext i32 %132 to i64
  %134 = call i64 @llvm.umin.i64(i64 %17, i64 4294967296)
  %135 = call i64 @llvm.usub.sat.i64(i64 %134, i64 31)
  %136 = icmp ult i64 %133, %135
  br i1 %136, label %in1, label %out2, !prof !0

in1:                                              ; preds = %join
  %137 = getelementptr float, ptr %16, i64 %133
  %138 = load <32 x float>, ptr %137, align 4
  br label %join3

out2:                                             ; preds = %join
  %139 = zext i32 %132 to i64
  %140 = getelementptr i8, ptr %1, i64 72
  %141 = load ptr, ptr %140, align 8
  call void %141(ptr %1, i32 1, i64 %139, i64 1, i32 -1, i32 %84, i64 %67)
  %142 = getelementptr i8, ptr %1, i64 344
  %143 = load <32 x float>, ptr %142, align 8
  br label %join3

join3:                                            ; preds = %out2, %in1
  %144 = phi <32 x float> [ %138, %in1 ], [ %143, %out2 ]
  %145 = add i32 %88, 512
  %146 = zext i32 %145 to i64
  %147 = call i64 @llvm.umin.i64(i64 %17, i64 4294967296)
  %148 = call i64 @llvm.usub.sat.i64(i64 %147, i64 31)
  %149 = icmp ult i64 %146, %148
  br i1 %149, label %in4, label %out5, !prof !0

in4:                                              ; preds = %join3
  %150 = getelementptr float, ptr %16, i64 %146
  %151 = load <32 x float>, ptr %150, align 4
  br label %join6

out5:                                             ; preds = %join3
  %152 = zext i32 %145 to i64
  %153 = getelementptr i8, ptr %1, i64 72
  %154 = load ptr, ptr %153, align 8
  call void %154(ptr %1, i32 2, i64 %152, i64 1, i32 -1, i32 %84, i64 %67)
  %155 = getelementptr i8, ptr %1, i64 344
  %156 = load <32 x float>, ptr %155, align 8
  br label %join6

join6:                                            ; preds = %out5, %in4
  %157 = phi <32 x float> [ %151, %in4 ], [ %156, %out5 ]
  %158 = add i32 %88, 768
  %159 = zext i32 %158 to i64
  %160 = call i64 @llvm.umin.i64(i64 %17, i64 4294967296)
  %161 = call i64 @llvm.usub.sat.i64(i64 %160, i64 31)
  %162 = icmp ult i64 %159, %161
  br i1 %162, label %in7, label %out8, !prof !0

in7:                                              ; preds = %join6
  %163 = getelementptr float, ptr %16, i64 %159
  %164 = load <32 x float>, ptr %163, align 4
  br label %join9

out8:                                             ; preds = %join6
  %165 = zext i32 %158 to i64
  %166 = getelementptr i8, ptr %1, i64 72
  %167 = load ptr, ptr %166, align 8
  call void %167(ptr %1, i32 3, i64 %165, i64 1, i32 -1, i32 %84, i64 %67)
  %168 = getelementptr i8, ptr %1, i64 344
  %169 = load <32 x float>, ptr %168, align 8
  br label %join9

join9:                                            ; preds = %out8, %in7
  %170 = phi <32 x float> [ %164, %in7 ], [ %169, %out8 ]
  %171 = call <32 x float> @llvm.maxnum.v32f32(<32 x float> %131, <32 x float> %144)
  %172 = call <32 x float> @llvm.maxnum.v32f32(<32 x float> %171, <32 x float> %157)
  %173 = call <32 x float> @llvm.maxnum.v32f32(<32 x float> %172, <32 x float> %170)
  %174 = shufflevector <32 x float> %173, <32 x float> %173, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %175 = shufflevector <32 x float> %173, <32 x float> %173, <16 x i32> <i32 16, i32 17, i32 18, i32 19, i32 20, i32 21, i32 22, i32 23, i32 24, i32 25, i32 26, i32 27, i32 28, i32 29, i32 30, i32 31>
  %176 = call <16 x float> @llvm.maxnum.v16f32(<16 x float> %174, <16 x float> %175)
  %177 = shufflevector <16 x float> %176, <16 x float> %176, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %178 = shufflevector <16 x float> %176, <16 x float> %176, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %179 = call <8 x float> @llvm.maxnum.v8f32(<8 x float> %177, <8 x float> %178)
  %180 = shufflevector <8 x float> %179, <8 x float> %179, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %181 = shufflevector <8 x float> %179, <8 x float> %179, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %182 = call <4 x float> @llvm.maxnum.v4f32(<4 x float> %180, <4 x float> %181)
  %183 = shufflevector <4 x float> %182, <4 x float> %182, <2 x i32> <i32 0, i32 1>
  %184 = shufflevector <4 x float> %182, <4 x float> %182, <2 x i32> <i32 2, i32 3>
  %185 = call <2 x float> @llvm.maxnum.v2f32(<2 x float> %183, <2 x float> %184)
  %186 = shufflevector <2 x float> %185, <2 x float> %185, <1 x i32> zeroinitializer
  %187 = shufflevector <2 x float> %185, <2 x float> %185, <1 x i32> <i32 1>
  %188 = call <1 x float> @llvm.maxnum.v1f32(<1 x float> %186, <1 x float> %187)
  %189 = extractelement <1 x float> %188, i32 0
  %190 = insertelement <32 x i32> poison, i32 %86, i32 0
  %191 = shufflevector <32 x i32> %190, <32 x i32> poison, <32 x i32> zeroinitializer
  %192 = add <32 x i32> %191, <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 16, i32 17, i32 18, i32 19, i32 20, i32 21, i32 22, i32 23, i32 24, i32 25, i32 26, i32 27, i32 28, i32 29, i32 30, i32 31>
  %193 = icmp eq <32 x i32> %192, zeroinitializer
  %194 = xor <32 x i1> %193, splat (i1 true)
  %195 = bitcast <32 x i1> %193 to i32
  %196 = icmp ne i32 %195, 0
  br i1 %196, label %masked, label %rejoin

masked:                                           ; preds = %join9
  %197 = getelementptr i8, ptr %2, i64 0
  %198 = bitcast <32 x i1> %193 to i32
  %199 = call i32 @llvm.ctlz.i32(i32 %198, i1 true)
  %200 = sub i32 31, %199
  %201 = zext i32 %87 to i64
  %202 = getelementptr float, ptr %197, i64 %201
  store float %189, ptr %202, align 4
  br label %rejoin

rejoin:                                           ; preds = %masked, %join9
  %203 = getelementptr i8, ptr %3, i64 0
  %204 = zext i32 %84 to i64
  %205 = mul i64 %204, 4
  %206 = getelementptr i8, ptr %203, i64 %205
  store <32 x float> %131, ptr %206, align 4
  %207 = getelementptr i8, ptr %3, i64 1024
  %208 = zext i32 %84 to i64
  %209 = mul i64 %208, 4
  %210 = getelementptr i8, ptr %207, i64 %209
  store <32 x float> %144, ptr %210, align 4
  %211 = getelementptr i8, ptr %3, i64 2048
  %212 = zext i32 %84 to i64
  %213 = mul i64 %212, 4
  %214 = getelementptr i8, ptr %211, i64 %213
  store <32 x float> %157, ptr %214, align 4
  %215 = getelementptr i8, ptr %3, i64 3072
  %216 = zext i32 %84 to i64
  %217 = mul i64 %216, 4
  %218 = getelementptr i8, ptr %215, i64 %217
  store <32 x float> %170, ptr %218, align 4
  %219 = add i32 %83, 1
  %220 = icmp ult i32 %219, 8
  br i1 %220, label %chunk, label %chunks_done

chunk10:                                          ; preds = %rejoin13, %chunks_done
  %221 = phi i32 [ 0, %chunks_done ], [ %440, %rejoin13 ]
  %222 = mul i32 %221, 32
  %223 = getelementptr i8, ptr %3, i64 0
  %224 = zext i32 %222 to i64
  %225 = mul i64 %224, 4
  %226 = getelementptr i8, ptr %223, i64 %225
  %227 = load <32 x float>, ptr %226, align 4
  %228 = getelementptr i8, ptr %3, i64 1024
  %229 = zext i32 %222 to i64
  %230 = mul i64 %229, 4
  %231 = getelementptr i8, ptr %228, i64 %230
  %232 = load <32 x float>, ptr %231, align 4
  %233 = getelementptr i8, ptr %3, i64 2048
  %234 = zext i32 %222 to i64
  %235 = mul i64 %234, 4
  %236 = getelementptr i8, ptr %233, i64 %235
  %237 = load <32 x float>, ptr %236, align 4
  %238 = getelementptr i8, ptr %3, i64 3072
  %239 = zext i32 %222 to i64
  %240 = mul i64 %239, 4
  %241 = getelementptr i8, ptr %238, i64 %240
  %242 = load <32 x float>, ptr %241, align 4
  %243 = and i32 %222, 31
  %244 = insertelement <32 x i32> poison, i32 %243, i32 0
  %245 = shufflevector <32 x i32> %244, <32 x i32> poison, <32 x i32> zeroinitializer
  %246 = add <32 x i32> %245, <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15, i32 16, i32 17, i32 18, i32 19, i32 20, i32 21, i32 22, i32 23, i32 24, i32 25, i32 26, i32 27, i32 28, i32 29, i32 30, i32 31>
  %247 = icmp eq <32 x i32> %246, zeroinitializer
  %248 = udiv i32 %222, 32
  %249 = insertelement <32 x float> poison, float %123, i32 0
  %250 = shufflevector <32 x float> %249, <32 x float> poison, <32 x i32> zeroinitializer
  %251 = fsub <32 x float> %227, %250
  %252 = fcmp olt <32 x float> %251, splat (float -1.050000e+02)
  %253 = select <32 x i1> %252, <32 x float> splat (float -1.050000e+02), <32 x float> %251
  %254 = fcmp olt <32 x float> splat (float 8.900000e+01), %253
  %255 = select <32 x i1> %254, <32 x float> splat (float 8.900000e+01), <32 x float> %253
  %256 = fmul <32 x float> %255, splat (float 0x3FF7154760000000)
  %257 = call <32 x float> @llvm.rint.v32f32(<32 x float> %256)
  %258 = call <32 x float> @llvm.fma.v32f32(<32 x float> %257, <32 x float> splat (float 0xBFE6300000000000), <32 x float> %255)
  %259 = call <32 x float> @llvm.fma.v32f32(<32 x float> %257, <32 x float> splat (float 0x3F2BD01060000000), <32 x float> %258)
  %260 = call <32 x float> @llvm.fma.v32f32(<32 x float> splat (float 0x3F2A01A020000000), <32 x float> %259, <32 x float> splat (float 0x3F56C16C20000000))
  %261 = call <32 x float> @llvm.fma.v32f32(<32 x float> %260, <32 x float> %259, <32 x float> splat (float 0x3F81111120000000))
  %262 = call <32 x float> @llvm.fma.v32f32(<32 x float> %261, <32 x float> %259, <32 x float> splat (float 0x3FA5555560000000))
  %263 = call <32 x float> @llvm.fma.v32f32(<32 x float> %262, <32 x float> %259, <32 x float> splat (float 0x3FC5555560000000))
  %264 = call <32 x float> @llvm.fma.v32f32(<32 x float> %263, <32 x float> %259, <32 x float> splat (float 5.000000e-01))
  %265 = call <32 x float> @llvm.fma.v32f32(<32 x float> %264, <32 x float> %259, <32 x float> splat (float 1.000000e+00))
  %266 = call <32 x float> @llvm.fma.v32f32(<32 x float> %265, <32 x float> %259, <32 x float> splat (float 1.000000e+00))
  %267 = call <32 x i32> @llvm.fptosi.sat.v32i32.v32f32(<32 x float> %257)
  %268 = ashr <32 x i32> %267, splat (i32 1)
  %269 = sub <32 x i32> %267, %268
  %270 = add <32 x i32> %268, splat (i32 127)
  %271 = shl <32 x i32> %270, splat (i32 23)
  %272 = bitcast <32 x i32> %271 to <32 x float>
  %273 = add <32 x i32> %269, splat (i32 127)
  %274 = shl <32 x i32> %273, splat (i32 23)
  %275 = bitcast <32 x i32> %274 to <32 x float>
  %276 = fmul <32 x float> %266, %272
  %277 = fmul <32 x float> %276, %275
  %278 = insertelement <32 x float> poison, float %123, i32 0
  %279 = shufflevector <32 x float> %278, <32 x float> poison, <32 x i32> zeroinitializer
  %280 = fsub <32 x float> %232, %279
  %281 = fcmp olt <32 x float> %280, splat (float -1.050000e+02)
  %282 = select <32 x i1> %281, <32 x float> splat (float -1.050000e+02), <32 x float> %280
  %283 = fcmp olt <32 x float> splat (float 8.900000e+01), %282
  %284 = select <32 x i1> %283, <32 x float> splat (float 8.900000e+01), <32 x float> %282
  %285 = fmul <32 x float> %284, splat (float 0x3FF7154760000000)
  %286 = call <32 x float> @llvm.rint.v32f32(<32 x float> %285)
  %287 = call <32 x float> @llvm.fma.v32f32(<32 x float> %286, <32 x float> splat (float 0xBFE6300000000000), <32 x float> %284)
  %288 = call <32 x float> @llvm.fma.v32f32(<32 x float> %286, <32 x float> splat (float 0x3F2BD01060000000), <32 x float> %287)
  %289 = call <32 x float> @llvm.fma.v32f32(<32 x float> splat (float 0x3F2A01A020000000), <32 x float> %288, <32 x float> splat (float 0x3F56C16C20000000))
  %290 = call <32 x float> @llvm.fma.v32f32(<32 x float> %289, <32 x float> %288, <32 x float> splat (float 0x3F81111120000000))
  %291 = call <32 x float> @llvm.fma.v32f32(<32 x float> %290, <32 x float> %288, <32 x float> splat (float 0x3FA5555560000000))
  %292 = call <32 x float> @llvm.fma.v32f32(<32 x float> %291, <32 x float> %288, <32 x float> splat (float 0x3FC5555560000000))
  %293 = call <32 x float> @llvm.fma.v32f32(<32 x float> %292, <32 x float> %288, <32 x float> splat (float 5.000000e-01))
  %294 = call <32 x float> @llvm.fma.v32f32(<32 x float> %293, <32 x float> %288, <32 x float> splat (float 1.000000e+00))
  %295 = call <32 x float> @llvm.fma.v32f32(<32 x float> %294, <32 x float> %288, <32 x float> splat (float 1.000000e+00))
  %296 = call <32 x i32> @llvm.fptosi.sat.v32i32.v32f32(<32 x float> %286)
  %297 = ashr <32 x i32> %296, splat (i32 1)
  %298 = sub <32 x i32> %296, %297
  %299 = add <32 x i32> %297, splat (i32 127)
  %300 = shl <32 x i32> %299, splat (i32 23)
  %301 = bitcast <32 x i32> %300 to <32 x float>
  %302 = add <32 x i32> %298, splat (i32 127)
  %303 = shl <32 x i32> %302, splat (i32 23)
  %304 = bitcast <32 x i32> %303 to <32 x float>
  %305 = fmul <32 x float> %295, %301
  %306 = fmul <32 x float> %305, %304
  %307 = insertelement <32 x float> poison, float %123, i32 0
  %308 = shufflevector <32 x float> %307, <32 x float> poison, <32 x i32> zeroinitializer
  %309 = fsub <32 x float> %237, %308
  %310 = fcmp olt <32 x float> %309, splat (float -1.050000e+02)
  %311 = select <32 x i1> %310, <32 x float> splat (float -1.050000e+02), <32 x float> %309
  %312 = fcmp olt <32 x float> splat (float 8.900000e+01), %311
  %313 = select <32 x i1> %312, <32 x float> splat (float 8.900000e+01), <32 x float> %311
  %314 = fmul <32 x float> %313, splat (float 0x3FF7154760000000)
  %315 = call <32 x float> @llvm.rint.v32f32(<32 x float> %314)
  %316 = call <32 x float> @llvm.fma.v32f32(<32 x float> %315, <32 x float> splat (float 0xBFE6300000000000), <32 x float> %313)
  %317 = call <32 x float> @llvm.fma.v32f32(<32 x float> %315, <32 x float> splat (float 0x3F2BD01060000000), <32 x float> %316)
  %318 = call <32 x float> @llvm.fma.v32f32(<32 x float> splat (float 0x3F2A01A020000000), <32 x float> %317, <32 x float> splat (float 0x3F56C16C20000000))
  %319 = call <32 x float> @llvm.fma.v32f32(<32 x float> %318, <32 x float> %317, <32 x float> splat (float 0x3F81111120000000))
  %320 = call <32 x float> @llvm.fma.v32f32(<32 x float> %319, <32 x float> %317, <32 x float> splat (float 0x3FA5555560000000))
  %321 = call <32 x float> @llvm.fma.v32f32(<32 x float> %320, <32 x float> %317, <32 x float> splat (float 0x3FC5555560000000))
  %322 = call <32 x float> @llvm.fma.v32f32(<32 x float> %321, <32 x float> %317, <32 x float> splat (float 5.000000e-01))
  %323 = call <32 x float> @llvm.fma.v32f32(<32 x float> %322, <32 x float> %317, <32 x float> splat (float 1.000000e+00))
  %324 = call <32 x float> @llvm.fma.v32f32(<32 x float> %323, <32 x float> %317, <32 x float> splat (float 1.000000e+00))
  %325 = call <32 x i32> @llvm.fptosi.sat.v32i32.v32f32(<32 x float> %315)
  %326 = ashr <32 x i32> %325, splat (i32 1)
  %327 = sub <32 x i32> %325, %326
  %328 = add <32 x i32> %326, splat (i32 127)
  %329 = shl <32 x i32> %328, splat (i32 23)
  %330 = bitcast <32 x i32> %329 to <32 x float>
  %331 = add <32 x i32> %327, splat (i32 127)
  %332 = shl <32 x i32> %331, splat (i32 23)
  %333 = bitcast <32 x i32> %332 to <32 x float>
  %334 = fmul <32 x float> %324, %330
  %335 = fmul <32 x float> %334, %333
  %336 = insertelement <32 x float> poison, float %123, i32 0
  %337 = shufflevector <32 x float> %336, <32 x float> poison, <32 x i32> zeroinitializer
  %338 = fsub <32 x float> %242, %337
  %339 = fcmp olt <32 x float> %338, splat (float -1.050000e+02)
  %340 = select <32 x i1> %339, <32 x float> splat (float -1.050000e+02), <32 x float> %338
  %341 = fcmp olt <32 x float> splat (float 8.900000e+01), %340
  %342 = select <32 x i1> %341, <32 x float> splat (float 8.900000e+01), <32 x float> %340
  %343 = fmul <32 x float> %342, splat (float 0x3FF7154760000000)
  %344 = call <32 x float> @llvm.rint.v32f32(<32 x float> %343)
  %345 = call <32 x float> @llvm.fma.v32f32(<32 x float> %344, <32 x float> splat (float 0xBFE6300000000000), <32 x float> %342)
  %346 = call <32 x float> @llvm.fma.v32f32(<32 x float> %344, <32 x float> splat (float 0x3F2BD01060000000), <32 x float> %345)
  %347 = call <32 x float> @llvm.fma.v32f32(<32 x float> splat (float 0x3F2A01A020000000), <32 x float> %346, <32 x float> splat (float 0x3F56C16C20000000))
  %348 = call <32 x float> @llvm.fma.v32f32(<32 x float> %347, <32 x float> %346, <32 x float> splat (float 0x3F81111120000000))
  %349 = call <32 x float> @llvm.fma.v32f32(<32 x float> %348, <32 x float> %346, <32 x float> splat (float 0x3FA5555560000000))
  %350 = call <32 x float> @llvm.fma.v32f32(<32 x float> %349, <32 x float> %346, <32 x float> splat (float 0x3FC5555560000000))
  %351 = call <32 x float> @llvm.fma.v32f32(<32 x float> %350, <32 x float> %346, <32 x float> splat (float 5.000000e-01))
  %352 = call <32 x float> @llvm.fma.v32f32(<32 x float> %351, <32 x float> %346, <32 x float> splat (float 1.000000e+00))
  %353 = call <32 x float> @llvm.fma.v32f32(<32 x float> %352, <32 x float> %346, <32 x float> splat (float 1.000000e+00))
  %354 = call <32 x i32> @llvm.fptosi.sat.v32i32.v32f32(<32 x float> %344)
  %355 = ashr <32 x i32> %354, splat (i32 1)
  %356 = sub <32 x i32> %354, %355
  %357 = add <32 x i32> %355, splat (i32 127)
  %358 = shl <32 x i32> %357, splat (i32 23)
  %359 = bitcast <32 x i32> %358 to <32 x float>
  %360 = add <32 x i32> %356, splat (i32 127)
  %361 = shl <32 x i32> %360, splat (i32 23)
  %362 = bitcast <32 x i32> %361 to <32 x float>
  %363 = fmul <32 x float> %353, %359
  %364 = fmul <32 x float> %363, %362
  %365 = fadd <32 x float> %277, %306
  %366 = fadd <32 x float> %365, %335
  %367 = fadd <32 x float> %366, %364
  %368 = shufflevector <32 x float> %367, <32 x float> %367, <16 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7, i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %369 = shufflevector <32 x float> %367, <32 x float> %367, <16 x i32> <i32 16, i32 17, i32 18, i32 19, i32 20, i32 21, i32 22, i32 23, i32 24, i32 25, i32 26, i32 27, i32 28, i32 29, i32 30, i32 31>
  %370 = fadd <16 x float> %368, %369
  %371 = shufflevector <16 x float> %370, <16 x float> %370, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
  %372 = shufflevector <16 x float> %370, <16 x float> %370, <8 x i32> <i32 8, i32 9, i32 10, i32 11, i32 12, i32 13, i32 14, i32 15>
  %373 = fadd <8 x float> %371, %372
  %374 = shufflevector <8 x float> %373, <8 x float> %373, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
  %375 = shufflevector <8 x float> %373, <8 x float> %373, <4 x i32> <i32 4, i32 5, i32 6, i32 7>
  %376 = fadd <4 x float> %374, %375
  %377 = shufflevector <4 x float> %376, <4 x float> %376, <2 x i32> <i32 0, i32 1>
  %378 = shufflevector <4 x float> %376, <4 x float> %376, <2 x i32> <i32 2, i32 3>
  %379 = fadd <2 x float> %377, %378
  %380 = shufflevector <2 x float> %379, <2 x float> %379, <1 x i32> zeroinitializer
  %381 = shufflevector <2 x float> %379, <2 x float> %379, <1 x i32> <i32 1>
  %382 = fadd <1 x float> %380, %381
  %383 = extractelement <1 x float> %382, i32 0
  %384 = xor <32 x i1> %247, splat (i1 true)
  %385 = bitcast <32 x i1> %247 to i32
  %386 = icmp ne i32 %385, 0
  br i1 %386, label %masked12, label %rejoin13

chunks_done11:                                    ; preds = %rejoin13
  %387 = getelementptr i8, ptr %2, i64 32
  %388 = getelementptr float, ptr %387, i64 0
  %389 = load float, ptr %388, align 4
  %390 = getelementptr i8, ptr %2, i64 32
  %391 = getelementptr float, ptr %390, i64 1
  %392 = load float, ptr %391, align 4
  %393 = fadd float %389, %392
  %394 = getelementptr i8, ptr %2, i64 32
  %395 = getelementptr float, ptr %394, i64 2
  %396 = load float, ptr %395, align 4
  %397 = fadd float %393, %396
  %398 = getelementptr i8, ptr %2, i64 32
  %399 = getelementptr float, ptr %398, i64 3
  %400 = load float, ptr %399, align 4
  %401 = fadd float %397, %400
  %402 = getelementptr i8, ptr %2, i64 32
  %403 = getelementptr float, ptr %402, i64 4
  %404 = load float, ptr %403, align 4
  %405 = fadd float %401, %404
  %406 = getelementptr i8, ptr %2, i64 32
  %407 = getelementptr float, ptr %406, i64 5
  %408 = load float, ptr %407, align 4
  %409 = fadd float %405, %408
  %410 = getelementptr i8, ptr %2, i64 32
  %411 = getelementptr float, ptr %410, i64 6
  %412 = load float, ptr %411, align 4
  %413 = fadd float %409, %412
  %414 = getelementptr i8, ptr %2, i64 32
  %415 = getelementptr float, ptr %414, i64 7
  %416 = load float, ptr %415, align 4
  %417 = fadd float %413, %416
  br label %chunk14

masked12:                                         ; preds = %chunk10
  %418 = getelementptr i8, ptr %2, i64 32
  %419 = bitcast <32 x i1> %247 to i32
  %420 = call i32 @llvm.ctlz.i32(i32 %419, i1 true)
  %421 = sub i32 31, %420
  %422 = zext i32 %248 to i64
  %423 = getelementptr float, ptr %418, i64 %422
  store float %383, ptr %423, align 4
  br label %rejoin13

rejoin13:                                         ; preds = %masked12, %chunk10
  %424 = getelementptr i8, ptr %3, i64 4096
  %425 = zext i32 %222 to i64
  %426 = mul i64 %425, 4
  %427 = getelementptr i8, ptr %424, i64 %426
  store <32 x float> %277, ptr %427, align 4
  %428 = getelementptr i8, ptr %3, i64 5120
  %429 = zext i32 %222 to i64
  %430 = mul i64 %429, 4
  %431 = getelementptr i8, ptr %428, i64 %430
  store <32 x float> %306, ptr %431, align 4
  %432 = getelementptr i8, ptr %3, i64 6144
  %433 = zext i32 %222 to i64
  %434 = mul i64 %433, 4
  %435 = getelementptr i8, ptr %432, i64 %434
  store <32 x float> %335, ptr %435, align 4
  %436 = getelementptr i8, ptr %3, i64 7168
  %437 = zext i32 %222 to i64
  %438 = mul i64 %437, 4
  %439 = getelementptr i8, ptr %436, i64 %438
  store <32 x float> %364, ptr %439, align 4
  %440 = add i32 %221, 1
  %441 = icmp ult i32 %440, 8
  br i1 %441, label %chunk10, label %chunks_done11

chunk14:                                          ; preds = %join34, %chunks_done11
  %442 = phi i32 [ 0, %chunks_done11 ], [ %547, %join34 ]
  %443 = mul i32 %442, 32
  %444 = getelementptr i8, ptr %3, i64 4096
  %445 = zext i32 %443 to i64
  %446 = mul i64 %445, 4
  %447 = getelementptr i8, ptr %444, i64 %446
  %448 = load <32 x float>, ptr %447, align 4
  %449 = urem i32 %443, 256
  %450 = add i32 %82, %449
  %451 = getelementptr i8, ptr %3, i64 5120
  %452 = zext i32 %443 to i64
  %453 = mul i64 %452, 4
  %454 = getelementptr i8, ptr %451, i64 %453
  %455 = load <32 x float>, ptr %454, align 4
  %456 = add i32 %450, 256
  %457 = getelementptr i8, ptr %3, i64 6144
  %458 = zext i32 %443 to i64
  %459 = mul i64 %458, 4
  %460 = getelementptr i8, ptr %457, i64 %459
  %461 = load <32 x float>, ptr %460, align 4
  %462 = add i32 %450, 512
  %463 = getelementptr i8, ptr %3, i64 7168
  %464 = zext i32 %443 to i64
  %465 = mul i64 %464, 4
  %466 = getelementptr i8, ptr %463, i64 %465
  %467 = load <32 x float>, ptr %466, align 4
  %468 = add i32 %450, 768
  %469 = insertelement <32 x float> poison, float %417, i32 0
  %470 = shufflevector <32 x float> %469, <32 x float> poison, <32 x i32> zeroinitializer
  %471 = fdiv <32 x float> %448, %470
  %472 = zext i32 %450 to i64
  %473 = call i64 @llvm.umin.i64(i64 %21, i64 4294967296)
  %474 = call i64 @llvm.usub.sat.i64(i64 %473, i64 31)
  %475 = icmp ult i64 %472, %474
  br i1 %475, label %in16, label %out17, !prof !0

chunks_done15:                                    ; preds = %join34
  %476 = add i64 %67, 1
  %477 = add i32 %68, 1
  %478 = icmp eq i32 %477, %52
  %479 = select i1 %478, i32 0, i32 %477
  %480 = zext i1 %478 to i32
  %481 = add i32 %69, %480
  %482 = icmp eq i32 %481, %54
  %483 = select i1 %482, i32 0, i32 %481
  %484 = zext i1 %482 to i32
  %485 = add i32 %70, %484
  %486 = icmp eq i32 %485, %56
  %487 = select i1 %486, i32 0, i32 %485
  %488 = zext i1 %486 to i32
  %489 = icmp ult i64 %476, %5
  br i1 %489, label %threadgroup, label %done

in16:                                             ; preds = %chunk14
  %490 = getelementptr float, ptr %20, i64 %472
  %491 = ptrtoint ptr %490 to i64
  %492 = or i64 %491, %50
  %493 = and i64 %492, 15
  %494 = icmp eq i64 %493, 0
  br i1 %494, label %around, label %through

out17:                                            ; preds = %chunk14
  %495 = getelementptr i8, ptr %1, i64 344
  store <32 x float> %471, ptr %495, align 8
  %496 = zext i32 %450 to i64
  %497 = getelementptr i8, ptr %1, i64 80
  %498 = load ptr, ptr %497, align 8
  call void %498(ptr %1, i32 4, i64 %496, i64 1, i32 -1, i32 %443, i64 %67)
  br label %join18

join18:                                           ; preds = %out17, %join19
  %499 = insertelement <32 x float> poison, float %417, i32 0
  %500 = shufflevector <32 x float> %499, <32 x float> poison, <32 x i32> zeroinitializer
  %501 = fdiv <32 x float> %455, %500
  %502 = zext i32 %456 to i64
  %503 = call i64 @llvm.umin.i64(i64 %21, i64 4294967296)
  %504 = call i64 @llvm.usub.sat.i64(i64 %503, i64 31)
  %505 = icmp ult i64 %502, %504
  br i1 %505, label %in20, label %out21, !prof !0

around:                                           ; preds = %in16
  store <32 x float> %471, ptr %490, align 16, !nontemporal !1
  br label %join19

through:                                          ; preds = %in16
  store <32 x float> %471, ptr %490, align 4
  br label %join19

join19:                                           ; preds = %through, %around
  br label %join18

in20:                                             ; preds = %join18
  %506 = getelementptr float, ptr %20, i64 %502
  %507 = ptrtoint ptr %506 to i64
  %508 = or i64 %507, %50
  %509 = and i64 %508, 15
  %510 = icmp eq i64 %509, 0
  br i1 %510, label %around23, label %through24

out21:                                            ; preds = %join18
  %511 = getelementptr i8, ptr %1, i64 344
  store <32 x float> %501, ptr %511, align 8
  %512 = zext i32 %456 to i64
  %513 = getelementptr i8, ptr %1, i64 80
  %514 = load ptr, ptr %513, align 8
  call void %514(ptr %1, i32 5, i64 %512, i64 1, i32 -1, i32 %443, i64 %67)
  br label %join22

join22:                                           ; preds = %out21, %join25
  %515 = insertelement <32 x float> poison, float %417, i32 0
  %516 = shufflevector <32 x float> %515, <32 x float> poison, <32 x i32> zeroinitializer
  %517 = fdiv <32 x float> %461, %516
  %518 = zext i32 %462 to i64
  %519 = call i64 @llvm.umin.i64(i64 %21, i64 4294967296)
  %520 = call i64 @llvm.usub.sat.i64(i64 %519, i64 31)
  %521 = icmp ult i64 %518, %520
  br i1 %521, label %in26, label %out27, !prof !0

around23:                                         ; preds = %in20
  store <32 x float> %501, ptr %506, align 16, !nontemporal !1
  br label %join25

through24:                                        ; preds = %in20
  store <32 x float> %501, ptr %506, align 4
  br label %join25

join25:                                           ; preds = %through24, %around23
  br label %join22

in26:                                             ; preds = %join22
  %522 = getelementptr float, ptr %20, i64 %518
  %523 = ptrtoint ptr %522 to i64
  %524 = or i64 %523, %50
  %525 = and i64 %524, 15
  %526 = icmp eq i64 %525, 0
  br i1 %526, label %around29, label %through30

out27:                                            ; preds = %join22
  %527 = getelementptr i8, ptr %1, i64 344
  store <32 x float> %517, ptr %527, align 8
  %528 = zext i32 %462 to i64
  %529 = getelementptr i8, ptr %1, i64 80
  %530 = load ptr, ptr %529, align 8
  call void %530(ptr %1, i32 6, i64 %528, i64 1, i32 -1, i32 %443, i64 %67)
  br label %join28

join28:                                           ; preds = %out27, %join31
  %531 = insertelement <32 x float> poison, float %417, i32 0
  %532 = shufflevector <32 x float> %531, <32 x float> poison, <32 x i32> zeroinitializer
  %533 = fdiv <32 x float> %467, %532
  %534 = zext i32 %468 to i64
  %535 = call i64 @llvm.umin.i64(i64 %21, i64 4294967296)
  %536 = call i64 @llvm.usub.sat.i64(i64 %535, i64 31)
  %537 = icmp ult i64 %534, %536
  br i1 %537, label %in32, label %out33, !prof !0

around29:                                         ; preds = %in26
  store <32 x float> %517, ptr %522, align 16, !nontemporal !1
  br label %join31

through30:                                        ; preds = %in26
  store <32 x float> %517, ptr %522, align 4
  br label %join31

join31:                                           ; preds = %through30, %around29
  br label %join28

in32:                                             ; preds = %join28
  %538 = getelementptr float, ptr %20, i64 %534
  %539 = ptrtoint ptr %538 to i64
  %540 = or i64 %539, %50
  %541 = and i64 %540, 15
  %542 = icmp eq i64 %541, 0
  br i1 %542, label %around35, label %through36

out33:                                            ; preds = %join28
  %543 = getelementptr i8, ptr %1, i64 344
  store <32 x float> %533, ptr %543, align 8
  %544 = zext i32 %468 to i64
  %545 = getelementptr i8, ptr %1, i64 80
  %546 = load ptr, ptr %545, align 8
  call void %546(ptr %1, i32 7, i64 %544, i64 1, i32 -1, i32 %443, i64 %67)
  br label %join34

join34:                                           ; preds = %out33, %join37
  %547 = add i32 %442, 1
  %548 = icmp ult i32 %547, 8
  br i1 %548, label %chunk14, label %chunks_done15

around35:                                         ; preds = %in32
  store <32 x float> %533, ptr %538, align 16, !nontemporal !1
  br label %join37

through36:                                        ; preds = %in32
  store <32 x float> %533, ptr %538, align 4
  br label %join37

join37:                                           ; preds = %through36, %around35
  br label %join34
}

; Function Attrs: nounwind
declare void @llvm.x86.sse.sfence() #1

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.umin.i64(i64, i64) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.usub.sat.i64(i64, i64) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <32 x float> @llvm.maxnum.v32f32(<32 x float>, <32 x float>) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <16 x float> @llvm.maxnum.v16f32(<16 x float>, <16 x float>) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <8 x float> @llvm.maxnum.v8f32(<8 x float>, <8 x float>) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <4 x float> @llvm.maxnum.v4f32(<4 x float>, <4 x float>) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <2 x float> @llvm.maxnum.v2f32(<2 x float>, <2 x float>) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <1 x float> @llvm.maxnum.v1f32(<1 x float>, <1 x float>) #2

; Function Attrs: nocallback nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.ctlz.i32(i32, i1 immarg) #3

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare float @llvm.maxnum.f32(float, float) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <32 x float> @llvm.rint.v32f32(<32 x float>) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <32 x float> @llvm.fma.v32f32(<32 x float>, <32 x float>, <32 x float>) #2

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare <32 x i32> @llvm.fptosi.sat.v32i32.v32f32(<32 x float>) #2

attributes #0 = { nounwind "target-cpu"="znver4" "target-features"="+prfchw,-cldemote,+avx,+aes,+sahf,+pclmul,-xop,+crc32,-amx-fp8,+xsaves,-avx512fp16,-usermsr,-sm4,-egpr,+sse4.1,-avx10.1,+avx512ifma,+xsave,+sse4.2,-tsxldtrk,-sm3,-ptwrite,-widekl,-movrs,+invpcid,+64bit,+xsavec,+avx512vpopcntdq,+cmov,-avx512vp2intersect,+avx512cd,+movbe,-avxvnniint8,-ccmp,-amx-int8,-kl,-sha512,-avxvnni,-rtm,+adx,+avx2,-hreset,-movdiri,-serialize,+vpclmulqdq,+avx512vl,-uintr,-cf,+clflushopt,-raoint,-cmpccxadd,+bmi,-amx-tile,+sse,+gfni,-avxvnniint16,-amx-fp16,-zu,-ndd,+xsaveopt,+rdrnd,+avx512f,-amx-bf16,+avx512bf16,+avx512vnni,-push2pop2,+cx8,+avx512bw,+sse3,-pku,-nf,-amx-tf32,-amx-avx512,+fsgsbase,+clzero,-mwaitx,-lwp,+lzcnt,+sha,-movdir64b,-ppx,-wbnoinvd,-enqcmd,-avxneconvert,-tbm,-pconfig,-amx-complex,+ssse3,+cx16,-avx10.2,+bmi2,+fma,+popcnt,-avxifma,+f16c,+avx512bitalg,-rdpru,+clwb,+mmx,+sse2,+rdseed,+avx512vbmi2,-prefetchi,-amx-movrs,+rdpid,-fma4,+avx512vbmi,+shstk,+vaes,-waitpkg,-sgx,+fxsr,+avx512dq,+sse4a" }
attributes #1 = { nounwind }
attributes #2 = { nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none) }
attributes #3 = { nocallback nofree nosync nounwind speculatable willreturn memory(none) }

!0 = !{!"branch_weights", i32 1048576, i32 1}
!1 = !{i32 1}
