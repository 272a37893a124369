//! Structured text of the C family, shared by the text backends.
