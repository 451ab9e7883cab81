//! Embedded migrations are part of the binary: a changed folder is a changed crate.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
