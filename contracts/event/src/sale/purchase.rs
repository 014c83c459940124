//! A wallet buys: capacity, payment, entitlements, tickets and events in one transaction. No payee is touched, so no
//! payee can stop a sale.
use crate::{
    clock::{ensure_selling, now},
    ensure,
    errors::Error,
    events, ids, log,
    payloads::Sale,
    records::{
        config::Config,
        counters::{Counters, ORDERED},
        order::{Order, MAX_TICKETS},
        storage,
        terms::Terms,
    },
    sale::{attribution, credits, inventory},
    ticket_events,
};
use soroban_sdk::{token::TokenClient, Address, Bytes, Env, Vec};

const MAX_ITEMS: u32 = 5;

/// (id, tier, quantity).
type Reserved = Vec<(u64, u32, u32)>;

/// What a wallet asks for. The buyer is bound to the terms shown and pays at most `max_total` stroops.
pub struct Request {
    pub buyer: Address,
    pub nonce: u64,
    pub items: Vec<(u32, u32)>,
    pub terms_version: u32,
    pub max_total: i128,
    pub attribution: Option<Bytes>,
}

/// Returns order ids, one for each item (tier, quantity).
pub fn execute(e: &Env, request: Request) -> Result<Vec<u64>, Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    ensure_selling(e, &terms, &counters)?;
    ensure!(request.terms_version == counters.terms_version, Error::TermsChanged);
    ensure!(!config.is_taken(e, &request.buyer), Error::AddressTaken);
    let (reserved, total) = reserve(e, &terms, &mut counters, &request)?;
    ensure!(total <= request.max_total, Error::TotalAboveMax);
    enter(&config, &mut counters, total)?;

    let ids = issue(e, &config, &terms, &mut counters, &request, &reserved, total);
    storage::set_counters(e, &counters);
    TokenClient::new(e, &config.usdc).transfer(&request.buyer, &e.current_contract_address(), &total);
    Ok(ids)
}

/// Books the price of paid tickets. Error 309: more than the event may hold.
fn enter(config: &Config, counters: &mut Counters, total: i128) -> Result<(), Error> {
    counters.gross += total;
    counters.refundable += total;
    counters.set(ORDERED, true);
    ensure!(config.cap == 0 || counters.held() <= config.cap, Error::HeldMoneyCap);
    Ok(())
}

/// Takes the items out of the inventory; nothing is stored yet. Returns the orders and their price together.
fn reserve(e: &Env, terms: &Terms, counters: &mut Counters, request: &Request) -> Result<(Reserved, i128), Error> {
    ensure!((1..=MAX_ITEMS).contains(&request.items.len()), Error::ItemCountInvalid);
    let (mut reserved, mut total, mut tickets): (Reserved, i128, u32) = (Vec::new(e), 0, 0);
    for (index, qty) in request.items.iter() {
        let tier = terms.tier(index)?;
        ensure!(now(e) >= tier.opens_at, Error::SaleNotOpen);
        ensure!(now(e) < tier.closes_at, Error::SaleOver);
        ensure!((1..=tier.per_order).contains(&qty), Error::QuantityInvalid);
        tickets += qty;
        ensure!(tickets <= MAX_TICKETS, Error::TooManyTickets);
        inventory::sell_to_wallet(counters, index, tier.capacity, qty)?;
        let id = ids::bought(e, &request.buyer, request.nonce, index);
        // A tier named twice would be two orders of one id.
        let twice = reserved.iter().any(|order| order.0 == id);
        ensure!(!twice && !storage::has_order(e, id), Error::OrderExists);
        reserved.push_back((id, index, qty));
        total += tier.price * qty as i128;
    }
    Ok((reserved, total))
}

/// Stores the orders with what creators earn by them, and publishes sale and tickets. Returns the orders' ids.
fn issue(
    e: &Env,
    config: &Config,
    terms: &Terms,
    counters: &mut Counters,
    request: &Request,
    reserved: &Reserved,
    total: i128,
) -> Vec<u64> {
    let buyer = &request.buyer;
    let attribution = attribution::read(e, config, terms, buyer, request.nonce, request.attribution.clone());
    let (mut ids, mut orders, mut credits) = (Vec::new(e), Vec::new(e), Vec::new(e));
    attribution.credits.iter().for_each(|(creator, weight, _)| credits.push_back((creator, weight)));
    for (id, tier, qty) in reserved.iter() {
        let price = terms.tiers().get(tier as usize).map_or(0, |tier| tier.price);
        let amounts = credits::amounts(e, price, &attribution.credits);
        let mut order = Order::new(buyer, tier, qty, 0, counters.terms_version);
        credits::earn(e, counters, id, &mut order, &credits::credited(e, &attribution.credits, &amounts));
        storage::set_order(e, id, &order);
        ids.push_back(id);
        orders.push_back((id, tier, qty, amounts));
    }
    let (inputs_hash, model, terms_version) = (attribution.inputs_hash, attribution.model, counters.terms_version);
    let payload = Sale { credits, inputs_hash, model, orders, terms_version, total };
    log::publish(e, counters, |n, log| events::Sold { buyer: buyer.clone(), payload, n, log });
    for (id, _, qty) in reserved.iter() {
        (0..qty).for_each(|i| ticket_events::Mint { to: buyer.clone(), token_id: ids::ticket(id, i) }.publish(e));
    }
    ids
}
