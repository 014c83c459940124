//! The contracts beside `event`, as they are deployed for a registry.
use crate::fixture::{wasm, Code, Done, Fixture, USDC};
use passa_creators::CreatorsContract;
use passa_loyalty::LoyaltyContract;
use passa_sponsor::{Offer, SponsorContract};
use soroban_sdk::{vec, Address, BytesN, IntoVal, Val, Vec};

pub struct Desk {
    pub w: Fixture,
    pub creators: Address,
    pub sponsor: Address,
    pub loyalty: Address,
}

impl Desk {
    pub fn native() -> Self {
        Self::beside(Fixture::published(Code::Native), Code::Native)
    }

    pub fn beside(w: Fixture, code: Code) -> Self {
        let env = &w.env;
        let (one, two) = ((w.registry.clone(),), (w.registry.clone(), w.usdc.clone()));
        let [creators, sponsor, loyalty] = match code {
            Code::Native => [
                env.register(CreatorsContract, one.clone()),
                env.register(SponsorContract, two),
                env.register(LoyaltyContract, one),
            ],
            _ => [
                env.register(&*wasm("creators"), one.clone()),
                env.register(&*wasm("sponsor"), two),
                env.register(&*wasm("loyalty"), one),
            ],
        };
        Desk { creators, sponsor, loyalty, w }
    }

    pub fn hash(&self, byte: u8) -> BytesN<32> {
        BytesN::from_array(&self.w.env, &[byte; 32])
    }

    /// A sponsorship by `friend` of 100 USDC, all of it for milestones; the organizer claimed 40 and the brand objects.
    pub fn objected(&self) -> BytesN<32> {
        let (w, env) = (&self.w, &self.w.env);
        let offer = Offer {
            amount: 100 * USDC,
            creators: vec![env, w.address("artist")],
            daily: USDC,
            rate: USDC,
            terms_hash: self.hash(4),
            total: USDC,
        };
        let id: BytesN<32> =
            w.run(&self.sponsor, "sponsor_fund", (w.address("friend"), &w.event, 1u64, offer)).unwrap();
        w.run::<()>(&self.sponsor, "sponsor_accept", (&id,)).unwrap();
        w.run::<()>(&self.sponsor, "sponsor_claim", (&id, 40 * USDC, self.hash(5))).unwrap();
        w.run::<()>(&self.sponsor, "sponsor_object", (&id,)).unwrap();
        id
    }

    pub fn decide(&self, id: &BytesN<32>, amount: i128) -> Done {
        self.w.call("sponsor_decide", (&self.sponsor, id, amount))
    }

    /// What the only member redeems of 100 points: the tree is one leaf.
    pub fn redemption(&self, amount: u64, nonce: u32) -> Vec<Val> {
        let proof = Vec::<BytesN<32>>::new(&self.w.env);
        (&self.loyalty, self.hash(1), self.hash(2), amount, nonce, 100u64, 1u32, proof).into_val(&self.w.env)
    }

    /// The root over that member's points.
    pub fn root(&self) -> BytesN<32> {
        let leaf = [&[0u8][..], &[1; 32], &100u64.to_be_bytes(), &1u32.to_be_bytes()].concat();
        BytesN::from_array(&self.w.env, &<sha2::Sha256 as sha2::Digest>::digest(leaf).into())
    }

    pub fn set_root(&self, epoch: u32) -> Done {
        self.w.call("set_root", (&self.loyalty, epoch, self.root()))
    }

    pub fn propose_wasm(&self, hash: &BytesN<32>) -> Done {
        self.w.call("propose_wasm", (&self.loyalty, hash))
    }

    pub fn cancel_wasm(&self, by: &str) -> Done {
        self.w.call("cancel_wasm", (self.w.address(by), &self.loyalty))
    }
}
