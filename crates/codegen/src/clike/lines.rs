//! Lines of text with indentation, and the user's line in a comment wherever it changes; it is kept beside each
//! line too.

use enigma_core::Loc;

/// The text so far.
#[derive(Debug, Default)]
pub struct Lines {
    text: String,
    depth: usize,
    last: Option<Loc>,
    places: Vec<Loc>,
}

impl Lines {
    /// Appends a line; `loc` is where the user wrote what it does.
    pub fn line(&mut self, text: &str, loc: Option<&Loc>) {
        let known = loc.filter(|l| l.is_known());
        let source = known.or(self.places.last()).cloned().unwrap_or_default();
        let count = 1 + text.matches('\n').count();
        self.places.extend(std::iter::repeat_n(source, count));
        self.text.push_str(&"    ".repeat(self.depth));
        self.text.push_str(text);
        if let Some(loc) = loc.filter(|l| l.is_known() && !self.is_last(l)) {
            self.text.push_str(&format!("  // {}", place(loc)));
            self.last = Some(loc.clone());
        }
        self.text.push('\n');
    }

    /// Indents what follows.
    pub fn indent(&mut self) {
        self.depth += 1;
    }

    /// Ends the indentation.
    pub fn dedent(&mut self) {
        self.depth -= 1;
    }

    /// The text, and where the user wrote what each of its lines does.
    pub fn into_text(self) -> (String, Vec<Loc>) {
        (self.text, self.places)
    }

    fn is_last(&self, loc: &Loc) -> bool {
        self.last
            .as_ref()
            .is_some_and(|last| last.line == loc.line && last.file == loc.file)
    }
}

/// `file.py:7`, without the directories: text does not depend on where the user's files lie.
pub fn place(loc: &Loc) -> String {
    let file = loc.file.rsplit(['/', '\\']).next().unwrap_or_default();
    // A newline in a file's name would end the comment.
    let file: String = file.chars().filter(|c| !c.is_control()).collect();
    format!("{file}:{}", loc.line)
}
