//! Metal text as words and signs with their lines, comments and strings left out.

/// A word, a number or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub text: &'t str,
    /// Its line, from 1.
    pub line: usize,
}

impl Token<'_> {
    /// Whether it could be a name.
    pub fn is_word(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// The tokens of a text without preprocessor lines. A string is one token with its quotes.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut line, mut starts_line) = (text, 1, true);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => until(rest, "\n"),
            '#' if starts_line => until(rest, "\n"),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            c if is_part_of_word(c) => until_other(rest),
            _ if rest.starts_with("[[") || rest.starts_with("]]") || rest.starts_with("::") => 2,
            c => c.len_utf8(),
        };
        let piece = &rest[..length];
        let is_comment = piece.starts_with("//") || piece.starts_with("/*");
        let is_directive = starts_line && piece.starts_with('#');
        if !is_comment && !is_directive && !first.is_whitespace() {
            found.push(Token { text: piece, line });
        }
        starts_line = first == '\n' || (starts_line && first.is_whitespace());
        line += piece.matches('\n').count();
        rest = &rest[length..];
    }
    found
}

fn until(text: &str, end: &str) -> usize {
    text.find(end).unwrap_or(text.len())
}

fn until_other(text: &str) -> usize {
    text.find(|c: char| !is_part_of_word(c))
        .unwrap_or(text.len())
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The language version that the text says it needs, as `__METAL_VERSION__` counts: 3.2 is 320.
pub fn stated_version(text: &str) -> Option<u32> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("// Metal Shading Language "))?;
    let (major, minor) = line.split_whitespace().next()?.split_once('.')?;
    Some(100 * major.parse::<u32>().ok()? + 10 * minor.parse::<u32>().ok()?)
}

/// The headers that texts include.
const INCLUDES: [&str; 2] = [
    "#include <metal_stdlib>\n",
    "#include <metal_simdgroup_matrix>\n",
];

/// Texts as one, each in a namespace and its kernels under names of their own. It states the newest version of them.
pub fn together(texts: &[String]) -> String {
    let version = texts.iter().filter_map(|text| stated_version(text)).max();
    let version = version.unwrap_or(200);
    let (major, minor) = (version / 100, version / 10 % 10);
    let includes = INCLUDES.concat();
    let mut all = format!("// Metal Shading Language {major}.{minor} or newer.\n{includes}");
    for (number, text) in texts.iter().enumerate() {
        let text = INCLUDES
            .iter()
            .fold(text.clone(), |text, line| text.replace(line, ""));
        all.push_str(&format!("\nnamespace n{number} {{\n"));
        for line in text.lines() {
            match line.strip_prefix("kernel void ") {
                Some(rest) => all.push_str(&format!("kernel void n{number}_{rest}\n")),
                None => all.push_str(&format!("{line}\n")),
            }
        }
        all.push_str("}\n");
    }
    all
}
