//! The emitter: the entry function, its loop over threadgroups, and what all parts of emission share.

use super::abi::{Frame, SCRATCH_ALIGN, Slot};
use super::barriers::Order;
use super::forms::{self, Form, Forms, Geometry};
use super::llvm::{Bb, Llvm, Ty, V};
use super::lockstep::{self, Contents};
use super::notes::{Made, Notes};
use super::order::GridOrder;
use super::patterns::Pattern;
use super::plan::{Home, Plan, Run};
use super::prefetch::{self, Round};
use super::products::Matrices;
use super::ranges::{self, Proven};
use super::rounds::Together;
use super::slides::Piece;
use super::windows::{self, Windows};
use super::{ENTRY, Host, Object, Site, Spec, Stage, barriers, machine};
use enigma_core::ir::{Attr, Kernel, OpData, OpId, ParamKind, Value};
use enigma_core::limits::{MATRIX_EDGE, SIMD_WIDTH};
use enigma_core::ops::Kind;
use enigma_core::types::{Scalar, Type};
use std::collections::{HashMap, HashSet};
use std::mem::offset_of;

/// What the lanes of a chunk hold, or the threadgroup.
#[derive(Clone, Copy, Debug)]
pub enum Val {
    /// The same in every active lane, or a matrix that they hold together: an array of its rows.
    Scalar(V),
    /// Base and stride.
    Linear(V, i64),
    /// Base and the lanes' offsets.
    Pattern(V, Pattern),
    /// One element per lane.
    Vector(V),
}

/// Active lanes of the chunk.
#[derive(Clone, Copy, Debug)]
pub enum Mask {
    /// All of them.
    Full,
    /// Those that are true.
    Lanes(V),
}

/// The chunk that is being emitted.
#[derive(Clone, Copy, Debug)]
pub struct Chunk {
    /// Linear index in the threadgroup of the first lane, an i32.
    pub first: V,
    /// How many chunks of those that are emitted side by side come before.
    pub number: u32,
    /// Active lanes; at least one is.
    pub mask: Mask,
}

impl Chunk {
    /// One that is emitted by itself.
    pub fn lone(first: V, mask: Mask) -> Chunk {
        Chunk {
            first,
            number: 0,
            mask,
        }
    }
}

/// Alignment of memory that holds a vector: that of a register of the widest.
const CELL_ALIGN: u32 = 64;

/// A chunk, and what is known in it.
#[derive(Clone, Debug)]
pub struct Part {
    chunk: Chunk,
    env: Vec<Option<Val>>,
    /// Vectors that are loaded where they are used.
    in_memory: HashMap<Value, Cell>,
}

/// Memory that holds a vector.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub ty: Ty,
    pub pointer: V,
}

impl Part {
    /// Takes a value for one that was not yet defined.
    pub fn forget(&mut self, v: Value) {
        self.env[v.index()] = None;
        self.in_memory.remove(&v);
    }

    /// Takes what memory holds for a value, whenever it is used.
    pub fn keep_in_memory(&mut self, v: Value, cell: Cell) {
        self.env[v.index()] = None;
        self.in_memory.insert(v, cell);
    }

    /// Where a value is, if that is in memory.
    pub fn cell_of(&self, v: Value) -> Option<Cell> {
        self.in_memory.get(&v).copied()
    }
}

/// Values of the entry function that everything may use.
#[derive(Clone, Debug)]
pub struct Entry {
    pub worker: V,
    pub threadgroup: V,
    pub slots: V,
    /// One pair per parameter: address and length, or bits of a scalar.
    pub args: Vec<(V, V)>,
    pub grid: [V; 3],
    pub groups: [V; 3],
    pub threads: [V; 3],
    pub origin: [V; 3],
    pub extent: [V; 3],
    /// Threads of the threadgroup.
    pub total: V,
    /// Number of chunks of the threadgroup.
    pub chunks: V,
    /// For each parameter, what `store_lanes` asks; none where the kernel does more than to write it.
    pub streams: Vec<Option<V>>,
    /// Where a call that must end goes.
    pub stopped: Bb,
}

/// The threadgroup that is being emitted.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Linear index in the box, an i64.
    pub index: V,
    /// Position in the grid, i32s.
    pub position: [V; 3],
}

/// Threads of the threadgroup that are active in a block with a barrier.
#[derive(Clone, Copy, Debug)]
pub struct GroupMask {
    /// Offset of the slot that holds it, a byte per thread.
    pub slot: u64,
    /// Where their number is, an i32.
    pub count: V,
}

/// Emission of one kernel for one specification.
pub struct Emitter<'k> {
    pub kernel: &'k Kernel,
    pub spec: &'k Spec,
    /// Values of a chunk that the vector registers hold.
    pub room: u32,
    pub ll: Llvm,
    pub geometry: Geometry,
    pub plan: Plan<'k>,
    pub forms: Forms,
    pub windows: Windows,
    /// Whether all chunks of a threadgroup are emitted side by side, and keep in step without barriers.
    pub in_step: bool,
    /// What threadgroup memory holds then.
    pub contents: Contents,
    /// Values that something takes.
    pub used: Vec<bool>,
    /// Whether the host has an instruction that stores lanes to any addresses.
    pub scatters: bool,
    /// Floats of a vector register.
    pub register_lanes: u32,
    pub is_x86: bool,
    pub proven: Proven,
    pub matrices: Matrices,
    /// Values of the threadgroup.
    env: Vec<Option<Val>>,
    /// The chunks that are being emitted side by side; none outside a run.
    pub parts: Vec<Part>,
    /// The one of them that emission is at.
    pub part: usize,
    /// Whether emission is for that one alone.
    pub alone: bool,
    /// The loop whose rounds are emitted side by side, as chunks.
    pub together: Option<Together>,
    pub slots: HashMap<Value, u64>,
    pub slot_bytes: u64,
    /// What was made of the operations so far.
    pub notes: Notes,
    sites: Vec<Site>,
    site_numbers: HashMap<OpId, u32>,
    /// Branches and loops that may have parted the threads, outermost first.
    pub parted: Vec<OpId>,
    /// Loops around, executed once per threadgroup, whose threads agree on the index; outermost first.
    pub rounds: Vec<Round>,
    /// The same for loops inside the run.
    pub inner_rounds: Vec<Round>,
    /// Number of loops around, inside the run.
    pub loops: u32,
    /// Indices whose memory the next threadgroup is asked for.
    pub jumping: HashSet<Value>,
    /// How the threadgroups follow one another.
    pub order: GridOrder,
    /// The round of the loop over the chunks that is being emitted, where that loop is around the threadgroups.
    pub round: Option<V>,
    /// Places on the stack for lanes.
    pub places: Vec<V>,
    entry: Option<Entry>,
    pub group: Option<Group>,
    /// Whether the loop over the chunks takes the last one first.
    pub descending: bool,
    /// Stores at the ends of the sides of a branch, which are done once for both.
    pub joined: HashSet<OpId>,
    /// The memories that the run stores to, as attributes.
    pub run_stores: HashSet<Attr>,
    /// Registers of slides that were loaded.
    pub pieces: HashMap<Piece, V>,
    /// The run that is being emitted.
    pub run: Run,
    /// Active threads of the threadgroup; none where all are.
    pub group_mask: Option<GroupMask>,
}

/// The number of lanes of a chunk.
///
/// Operations of a simdgroup want it whole. Else two registers of floats: one leaves the units idle while
/// results are under way, four or more run out of registers; fewer where the rows of the threadgroup
/// are short, so that a chunk stays inside its row.
fn width(kernel: &Kernel, spec: &Spec, host: &Host) -> u32 {
    let mut simdgroup = false;
    kernel.walk(&mut |_, op| simdgroup |= needs_simdgroup(op));
    if simdgroup {
        return SIMD_WIDTH as u32;
    }
    let most = (2 * host.register_lanes()).min(SIMD_WIDTH as u32);
    let [x, y, z] = spec.extent();
    let rows = !(y == Some(1) && z == Some(1));
    let fits = |width: &u32| x.is_some_and(|row| row.is_multiple_of(*width));
    let width = match x {
        Some(_) if rows => [most, host.register_lanes()].into_iter().find(fits),
        _ => None,
    };
    let total = x.zip(y).zip(z).map(|((x, y), z)| x * y * z);
    let few = total.map_or(most, u32::next_power_of_two);
    width.unwrap_or(most).min(few).max(4)
}

fn needs_simdgroup(op: &OpData) -> bool {
    matches!(
        op.op.kind,
        Kind::Simd(_)
            | Kind::SimdBarrier
            | Kind::AsyncCopy1d
            | Kind::AsyncCopy2d
            | Kind::AsyncCopyWait
            | Kind::Matrix(_)
    )
}

impl<'k> Emitter<'k> {
    pub fn new(kernel: &'k Kernel, spec: &'k Spec, host: &Host) -> Emitter<'k> {
        let geometry = Geometry {
            width: width(kernel, spec, host),
            extent: spec.extent(),
            most: spec.threads,
        };
        let planned = |unneeded: &HashMap<OpId, Order>| {
            let plan = Plan::new(kernel, unneeded);
            let forms = forms::analyse(kernel, &plan, geometry, spec.multiples);
            (plan, forms)
        };
        let (mut plan, mut forms) = planned(&HashMap::new());
        let mut unneeded = barriers::unneeded(kernel, &plan, &forms);
        if !unneeded.is_empty() {
            (plan, forms) = planned(&unneeded);
        }
        let all = lockstep::barriers_in_step(kernel, (&plan, &forms), geometry, host);
        let in_step = all.is_some();
        if let Some(all) = all {
            (plan, forms) = planned(&all);
            unneeded = all;
        }
        let windows = windows::find(kernel, &forms, geometry.width, in_step);
        let mut emitter = Emitter {
            kernel,
            spec,
            room: host.registers() / geometry.width.div_ceil(host.register_lanes()),
            ll: Llvm::new(&kernel.name),
            geometry,
            plan,
            forms,
            windows,
            in_step,
            contents: Contents::default(),
            used: kernel.used_values(),
            scatters: host.has("avx512f"),
            register_lanes: host.register_lanes(),
            is_x86: host.is_x86(),
            proven: ranges::analyse(kernel, geometry, spec.proven),
            matrices: Matrices::new(kernel, host),
            env: vec![None; kernel.value_count()],
            parts: Vec::new(),
            part: 0,
            alone: false,
            together: None,
            slots: HashMap::new(),
            slot_bytes: 0,
            notes: Notes::default(),
            sites: Vec::new(),
            site_numbers: HashMap::new(),
            parted: Vec::new(),
            rounds: Vec::new(),
            inner_rounds: Vec::new(),
            loops: 0,
            jumping: prefetch::jumping(kernel),
            order: GridOrder::Rows,
            round: None,
            places: Vec::new(),
            entry: None,
            group: None,
            descending: false,
            joined: HashSet::new(),
            run_stores: HashSet::new(),
            pieces: HashMap::new(),
            run: 0,
            group_mask: None,
        };
        let made = if in_step { Made::InStep } else { Made::LeftOut };
        unneeded.keys().for_each(|&id| emitter.note(id, made));
        emitter
    }

    /// Emits, optimises, and writes the object.
    pub fn compile(mut self, host: &Host) -> Object {
        self.entry_function();
        let code = machine::emit(&self.ll, host);
        Object {
            code,
            threadgroup_bytes: self.kernel.threadgroup_bytes() as usize,
            slot_bytes: self.slot_bytes as usize,
            sites: self.sites,
        }
    }

    /// Emits, and gives the text.
    pub fn text(mut self, host: &Host, stage: Stage) -> Option<String> {
        self.entry_function();
        machine::text(&self.ll, host, stage)
    }

    pub fn entry(&self) -> &Entry {
        self.entry
            .as_ref()
            .expect("internal error: outside the entry function")
    }

    pub fn group(&self) -> Group {
        self.group.expect("internal error: outside a threadgroup")
    }

    /// The first of the chunks that are emitted side by side.
    pub fn first_chunk(&self) -> Chunk {
        let part = self.parts.first();
        part.expect("internal error: outside a run").chunk
    }

    pub fn chunk(&self) -> Chunk {
        let part = self.parts.get(self.part);
        part.expect("internal error: outside a run").chunk
    }

    /// Changes the mask; gives the one before.
    pub fn put_mask(&mut self, mask: Mask) -> Mask {
        let part = self.part;
        std::mem::replace(&mut self.parts[part].chunk.mask, mask)
    }

    /// Emits with another mask.
    pub fn under<R>(&mut self, mask: Mask, body: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.put_mask(mask);
        let result = body(self);
        self.put_mask(outer);
        result
    }

    /// Lanes of a chunk.
    pub fn width(&self) -> u32 {
        self.geometry.width
    }

    pub fn i32(&self, value: u32) -> V {
        self.ll.number(self.ll.int(32), u64::from(value))
    }

    pub fn i64(&self, value: u64) -> V {
        self.ll.number(self.ll.int(64), value)
    }

    /// A number for an operation that may report something: the same one where it is emitted twice, because
    /// findings are ordered by it.
    pub fn site(&mut self, op: OpId) -> V {
        let (parted, checked) = (self.parted.last().copied(), self.is_checked(op));
        let number = *self.site_numbers.entry(op).or_insert_with(|| {
            self.sites.push(Site {
                op,
                parted,
                checked,
            });
            self.sites.len() as u32 - 1
        });
        self.i32(number)
    }

    /// Whether an access needs a check.
    pub fn is_checked(&self, op: OpId) -> bool {
        self.spec.bounds && !self.proven.is_in_bounds(op) && !self.stays_in_threadgroup(op)
    }

    /// Reserves a slot: room for one element per thread; gives its offset.
    pub fn reserve_slot(&mut self, bytes: u64) -> u64 {
        let threads = u64::from(self.spec.threads.iter().product::<u32>());
        let threads = threads.next_multiple_of(u64::from(self.width()));
        let at = self.slot_bytes;
        self.slot_bytes += (threads * bytes).next_multiple_of(SCRATCH_ALIGN as u64);
        at
    }

    /// The type that holds a dtype in registers; half and bfloat are their bits.
    pub fn repr(&self, ty: Scalar) -> Ty {
        match ty {
            Scalar::F32 => self.ll.float(),
            Scalar::Bool
            | Scalar::I8
            | Scalar::U8
            | Scalar::I16
            | Scalar::U16
            | Scalar::I32
            | Scalar::U32
            | Scalar::I64
            | Scalar::U64
            | Scalar::F16
            | Scalar::BF16 => self.ll.int(ty.bits()),
        }
    }

    /// The type that holds a dtype in memory: a bool takes a byte.
    pub fn stored(&self, ty: Scalar) -> Ty {
        if ty == Scalar::Bool {
            self.ll.int(8)
        } else {
            self.repr(ty)
        }
    }

    /// A vector of a chunk.
    pub fn wide(&self, element: Ty) -> Ty {
        self.ll.vector(element, self.width())
    }

    /// The type that a value of that form has.
    pub fn formed(&self, ty: Type, form: Form) -> Ty {
        match (ty, form) {
            (Type::Scalar(ty), Form::Scalar | Form::Linear(_) | Form::Pattern(_)) => self.repr(ty),
            (Type::Scalar(ty), Form::Vector) => self.wide(self.repr(ty)),
            (Type::Matrix(ty), _) => {
                let row = self.ll.vector(self.repr(ty), MATRIX_EDGE as u32);
                self.ll.array(row, MATRIX_EDGE as u32)
            }
            (Type::Event, _) => panic!("internal error: an event in machine code"),
        }
    }

    /// Whether a value is a matrix, which the lanes of a chunk hold together.
    pub fn is_matrix(&self, v: Value) -> bool {
        self.kernel.ty(v).matrix().is_some()
    }

    /// The form of a value in the run that is being emitted.
    pub fn form_here(&self, v: Value) -> Form {
        match self.plan.home(v) {
            Home::Group => Form::Scalar,
            Home::Run(run) if run == self.run || self.plan.is_recomputed(v) => self.forms.of(v),
            Home::Slot | Home::Run(_) => Form::Vector,
        }
    }

    pub fn get(&self, v: Value) -> Val {
        self.known(v)
            .expect("internal error: a value before its definition")
    }

    /// A value, if it is defined where emission stands.
    pub fn known(&self, v: Value) -> Option<Val> {
        let own = self.parts.get(self.part).and_then(|p| {
            let in_memory = || p.cell_of(v).map(|cell| Val::Vector(self.in_cell(cell)));
            p.env[v.index()].or_else(in_memory)
        });
        own.or(self.env[v.index()])
    }

    /// Memory on the stack that holds a vector, which is loaded and stored where the code says: what is loaded early
    /// would have to wait in memory again.
    pub fn new_cell(&self, v: V) -> Cell {
        let ty = self.ll.type_of(v);
        let pointer = self.ll.alloca(ty, 1);
        let cell = Cell { ty, pointer };
        self.put_in_cell(v, cell);
        cell
    }

    pub fn put_in_cell(&self, v: V, cell: Cell) {
        self.ll.store_here(v, cell.pointer, CELL_ALIGN);
    }

    pub fn in_cell(&self, cell: Cell) -> V {
        self.ll.load_here(cell.ty, cell.pointer, CELL_ALIGN)
    }

    /// Whether a value is defined where emission stands.
    pub fn has(&self, v: Value) -> bool {
        let own = self.parts.get(self.part);
        let own = own.is_some_and(|p| p.env[v.index()].is_some() || p.cell_of(v).is_some());
        own || self.env[v.index()].is_some()
    }

    /// Begins emission for chunks side by side.
    pub fn enter_chunks(&mut self, chunks: impl IntoIterator<Item = Chunk>) {
        let values = self.env.len();
        let part = |chunk| Part {
            chunk,
            env: vec![None; values],
            in_memory: HashMap::new(),
        };
        self.parts.extend(chunks.into_iter().map(part));
        self.alone = self.parts.len() == 1;
    }

    /// Ends a loop over the chunks: what it defined is not defined after it.
    pub fn leave_chunks(&mut self) {
        self.parts.clear();
    }

    pub fn set(&mut self, v: Value, val: Val) {
        let own = self.parts.get_mut(self.part).map(|part| &mut part.env);
        own.unwrap_or(&mut self.env)[v.index()] = Some(val);
    }

    // The entry function

    pub fn entry_function(&mut self) {
        let ll = &self.ll;
        let (ptr, i64) = (ll.ptr(), ll.int(64));
        let ty = ll.function_type(ll.int(32), &[ptr, ptr, ptr, ptr, i64, i64]);
        self.ll.begin_function(ENTRY, ty);
        self.ll.attribute(Llvm::FUNCTION, "nounwind");
        // Threadgroup memory and slots belong to this call alone.
        for place in [3, 4] {
            self.ll.attribute(place, "noalias");
        }
        self.read_frame();
        self.over_groups(|e| e.group_block(Kernel::BODY));
    }

    fn read_frame(&mut self) {
        let frame = self.ll.param(0);
        let field = |e: &Emitter<'_>, offset: usize, n: usize| {
            let at = e.ll.bytes_on(frame, (offset + 4 * n) as u64);
            e.ll.load(e.ll.int(32), at, 4)
        };
        let three = |e: &Emitter<'_>, offset: usize| [0, 1, 2].map(|n| field(e, offset, n));
        let mut extent = three(self, offset_of!(Frame, extent));
        for (loaded, known) in extent.iter_mut().zip(self.spec.extent()) {
            if let Some(known) = known {
                *loaded = self.i32(known);
            }
        }
        let ll = &self.ll;
        let total = ll.mul(ll.mul(extent[0], extent[1]), extent[2]);
        let rounded = ll.add(total, self.i32(self.width() - 1));
        let chunks = ll.udiv(rounded, self.i32(self.width()));
        let entry_block = ll.here();
        let stopped = ll.block("stopped");
        self.entry = Some(Entry {
            worker: ll.param(1),
            threadgroup: match self.in_step {
                true => self.own_threadgroup_memory(),
                false => ll.param(2),
            },
            slots: ll.param(3),
            args: self.read_args(frame),
            grid: three(self, offset_of!(Frame, grid)),
            groups: three(self, offset_of!(Frame, groups)),
            threads: three(self, offset_of!(Frame, threads)),
            origin: three(self, offset_of!(Frame, origin)),
            extent,
            total,
            chunks,
            streams: self.stream_gates(),
            stopped,
        });
        self.ll.at(stopped);
        self.fence_streams();
        self.ll.ret(self.i32(1));
        self.ll.at(entry_block);
    }

    fn read_args(&self, frame: V) -> Vec<(V, V)> {
        let ll = &self.ll;
        let at = ll.bytes_on(frame, offset_of!(Frame, args) as u64);
        let args = ll.load(ll.ptr(), at, 8);
        let arg = |n: usize, kind: ParamKind| {
            let slot = (n * size_of::<Slot>()) as u64;
            let value = ll.bytes_on(args, slot + offset_of!(Slot, value) as u64);
            let len = ll.bytes_on(args, slot + offset_of!(Slot, len) as u64);
            let value_ty = match kind {
                ParamKind::Buffer => ll.ptr(),
                ParamKind::Scalar => ll.int(64),
            };
            (ll.load(value_ty, value, 8), ll.load(ll.int(64), len, 8))
        };
        let params = self.kernel.params.iter().enumerate();
        params.map(|(n, p)| arg(n, p.kind)).collect()
    }

    /// Takes one step; asks the runtime whether to go on when enough were taken.
    pub fn poll(&mut self) {
        use super::abi::Worker;
        let (ll, worker) = (&self.ll, self.entry().worker);
        let at = ll.bytes_on(worker, offset_of!(Worker, fuel) as u64);
        let left = ll.sub(ll.load(ll.int(32), at, 4), self.i32(1));
        ll.store(left, at, 4);
        let (ask, go_on) = (ll.block("poll"), ll.block("go_on"));
        ll.branch_likely(ll.ne(left, self.i32(0)), go_on, ask);
        ll.at(ask);
        let answer = self.callback(offset_of!(Worker, poll), ll.int(32), &[worker]);
        let stopped = self.entry().stopped;
        ll.branch_likely(ll.eq(answer, self.i32(0)), go_on, stopped);
        ll.at(go_on);
    }

    /// Calls a function of the worker.
    pub fn callback(&self, offset: usize, result: Ty, args: &[V]) -> V {
        let ll = &self.ll;
        let at = ll.bytes_on(args[0], offset as u64);
        let function = ll.load(ll.ptr(), at, 8);
        let params: Vec<Ty> = args.iter().map(|&a| ll.type_of(a)).collect();
        ll.call(ll.function_type(result, &params), function, args)
    }
}
