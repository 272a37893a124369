//! Type checks of the golden files.
