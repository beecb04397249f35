// Removed with the first type.
