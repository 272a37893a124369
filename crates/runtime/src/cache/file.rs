//! The file of an object: a header, then the machine code with what the runtime has to know of it.
//!
//! | bytes | content |
//! |---|---|
//! | 8 | `MAGIC` |
//! | 4 | `VERSION` |
//! | 32 | the key |
//! | 8 | length of what follows the checksum |
//! | 32 | checksum of the lines above and of what follows |
//! | 8, 8 | bytes of threadgroup memory and of slots |
//! | 8, 9 each | number of sites, and the sites |
//! | the rest | object code |
//!
//! Numbers are little-endian. A file that is damaged, cut short or made for another key holds none.

use super::key::Key;
use enigma_codegen::cpu::{Object, Site};
use enigma_core::ir::{Kernel, OpId};

const MAGIC: [u8; 8] = *b"ENIGMA\x1aO";

/// Grows when the layout changes.
const VERSION: u32 = 1;

/// Bytes in front of the checksum, and of the checksum.
const HEAD: usize = 8 + 4 + 32 + 8;
const SUM: usize = 32;

/// The number of no operation.
const NONE: u32 = u32::MAX;

/// The file that keeps an object.
pub fn encode(key: &Key, object: &Object) -> Vec<u8> {
    // Taken apart so that a new field does not compile until it is kept.
    let Object {
        code,
        threadgroup_bytes,
        slot_bytes,
        sites,
    } = object;
    let mut body = Vec::with_capacity(code.len() + 9 * sites.len() + 24);
    for number in [*threadgroup_bytes, *slot_bytes, sites.len()] {
        body.extend((number as u64).to_le_bytes());
    }
    for Site {
        op,
        parted,
        checked,
    } in sites
    {
        body.extend((op.index() as u32).to_le_bytes());
        body.extend(parted.map_or(NONE, |op| op.index() as u32).to_le_bytes());
        body.push(u8::from(*checked));
    }
    body.extend_from_slice(code);
    let mut file = Vec::with_capacity(HEAD + SUM + body.len());
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend(key.0);
    file.extend((body.len() as u64).to_le_bytes());
    file.extend(checksum(&file, &body));
    file.extend(body);
    file
}

/// The object that a file keeps for a kernel; none if the file is not what was written for that key.
pub fn decode(key: &Key, kernel: &Kernel, file: &[u8]) -> Option<Object> {
    let (head, rest) = file.split_at_checked(HEAD)?;
    let (sum, body) = rest.split_at_checked(SUM)?;
    let mut fields = Reader(head);
    let known = fields.take()? == MAGIC
        && fields.take()? == VERSION.to_le_bytes()
        && fields.take()? == key.0
        && fields.take()? == (body.len() as u64).to_le_bytes();
    if !known || sum != checksum(head, body) {
        return None;
    }
    let mut body = Reader(body);
    let [threadgroup_bytes, slot_bytes, sites] = [body.size()?, body.size()?, body.size()?];
    let sites = (0..sites).map(|_| body.site(kernel)).collect::<Option<_>>();
    Some(Object {
        sites: sites?,
        code: body.0.to_vec(),
        threadgroup_bytes,
        slot_bytes,
    })
}

fn checksum(head: &[u8], body: &[u8]) -> [u8; SUM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(head).update(body);
    *hasher.finalize().as_bytes()
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.take()?)).ok()
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn site(&mut self, kernel: &Kernel) -> Option<Site> {
        let op = |number: u32| kernel.op_at(number as usize);
        let site = self.number()?;
        let parted: Option<OpId> = match self.number()? {
            NONE => None,
            number => Some(op(number)?),
        };
        Some(Site {
            op: op(site)?,
            parted,
            checked: self.take()? != [0],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::sample::{host, kernel, spec};
    use enigma_codegen::cpu::compile;

    fn kept() -> (crate::CompiledKernel, Key, Object, Vec<u8>) {
        let compiled = kernel("kept", 2.0);
        let key = Key::of(compiled.legal().kernel(), &spec(), &host());
        let object = compile(compiled.legal(), &spec(), &host());
        let file = encode(&key, &object);
        (compiled, key, object, file)
    }

    #[test]
    fn what_is_written_is_read() {
        let (compiled, key, object, file) = kept();
        let read = decode(&key, compiled.legal().kernel(), &file).expect("an object");
        assert!(!object.sites.is_empty(), "the sample has checked accesses");
        assert_eq!(read.sites, object.sites);
        assert_eq!(read.code, object.code);
        assert_eq!(
            (read.threadgroup_bytes, read.slot_bytes),
            (object.threadgroup_bytes, object.slot_bytes)
        );
    }

    #[test]
    fn one_changed_bit_makes_no_object() {
        let (compiled, key, _, file) = kept();
        // Every byte of the header and of the first sites, then some everywhere.
        let everywhere = (200..file.len()).step_by(37);
        for at in (0..200).chain(everywhere).chain([file.len() - 1]) {
            let mut damaged = file.clone();
            damaged[at] ^= 1 << (at % 8);
            let read = decode(&key, compiled.legal().kernel(), &damaged);
            assert!(read.is_none(), "byte {at} of {}", file.len());
        }
    }

    #[test]
    fn what_is_cut_short_or_goes_on_is_no_object() {
        let (compiled, key, _, mut file) = kept();
        let kernel = compiled.legal().kernel();
        for length in (0..200).chain([file.len() / 2, file.len() - 1]) {
            assert!(decode(&key, kernel, &file[..length]).is_none(), "{length}");
        }
        file.push(0);
        assert!(decode(&key, kernel, &file).is_none());
    }

    #[test]
    fn the_object_of_another_key_or_kernel_is_none() {
        let (compiled, key, mut object, file) = kept();
        let other = Key([7; 32]);
        assert!(decode(&other, compiled.legal().kernel(), &file).is_none());
        // A site that the kernel does not have: the checksum is right, the number is not.
        let beyond = kernel_with_more_operations();
        object.sites[0].op = beyond;
        let file = encode(&key, &object);
        assert!(decode(&key, compiled.legal().kernel(), &file).is_none());
    }

    fn kernel_with_more_operations() -> OpId {
        let long = crate::trace("long", |k| {
            let a = k.buffer::<f32>("A");
            let tid = k.thread_position_in_grid();
            for _ in 0..100 {
                a.set(tid, a.get(tid) + 1.0);
            }
        });
        long.expect("a correct kernel")
            .op_at(300)
            .expect("it is long")
    }
}
