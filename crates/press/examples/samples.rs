//! Prints every document from its sample data: `cargo run -p jalon-press --example samples -- DIRECTORY`.

use std::error::Error;
use std::path::{Path, PathBuf};

use jalon_press::{Template, pdf};

fn main() -> Result<(), Box<dyn Error>> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let directory = PathBuf::from(std::env::args_os().nth(1).ok_or("name the directory to print to")?);
    std::fs::create_dir_all(&directory)?;
    for template in Template::ALL {
        let data = std::fs::read_to_string(samples.join(template.name()).with_extension("json"))?;
        std::fs::write(directory.join(template.name()).with_extension("pdf"), pdf(*template, &data)?)?;
    }
    Ok(())
}
