//! Sponsors in one line each.
use super::fixture::{refused, Desk};
use crate::fixture::{Failure, USDC};
use passa_sponsor::{Error, Offer, Sponsorship};
use soroban_sdk::{BytesN, Vec};

type Done<T = ()> = Result<T, Failure>;
pub type Id = BytesN<32>;

pub fn no<T>(error: Error) -> Done<T> {
    refused(error as u32)
}

impl Desk {
    /// 1 000 USDC: 300 for njeri and otieno, 2 a ticket and at most 100 a day; 700 for milestones.
    pub fn offer(&self) -> Offer {
        let mut creators = Vec::new(&self.w.env);
        ["njeri", "otieno"].iter().for_each(|name| creators.push_back(self.w.address(name)));
        Offer {
            amount: 1_000 * USDC,
            creators,
            daily: 100 * USDC,
            rate: 2 * USDC,
            terms_hash: self.hash(4),
            total: 300 * USDC,
        }
    }

    pub fn fund_as(&self, brand: &str, nonce: u64, offer: Offer) -> Done<Id> {
        let args = (self.w.address(brand), self.w.event.clone(), nonce, offer);
        self.run(&self.sponsor, "sponsor_fund", args)
    }

    /// Funded by `friend`, who had nothing here before.
    pub fn funded(&self) -> Id {
        self.fund_as("friend", 1, self.offer()).unwrap()
    }

    pub fn agreed(&self) -> Id {
        let id = self.funded();
        self.accept(&id).unwrap();
        id
    }

    /// With an open claim of 400 USDC.
    pub fn claimed(&self) -> Id {
        let id = self.agreed();
        self.claim(&id, 400 * USDC).unwrap();
        id
    }

    pub fn accept(&self, id: &Id) -> Done {
        self.run(&self.sponsor, "sponsor_accept", (id,))
    }

    pub fn bonus(&self, id: &Id, creator: &str) -> Done<i128> {
        self.run(&self.sponsor, "sponsor_bonus", (id, self.w.address(creator)))
    }

    pub fn claim(&self, id: &Id, amount: i128) -> Done {
        self.run(&self.sponsor, "sponsor_claim", (id, amount, self.hash(5)))
    }

    pub fn object(&self, id: &Id) -> Done {
        self.run(&self.sponsor, "sponsor_object", (id,))
    }

    /// By the brand if `approved`, else by anyone.
    pub fn release(&self, id: &Id, approved: bool) -> Done<i128> {
        self.run(&self.sponsor, "sponsor_release", (id, approved))
    }

    pub fn decide(&self, id: &Id, amount: i128) -> Done {
        self.run(&self.sponsor, "sponsor_decide", (id, amount))
    }

    pub fn take_back(&self, id: &Id) -> Done<i128> {
        self.run(&self.sponsor, "sponsor_refund", (id,))
    }

    pub fn sponsorship(&self, id: &Id) -> Sponsorship {
        self.w.env.as_contract(&self.sponsor, || passa_sponsor::sponsorship(&self.w.env, id)).unwrap()
    }

    pub fn escrow(&self) -> i128 {
        self.w.token().balance(&self.sponsor)
    }
}
