//! A ticket that left an order of several, and where it is now.
use crate::records::{
    order::{payer_flags, read_payer, Payer, CUSTODY},
    packed::{Reader, Writer},
};
use soroban_sdk::{Address, Bytes, Env};

const SIZE: usize = 80;
/// The order's owner paid, and is not written again.
const BUYER: u8 = 64;

/// Without `payer` the order's owner has the right to the money: an order of several that a wallet bought keeps its owner.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Moved {
    pub custody: bool,
    pub resales: u8,
    pub owner: Address,
    pub payer: Option<Payer>,
}

impl Moved {
    pub fn pack(&self, e: &Env) -> Bytes {
        let mut space = [0; SIZE];
        let mut w = Writer::new(&mut space);
        let payer = self.payer.as_ref().map_or(BUYER, payer_flags);
        w.u8(payer | if self.custody { CUSTODY } else { 0 });
        w.u8(self.resales);
        w.address(&self.owner);
        if let Some(Payer::Other(payer)) = &self.payer {
            w.address(payer);
        }
        w.done(e)
    }

    pub fn unpack(e: &Env, packed: &Bytes) -> Self {
        let buffer = packed.to_buffer::<SIZE>();
        let mut r = Reader::new(buffer.as_slice());
        let (flags, resales, owner) = (r.u8(), r.u8(), r.address(e));
        let payer = (flags & BUYER == 0).then(|| read_payer(e, flags, &mut r));
        Moved { custody: flags & CUSTODY != 0, resales, owner, payer }
    }
}
