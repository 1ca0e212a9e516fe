//! The tables. A tag stays with its table for good; a table that is given up keeps its line as a comment.

use super::keyvalue::Table;

/// What the storage says of itself; not sealed, nothing personal.
pub const META: Table = Table { tag: 0, name: "meta" };

/// Every table whose rows are sealed.
pub const SEALED: &[Table] = &[];
