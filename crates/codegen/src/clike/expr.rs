//! Expressions as text with a precedence, so that parentheses are written where C needs them and where a
//! reader would otherwise have to think (shifts and bit operations beside anything else).

use std::fmt;

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Prec {
    /// `c ? a : b`
    Ternary,
    /// `a || b`
    LogicalOr,
    /// `a && b`
    LogicalAnd,
    /// `a | b`
    BitOr,
    /// `a ^ b`
    BitXor,
    /// `a & b`
    BitAnd,
    /// `a == b`
    Equality,
    /// `a < b`
    Relational,
    /// `a << b`
    Shift,
    /// `a + b`
    Additive,
    /// `a * b`
    Multiplicative,
    /// `-a`
    Unary,
    /// Names, literals, calls, indexing.
    Primary,
}

impl Prec {
    /// The precedence of a binary operator.
    fn of(operator: &str) -> Prec {
        match operator {
            "||" => Prec::LogicalOr,
            "&&" => Prec::LogicalAnd,
            "|" => Prec::BitOr,
            "^" => Prec::BitXor,
            "&" => Prec::BitAnd,
            "==" | "!=" => Prec::Equality,
            "<" | "<=" | ">" | ">=" => Prec::Relational,
            "<<" | ">>" => Prec::Shift,
            "+" | "-" => Prec::Additive,
            "*" | "/" | "%" => Prec::Multiplicative,
            other => panic!("internal error: {other} is not a binary operator"),
        }
    }

    /// Whether mixing with another binary operator without parentheses surprises readers (and compilers warn).
    fn is_confusing(self) -> bool {
        matches!(
            self,
            Prec::LogicalOr
                | Prec::BitOr
                | Prec::BitXor
                | Prec::BitAnd
                | Prec::Equality
                | Prec::Relational
                | Prec::Shift
        )
    }
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    text: String,
    prec: Prec,
    /// Of an operation on a name: the length of the name, the operator and the other part.
    first: Option<(usize, &'static str, String)>,
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Expr {
    /// A name, a literal, or anything already closed.
    pub fn primary(text: impl Into<String>) -> Expr {
        Expr {
            text: text.into(),
            prec: Prec::Primary,
            first: None,
        }
    }

    /// `f(a, b)`; a conversion `T(a)` is one too.
    pub fn call(function: &str, args: &[Expr]) -> Expr {
        let args: Vec<&str> = args.iter().map(|a| a.text.as_str()).collect();
        Expr::primary(format!("{function}({})", args.join(", ")))
    }

    /// `-a`, `!a`, `&a`, `(T)a`
    pub fn prefix(operator: &str, a: &Expr) -> Expr {
        let parens = a.prec < Prec::Unary || a.text.starts_with(operator);
        Expr {
            text: format!("{operator}{}", a.wrapped(parens)),
            prec: Prec::Unary,
            first: None,
        }
    }

    /// `a + b`
    pub fn binary(operator: &str, a: &Expr, b: &Expr) -> Expr {
        let prec = Prec::of(operator);
        let binary = |e: &Expr| e.prec > Prec::Ternary && e.prec < Prec::Unary;
        let unclear = |e: &Expr| {
            let mixed = e.prec != prec && prec.is_confusing() && e.prec.is_confusing();
            let shifted = e.prec > Prec::Shift
                && matches!(
                    prec,
                    Prec::Shift | Prec::BitAnd | Prec::BitXor | Prec::BitOr
                );
            let alternatives = prec == Prec::LogicalOr && e.prec == Prec::LogicalAnd;
            // `a < b` under `||` is what everyone writes.
            let comparison =
                prec == Prec::LogicalOr && matches!(e.prec, Prec::Equality | Prec::Relational);
            let negated = prec.is_confusing() && prec != Prec::LogicalOr && e.text.starts_with('!');
            negated || (binary(e) && ((mixed && !comparison) || shifted || alternatives))
        };
        let left = a.wrapped(a.prec < prec || unclear(a));
        let right = b.wrapped(b.prec <= prec || unclear(b));
        let assigning = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"];
        let assigning = assigning.into_iter().find(|&known| known == operator);
        let first = assigning.filter(|_| a.prec == Prec::Primary);
        let first = first.map(|operator| (a.text.len(), operator, b.text.clone()));
        Expr {
            text: format!("{left} {operator} {right}"),
            prec,
            first,
        }
    }

    /// Operator and other part of what begins with a name and can be assigned to it: `+` and `b` of `name + b`.
    pub fn without_first(&self, name: &str) -> Option<(&'static str, &str)> {
        let (length, operator, rest) = self.first.as_ref()?;
        (&self.text[..*length] == name).then_some((*operator, rest))
    }

    /// `c ? a : b`
    pub fn ternary(c: &Expr, a: &Expr, b: &Expr) -> Expr {
        let part = |e: &Expr| e.wrapped(e.prec <= Prec::Ternary);
        Expr {
            text: format!("{} ? {} : {}", part(c), part(a), part(b)),
            prec: Prec::Ternary,
            first: None,
        }
    }

    /// `memory[index]`
    pub fn index(memory: &str, index: &Expr) -> Expr {
        Expr::primary(format!("{memory}[{index}]"))
    }

    fn wrapped(&self, parens: bool) -> String {
        if parens {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Expr {
        Expr::primary(text)
    }

    #[test]
    fn parentheses_follow_precedence_and_associativity() {
        let (a, b, c) = (name("a"), name("b"), name("c"));
        let sum = Expr::binary("+", &a, &b);
        assert_eq!(Expr::binary("*", &sum, &c).to_string(), "(a + b) * c");
        assert_eq!(Expr::binary("+", &sum, &c).to_string(), "a + b + c");
        assert_eq!(Expr::binary("-", &c, &sum).to_string(), "c - (a + b)");
        assert_eq!(
            Expr::prefix("-", &Expr::prefix("-", &a)).to_string(),
            "-(-a)"
        );
        assert_eq!(
            Expr::prefix("!", &Expr::binary("<", &a, &b)).to_string(),
            "!(a < b)"
        );
    }

    #[test]
    fn the_first_operand_can_be_left_out() {
        let (a, b, c) = (name("a"), name("b"), name("c"));
        let difference = Expr::binary("-", &a, &Expr::binary("+", &b, &c));
        assert_eq!(difference.to_string(), "a - (b + c)");
        assert_eq!(difference.without_first("a"), Some(("-", "b + c")));
        assert_eq!(difference.without_first("b"), None);
        let sum = Expr::binary("+", &Expr::binary("+", &a, &b), &c);
        assert_eq!(sum.without_first("a"), None);
    }

    #[test]
    fn confusing_mixtures_get_parentheses() {
        let (a, b, c) = (name("a"), name("b"), name("c"));
        let sum = Expr::binary("+", &a, &b);
        assert_eq!(Expr::binary("<<", &c, &sum).to_string(), "c << (a + b)");
        assert_eq!(Expr::binary("&", &sum, &c).to_string(), "(a + b) & c");
        assert_eq!(Expr::binary("<", &sum, &c).to_string(), "a + b < c");
        let less = Expr::binary("<", &a, &b);
        assert_eq!(Expr::binary("&&", &less, &c).to_string(), "a < b && c");
        assert_eq!(
            Expr::binary("||", &Expr::binary("&&", &less, &c), &a).to_string(),
            "(a < b && c) || a"
        );
        assert_eq!(Expr::binary("==", &less, &c).to_string(), "(a < b) == c");
        assert_eq!(
            Expr::binary("==", &Expr::prefix("!", &a), &c).to_string(),
            "(!a) == c"
        );
        let pick = Expr::ternary(&less, &a, &b);
        assert_eq!(
            Expr::ternary(&c, &pick, &a).to_string(),
            "c ? (a < b ? a : b) : a"
        );
    }
}
