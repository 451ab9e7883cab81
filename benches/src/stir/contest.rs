//! Contestants that take turns, each measured by the processor time of this thread.

use anyhow::Result;
use rustix::time::{ClockId, clock_gettime};

use crate::stats;

/// One operation; the argument is its number within a round.
pub type Contestant<'a> = Box<dyn FnMut(usize) -> Result<()> + 'a>;

/// Operations a second, of each contestant in each round.
pub struct Contest<const N: usize> {
    rates: [Vec<f64>; N],
}

impl<const N: usize> Contest<N> {
    /// Lets them take turns. The first round warms up and does not count.
    ///
    /// # Errors
    /// An operation failed.
    pub fn run(mut contestants: [Contestant<'_>; N], rounds: usize, batch: usize) -> Result<Self> {
        let mut rates = std::array::from_fn(|_| Vec::with_capacity(rounds));
        for round in 0..=rounds {
            for (contestant, rates) in contestants.iter_mut().zip(&mut rates) {
                let began = processor_seconds();
                for number in 0..batch {
                    contestant(number)?;
                }
                let took = processor_seconds() - began;
                if round > 0 {
                    rates.push(batch as f64 / took);
                }
            }
        }
        Ok(Self { rates })
    }

    /// The median rate of one.
    pub fn rate(&self, contestant: usize) -> f64 {
        self.rates.get(contestant).map_or(0.0, |rates| stats::median(rates.clone()))
    }

    /// One row each: the median rate, and the median of its ratio to the first within a round.
    pub fn print(&self, names: [&str; N], goals: [&str; N]) {
        let first = self.rates.first().cloned().unwrap_or_default();
        for ((rates, name), goal) in self.rates.iter().zip(names).zip(goals) {
            let ratios = rates.iter().zip(&first).map(|(one, first)| one / first).collect();
            println!(
                "| {name} | {:.0} | {:.2} | {goal} |",
                stats::median(rates.clone()),
                stats::median(ratios)
            );
        }
    }
}

/// Seconds that this thread has had a processor.
fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
