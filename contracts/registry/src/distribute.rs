//! Many events pay out in one transaction, each by a try-call.
use crate::{errors::Error, events::FIRST, storage};
use soroban_sdk::{Address, Env, Error as AnyError, IntoVal, Symbol, Val, Vec};

/// The result is a mask of u64.
const MAX: u32 = 64;

pub fn execute(e: &Env, of: &Vec<(Address, u32, Vec<Address>)>) -> Result<u64, Error> {
    if of.len() > MAX {
        return Err(Error::TooManyEvents);
    }
    let paid = of.iter().enumerate().filter(|(_, (event, payees, creators))| pay(e, event, *payees, creators));
    Ok(paid.fold(0, |mask, (index, _)| mask | 1 << index))
}

fn pay(e: &Env, event: &Address, payees: u32, creators: &Vec<Address>) -> bool {
    let args: Vec<Val> = match storage::event(e, event) {
        Err(_) => return false,
        Ok(record) if record.version <= FIRST => (payees,).into_val(e),
        Ok(_) => (payees, creators.clone()).into_val(e),
    };
    let function = Symbol::new(e, "distribute_ticket_revenue");
    matches!(e.try_invoke_contract::<Val, AnyError>(event, &function, args), Ok(Ok(_)))
}
