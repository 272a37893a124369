//! What Metal cannot do: the whole text of each finding.
