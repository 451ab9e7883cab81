//! How many slips lie between two words.

/// Letters of the longest words that are compared.
const LONGEST: usize = 64;

/// Letters put in, left out, changed, or swapped with their neighbour, to get from one word to the other; any number
/// above `most` if there are more than that.
pub(super) fn distance(one: &[u8], other: &[u8], most: usize) -> usize {
    if one == other {
        return 0;
    }
    let beyond = most + 1;
    if one.len().abs_diff(other.len()) > most || one.len() > LONGEST || other.len() > LONGEST {
        return beyond;
    }
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    for (place, cell) in rows[1].iter_mut().enumerate() {
        *cell = place;
    }
    let [before, last, next] = &mut rows;
    let (mut before, mut last, mut next) = (before, last, next);
    let mut previous = None;
    for (letter, row) in one.iter().zip(1..) {
        next[0] = row;
        let mut least = row;
        let mut left = row;
        let mut other_before = None;
        for ((candidate, column), diagonal) in other.iter().zip(1_usize..).zip(last.iter().copied()) {
            let above = last.get(column).copied().unwrap_or(beyond);
            let mut cell = (diagonal + usize::from(letter != candidate)).min(above + 1).min(left + 1);
            if other_before == Some(letter) && previous == Some(candidate) {
                let swapped = column.checked_sub(2).and_then(|column| before.get(column)).copied();
                cell = cell.min(swapped.unwrap_or(beyond) + 1);
            }
            if let Some(place) = next.get_mut(column) {
                *place = cell;
            }
            least = least.min(cell);
            left = cell;
            other_before = Some(candidate);
        }
        if least > most {
            return beyond;
        }
        previous = Some(letter);
        (before, last, next) = (last, next, before);
    }
    last.get(other.len()).copied().unwrap_or(beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (one, other, slips) in [
            ("owl", "owl", 0),
            ("owl", "owls", 1),
            ("industries", "indsutries", 1),
            ("industries", "indultries", 1),
            ("heron", "hern", 1),
            ("kite", "bite", 1),
            ("sparrow", "spparow", 2),
            ("ab", "ba", 1),
            ("", "ab", 2),
        ] {
            assert_eq!(distance(one.as_bytes(), other.as_bytes(), 2), slips, "{one} {other}");
            assert_eq!(distance(other.as_bytes(), one.as_bytes(), 2), slips, "{other} {one}");
        }
        assert!(distance(b"sparrow", b"heron", 2) > 2);
    }
}
