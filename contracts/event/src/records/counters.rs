//! Totals: the one entry that every sale writes.
use crate::{
    errors::Error,
    records::{
        packed::{Reader, Writer},
        terms::MAX_TIERS,
    },
};
use soroban_sdk::{Bytes, Env};

pub const LANES: usize = 16;
const SIZE: usize = 544;

/// There was a first order of any kind: splits and policy are fixed for ever.
pub const ORDERED: u16 = 1;
pub const PAUSED_BY_ORGANIZER: u16 = 2;
pub const PAUSED_BY_REGISTRY: u16 = 4;
pub const CANCELLED: u16 = 8;
/// From here on, each says that `State` has more about it.
pub const FROZEN: u16 = 16;
pub const REDIRECTED: u16 = 32;
pub const WINDOW: u16 = 64;

/// Tickets of a tier: `sold` over both rails, `fiat_allocated` set aside for fiat buyers, `fiat_sold` of these.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct TierCount {
    pub sold: u32,
    pub fiat_allocated: u32,
    pub fiat_sold: u32,
}

/// A settlement lane: the last batch's number and which of its items were served.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Lane {
    pub seq: u32,
    pub served: u64,
}

/// Money in stroops. `royalties` are in `gross`; `refundable` is the face price of all tickets that were paid and not
/// given back; `paid` is what payees and creators had; `top_ups` and `shortfalls` are what organizer and treasury put in;
/// `overpaid` is Σ max(0, paid − earned) over creators; `owed` waits for refundees and the treasury and is not cash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Counters {
    pub flags: u16,
    pub terms_version: u32,
    pub splits_version: u32,
    pub consents: u16,
    pub relayer_at: u64,
    pub n: u64,
    pub log: [u8; 32],
    pub gross: i128,
    pub royalties: i128,
    pub refunded: i128,
    pub refundable: i128,
    pub paid: i128,
    pub top_ups: i128,
    pub shortfalls: i128,
    pub earned: i128,
    pub creators_paid: i128,
    pub overpaid: i128,
    pub owed: i128,
    pub complimentary: u32,
    counts: [TierCount; MAX_TIERS],
    tiers: usize,
    lanes: [Lane; LANES],
    used_lanes: usize,
}

impl Counters {
    pub fn new(log: [u8; 32], tiers: usize) -> Self {
        Counters {
            flags: 0,
            terms_version: 1,
            splits_version: 1,
            consents: 0,
            relayer_at: 0,
            n: 0,
            log,
            gross: 0,
            royalties: 0,
            refunded: 0,
            refundable: 0,
            paid: 0,
            top_ups: 0,
            shortfalls: 0,
            earned: 0,
            creators_paid: 0,
            overpaid: 0,
            owed: 0,
            complimentary: 0,
            counts: Default::default(),
            tiers,
            lanes: Default::default(),
            used_lanes: 0,
        }
    }

    pub fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    pub fn set(&mut self, flag: u16, on: bool) {
        self.flags = if on { self.flags | flag } else { self.flags & !flag };
    }

    pub fn net(&self) -> i128 {
        self.gross - self.refunded
    }

    /// What the event holds for payees, creators, buyers and those who topped up.
    pub fn cash(&self) -> i128 {
        self.net() - self.paid + self.top_ups + self.shortfalls
    }

    /// What the cap bounds: payments for tickets that nobody was paid yet.
    pub fn held(&self) -> i128 {
        self.net() - self.royalties - self.paid
    }

    pub fn add_tier(&mut self) {
        self.tiers += 1;
    }

    pub fn counts(&self) -> &[TierCount] {
        self.counts.get(..self.tiers).unwrap()
    }

    pub fn count(&mut self, tier: u32) -> Result<&mut TierCount, Error> {
        self.counts.get_mut(..self.tiers).unwrap().get_mut(tier as usize).ok_or(Error::TierUnknown)
    }

    pub fn lanes(&self) -> &[Lane] {
        self.lanes.get(..self.used_lanes).unwrap()
    }

    /// A lane is stored from its first use on.
    pub fn lane(&mut self, index: u32) -> Result<&mut Lane, Error> {
        let lane = self.lanes.get_mut(index as usize).ok_or(Error::LaneUnknown)?;
        self.used_lanes = self.used_lanes.max(index as usize + 1);
        Ok(lane)
    }

    pub fn pack(&self, e: &Env) -> Bytes {
        let mut space = [0; SIZE];
        let mut w = Writer::new(&mut space);
        w.u16(self.flags);
        w.u32(self.terms_version);
        w.u32(self.splits_version);
        w.u16(self.consents);
        w.time(self.relayer_at);
        w.u64(self.n);
        w.put(&self.log);
        for money in [
            self.gross,
            self.royalties,
            self.refunded,
            self.refundable,
            self.paid,
            self.top_ups,
            self.shortfalls,
            self.earned,
            self.creators_paid,
            self.overpaid,
            self.owed,
        ] {
            w.money(money);
        }
        w.u32(self.complimentary);
        w.u8(self.tiers as u8);
        for count in self.counts() {
            [count.sold, count.fiat_allocated, count.fiat_sold].iter().for_each(|n| w.u32(*n));
        }
        w.u8(self.used_lanes as u8);
        for lane in self.lanes() {
            w.u32(lane.seq);
            w.u64(lane.served);
        }
        w.done(e)
    }

    pub fn unpack(packed: &Bytes) -> Self {
        let buffer = packed.to_buffer::<SIZE>();
        let mut r = Reader::new(buffer.as_slice());
        let (flags, terms_version, splits_version) = (r.u16(), r.u32(), r.u32());
        let (consents, relayer_at, n, log) = (r.u16(), r.time(), r.u64(), r.take());
        let mut c = Counters { flags, terms_version, splits_version, consents, relayer_at, n, ..Counters::new(log, 0) };
        for money in [
            &mut c.gross,
            &mut c.royalties,
            &mut c.refunded,
            &mut c.refundable,
            &mut c.paid,
            &mut c.top_ups,
            &mut c.shortfalls,
            &mut c.earned,
            &mut c.creators_paid,
            &mut c.overpaid,
            &mut c.owed,
        ] {
            *money = r.money();
        }
        c.complimentary = r.u32();
        c.tiers = r.u8() as usize;
        for count in c.counts.iter_mut().take(c.tiers) {
            *count = TierCount { sold: r.u32(), fiat_allocated: r.u32(), fiat_sold: r.u32() };
        }
        c.used_lanes = r.u8() as usize;
        for lane in c.lanes.iter_mut().take(c.used_lanes) {
            *lane = Lane { seq: r.u32(), served: r.u64() };
        }
        c
    }
}
