//! The entry points: authorisation, then one verb.
use crate::{
    accounting, allocate, claim, distribute,
    errors::Error,
    events,
    hot::Hot,
    log,
    payouts::Books,
    purchase, settle, splits, storage, terms,
    tickets::Ticket,
    transfer,
    types::{Account, Creation, HotView, OrderView, Terms},
};
use passa_types::{Config, EventInit, Payee, SettleItem};
use soroban_sdk::{contract, contractimpl, Address, Env, String, Vec};

#[contract]
pub struct EventContract;

#[contractimpl]
impl EventContract {
    /// Called once, by the registry's deploy. There is no way to change the code afterwards.
    pub fn __constructor(e: Env, config: Config, init: EventInit) -> Result<(), Error> {
        let published = Terms::from(init);
        terms::validate(&e, &config, &published)?;
        storage::set_config(&e, &config);
        storage::set_terms(&e, &published);
        storage::set_paid(&e, &splits::nothing_paid(&e, published.payees.len()));
        let mut hot = Hot::new(log::start(&e, &e.current_contract_address()));
        let payload = Creation { config, terms: published };
        log::publish(&e, &mut hot, |n, log| events::Created { payload, n, log });
        storage::set_hot(&e, &hot);
        Ok(())
    }

    /// Buys tickets, items being (tier, quantity). One USDC transfer from the buyer into this contract.
    pub fn process_ticket_purchase(
        e: Env,
        buyer: Address,
        nonce: u64,
        items: Vec<(u32, u32)>,
        terms_version: u32,
        max_total: i128,
    ) -> Result<Vec<u64>, Error> {
        buyer.require_auth();
        purchase::execute(&e, &buyer, nonce, &items, terms_version, max_total)
    }

    /// Through the registry, by the relayer: turns settled fiat payments into tickets.
    pub fn settle_batch(e: Env, lane: u32, seq: u32, items: Vec<SettleItem>) -> Result<u64, Error> {
        storage::config(&e).registry.require_auth();
        settle::execute(&e, lane, seq, &items)
    }

    /// Through the registry, by the relayer: sets seats aside for fiat buyers.
    pub fn allocate(e: Env, tier: u32, n: u32) -> Result<(), Error> {
        storage::config(&e).registry.require_auth();
        allocate::allocate(&e, tier, n)
    }

    /// Through the registry, by the relayer: gives seats back to wallets.
    pub fn deallocate(e: Env, tier: u32, n: u32) -> Result<(), Error> {
        storage::config(&e).registry.require_auth();
        allocate::deallocate(&e, tier, n)
    }

    /// By the organizer, before the first sale.
    pub fn set_splits(e: Env, payees: Vec<Payee>) -> Result<(), Error> {
        storage::config(&e).organizer.require_auth();
        splits::execute(&e, payees)
    }

    /// By the holder.
    pub fn transfer(e: Env, from: Address, to: Address, token_id: u64) -> Result<(), Error> {
        from.require_auth();
        transfer::execute(&e, &from, &to, token_id)
    }

    /// By anyone: pays the payees of the mask what is due to them. Returns stroops by payee.
    pub fn distribute_ticket_revenue(e: Env, mask: u32) -> Vec<i128> {
        distribute::execute(&e, mask)
    }

    /// By anyone: pays one payee, or says why not.
    pub fn claim(e: Env, index: u32) -> Result<i128, Error> {
        claim::execute(&e, index)
    }

    pub fn terms(e: Env) -> Terms {
        storage::terms(&e)
    }

    pub fn config(e: Env) -> Config {
        storage::config(&e)
    }

    pub fn hot(e: Env) -> HotView {
        storage::hot(&e).view(&e, storage::terms(&e).tiers.len())
    }

    /// Each payee's entitlement, payouts and due, in stroops.
    pub fn accounts(e: Env) -> Vec<Account> {
        let books = Books::open(&e);
        let mut accounts = Vec::new(&e);
        (0..books.paid.len()).filter_map(|i| books.account(&e, i)).for_each(|a| accounts.push_back(a));
        accounts
    }

    /// What is held for the payees, in stroops.
    pub fn cash(e: Env) -> i128 {
        accounting::cash(&storage::hot(&e), &storage::paid(&e))
    }

    pub fn order(e: Env, id: u64) -> Result<OrderView, Error> {
        Ok(storage::order(&e, id)?.view(&e))
    }

    pub fn owner_of(e: Env, token_id: u64) -> Result<Address, Error> {
        Ok(Ticket::find(&e, token_id)?.owner(&e))
    }

    pub fn name(e: Env) -> String {
        storage::terms(&e).name
    }

    pub fn symbol(e: Env) -> String {
        String::from_str(&e, "PASSA")
    }

    pub fn token_uri(e: Env, token_id: u64) -> Result<String, Error> {
        Ticket::find(&e, token_id)?;
        Ok(storage::terms(&e).uri)
    }
}
