//! A ticket that left an order of several, and where it is now.
use crate::records::{
    order::{payer_flags, read_payer, Payer, CUSTODY},
    packed::{Reader, Writer},
};
use soroban_sdk::{Address, Bytes, Env};

const SIZE: usize = 80;

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Moved {
    pub custody: bool,
    pub resales: u8,
    pub owner: Address,
    pub payer: Payer,
}

impl Moved {
    pub fn pack(&self, e: &Env) -> Bytes {
        let mut space = [0; SIZE];
        let mut w = Writer::new(&mut space);
        w.u8(payer_flags(&self.payer) | if self.custody { CUSTODY } else { 0 });
        w.u8(self.resales);
        w.address(&self.owner);
        if let Payer::Other(payer) = &self.payer {
            w.address(payer);
        }
        w.done(e)
    }

    pub fn unpack(e: &Env, packed: &Bytes) -> Self {
        let buffer = packed.to_buffer::<SIZE>();
        let mut r = Reader::new(buffer.as_slice());
        let (flags, resales, owner) = (r.u8(), r.u8(), r.address(e));
        Moved { custody: flags & CUSTODY != 0, resales, owner, payer: read_payer(e, flags, &mut r) }
    }
}
