//! What a creator earns with an event.
use crate::records::packed::{Reader, Writer};
use passa_types::CreatorAccount;
use soroban_sdk::{Bytes, Env};

const SIZE: usize = 32;

pub fn pack(e: &Env, account: &CreatorAccount) -> Bytes {
    let mut space = [0; SIZE];
    let mut w = Writer::new(&mut space);
    w.u16(account.bps as u16);
    [account.earned, account.paid, account.points].iter().for_each(|sum| w.money(*sum));
    w.done(e)
}

pub fn unpack(packed: &Bytes) -> CreatorAccount {
    let buffer = packed.to_buffer::<SIZE>();
    let mut r = Reader::new(buffer.as_slice());
    CreatorAccount { bps: r.u16() as u32, earned: r.money(), paid: r.money(), points: r.money() }
}
