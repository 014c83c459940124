//! Code to change to.
use crate::{
    changes::DELAY,
    fixture::{wasm, Fixture},
};
use passa_registry::Change;
use soroban_sdk::{Address, BytesN, Executable};

impl Fixture {
    /// Uploads the second version of the event's code.
    pub fn next_event_wasm(&self) -> BytesN<32> {
        self.env.deployer().upload_contract_wasm(&*wasm("event"))
    }

    /// Uploads the registry's code with one more custom section: other code, as its hash says, that does the same.
    pub fn next_registry_wasm(&self) -> BytesN<32> {
        let section = [&[0, 5, 4][..], b"next"].concat();
        self.env.deployer().upload_contract_wasm(&*[wasm("registry"), section].concat())
    }

    /// From now on `create_event` deploys the second version.
    pub fn change_event_wasm(&self) {
        self.set_event_wasm(&self.next_event_wasm(), 2).unwrap();
        self.wait(DELAY);
        self.apply(Change::EventWasm).unwrap();
    }

    pub fn code_of(&self, contract: &Address) -> BytesN<32> {
        match contract.executable() {
            Some(Executable::Wasm(hash)) => hash,
            other => panic!("no wasm: {other:?}"),
        }
    }
}
