//! kamap
fn main() {}
