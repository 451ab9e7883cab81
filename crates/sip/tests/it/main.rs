//! What the crate promises, seen from outside.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod diversions;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod redirections;
#[cfg(test)]
mod switch;
