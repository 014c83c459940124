//! The one entry that every sale writes: 496 bytes, big endian, always the same length.
//!
//! | offset | bytes | field |
//! | --- | --- | --- |
//! | 0 | 1 | layout version, 1 |
//! | 1 | 1 | status: 0 active, 1 sales paused, 2 cancelled |
//! | 2 | 4 | terms version |
//! | 6 | 2 | consents, a mask over payees |
//! | 8 | 8 | log: number of events |
//! | 16 | 32 | log: hash |
//! | 48 | 4 × 16 | gross, refunded, top-ups, commissions (stroops, i128) |
//! | 112 | 16 × 12 | per tier: sold, fiat allocated, fiat sold |
//! | 304 | 16 × 12 | per fiat lane: sequence, served mask |
use crate::types::{HotView, Lane, TierCount};
use soroban_sdk::{Bytes, BytesN, Env, Vec};

pub const SIZE: usize = 496;
pub const MAX_TIERS: usize = 16;
pub const LANES: usize = 16;
pub const ACTIVE: u8 = 0;
const LAYOUT: u8 = 1;

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hot {
    pub status: u8,
    pub terms_version: u32,
    pub consents: u16,
    pub n: u64,
    pub log: [u8; 32],
    pub gross: i128,
    pub refunded: i128,
    pub top_ups: i128,
    pub commissions: i128,
    pub tiers: [TierCount; MAX_TIERS],
    pub lanes: [Lane; LANES],
}

struct Cursor {
    bytes: [u8; SIZE],
    at: usize,
}

impl Cursor {
    fn put(&mut self, b: &[u8]) {
        self.bytes[self.at..self.at + b.len()].copy_from_slice(b);
        self.at += b.len();
    }
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let out = self.bytes[self.at..self.at + N].try_into().unwrap();
        self.at += N;
        out
    }
    fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.take())
    }
    fn i128(&mut self) -> i128 {
        i128::from_be_bytes(self.take())
    }
}

impl Hot {
    pub fn new(log: [u8; 32]) -> Self {
        Hot {
            status: ACTIVE,
            terms_version: 1,
            consents: 0,
            n: 0,
            log,
            gross: 0,
            refunded: 0,
            top_ups: 0,
            commissions: 0,
            tiers: [TierCount::default(); MAX_TIERS],
            lanes: [Lane::default(); LANES],
        }
    }

    pub fn net(&self) -> i128 {
        self.gross - self.refunded
    }

    pub fn pack(&self, e: &Env) -> Bytes {
        let mut c = Cursor { bytes: [0; SIZE], at: 0 };
        c.put(&[LAYOUT, self.status]);
        c.put(&self.terms_version.to_be_bytes());
        c.put(&self.consents.to_be_bytes());
        c.put(&self.n.to_be_bytes());
        c.put(&self.log);
        for money in [self.gross, self.refunded, self.top_ups, self.commissions] {
            c.put(&money.to_be_bytes());
        }
        for t in &self.tiers {
            for count in [t.sold, t.fiat_allocated, t.fiat_sold] {
                c.put(&count.to_be_bytes());
            }
        }
        for lane in &self.lanes {
            c.put(&lane.seq.to_be_bytes());
            c.put(&lane.served.to_be_bytes());
        }
        Bytes::from_slice(e, &c.bytes)
    }

    pub fn unpack(_e: &Env, packed: &Bytes) -> Self {
        let mut c = Cursor { bytes: [0; SIZE], at: 1 };
        packed.copy_into_slice(&mut c.bytes);
        let status = c.take::<1>()[0];
        let terms_version = c.u32();
        let consents = u16::from_be_bytes(c.take());
        let n = u64::from_be_bytes(c.take());
        let log = c.take();
        let (gross, refunded, top_ups, commissions) = (c.i128(), c.i128(), c.i128(), c.i128());
        let mut hot = Hot { status, terms_version, consents, n, gross, refunded, top_ups, commissions, ..Hot::new(log) };
        for t in &mut hot.tiers {
            t.sold = c.u32();
            t.fiat_allocated = c.u32();
            t.fiat_sold = c.u32();
        }
        for lane in &mut hot.lanes {
            lane.seq = c.u32();
            lane.served = u64::from_be_bytes(c.take());
        }
        hot
    }

    pub fn view(&self, e: &Env, tiers: u32) -> HotView {
        let mut counts = Vec::new(e);
        self.tiers[..tiers as usize].iter().for_each(|t| counts.push_back(*t));
        let mut lanes = Vec::new(e);
        self.lanes.iter().for_each(|l| lanes.push_back(*l));
        HotView {
            commissions: self.commissions,
            gross: self.gross,
            lanes,
            log: BytesN::from_array(e, &self.log),
            n: self.n,
            refunded: self.refunded,
            status: self.status as u32,
            terms_version: self.terms_version,
            tiers: counts,
            top_ups: self.top_ups,
        }
    }
}
