//! Names: the user's where there is one, made valid and unique.

use std::collections::HashSet;

/// A name as an identifier of the target: other characters become `_`, leading underscores go (C reserves
/// many of them), and a word that the target uses for itself gets an underscore after it.
pub fn identifier(name: &str, is_reserved: &dyn Fn(&str) -> bool) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.trim_start_matches('_').chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        // Two underscores in a row are reserved everywhere.
        if c != '_' || !text.ends_with('_') {
            text.push(c);
        }
    }
    if text.ends_with('_') && !name.ends_with('_') && text.len() > 1 {
        // What stood there was no letter: `row[0]` is row_0.
        text.pop();
    }
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.insert_str(0, "v_");
    }
    if is_reserved(&text) || text.starts_with("enigma_") {
        text.push('_');
    }
    text
}

/// The names in use, by scope.
pub struct Names<'d> {
    scopes: Vec<HashSet<String>>,
    is_reserved: &'d dyn Fn(&str) -> bool,
    /// Words that no name may have in it.
    foreign: &'static [&'static str],
}

impl<'d> Names<'d> {
    /// No names yet, one scope.
    pub fn new(is_reserved: &'d dyn Fn(&str) -> bool) -> Names<'d> {
        Names {
            scopes: vec![HashSet::new()],
            is_reserved,
            foreign: &[],
        }
    }

    /// Writes words without their underscores wherever they are part of a name, because something looks for them.
    pub fn without(mut self, words: &'static [&'static str]) -> Names<'d> {
        self.foreign = words;
        self
    }

    /// Opens a scope; what it declares is forgotten when it closes.
    pub fn open(&mut self) {
        self.scopes.push(HashSet::new());
    }

    /// Closes the innermost scope.
    pub fn close(&mut self) {
        self.scopes.pop();
    }

    /// A name nothing else in sight has, like the one wanted.
    pub fn declare(&mut self, wanted: &str) -> String {
        let mut base = identifier(wanted, self.is_reserved);
        for word in self.foreign {
            base = base.replace(word, &word.replace('_', ""));
        }
        let mut name = base.clone();
        let mut number = 0;
        while self.is_taken(&name) {
            number += 1;
            let separator = if base.ends_with('_') { "" } else { "_" };
            name = format!("{base}{separator}{number}");
        }
        self.take(&name);
        name
    }

    /// The first of some names that is free; the first with a number if none is.
    pub fn declare_one_of(&mut self, wanted: &[&str]) -> String {
        let free = wanted
            .iter()
            .find(|name| !self.is_taken(name) && !(self.is_reserved)(name));
        self.declare(free.unwrap_or(&wanted[0]))
    }

    fn is_taken(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains(name))
    }

    fn take(&mut self, name: &str) {
        self.scopes
            .last_mut()
            .expect("internal error: no scope")
            .insert(name.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_valid_unreserved_and_unique() {
        let reserved = |name: &str| name == "half";
        assert_eq!(identifier("größe", &reserved), "gr_e");
        assert_eq!(identifier("__x__y", &reserved), "x_y");
        assert_eq!(identifier("row[0][1]", &reserved), "row_0_1");
        assert_eq!(identifier("x_", &reserved), "x_");
        assert_eq!(identifier("2d", &reserved), "v_2d");
        assert_eq!(identifier("_", &reserved), "v_");
        let mut names = Names::new(&reserved);
        assert_eq!(names.declare("half"), "half_");
        assert_eq!(names.declare("half"), "half_1");
        assert_eq!(names.declare("x"), "x");
        names.open();
        assert_eq!(names.declare("x"), "x_1");
        names.close();
        assert_eq!(names.declare("x"), "x_1");
        let mut names = Names::new(&reserved).without(&["grid_size"]);
        assert_eq!(names.declare("my_grid_size"), "my_gridsize");
    }
}
