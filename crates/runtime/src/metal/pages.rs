//! The device's own memory, which the host sees: launches find it by its addresses.

use super::binding::Region;
use super::cache::lock;
use super::gpu::Gpu;
use std::collections::BTreeMap;
use std::fmt;
use std::ptr::NonNull;
use std::sync::{Arc, Mutex};

/// Buffers by their first address, with their bytes.
type Known<G> = Mutex<BTreeMap<usize, (usize, Arc<<G as Gpu>::Buffer>)>>;

/// All memory of one device that somebody has.
pub struct Own<G: Gpu>(Arc<Known<G>>);

/// Memory of the device; it goes when this is dropped and no launch uses it.
pub struct Pages<G: Gpu> {
    start: NonNull<u8>,
    bytes: usize,
    known: Arc<Known<G>>,
}

// SAFETY: this is an address and a length that never change; what is there is the caller's business.
unsafe impl<G: Gpu> Send for Pages<G> {}
// SAFETY: as above.
unsafe impl<G: Gpu> Sync for Pages<G> {}

impl<G: Gpu> Default for Own<G> {
    fn default() -> Own<G> {
        Own(Arc::default())
    }
}

impl<G: Gpu> Own<G> {
    /// Adds a buffer of so many bytes that the host sees there.
    pub fn add(&self, start: NonNull<u8>, bytes: usize, buffer: G::Buffer) -> Pages<G> {
        let address = start.as_ptr().expose_provenance();
        lock(&self.0).insert(address, (bytes, Arc::new(buffer)));
        Pages {
            start,
            bytes,
            known: self.0.clone(),
        }
    }

    /// The buffer that a region is in, and its first address.
    pub fn find(&self, region: &Region) -> Option<(usize, Arc<G::Buffer>)> {
        let known = lock(&self.0);
        let (&start, (bytes, buffer)) = known.range(..=region.start).next_back()?;
        region
            .is_within(start, *bytes)
            .then(|| (start, buffer.clone()))
    }
}

impl<G: Gpu> Pages<G> {
    /// Its first byte.
    pub fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// Its bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl<G: Gpu> Drop for Pages<G> {
    fn drop(&mut self) {
        lock(&self.known).remove(&self.start.addr().get());
    }
}

impl<G: Gpu> fmt::Debug for Pages<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages({} bytes)", self.bytes)
    }
}
