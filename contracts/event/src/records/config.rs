//! What an event is born with: who may act, and which token pays.
use crate::records::packed::{Reader, Writer};
use soroban_sdk::{Address, Bytes, BytesN, Env};

const SIZE: usize = 192;

/// `cap` 0 and a `key` of zeros are none. `issuer` is USDC's, whose balance is no balance.
#[derive(Clone, Debug)]
pub struct Config {
    pub version: u32,
    pub cap: i128,
    pub min_reserve_bps: u32,
    pub key: BytesN<32>,
    pub organizer: Address,
    pub registry: Address,
    pub usdc: Address,
    pub issuer: Address,
}

impl Config {
    pub fn pack(&self, e: &Env) -> Bytes {
        let mut space = [0; SIZE];
        let mut w = Writer::new(&mut space);
        w.u32(self.version);
        w.money(self.cap);
        w.u16(self.min_reserve_bps as u16);
        w.put(&self.key.to_array());
        for address in [&self.organizer, &self.registry, &self.usdc, &self.issuer] {
            w.address(address);
        }
        w.done(e)
    }

    pub fn unpack(e: &Env, packed: &Bytes) -> Self {
        let buffer = packed.to_buffer::<SIZE>();
        let mut r = Reader::new(buffer.as_slice());
        Config {
            version: r.u32(),
            cap: r.money(),
            min_reserve_bps: r.u16() as u32,
            key: BytesN::from_array(e, &r.take()),
            organizer: r.address(e),
            registry: r.address(e),
            usdc: r.address(e),
            issuer: r.address(e),
        }
    }

    /// An address that can never sign for a ticket, or to which a payout would be lost.
    pub fn is_taken(&self, e: &Env, address: &Address) -> bool {
        *address == e.current_contract_address()
            || [&self.registry, &self.usdc, &self.issuer].iter().any(|taken| *taken == address)
    }
}
