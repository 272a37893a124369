//! Numbered flags, as bits: what a launch tells of parameters and accesses.

/// How many there are; what has a higher number has no flag.
pub const MOST: usize = 64;

/// Packs flags in order.
pub fn pack(flags: impl IntoIterator<Item = bool>) -> u64 {
    let flags = flags.into_iter().take(MOST).enumerate();
    flags.fold(0, |bits, (n, flag)| bits | u64::from(flag) << n)
}

/// Whether a flag is set.
pub fn is_set(bits: u64, number: usize) -> bool {
    number < MOST && bits >> number & 1 == 1
}
