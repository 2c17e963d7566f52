//! Lines side by side: each bundle of lines gets a track of its own in every gap it shares with others, and its ways
//! become points, with round corners or as a zigzag.

use super::route::{Crossing, Sides, route};
use super::{ASIDE, Cell, Lattice};
use crate::geometry::Point;
use crate::scene::Step;
use std::collections::BTreeMap;

/// Distance of two tracks where there is room.
const APART: f64 = 6.0;
/// Least distance of a track from a card.
const CLEAR: f64 = 5.0;
/// Distance of two lines that end at the same side of a card.
const BESIDE: f64 = 14.0;

/// A line that is wanted between two cards.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The card where it begins.
    pub from: Cell,
    /// The card where it ends.
    pub to: Cell,
    /// Lines of one bundle share their tracks.
    pub bundle: usize,
    /// Which sides of the cards it may use.
    pub sides: Sides,
}

/// Which places in a gap are given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// All, around the middle.
    Around,
    /// Those beside the middle, where other lines run already.
    Beside,
}

impl Track {
    /// How far the track with this number, of so many, is from the middle of a gap that has `room` to each side.
    fn offset(self, number: usize, of: usize, room: f64) -> f64 {
        match self {
            Self::Around => {
                let apart = APART.min(2.0 * room / of.max(1) as f64);
                (number as f64 - (of as f64 - 1.0) / 2.0) * apart
            }
            Self::Beside => {
                let side = if number.is_multiple_of(2) { 1.0 } else { -1.0 };
                let apart = APART.min(room / of.div_ceil(2).max(1) as f64);
                side * (number / 2 + 1) as f64 * apart
            }
        }
    }
}

/// The points of each wanted line, from card to card; empty where there is no way.
pub fn along(lattice: &Lattice, requests: &[Request], track: Track) -> Vec<Vec<Point>> {
    let ways: Vec<Vec<Crossing>> =
        requests.iter().map(|one| corners(&route(lattice, one.from, one.to, one.sides))).collect();
    let tracks = Tracks::of(requests, &ways);
    let ports = ports(requests, &ways);
    let place = Placing { lattice, tracks: &tracks, track };
    let lines = requests.iter().zip(&ways).zip(ports);
    lines.map(|((request, way), ports)| place.points(request, way, ports)).collect()
}

/// Only where the way turns, and always beginning and ending on the level: a crossing that begins or ends an upright
/// stretch at a card stands twice.
fn corners(way: &[Crossing]) -> Vec<Crossing> {
    let mut corners: Vec<Crossing> = Vec::new();
    for crossing in way {
        if let [.., a, b] = corners.as_slice() {
            let level = a.gap == b.gap && b.gap == crossing.gap && a.line != b.line;
            let upright = a.line == b.line && b.line == crossing.line && a.gap != b.gap;
            if level || upright {
                corners.pop();
            }
        }
        corners.push(*crossing);
    }
    let is_upright = |a: &Crossing, b: &Crossing| a.gap != b.gap;
    match corners.as_slice() {
        [only] => return vec![*only, *only],
        [] => return corners,
        _ => {}
    }
    if let [first, second, ..] = corners.as_slice()
        && is_upright(first, second)
    {
        corners.insert(0, *first);
    }
    if let [.., before, last] = corners.as_slice()
        && is_upright(before, last)
    {
        corners.push(*last);
    }
    corners
}

/// How far from its upright line each way begins and ends, so that ends at the same place stand side by side.
fn ports(requests: &[Request], ways: &[Vec<Crossing>]) -> Vec<(f64, f64)> {
    let mut at: BTreeMap<(Cell, Crossing), Vec<usize>> = BTreeMap::new();
    for (request, way) in requests.iter().zip(ways) {
        // All of a bundle leave its card together; at the other card each bundle has its own place.
        for (cell, end) in [(request.from, way.first()), (request.to, way.last())] {
            if let Some(end) = end {
                let bundles = at.entry((cell, *end)).or_default();
                if !bundles.contains(&request.bundle) {
                    bundles.push(request.bundle);
                }
            }
        }
    }
    let offset = |cell: Cell, end: Option<&Crossing>, bundle: usize| {
        let bundles = end.and_then(|end| at.get(&(cell, *end))).map_or(&[][..], Vec::as_slice);
        let number = bundles.iter().position(|one| *one == bundle).unwrap_or(0);
        let apart = BESIDE.min(70.0 / bundles.len().max(1) as f64);
        (number as f64 - (bundles.len().max(1) as f64 - 1.0) / 2.0) * apart
    };
    let of = |(request, way): (&Request, &Vec<Crossing>)| {
        (offset(request.from, way.first(), request.bundle), offset(request.to, way.last(), request.bundle))
    };
    requests.iter().zip(ways).map(of).collect()
}

/// The part of a gap that a bundle takes.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    bundle: usize,
    from: usize,
    to: usize,
}

/// Number of a bundle's track, and how many there are, by gap above a row and by upright line.
struct Tracks {
    level: BTreeMap<usize, Given>,
    upright: BTreeMap<usize, Given>,
}

#[derive(Default)]
struct Given {
    by_bundle: BTreeMap<usize, usize>,
    count: usize,
}

impl Tracks {
    fn of(requests: &[Request], ways: &[Vec<Crossing>]) -> Self {
        let mut level: BTreeMap<usize, Vec<Stretch>> = BTreeMap::new();
        let mut upright: BTreeMap<usize, Vec<Stretch>> = BTreeMap::new();
        for (request, way) in requests.iter().zip(ways) {
            let bundle = request.bundle;
            for (a, b) in way.iter().zip(way.iter().skip(1)) {
                let (at, from, to) =
                    if a.gap == b.gap { (&mut level, a.line, b.line) } else { (&mut upright, a.gap, b.gap) };
                let key = if a.gap == b.gap { a.gap } else { a.line };
                at.entry(key).or_default().push(Stretch { bundle, from: from.min(to), to: from.max(to) });
            }
        }
        let give = |all: BTreeMap<usize, Vec<Stretch>>| all.into_iter().map(|(at, all)| (at, given(&all))).collect();
        Self { level: give(level), upright: give(upright) }
    }
}

/// Each bundle in the first track where it meets no other; those that begin further left come first.
fn given(stretches: &[Stretch]) -> Given {
    let mut bundles: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for one in stretches {
        let (from, to) = bundles.entry(one.bundle).or_insert((one.from, one.to));
        (*from, *to) = ((*from).min(one.from), (*to).max(one.to));
    }
    let mut sorted: Vec<(usize, (usize, usize))> = bundles.into_iter().collect();
    sorted.sort_by_key(|(bundle, reach)| (*reach, *bundle));
    let mut tracks: Vec<usize> = Vec::new();
    let mut by_bundle = BTreeMap::new();
    for (bundle, (from, to)) in sorted {
        let free = tracks.iter().position(|end| *end < from);
        let number = free.unwrap_or(tracks.len());
        match tracks.get_mut(number) {
            Some(end) => *end = to,
            None => tracks.push(to),
        }
        by_bundle.insert(bundle, number);
    }
    Given { by_bundle, count: tracks.len() }
}

struct Placing<'l> {
    lattice: &'l Lattice,
    tracks: &'l Tracks,
    track: Track,
}

impl Placing<'_> {
    fn points(&self, request: &Request, way: &[Crossing], ports: (f64, f64)) -> Vec<Point> {
        let (Some(first), Some(last)) = (way.first(), way.last()) else { return Vec::new() };
        let mut x = self.lattice.x(first.line) + ports.0;
        let mut points = vec![Point::new(x, self.edge(request.from, *first))];
        let legs: Vec<(&Crossing, &Crossing)> = way.iter().zip(way.iter().skip(1)).collect();
        for (at, (a, b)) in legs.iter().enumerate() {
            // A level leg ends where the upright one after it runs, or at the port.
            if a.gap != b.gap {
                continue;
            }
            let y = self.level(request.bundle, a.gap);
            points.push(Point::new(x, y));
            x = match legs.get(at + 1) {
                Some(_) => self.upright(request.bundle, b.line),
                None => self.lattice.x(last.line) + ports.1,
            };
            points.push(Point::new(x, y));
        }
        points.push(Point::new(x, self.edge(request.to, *last)));
        straightened(points)
    }

    /// The edge of the card that a way begins or ends at.
    fn edge(&self, cell: Cell, end: Crossing) -> f64 {
        let rect = self.lattice.rect(cell);
        if end.gap == cell.row { rect.y } else { rect.bottom() }
    }

    fn level(&self, bundle: usize, gap: usize) -> f64 {
        let (top, bottom) = self.lattice.gap(gap);
        self.lattice.between(gap) + self.offset(self.tracks.level.get(&gap), bundle, (bottom - top) / 2.0 - CLEAR)
    }

    fn upright(&self, bundle: usize, line: usize) -> f64 {
        self.lattice.x(line) + self.offset(self.tracks.upright.get(&line), bundle, ASIDE - CLEAR)
    }

    fn offset(&self, given: Option<&Given>, bundle: usize, room: f64) -> f64 {
        let Some(given) = given else { return 0.0 };
        let number = given.by_bundle.get(&bundle).copied().unwrap_or(0);
        self.track.offset(number, given.count, room)
    }
}

/// Without points that stand twice or on the way from one to the next.
fn straightened(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        if let [.., a, b] = kept.as_slice() {
            let on_the_way = (a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y);
            if on_the_way || *b == point {
                kept.pop();
            }
        } else if kept.last() == Some(&point) {
            continue;
        }
        kept.push(point);
    }
    kept
}

/// A path along points with corners of this radius, less where there is no room.
pub fn rounded(points: &[Point], radius: f64) -> Vec<Step> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let mut steps = vec![Step::Start(*first)];
    for ((before, corner), after) in points.iter().zip(points.iter().skip(1)).zip(points.iter().skip(2)) {
        let room = radius.min(before.distance(*corner) / 2.0).min(corner.distance(*after) / 2.0);
        steps.push(Step::To(corner.towards(*before, room)));
        steps.push(Step::Around(*corner, corner.towards(*after, room)));
    }
    steps.push(Step::To(*last));
    steps
}

/// A zigzag along points, of this height to each side.
pub fn zigzag(points: &[Point], height: f64) -> Vec<Step> {
    let Some(first) = points.first() else { return Vec::new() };
    let mut steps = vec![Step::Start(*first)];
    for (from, to) in points.iter().zip(points.iter().skip(1)) {
        let length = from.distance(*to);
        let teeth = (length / (2.0 * height)).floor() as usize;
        let (across, along) = ((to.y - from.y) / length.max(1.0), (to.x - from.x) / length.max(1.0));
        for tooth in 1..teeth {
            let at = from.towards(*to, length * tooth as f64 / teeth as f64);
            let side = if tooth.is_multiple_of(2) { height } else { -height };
            steps.push(Step::To(Point::new(at.x - across * side, at.y + along * side)));
        }
        steps.push(Step::To(*to));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::{Row, SPAN};
    use super::*;
    use crate::geometry::Rect;

    /// Three rows of three cards, the one in the middle missing.
    fn lattice() -> (Lattice, Vec<Cell>) {
        let rows = (0..3).map(|row| Row { top: 32.0 + 116.0 * f64::from(row), height: 84.0 });
        let mut lattice = Lattice::new(0.0, 3 * SPAN, rows.collect());
        let cells: Vec<Cell> = (0..9).filter(|at| *at != 4).map(|at| Cell::new(at % 3 * SPAN, at / 3)).collect();
        cells.iter().for_each(|cell| lattice.take(*cell));
        (lattice, cells)
    }

    fn crosses(points: &[Point], card: Rect) -> bool {
        points.iter().zip(points.iter().skip(1)).any(|(a, b)| card.is_crossed(*a, *b))
    }

    #[test]
    fn between_any_two_cards_there_is_a_way_that_crosses_none() {
        let (lattice, cells) = lattice();
        let pairs = cells.iter().flat_map(|a| cells.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b);
        let requests: Vec<Request> =
            pairs.enumerate().map(|(bundle, (from, to))| Request { from, to, bundle, sides: Sides::Any }).collect();
        for track in [Track::Around, Track::Beside] {
            for (request, points) in requests.iter().zip(along(&lattice, &requests, track)) {
                assert!(points.len() >= 2, "{request:?}");
                assert!(cells.iter().all(|cell| !crosses(&points, lattice.rect(*cell))), "{request:?}: {points:?}");
            }
        }
    }

    #[test]
    fn what_stands_below_is_reached_straight_down() {
        let (lattice, _) = lattice();
        let request = |to| Request { from: Cell::new(0, 0), to, bundle: 0, sides: Sides::Down };
        let below = along(&lattice, &[request(Cell::new(0, 1))], Track::Around);
        assert_eq!(below, [[Point::new(120.0, 116.0), Point::new(120.0, 148.0)]]);
    }

    #[test]
    fn two_bundles_never_lie_on_each_other() {
        let (lattice, _) = lattice();
        let ends = [(Cell::new(0, 0), Cell::new(12, 1)), (Cell::new(6, 0), Cell::new(0, 1))];
        let requests: Vec<Request> = ends
            .iter()
            .enumerate()
            .map(|(bundle, (from, to))| Request { from: *from, to: *to, bundle, sides: Sides::Down })
            .collect();
        let lines = along(&lattice, &requests, Track::Around);
        let level =
            |points: &Vec<Point>| points.iter().zip(points.iter().skip(1)).find(|(a, b)| a.y == b.y).unwrap().0.y;
        assert_ne!(level(&lines[0]), level(&lines[1]), "{lines:?}");
    }
}
