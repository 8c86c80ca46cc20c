//! `factwire`: parses arguments, calls one command, maps its result to an exit status.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    factwire::cli::main()
}
