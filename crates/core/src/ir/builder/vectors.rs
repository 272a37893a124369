//! Operations on vectors: component by component, or composed of others where they are called.
//!
//! Whatever takes scalars takes vectors of one size too, with scalars beside them counting for every component.

use super::{Builder, Fallible, Operand};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Argument, Bundle, MAX_COMPONENTS, Value};
use crate::ops::{Arg, Compose, Kind, OpDef, Size};
use crate::types::Scalar;

impl Builder {
    /// Builds an operation on scalars or vectors.
    ///
    /// `asked` is the dtype of the result, or of its components, where the entry leaves it to the call.
    pub fn apply(
        &mut self,
        op: &'static OpDef,
        args: &[Argument],
        asked: Option<Scalar>,
    ) -> Fallible<Bundle> {
        if let Kind::Composite(compose) = op.kind {
            return self.composite(op, compose, args);
        }
        self.check_elementwise(op, args)?;
        let size = self.common_size(op.name, args)?;
        self.per_component(size, args, |b, operands| b.op(op, operands, asked))
    }

    /// What a function of scalars gives for each component.
    fn per_component(
        &mut self,
        size: usize,
        args: &[Argument],
        mut build: impl FnMut(&mut Builder, &[Operand]) -> Fallible<Value>,
    ) -> Fallible<Bundle> {
        let mut values = Vec::with_capacity(size);
        for n in 0..size {
            let operands: Vec<Operand> = args.iter().map(|arg| arg.component(n)).collect();
            values.push(build(self, &operands)?);
        }
        Ok(Bundle::new(&values))
    }

    /// The size of the vectors among the arguments, which must agree; 1 where there are none.
    fn common_size(&self, what: &str, args: &[Argument]) -> Fallible<usize> {
        let mut vectors = args.iter().filter(|arg| arg.size() > 1);
        let Some(first) = vectors.next() else {
            return Ok(1);
        };
        match vectors.find(|other| other.size() != first.size()) {
            None => Ok(first.size()),
            Some(other) => Err(self.sizes_differ(what, first, other)),
        }
    }

    fn sizes_differ(&self, what: &str, a: &Argument, b: &Argument) -> Box<Diagnostic> {
        let message = format!(
            "{what} of vectors with {} and {} components",
            a.size(),
            b.size()
        );
        let (a, b) = (self.describe(a), self.describe(b));
        Box::new(
            self.error(Code::OperandType, message)
                .note(format!("found {a} and {b}; sizes must be equal"))
                .note("take components of the larger one: v.xy"),
        )
    }

    /// An argument's type in the user's words.
    pub fn describe(&self, arg: &Argument) -> String {
        match arg {
            Argument::Vector(bundle) => self.bundle_type(bundle),
            Argument::Scalar(operand) => match operand {
                Operand::Value(value) => self.ty(*value).to_string(),
                Operand::Int(_) | Operand::Float(_) | Operand::Bool(_) => {
                    format!("the literal {}", operand.describe())
                }
            },
        }
    }

    /// The name of a bundle's type: `vec<4,float>`, or the dtype of a scalar.
    pub fn bundle_type(&self, bundle: &Bundle) -> String {
        let element = self.ty(bundle.values()[0]);
        match bundle.size() {
            1 => element.to_string(),
            size => format!("vec<{size},{element}>"),
        }
    }

    /// Vectors stand only where components are computed with, not where a lane or an element is named.
    fn check_elementwise(&self, op: &OpDef, args: &[Argument]) -> Fallible<()> {
        let scalar_only = |rule: &Arg| match rule {
            Arg::T(_) | Arg::Amount | Arg::Exponent | Arg::Bits | Arg::Bool | Arg::Word => false,
            Arg::Vector(..)
            | Arg::Lane(_)
            | Arg::Modulo(_)
            | Arg::Index
            | Arg::Element
            | Arg::Matrix
            | Arg::Event => true,
        };
        let named = args.iter().zip(op.sig.args);
        match named
            .into_iter()
            .find(|(arg, rule)| arg.size() > 1 && scalar_only(rule))
        {
            None => Ok(()),
            Some((arg, _)) => Err(self.not_scalar(op.name, arg)),
        }
    }

    pub(crate) fn not_scalar(&self, what: &str, arg: &Argument) -> Box<Diagnostic> {
        let found = self.describe(arg);
        Box::new(
            self.error(
                Code::OperandType,
                format!("{what} needs a scalar here, not {found}"),
            )
            .note("take a component: v.x"),
        )
    }

    /// An operation that is made of others here and now.
    fn composite(&mut self, op: &OpDef, compose: Compose, args: &[Argument]) -> Fallible<Bundle> {
        assert_eq!(
            args.len(),
            op.sig.args.len(),
            "internal error: operands of {}",
            op.name
        );
        self.check_sizes(op, args)?;
        let firsts: Vec<Operand> = args.iter().map(|arg| arg.component(0)).collect();
        let common = self.common_type(op, &firsts)?;
        let mut operands = Vec::with_capacity(args.len());
        for (arg, &rule) in args.iter().zip(op.sig.args) {
            let components = arg.operands().into_iter();
            let values = components
                .map(|component| self.operand(op.name, component, rule, common))
                .collect::<Fallible<Vec<Value>>>()?;
            operands.push(Bundle::new(&values));
        }
        Ok(compose.0(self, &operands))
    }

    fn check_sizes(&self, op: &OpDef, args: &[Argument]) -> Fallible<()> {
        for (arg, rule) in args.iter().zip(op.sig.args) {
            let Arg::Vector(_, size) = rule else {
                if arg.size() > 1 {
                    return Err(self.not_scalar(op.name, arg));
                }
                continue;
            };
            if !size.takes(arg.size()) {
                return Err(self.wrong_size(op.name, arg, *size));
            }
        }
        self.common_size(op.name, args).map(|_| ())
    }

    fn wrong_size(&self, name: &str, arg: &Argument, size: Size) -> Box<Diagnostic> {
        let found = self.describe(arg);
        let e = self.error(Code::OperandType, format!("{name} does not take {found}"));
        let e = e.note(format!("found {found}, expected {}", size.describe()));
        Box::new(if arg.size() == 1 {
            e.note("make a vector: enigma.make_vec(x, y)")
        } else {
            e
        })
    }

    /// A vector of components, which are scalars and smaller vectors, put one after the other.
    ///
    /// Literals take the dtype of the others; values must have one dtype, and the one asked for, as must the
    /// size.
    pub fn vector(
        &mut self,
        what: &str,
        parts: &[Argument],
        asked: Option<(usize, Scalar)>,
    ) -> Fallible<Bundle> {
        let components: Vec<Operand> = parts.iter().flat_map(Argument::operands).collect();
        self.check_count(what, components.len(), asked.map(|(size, _)| size))?;
        let dtype = self.one_dtype(what, &components, asked.map(|(_, dtype)| dtype))?;
        let values = components
            .iter()
            .map(|&component| self.convert(component, dtype, what))
            .collect::<Fallible<Vec<Value>>>()?;
        Ok(Bundle::new(&values))
    }

    fn check_count(&self, what: &str, found: usize, asked: Option<usize>) -> Fallible<()> {
        let fits = asked.map_or((2..=MAX_COMPONENTS).contains(&found), |size| size == found);
        if fits {
            return Ok(());
        }
        let wanted = asked.map_or("2 to 4".to_string(), |size| size.to_string());
        let e = self.error(Code::BadCall, format!("{what} of {found} components"));
        Err(Box::new(e.note(format!(
            "expected {wanted}; the components of a vector count one by one"
        ))))
    }

    /// The dtype of all components.
    fn one_dtype(
        &self,
        what: &str,
        components: &[Operand],
        asked: Option<Scalar>,
    ) -> Fallible<Scalar> {
        let mut dtype = asked;
        for component in components {
            let Operand::Value(value) = *component else {
                continue;
            };
            let found = self.scalar_of(value, what)?;
            let expected = *dtype.get_or_insert(found);
            if found != expected {
                let e = self.error(
                    Code::OperandType,
                    format!("{what} of components of {expected} and {found}"),
                );
                let e = e.note(format!("found {found}, expected {expected}"));
                return Err(Box::new(
                    e.note(format!("convert it: enigma.metal_cast(x, \"{expected}\")")),
                ));
            }
        }
        let defaults = components.iter().filter_map(|c| c.default_dtype());
        Ok(dtype
            .or_else(|| defaults.reduce(Scalar::promote))
            .unwrap_or(Scalar::I64))
    }

    /// One component, by a number that is known while building.
    pub fn vec_extract(&mut self, vector: &Argument, component: i128) -> Fallible<Value> {
        let at = self.component_number("vec_extract", vector, component)?;
        self.materialize(vector.component(at))
    }

    /// The vector with one component replaced; converts as a store does.
    pub fn vec_insert(
        &mut self,
        vector: &Argument,
        component: i128,
        value: Operand,
    ) -> Fallible<Bundle> {
        let at = self.component_number("vec_insert", vector, component)?;
        let Argument::Vector(bundle) = vector else {
            panic!("internal error: a scalar passed for a vector")
        };
        let mut values = bundle.values().to_vec();
        let dtype = self.scalar_of(values[at], "vec_insert")?;
        values[at] = self.convert_stored(value, dtype, "a component")?;
        Ok(Bundle::new(&values))
    }

    fn component_number(&self, what: &str, vector: &Argument, component: i128) -> Fallible<usize> {
        let found = self.describe(vector);
        if vector.size() == 1 {
            return Err(self.wrong_size(what, vector, Size::Any));
        }
        let at = usize::try_from(component)
            .ok()
            .filter(|&at| at < vector.size());
        at.ok_or_else(|| {
            let e = self.error(
                Code::IndexRange,
                format!("{found} has no component {component}"),
            );
            Box::new(e.note(format!("components count from 0 to {}", vector.size() - 1)))
        })
    }

    /// `metal_cast` of each component.
    pub fn cast_each(&mut self, arg: &Argument, ty: Scalar) -> Fallible<Bundle> {
        self.per_component(arg.size(), &[*arg], |b, operands| b.cast(operands[0], ty))
    }

    /// `as_type` of each component.
    pub fn as_type_each(&mut self, arg: &Argument, ty: Scalar) -> Fallible<Bundle> {
        self.per_component(arg.size(), &[*arg], |b, operands| {
            b.as_type(operands[0], ty)
        })
    }

    /// `base ** exponent` of each component.
    pub fn power_each(&mut self, base: &Argument, exponent: &Argument) -> Fallible<Bundle> {
        let args = [*base, *exponent];
        let size = self.common_size("pow", &args)?;
        self.per_component(size, &args, |b, operands| b.power(operands[0], operands[1]))
    }
}
