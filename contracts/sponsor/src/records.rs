//! One entry for each sponsorship. Creators are in it, with what they had sold when the organizer accepted: eight entries of
//! their own would cost a brand eight times the rent. A sponsorship has few calls, so fields keep their names.
use crate::errors::Error;
use soroban_sdk::{contracttype, Address, BytesN, Vec};

/// Whole tickets in points, as the event counts them: tickets × weight in basis points.
const TICKET: i128 = 10_000;

pub const DAY: u64 = 24 * 3600;

/// What a brand offers. Of `amount`, `total` is for creators: `rate` a ticket, at most `daily` in a UTC day. The rest is the
/// organizer's, by milestones. All in stroops. `terms_hash` is the SHA-256 of what they agreed on.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Offer {
    pub amount: i128,
    pub creators: Vec<Address>,
    pub daily: i128,
    pub rate: i128,
    pub terms_hash: BytesN<32>,
    pub total: i128,
}

#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Stage {
    Funded = 0,
    Accepted = 1,
    /// The brand took back what was left, but for an open claim.
    Ended = 2,
}

/// A creator's part: `base` are the points at acceptance, which earn nothing here.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Grant {
    pub base: i128,
    pub creator: Address,
    pub paid: i128,
}

/// A milestone that waits; an amount of 0 is none. `again`: it follows an objection, so no other does.
#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Claim {
    pub again: bool,
    pub amount: i128,
    pub at: u64,
    pub objected: bool,
}

/// `spent` is what creators got on UTC day `day`, `n` and `log` cover this sponsorship's events.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sponsorship {
    pub amount: i128,
    pub brand: Address,
    pub claim: Claim,
    pub daily: i128,
    pub day: u64,
    pub event: Address,
    pub grants: Vec<Grant>,
    pub log: BytesN<32>,
    pub n: u64,
    pub paid: i128,
    pub rate: i128,
    pub refunded: i128,
    pub released: i128,
    pub spent: i128,
    pub stage: Stage,
    pub total: i128,
}

impl Claim {
    pub const NONE: Claim = Claim { again: false, amount: 0, at: 0, objected: false };
}

impl Sponsorship {
    pub fn left(&self) -> i128 {
        self.amount - self.paid - self.released - self.refunded
    }

    /// What the organizer may still claim: never what is for creators.
    pub fn milestones_left(&self) -> i128 {
        self.amount - self.total - self.released
    }

    pub fn open_claim(&self) -> Result<Claim, Error> {
        passa_types::ensure!(self.claim.amount > 0, Error::NoClaim);
        Ok(self.claim)
    }

    pub fn ensure_accepted(&self) -> Result<(), Error> {
        passa_types::ensure!(self.stage == Stage::Accepted, Error::NotAccepted);
        Ok(())
    }

    /// What a creator gets on this day for `points`, within both limits; the rest waits. Refunds lower the points, never
    /// below what was paid.
    pub fn bonus(&self, grant: &Grant, points: i128, day: u64) -> i128 {
        let new = (points - grant.base).max(0);
        // More than an i128 holds is more than any limit.
        let earned = self.rate.checked_mul(new).map_or(self.total, |stroops| stroops / TICKET);
        (earned - grant.paid).min(self.daily - self.spent_on(day)).min(self.total - self.paid).max(0)
    }

    fn spent_on(&self, day: u64) -> i128 {
        if day == self.day {
            return self.spent;
        }
        0
    }

    pub fn spend(&mut self, day: u64, amount: i128) {
        self.spent = self.spent_on(day) + amount;
        self.day = day;
        self.paid += amount;
    }
}
