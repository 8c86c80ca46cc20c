//! Rows of several classes: a row stands in the one line of the processor's cache that its key names, wherever there is
//! room for it, since most of the time goes into waiting for memory.

use super::{Cell, MOST, spread, stretch};

/// A table of keys and rows.
///
/// A row is a header and what the row says: cells, or where these would be many, the weights of all classes. The header
/// has the number of cells in its lowest byte, or [`ALL`], and what tells the row's key from others of the same line
/// above it. A header of zero ends a line before its end; one of no cells names the place where the rows stand that the
/// line has no room for, counted from 1 in steps of [`STEP`].
#[derive(Debug, Default)]
pub struct Lines {
    lines: Vec<Line>,
    /// The rows that found no room, those of a line together, with a header of zero behind them.
    spilled: Vec<u8>,
    length: usize,
    /// The number of classes, rounded up so that weights of all classes are added several at once.
    width: usize,
}

/// What the processor fetches from memory at once.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Line([u8; LINE]);

const LINE: usize = 64;
const HEADER: usize = size_of::<u32>();
/// The class and the weight.
const CELL: usize = 3;
const WEIGHT: usize = size_of::<i16>();

/// The weights that the processor adds at once.
const LANES: usize = 8;

/// Where a header has the number of cells: the row has weights of all classes.
const ALL: u32 = 0xFF;

/// A row of more cells than this part of the classes has weights of all classes; so has any where they are added at
/// once.
const MANY: usize = 4;

/// The largest weight: so many fit a sum of 16 bits as `Lines::add` adds up in one go.
pub const TOP: i16 = i16::MAX / AHEAD as i16;

/// Spilled rows begin at a multiple of this, so that 24 bits name the place in any table that a file may hold.
const STEP: usize = 32;

/// The fewest lines: two keys of one line then differ in their lowest 24 bits.
const FEWEST: usize = 1 << 8;

/// How many bytes of a line its rows take on average: more would save memory, and rows would find no room more often.
const FILL: usize = 40;

/// How many lines a call of [`Lines::add`] asks for before it reads any: the waiting for them then overlaps.
const AHEAD: usize = 16;

/// Takes back what [`spread`] does.
const GATHER: u32 = {
    // Each step doubles the number of bits that are right; three are from the start.
    let (mut inverse, mut step) = (super::SPREAD, 0);
    while step < 4 {
        inverse = inverse.wrapping_mul(2_u32.wrapping_sub(super::SPREAD.wrapping_mul(inverse)));
        step += 1;
    }
    inverse
};

impl Lines {
    /// A table of these rows, which are gone through several times.
    pub fn new<C: ExactSizeIterator<Item = Cell>>(
        rows: impl Iterator<Item = (u32, C)> + Clone,
        classes: usize,
    ) -> Self {
        let rows = rows.filter(|(_, cells)| cells.len() > 0);
        let mut table = Self { width: classes.next_multiple_of(LANES), ..Self::default() };
        let mut bytes = 0;
        rows.clone().for_each(|(_, cells)| {
            table.length += 1;
            bytes += table.size(cells.len());
        });
        if table.length == 0 {
            return table;
        }
        table.lines = vec![Line([0; LINE]); (bytes / FILL).max(FEWEST)];
        let mut sizes = vec![0_usize; table.lines.len()];
        rows.clone().for_each(|(key, cells)| sizes[table.place(key).0] += table.size(cells.len()));
        let mut ends = vec![0_usize; table.lines.len()];
        let mut homeless = Vec::new();
        for (key, cells) in rows {
            let (line, rest) = table.place(key);
            let end = ends[line] + table.size(cells.len());
            // A line that is too small for its rows needs room for the header that leads to the others.
            if end <= if sizes[line] <= LINE { LINE } else { LINE - HEADER } {
                write_row(&mut table.lines[line].0[ends[line]..end], rest, cells);
                ends[line] = end;
            } else {
                homeless.push((line, rest, cells));
            }
        }
        homeless.sort_by_key(|(line, ..)| *line);
        table.spill(homeless, &ends);
        table
    }

    /// The bytes of a row of so many cells.
    const fn size(&self, cells: usize) -> usize {
        HEADER + if self.width == LANES || cells * MANY > self.width { self.width * WEIGHT } else { cells * CELL }
    }

    /// Puts the rows that found no room, line by line, behind each other; `ends` says where lines are free.
    fn spill<C: ExactSizeIterator<Item = Cell>>(&mut self, rows: Vec<(usize, u32, C)>, ends: &[usize]) {
        let mut last = None;
        for (line, rest, cells) in rows {
            if last.replace(line) != Some(line) {
                // A header of zero ends the rows of the line before.
                let begin = (self.spilled.len() + HEADER).next_multiple_of(STEP);
                self.spilled.resize(begin, 0);
                // No file holds so much that the number would not fit.
                let number = u32::try_from(begin / STEP + 1).unwrap_or(0);
                self.lines[line].0[ends[line]..ends[line] + HEADER].copy_from_slice(&(number << 8).to_le_bytes());
            }
            let begin = self.spilled.len();
            self.spilled.resize(begin + self.size(cells.len()), 0);
            write_row(&mut self.spilled[begin..], rest, cells);
        }
        self.spilled.resize(self.spilled.len() + HEADER, 0);
    }

    /// The line of a key, and what tells it from the other keys of the line.
    #[inline]
    fn place(&self, key: u32) -> (usize, u32) {
        let spread = spread(key);
        (stretch(spread, self.lines.len()), spread & REST)
    }

    /// The key that has this place.
    fn key_at(&self, line: usize, rest: u32) -> u32 {
        let lowest = ((line as u64) << u32::BITS).div_ceil(self.lines.len() as u64) as u32;
        lowest.wrapping_add(rest.wrapping_sub(lowest) & REST).wrapping_mul(GATHER)
    }

    /// The header at a place, or where it leads elsewhere the one there, with its place; zero where there is none.
    #[inline]
    fn header<'r>(&'r self, content: &mut &'r [u8], at: &mut usize) -> u32 {
        let header = read_header(content, *at);
        if header == 0 || header & ALL != 0 {
            return header;
        }
        *content = &self.spilled;
        *at = ((header >> 8) as usize - 1) * STEP;
        read_header(content, *at)
    }

    /// The bytes of what a row says.
    #[inline]
    const fn room(&self, header: u32) -> usize {
        let cells = header & ALL;
        if cells == ALL { self.width * WEIGHT } else { cells as usize * CELL }
    }

    /// The rows of a line: their headers, and what they say.
    fn rows(&self, line: usize) -> impl Iterator<Item = (u32, &[u8])> {
        let (mut content, mut at) = (&self.lines[line].0[..], 0);
        std::iter::from_fn(move || {
            let header = self.header(&mut content, &mut at);
            let row = &content.get(at + HEADER..)?[..self.room(header)];
            at += HEADER + row.len();
            (header > 0).then_some((header, row))
        })
    }

    /// The row with this place: its header, and what it says.
    #[inline]
    fn find(&self, line: usize, rest: u32) -> Option<(u32, &[u8])> {
        let (mut content, mut at) = (&self.lines[line].0[..], 0);
        loop {
            let header = self.header(&mut content, &mut at);
            if header == 0 {
                return None;
            }
            let room = self.room(header);
            if header >> 8 == rest {
                return Some((header, &content[at + HEADER..][..room]));
            }
            at += HEADER + room;
        }
    }

    /// The cells of a key; none where it has no row.
    pub fn cells(&self, key: u32) -> impl Iterator<Item = Cell> {
        let (line, rest) = self.place(key);
        self.find(line, rest).into_iter().flat_map(|(header, row)| read_cells(header, row))
    }

    /// All keys and their cells.
    pub fn all(&self) -> Vec<(u32, Vec<Cell>)> {
        let of_line = |line| {
            let row = move |(header, row)| (self.key_at(line, header >> 8), read_cells(header, row).collect());
            self.rows(line).map(row)
        };
        (0..self.lines.len()).flat_map(of_line).collect()
    }

    /// Adds what the rows of these features say to the scores of the classes.
    #[inline]
    pub fn add(&self, features: &[u64], scores: &mut [i32]) {
        let mut sums = [0_i16; MOST];
        for features in features.chunks(AHEAD) {
            self.each(features, |header, row| {
                if header & ALL == ALL {
                    for (sum, weight) in sums.iter_mut().zip(row.as_chunks::<WEIGHT>().0) {
                        *sum = sum.wrapping_add(i16::from_le_bytes(*weight));
                    }
                } else {
                    for [class, low, high] in row.as_chunks::<CELL>().0 {
                        let sum = &mut sums[usize::from(*class)];
                        *sum = sum.wrapping_add(i16::from_le_bytes([*low, *high]));
                    }
                }
            });
            for (score, sum) in scores.iter_mut().zip(&mut sums[..self.width]) {
                *score += i32::from(std::mem::take(sum));
            }
        }
    }

    /// Calls `take` with the rows of at most [`AHEAD`] features: their headers, and what they say.
    #[inline]
    fn each(&self, features: &[u64], mut take: impl FnMut(u32, &[u8])) {
        let mut places = [(0, 0); AHEAD];
        for (place, hash) in places.iter_mut().zip(features) {
            *place = self.place(super::Rows::key(*hash));
        }
        let first = places.map(|(line, _)| read_header(&self.lines[line].0, 0));
        for ((line, rest), first) in places.iter().zip(first).take(features.len()) {
            if first > 0
                && let Some((header, row)) = self.find(*line, *rest)
            {
                take(header, row);
            }
        }
    }

    /// The number of rows.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Bytes of memory.
    pub const fn memory(&self) -> usize {
        self.lines.len() * LINE + self.spilled.len()
    }
}

/// The bits of a key that its line does not tell.
const REST: u32 = u32::MAX >> 8;

/// The header at a place; zero where there is none.
#[inline]
fn read_header(content: &[u8], at: usize) -> u32 {
    let header = content.get(at..).and_then(|content| content.first_chunk());
    header.map_or(0, |header| u32::from_le_bytes(*header))
}

/// Fills `into`, which is as long as the row and empty.
fn write_row(into: &mut [u8], rest: u32, cells: impl ExactSizeIterator<Item = Cell>) {
    let (header, room) = into.split_at_mut(HEADER);
    let few = room.len() == cells.len() * CELL;
    let count = if few { cells.len() as u32 } else { ALL };
    header.copy_from_slice(&(rest << 8 | count).to_le_bytes());
    for (at, cell) in cells.enumerate() {
        let [low, high] = cell.weight.clamp(-TOP, TOP).to_le_bytes();
        if few {
            room[at * CELL..][..CELL].copy_from_slice(&[cell.class, low, high]);
        } else {
            room[usize::from(cell.class) * WEIGHT..][..WEIGHT].copy_from_slice(&[low, high]);
        }
    }
}

/// The cells of a row by its header.
fn read_cells(header: u32, row: &[u8]) -> impl Iterator<Item = Cell> {
    let (few, all) = if header & ALL == ALL { (&[][..], row) } else { (row, &[][..]) };
    let few = few.as_chunks::<CELL>().0.iter().map(|[class, low, high]| (*class, [*low, *high]));
    let all = (0_u8..=u8::MAX).zip(all.as_chunks::<WEIGHT>().0.iter().copied());
    few.chain(all)
        .map(|(class, weight)| Cell { class, weight: i16::from_le_bytes(weight) })
        .filter(|cell| cell.weight != 0)
}
