//! Work over many customers on all cores, with the same result on any number of them.

use std::num::NonZero;
use std::thread;

/// Pieces into which work is cut, whatever the machine: sums are the same everywhere.
const PIECES: usize = 16;
/// Fewer than so many are not worth a thread.
const FEWEST: usize = 4096;

/// Adds up what a function says of each.
pub fn sums<const N: usize, T: Sync>(items: &[T], of: impl Fn(&T) -> [f64; N] + Sync) -> [f64; N] {
    let add = |mut one: [f64; N], other: [f64; N]| {
        one.iter_mut().zip(other).for_each(|(one, other)| *one += other);
        one
    };
    let of_piece = |piece: &[T]| piece.iter().map(&of).fold([0.0; N], add);
    pieces(items, of_piece).into_iter().fold([0.0; N], add)
}

/// What a function says of each, in their order.
pub fn map<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    pieces(items, |piece| piece.iter().map(&of).collect::<Vec<R>>()).into_iter().flatten().collect()
}

/// The same of few items, each of which is much work.
pub fn map_few<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let pieces = items.chunks(1).collect();
    on_cores(pieces, |piece: &[T]| of(&piece[0]))
}

fn pieces<T: Sync, R: Send>(items: &[T], of: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let pieces: Vec<&[T]> = items.chunks(items.len().div_ceil(PIECES).max(1)).collect();
    if items.len() < FEWEST {
        return pieces.into_iter().map(of).collect();
    }
    on_cores(pieces, of)
}

fn on_cores<T: Sync, R: Send>(pieces: Vec<&[T]>, of: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(pieces.len());
    if cores < 2 {
        return pieces.into_iter().map(of).collect();
    }
    let (pieces, of) = (&pieces, &of);
    thread::scope(|scope| {
        let begin = |core| {
            scope.spawn(move || {
                let own = pieces.iter().enumerate().skip(core).step_by(cores);
                own.map(|(at, piece)| (at, of(piece))).collect::<Vec<_>>()
            })
        };
        let working: Vec<_> = (0..cores).map(begin).collect();
        let mut done: Vec<(usize, R)> = Vec::with_capacity(pieces.len());
        for worker in working {
            done.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done.sort_unstable_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_cores_say_what_one_says() {
        let items: Vec<u32> = (0..10_000).collect();
        assert_eq!(map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(sums(&items, |item| [f64::from(*item), 1.0]), [49_995_000.0, 10_000.0]);
        assert_eq!(map(&items[..0], |item| *item), Vec::<u32>::new());
        assert_eq!(map_few(&items[..5], |item| item + 1), [1, 2, 3, 4, 5]);
    }
}
