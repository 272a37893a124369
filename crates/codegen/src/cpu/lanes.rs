//! Lanes: masks, forms and their conversion, loops over the lanes that are on.

use super::abi::LANES;
use super::emitter::{Emitter, Mask, Val};
use super::forms::Form;
use super::llvm::V;
use enigma_core::ir::Value;
use enigma_core::types::{Scalar, Type};

impl Emitter<'_> {
    /// `0, 1, 2, ...` in an integer type.
    pub fn lane_numbers(&self, bits: u32) -> V {
        let numbers: Vec<i64> = (0..i64::from(self.width())).collect();
        self.numbers(bits, &numbers)
    }

    /// Constant lanes of an integer type.
    fn numbers(&self, bits: u32, numbers: &[i64]) -> V {
        let ty = self.ll.int(bits);
        let kept = |n: &i64| n.cast_unsigned() & (u64::MAX >> (64 - bits));
        let lanes: Vec<V> = numbers
            .iter()
            .map(|n| self.ll.number(ty, kept(n)))
            .collect();
        self.ll.const_vector(&lanes)
    }

    /// The offset of every lane from a base.
    pub fn offsets(&self, form: Form) -> Vec<i64> {
        let offsets = self.forms.patterns.offsets(form);
        offsets.expect("internal error: lanes without offsets")
    }

    pub fn splat(&self, one: V) -> V {
        self.ll.splat(one, self.width())
    }

    /// A value with one element per lane.
    pub fn spread(&self, val: Val, ty: Scalar) -> V {
        match val {
            Val::Scalar(v) => self.splat(v),
            Val::Vector(v) => v,
            Val::Linear(base, stride) => self.apart(base, Form::Linear(stride), ty),
            Val::Pattern(base, pattern) => self.apart(base, Form::Pattern(pattern), ty),
        }
    }

    /// Lanes at offsets from a base.
    fn apart(&self, base: V, form: Form, ty: Scalar) -> V {
        let offsets = self.numbers(ty.bits(), &self.offsets(form));
        self.ll.add(self.splat(base), offsets)
    }

    /// A value's lanes; a matrix as it is.
    pub fn vector(&self, v: Value) -> V {
        match (self.kernel.ty(v), self.get(v)) {
            (Type::Scalar(ty), val) => self.spread(val, ty),
            (Type::Matrix(_), Val::Scalar(matrix)) => matrix,
            (Type::Matrix(_) | Type::Event, _) => panic!("internal error: not lanes"),
        }
    }

    /// What `vector` gives, as a value of that type.
    pub fn of_vector(&self, v: Value, lanes: V) -> Val {
        if self.is_matrix(v) {
            Val::Scalar(lanes)
        } else {
            Val::Vector(lanes)
        }
    }

    /// New lanes where a mask is on that has one, old ones elsewhere. The lanes that hold a matrix are all on,
    /// or all of them are off: they took the same way here.
    pub fn blend(&self, v: Value, mask: V, new: V, old: V) -> V {
        let mask = if self.is_matrix(v) {
            self.any(mask)
        } else {
            mask
        };
        self.ll.select(mask, new, old)
    }

    /// A value that is the same in all lanes.
    pub fn scalar(&self, v: Value) -> V {
        match self.get(v) {
            Val::Scalar(s) => s,
            Val::Linear(..) | Val::Pattern(..) | Val::Vector(_) => {
                panic!("internal error: not a scalar")
            }
        }
    }

    /// A value in the form asked for, which is as general as its own.
    pub fn as_form(&self, val: Val, ty: Type, form: Form) -> V {
        match (val, form) {
            (Val::Scalar(v), Form::Scalar)
            | (Val::Linear(v, _), Form::Linear(_))
            | (Val::Pattern(v, _), Form::Pattern(_)) => v,
            (_, Form::Vector) => match ty {
                Type::Scalar(ty) => self.spread(val, ty),
                Type::Matrix(_) | Type::Event => panic!("internal error: lanes of {ty}"),
            },
            (Val::Scalar(_) | Val::Linear(..) | Val::Pattern(..) | Val::Vector(_), _) => {
                panic!("internal error: {val:?} is not {form:?}")
            }
        }
    }

    /// The inverse: what an LLVM value of that form means.
    pub fn of_form(&self, v: V, form: Form) -> Val {
        match form {
            Form::Scalar => Val::Scalar(v),
            Form::Linear(stride) => Val::Linear(v, stride),
            Form::Pattern(pattern) => Val::Pattern(v, pattern),
            Form::Vector => Val::Vector(v),
        }
    }

    /// The mask with one element per lane.
    pub fn mask_lanes(&self, mask: Mask) -> V {
        match mask {
            Mask::Full => self.ll.number(self.wide(self.ll.int(1)), 1),
            Mask::Lanes(v) => v,
        }
    }

    /// The lanes of the mask where a condition holds.
    pub fn masked(&self, mask: Mask, condition: V) -> V {
        match mask {
            Mask::Full => condition,
            Mask::Lanes(v) => self.ll.and(v, condition),
        }
    }

    /// The mask as bits of an integer, lane 0 lowest.
    pub fn bits(&self, lanes: V) -> V {
        self.ll.reinterpret(lanes, self.ll.int(self.width()))
    }

    /// Whether a lane is on.
    pub fn any(&self, lanes: V) -> V {
        let bits = self.bits(lanes);
        self.ll.ne(bits, self.ll.zero(self.ll.type_of(bits)))
    }

    /// Whether all lanes are.
    pub fn all(&self, lanes: V) -> V {
        let bits = self.bits(lanes);
        let ty = self.ll.type_of(bits);
        self.ll.eq(bits, self.ll.not(self.ll.zero(ty)))
    }

    /// How many lanes are on, an i32.
    pub fn count(&self, lanes: V) -> V {
        let bits = self.bits(lanes);
        let count = self
            .ll
            .intrinsic("llvm.ctpop", &[self.ll.type_of(bits)], &[bits]);
        self.resize_i32(count)
    }

    /// The number of the first lane that is on, an i32; one must be.
    pub fn first_lane(&self, lanes: V) -> V {
        let bits = self.bits(lanes);
        self.lowest(bits)
    }

    fn lowest(&self, bits: V) -> V {
        let ty = self.ll.type_of(bits);
        let poison = self.ll.number(self.ll.int(1), 1);
        let n = self.ll.intrinsic("llvm.cttz", &[ty], &[bits, poison]);
        self.resize_i32(n)
    }

    /// The number of the last lane that is on, an i32; one must be.
    pub fn last_lane(&self, lanes: V) -> V {
        let bits = self.bits(lanes);
        let ty = self.ll.type_of(bits);
        let poison = self.ll.number(self.ll.int(1), 1);
        let above = self.ll.intrinsic("llvm.ctlz", &[ty], &[bits, poison]);
        let above = self.resize_i32(above);
        self.ll.sub(self.i32(self.width() - 1), above)
    }

    fn resize_i32(&self, v: V) -> V {
        if self.width() == 32 {
            v
        } else {
            self.ll.zext(v, self.ll.int(32))
        }
    }

    /// The element of a lane, or of the only one of a scalar.
    pub fn lane_of(&self, val: Val, lane: V, ty: Scalar) -> V {
        match val {
            Val::Scalar(v) => v,
            Val::Linear(..) | Val::Pattern(..) | Val::Vector(_) => {
                self.ll.extract(self.spread(val, ty), lane)
            }
        }
    }

    /// A loop over the lanes that are on, in ascending order; the body gets the lane's number, an i32.
    pub fn each_lane(&mut self, lanes: V, body: impl FnOnce(&mut Self, V)) {
        let bits = self.bits(lanes);
        let ll = &self.ll;
        let ty = ll.type_of(bits);
        let before = ll.here();
        let (head, exit) = (ll.block("lane"), ll.block("lanes_done"));
        ll.branch(ll.ne(bits, ll.zero(ty)), head, exit);
        ll.at(head);
        let left = ll.phi(ty, &[(bits, before)]);
        let lane = self.lowest(left);
        body(self, lane);
        let ll = &self.ll;
        let rest = ll.and(left, ll.sub(left, ll.number(ty, 1)));
        ll.add_incoming(left, &[(rest, ll.here())]);
        ll.branch(ll.ne(rest, ll.zero(ty)), head, exit);
        ll.at(exit);
    }

    /// Lanes of a stored type on the stack, so that a loop may pick one by number. An operation that needs
    /// several at once numbers them; the next operation uses the same places.
    pub fn spill(&mut self, number: usize, lanes: V) -> V {
        while self.places.len() <= number {
            let place = self.ll.alloca(self.ll.int(64), LANES as u32);
            self.places.push(place);
        }
        let place = self.places[number];
        self.ll.store(lanes, place, 64);
        place
    }

    /// An element of spilled lanes.
    pub fn spilled(&self, place: V, lane: V, ty: Scalar) -> V {
        let element = self.stored(ty);
        self.ll.load(
            element,
            self.ll.offset(element, place, lane),
            ty.bytes() as u32,
        )
    }

    /// An index sign- or zero-extended to 64 bits, lanes or not.
    pub fn index64(&self, v: V, ty: Scalar) -> V {
        let i64 = self.ll.int(64);
        if ty.is_signed() {
            self.ll.sext(v, i64)
        } else {
            self.ll.zext(v, i64)
        }
    }
}
