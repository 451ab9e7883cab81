//! The targets on their seeds, and on changes of them by a fixed sequence: the same in every run. What libFuzzer finds
//! beyond goes into the seeds, and as a plain test to where it was mended.

#[cfg(test)]
mod changes;
#[cfg(test)]
mod slice;
