//! A learned blend of features: trees that each add a little, evaluated here and trained elsewhere.
//!
//! The file is made by `benches/training/train_names.py`, which says how. Every tree is monotone in the features that must
//! be: more in common never lowers a score. What each feature gave is the sum of the steps that the trees took on it.

use serde::Deserialize;

/// A trained model.
#[derive(Debug, Clone)]
pub struct Model {
    features: Vec<String>,
    nodes: Vec<Node>,
    trees: Vec<Tree>,
    bias: f32,
    scale: f32,
    shift: f32,
    tail: Vec<(usize, f32)>,
    threshold: f32,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    feature: u16,
    threshold: f32,
    /// What the training examples that came here say on average.
    value: f32,
    /// Where a tree goes on; a leaf goes on to itself, so that every way through a tree has as many steps.
    low: u32,
    high: u32,
}

#[derive(Debug, Clone, Copy)]
struct Tree {
    root: u32,
    /// Steps from there to the farthest leaf.
    depth: u32,
}

/// Why a model's file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelError(String);

impl std::fmt::Display for ModelError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ModelError {}

impl ModelError {
    pub(crate) fn new(what: &str) -> Self {
        Self(what.to_owned())
    }

    /// The same, of the file of this name.
    pub(crate) fn of(self, name: &str) -> Self {
        Self(format!("{name}: {}", self.0))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    features: Vec<String>,
    bias: f32,
    scale: f32,
    shift: f32,
    threshold: f32,
    /// By the name of a feature: a slope, so that no two different pairs have the same score.
    tail: std::collections::BTreeMap<String, f32>,
    trees: Vec<Vec<WrittenNode>>,
}

/// Feature or -1 for a leaf, threshold, value, and the places of the two next nodes within the tree.
type WrittenNode = (i32, f32, f32, u32, u32);

impl Model {
    /// Reads a model's file.
    ///
    /// # Errors
    /// It is not one, or not one for these `features`: what is wrong.
    pub fn read(text: &str, features: &[&str]) -> Result<Self, ModelError> {
        let file: File = serde_json::from_str(text).map_err(|error| ModelError(error.to_string()))?;
        if file.features != features {
            return Err(ModelError(format!("it is made for the features {}", file.features.join(", "))));
        }
        let tail = file.tail.iter().map(|(name, slope)| {
            let at = features.iter().position(|feature| feature == name);
            at.map(|at| (at, *slope)).ok_or_else(|| ModelError(format!("there is no feature {name}")))
        });
        let mut model = Self {
            tail: tail.collect::<Result<_, _>>()?,
            features: file.features,
            nodes: Vec::new(),
            trees: Vec::new(),
            bias: file.bias,
            scale: file.scale,
            shift: file.shift,
            threshold: file.threshold,
        };
        for tree in file.trees {
            model.plant(&tree)?;
        }
        model.is_sound().map(|()| model)
    }

    /// A built-in model's file, named in what is wrong with it.
    pub(crate) fn built_in(name: &str, text: &str, features: &[&str]) -> Result<Self, ModelError> {
        Self::read(text, features).map_err(|error| error.of(name))
    }

    /// Whether it can have an opinion: a model that scores everything alike is worse than none, because nobody notices.
    fn is_sound(&self) -> Result<(), ModelError> {
        let wrong = |what: &str| Err(ModelError(what.to_owned()));
        let numbers = [self.bias, self.scale, self.shift].into_iter();
        let slopes = self.tail.iter().map(|(_, slope)| *slope);
        let nodes = self.nodes.iter().flat_map(|node| [node.threshold, node.value]);
        if self.trees.is_empty() {
            return wrong("it has no trees");
        }
        if !numbers.chain(slopes).chain(nodes).all(f32::is_finite) {
            return wrong("a number in it is not finite");
        }
        if self.scale <= 0.0 {
            return wrong("its scale is not above 0");
        }
        if !(self.threshold > 0.0 && self.threshold < 1.0) {
            return wrong("its threshold is not between 0 and 1");
        }
        Ok(())
    }

    fn plant(&mut self, tree: &[WrittenNode]) -> Result<(), ModelError> {
        let wrong = || ModelError("a tree has a node that leads nowhere".to_owned());
        let root = u32::try_from(self.nodes.len()).map_err(|_| wrong())?;
        let size = u32::try_from(tree.len()).map_err(|_| wrong())?;
        let mut depths = vec![0_u32; tree.len()];
        for ((at, written), place) in (0..size).zip(tree).zip(root..) {
            let (feature, threshold, value, low, high) = *written;
            let node = match u16::try_from(feature) {
                Ok(feature) if usize::from(feature) < self.features.len() => {
                    // Onward only, so that following a tree ends.
                    let leads = |next: u32| next > at && next < size;
                    if !(leads(low) && leads(high)) {
                        return Err(wrong());
                    }
                    let below = depths.get(index(at)).map_or(1, |depth| depth + 1);
                    for next in [low, high] {
                        if let Some(depth) = depths.get_mut(index(next)) {
                            *depth = below.max(*depth);
                        }
                    }
                    Node { feature, threshold, value, low: root + low, high: root + high }
                }
                Err(_) => Node { feature: 0, threshold, value, low: place, high: place },
                Ok(_) => return Err(wrong()),
            };
            self.nodes.push(node);
        }
        let depth = depths.into_iter().max().ok_or_else(wrong)?;
        self.trees.push(Tree { root, depth });
        Ok(())
    }

    /// The probability, from 0 to 1, that the two are one, and hardly ever the same twice.
    #[must_use]
    pub fn score(&self, features: &[f32]) -> f32 {
        let sum =
            self.trees.iter().map(|tree| (0..tree.depth).fold(tree.root, |at, _| self.next(at, features)));
        self.conclude(sum.map(|leaf| self.value(leaf)).sum(), features)
    }

    /// The same of several, step by step together: a processor has work while it waits for one of them, and no branch to guess.
    #[must_use]
    pub fn scores<'f>(&self, features: impl Iterator<Item = &'f [f32]>) -> Vec<f32> {
        let mut all: Vec<Walk<'f>> = features.map(|features| Walk { at: 0, sum: 0.0, features }).collect();
        for tree in &self.trees {
            for walk in &mut all {
                walk.at = tree.root;
            }
            for _ in 0..tree.depth {
                for walk in &mut all {
                    walk.at = self.next(walk.at, walk.features);
                }
            }
            for walk in &mut all {
                walk.sum += self.value(walk.at);
            }
        }
        all.into_iter().map(|walk| self.conclude(walk.sum, walk.features)).collect()
    }

    fn conclude(&self, sum: f32, features: &[f32]) -> f32 {
        let tail: f32 =
            self.tail.iter().map(|(at, slope)| slope * features.get(*at).copied().unwrap_or(0.0)).sum();
        probability((self.bias + sum).mul_add(self.scale, self.shift + tail))
    }

    /// What each feature gave, in log odds, the strongest first; features that gave nothing are left out.
    ///
    /// Together with a constant they add up to the score.
    #[must_use]
    pub fn contributions(&self, features: &[f32]) -> Vec<Contribution<'_>> {
        let mut given = vec![0.0_f32; self.features.len()];
        for tree in &self.trees {
            self.follow(*tree, features, |feature, step| {
                if let Some(given) = given.get_mut(usize::from(feature)) {
                    *given += step * self.scale;
                }
            });
        }
        for (at, slope) in &self.tail {
            if let (Some(given), Some(value)) = (given.get_mut(*at), features.get(*at)) {
                *given += slope * value;
            }
        }
        let mut contributions: Vec<Contribution<'_>> = self
            .features
            .iter()
            .zip(features)
            .zip(given)
            .map(|((feature, value), log_odds)| Contribution { feature, value: *value, log_odds })
            .filter(|contribution| contribution.log_odds != 0.0)
            .collect();
        contributions.sort_by(|one, other| other.log_odds.abs().total_cmp(&one.log_odds.abs()));
        contributions
    }

    /// The score from which a pair is called a match.
    #[must_use]
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// One step down a tree; at a leaf it stays there.
    fn next(&self, at: u32, features: &[f32]) -> u32 {
        let Some(node) = self.nodes.get(index(at)) else { return at };
        let value = features.get(usize::from(node.feature)).copied().unwrap_or(0.0);
        if value <= node.threshold { node.low } else { node.high }
    }

    fn value(&self, at: u32) -> f32 {
        self.nodes.get(index(at)).map_or(0.0, |node| node.value)
    }

    fn follow(&self, tree: Tree, features: &[f32], mut step: impl FnMut(u16, f32)) {
        let mut at = tree.root;
        for _ in 0..tree.depth {
            let next = self.next(at, features);
            if let Some(node) = self.nodes.get(index(at)).filter(|_| next != at) {
                step(node.feature, self.value(next) - node.value);
            }
            at = next;
        }
    }
}

/// One set of features on its way through the trees.
struct Walk<'f> {
    at: u32,
    sum: f32,
    features: &'f [f32],
}

fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// What one feature gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution<'m> {
    /// Its name.
    pub feature: &'m str,
    /// What it was.
    pub value: f32,
    /// By how much it raised the log odds, or lowered them.
    pub log_odds: f32,
}

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::Model;

    const TEXT: &str = r#"{"features": ["a", "b"], "bias": 0.5, "scale": 1.0, "shift": 0.0, "threshold": 0.5,
        "tail": {"b": 0.25}, "trees": [[[0, 0.5, 0.0, 1, 2], [-1, 0, -2.0, 0, 0], [-1, 0, 2.0, 0, 0]]]}"#;

    #[test]
    fn trees_and_tail_add_up_and_say_what_they_gave() {
        let model = Model::read(TEXT, &["a", "b"]).unwrap();
        assert!((model.score(&[1.0, 2.0]) - 1.0 / (1.0 + (-3.0_f32).exp())).abs() < 1e-6);
        assert!(model.score(&[0.0, 0.0]) < 0.5);
        let both = [[1.0, 2.0], [0.0, 0.0]];
        let scores = model.scores(both.iter().map(<[f32; 2]>::as_slice));
        assert_eq!(scores, both.map(|features| model.score(&features)));
        let given = model.contributions(&[1.0, 2.0]);
        let given: Vec<_> = given.iter().map(|one| (one.feature, one.log_odds)).collect();
        assert_eq!(given, [("a", 2.0), ("b", 0.5)]);
    }

    #[test]
    fn a_file_for_other_features_or_with_a_loop_is_refused() {
        assert!(Model::read(TEXT, &["a"]).unwrap_err().to_string().contains("a, b"));
        assert!(
            Model::read(&TEXT.replace("[0, 0.5, 0.0, 1, 2]", "[0, 0.5, 0.0, 0, 2]"), &["a", "b"]).is_err()
        );
        assert!(
            Model::read(&TEXT.replace("[0, 0.5, 0.0, 1, 2]", "[7, 0.5, 0.0, 1, 2]"), &["a", "b"]).is_err()
        );
        assert!(Model::read("{", &[]).is_err());
    }

    #[test]
    fn a_file_without_an_opinion_is_refused() {
        for (sound, broken) in [
            ("\"scale\": 1.0", "\"scale\": 0.0"),
            ("\"threshold\": 0.5", "\"threshold\": 1.0"),
            ("-2.0, 0, 0]", "1e40, 0, 0]"),
            ("[[[0, 0.5, 0.0, 1, 2], [-1, 0, -2.0, 0, 0], [-1, 0, 2.0, 0, 0]]]", "[]"),
        ] {
            let text = TEXT.replace(sound, broken);
            assert_ne!(text, TEXT, "{sound}");
            assert!(Model::read(&text, &["a", "b"]).is_err(), "{broken}");
        }
    }
}
