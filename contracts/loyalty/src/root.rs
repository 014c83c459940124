//! A root a day, each with the next number: none is left out unseen, none comes twice.
use crate::{errors::Error, events::RootSet, storage};
use passa_types::ensure;
use soroban_sdk::{contracttype, BytesN, Env};

/// Epoch 0 has no members.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Root {
    pub epoch: u32,
    pub root: BytesN<32>,
}

pub fn set(e: &Env, epoch: u32, root: BytesN<32>) -> Result<(), Error> {
    ensure!(epoch.checked_sub(1) == Some(storage::root(e).epoch), Error::EpochNotNext);
    storage::set_root(e, &Root { epoch, root: root.clone() });
    RootSet { epoch, root }.publish(e);
    Ok(())
}
