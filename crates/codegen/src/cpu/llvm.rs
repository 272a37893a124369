//! A thin safe cover over LLVM's C interface: one module under construction and a builder in it.
//!
//! Handles (`V`, `Ty`, `Bb`) are plain pointers that live as long as their `Llvm`; this module is private
//! to the backend, which never mixes handles of two modules. Arithmetic takes scalars and vectors alike,
//! which is why the backend builds on the C interface and not on a typed binding.

use llvm_sys::core::*;
use llvm_sys::prelude::*;
use llvm_sys::{
    LLVMAtomicOrdering, LLVMAtomicRMWBinOp, LLVMIntPredicate, LLVMOpcode, LLVMRealPredicate,
};
use std::ffi::{CStr, CString, c_uint};

/// An LLVM value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct V(LLVMValueRef);

/// An LLVM type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ty(LLVMTypeRef);

/// A basic block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bb(LLVMBasicBlockRef);

/// Calls into LLVM.
macro_rules! llvm {
    ($call:expr) => {
        // SAFETY: every handle comes from this module's own context, which outlives it (see the file's
        // specification), and LLVM is given the types that the C interface asks for.
        unsafe { $call }
    };
}
pub(super) use llvm;

/// A module under construction.
#[derive(Debug)]
pub struct Llvm {
    context: LLVMContextRef,
    module: LLVMModuleRef,
    builder: LLVMBuilderRef,
    function: V,
}

impl Drop for Llvm {
    fn drop(&mut self) {
        llvm!(LLVMDisposeBuilder(self.builder));
        llvm!(LLVMDisposeModule(self.module));
        llvm!(LLVMContextDispose(self.context));
    }
}

const NO_NAME: *const std::ffi::c_char = c"".as_ptr();

macro_rules! binary {
    ($($name:ident $call:ident;)*) => {
        $(pub fn $name(&self, a: V, b: V) -> V {
            V(llvm!($call(self.builder, a.0, b.0, NO_NAME)))
        })*
    };
}

macro_rules! conversions {
    ($($name:ident $op:ident;)*) => {
        $(pub fn $name(&self, v: V, to: Ty) -> V {
            self.convert(LLVMOpcode::$op, v, to)
        })*
    };
}

impl Llvm {
    pub fn new(name: &str) -> Llvm {
        let name = c_string(name);
        let context = llvm!(LLVMContextCreate());
        let module = llvm!(LLVMModuleCreateWithNameInContext(name.as_ptr(), context));
        let builder = llvm!(LLVMCreateBuilderInContext(context));
        Llvm {
            context,
            module,
            builder,
            function: V(std::ptr::null_mut()),
        }
    }

    pub(super) fn module(&self) -> LLVMModuleRef {
        self.module
    }

    // Types

    pub fn int(&self, bits: u32) -> Ty {
        Ty(llvm!(LLVMIntTypeInContext(self.context, bits)))
    }

    pub fn half(&self) -> Ty {
        Ty(llvm!(LLVMHalfTypeInContext(self.context)))
    }

    pub fn float(&self) -> Ty {
        Ty(llvm!(LLVMFloatTypeInContext(self.context)))
    }

    pub fn double(&self) -> Ty {
        Ty(llvm!(LLVMDoubleTypeInContext(self.context)))
    }

    pub fn ptr(&self) -> Ty {
        Ty(llvm!(LLVMPointerTypeInContext(self.context, 0)))
    }

    pub fn void(&self) -> Ty {
        Ty(llvm!(LLVMVoidTypeInContext(self.context)))
    }

    pub fn vector(&self, element: Ty, lanes: u32) -> Ty {
        Ty(llvm!(LLVMVectorType(element.0, lanes)))
    }

    pub fn array(&self, element: Ty, count: u32) -> Ty {
        Ty(llvm!(LLVMArrayType2(element.0, u64::from(count))))
    }

    pub fn function_type(&self, result: Ty, params: &[Ty]) -> Ty {
        let mut params: Vec<LLVMTypeRef> = params.iter().map(|t| t.0).collect();
        let count = params.len() as c_uint;
        Ty(llvm!(LLVMFunctionType(
            result.0,
            params.as_mut_ptr(),
            count,
            0
        )))
    }

    pub fn type_of(&self, v: V) -> Ty {
        Ty(llvm!(LLVMTypeOf(v.0)))
    }

    /// Lanes of a vector type; none for a scalar.
    pub fn lanes(&self, ty: Ty) -> Option<u32> {
        let vector = llvm!(LLVMGetTypeKind(ty.0)) == llvm_sys::LLVMTypeKind::LLVMVectorTypeKind;
        vector.then(|| llvm!(LLVMGetVectorSize(ty.0)))
    }

    /// The element of a vector type, or the type itself.
    pub fn element(&self, ty: Ty) -> Ty {
        match self.lanes(ty) {
            Some(_) => Ty(llvm!(LLVMGetElementType(ty.0))),
            None => ty,
        }
    }

    /// A type with the lanes of `like` and the given element.
    pub fn shaped(&self, element: Ty, like: V) -> Ty {
        match self.lanes(self.type_of(like)) {
            Some(n) => self.vector(element, n),
            None => element,
        }
    }

    // Constants

    /// An integer of a scalar or vector type, in every lane.
    pub fn number(&self, ty: Ty, value: u64) -> V {
        let one = V(llvm!(LLVMConstInt(self.element(ty).0, value, 0)));
        self.fill(ty, one)
    }

    /// A float of a scalar or vector type, in every lane.
    pub fn real(&self, ty: Ty, value: f64) -> V {
        let one = V(llvm!(LLVMConstReal(self.element(ty).0, value)));
        self.fill(ty, one)
    }

    fn fill(&self, ty: Ty, one: V) -> V {
        match self.lanes(ty) {
            Some(n) => self.const_vector(&vec![one; n as usize]),
            None => one,
        }
    }

    pub fn const_vector(&self, lanes: &[V]) -> V {
        let mut lanes: Vec<LLVMValueRef> = lanes.iter().map(|v| v.0).collect();
        let count = lanes.len() as c_uint;
        V(llvm!(LLVMConstVector(lanes.as_mut_ptr(), count)))
    }

    pub fn zero(&self, ty: Ty) -> V {
        V(llvm!(LLVMConstNull(ty.0)))
    }

    pub fn poison(&self, ty: Ty) -> V {
        V(llvm!(LLVMGetPoison(ty.0)))
    }

    /// The value of an integer constant.
    pub fn known_integer(&self, v: V) -> Option<i64> {
        let constant = llvm!(LLVMIsAConstantInt(v.0));
        (!constant.is_null()).then(|| llvm!(LLVMConstIntGetSExtValue(constant)))
    }

    pub fn is_constant(&self, v: V) -> bool {
        llvm!(LLVMIsConstant(v.0)) != 0
    }

    // Functions and blocks

    /// Starts a function and its entry block; its parameters follow from `param`.
    pub fn begin_function(&mut self, name: &str, ty: Ty) -> V {
        let c_name = c_string(name);
        let f = V(llvm!(LLVMAddFunction(self.module, c_name.as_ptr(), ty.0)));
        self.function = f;
        let entry = self.block("entry");
        self.at(entry);
        f
    }

    pub fn param(&self, n: u32) -> V {
        V(llvm!(LLVMGetParam(self.function.0, n)))
    }

    /// Puts an enum attribute such as `noalias` on a parameter (from 1) or on the function (`FUNCTION`).
    pub fn attribute(&self, place: c_uint, name: &str) {
        let kind = llvm!(LLVMGetEnumAttributeKindForName(
            name.as_ptr().cast(),
            name.len()
        ));
        let attribute = llvm!(LLVMCreateEnumAttribute(self.context, kind, 0));
        llvm!(LLVMAddAttributeAtIndex(self.function.0, place, attribute));
    }

    /// Puts a string attribute on the function.
    pub fn string_attribute(&self, name: &str, value: &str) {
        let attribute = llvm!(LLVMCreateStringAttribute(
            self.context,
            name.as_ptr().cast(),
            name.len() as c_uint,
            value.as_ptr().cast(),
            value.len() as c_uint,
        ));
        llvm!(LLVMAddAttributeAtIndex(
            self.function.0,
            Llvm::FUNCTION,
            attribute
        ));
    }

    /// The place of a function's own attributes.
    pub const FUNCTION: c_uint = c_uint::MAX;

    pub fn block(&self, name: &str) -> Bb {
        let name = c_string(name);
        Bb(llvm!(LLVMAppendBasicBlockInContext(
            self.context,
            self.function.0,
            name.as_ptr()
        )))
    }

    pub fn at(&self, block: Bb) {
        llvm!(LLVMPositionBuilderAtEnd(self.builder, block.0));
    }

    pub fn here(&self) -> Bb {
        Bb(llvm!(LLVMGetInsertBlock(self.builder)))
    }

    /// The block of an instruction.
    pub fn block_of(&self, v: V) -> Bb {
        Bb(llvm!(LLVMGetInstructionParent(v.0)))
    }

    pub fn jump(&self, to: Bb) {
        llvm!(LLVMBuildBr(self.builder, to.0));
    }

    pub fn branch(&self, condition: V, then: Bb, other: Bb) {
        llvm!(LLVMBuildCondBr(self.builder, condition.0, then.0, other.0));
    }

    /// A branch whose condition is expected to hold.
    pub fn branch_likely(&self, condition: V, then: Bb, other: Bb) {
        let branch = llvm!(LLVMBuildCondBr(self.builder, condition.0, then.0, other.0));
        let weight = |n| llvm!(LLVMValueAsMetadata(self.number(self.int(32), n).0));
        let name = "branch_weights";
        let tag = llvm!(LLVMMDStringInContext2(
            self.context,
            name.as_ptr().cast(),
            name.len()
        ));
        let mut parts = [tag, weight(1 << 20), weight(1)];
        let node = llvm!(LLVMMDNodeInContext2(self.context, parts.as_mut_ptr(), 3));
        let kind = llvm!(LLVMGetMDKindIDInContext(self.context, c"prof".as_ptr(), 4));
        let value = llvm!(LLVMMetadataAsValue(self.context, node));
        llvm!(LLVMSetMetadata(branch, kind, value));
    }

    pub fn ret(&self, v: V) {
        llvm!(LLVMBuildRet(self.builder, v.0));
    }

    pub fn phi(&self, ty: Ty, incoming: &[(V, Bb)]) -> V {
        let phi = V(llvm!(LLVMBuildPhi(self.builder, ty.0, NO_NAME)));
        self.add_incoming(phi, incoming);
        phi
    }

    pub fn add_incoming(&self, phi: V, incoming: &[(V, Bb)]) {
        let mut values: Vec<LLVMValueRef> = incoming.iter().map(|i| i.0.0).collect();
        let mut blocks: Vec<LLVMBasicBlockRef> = incoming.iter().map(|i| i.1.0).collect();
        llvm!(LLVMAddIncoming(
            phi.0,
            values.as_mut_ptr(),
            blocks.as_mut_ptr(),
            incoming.len() as c_uint
        ));
    }

    // Arithmetic

    binary! {
        add LLVMBuildAdd;
        sub LLVMBuildSub;
        mul LLVMBuildMul;
        sdiv LLVMBuildSDiv;
        udiv LLVMBuildUDiv;
        srem LLVMBuildSRem;
        urem LLVMBuildURem;
        and LLVMBuildAnd;
        or LLVMBuildOr;
        xor LLVMBuildXor;
        shl LLVMBuildShl;
        lshr LLVMBuildLShr;
        ashr LLVMBuildAShr;
        fadd LLVMBuildFAdd;
        fsub LLVMBuildFSub;
        fmul LLVMBuildFMul;
        fdiv LLVMBuildFDiv;
    }

    conversions! {
        trunc LLVMTrunc;
        zext LLVMZExt;
        sext LLVMSExt;
        bitcast LLVMBitCast;
        fpext LLVMFPExt;
        fptrunc LLVMFPTrunc;
        fptosi LLVMFPToSI;
        fptoui LLVMFPToUI;
        sitofp LLVMSIToFP;
        uitofp LLVMUIToFP;
    }

    /// Converts to an element type, keeping the lanes.
    fn convert(&self, op: LLVMOpcode, v: V, element: Ty) -> V {
        let to = self.shaped(element, v);
        if to == self.type_of(v) {
            return v;
        }
        V(llvm!(LLVMBuildCast(self.builder, op, v.0, to.0, NO_NAME)))
    }

    /// What a value was extended from, if that has 16 bits at most, and whether by its sign.
    pub fn extended_short(&self, v: V) -> Option<(V, bool)> {
        let signed = !llvm!(LLVMIsASExtInst(v.0)).is_null();
        if !signed && llvm!(LLVMIsAZExtInst(v.0)).is_null() {
            return None;
        }
        let from = V(llvm!(LLVMGetOperand(v.0, 0)));
        let bits = llvm!(LLVMGetIntTypeWidth(self.element(self.type_of(from)).0));
        (bits <= 16).then_some((from, signed))
    }

    /// Lets an operation on floats be reassociated, fused with another, and done by estimates. NaN and infinity
    /// stay values: a lane that is off may hold them, and code that assumes otherwise has no meaning at all.
    pub fn relax(&self, v: V) {
        use llvm_sys::{
            LLVMFastMathAllowContract, LLVMFastMathAllowReassoc, LLVMFastMathAllowReciprocal,
            LLVMFastMathApproxFunc, LLVMFastMathNoSignedZeros,
        };
        let instruction = !llvm!(LLVMIsAInstruction(v.0)).is_null();
        if instruction && llvm!(LLVMCanValueUseFastMathFlags(v.0)) != 0 {
            let flags = LLVMFastMathAllowContract
                | LLVMFastMathAllowReassoc
                | LLVMFastMathAllowReciprocal
                | LLVMFastMathApproxFunc
                | LLVMFastMathNoSignedZeros;
            llvm!(LLVMSetFastMathFlags(v.0, flags));
        }
    }

    /// Reinterprets as a type of the same size, lanes or not.
    pub fn reinterpret(&self, v: V, to: Ty) -> V {
        V(llvm!(LLVMBuildBitCast(self.builder, v.0, to.0, NO_NAME)))
    }

    pub fn not(&self, v: V) -> V {
        V(llvm!(LLVMBuildNot(self.builder, v.0, NO_NAME)))
    }

    pub fn neg(&self, v: V) -> V {
        V(llvm!(LLVMBuildNeg(self.builder, v.0, NO_NAME)))
    }

    pub fn fneg(&self, v: V) -> V {
        V(llvm!(LLVMBuildFNeg(self.builder, v.0, NO_NAME)))
    }

    pub fn icmp(&self, p: LLVMIntPredicate, a: V, b: V) -> V {
        V(llvm!(LLVMBuildICmp(self.builder, p, a.0, b.0, NO_NAME)))
    }

    pub fn eq(&self, a: V, b: V) -> V {
        self.icmp(LLVMIntPredicate::LLVMIntEQ, a, b)
    }

    pub fn ne(&self, a: V, b: V) -> V {
        self.icmp(LLVMIntPredicate::LLVMIntNE, a, b)
    }

    pub fn ult(&self, a: V, b: V) -> V {
        self.icmp(LLVMIntPredicate::LLVMIntULT, a, b)
    }

    pub fn slt(&self, a: V, b: V) -> V {
        self.icmp(LLVMIntPredicate::LLVMIntSLT, a, b)
    }

    pub fn sgt(&self, a: V, b: V) -> V {
        self.icmp(LLVMIntPredicate::LLVMIntSGT, a, b)
    }

    pub fn fcmp(&self, p: LLVMRealPredicate, a: V, b: V) -> V {
        V(llvm!(LLVMBuildFCmp(self.builder, p, a.0, b.0, NO_NAME)))
    }

    pub fn select(&self, condition: V, then: V, other: V) -> V {
        V(llvm!(LLVMBuildSelect(
            self.builder,
            condition.0,
            then.0,
            other.0,
            NO_NAME
        )))
    }

    /// Calls an intrinsic overloaded on the types given.
    pub fn intrinsic(&self, name: &str, overloads: &[Ty], args: &[V]) -> V {
        let id = llvm!(LLVMLookupIntrinsicID(name.as_ptr().cast(), name.len()));
        assert!(id != 0, "internal error: LLVM has no intrinsic {name}");
        let mut types: Vec<LLVMTypeRef> = overloads.iter().map(|t| t.0).collect();
        let function = llvm!(LLVMGetIntrinsicDeclaration(
            self.module,
            id,
            types.as_mut_ptr(),
            types.len()
        ));
        let ty = llvm!(LLVMGlobalGetValueType(function));
        self.call(Ty(ty), V(function), args)
    }

    pub fn call(&self, ty: Ty, function: V, args: &[V]) -> V {
        let mut args: Vec<LLVMValueRef> = args.iter().map(|v| v.0).collect();
        let count = args.len() as c_uint;
        V(llvm!(LLVMBuildCall2(
            self.builder,
            ty.0,
            function.0,
            args.as_mut_ptr(),
            count,
            NO_NAME
        )))
    }

    /// Says how a pointer argument of a call (from 1) is aligned.
    pub fn call_align(&self, call: V, place: c_uint, align: u32) {
        let name = "align";
        let kind = llvm!(LLVMGetEnumAttributeKindForName(
            name.as_ptr().cast(),
            name.len()
        ));
        let attribute = llvm!(LLVMCreateEnumAttribute(
            self.context,
            kind,
            u64::from(align)
        ));
        llvm!(LLVMAddCallSiteAttribute(call.0, place, attribute));
    }

    // Vectors

    pub fn extract(&self, vector: V, lane: V) -> V {
        V(llvm!(LLVMBuildExtractElement(
            self.builder,
            vector.0,
            lane.0,
            NO_NAME
        )))
    }

    fn insert(&self, vector: V, one: V, lane: V) -> V {
        V(llvm!(LLVMBuildInsertElement(
            self.builder,
            vector.0,
            one.0,
            lane.0,
            NO_NAME
        )))
    }

    /// A scalar in the first lane of a vector whose other lanes have no meaning.
    pub fn in_first_lane(&self, one: V, lanes: u32) -> V {
        let ty = self.vector(self.type_of(one), lanes);
        self.insert(self.poison(ty), one, self.number(self.int(32), 0))
    }

    /// Lanes of `a` and `b` (numbered on) by constant numbers.
    pub fn shuffle(&self, a: V, b: V, lanes: &[u32]) -> V {
        let lanes: Vec<Option<u32>> = lanes.iter().map(|&n| Some(n)).collect();
        self.shuffle_some(a, b, &lanes)
    }

    /// The same with lanes that may hold anything.
    pub fn shuffle_some(&self, a: V, b: V, lanes: &[Option<u32>]) -> V {
        let i32 = self.int(32);
        let number = |n: &Option<u32>| match n {
            Some(n) => self.number(i32, u64::from(*n)),
            None => self.poison(i32),
        };
        let numbers: Vec<V> = lanes.iter().map(number).collect();
        let mask = self.const_vector(&numbers);
        V(llvm!(LLVMBuildShuffleVector(
            self.builder,
            a.0,
            b.0,
            mask.0,
            NO_NAME
        )))
    }

    /// A scalar in every lane.
    pub fn splat(&self, one: V, lanes: u32) -> V {
        let ty = self.vector(self.type_of(one), lanes);
        if self.is_constant(one) {
            return self.const_vector(&vec![one; lanes as usize]);
        }
        let first = self.insert(self.poison(ty), one, self.number(self.int(32), 0));
        self.shuffle(first, self.poison(ty), &vec![0; lanes as usize])
    }

    // Arrays as values

    /// An array of values of one type.
    pub fn packed(&self, parts: &[V]) -> V {
        let ty = self.array(self.type_of(parts[0]), parts.len() as u32);
        let mut all = self.poison(ty).0;
        for (n, part) in parts.iter().enumerate() {
            all = llvm!(LLVMBuildInsertValue(
                self.builder,
                all,
                part.0,
                n as c_uint,
                NO_NAME
            ));
        }
        V(all)
    }

    /// An element of an array.
    pub fn unpacked(&self, array: V, n: u32) -> V {
        V(llvm!(LLVMBuildExtractValue(
            self.builder,
            array.0,
            n,
            NO_NAME
        )))
    }

    // Memory

    /// Keeps LLVM from moving or merging accesses of memory across this place; there is no instruction for it.
    pub fn keep_order(&self) {
        let order = LLVMAtomicOrdering::LLVMAtomicOrderingSequentiallyConsistent;
        llvm!(LLVMBuildFence(self.builder, order, 1, NO_NAME));
    }

    pub fn load(&self, ty: Ty, pointer: V, align: u32) -> V {
        let v = llvm!(LLVMBuildLoad2(self.builder, ty.0, pointer.0, NO_NAME));
        llvm!(LLVMSetAlignment(v, align));
        V(v)
    }

    pub fn store(&self, v: V, pointer: V, align: u32) {
        let store = llvm!(LLVMBuildStore(self.builder, v.0, pointer.0));
        llvm!(LLVMSetAlignment(store, align));
    }

    /// A load that stays where it is.
    pub fn load_here(&self, ty: Ty, pointer: V, align: u32) -> V {
        let v = self.load(ty, pointer, align);
        llvm!(LLVMSetVolatile(v.0, 1));
        v
    }

    /// A store that stays where it is.
    pub fn store_here(&self, v: V, pointer: V, align: u32) {
        let store = llvm!(LLVMBuildStore(self.builder, v.0, pointer.0));
        llvm!(LLVMSetAlignment(store, align));
        llvm!(LLVMSetVolatile(store, 1));
    }

    /// A store that leaves nothing in the caches.
    pub fn store_around(&self, v: V, pointer: V, align: u32) {
        let store = llvm!(LLVMBuildStore(self.builder, v.0, pointer.0));
        llvm!(LLVMSetAlignment(store, align));
        let one = self.number(self.int(32), 1);
        let mut operands = [llvm!(LLVMValueAsMetadata(one.0))];
        let node = llvm!(LLVMMDNodeInContext2(
            self.context,
            operands.as_mut_ptr(),
            operands.len()
        ));
        let name = c"nontemporal";
        let kind = llvm!(LLVMGetMDKindIDInContext(
            self.context,
            name.as_ptr(),
            name.count_bytes() as c_uint
        ));
        let node = llvm!(LLVMMetadataAsValue(self.context, node));
        llvm!(LLVMSetMetadata(store, kind, node));
    }

    /// A pointer as a number.
    pub fn address(&self, pointer: V) -> V {
        let ty = self.int(64);
        V(llvm!(LLVMBuildPtrToInt(
            self.builder,
            pointer.0,
            ty.0,
            NO_NAME
        )))
    }

    /// The address of an element of a scalar type.
    pub fn offset(&self, element: Ty, pointer: V, index: V) -> V {
        let mut index = [index.0];
        V(llvm!(LLVMBuildGEP2(
            self.builder,
            element.0,
            pointer.0,
            index.as_mut_ptr(),
            1,
            NO_NAME
        )))
    }

    /// The address a number of bytes on.
    pub fn bytes_on(&self, pointer: V, bytes: u64) -> V {
        if bytes == 0 {
            return pointer;
        }
        self.offset(self.int(8), pointer, self.number(self.int(64), bytes))
    }

    /// Stack memory, reserved in the entry block.
    pub fn alloca(&self, ty: Ty, count: u32) -> V {
        let here = self.here();
        let entry = llvm!(LLVMGetEntryBasicBlock(self.function.0));
        let first = llvm!(LLVMGetFirstInstruction(entry));
        if first.is_null() {
            self.at(Bb(entry));
        } else {
            llvm!(LLVMPositionBuilderBefore(self.builder, first));
        }
        let count = self.number(self.int(32), u64::from(count));
        let slot = llvm!(LLVMBuildArrayAlloca(self.builder, ty.0, count.0, NO_NAME));
        llvm!(LLVMSetAlignment(slot, 64));
        self.at(here);
        V(slot)
    }

    // Atomics

    pub fn atomic_load(&self, ty: Ty, pointer: V, align: u32, order: LLVMAtomicOrdering) -> V {
        let v = self.load(ty, pointer, align);
        llvm!(LLVMSetOrdering(v.0, order));
        v
    }

    pub fn atomic_store(&self, v: V, pointer: V, align: u32, order: LLVMAtomicOrdering) {
        let store = llvm!(LLVMBuildStore(self.builder, v.0, pointer.0));
        llvm!(LLVMSetAlignment(store, align));
        llvm!(LLVMSetOrdering(store, order));
    }

    pub fn atomic_rmw(
        &self,
        op: LLVMAtomicRMWBinOp,
        pointer: V,
        v: V,
        order: LLVMAtomicOrdering,
    ) -> V {
        V(llvm!(LLVMBuildAtomicRMW(
            self.builder,
            op,
            pointer.0,
            v.0,
            order,
            0
        )))
    }

    /// The old value, and whether the exchange happened.
    pub fn compare_exchange(
        &self,
        pointer: V,
        (expected, desired): (V, V),
        (success, failure): (LLVMAtomicOrdering, LLVMAtomicOrdering),
    ) -> (V, V) {
        let pair = llvm!(LLVMBuildAtomicCmpXchg(
            self.builder,
            pointer.0,
            expected.0,
            desired.0,
            success,
            failure,
            0
        ));
        let part = |n| V(llvm!(LLVMBuildExtractValue(self.builder, pair, n, NO_NAME)));
        (part(0), part(1))
    }

    /// The module as text.
    pub fn text(&self) -> String {
        let text = llvm!(LLVMPrintModuleToString(self.module));
        take_message(text)
    }
}

/// A message of LLVM's, freed there.
pub(super) fn take_message(text: *mut std::ffi::c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    let owned = llvm!(CStr::from_ptr(text)).to_string_lossy().into_owned();
    llvm!(LLVMDisposeMessage(text));
    owned
}

/// Names never hold a zero byte: they are ours or identifiers.
pub(super) fn c_string(text: &str) -> CString {
    CString::new(text.replace('\0', "")).unwrap_or_default()
}
