//! `kamap man` and `kamap completions`: the manual and what shells complete, both made of the command line itself.

use crate::Failure;
use crate::command::{Completions, Kamap, Man};
use crate::files::print;
use clap::CommandFactory;

/// `kamap completions`.
pub fn completions(completions: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Kamap::command(), "kamap", &mut script);
    print(script)
}

/// `kamap man`: the page of the whole, or in a folder one of each command too.
pub fn man(man: &Man) -> Result<(), Failure> {
    let told = |error: std::io::Error| Failure::System(error.to_string());
    let Some(folder) = &man.folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Kamap::command()).render(&mut page).map_err(told)?;
        return print(page);
    };
    let told = |error: std::io::Error| Failure::System(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(told)?;
    clap_mangen::generate_to(Kamap::command(), folder).map_err(told)
}
