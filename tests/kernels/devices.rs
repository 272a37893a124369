//! Devices by name, and launches on them.

use enigma::core::Code;
use enigma::{Arg, Device, Grid};

fn double() -> enigma::front::Kernel {
    enigma::kernel("double", |k| {
        let a = k.buffer::<f32>("A");
        let tid = k.thread_position_in_grid();
        a.set(tid, a.get(tid) * 2.0);
    })
    .expect("a correct kernel")
}

#[test]
fn the_cpu_is_always_there_and_the_best_device_is_first() {
    let names: Vec<&str> = Device::all().iter().map(Device::name).collect();
    assert_eq!(names.last(), Some(&"cpu"));
    assert_eq!(names.len() > 1, names[0] == "metal");
    let usual = Device::usual().expect("a device");
    assert!(names.contains(&usual.name()));
}

#[test]
fn metal_needs_macos() {
    if cfg!(target_os = "macos") {
        return;
    }
    for finding in [Device::metal(), Device::named("metal")] {
        let finding = finding.expect_err("no GPU");
        assert_eq!(finding.code, Code::NoDevice);
        let want = "\
[E0505] there is no Metal device here: Metal needs macOS
  = the devices here are cpu";
        assert_eq!(finding.render(&|_, _| None), want);
    }
    let finding = Device::named("cuda").expect_err("an unknown device");
    assert_eq!(finding.code, Code::BadOption);
}

#[test]
fn every_device_gives_the_same() {
    for device in Device::all() {
        let mut a = vec![1.5f32; 100];
        // SAFETY: there is an element for each thread.
        let stats = unsafe { double().launch_on(&device, (&mut a,), 100, 32) };
        assert!(stats.expect("a launch").kernel_us >= 0.0);
        assert_eq!(a, [3.0; 100], "{}", device.name());
    }
}

#[test]
fn a_launch_that_is_handed_over_is_waited_for() {
    let kernel = double();
    for device in Device::all() {
        let mut a = vec![1.0f32; 64];
        let arg = Arg::Buffer {
            data: a.as_mut_ptr().cast(),
            len: a.len(),
        };
        let grid = Grid {
            grid: [64, 1, 1],
            threads: [32, 1, 1],
        };
        let submit = || {
            // SAFETY: the array outlives the submissions, and has an element for each thread.
            unsafe { kernel.compiled().submit(&device, &[arg], grid, &|| false) }
        };
        let first = submit().expect("a launch");
        let second = submit().expect("a launch");
        second.wait(&|| false).expect("its end");
        assert!(first.is_done());
        device.synchronize(&|| false).expect("all ended");
        first.wait(&|| false).expect("its end");
        drop((first, second));
        assert_eq!(a, [4.0; 64]);
    }
}
