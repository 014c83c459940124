//! A wallet buys: capacity, payment, entitlements, tickets and events in one transaction. No payee is touched, so no
//! payee can stop a sale.
use crate::{
    accounting, ensure,
    errors::Error,
    events,
    hot::{self, Hot},
    ids, inventory, log,
    order::{Order, MAX_TICKETS},
    storage,
    types::{Sale, Terms},
};
use soroban_sdk::{token::TokenClient, Address, Env, Vec};

const MAX_ITEMS: u32 = 5;

/// Orders as (id, tier, quantity).
type Orders = Vec<(u64, u32, u32)>;

/// The buyer is bound to the terms shown (`terms_version`) and pays at most `max_total` stroops. Returns order ids, one
/// for each item (tier, quantity).
pub fn execute(
    e: &Env,
    buyer: &Address,
    nonce: u64,
    items: &Vec<(u32, u32)>,
    terms_version: u32,
    max_total: i128,
) -> Result<Vec<u64>, Error> {
    let (config, terms, mut hot) = (storage::config(e), storage::terms(e), storage::hot(e));
    ensure!(hot.status == hot::ACTIVE, Error::SalesClosed);
    ensure!(terms_version == terms.terms_version, Error::TermsChanged);
    let (orders, total) = reserve(e, &terms, &mut hot, buyer, nonce, items)?;
    ensure!(total <= max_total, Error::TotalAboveMax);
    hot.gross += total;
    ensure!(accounting::cash(&hot, &storage::paid(e)) <= config.cap, Error::HeldMoneyCap);

    let payload = Sale { orders: orders.clone(), terms_version, total };
    log::publish(e, &mut hot, |n, log| events::Sold { buyer: buyer.clone(), payload, n, log });
    storage::set_hot(e, &hot);
    let ids = issue(e, buyer, &orders);
    TokenClient::new(e, &config.usdc).transfer(buyer, &e.current_contract_address(), &total);
    Ok(ids)
}

/// Takes the items out of the inventory; nothing is stored yet. Returns the orders and their price together.
fn reserve(
    e: &Env,
    terms: &Terms,
    hot: &mut Hot,
    buyer: &Address,
    nonce: u64,
    items: &Vec<(u32, u32)>,
) -> Result<(Orders, i128), Error> {
    ensure!((1..=MAX_ITEMS).contains(&items.len()), Error::ItemCountInvalid);
    let (mut orders, mut total, mut tickets) = (Vec::new(e), 0, 0u32);
    for (index, qty) in items.iter() {
        let tier = inventory::tier(terms, index)?;
        let now = e.ledger().timestamp();
        ensure!(now >= tier.opens_at, Error::SaleNotOpen);
        ensure!(now < tier.closes_at, Error::SaleOver);
        ensure!((1..=tier.per_order).contains(&qty), Error::QuantityInvalid);
        tickets += qty;
        ensure!(tickets <= MAX_TICKETS, Error::TooManyTickets);
        inventory::sell_to_wallet(hot, index, tier.capacity, qty)?;
        let id = ids::bought(e, buyer, nonce, index);
        let order = (id, index, qty);
        // A tier named twice would be two orders of one id.
        let twice = orders.iter().any(|o: (u64, u32, u32)| o.0 == id);
        ensure!(!twice && !storage::has_order(e, id), Error::OrderExists);
        orders.push_back(order);
        total += tier.price * qty as i128;
    }
    Ok((orders, total))
}

/// Stores the orders and announces their tickets. Returns the orders' ids.
fn issue(e: &Env, owner: &Address, orders: &Orders) -> Vec<u64> {
    let mut ids = Vec::new(e);
    for (id, tier, qty) in orders.iter() {
        storage::set_order(e, id, &Order::new(owner, tier, qty, 0));
        for index in 0..qty {
            events::Mint { to: owner.clone(), token_id: ids::ticket(id, index) }.publish(e);
        }
        ids.push_back(id);
    }
    ids
}
