//! The `jalon` command.

fn main() -> std::process::ExitCode {
    jalon::cli::run()
}
