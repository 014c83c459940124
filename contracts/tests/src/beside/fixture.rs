//! An event on sale, the registry that knows it, and the contracts beside it. Brands are `friend` and `fan`: they hold USDC.
use super::registry;
use crate::{
    fixture::{wasm, Code, Failure, Fixture},
    sign::{sign, Call},
    terms::ENDS_AT,
};
use passa_creators::CreatorsContract;
use passa_loyalty::LoyaltyContract;
use passa_sponsor::SponsorContract;
use soroban_sdk::{
    testutils::Events as _,
    xdr::{ContractEvent, ContractEventBody, ScVal},
    Address, BytesN, IntoVal, TryFromVal, Val, Vec,
};
use std::cell::RefCell;

pub struct Desk {
    pub w: Fixture,
    pub registry: Address,
    pub creators: Address,
    pub sponsor: Address,
    pub loyalty: Address,
    /// What the contracts beside the event published, in order.
    pub published: RefCell<std::vec::Vec<ContractEvent>>,
}

pub fn refused<T>(code: u32) -> Result<T, Failure> {
    Err(Failure::Code(code))
}

impl Desk {
    pub fn native() -> Self {
        Self::with(Code::Native, Fixture::native())
    }

    pub fn with(code: Code, w: Fixture) -> Self {
        let env = &w.env;
        let registry = registry::open(&w, code);
        let (one, two) = ((registry.clone(),), (registry.clone(), w.usdc.clone()));
        let [creators, sponsor, loyalty] = match code {
            Code::Native => [
                env.register(CreatorsContract, one.clone()),
                env.register(SponsorContract, two),
                env.register(LoyaltyContract, one),
            ],
            Code::Wasm => [
                env.register(&*wasm("creators"), one.clone()),
                env.register(&*wasm("sponsor"), two),
                env.register(&*wasm("loyalty"), one),
            ],
        };
        let desk = Desk { registry, creators, sponsor, loyalty, published: RefCell::default(), w };
        desk.enlist(&desk.w.event, 2);
        desk.w.set_commission("njeri", 1_000).unwrap();
        desk.w.set_commission("otieno", 1_000).unwrap();
        desk
    }

    /// Calls a contract beside the event.
    pub fn run<T: TryFromVal<soroban_sdk::Env, Val>>(
        &self,
        contract: &Address,
        function: &str,
        args: impl IntoVal<soroban_sdk::Env, Vec<Val>>,
    ) -> Result<T, Failure> {
        let result = self.w.run(contract, function, args)?;
        let events = self.w.env.events().all();
        self.published.borrow_mut().extend(events.filter_by_contract(contract).events().iter().cloned());
        Ok(result)
    }

    /// Makes the call with just these signatures.
    pub fn attempt(&self, what: &Call, signers: &[&str]) -> Result<(), Failure> {
        let w = &self.w;
        let auths: std::vec::Vec<_> =
            signers.iter().map(|name| sign(&w.env, &w.person(name), w.next_nonce(), what)).collect();
        w.env.set_auths(&auths);
        let done = w.invoke(what);
        w.allow_all();
        done
    }

    pub fn hash(&self, byte: u8) -> BytesN<32> {
        BytesN::from_array(&self.w.env, &[byte; 32])
    }

    /// A fiat order of so many tickets, all of them a creator's. Returns the order.
    pub fn sell(&self, creator: &str, tickets: u32) -> u64 {
        let w = &self.w;
        let seq = w.counters().lanes().first().map_or(1, |lane| lane.seq + 1);
        w.allocate(0, tickets).unwrap();
        let item = w.credited_item("c1", 0, tickets, &[(creator, 10_000)]);
        assert_eq!(w.settle(0, seq, &[item]), Ok(1));
        1 << 58 | (seq as u64) << 6
    }

    /// So many seconds after the event's end.
    pub fn after_end(&self, seconds: u64) {
        self.w.at(ENDS_AT + seconds)
    }

    /// (topics, data) of the events of this name.
    pub fn events(&self, name: &str) -> std::vec::Vec<(std::vec::Vec<ScVal>, ScVal)> {
        let name = ScVal::Symbol(soroban_sdk::xdr::ScSymbol(name.try_into().unwrap()));
        let published = self.published.borrow();
        let bodies = published.iter().map(|e| match &e.body {
            ContractEventBody::V0(body) => (body.topics.to_vec(), body.data.clone()),
        });
        bodies.filter(|(topics, _)| topics.get(1) == Some(&name)).collect()
    }
}

/// SHA-256 over the XDR of a vector of values: how ids are made.
pub fn id_of(d: &Desk, parts: impl IntoVal<soroban_sdk::Env, Val>) -> BytesN<32> {
    let env = &d.w.env;
    let value: Val = parts.into_val(env);
    env.crypto().sha256(&soroban_sdk::xdr::ToXdr::to_xdr(value, env)).to_bytes()
}
