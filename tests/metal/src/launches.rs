//! Launches that other tests made on the CPU, kept in files: executing their Metal text has to leave the same.
//!
//! A folder has a text per kernel, `DIGEST.metal`, and a file per launch, `*.launch`: lines that say what was launched,
//! up to `data`, and then the bytes of all arguments before and of all after.
//!
//! ```text
//! text 0123456789abcdef.metal
//! from tests/python/seed/test_reverse.py::test_reverse
//! grid 100 1 1
//! threads 32 1 1
//! constant 0 07000000
//! arg float 400
//! data
//! ```
//!
//! What is not worth a launch is a line of a file `*.skipped`, with the reason.

use crate::compare::{Elements, Verdict, compare, is_order_free};
use crate::execute::{Executed, Host, Run};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

/// An argument, by its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg {
    /// Metal's name of the type of its elements.
    pub dtype: String,
    /// What the launch was given.
    pub before: Vec<u8>,
    /// What it left.
    pub after: Vec<u8>,
}

/// A launch and what it did on the CPU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The kernel as Metal text.
    pub text: String,
    /// Which test made it.
    pub from: String,
    /// Threads of the grid.
    pub grid: [u32; 3],
    /// Threads of a threadgroup.
    pub threads: [u32; 3],
    /// Values of function constants, by index.
    pub constants: Vec<(u32, Vec<u8>)>,
    /// All arguments, in order.
    pub args: Vec<Arg>,
}

impl Launch {
    /// Writes it, and its text, into a folder.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let digest = |bytes: &[u8]| blake3::hash(bytes).to_hex()[..16].to_string();
        let text = format!("{}.metal", digest(self.text.as_bytes()));
        let numbers = |three: [u32; 3]| three.map(|n| n.to_string()).join(" ");
        let mut head = format!(
            "text {text}\nfrom {}\ngrid {}\nthreads {}\n",
            self.from,
            numbers(self.grid),
            numbers(self.threads)
        );
        for (index, value) in &self.constants {
            let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(head, "constant {index} {hex}");
        }
        for arg in &self.args {
            let _ = writeln!(head, "arg {} {}", arg.dtype, arg.before.len());
        }
        let mut bytes = head.into_bytes();
        bytes.extend(b"data\n");
        self.args.iter().for_each(|arg| bytes.extend(&arg.before));
        self.args.iter().for_each(|arg| bytes.extend(&arg.after));
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(&text), &self.text)?;
        std::fs::write(folder.join(format!("{}.launch", digest(&bytes))), bytes)
    }

    /// Reads what `write` wrote.
    pub fn read(path: &Path) -> io::Result<Launch> {
        let bytes = std::fs::read(path)?;
        let wrong = || io::Error::other(format!("{} is no launch", path.display()));
        let end = bytes.windows(6).position(|piece| piece == b"\ndata\n");
        let (head, data) = bytes.split_at(end.ok_or_else(wrong)? + 6);
        let head = std::str::from_utf8(head).map_err(|_| wrong())?;
        let folder = path.parent().ok_or_else(wrong)?;
        let (mut launch, lengths) = parsed(head, folder).ok_or_else(wrong)?;
        let mut rest = data;
        for after in [false, true] {
            for (arg, &length) in launch.args.iter_mut().zip(&lengths) {
                let (taken, left) = rest.split_at_checked(length).ok_or_else(wrong)?;
                rest = left;
                let side = if after {
                    &mut arg.after
                } else {
                    &mut arg.before
                };
                *side = taken.to_vec();
            }
        }
        Ok(launch)
    }

    fn run(&self) -> Run {
        Run {
            text: self.text.clone(),
            constants: self.constants.clone(),
            args: self.args.iter().map(|arg| arg.before.clone()).collect(),
            grid: self.grid,
            threads: self.threads,
        }
    }

    /// Whether what execution left is what the CPU left.
    fn verdict(&self, executed: &Executed) -> Verdict {
        let same_order = executed.forward == executed.backward;
        let pairs = |after: &[Vec<u8>]| {
            let pairs = self.args.iter().zip(after);
            let elements = pairs.map(|(arg, found)| Elements {
                dtype: &arg.dtype,
                wanted: &arg.after,
                found,
            });
            compare(&self.text, elements.collect())
        };
        let verdicts = executed.orders().map(|(order, after)| match pairs(after) {
            Verdict::Differs(said) => Verdict::Differs(format!("threads {order}: {said}")),
            other => other,
        });
        let worst = verdicts.into_iter().max().expect("two orders");
        let depends = !same_order && !is_order_free(&self.text);
        match worst {
            Verdict::Differs(_) if depends => Verdict::OrderShows,
            other => other,
        }
    }
}

/// What the lines before the data say, and the length of each argument.
fn parsed(head: &str, folder: &Path) -> Option<(Launch, Vec<usize>)> {
    let mut launch = Launch {
        text: String::new(),
        from: String::new(),
        grid: [1; 3],
        threads: [1; 3],
        constants: Vec::new(),
        args: Vec::new(),
    };
    let mut lengths = Vec::new();
    let three = |rest: &str| {
        let numbers: Vec<u32> = rest.split(' ').filter_map(|n| n.parse().ok()).collect();
        <[u32; 3]>::try_from(numbers).ok()
    };
    for line in head.lines() {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("text", name) => launch.text = std::fs::read_to_string(folder.join(name)).ok()?,
            ("from", rest) => launch.from = rest.into(),
            ("grid", rest) => launch.grid = three(rest)?,
            ("threads", rest) => launch.threads = three(rest)?,
            ("constant", rest) => {
                let (index, hex) = rest.split_once(' ')?;
                let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
                let value: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
                launch.constants.push((index.parse().ok()?, value?));
            }
            ("arg", rest) => {
                let (dtype, length) = rest.rsplit_once(' ')?;
                lengths.push(length.parse().ok()?);
                launch.args.push(Arg {
                    dtype: dtype.into(),
                    before: Vec::new(),
                    after: Vec::new(),
                });
            }
            ("data", "") => {}
            _ => return None,
        }
    }
    Some((launch, lengths))
}

/// What executing a folder of launches showed.
#[derive(Debug, Default)]
pub struct Tally {
    /// Different texts.
    pub texts: usize,
    /// Launches by what was found; failures are not among them.
    pub launches: BTreeMap<&'static str, usize>,
    /// Launches that were not made, by reason.
    pub skipped: BTreeMap<String, usize>,
    /// What is wrong.
    pub failures: Vec<String>,
}

impl Tally {
    /// In words, a line each.
    pub fn words(&self) -> String {
        let total: usize = self.launches.values().sum::<usize>() + self.failures.len();
        let mut words = format!(
            "{total} launches of {} Metal texts executed, {} failures\n",
            self.texts,
            self.failures.len()
        );
        for (what, count) in &self.launches {
            let _ = writeln!(words, "  {count} {what}");
        }
        for (reason, count) in &self.skipped {
            let _ = writeln!(words, "  {count} not executed: {reason}");
        }
        words
    }
}

/// Launches of so many bytes at most are executed together.
const BYTES: usize = 256 << 20;

/// Executes all launches of some folders.
pub fn execute_all(host: &Host, folders: &[PathBuf]) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut texts = std::collections::BTreeSet::new();
    let mut waiting: Vec<Launch> = Vec::new();
    let mut size = 0;
    for path in files(folders)? {
        match path.extension().and_then(|end| end.to_str()) {
            Some("skipped") => {
                for reason in std::fs::read_to_string(&path)?.lines() {
                    *tally.skipped.entry(reason.into()).or_default() += 1;
                }
            }
            Some("launch") => {
                let launch = Launch::read(&path)?;
                texts.insert(blake3::hash(launch.text.as_bytes()).to_hex().to_string());
                size += launch
                    .args
                    .iter()
                    .map(|arg| arg.before.len())
                    .sum::<usize>();
                waiting.push(launch);
            }
            _ => {}
        }
        if size > BYTES {
            together(host, &std::mem::take(&mut waiting), &mut tally);
            size = 0;
        }
    }
    together(host, &waiting, &mut tally);
    tally.texts = texts.len();
    Ok(tally)
}

fn files(folders: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(folder)? {
            files.push(entry?.path());
        }
    }
    files.sort();
    Ok(files)
}

fn together(host: &Host, launches: &[Launch], tally: &mut Tally) {
    let runs: Vec<Run> = launches.iter().map(Launch::run).collect();
    for (launch, executed) in launches.iter().zip(host.execute(&runs)) {
        let verdict = executed.map_or_else(Verdict::Differs, |executed| launch.verdict(&executed));
        match verdict {
            Verdict::Differs(said) => {
                let (from, text) = (&launch.from, &launch.text);
                tally.failures.push(format!("{from}: {said} in\n{text}"));
            }
            other => *tally.launches.entry(other.words()).or_default() += 1,
        }
    }
}
