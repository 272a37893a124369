//! Wrong calls of Metal, to show that they are found.

use super::copy::update;
use super::{clippy, output};
use std::fs;
use std::io;
use std::path::Path;

/// A right piece of `apple.rs`, a wrong one, and the error that Rust gives.
struct Plant {
    right: &'static str,
    wrong: &'static str,
    error: &'static str,
}

const PLANTS: [Plant; 7] = [
    // A slot without its offset.
    Plant {
        right: "encoder.setBuffer_offset_atIndex(Some(&buffer.0), *offset, index)",
        wrong: "encoder.setBuffer_offset_atIndex(Some(&buffer.0), index)",
        error: "E0061",
    },
    // A selector that there is not.
    Plant {
        right: "encoder.dispatchThreads_threadsPerThreadgroup(",
        wrong: "encoder.dispatchThreads_perThreadgroup(",
        error: "E0599",
    },
    // A command buffer for an encoder.
    Plant {
        right: "commands.encodeWaitForEvent_value(self.ended.as_ref(), number)",
        wrong: "commands.encodeWaitForEvent_value(&self.queue, number)",
        error: "E0308",
    },
    // What may be nil, used as if it were not.
    Plant {
        right: "queue: queue.ok_or(\"Metal gives no command queue\")?,",
        wrong: "queue,",
        error: "E0308",
    },
    // A mode that there is not.
    Plant {
        right: "(MTLMathMode::Safe, ",
        wrong: "(MTLMathMode::Precise, ",
        error: "E0599",
    },
    // An error of Objective-C for one of ours.
    Plant {
        right: ".newFunctionWithName_constantValues_error(&name, &values)\n                .map_err(|error| said(&error))?;",
        wrong: ".newFunctionWithName_constantValues_error(&name, &values)?;",
        error: "E0277",
    },
    // Values where an object is wanted.
    Plant {
        right: "values.setConstantValue_type_atIndex(start, data_type, ",
        wrong: "values.setConstantValue_type_atIndex(start, constant.data_type, ",
        error: "E0308",
    },
];

/// A call that is unsafe, as if it were not: found in a later step than types, so alone.
const UNSAFE: [Plant; 1] = [Plant {
    right: "unsafe { commands.addCompletedHandler(RcBlock::as_ptr(&handler)) };",
    wrong: "commands.addCompletedHandler(RcBlock::as_ptr(&handler));",
    error: "E0133",
}];

/// Plants all, and gives their number if each is found in its line; the copy is whole again afterwards.
pub fn prove(folder: &Path) -> io::Result<usize> {
    let path = folder.join("runtime/src/metal/apple.rs");
    let text = fs::read_to_string(&path)?;
    let outcome = [&PLANTS[..], &UNSAFE[..]]
        .into_iter()
        .map(|plants| {
            let (planted, wanted) = planted(&text, plants)?;
            update(&path, &planted)?;
            let mut command = clippy(folder);
            command.env("CARGO_TERM_COLOR", "never");
            let said = output(&mut command)?;
            let said = String::from_utf8_lossy(&said.stderr).into_owned();
            missed(&wanted, &said).map_or(Ok(wanted.len()), Err)
        })
        .sum();
    update(&path, &text)?;
    outcome
}

/// The text with everything planted, and where which error is expected.
fn planted(text: &str, plants: &[Plant]) -> io::Result<(String, Vec<(usize, &'static str)>)> {
    let mut planted = text.to_string();
    for plant in plants {
        if planted.matches(plant.right).count() != 1 {
            let message = format!("{:?} is not there once", plant.right);
            return Err(io::Error::other(message));
        }
        // As many lines as before, so that places stay.
        let lines = plant.right.matches('\n').count() - plant.wrong.matches('\n').count();
        planted = planted.replace(
            plant.right,
            &(plant.wrong.to_string() + &"\n".repeat(lines)),
        );
    }
    let line = |plant: &Plant| {
        let at = planted.find(plant.wrong).unwrap_or_default();
        1 + planted[..at].matches('\n').count()
    };
    let wanted = plants
        .iter()
        .map(|plant| (line(plant), plant.error))
        .collect();
    Ok((planted, wanted))
}

/// What the compiler did not find.
fn missed(wanted: &[(usize, &str)], said: &str) -> Option<io::Error> {
    let reports: Vec<&str> = said.split("\n\n").collect();
    let is_found = |(line, error): &&(usize, &str)| {
        let near = [*line, line + 1].map(|line| format!("apple.rs:{line}:"));
        reports.iter().any(|report| {
            report.contains(&format!("error[{error}]")) && near.iter().any(|at| report.contains(at))
        })
    };
    let missed: Vec<_> = wanted.iter().filter(|plant| !is_found(plant)).collect();
    (!missed.is_empty())
        .then(|| io::Error::other(format!("not found: {missed:?}; the compiler says\n{said}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plant_is_found_by_its_line_and_error() {
        let plants = [Plant {
            right: "b()\n.c()",
            wrong: "d()",
            error: "E0599",
        }];
        let (text, wanted) = planted("a();\nb()\n.c();\n", &plants).expect("a plant");
        assert_eq!(
            (text.as_str(), &wanted[..]),
            ("a();\nd()\n;\n", &[(2, "E0599")][..])
        );
        let said =
            "error[E0599]: no method\n  --> runtime/src/metal/apple.rs:2:1\n\nerror: gave up";
        assert!(missed(&wanted, said).is_none());
        assert!(missed(&wanted, &said.replace("E0599", "E0308")).is_some());
        assert!(missed(&wanted, &said.replace("rs:2:", "rs:5:")).is_some());
        assert!(planted("b()", &plants).is_err());
    }
}
