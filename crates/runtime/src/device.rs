//! Devices: what runs kernels here.

use crate::launch::LaunchStats;
use crate::metal;
use enigma_core::{Code, Diagnostic, Loc};
use std::sync::OnceLock;

/// What runs kernels.
#[derive(Clone, Copy, Debug)]
pub enum Device {
    /// The CPUs of this process.
    Cpu,
    /// The GPU of a Mac.
    Metal(&'static metal::Gpu),
}

/// A launch that was handed over to a device, and may be under way. Dropping it waits for its end.
#[derive(Debug)]
pub struct Submission(State);

#[derive(Debug)]
enum State {
    Done(Result<LaunchStats, Vec<Diagnostic>>),
    Metal(metal::Submission),
}

/// The environment's word for the default device.
const VARIABLE: &str = "ENIGMA_DEVICE";

impl Device {
    /// The GPU of this Mac; elsewhere, why there is none.
    pub fn metal() -> Result<Device, Diagnostic> {
        Device::gpu().map(Device::Metal)
    }

    /// The same by itself.
    pub fn gpu() -> Result<&'static metal::Gpu, Diagnostic> {
        metal::gpu().map_err(|why| {
            let message = format!("there is no Metal device here: {why}");
            Diagnostic::new(Code::NoDevice, Loc::default(), message)
                .note(format!("the devices here are {}", known()))
        })
    }

    /// All devices of this machine, the best one first.
    pub fn all() -> Vec<Device> {
        let gpu = metal::gpu().ok().map(Device::Metal);
        gpu.into_iter().chain([Device::Cpu]).collect()
    }

    /// A device by its name.
    pub fn named(name: &str) -> Result<Device, Diagnostic> {
        match name {
            "cpu" => Ok(Device::Cpu),
            "metal" => Device::metal(),
            _ => {
                let message = format!("there is no device {name:?}");
                let finding = Diagnostic::new(Code::BadOption, Loc::default(), message);
                Err(finding.note(format!("the devices here are {}", known())))
            }
        }
    }

    /// The device of launches that name none: the one that `ENIGMA_DEVICE` names, or else the best one. The
    /// environment is read once.
    pub fn usual() -> Result<Device, Diagnostic> {
        static USUAL: OnceLock<Result<Device, Diagnostic>> = OnceLock::new();
        let choose = || match std::env::var(VARIABLE) {
            Ok(name) if !name.is_empty() => {
                Device::named(&name).map_err(|finding| finding.note(format!("{VARIABLE} says so")))
            }
            _ => Ok(Device::all()[0]),
        };
        USUAL.get_or_init(choose).clone()
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Device::Cpu => "cpu",
            Device::Metal(_) => "metal",
        }
    }

    /// Waits until every launch that was handed over has ended; gives the first error.
    pub fn synchronize(&self, interrupted: &dyn Fn() -> bool) -> Result<(), Vec<Diagnostic>> {
        match self {
            Device::Cpu => Ok(()),
            Device::Metal(gpu) => gpu.synchronize(interrupted),
        }
    }
}

fn known() -> String {
    let names: Vec<&str> = Device::all().iter().map(Device::name).collect();
    names.join(", ")
}

impl Submission {
    /// A launch that has ended.
    pub(crate) fn done(outcome: Result<LaunchStats, Vec<Diagnostic>>) -> Submission {
        Submission(State::Done(outcome))
    }

    /// A launch on the GPU.
    pub(crate) fn on_metal(submission: metal::Submission) -> Submission {
        Submission(State::Metal(submission))
    }

    /// Whether it has ended; asks, and does not wait.
    pub fn is_done(&self) -> bool {
        match &self.0 {
            State::Done(_) => true,
            State::Metal(submission) => submission.is_done(),
        }
    }

    /// Waits until it has ended: then its results are in the caller's memory. `interrupted` is polled now and then.
    pub fn wait(&self, interrupted: &dyn Fn() -> bool) -> Result<LaunchStats, Vec<Diagnostic>> {
        match &self.0 {
            State::Done(outcome) => outcome.clone(),
            State::Metal(submission) => submission.wait(interrupted),
        }
    }
}
