//! The parameters of kernels, as their text declares them.

use crate::text::Token;

/// A function that is declared `kernel`.
#[derive(Debug)]
pub struct Signature<'t> {
    /// Its name.
    pub name: Token<'t>,
    /// What it takes.
    pub params: Vec<Param<'t>>,
    /// Where its body begins among the tokens, after the brace.
    pub body: usize,
}

/// One parameter.
#[derive(Debug)]
pub struct Param<'t> {
    /// All words and signs before the name, such as `device`, `const`, `float`, `*`.
    pub ty: Vec<&'t str>,
    /// Its name.
    pub name: Token<'t>,
    /// What stands in its double brackets, such as `buffer` and `0`.
    pub attributes: Vec<(&'t str, Option<&'t str>)>,
}

impl Param<'_> {
    /// Whether the type has that word or sign.
    pub fn has(&self, word: &str) -> bool {
        self.ty.contains(&word)
    }

    /// The argument of an attribute.
    pub fn number(&self, attribute: &str) -> Option<u32> {
        let (_, argument) = self
            .attributes
            .iter()
            .find(|(name, _)| *name == attribute)?;
        argument.and_then(|number| number.parse().ok())
    }

    /// The type without address space, qualifiers and signs.
    pub fn value_type(&self) -> &str {
        let qualifiers = [
            "device",
            "constant",
            "threadgroup",
            "thread",
            "const",
            "coherent",
            "metal",
        ];
        let is_type =
            |word: &&&str| word.starts_with(char::is_alphabetic) && !qualifiers.contains(*word);
        self.ty.iter().rev().find(is_type).copied().unwrap_or("")
    }
}

/// Every kernel of the text.
pub fn kernels<'t>(tokens: &[Token<'t>]) -> Vec<Signature<'t>> {
    let starts = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.text == "kernel");
    starts.filter_map(|(at, _)| kernel(tokens, at)).collect()
}

fn kernel<'t>(tokens: &[Token<'t>], at: usize) -> Option<Signature<'t>> {
    let open = at + tokens[at..].iter().position(|token| token.text == "(")?;
    // An attribute of the function has parentheses of its own.
    let open = if tokens[..open]
        .iter()
        .rev()
        .take(3)
        .any(|token| token.text == "[[")
    {
        let after = open + tokens[open..].iter().position(|token| token.text == "]]")?;
        after + tokens[after..].iter().position(|token| token.text == "(")?
    } else {
        open
    };
    let name = *tokens.get(open.checked_sub(1)?)?;
    let (mut depth, mut start, mut params) = (0, open + 1, Vec::new());
    for (end, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            // A texture's type has a list of its own.
            "(" | "[[" | "<" => depth += 1,
            ")" | "]]" | ">" => depth -= 1,
            _ => {}
        }
        let is_last = depth == 0;
        if is_last || (depth == 1 && token.text == ",") {
            params.extend(param(&tokens[start..end]));
            start = end + 1;
        }
        if is_last {
            return Some(Signature {
                name,
                params,
                body: end + 2,
            });
        }
    }
    None
}

fn param<'t>(tokens: &[Token<'t>]) -> Option<Param<'t>> {
    let end = tokens
        .iter()
        .position(|token| token.text == "[[")
        .unwrap_or(tokens.len());
    let (name, ty) = tokens[..end].split_last()?;
    let mut attributes = Vec::new();
    for (at, token) in tokens.iter().enumerate().skip(end + 1) {
        let after = |n: usize| tokens.get(at + n).map(|token| token.text);
        if matches!(tokens[at - 1].text, "[[" | ",") && token.is_word() {
            let argument = if after(1) == Some("(") {
                after(2)
            } else {
                None
            };
            attributes.push((token.text, argument));
        }
    }
    Some(Param {
        ty: ty.iter().map(|token| token.text).collect(),
        name: *name,
        attributes,
    })
}
