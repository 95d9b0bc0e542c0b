//! The catalogue is embedded in the program: `include_dir!` does not notice a file that is new, Cargo does if told.

fn main() {
    println!("cargo::rerun-if-changed=queries");
}
