//! Bars by day, as shapes of an inline picture: what the machine and what people decided.

use trusthub_domain::time::Timestamp;

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// The picture's size, in its own units.
const WIDTH: i64 = 720;
const HEIGHT: i64 = 160;

/// A day's counts.
pub(super) struct Column {
    pub(super) day: String,
    pub(super) machine: i64,
    pub(super) people: i64,
}

/// The picture.
pub(super) struct Bars {
    pub(super) columns: Vec<Column>,
    pub(super) shapes: Vec<Shape>,
    pub(super) width: i64,
    pub(super) height: i64,
    /// The highest day.
    pub(super) most: i64,
    pub(super) first: String,
    pub(super) last: String,
}

/// A bar of one day and kind.
pub(super) struct Shape {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) class: &'static str,
    pub(super) label: String,
}

impl Bars {
    pub(super) fn of(columns: impl Iterator<Item = Column>) -> Self {
        let columns: Vec<Column> = columns.collect();
        let most = columns.iter().map(|one| one.machine + one.people).max().unwrap_or_default();
        let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
        let step = (WIDTH / count).max(2);
        let scaled = |value: i64| if most == 0 { 0 } else { value * HEIGHT / most };
        let shapes = columns.iter().zip(0_i64..).flat_map(|(column, index)| {
            let bar = |from: i64, value: i64, class, who: &str| Shape {
                x: index * step,
                y: HEIGHT - scaled(from + value),
                width: step - 1,
                height: scaled(from + value) - scaled(from),
                class,
                label: format!("{}: {value} by {who}", column.day),
            };
            [
                bar(0, column.machine, "bar-machine", "the machine"),
                bar(column.machine, column.people, "bar-people", "people"),
            ]
        });
        let shapes = shapes.filter(|shape| shape.height > 0).collect();
        let name = |column: Option<&Column>| column.map(|column| column.day.clone()).unwrap_or_default();
        let (first, last) = (name(columns.first()), name(columns.last()));
        Self { shapes, width: WIDTH, height: HEIGHT, most, first, last, columns }
    }
}

/// A day since the epoch, `2026-11-27`.
pub(super) fn day(day: i64) -> String {
    Timestamp::from_seconds(day.saturating_mul(DAY_SECONDS)).to_rfc3339().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_day_fills_the_picture_and_an_empty_one_draws_nothing() {
        let column = |machine, people| Column { day: day(20_000), machine, people };
        let bars = Bars::of([column(3, 1), column(0, 0), column(2, 0)].into_iter());
        let shapes: Vec<_> = bars.shapes.iter().map(|one| (one.x, one.y, one.height, one.class)).collect();
        assert_eq!(
            shapes,
            [(0, 40, 120, "bar-machine"), (0, 0, 40, "bar-people"), (480, 80, 80, "bar-machine")]
        );
        assert_eq!((bars.most, bars.first.as_str()), (4, "2024-10-04"));
        assert_eq!(Bars::of([column(0, 0)].into_iter()).shapes.len(), 0);
    }
}
