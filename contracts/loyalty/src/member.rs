//! What a member redeemed, packed: layout u8, redeemed u64, redemptions u32, big endian. Readers ignore bytes that they do
//! not know, so a later layout may add a tail.
use soroban_sdk::{Bytes, Env};

const LAYOUT: u8 = 1;

/// `redemptions` is the last nonce.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Member {
    pub redeemed: u64,
    pub redemptions: u32,
}

impl Member {
    pub fn pack(&self, e: &Env) -> Bytes {
        let mut packed = Bytes::from_array(e, &[LAYOUT]);
        packed.extend_from_array(&self.redeemed.to_be_bytes());
        packed.extend_from_array(&self.redemptions.to_be_bytes());
        packed
    }

    pub fn unpack(packed: &Bytes) -> Self {
        let mut fields = [0; 13];
        packed.slice(..13).copy_into_slice(&mut fields);
        let [_, redeemed @ .., n0, n1, n2, n3] = fields;
        Member { redeemed: u64::from_be_bytes(redeemed), redemptions: u32::from_be_bytes([n0, n1, n2, n3]) }
    }
}
