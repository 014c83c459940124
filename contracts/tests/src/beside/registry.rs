//! The real registry, in front of the contracts beside `event`. The tests' event is not of its deploying: it is entered in the
//! registry's storage in the form in which `create_event` enters one. `tests/registry` has events that it deployed.
use super::fixture::Desk;
use crate::{
    fixture::{wasm, Code, Failure, Fixture, FEE_BPS},
    sign::Call,
};
use passa_registry::{RegistryConfig, RegistryContract};
use soroban_sdk::{
    map,
    xdr::{ScVal, ScVec, SorobanAuthorizedFunction},
    Address, BytesN, IntoVal, Symbol, TryFromVal, Val, Vec,
};

pub fn open(w: &Fixture, code: Code) -> Address {
    let config = RegistryConfig {
        admin: w.address("admin"),
        attribution_key: w.config.attribution_key.clone(),
        event_cap: 0,
        event_version: 2,
        event_wasm: BytesN::from_array(&w.env, &[0; 32]),
        guardian: w.address("guardian"),
        min_reserve_bps: 0,
        platform: w.address("platform").into(),
        platform_fee_bps: FEE_BPS,
        relayer: w.address("relayer"),
        treasury: w.address("treasury"),
        usdc: w.usdc.clone(),
    };
    match code {
        Code::Native => w.env.register(RegistryContract, (config,)),
        Code::Wasm => w.env.register(&*wasm("registry"), (config,)),
    }
}

impl Desk {
    pub fn enlist(&self, event: &Address, version: u32) {
        let env = &self.w.env;
        let symbol = |name| Symbol::new(env, name);
        let record = map![env, (symbol("no"), 1u32), (symbol("version"), version)];
        let key = (symbol("Event"), event.clone());
        env.as_contract(&self.registry, || env.storage().persistent().set(&key, &record));
        assert_eq!(self.w.run(&self.registry, "event_version", (event,)), Ok(version));
    }

    /// Makes the call through the registry's entry for it, which its role has signed: nobody else can be the registry.
    pub fn by_registry(&self, what: &Call) -> Result<(), Failure> {
        let env = &self.w.env;
        let SorobanAuthorizedFunction::ContractFn(f) = &what.function else { unreachable!() };
        let contract = Address::try_from_val(env, &ScVal::Address(f.contract_address.clone())).unwrap();
        let given = Vec::<Val>::try_from_val(env, &ScVal::Vec(Some(ScVec(f.args.clone())))).unwrap();
        let name = f.function_name.to_string();
        let mut args: Vec<Val> = (contract.clone(),).into_val(env);
        match name.as_str() {
            // The registry itself is the approver.
            "approve_content" => args.append(&given.slice(1..)),
            "cancel_wasm" => args = (self.w.address("guardian"), contract).into_val(env),
            _ => args.append(&given),
        }
        env.mock_all_auths();
        self.w.run::<Val>(&self.registry, &name, args).map(drop)
    }
}
