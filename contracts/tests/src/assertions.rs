//! What tests say about a result.
use crate::fixture::{Failure, Fixture};
use passa_event::Error;
use soroban_sdk::xdr::{ContractEvent, ContractEventBody, ScMapEntry, ScVal};

pub fn refused<T>(error: Error) -> Result<T, Failure> {
    Err(Failure::Code(error as u32))
}

pub fn ticket(order: u64, index: u32) -> u64 {
    order << 5 | index as u64
}

fn body(event: &ContractEvent) -> (&[ScVal], &ScVal) {
    match &event.body {
        ContractEventBody::V0(body) => (&body.topics, &body.data),
    }
}

fn is(value: &ScVal, name: &str) -> bool {
    matches!(value, ScVal::Symbol(symbol) if symbol.to_string() == name)
}

impl Fixture {
    /// Payloads of the event's own events of this name, in order.
    pub fn payloads(&self, name: &str) -> Vec<ScVal> {
        let published = self.published.borrow();
        let named = published.iter().map(body).filter(|(topics, _)| topics.len() > 1 && is(&topics[1], name));
        let payload = |(_, data): (&[ScVal], &ScVal)| match data {
            // [payload, n, log]
            ScVal::Vec(Some(data)) if matches!(data.last(), Some(ScVal::Bytes(_))) => data[0].clone(),
            data => data.clone(),
        };
        named.map(payload).collect()
    }

    /// (owner, ticket) of SEP-50's `mint` events.
    pub fn mints(&self) -> Vec<(ScVal, ScVal)> {
        let published = self.published.borrow();
        let named = published.iter().map(body).filter(|(topics, _)| is(&topics[0], "mint"));
        named.map(|(topics, data)| (topics[1].clone(), data.clone())).collect()
    }

    /// (from, to, ticket) of SEP-50's `transfer` events.
    pub fn transfers(&self) -> Vec<(ScVal, ScVal, ScVal)> {
        let published = self.published.borrow();
        let named = published.iter().map(body).filter(|(topics, _)| is(&topics[0], "transfer"));
        named.map(|(topics, data)| (topics[1].clone(), topics[2].clone(), data.clone())).collect()
    }

    pub fn scval(&self, name: &str) -> ScVal {
        ScVal::Address((&self.address(name)).into())
    }
}

/// A field of a payload.
pub fn field<'a>(payload: &'a ScVal, name: &str) -> &'a ScVal {
    let ScVal::Map(Some(map)) = payload else { panic!("{payload:?} has no fields") };
    let named = |entry: &&ScMapEntry| is(&entry.key, name);
    &map.iter().find(named).unwrap_or_else(|| panic!("no {name} in {payload:?}")).val
}

pub fn stroops(amount: i128) -> ScVal {
    ScVal::I128(soroban_sdk::xdr::Int128Parts { hi: (amount >> 64) as i64, lo: amount as u64 })
}
