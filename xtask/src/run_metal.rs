//! `cargo xtask run-metal FOLDER`: executes Metal text on the host, with threadgroups.
//!
//! Each folder in `FOLDER` is one launch: `text.metal`; `launch`, which is six numbers, the grid and the threadgroup; and the
//! bytes of each argument in `0.bin`, `1.bin` and so on, which are overwritten with what the kernel leaves in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use enigma_metal_check::execute::{Host, Keep, Run};

/// Executes all launches; they are compiled together.
pub fn run(arguments: &[&str]) -> io::Result<()> {
    let [folder] = arguments else {
        return Err(io::Error::other("usage: cargo xtask run-metal FOLDER"));
    };
    let Some(host) = Host::new(Keep::Programs) else {
        return Err(io::Error::other("to execute Metal text takes clang++ 22"));
    };
    let mut folders: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    folders.sort();
    let runs: Vec<Run> = folders
        .iter()
        .map(|folder| launch(folder))
        .collect::<io::Result<_>>()?;
    for (folder, executed) in folders.iter().zip(host.execute(&runs)) {
        let executed = executed.map_err(io::Error::other)?;
        for (number, bytes) in executed.forward.iter().enumerate() {
            fs::write(argument(folder, number), bytes)?;
        }
    }
    println!("{} Metal texts executed", runs.len());
    Ok(())
}

fn argument(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{number}.bin"))
}

fn launch(folder: &Path) -> io::Result<Run> {
    let wrong = |what: &str| io::Error::other(format!("{}: {what}", folder.display()));
    let sizes = fs::read_to_string(folder.join("launch"))?;
    let sizes: Vec<u32> = sizes
        .split_whitespace()
        .map(|number| number.parse().map_err(|_| wrong("launch is no numbers")))
        .collect::<io::Result<_>>()?;
    let [x, y, z, width, height, depth] = sizes[..] else {
        return Err(wrong("launch is not six numbers"));
    };
    let files = (0..).map(|number| argument(folder, number));
    let args = files.take_while(|file| file.exists()).map(fs::read);
    Ok(Run {
        text: fs::read_to_string(folder.join("text.metal"))?,
        constants: Vec::new(),
        args: args.collect::<io::Result<_>>()?,
        grid: [x, y, z],
        threads: [width, height, depth],
    })
}
