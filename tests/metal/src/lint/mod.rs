//! What clang cannot see of Metal's rules.
//!
//! A rule is a function from a source to findings. Each is proven by planted mistakes (`tests/mistakes`).

mod attributes;
mod memory;
mod version;
mod words;

use crate::signature::{Signature, kernels};
use crate::text::{Token, tokens};
use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its line, from 1.
    pub line: usize,
    /// The rule that found it.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [{}] {}", self.line, self.rule, self.message)
    }
}

/// A text, taken apart.
struct Source<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    kernels: Vec<Signature<'t>>,
    findings: Vec<Finding>,
}

impl Source<'_> {
    fn report(&mut self, line: usize, rule: &'static str, message: String) {
        self.findings.push(Finding {
            line,
            rule,
            message,
        });
    }
}

/// Everything that is wrong with a text, in the order of its lines.
pub fn lint(text: &str) -> Vec<Finding> {
    let tokens = tokens(text);
    let kernels = kernels(&tokens);
    let mut source = Source {
        text,
        tokens,
        kernels,
        findings: Vec::new(),
    };
    for rule in [
        attributes::parameters,
        attributes::indices,
        attributes::positions,
        attributes::function_constants,
        memory::threadgroup_bytes,
        memory::strides,
        words::reserved,
        words::missing_types,
        words::private_symbols,
        words::comments,
        words::float_mode,
        words::shifts,
        version::needed,
    ] {
        rule(&mut source);
    }
    source.findings.sort_by_key(|finding| finding.line);
    source.findings
}
