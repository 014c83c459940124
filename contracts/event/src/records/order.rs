//! An order: up to 20 tickets of one tier in one entry. The payer is kept apart only where it is not the owner.
use crate::records::packed::{Reader, Writer};
use soroban_sdk::{Address, Bytes, Env};

/// The owner is an address of the relayer's, which can never sign.
pub const CUSTODY: u8 = 1;
pub const COMPLIMENTARY: u8 = 2;
pub const ATTRIBUTED: u8 = 4;
const PAYER: u8 = 8;
/// Settled in fiat: its seat belongs to fiat.
pub const FIAT: u8 = 16;
/// The right to a refund is the platform's treasury's, also when others hold the tickets.
pub const TREASURY: u8 = 32;
/// An only ticket was sold on: how often follows.
const RESOLD: u8 = 64;
/// Their `mint` events stay under half of what one transaction may emit.
pub const MAX_TICKETS: u32 = 20;
const SIZE: usize = 112;
const DAY: u64 = 24 * 3600;

/// Who has the right to the money of a ticket.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Payer {
    Owner,
    Other(Address),
    Treasury,
}

/// Every byte of it is paid for years in advance, so flags, tier and number share two, and what most orders lack comes last.
/// `used`, `moved`, `listed`, `refunded` are masks, bit i = ticket i. `resales` is of an order's only ticket. `day` is that
/// of settlement, since 1970. `credits` is the digest of what a refund must take back from creators.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Order {
    pub flags: u8,
    pub tier: u8,
    pub count: u8,
    pub used: u32,
    pub moved: u32,
    pub listed: u32,
    pub refunded: u32,
    pub terms_version: u32,
    pub resales: u8,
    pub owner: Address,
    pub day: u16,
    pub credits: [u8; 16],
    pub payer: Payer,
}

impl Order {
    pub fn new(owner: &Address, tier: u32, count: u32, flags: u8, terms_version: u32) -> Self {
        Order {
            flags,
            tier: tier as u8,
            count: count as u8,
            used: 0,
            moved: 0,
            listed: 0,
            refunded: 0,
            terms_version,
            resales: 0,
            owner: owner.clone(),
            day: 0,
            credits: [0; 16],
            payer: if flags & TREASURY != 0 { Payer::Treasury } else { Payer::Owner },
        }
    }

    /// Of a fiat payment that settles now.
    pub fn settled(owner: &Address, tier: u32, count: u32, terms_version: u32, now: u64) -> Self {
        let day = (now / DAY) as u16;
        Order { day, ..Order::new(owner, tier, count, CUSTODY | FIAT | TREASURY, terms_version) }
    }

    pub fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// All tickets, as a mask.
    pub fn all(&self) -> u32 {
        (1 << self.count) - 1
    }

    pub fn settled_at(&self) -> u64 {
        self.day as u64 * DAY
    }

    pub fn attribute(&mut self, credits: [u8; 16]) {
        self.flags |= ATTRIBUTED;
        self.credits = credits;
    }

    /// Gives the whole order to somebody.
    pub fn hand_over(&mut self, to: &Address, custody: bool, payer: Payer) {
        self.owner = to.clone();
        self.flags =
            self.flags & !(CUSTODY | PAYER | TREASURY) | if custody { CUSTODY } else { 0 } | payer_flags(&payer);
        self.payer = payer;
    }

    pub fn pack(&self, e: &Env) -> Bytes {
        let mut space = [0; SIZE];
        let mut w = Writer::new(&mut space);
        let flags = self.flags | if self.resales > 0 { RESOLD } else { 0 };
        w.u16((flags as u16) << 9 | (self.tier as u16) << 5 | self.count as u16);
        [self.used, self.moved, self.listed, self.refunded].iter().for_each(|mask| w.mask(*mask, self.count));
        // Nobody changes an event's details so often; from there on a buyer may give back what changed before the sale.
        w.u16(self.terms_version.min(u16::MAX as u32) as u16);
        w.address(&self.owner);
        if self.has(FIAT) {
            w.u16(self.day);
        }
        if self.has(ATTRIBUTED) {
            w.put(&self.credits);
        }
        if self.resales > 0 {
            w.u8(self.resales);
        }
        if let Payer::Other(payer) = &self.payer {
            w.address(payer);
        }
        w.done(e)
    }

    pub fn unpack(e: &Env, packed: &Bytes) -> Self {
        let buffer = packed.to_buffer::<SIZE>();
        let mut r = Reader::new(buffer.as_slice());
        let head = r.u16();
        let (flags, tier, count) = ((head >> 9) as u8, (head >> 5 & 15) as u8, (head & 31) as u8);
        let (used, moved, listed, refunded) = (r.mask(count), r.mask(count), r.mask(count), r.mask(count));
        let (terms_version, owner) = (r.u16() as u32, r.address(e));
        let day = if flags & FIAT != 0 { r.u16() } else { 0 };
        let credits = if flags & ATTRIBUTED != 0 { r.take() } else { [0; 16] };
        let resales = if flags & RESOLD != 0 { r.u8() } else { 0 };
        let payer = read_payer(e, flags, &mut r);
        let flags = flags & !RESOLD;
        Order { flags, tier, count, used, moved, listed, refunded, terms_version, resales, owner, day, credits, payer }
    }
}

pub fn payer_flags(payer: &Payer) -> u8 {
    match payer {
        Payer::Owner => 0,
        Payer::Other(_) => PAYER,
        Payer::Treasury => TREASURY,
    }
}

pub fn read_payer(e: &Env, flags: u8, r: &mut Reader) -> Payer {
    match (flags & TREASURY != 0, flags & PAYER != 0) {
        (true, _) => Payer::Treasury,
        (_, true) => Payer::Other(r.address(e)),
        _ => Payer::Owner,
    }
}
