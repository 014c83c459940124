//! Settled fiat money becomes tickets: up to 50 orders in one call, each lane and sequence number exactly once.
use crate::{
    clock::{ensure_selling, now},
    ensure,
    errors::Error,
    events, ids, log,
    payloads::{Batch, SettledItem},
    records::{
        config::Config,
        counters::{Counters, ORDERED},
        order::Order,
        storage,
        terms::Terms,
    },
    sale::{batch_items::Item, credits, inventory},
};
use soroban_sdk::{token::TokenClient, Address, Env, Val, Vec};

const MAX_ITEMS: u32 = 50;
/// Of one batch: what they write and publish must fit beside 50 orders.
const MAX_CREDITS: u32 = 60;
const MAX_CREATORS: u32 = 30;

/// A batch on its way. `asked` and `total` are stroops: for all items, and for those that were served.
struct Run {
    config: Config,
    terms: Terms,
    counters: Counters,
    open: bool,
    asked: i128,
    total: i128,
    served: u64,
    credits: u32,
    creators: Vec<Address>,
    items: Vec<Option<SettledItem>>,
}

/// Returns the mask of the items that were served. The others' money goes back in this call: of those that found no seats or
/// no room under the cap, that name other splits than today's or an address that takes no tickets, and of all while nothing
/// is sold. Sale windows do not count here: the fan paid while the hold stood.
pub fn execute(e: &Env, treasury: &Address, lane: u32, seq: u32, items: &Vec<Val>) -> Result<u64, Error> {
    let (config, terms, counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    config.registry.require_auth();
    ensure!((1..=MAX_ITEMS).contains(&items.len()), Error::BatchSizeInvalid);
    let open = ensure_selling(e, &terms, &counters).is_ok();
    let (creators, facts) = (Vec::new(e), Vec::new(e));
    let mut run =
        Run { config, terms, counters, open, asked: 0, total: 0, served: 0, credits: 0, creators, items: facts };
    take_turn(&mut run.counters, lane, seq)?;
    for (i, item) in items.iter().enumerate() {
        let fact = Item::read(e, &item).map(|item| run.settle(e, ids::settled(lane, seq, i as u32), i, item));
        run.items.push_back(fact);
    }
    let Run { config, mut counters, asked, total, served, items, .. } = run;
    counters.lane(lane)?.served = served;
    counters.relayer_at = now(e);
    let payload = Batch { items, lane, seq, served, total };
    log::publish(e, &mut counters, |n, log| events::Settled { payload, n, log });
    storage::set_counters(e, &counters);
    collect(e, &config, treasury, asked, total);
    Ok(served)
}

fn take_turn(counters: &mut Counters, lane: u32, seq: u32) -> Result<(), Error> {
    let last = &mut counters.lane(lane)?.seq;
    ensure!(seq > *last, Error::SequenceUsed);
    ensure!(seq == *last + 1, Error::SequenceGap);
    *last = seq;
    Ok(())
}

impl Run {
    fn settle(&mut self, e: &Env, id: u64, index: usize, item: Item) -> SettledItem {
        let mut credited = Vec::new(e);
        // Paid before a change, settled after it: the buyer may give back what became something else.
        let terms_version = item.terms_version.min(self.counters.terms_version);
        if let Some(price) = item.price(&self.terms) {
            self.asked += price;
            if self.reserve(e, &item, price) {
                self.served |= 1 << index;
                self.total += price;
                credited = self.credit(e, &item);
                self.issue(e, id, &item, terms_version, &credited);
            }
        }
        SettledItem(item.owner, item.tier, item.qty, item.evidence, credited, terms_version)
    }

    /// Whether the item becomes an order; then its seats are taken and its price is booked.
    fn reserve(&mut self, e: &Env, item: &Item, price: i128) -> bool {
        let counters = &mut self.counters;
        let within = self.config.cap == 0 || counters.held() + price <= self.config.cap;
        let bound = item.splits_version == counters.splits_version && !self.config.is_taken(e, &item.owner);
        if !(self.open && within && bound && inventory::sell_to_fiat(counters, item.tier, item.qty).is_ok()) {
            return false;
        }
        counters.gross += price;
        counters.refundable += price;
        counters.set(ORDERED, true);
        true
    }

    /// The credits that count, as (creator, weight, commission for one ticket). They carry no signature: relayer and treasury
    /// signed the batch. Beyond the batch's bounds they are dropped, and the order is served.
    fn credit(&mut self, e: &Env, item: &Item) -> Vec<(Address, u32, i128)> {
        let approved = credits::approved(e, &self.terms, &item.owner, &item.credits);
        let mut creators = self.creators.clone();
        for (creator, ..) in approved.iter() {
            if !creators.contains(&creator) {
                creators.push_back(creator);
            }
        }
        let credits = self.credits + approved.len();
        if credits > MAX_CREDITS || creators.len() > MAX_CREATORS {
            return Vec::new(e);
        }
        (self.credits, self.creators) = (credits, creators);
        let price = self.terms.tier(item.tier).map_or(0, |tier| tier.price);
        credits::credited(e, &approved, &credits::amounts(e, price, &approved))
    }

    fn issue(&mut self, e: &Env, id: u64, item: &Item, terms_version: u32, credited: &Vec<(Address, u32, i128)>) {
        let mut order = Order::settled(&item.owner, item.tier, item.qty, terms_version, now(e));
        credits::earn(e, &mut self.counters, id, &mut order, credited);
        storage::set_order(e, id, &order);
    }
}

/// The treasury signed for one exact amount, so all of it comes in and what bought nothing goes back.
fn collect(e: &Env, config: &Config, treasury: &Address, asked: i128, total: i128) {
    let (usdc, here) = (TokenClient::new(e, &config.usdc), e.current_contract_address());
    if asked > 0 {
        usdc.transfer(treasury, &here, &asked);
    }
    if asked > total {
        usdc.transfer(&here, treasury, &(asked - total));
    }
}
