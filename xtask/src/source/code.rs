//! Rust text with comments and literals blanked out, so that a rule can search for a word and mean code.
//!
//! This is a scanner, not a parser: it knows line comments, nested block comments, strings, raw strings and character
//! literals, which is all that can hide or fake a word. Newlines stay, so line numbers are those of the file.

/// The code of one Rust file, line by line.
#[derive(Debug)]
pub struct Code(String);

impl Code {
    /// Blanks out what is not code in `text`.
    pub fn of(text: &str) -> Self {
        let mut blanked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match non_code_length(rest) {
                Some(length) => {
                    blanked.extend(rest[..length].chars().map(blank));
                    length
                }
                None => {
                    // A whole word at once: the `r` that ends `for` opens no raw string.
                    let length = word_length(rest).max(first.len_utf8());
                    blanked.push_str(&rest[..length]);
                    length
                }
            };
            rest = &rest[length..];
        }
        Self(blanked)
    }

    /// The lines that contain `needle`, numbered from 1.
    pub fn lines_with<'a>(&'a self, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.lines_where(move |line| line.contains(needle))
    }

    /// The lines that contain `word` as a whole identifier, numbered from 1.
    pub fn lines_with_word<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.lines_where(move |line| line.split(|c: char| !is_word(c)).any(|found| found == word))
    }

    fn lines_where<'a>(
        &'a self,
        holds: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = usize> + 'a {
        let numbered = self.0.lines().enumerate();
        numbered
            .filter(move |(_, line)| holds(line))
            .map(|(index, _)| index + 1)
    }
}

fn blank(c: char) -> char {
    if c == '\n' { '\n' } else { ' ' }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word_length(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// The length of the comment or literal that `text` starts with, if it starts with one.
fn non_code_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(block_comment_length(text));
    }
    if text.starts_with('"') {
        return Some(quoted_length(text, '"'));
    }
    if text.starts_with('\'') {
        return character_length(text);
    }
    raw_string_length(text)
}

fn block_comment_length(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + 1;
        }
        escaped = !escaped && c == '\\';
    }
    text.len()
}

/// A quote starts a character literal only if one closes it; otherwise it starts a lifetime.
fn character_length(text: &str) -> Option<usize> {
    let mut after = text.chars().skip(1);
    let first = after.next()?;
    (first == '\\' || after.next() == Some('\'')).then(|| quoted_length(text, '\''))
}

fn raw_string_length(text: &str) -> Option<usize> {
    let after_prefix = ["br", "cr", "r"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))?;
    let hashes = after_prefix.len() - after_prefix.trim_start_matches('#').len();
    let body = after_prefix[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let opening = text.len() - body.len();
    Some(
        body.find(&end)
            .map_or(text.len(), |at| opening + at + end.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::Code;

    fn lines(text: &str) -> Vec<usize> {
        Code::of(text).lines_with_word("needle").collect()
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        assert!(
            lines("// needle\n/* needle /* needle */ needle */\n\"needle \\\" needle\"").is_empty()
        );
        assert!(lines("r\"needle\" r#\"a \" needle\"# br\"needle\" '\\'' \"needle\"").is_empty());
    }

    #[test]
    fn code_beside_them_is() {
        assert_eq!(lines("a\n\"x\\\"\" needle // b\nfor'\"' needle"), [2, 3]);
        assert_eq!(lines("fn f<'a>(x: &'a str) { needle }"), [1]);
        assert_eq!(lines("for r in needle {}"), [1]);
    }

    #[test]
    fn part_of_a_word_is_not_the_word() {
        assert!(lines("needles un_needle needle2").is_empty());
        assert_eq!(Code::of("x.needles()").lines_with("needle").count(), 1);
    }
}
