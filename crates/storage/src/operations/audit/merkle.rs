//! A growing Merkle tree as RFC 6962 §2.1 defines it. Holds only the roots of its complete subtrees, at most one per
//! bit of its size; that is all it takes to grow it and to tell its root.

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256.
pub(super) type Hash = [u8; 32];

/// SHA-256 over several parts, one after the other.
pub(super) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    for (byte, digested) in hash.iter_mut().zip(context.finish().as_ref()) {
        *byte = *digested;
    }
    hash
}

/// The hash of a leaf. The first byte keeps leaves and nodes apart.
pub(super) fn leaf_hash(data: &[u8]) -> Hash {
    sha256(&[&[0], data])
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// A tree, as far as growing it needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, largest first: one for each bit that is set in `size`.
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// From its size and [`Frontier::to_bytes`]; `None` if the two do not fit.
    pub(super) fn from_bytes(size: u64, bytes: &[u8]) -> Option<Self> {
        let (subtrees, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && u32::try_from(subtrees.len()) == Ok(size.count_ones());
        fits.then(|| Self { size, subtrees: subtrees.to_vec() })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.subtrees.concat()
    }

    /// How many leaves it has.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash.
    pub(super) fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.subtrees.push(node);
        self.size += 1;
    }

    /// The root of the whole tree.
    pub(super) fn root(&self) -> Hash {
        let mut subtrees = self.subtrees.iter().rev();
        match subtrees.next() {
            Some(smallest) => subtrees.fold(*smallest, |right, left| node_hash(left, &right)),
            None => sha256(&[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, word for word: MTH(D[n]) of RFC 6962 §2.1.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => sha256(&[]),
            [leaf] => *leaf,
            _ => {
                let split = (leaves.len() - 1).ilog2();
                let (left, right) = leaves.split_at(1 << split);
                node_hash(&by_definition(left), &by_definition(right))
            }
        }
    }

    /// Test vectors of the reference implementation (certificate-transparency, merkle_tree_test.cc).
    #[test]
    fn the_published_roots_come_out() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Frontier::default();
        assert_eq!(
            hex::encode(tree.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (leaf, root) in leaves.iter().zip(roots) {
            tree.push(leaf_hash(&hex::decode(leaf).unwrap()));
            assert_eq!(hex::encode(tree.root()), root, "{leaf}");
        }
    }

    proptest! {
        #[test]
        fn growing_leaf_by_leaf_is_the_definition(size in 0_usize..200) {
            let leaves: Vec<Hash> = (0..size).map(|leaf| leaf_hash(&leaf.to_be_bytes())).collect();
            let mut tree = Frontier::default();
            for leaf in &leaves {
                // Kept and read again between any two leaves.
                tree = Frontier::from_bytes(tree.size(), &tree.to_bytes()).unwrap();
                tree.push(*leaf);
            }
            prop_assert_eq!(tree.root(), by_definition(&leaves));
        }
    }

    #[test]
    fn a_size_that_does_not_fit_is_noticed() {
        let mut tree = Frontier::default();
        tree.push([7; 32]);
        assert!(Frontier::from_bytes(2, &tree.to_bytes()).is_some(), "one subtree of two leaves");
        assert!(Frontier::from_bytes(3, &tree.to_bytes()).is_none());
        assert!(Frontier::from_bytes(1, &[7; 31]).is_none());
        assert!(Frontier::from_bytes(0, &[]).is_some());
    }
}
