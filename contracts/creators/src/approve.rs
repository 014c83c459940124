//! The approver repeats creator and content hash: there is no entry to look them up in, and an id alone would say nothing to
//! the signer.
use crate::{
    errors::Error,
    events::{content_id, ContentApproved},
    roles,
};
use passa_types::ensure;
use soroban_sdk::{Address, BytesN, Env};

pub fn execute(
    e: &Env,
    approver: Address,
    event: Address,
    creator: Address,
    content_hash: BytesN<32>,
) -> Result<BytesN<32>, Error> {
    // The registry knows the event; it cannot be asked during its own call.
    if approver != roles::registry(e) {
        ensure!(approver == roles::event(e, &event)?.organizer(), Error::NotApprover);
    }
    let id = content_id(e, &event, &creator, &content_hash);
    ContentApproved { event, creator, approver, content_hash, id: id.clone() }.publish(e);
    Ok(id)
}
