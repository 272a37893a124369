//! The interpreter: the executable meaning of the language.
