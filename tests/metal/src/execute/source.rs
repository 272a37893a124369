//! Metal texts as a program for the host: each in a namespace, and a table of the kernels.

use crate::signature::{Param, Signature, kernels};
use crate::text::tokens;
use std::collections::HashSet;
use std::fmt::Write;

/// All kernels, and a `main` that launches what it is asked to.
pub fn program(texts: &[&str]) -> String {
    let mut program = String::new();
    let mut table = String::from("static const host::Kernel KERNELS[] = {\n");
    for (number, text) in texts.iter().enumerate() {
        let tokens = tokens(text);
        let kernels = kernels(&tokens);
        let kernel = kernels.first().expect("a kernel");
        let _ = write!(
            program,
            "namespace k{number} {{\n{}{}}}\n\
             static void call{number}() {{ k{number}::{}; }}\n\
             extern \"C\" char __start_group{number}[] __attribute__((weak));\n\
             extern \"C\" char __stop_group{number}[] __attribute__((weak));\n",
            for_host(&without_overloads(text), number),
            binder(text),
            call(kernel)
        );
        let _ = writeln!(
            table,
            "    {{call{number}, k{number}::bind_constant, __start_group{number}, __stop_group{number}}},"
        );
    }
    program
        + &table
        + "};\nint main(int, char** paths) { return host::launch_all(paths, KERNELS); }\n"
}

/// The type and name of each function constant, with its index.
fn constants(text: &str) -> Vec<(&str, &str, &str)> {
    let lines = text.lines().filter_map(|line| {
        let (declaration, rest) = line.split_once("[[function_constant(")?;
        let (ty, name) = declaration
            .trim()
            .strip_prefix("constant ")?
            .split_once(' ')?;
        Some((ty, name.trim(), rest.split(')').next()?))
    });
    lines.collect()
}

/// The function that gives a function constant its value.
fn binder(text: &str) -> String {
    let mut function =
        String::from("static void bind_constant(unsigned index, const void* value) {\n");
    for (_, name, index) in constants(text) {
        let _ = writeln!(
            function,
            "    if (index == {index}) memcpy(&{name}, value, sizeof {name});"
        );
    }
    function + "}\n"
}

/// The text without a function that differs from one before it in address spaces alone: the host has none.
fn without_overloads(text: &str) -> String {
    let (mut kept, mut function) = (String::new(), String::new());
    let mut known = HashSet::new();
    for line in text.lines() {
        let begins = line.starts_with("inline ") || line.starts_with("template ");
        if function.is_empty() && !begins {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        function.push_str(line);
        function.push('\n');
        if line == "}" {
            let spaces = ["device ", "threadgroup ", "coherent(device) "];
            let bare = spaces
                .iter()
                .fold(function.clone(), |text, space| text.replace(space, ""));
            if known.insert(bare) {
                kept.push_str(&function);
            }
            function.clear();
        }
    }
    kept + &function
}

/// The text with its threadgroup arrays in a section of their own, its loops counted, and variables for its function
/// constants.
fn for_host(text: &str, number: usize) -> String {
    let mut lines = String::new();
    for (ty, name, _) in constants(text) {
        let _ = writeln!(lines, "static {ty} {name};");
    }
    let is_other =
        |line: &&str| !line.starts_with("#include") && !line.contains("[[function_constant(");
    for line in text.lines().filter(is_other) {
        let code = line.trim_start();
        let ends = |sign: &str| {
            code.split("//")
                .next()
                .unwrap_or("")
                .trim_end()
                .ends_with(sign)
        };
        if code.starts_with("threadgroup ") && ends("];") {
            let declaration = code.trim_start_matches("threadgroup ");
            let _ = writeln!(
                lines,
                "__attribute__((section(\"group{number}\"))) static {declaration}"
            );
        } else if (code.starts_with("for (") || code.starts_with("while (")) && ends("{") {
            let (head, comment) = code.rsplit_once('{').unwrap_or((code, ""));
            let _ = writeln!(
                lines,
                "for (host::Loop loop; loop.once();) {head}{{ loop.next(); {comment}"
            );
        } else if code.starts_with("enigma_copy") {
            let _ = writeln!(lines, "for (host::Loop call; call.once();) {code}");
        } else {
            let _ = writeln!(lines, "{line}");
        }
    }
    lines
}

/// The call of a kernel by the thread that runs.
fn call(kernel: &Signature<'_>) -> String {
    let args: Vec<String> = kernel.params.iter().map(argument).collect();
    format!("{}({})", kernel.name.text, args.join(", "))
}

fn argument(param: &Param<'_>) -> String {
    if let Some(index) = param.number("buffer") {
        let star = if param.has("*") { "" } else { "*" };
        return format!("{star}({}*)args[{index}]", param.value_type());
    }
    // As many components as the type has.
    let components = |at: &dyn Fn(usize) -> String| match param.value_type().chars().last() {
        Some('3') => format!("uint3({}, {}, {})", at(0), at(1), at(2)),
        Some('2') => format!("uint2({}, {})", at(0), at(1)),
        _ => at(0),
    };
    let vector = |from: &str| components(&|d| format!("host::machine.{from}[{d}]"));
    let attribute = param.attributes.first().map_or("", |(name, _)| name);
    match attribute {
        "thread_position_in_grid" => components(&|d| {
            format!(
                "host::machine.group[{d}] * host::machine.asked[{d}] + host::machine.me->position[{d}]"
            )
        }),
        "thread_position_in_threadgroup" => vector("me->position"),
        "threadgroup_position_in_grid" => vector("group"),
        "threads_per_threadgroup" => vector("size"),
        "threads_per_grid" => vector("grid"),
        "threadgroups_per_grid" => vector("groups"),
        "thread_index_in_threadgroup" => "host::machine.me->number".into(),
        "thread_index_in_simdgroup" => "host::my_lane()".into(),
        "simdgroup_index_in_threadgroup" => "host::machine.me->number / 32".into(),
        "threads_per_simdgroup" => "32".into(),
        "simdgroups_per_threadgroup" => "(host::machine.count + 31) / 32".into(),
        other => panic!("internal error: no value for [[{other}]]"),
    }
}
