use crate::{
    errors::Error,
    events::{content_id, ContentSubmitted},
    roles,
};
use soroban_sdk::{Address, BytesN, Env, Symbol};

pub fn execute(
    e: &Env,
    creator: Address,
    event: Address,
    content_hash: BytesN<32>,
    platform: Symbol,
) -> Result<BytesN<32>, Error> {
    roles::event(e, &event)?;
    let id = content_id(e, &event, &creator, &content_hash);
    ContentSubmitted { event, creator, content_hash, id: id.clone(), platform }.publish(e);
    Ok(id)
}
