use soroban_sdk::{contractevent, BytesN};

#[contractevent(topics = ["passa", "root_set"])]
pub struct RootSet {
    pub epoch: u32,
    pub root: BytesN<32>,
}

/// `redeemed` is all that the member redeemed so far, this amount included.
#[contractevent(topics = ["passa", "redeemed"])]
pub struct Redeemed {
    #[topic]
    pub member: BytesN<32>,
    pub amount: u64,
    pub benefit: BytesN<32>,
    pub epoch: u32,
    pub nonce: u32,
    pub points: u64,
    pub redeemed: u64,
}

/// Anyone can apply it from `apply_from` on, in Unix seconds.
#[contractevent(topics = ["passa", "wasm_proposed"])]
pub struct WasmProposed {
    pub apply_from: u64,
    pub wasm_hash: BytesN<32>,
}

#[contractevent(topics = ["passa", "wasm_cancelled"])]
pub struct WasmCancelled {
    pub wasm_hash: BytesN<32>,
}

#[contractevent(topics = ["passa", "wasm_applied"])]
pub struct WasmApplied {
    pub wasm_hash: BytesN<32>,
}
