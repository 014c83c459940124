//! A Merkle tree over all members. Leaf = SHA-256(0 ‖ member ‖ points u64 ‖ epoch u32), node = SHA-256(1 ‖ left ‖ right),
//! big endian. The prefixes differ, so that no node passes for a leaf. The smaller hash is the left one, so that a proof
//! needs no sides.
use crate::{errors::Error, storage};
use passa_types::ensure;
use soroban_sdk::{Bytes, BytesN, Env, Vec};

const LEAF: u8 = 0;
const NODE: u8 = 1;

/// More members than people: 2³².
const MAX_DEPTH: u32 = 32;

/// Errors 861, 862, 863.
pub fn check(e: &Env, member: &BytesN<32>, points: u64, epoch: u32, proof: &Vec<BytesN<32>>) -> Result<(), Error> {
    let last = storage::root(e);
    ensure!(epoch == last.epoch, Error::EpochNotLast);
    ensure!(proof.len() <= MAX_DEPTH, Error::ProofTooLong);
    let top = proof.iter().fold(leaf(e, member, points, epoch), |hash, beside| node(e, hash, beside));
    ensure!(top == last.root, Error::ProofWrong);
    Ok(())
}

fn leaf(e: &Env, member: &BytesN<32>, points: u64, epoch: u32) -> BytesN<32> {
    let mut bytes = Bytes::from_array(e, &[LEAF]);
    bytes.append(member.as_ref());
    bytes.extend_from_array(&points.to_be_bytes());
    bytes.extend_from_array(&epoch.to_be_bytes());
    e.crypto().sha256(&bytes).to_bytes()
}

fn node(e: &Env, a: BytesN<32>, b: BytesN<32>) -> BytesN<32> {
    let (left, right) = if a <= b { (a, b) } else { (b, a) };
    let mut bytes = Bytes::from_array(e, &[NODE]);
    bytes.append(left.as_ref());
    bytes.append(right.as_ref());
    e.crypto().sha256(&bytes).to_bytes()
}
