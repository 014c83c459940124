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
//! | 112 | 16 × 12 | per tier: sold, fiat allocated, fiat sold (u32 each) |
//! | 304 | 16 × 12 | per fiat lane: sequence u32, served mask u64 |
use crate::{
    errors::Error,
    packed::{Reader, Writer},
    types::{HotView, Lane, TierCount},
};
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

    pub fn tier(&mut self, index: u32) -> Result<&mut TierCount, Error> {
        self.tiers.get_mut(index as usize).ok_or(Error::TierUnknown)
    }

    pub fn lane(&mut self, index: u32) -> Result<&mut Lane, Error> {
        self.lanes.get_mut(index as usize).ok_or(Error::LaneUnknown)
    }

    pub fn pack(&self, e: &Env) -> Bytes {
        let mut w = Writer::<SIZE>::new();
        w.put([LAYOUT, self.status]);
        w.put(self.terms_version.to_be_bytes());
        w.put(self.consents.to_be_bytes());
        w.put(self.n.to_be_bytes());
        w.put(self.log);
        for money in [self.gross, self.refunded, self.top_ups, self.commissions] {
            w.put(money.to_be_bytes());
        }
        for t in &self.tiers {
            for count in [t.sold, t.fiat_allocated, t.fiat_sold] {
                w.put(count.to_be_bytes());
            }
        }
        for lane in &self.lanes {
            w.put(lane.seq.to_be_bytes());
            w.put(lane.served.to_be_bytes());
        }
        Bytes::from_array(e, &w.bytes)
    }

    pub fn unpack(packed: &Bytes) -> Self {
        let mut bytes = [0; SIZE];
        packed.copy_into_slice(&mut bytes);
        let mut r = Reader::new(bytes);
        let (_layout, status, terms_version) = (r.u8(), r.u8(), r.u32());
        let (consents, n, log) = (u16::from_be_bytes(r.take()), r.u64(), r.take());
        let (gross, refunded, top_ups, commissions) = (r.i128(), r.i128(), r.i128(), r.i128());
        let mut hot =
            Hot { status, terms_version, consents, n, gross, refunded, top_ups, commissions, ..Hot::new(log) };
        for t in &mut hot.tiers {
            *t = TierCount { sold: r.u32(), fiat_allocated: r.u32(), fiat_sold: r.u32() };
        }
        for lane in &mut hot.lanes {
            *lane = Lane { seq: r.u32(), served: r.u64() };
        }
        hot
    }

    pub fn view(&self, e: &Env, tiers: u32) -> HotView {
        let mut counts = Vec::new(e);
        for t in self.tiers.iter().take(tiers as usize) {
            counts.push_back(*t);
        }
        let mut lanes = Vec::new(e);
        for lane in &self.lanes {
            lanes.push_back(*lane);
        }
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
