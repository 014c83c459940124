//! What an event sells and to whom its money goes, as buyers and payees agreed to it.
use crate::{
    errors::Error,
    records::{
        packed::{Reader, Writer},
        payee::{PayeeRow, MAX_PAYEES},
    },
};
use passa_types::{Currency, EventInit, Face, Policy, Tier};
use soroban_sdk::{Bytes, BytesN, Env, String};

pub const MAX_TIERS: usize = 16;
/// Longest texts, ten payees with ids, sixteen tiers.
const SIZE: usize = 1_536;
const TRANSFERABLE: u8 = 1;
const CONSENT: u8 = 2;

const NO_TIER: Tier = Tier {
    capacity: 0,
    closes_at: 0,
    face: Face { amount: 0, currency: Currency::Kes },
    fiat_quota: 0,
    opens_at: 0,
    per_order: 0,
    price: 0,
};

#[derive(Clone, Debug)]
pub struct Terms {
    pub name: Bytes,
    pub uri: Bytes,
    pub metadata_hash: BytesN<32>,
    pub place_hash: BytesN<32>,
    pub starts_at: u64,
    pub ends_at: u64,
    pub doors_at: u64,
    pub policy: Policy,
    pub complimentary: u32,
    rows: [PayeeRow; MAX_PAYEES],
    payees: usize,
    sold: [Tier; MAX_TIERS],
    tiers: usize,
}

impl Terms {
    /// Checks only what its form needs; `terms/validate.rs` checks the rules. Errors 101, 111, 117, 118.
    pub fn new(init: &EventInit) -> Result<Self, Error> {
        let mut terms = Terms {
            name: text(&init.name, 64, Error::NameInvalid)?,
            uri: text(&init.uri, 256, Error::UriTooLong)?,
            metadata_hash: init.metadata_hash.clone(),
            place_hash: init.place_hash.clone(),
            starts_at: init.starts_at,
            ends_at: init.ends_at,
            doors_at: init.doors_at,
            policy: init.policy.clone(),
            complimentary: init.complimentary,
            rows: Default::default(),
            payees: 0,
            sold: [NO_TIER; MAX_TIERS],
            tiers: 0,
        };
        terms.set_payees(&init.payees)?;
        init.tiers.iter().try_for_each(|tier| terms.add_tier(tier))?;
        Ok(terms)
    }

    pub fn set_payees(&mut self, payees: &soroban_sdk::Vec<passa_types::Payee>) -> Result<(), Error> {
        let count = payees.len() as usize;
        crate::ensure!((2..=MAX_PAYEES).contains(&count), Error::PayeeCountInvalid);
        self.payees = count;
        for (row, payee) in self.rows.iter_mut().zip(payees.iter()) {
            crate::ensure!((1..=10_000).contains(&payee.bps), Error::ShareZero);
            *row = PayeeRow::new(&payee);
        }
        Ok(())
    }

    pub fn set_uri(&mut self, uri: &String) -> Result<(), Error> {
        self.uri = text(uri, 256, Error::UriTooLong)?;
        Ok(())
    }

    pub fn add_tier(&mut self, tier: Tier) -> Result<(), Error> {
        *self.sold.get_mut(self.tiers).ok_or(Error::TooManyTiers)? = tier;
        self.tiers += 1;
        Ok(())
    }

    pub fn tiers(&self) -> &[Tier] {
        self.sold.get(..self.tiers).unwrap()
    }

    pub fn tiers_mut(&mut self) -> &mut [Tier] {
        self.sold.get_mut(..self.tiers).unwrap()
    }

    pub fn tier(&self, index: u32) -> Result<&Tier, Error> {
        self.tiers().get(index as usize).ok_or(Error::TierUnknown)
    }

    pub fn payees(&self) -> &[PayeeRow] {
        self.rows.get(..self.payees).unwrap()
    }

    pub fn payee(&self, index: u32) -> Result<&PayeeRow, Error> {
        self.payees().get(index as usize).ok_or(Error::PayeeUnknown)
    }

    pub fn payee_mut(&mut self, index: u32) -> &mut PayeeRow {
        self.rows.get_mut(index as usize).unwrap()
    }

    /// What a payee accepts: policy and payees as they are stored.
    pub fn splits_hash(&self, e: &Env) -> BytesN<32> {
        let mut space = [0; 512];
        let mut w = Writer::bare(&mut space);
        self.write_splits(&mut w);
        e.crypto().sha256(&w.done(e)).to_bytes()
    }

    pub fn pack(&self, e: &Env) -> Bytes {
        let mut space = [0; SIZE];
        let mut w = Writer::new(&mut space);
        w.u8(self.name.len() as u8);
        w.text(&self.name);
        w.u16(self.uri.len() as u16);
        w.text(&self.uri);
        w.put(&self.metadata_hash.to_array());
        w.put(&self.place_hash.to_array());
        for time in [self.starts_at, self.ends_at, self.doors_at] {
            w.time(time);
        }
        self.write_splits(&mut w);
        w.u8(self.tiers as u8);
        self.tiers().iter().for_each(|tier| write_tier(&mut w, tier));
        w.done(e)
    }

    fn write_splits(&self, w: &mut Writer) {
        let p = &self.policy;
        w.u8(if p.transferable { TRANSFERABLE } else { 0 } | if p.consent { CONSENT } else { 0 });
        for bps in [p.reserve_bps, p.royalty_bps, p.commission_cap_bps, p.resale_cap_bps] {
            w.u16(bps as u16);
        }
        w.u8(p.resale_limit as u8);
        w.u32(self.complimentary);
        for time in [p.freeze_at, p.refund_until, p.release_at] {
            w.time(time);
        }
        w.u8(self.payees as u8);
        self.payees().iter().for_each(|payee| payee.write(w));
    }

    pub fn unpack(e: &Env, packed: &Bytes) -> Self {
        let buffer = packed.to_buffer::<SIZE>();
        let mut r = Reader::new(buffer.as_slice());
        let length = r.u8() as usize;
        let name = r.text(e, length);
        let length = r.u16() as usize;
        let uri = r.text(e, length);
        let mut terms = Terms {
            name,
            uri,
            metadata_hash: BytesN::from_array(e, &r.take()),
            place_hash: BytesN::from_array(e, &r.take()),
            starts_at: r.time(),
            ends_at: r.time(),
            doors_at: r.time(),
            policy: read_policy(&mut r),
            complimentary: 0,
            rows: Default::default(),
            payees: 0,
            sold: [NO_TIER; MAX_TIERS],
            tiers: 0,
        };
        terms.complimentary = r.u32();
        let policy = &mut terms.policy;
        (policy.freeze_at, policy.refund_until, policy.release_at) = (r.time(), r.time(), r.time());
        terms.payees = r.u8() as usize;
        terms.rows.iter_mut().take(terms.payees).for_each(|row| *row = PayeeRow::read(&mut r));
        terms.tiers = r.u8() as usize;
        terms.sold.iter_mut().take(terms.tiers).for_each(|tier| *tier = read_tier(&mut r));
        terms
    }
}

/// All but its times, which follow.
fn read_policy(r: &mut Reader) -> Policy {
    let flags = r.u8();
    Policy {
        transferable: flags & TRANSFERABLE != 0,
        consent: flags & CONSENT != 0,
        reserve_bps: r.u16() as u32,
        royalty_bps: r.u16() as u32,
        commission_cap_bps: r.u16() as u32,
        resale_cap_bps: r.u16() as u32,
        resale_limit: r.u8() as u32,
        freeze_at: 0,
        refund_until: 0,
        release_at: 0,
    }
}

fn write_tier(w: &mut Writer, t: &Tier) {
    w.money(t.price);
    w.money(t.face.amount);
    w.u8(t.face.currency as u8);
    w.u32(t.capacity);
    w.u32(t.fiat_quota);
    w.time(t.opens_at);
    w.time(t.closes_at);
    w.u8(t.per_order as u8);
}

fn read_tier(r: &mut Reader) -> Tier {
    let (price, amount) = (r.money(), r.money());
    let currency = if r.u8() == Currency::Kes as u8 { Currency::Kes } else { Currency::Usd };
    Tier {
        price,
        face: Face { amount, currency },
        capacity: r.u32(),
        fiat_quota: r.u32(),
        opens_at: r.time(),
        closes_at: r.time(),
        per_order: r.u8() as u32,
    }
}

fn text(text: &String, longest: u32, error: Error) -> Result<Bytes, Error> {
    crate::ensure!(text.len() <= longest, error);
    Ok(text.to_bytes())
}
