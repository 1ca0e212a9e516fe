//! Hands over to the command line.

fn main() -> std::process::ExitCode {
    deskhand::cli::main()
}
