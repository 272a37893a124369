//! Operands, literals and conversions; building of operations that the table describes as data.

use super::{Builder, Fallible};
use crate::constant::Const;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Attr, Value};
use crate::ops::lanes::Reach;
use crate::ops::{Arg, Class, OpDef, Res, convert, query};
use crate::types::{Scalar, Type};

/// An argument: a value, or a literal that takes the type of its neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// A traced value.
    Value(Value),
    /// An integer literal.
    Int(i128),
    /// A float literal.
    Float(f64),
    /// A bool literal.
    Bool(bool),
}

impl From<Value> for Operand {
    fn from(v: Value) -> Operand {
        Operand::Value(v)
    }
}

impl From<f64> for Operand {
    fn from(v: f64) -> Operand {
        Operand::Float(v)
    }
}

impl From<bool> for Operand {
    fn from(v: bool) -> Operand {
        Operand::Bool(v)
    }
}

macro_rules! operand_from_int {
    ($($t:ty)*) => {
        $(impl From<$t> for Operand {
            fn from(v: $t) -> Operand {
                Operand::Int(v as i128)
            }
        })*
    };
}
operand_from_int!(i32 u32 i64 u64 usize i128);

impl Operand {
    /// The dtype of a literal that stands alone: `float`, `bool`, and the first of int, uint, long, ulong
    /// that holds it.
    pub(crate) fn default_dtype(self) -> Option<Scalar> {
        match self {
            Operand::Value(_) => None,
            Operand::Float(_) => Some(Scalar::F32),
            Operand::Bool(_) => Some(Scalar::Bool),
            Operand::Int(v) => [Scalar::I32, Scalar::U32, Scalar::I64, Scalar::U64]
                .into_iter()
                .find(|t| t.int_range().0 <= v && v <= t.int_range().1),
        }
    }

    pub(super) fn describe(self) -> String {
        match self {
            Operand::Value(_) => "value".into(),
            Operand::Int(v) => v.to_string(),
            Operand::Float(v) => format!("{v:?}"),
            Operand::Bool(v) => if v { "True" } else { "False" }.into(),
        }
    }
}

impl Builder {
    /// Builds an operation from its entry: operands are converted to what the entry asks for.
    ///
    /// `asked` is the dtype of the result where the entry leaves it to the call.
    pub fn op(
        &mut self,
        op: &'static OpDef,
        args: &[Operand],
        asked: Option<Scalar>,
    ) -> Fallible<Value> {
        self.op_with(op, args, Attr::None, asked)
    }

    /// `op` with an immediate.
    pub fn op_with(
        &mut self,
        op: &'static OpDef,
        args: &[Operand],
        attr: Attr,
        asked: Option<Scalar>,
    ) -> Fallible<Value> {
        assert_eq!(
            args.len(),
            op.sig.args.len(),
            "internal error: operands of {}",
            op.name
        );
        let common = self.common_type(op, args)?;
        self.check_bits(op, args, common)?;
        let mut operands = Vec::with_capacity(args.len());
        for (&arg, &rule) in args.iter().zip(op.sig.args) {
            operands.push(self.operand(op.name, arg, rule, common)?);
        }
        let ty = self.result_type(op, common, asked);
        Ok(self.emit1(op, operands, attr, ty))
    }

    fn result_type(&self, op: &OpDef, common: Option<Scalar>, asked: Option<Scalar>) -> Type {
        let scalar = match op.sig.result {
            Res::T => common,
            Res::Bool => Some(Scalar::Bool),
            Res::U32 => Some(Scalar::U32),
            Res::Asked => asked,
            Res::Event => return Type::Event,
            Res::Matrix => {
                return Type::Matrix(common.expect("internal error: a matrix of nothing"));
            }
            Res::Vector(_) | Res::LikeOperands | Res::Element | Res::Nothing | Res::Blocks => None,
        };
        scalar
            .expect("internal error: an operation without a result type")
            .into()
    }

    /// The type that all `T` operands are converted to; none where the entry has no `T`.
    pub(super) fn common_type(&self, op: &OpDef, args: &[Operand]) -> Fallible<Option<Scalar>> {
        let Some(class) = op.sig.args.iter().find_map(|rule| match rule {
            Arg::T(class) | Arg::Vector(class, _) => Some(*class),
            _ => None,
        }) else {
            return Ok(None);
        };
        let unified = || {
            args.iter()
                .zip(op.sig.args)
                .filter(|(_, rule)| matches!(rule, Arg::T(_) | Arg::Vector(..)))
        };
        let mut common = None;
        for (&arg, _) in unified() {
            if let Operand::Value(v) = arg {
                let dtype = self.scalar_of(v, op.name)?;
                common = Some(common.map_or(dtype, |c: Scalar| c.promote(dtype)));
            }
        }
        if common.is_none() {
            let defaults = unified().filter_map(|(arg, _)| arg.default_dtype());
            common = defaults.reduce(Scalar::promote).or(Some(Scalar::I64));
            if common.is_some_and(|c| c.is_int()) && !class.contains(Scalar::I32) {
                common = Some(Scalar::F32);
            }
        }
        if common == Some(Scalar::Bool)
            && !class.contains(Scalar::Bool)
            && class.contains(Scalar::I32)
        {
            common = Some(Scalar::I32);
        }
        match common {
            Some(c) if !class.contains(c) => Err(self.wrong_class(op.name, c, class)),
            other => Ok(other),
        }
    }

    fn wrong_class(&self, name: &str, found: Scalar, class: Class) -> Box<Diagnostic> {
        let e = self.error(Code::OperandType, format!("{name} does not take {found}"));
        let e = e.note(format!("found {found}, expected {}", class.describe()));
        Box::new(if class == Class::FLOAT && found.is_int() {
            e.note("convert it: enigma.metal_cast(x, \"float\")")
        } else {
            e
        })
    }

    pub(super) fn operand(
        &mut self,
        op: &str,
        arg: Operand,
        rule: Arg,
        common: Option<Scalar>,
    ) -> Fallible<Value> {
        match rule {
            Arg::T(_) | Arg::Vector(..) => {
                let ty = common.expect("internal error: no common type");
                self.convert(arg, ty, op)
            }
            Arg::Amount => self.amount(op, arg, common.expect("internal error: no common type")),
            Arg::Exponent => self.converted_int(op, arg, Scalar::I32),
            Arg::Bits | Arg::Word => self.converted_int(op, arg, Scalar::U32),
            Arg::Bool => self.condition(op, arg),
            Arg::Index => self.index_operand(op, arg),
            Arg::Lane(reach) => self.lane(op, arg, reach),
            Arg::Modulo(reach) => self.modulo(op, arg, reach),
            Arg::Element | Arg::Matrix | Arg::Event => {
                panic!("internal error: {op} is built by its own method")
            }
        }
    }

    /// The dtype of a value; matrices and events take part in operations of their own only.
    pub(crate) fn scalar_of(&self, v: Value, op: &str) -> Fallible<Scalar> {
        self.check_scope(v)?;
        let (found, fix) = match self.ty(v) {
            Type::Scalar(s) => return Ok(s),
            Type::Matrix(_) => (
                "a simdgroup matrix",
                "use simdgroup_multiply_accumulate, or store it and load its elements",
            ),
            Type::Event => ("an async copy event", "pass the event to async_copy_wait"),
        };
        let e = self.error(Code::OperandType, format!("{op} does not take {found}"));
        Err(Box::new(e.note(fix)))
    }

    /// A value for a variable of the type: scalars convert as a store does, anything else has the type.
    pub(crate) fn convert_assigned(
        &mut self,
        arg: Operand,
        ty: Type,
        what: &str,
    ) -> Fallible<Value> {
        if let Type::Scalar(dtype) = ty {
            return self.convert_stored(arg, dtype, what);
        }
        let found = match arg {
            Operand::Value(v) => {
                self.check_scope(v)?;
                if self.ty(v) == ty {
                    return Ok(v);
                }
                self.ty(v).to_string()
            }
            literal => literal.describe(),
        };
        let message = format!("cannot store {found} into {what}, which is {ty}");
        Err(self.error(Code::StoreType, message))
    }

    /// A value of the dtype: a literal must fit, a value is cast.
    pub fn convert(&mut self, arg: Operand, ty: Scalar, op: &str) -> Fallible<Value> {
        match arg {
            Operand::Value(v) => {
                self.scalar_of(v, op)?;
                Ok(self.cast_value(v, ty))
            }
            literal => {
                let c = self.literal(literal, ty, op)?;
                Ok(self.constant(c))
            }
        }
    }

    /// Casts where the dtype differs.
    pub(crate) fn cast_value(&mut self, v: Value, ty: Scalar) -> Value {
        if self.ty(v) == Type::Scalar(ty) {
            return v;
        }
        self.emit1(&convert::CAST, vec![v], Attr::None, ty.into())
    }

    /// A literal as a constant of the dtype, if it fits.
    pub(crate) fn literal(&self, literal: Operand, ty: Scalar, op: &str) -> Fallible<Const> {
        let fitted = match literal {
            Operand::Value(_) => panic!("internal error: a value is not a literal"),
            Operand::Bool(b) => Some(Const::from_int(ty, i128::from(b))),
            Operand::Int(v) if ty.is_float() => {
                Some(Const::from_int(ty, v)).filter(|c| c.as_f64().is_finite())
            }
            Operand::Int(v) => {
                let (lo, hi) = ty.int_range();
                (lo <= v && v <= hi).then(|| Const::from_int(ty, v))
            }
            Operand::Float(v) if ty.is_float() => {
                Some(Const::from_f64(ty, v)).filter(|c| c.as_f64().is_finite() || !v.is_finite())
            }
            Operand::Float(_) => None,
        };
        fitted.ok_or_else(|| self.does_not_fit(literal, ty, op))
    }

    fn does_not_fit(&self, literal: Operand, ty: Scalar, op: &str) -> Box<Diagnostic> {
        let text = literal.describe();
        let e = self.error(
            Code::LiteralDoesNotFit,
            format!("literal {text} does not fit {ty} in {op}"),
        );
        Box::new(if ty.is_float() {
            e.note(format!(
                "the largest {ty} is smaller; cast the other operand to float first"
            ))
        } else if let Operand::Float(_) = literal {
            e.note(format!("a float literal meets {ty}; cast the {ty} operand first: enigma.metal_cast(x, \"float\")"))
        } else {
            let (lo, hi) = ty.int_range();
            e.note(format!(
                "{ty} holds {lo} to {hi}; cast the {ty} operand to a wider type first"
            ))
        })
    }

    /// An integer in a type that is not the common one: a literal must fit, a value is cast.
    fn converted_int(&mut self, op: &str, arg: Operand, ty: Scalar) -> Fallible<Value> {
        if let Operand::Value(v) = arg {
            let found = self.scalar_of(v, op)?;
            if !found.is_int() {
                return Err(self.wrong_class(op, found, Class::INT));
            }
        }
        self.convert(arg, ty, op)
    }

    /// Literals that name bits stay within the width of the type: each of them, and an offset with a number.
    fn check_bits(&self, op: &OpDef, args: &[Operand], common: Option<Scalar>) -> Fallible<()> {
        let named = args.iter().zip(op.sig.args);
        let literals = named.filter_map(|(&arg, rule)| match (arg, rule) {
            (Operand::Int(n), Arg::Bits) => Some(n),
            _ => None,
        });
        let literals: Vec<i128> = literals.collect();
        let (Some(ty), false) = (common, literals.is_empty()) else {
            return Ok(());
        };
        let inside = literals.iter().all(|&n| n >= 0);
        let end = literals.iter().fold(0i128, |sum, &n| sum.saturating_add(n));
        if inside && end <= i128::from(ty.bits()) {
            return Ok(());
        }
        let message = match literals[..] {
            [offset, bits] => format!("{}: {ty} has no {bits} bits from bit {offset} on", op.name),
            _ => format!("{}: {} is beyond the bits of {ty}", op.name, literals[0]),
        };
        let e = self.error(Code::LiteralDoesNotFit, message);
        Err(Box::new(e.note(format!(
            "offset and bits are not negative, and their sum is at most {}",
            ty.bits()
        ))))
    }

    /// A shift amount, in the type of what is shifted; the amount counts modulo the width.
    fn amount(&mut self, op: &str, arg: Operand, ty: Scalar) -> Fallible<Value> {
        match arg {
            Operand::Value(v) => {
                let found = self.scalar_of(v, op)?;
                if !found.is_int() {
                    return Err(self.wrong_class(op, found, Class::INT));
                }
                Ok(self.cast_value(v, ty))
            }
            Operand::Int(n) if (0..i128::from(ty.bits())).contains(&n) => {
                Ok(self.constant(Const::from_int(ty, n)))
            }
            other => {
                let text = other.describe();
                let e = self.error(
                    Code::LiteralDoesNotFit,
                    format!("cannot shift {ty} by {text}"),
                );
                Err(Box::new(e.note(format!(
                    "expected an integer from 0 to {}",
                    ty.bits() - 1
                ))))
            }
        }
    }

    /// A condition: a bool value or a literal.
    pub(crate) fn condition(&mut self, op: &str, arg: Operand) -> Fallible<Value> {
        let c = match arg {
            Operand::Value(v) => {
                let found = self.scalar_of(v, op)?;
                if found == Scalar::Bool {
                    return Ok(v);
                }
                let e = self.error(
                    Code::OperandType,
                    format!("the condition of {op} is {found}, not bool"),
                );
                return Err(Box::new(e.note("compare it: x != 0")));
            }
            Operand::Bool(b) => b,
            Operand::Int(v) => v != 0,
            Operand::Float(v) => v != 0.0,
        };
        Ok(self.constant(Const::from_bool(c)))
    }

    /// An index, lane or count: an integer value, or a literal that is not negative.
    pub(crate) fn index_operand(&mut self, op: &str, arg: Operand) -> Fallible<Value> {
        match arg {
            Operand::Value(v) => {
                let found = self.scalar_of(v, op)?;
                if found.is_int() {
                    return Ok(v);
                }
                let e = self.error(
                    Code::BadIndex,
                    format!("{op} needs an integer here, not {found}"),
                );
                Err(Box::new(e.note("cast it: enigma.metal_cast(x, \"uint\")")))
            }
            Operand::Int(n) if n >= 0 => {
                let ty = if n <= i128::from(u32::MAX) {
                    Scalar::U32
                } else {
                    Scalar::U64
                };
                let c = self.literal(arg, ty, op)?;
                Ok(self.constant(c))
            }
            Operand::Int(n) => {
                let e = self.error(
                    Code::IndexRange,
                    format!("{op} does not take the negative number {n}"),
                );
                Err(Box::new(e.note(
                    "indices count from 0; there is no indexing from the end",
                )))
            }
            other => {
                let text = other.describe();
                Err(self.error(
                    Code::BadIndex,
                    format!("{op} needs an integer here, not {text}"),
                ))
            }
        }
    }

    /// The number of a lane, or a distance between lanes.
    fn lane(&mut self, op: &str, arg: Operand, reach: Reach) -> Fallible<Value> {
        let v = self.index_operand(op, arg)?;
        let last = reach.lanes() as i128 - 1;
        match self.kernel.constant(v) {
            Some(c) if !(0..=last).contains(&c.as_int()) => {
                let message = format!("{op} reaches lanes 0 to {last}, not {}", c.as_int());
                let e = self.error(Code::IndexRange, message);
                Err(Box::new(e.note(match reach {
                    Reach::Simdgroup => "a simdgroup has 32 lanes",
                    Reach::Quad => "a quadgroup is 4 lanes of a simdgroup, numbered from 0",
                })))
            }
            _ => Ok(v),
        }
    }

    /// How many lanes move together, which the code has to know.
    fn modulo(&mut self, op: &str, arg: Operand, reach: Reach) -> Fallible<Value> {
        let known = match arg {
            Operand::Int(n) => Some(n),
            Operand::Value(v) => self.kernel.constant(v).map(|c| c.as_int()),
            Operand::Float(_) | Operand::Bool(_) => None,
        };
        let choices: Vec<u32> = (1..=reach.lanes().ilog2()).map(|n| 1 << n).collect();
        match known {
            Some(n) if choices.iter().any(|&c| i128::from(c) == n) => {
                Ok(self.constant(Const::from_int(Scalar::U32, n)))
            }
            _ => {
                let message = match arg {
                    Operand::Value(_) => format!("{op}: modulo has to be known when tracing"),
                    literal => format!("{op}: modulo cannot be {}", literal.describe()),
                };
                let e = self.error(Code::BadIndex, message);
                let choices: Vec<String> = choices.iter().map(u32::to_string).collect();
                Err(Box::new(e.note(format!(
                    "expected a literal, one of {}",
                    choices.join(", ")
                ))))
            }
        }
    }

    /// A value to be stored: floats convert to floats, integers to integers and floats; anything else
    /// needs an explicit cast.
    pub(crate) fn convert_stored(
        &mut self,
        arg: Operand,
        ty: Scalar,
        what: &str,
    ) -> Fallible<Value> {
        let Operand::Value(v) = arg else {
            return self.convert(arg, ty, &format!("the store to {what}"));
        };
        let found = self.scalar_of(v, "a store")?;
        let converts = found == ty || ty.is_float() || (ty.is_int() && !found.is_float());
        if converts {
            return Ok(self.cast_value(v, ty));
        }
        let e = self.error(
            Code::StoreType,
            format!("cannot store {found} into {what}, which is {ty}"),
        );
        Err(Box::new(if ty == Scalar::Bool {
            e.note("compare it: value != 0")
        } else {
            e.note(format!("cast it: enigma.metal_cast(value, \"{ty}\")"))
        }))
    }

    /// `metal_cast`.
    pub fn cast(&mut self, arg: Operand, ty: Scalar) -> Fallible<Value> {
        match arg {
            Operand::Value(v) => {
                self.scalar_of(v, "metal_cast")?;
                Ok(self.cast_value(v, ty))
            }
            Operand::Int(v) => Ok(self.constant(Const::from_int(ty, v))),
            Operand::Float(v) => Ok(self.constant(Const::from_f64(ty, v))),
            Operand::Bool(v) => Ok(self.constant(Const::from_int(ty, i128::from(v)))),
        }
    }

    /// `as_type`: the widths must be equal.
    pub fn as_type(&mut self, arg: Operand, ty: Scalar) -> Fallible<Value> {
        let v = match arg {
            Operand::Value(v) => v,
            literal => self.convert(
                literal,
                literal.default_dtype().unwrap_or(Scalar::I64),
                "as_type",
            )?,
        };
        let found = self.scalar_of(v, "as_type")?;
        if found.bits() != ty.bits() {
            let message = format!(
                "as_type cannot turn {found} into {ty}: {} and {} bits",
                found.bits(),
                ty.bits()
            );
            let e = self.error(Code::WidthMismatch, message);
            return Err(Box::new(e.note("metal_cast converts the value")));
        }
        if found == ty {
            Ok(v)
        } else {
            Ok(self.emit1(&convert::AS_TYPE, vec![v], Attr::None, ty.into()))
        }
    }

    /// A value fixed when the kernel is specialised; uses of one index have one dtype.
    pub fn function_constant(&mut self, dtype: Scalar, index: u32) -> Fallible<Value> {
        let attr = Attr::FunctionConstant(index);
        let before = self.kernel.ops.iter().find(|op| op.attr == attr);
        if let Some(before) = before.filter(|op| self.ty(op.result()) != dtype.into()) {
            let (found, loc) = (self.ty(before.result()), &before.loc);
            let message = format!("function constant {index} is {found}, not {dtype}");
            let note = format!("it has that dtype at {loc}");
            return Err(Box::new(self.error(Code::OperandType, message).note(note)));
        }
        Ok(self.emit1(&query::FUNCTION_CONSTANT, vec![], attr, dtype.into()))
    }

    /// The value a literal or value is on its own.
    pub fn materialize(&mut self, arg: Operand) -> Fallible<Value> {
        match arg {
            Operand::Value(v) => {
                self.check_scope(v)?;
                Ok(v)
            }
            literal => self.convert(
                literal,
                literal.default_dtype().unwrap_or(Scalar::I64),
                "a literal",
            ),
        }
    }
}
