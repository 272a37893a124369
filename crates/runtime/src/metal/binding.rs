//! Where each argument goes: which memory the device uses in place, which is copied, and what each slot is bound to.
//!
//! Whole pages can be shared with the device. What does not begin at a page is copied there and, where the kernel
//! writes it, back. Arguments that overlap are one region: what the kernel writes through one it reads through the other.

use super::constants::Bytes;
use crate::launch::Arg;
use enigma_core::ir::Kernel;

/// Offsets into copies differ from addresses by multiples of this, so that elements stay aligned: no type and no
/// vector is larger, and old GPUs want it of offsets.
const ALIGNMENT: usize = 256;

/// Memory of the caller that the device sees as one buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The address of its first byte.
    pub start: usize,
    /// Its bytes; never 0.
    pub bytes: usize,
    /// Whether the kernel writes some of it.
    pub written: bool,
    /// How the device comes to it.
    pub way: Way,
}

/// How the device comes to memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In place: so many bytes, which are whole pages.
    InPlace(usize),
    /// By a copy, which begins so many bytes into its buffer.
    Copied(usize),
    /// It is the device's own, and begins so many bytes into its buffer.
    Own(usize),
}

/// What a slot is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A region, from so many bytes of its buffer on, and so many of them.
    Memory {
        /// The region's number.
        region: usize,
        /// Bytes before it in the region's buffer.
        offset: usize,
        /// Bytes of the argument.
        bytes: usize,
    },
    /// A buffer without elements.
    Nothing,
    /// A value.
    Value(Bytes),
}

/// Regions and slots of one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The memory, by address.
    pub regions: Vec<Region>,
    /// One per parameter, in order.
    pub slots: Vec<Slot>,
}

impl Region {
    /// One past its last address.
    pub fn end(&self) -> usize {
        self.start + self.bytes
    }

    /// Whether it is within so many bytes from an address on.
    pub fn is_within(&self, start: usize, bytes: usize) -> bool {
        start <= self.start && self.end() <= start + bytes
    }

    /// The same memory, by a copy.
    pub fn copied(self) -> Region {
        Region {
            way: Way::Copied(self.start % ALIGNMENT),
            ..self
        }
    }

    /// Bytes before the region in its buffer.
    pub fn lead(&self) -> usize {
        match self.way {
            Way::InPlace(_) => 0,
            Way::Copied(lead) | Way::Own(lead) => lead,
        }
    }

    /// Bytes of its buffer, as far as it needs them.
    pub fn buffer_bytes(&self) -> usize {
        match self.way {
            Way::InPlace(bytes) => bytes,
            Way::Copied(lead) | Way::Own(lead) => lead + self.bytes,
        }
    }

    /// Whether it has bytes in common with another.
    pub fn overlaps(&self, other: &Region) -> bool {
        self.start < other.end() && other.start < self.end()
    }
}

impl Plan {
    /// For checked arguments, one per parameter.
    pub fn new(kernel: &Kernel, written: &[bool], args: &[Arg], page: usize) -> Plan {
        let sizes = kernel.params.iter().map(|p| p.dtype.bytes());
        let spans: Vec<Option<Region>> = args
            .iter()
            .zip(sizes)
            .zip(written)
            .map(|((arg, size), &written)| span(arg, size, written))
            .collect();
        let regions = merged(spans.iter().flatten().copied(), page);
        let slots = args.iter().zip(&spans).map(|(arg, span)| match arg {
            Arg::Scalar(value) => Slot::Value(Bytes::of(*value)),
            Arg::Buffer { .. } => place(&regions, span.as_ref()),
        });
        Plan {
            slots: slots.collect(),
            regions,
        }
    }

    /// Copies a region.
    pub fn copy(&mut self, number: usize) {
        self.change(number, self.regions[number].copied());
    }

    /// Takes a region for a part of the device's own memory, which begins at an address.
    pub fn own(&mut self, number: usize, start: usize) {
        let region = self.regions[number];
        let way = Way::Own(region.start - start);
        self.change(number, Region { way, ..region });
    }

    fn change(&mut self, number: usize, region: Region) {
        for slot in &mut self.slots {
            if let Slot::Memory {
                region: of, offset, ..
            } = slot
                && *of == number
            {
                *offset = *offset - self.regions[number].lead() + region.lead();
            }
        }
        self.regions[number] = region;
    }

    /// What is copied back when the launch has ended: the arguments that it writes, of the regions that are copies.
    pub fn copies_back(&self, written: &[bool]) -> Vec<CopyBack> {
        let slots = self
            .slots
            .iter()
            .zip(written)
            .filter(|(_, written)| **written);
        let copies = slots.filter_map(|(slot, _)| {
            let Slot::Memory {
                region: number,
                offset,
                bytes,
            } = *slot
            else {
                return None;
            };
            let region = &self.regions[number];
            matches!(region.way, Way::Copied(_)).then(|| CopyBack {
                region: number,
                offset,
                start: region.start + offset - region.lead(),
                bytes,
            })
        });
        copies.collect()
    }
}

/// Memory that is copied back from the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyBack {
    /// The region's number.
    pub region: usize,
    /// Where in the region's buffer.
    pub offset: usize,
    /// Where in the caller's memory.
    pub start: usize,
    /// How much.
    pub bytes: usize,
}

/// The memory of an argument; none where there is none.
fn span(arg: &Arg, size: usize, written: bool) -> Option<Region> {
    let Arg::Buffer { data, len } = *arg else {
        return None;
    };
    (len > 0).then(|| Region {
        start: data.expose_provenance(),
        bytes: len * size,
        written,
        way: Way::Copied(0),
    })
}

/// Spans by address, those that overlap as one.
fn merged(spans: impl Iterator<Item = Region>, page: usize) -> Vec<Region> {
    let mut sorted: Vec<Region> = spans.collect();
    sorted.sort_by_key(|span| span.start);
    let mut regions: Vec<Region> = Vec::new();
    for span in sorted {
        match regions.last_mut() {
            Some(last) if last.overlaps(&span) => {
                last.bytes = last.end().max(span.end()) - last.start;
                last.written |= span.written;
            }
            _ => regions.push(span),
        }
    }
    for region in &mut regions {
        *region = if region.start.is_multiple_of(page) {
            // The rest of the last page is there, since memory comes in pages; no kernel touches it.
            let way = Way::InPlace(region.bytes.next_multiple_of(page));
            Region { way, ..*region }
        } else {
            region.copied()
        };
    }
    regions
}

fn place(regions: &[Region], span: Option<&Region>) -> Slot {
    let Some(span) = span else {
        return Slot::Nothing;
    };
    let number = regions.partition_point(|region| region.end() <= span.start);
    let region = &regions[number];
    Slot::Memory {
        region: number,
        offset: region.lead() + span.start - region.start,
        bytes: span.bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enigma_core::ir::builder::Builder;
    use enigma_core::{Const, Loc, Scalar};

    const PAGE: usize = 4096;

    /// The plan for buffers of float, given as address, elements and whether they are written.
    fn plan(spans: &[(usize, usize, bool)]) -> Plan {
        let mut builder = Builder::new("k", Loc::default());
        for n in 0..spans.len() {
            builder.buffer(&format!("b{n}"), Scalar::F32);
        }
        let kernel = builder.finish().expect("a kernel");
        let written: Vec<bool> = spans.iter().map(|span| span.2).collect();
        let args: Vec<Arg> = spans
            .iter()
            .map(|&(start, len, _)| Arg::Buffer {
                data: std::ptr::without_provenance_mut(start),
                len,
            })
            .collect();
        Plan::new(&kernel, &written, &args, PAGE)
    }

    /// Region and offset of each slot.
    fn places(plan: &Plan) -> Vec<(usize, usize)> {
        let slots = plan.slots.iter().map(|slot| match *slot {
            Slot::Memory { region, offset, .. } => (region, offset),
            Slot::Nothing | Slot::Value(_) => panic!("a slot without memory"),
        });
        slots.collect()
    }

    #[test]
    fn pages_are_used_in_place_and_the_rest_is_copied() {
        let plan = plan(&[(2 * PAGE, 1000, false), (9 * PAGE + 260, 10, true)]);
        let ways: Vec<Way> = plan.regions.iter().map(|r| r.way).collect();
        assert_eq!(ways, [Way::InPlace(PAGE), Way::Copied(4)]);
        assert_eq!(places(&plan), [(0, 0), (1, 4)]);
        assert_eq!(plan.regions[1].buffer_bytes(), 44);
        assert!(plan.regions[1].written && !plan.regions[0].written);
    }

    #[test]
    fn overlapping_arguments_are_one_region() {
        // The third begins in the first, and ends behind the second.
        let spans = [
            (PAGE, 100, false),
            (PAGE + 40, 10, false),
            (PAGE + 80, 200, true),
            (8 * PAGE, 1, false),
        ];
        let plan = plan(&spans);
        assert_eq!(plan.regions.len(), 2);
        assert_eq!(
            (plan.regions[0].bytes, plan.regions[0].written),
            (880, true)
        );
        assert_eq!(places(&plan), [(0, 0), (0, 40), (0, 80), (1, 0)]);
        assert_eq!(plan.copies_back(&[false, false, true, false]), []);
    }

    #[test]
    fn neighbours_and_the_same_array_twice() {
        let plan = plan(&[(PAGE, 4, true), (PAGE, 4, false), (PAGE + 16, 4, false)]);
        assert_eq!(plan.regions.len(), 2);
        assert_eq!(places(&plan), [(0, 0), (0, 0), (1, 16)]);
    }

    #[test]
    fn what_cannot_be_shared_moves_behind_its_lead() {
        let mut plan = plan(&[(PAGE, 4, false), (PAGE + 8, 4, true)]);
        assert_eq!(plan.regions[0].way, Way::InPlace(PAGE));
        plan.copy(0);
        assert_eq!(plan.regions[0].way, Way::Copied(0));
        assert_eq!(places(&plan), [(0, 0), (0, 8)]);
        let back = CopyBack {
            region: 0,
            offset: 8,
            start: PAGE + 8,
            bytes: 16,
        };
        assert_eq!(plan.copies_back(&[false, true]), [back]);
    }

    #[test]
    fn the_devices_own_memory_is_no_copy() {
        let mut plan = plan(&[(PAGE + 80, 4, true), (PAGE + 84, 4, false)]);
        let region = plan.regions[0];
        assert!(region.is_within(PAGE, 100) && region.is_within(PAGE + 80, 20));
        assert!(!region.is_within(PAGE, 99) && !region.is_within(PAGE + 81, 100));
        plan.own(0, PAGE + 16);
        assert_eq!(places(&plan), [(0, 64), (0, 68)]);
        assert_eq!(plan.copies_back(&[true, false]), []);
    }

    /// Wherever arrays lie: each slot leads to its array, whichever way, and what is written comes back to its place.
    #[test]
    fn slots_lead_to_their_arrays() {
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        for _ in 0..2000 {
            let count = 1 + random(6);
            let spans: Vec<(usize, usize, bool)> = (0..count)
                .map(|_| {
                    let page = PAGE * (1 + random(3));
                    let start = page + [0, 4 * random(PAGE / 4)][random(2)];
                    (start, 1 + random(PAGE / 2), random(2) == 0)
                })
                .collect();
            let mut plan = plan(&spans);
            for number in 0..plan.regions.len() {
                match random(4) {
                    0 => plan.copy(number),
                    1 => plan.own(number, plan.regions[number].start - 4 * random(9)),
                    _ => {}
                }
            }
            let mut parted = plan.regions.windows(2);
            assert!(parted.all(|pair| pair[0].end() <= pair[1].start));
            for ((region, offset), &(start, len, written)) in places(&plan).iter().zip(&spans) {
                let region = &plan.regions[*region];
                assert_eq!(region.start + offset - region.lead(), start);
                assert!(region.is_within(region.start, region.bytes) && offset % 4 == start % 4);
                assert!(start + 4 * len <= region.end() && (region.written || !written));
                assert!(offset + 4 * len <= region.buffer_bytes());
            }
            let written: Vec<bool> = spans.iter().map(|span| span.2).collect();
            for copy in plan.copies_back(&written) {
                let back = (copy.start, copy.bytes / 4, true);
                assert!(spans.contains(&back), "{back:?} of {spans:?}");
            }
        }
    }

    #[test]
    fn values_and_empty_buffers_have_no_memory() {
        let mut builder = Builder::new("k", Loc::default());
        builder.buffer("a", Scalar::F32);
        builder.scalar("n", Scalar::U16);
        let kernel = builder.finish().expect("a kernel");
        let value = Const::from_int(Scalar::U16, 515);
        let args = [
            Arg::Buffer {
                data: std::ptr::without_provenance_mut(3),
                len: 0,
            },
            Arg::Scalar(value),
        ];
        let plan = Plan::new(&kernel, &[true, false], &args, PAGE);
        assert_eq!(plan.regions, []);
        assert_eq!(plan.slots, [Slot::Nothing, Slot::Value(Bytes::of(value))]);
    }
}
