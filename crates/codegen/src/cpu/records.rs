//! Windows of records: each lane takes a row of neighbouring elements, far from the rows of the other lanes.
//!
//! To pick the lanes of an access out of all elements of the window is to look at most of them for each access. Rows
//! are loaded, or stored, one by one instead, and transposed in squares. Many squares are done by a loop, which leaves
//! the lanes of each access in memory, or finds them there.

use super::access::Place;
use super::emitter::Emitter;
use super::llvm::V;
use super::windows::{Member, Window};

/// The fewest elements from the row of a lane to that of the next, and the fewest in a row.
const FAR: usize = 8;

/// The most squares that are done without a loop.
const FEW: usize = 2;

/// What the lanes of a window take, as rows.
pub struct Records<'a> {
    /// The members in the order of their elements, and where they are in the window.
    members: Vec<(usize, &'a Member)>,
    /// From the start of the window to the rows of the lanes.
    offsets: Vec<i64>,
    /// Elements of a row in a square, and lanes of a square, or of some side by side.
    elements: usize,
    lanes: usize,
}

impl Records<'_> {
    fn squares(&self) -> usize {
        self.members.len() / self.elements * (self.offsets.len() / self.lanes)
    }

    /// From the row of a lane to that of the next, where it is the same for all and there are many squares.
    fn stride(&self) -> Option<i64> {
        let stride = self.offsets[1] - self.offsets[0];
        let even = self.offsets.windows(2).all(|w| w[1] - w[0] == stride);
        (even && self.squares() > FEW).then_some(stride)
    }
}

/// A square: where its first row begins, and where its first lanes lie among those of all members.
struct Square {
    start: V,
    kept: V,
}

impl Emitter<'_> {
    /// The rows of a window, if it is made of some.
    pub fn records<'a>(&self, window: &'a Window) -> Option<Records<'a>> {
        let mut members: Vec<(usize, &Member)> = window.members.iter().enumerate().collect();
        members.sort_by_key(|(_, member)| member.distance);
        let neighbours = |pair: &[(usize, &Member)]| pair[0].1.distance + 1 == pair[1].1.distance;
        let mut offsets = self.lane_offsets(window);
        let far = |pair: &[i64]| pair[0].abs_diff(pair[1]) >= FAR as u64;
        let rows = members.windows(2).all(neighbours) && offsets.windows(2).all(far);
        if !rows || members.len() < FAR {
            return None;
        }
        let low = offsets.iter().copied().min()?;
        offsets.iter_mut().for_each(|offset| *offset -= low);
        let lanes = offsets.len().min(self.register_lanes as usize);
        let fits = |&n: &usize| n <= lanes && members.len().is_multiple_of(n);
        let elements = [16, 8, 4].into_iter().find(fits)?;
        Some(Records {
            members,
            offsets,
            elements,
            lanes,
        })
    }

    /// Loads for all accesses of a window.
    pub fn load_records(&mut self, records: &Records, start: V, place: Place) -> Vec<V> {
        let columns = match records.stride() {
            None => self.load_squares(records, start, place),
            Some(stride) => {
                let kept = self.kept_columns(records, place);
                let offsets: Vec<i64> = (0..records.lanes as i64).map(|n| n * stride).collect();
                self.each_square(records, start, (stride, place), kept, |e, square| {
                    let columns = e.load_lane_rows(place, square.start, &offsets, records.elements);
                    for (n, column) in columns.into_iter().enumerate() {
                        let at = e.kept_column(records, place, square.kept, n);
                        e.ll.store(column, at, Self::align(place));
                    }
                });
                let wide = self.wide(self.stored(place.element));
                let column = |n| {
                    let at = self.kept_column(records, place, kept, n);
                    self.ll.load(wide, at, Self::align(place))
                };
                (0..records.members.len()).map(column).collect()
            }
        };
        let places = records.members.iter().map(|(place, _)| *place);
        let mut placed: Vec<(usize, V)> = places.zip(columns).collect();
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, column)| column).collect()
    }

    /// Stores for all accesses of a window.
    pub fn store_records(&mut self, records: &Records, start: V, place: Place, values: &[V]) {
        let columns: Vec<V> = records.members.iter().map(|(n, _)| values[*n]).collect();
        let Some(stride) = records.stride() else {
            return self.store_squares(records, start, place, &columns);
        };
        let kept = self.kept_columns(records, place);
        for (n, &column) in columns.iter().enumerate() {
            let at = self.kept_column(records, place, kept, n);
            self.ll.store(column, at, Self::align(place));
        }
        let offsets: Vec<i64> = (0..records.lanes as i64).map(|n| n * stride).collect();
        let part = self
            .ll
            .vector(self.stored(place.element), records.lanes as u32);
        self.each_square(records, start, (stride, place), kept, |e, square| {
            let column = |n| {
                let at = e.kept_column(records, place, square.kept, n);
                e.ll.load(part, at, Self::align(place))
            };
            let columns: Vec<V> = (0..records.elements).map(column).collect();
            e.store_lane_rows(place, square.start, &offsets, &columns);
        });
    }

    fn load_squares(&self, records: &Records, start: V, place: Place) -> Vec<V> {
        let rows = 0..records.members.len() / records.elements;
        rows.flat_map(|n| {
            let start = self.row_start(records, start, n);
            self.load_lane_rows(place, start, &records.offsets, records.elements)
        })
        .collect()
    }

    fn store_squares(&self, records: &Records, start: V, place: Place, columns: &[V]) {
        for (n, columns) in columns.chunks(records.elements).enumerate() {
            let start = self.row_start(records, start, n);
            self.store_lane_rows(place, start, &records.offsets, columns);
        }
    }

    /// Where the first row begins, so many times a square's elements further.
    fn row_start(&self, records: &Records, start: V, times: usize) -> V {
        let further = (times * records.elements) as u64;
        self.ll.add(start, self.i64(further))
    }

    /// Memory for the lanes of all members.
    fn kept_columns(&self, records: &Records, place: Place) -> V {
        let wide = self.wide(self.stored(place.element));
        self.ll.alloca(wide, records.members.len() as u32)
    }

    /// Where the lanes of the nth member are.
    fn kept_column(&self, records: &Records, place: Place, kept: V, n: usize) -> V {
        let bytes = n * records.offsets.len() * place.element.bytes();
        self.ll.bytes_on(kept, bytes as u64)
    }

    /// Emits a loop over the squares: those of some members after those of the members before.
    fn each_square(
        &mut self,
        records: &Records,
        start: V,
        (stride, place): (i64, Place),
        kept: V,
        body: impl FnOnce(&Self, Square),
    ) {
        let ll = &self.ll;
        let blocks = self.i64((records.offsets.len() / records.lanes) as u64);
        let lanes = self.i64(records.lanes as u64);
        let (before, head, exit) = (ll.here(), ll.block("square"), ll.block("squares_done"));
        ll.jump(head);
        ll.at(head);
        let number = ll.phi(ll.int(64), &[(self.i64(0), before)]);
        let (row, block) = (ll.udiv(number, blocks), ll.urem(number, blocks));
        let first_lane = ll.mul(block, lanes);
        let element = ll.mul(row, self.i64(records.elements as u64));
        let to_lane = ll.mul(first_lane, self.i64(stride.cast_unsigned()));
        let all = self.i64(records.offsets.len() as u64);
        let lane = ll.add(ll.mul(element, all), first_lane);
        let square = Square {
            start: ll.add(start, ll.add(to_lane, element)),
            kept: ll.offset(self.stored(place.element), kept, lane),
        };
        body(self, square);
        let next = ll.add(number, self.i64(1));
        ll.add_incoming(number, &[(next, ll.here())]);
        let more = ll.ult(next, self.i64(records.squares() as u64));
        ll.branch(more, head, exit);
        ll.at(exit);
    }
}
