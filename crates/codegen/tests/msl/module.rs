//! What a runtime is told of a text: where its lines come from, the function's name, the language version.

use crate::cases;
use crate::kernel::K;
use enigma_codegen::msl;

#[test]
fn lines_come_from_where_their_comments_say() {
    let mut compared = 0;
    for case in cases::all() {
        let mut k = K::new(case.name);
        (case.build)(&mut k);
        let module = msl::module_for(&k.verified(), &case.options).expect("text");
        let lines: Vec<&str> = module.text.lines().collect();
        assert_eq!(lines.len(), module.places.len(), "{}", case.name);
        let file = format!("work/{}.py", case.name);
        for (text, place) in lines.iter().zip(&module.places) {
            let Some((_, comment)) = text.split_once(&format!("  // {}.py:", case.name)) else {
                continue;
            };
            compared += 1;
            assert_eq!(comment, place.line.to_string(), "{}: {text}", case.name);
            assert_eq!(*place.file, *file);
        }
    }
    assert!(compared > 100, "{compared} comments compared");
}

#[test]
fn a_module_names_its_function_and_version() {
    for case in cases::all() {
        let mut k = K::new(case.name);
        (case.build)(&mut k);
        let module = msl::module_for(&k.verified(), &case.options).expect("text");
        let head = format!("kernel void {}(", module.function);
        assert!(module.text.contains(&head), "{}", case.name);
        let (major, minor) = module.version;
        let version = format!("// Metal Shading Language {major}.{minor} or newer");
        assert!(module.text.contains(&version), "{}", case.name);
        assert_eq!(module.needs.is_empty(), module.version == (2, 0));
    }
}
