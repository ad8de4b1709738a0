//! pgplumb-compare
