//! Sizes of threadgroup memory and strides of vectors.

use super::Source;
use crate::text::Token;

/// What every Apple GPU gives a threadgroup.
const THREADGROUP_BYTES: u64 = 32_768;

/// Threadgroup arrays have literal sizes, no initial values, and fit together.
pub fn threadgroup_bytes(source: &mut Source<'_>) {
    let bodies: Vec<(usize, usize)> = source
        .kernels
        .iter()
        .map(|kernel| (kernel.body, kernel.name.line))
        .collect();
    for (body, line) in bodies {
        let tokens = of_body(&source.tokens, body);
        let mut total = 0u64;
        let mut found = Vec::new();
        for (at, token) in tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.text == "threadgroup")
        {
            let [Some(ty), Some(name), Some(sign)] = [1, 2, 3].map(|n| tokens.get(at + n)) else {
                continue;
            };
            if !ty.is_word() || !name.is_word() {
                continue;
            }
            if sign.text == "=" || initial_value(&tokens[at..]) {
                found.push((token.line, format!("{} has an initial value", name.text)));
            }
            match (width(ty.text), elements(&tokens[at + 3..])) {
                // Each allocation begins at a multiple of 16 bytes at worst.
                (Some(width), Some(count)) => {
                    total = total.next_multiple_of(width.min(16)) + width * count
                }
                (None, _) => found.push((
                    token.line,
                    format!("{} has no size that Metal knows", ty.text),
                )),
                (_, None) => found.push((token.line, format!("{} has no literal size", name.text))),
            }
        }
        if total > THREADGROUP_BYTES {
            found.push((
                line,
                format!("{total} bytes of threadgroup memory; there are {THREADGROUP_BYTES}"),
            ));
        }
        for (line, message) in found {
            source.report(line, "threadgroup-memory", message);
        }
    }
}

fn of_body<'t>(tokens: &[Token<'t>], start: usize) -> Vec<Token<'t>> {
    let mut depth = 1;
    let inside = tokens.iter().skip(start).take_while(|token| {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth > 0
    });
    inside.copied().collect()
}

fn initial_value(tokens: &[Token<'_>]) -> bool {
    let mut statement = tokens.iter().take_while(|token| token.text != ";");
    statement.any(|token| token.text == "=")
}

/// The product of all extents; 1 of what is no array.
fn elements(tokens: &[Token<'_>]) -> Option<u64> {
    let statement = tokens
        .iter()
        .take_while(|token| !matches!(token.text, ";" | "=" | "{"));
    let mut count = 1u64;
    for token in statement.filter(|token| !matches!(token.text, "[" | "]" | "*" | "[[" | "]]")) {
        count = count.checked_mul(token.text.trim_end_matches('u').parse().ok()?)?;
    }
    Some(count)
}

/// Bytes of a scalar or vector.
fn width(ty: &str) -> Option<u64> {
    let is_packed = ty.starts_with("packed_");
    let ty = ty.trim_start_matches("packed_");
    let base = ty.trim_end_matches(['2', '3', '4']);
    let scalar = match base {
        "bool" | "char" | "uchar" => 1,
        "short" | "ushort" | "half" | "bfloat" => 2,
        "int" | "uint" | "float" | "atomic_int" | "atomic_uint" => 4,
        "long" | "ulong" => 8,
        _ => return None,
    };
    let components = ty[base.len()..].parse::<u64>().unwrap_or(1);
    Some(
        scalar
            * if components == 3 && !is_packed {
                4
            } else {
                components
            },
    )
}

/// Three components take the room of four, which is not how hosts lay them out.
pub fn strides(source: &mut Source<'_>) {
    let mut found = Vec::new();
    for param in source.kernels.iter().flat_map(|kernel| &kernel.params) {
        let ty = param.value_type();
        if param.has("*") && ty.ends_with('3') && !ty.starts_with("packed_") {
            let message = format!(
                "{} of {ty} has a stride of four components: packed_{ty}",
                param.name.text
            );
            found.push((param.name.line, message));
        }
    }
    for (line, message) in found {
        source.report(line, "stride", message);
    }
}
