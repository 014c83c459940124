//! The tree as the relayer builds it: written from the rule alone, leaf = SHA-256(0 ‖ member ‖ points ‖ epoch), node =
//! SHA-256(1 ‖ smaller ‖ larger), a hash without a neighbour goes up as it is.
use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

pub fn leaf(member: &Hash, points: u64, epoch: u32) -> Hash {
    let bytes = [&[0u8][..], member, &points.to_be_bytes(), &epoch.to_be_bytes()].concat();
    Sha256::digest(bytes).into()
}

pub fn node(a: &Hash, b: &Hash) -> Hash {
    let (left, right) = if a <= b { (a, b) } else { (b, a) };
    Sha256::digest([&[1u8][..], left, right].concat()).into()
}

/// (root, the proof of each leaf).
pub fn tree(leaves: &[Hash]) -> (Hash, Vec<Vec<Hash>>) {
    let mut proofs = vec![vec![]; leaves.len()];
    let mut places: Vec<usize> = (0..leaves.len()).collect();
    let mut row = leaves.to_vec();
    while row.len() > 1 {
        for (proof, place) in proofs.iter_mut().zip(places.iter_mut()) {
            if let Some(beside) = row.get(*place ^ 1) {
                proof.push(*beside);
            }
            *place /= 2;
        }
        row = row.chunks(2).map(|pair| if let [a, b] = pair { node(a, b) } else { pair[0] }).collect();
    }
    (row[0], proofs)
}
