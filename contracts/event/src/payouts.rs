//! What both ways of paying a payee share: the books they open, and what they write into them.
use crate::{
    accounting, events,
    hot::Hot,
    log, storage,
    types::{Account, Payouts, Terms},
};
use passa_types::Config;
use soroban_sdk::{token::TokenClient, Env, Vec};

pub struct Books {
    pub config: Config,
    pub terms: Terms,
    pub hot: Hot,
    pub paid: Vec<i128>,
}

impl Books {
    pub fn open(e: &Env) -> Self {
        let (config, terms) = (storage::config(e), storage::terms(e));
        Books { config, terms, hot: storage::hot(e), paid: storage::paid(e) }
    }

    pub fn account(&self, e: &Env, index: u32) -> Option<Account> {
        accounting::account(e, &self.terms, &self.hot, &self.paid, index)
    }

    pub fn usdc<'a>(&self, e: &Env) -> TokenClient<'a> {
        TokenClient::new(e, &self.config.usdc)
    }

    /// Enters payouts (payee index, stroops) and publishes them.
    pub fn enter(&mut self, e: &Env, payouts: Vec<(u32, i128)>) {
        for (index, amount) in payouts.iter() {
            self.paid.set(index, self.paid.get_unchecked(index) + amount);
        }
        let payload = Payouts { payouts };
        log::publish(e, &mut self.hot, |n, log| events::Paid { payload, n, log });
        storage::set_hot(e, &self.hot);
        storage::set_paid(e, &self.paid);
    }
}
