//! A network with USDC and one event, and everybody who takes part. The registry is an account here: the event asks for its
//! signature and nothing else.
use crate::{people::Person, sign::Call, terms};
use passa_event::{records::storage, EventContract};
use passa_types::{Config, EventInit};
use sha2::{Digest, Sha256};
use soroban_sdk::{
    address_payload::AddressPayload,
    testutils::{EnvTestConfig, Events as _, IssuerFlags, Ledger as _},
    token::{StellarAssetClient, TokenClient},
    xdr::{Asset, ContractEvent, ContractEventBody, ScError, ScErrorType, ScVal, ScVec, SorobanAuthorizedFunction},
    Address, BytesN, Env, IntoVal, MuxedAddress, Symbol, TryFromVal, Val, Vec,
};
use std::{
    cell::{Cell, RefCell},
    panic::{catch_unwind, AssertUnwindSafe},
};

pub const PASSPHRASE: &str = "Standalone Network ; February 2017";
pub const NOW: u64 = 1_800_000_000;
pub const USDC: i128 = 10_000_000;
pub const FEE_BPS: u32 = 500;

/// Native code is quick and shows panics; wasm is what gets deployed.
#[derive(Clone, Copy, PartialEq)]
pub enum Code {
    Native,
    Wasm,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Failure {
    /// A contract's own error.
    Code(u32),
    /// Refused by the host, e.g. for want of an authorisation.
    Host,
}

pub struct Fixture {
    pub env: Env,
    pub asset: Asset,
    pub usdc: Address,
    pub issuer: Address,
    pub event: Address,
    pub config: Config,
    pub init: EventInit,
    nonce: Cell<i64>,
    /// What the event's contract published, in order.
    pub published: RefCell<std::vec::Vec<ContractEvent>>,
}

pub fn wasm(name: &str) -> std::vec::Vec<u8> {
    let folder = std::env::var("PASSA_WASM_DIR").unwrap_or(format!("{}/../wasm", env!("CARGO_MANIFEST_DIR")));
    std::fs::read(format!("{folder}/{name}.wasm")).expect("contracts are built by `npm run wasm`")
}

pub fn person(env: &Env, name: &str) -> Person {
    Person::new(env, name)
}

fn network() -> Env {
    let env = Env::new_with_config(EnvTestConfig { capture_snapshot_at_drop: false });
    env.ledger().with_mut(|l| {
        l.timestamp = NOW;
        l.sequence_number = 1_000;
        l.network_id = Sha256::digest(PASSPHRASE).into();
        l.min_persistent_entry_ttl = 2_073_600;
        l.min_temp_entry_ttl = 17_280;
        l.max_entry_ttl = 3_110_400;
    });
    env
}

impl Fixture {
    pub fn native() -> Self {
        Self::with(Code::Native, |_, _| {})
    }

    /// `change` edits the event before it is published.
    pub fn with(code: Code, change: impl FnOnce(&Env, &mut EventInit)) -> Self {
        let mut fixture = Self::without_event();
        change(&fixture.env, &mut fixture.init);
        fixture.publish(code).unwrap();
        fixture
    }

    /// With this policy.
    pub fn policy(change: fn(&mut passa_types::Policy)) -> Self {
        Self::with(Code::Native, |_, init| change(&mut init.policy))
    }

    /// Everything but the event's contract; everybody who is asked has authorised a call, until a test signs.
    pub fn without_event() -> Self {
        let env = network();
        env.mock_all_auths_allowing_non_root_auth();
        let usdc = env.register_stellar_asset_contract_v2(person(&env, "usdc admin").address);
        usdc.issuer().set_flag(IssuerFlags::RevocableFlag);
        let at = AddressPayload::ContractIdHash(BytesN::from_array(&env, &Sha256::digest("event").into()));
        let config = Config {
            attribution_key: BytesN::from_array(&env, &person(&env, "attribution").key.verifying_key().to_bytes()),
            cap: 0,
            min_reserve_bps: 0,
            organizer: person(&env, "organizer").address,
            registry: person(&env, "registry").address,
            usdc: usdc.address(),
            version: 2,
        };
        let fixture = Fixture {
            asset: usdc.asset(),
            usdc: usdc.address(),
            issuer: usdc.issuer().address(),
            event: Address::from_payload(&env, at),
            config,
            init: terms::init(&env),
            nonce: Cell::new(0),
            published: RefCell::default(),
            env,
        };
        fixture.settle_people();
        fixture
    }

    /// Fans, the organizer and the treasury hold USDC; payees and creators hold none but a trust line.
    fn settle_people(&self) {
        for name in ["artist", "venue", "platform", "promoter", "relayer", "njeri", "otieno"] {
            self.open(name, 0);
        }
        for name in ["treasury", "fan", "friend", "stranger", "organizer"] {
            self.open(name, RICH);
        }
        self.person("registry").open(&self.env);
        self.person("gate").open(&self.env);
    }

    fn open(&self, name: &str, balance: i128) {
        let person = self.person(name);
        person.open(&self.env);
        person.trust(&self.env, &self.asset, balance as i64, true);
    }

    pub fn person(&self, name: &str) -> Person {
        person(&self.env, name)
    }

    pub fn address(&self, name: &str) -> Address {
        self.person(name).address
    }

    /// Publishes the event; an error is the constructor's.
    pub fn publish(&mut self, code: Code) -> Result<(), u32> {
        let args = (self.config.clone(), self.init.clone());
        let born = catch_unwind(AssertUnwindSafe(|| match code {
            Code::Native => self.env.register_at(&self.event, EventContract, args),
            Code::Wasm => self.env.register_at(&self.event, &*wasm("event"), args),
        }));
        self.record();
        born.map(drop).map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            let code = text.split("Error(Contract, #").nth(1).and_then(|rest| rest.split(')').next());
            code.and_then(|code| code.parse().ok()).or_else(|| self.constructor_error()).expect("an error number")
        })
    }

    /// Calls a function of the event.
    pub fn call<T: TryFromVal<Env, Val>>(
        &self,
        function: &str,
        args: impl IntoVal<Env, Vec<Val>>,
    ) -> Result<T, Failure> {
        self.run(&self.event, function, args)
    }

    /// Calls a function as a transaction would: all of it happens or nothing.
    pub fn run<T>(&self, contract: &Address, function: &str, args: impl IntoVal<Env, Vec<Val>>) -> Result<T, Failure>
    where
        T: TryFromVal<Env, Val>,
    {
        let function = Symbol::new(&self.env, function);
        let args = args.into_val(&self.env);
        let result = self.env.try_invoke_contract::<T, soroban_sdk::Error>(contract, &function, args);
        match result {
            Ok(Ok(value)) => {
                self.record();
                Ok(value)
            }
            Err(Ok(error)) if error.is_type(ScErrorType::Contract) => Err(Failure::Code(error.get_code())),
            _ => Err(Failure::Host),
        }
    }

    /// Makes exactly the call that was signed.
    pub fn invoke(&self, call: &Call) -> Result<(), Failure> {
        let SorobanAuthorizedFunction::ContractFn(f) = &call.function else { unreachable!() };
        let contract = Address::try_from_val(&self.env, &f.contract_address).unwrap();
        let args = Vec::<Val>::try_from_val(&self.env, &ScVal::Vec(Some(ScVec(f.args.clone())))).unwrap();
        self.run::<Val>(&contract, &f.function_name.to_string(), args).map(drop)
    }

    /// Why a constructor failed: the host tells its caller only that it did, and diagnostic events the number.
    fn constructor_error(&self) -> Option<u32> {
        let events = self.env.host().get_events().unwrap().0;
        let errors = events.iter().flat_map(|e| match &e.event.body {
            ContractEventBody::V0(body) => [body.topics.to_vec(), vec![body.data.clone()]].concat(),
        });
        errors
            .flat_map(|value| match value {
                ScVal::Vec(Some(data)) => data.to_vec(),
                value => vec![value],
            })
            .find_map(|value| match value {
                ScVal::Error(ScError::Contract(code)) => Some(code),
                _ => None,
            })
    }

    /// Whether the last call failed for want of an authorisation.
    pub fn unauthorised(&self) -> bool {
        let events = self.env.host().get_events().unwrap().0;
        events.iter().any(|e| match &e.event.body {
            ContractEventBody::V0(body) => body.topics.iter().any(|t| matches!(t, ScVal::Error(ScError::Auth(_)))),
        })
    }

    /// From now on everybody who is asked has signed; the registry's callers signed above the event's call.
    pub fn allow_all(&self) {
        self.env.mock_all_auths_allowing_non_root_auth();
    }

    fn record(&self) {
        let events = self.env.events().all();
        let ours = events.filter_by_contract(&self.event);
        self.published.borrow_mut().extend(ours.events().iter().cloned());
    }

    pub fn next_nonce(&self) -> i64 {
        self.nonce.set(self.nonce.get() + 1);
        self.nonce.get()
    }

    pub fn token(&self) -> TokenClient<'_> {
        TokenClient::new(&self.env, &self.usdc)
    }

    pub fn balance(&self, of: &str) -> i128 {
        self.token().balance(&self.address(of))
    }

    /// USDC of the event's contract.
    pub fn held(&self) -> i128 {
        self.token().balance(&self.event)
    }

    /// What somebody who was rich at the start has more or less since then.
    pub fn gained(&self, name: &str) -> i128 {
        self.balance(name) - RICH
    }

    /// Freezes or frees a balance, as USDC's issuer can.
    pub fn block(&self, address: &Address, blocked: bool) {
        StellarAssetClient::new(&self.env, &self.usdc).set_authorized(address, &!blocked);
    }

    pub fn wait(&self, seconds: u64) {
        self.env.ledger().with_mut(|l| {
            l.timestamp += seconds;
            l.sequence_number += 1;
        });
    }

    pub fn at(&self, time: u64) {
        self.env.ledger().set_timestamp(time);
    }

    /// Looks at the event's entries.
    pub fn inside<T>(&self, look: impl FnOnce(&Env) -> T) -> T {
        self.env.as_contract(&self.event, || look(&self.env))
    }

    pub fn counters(&self) -> passa_event::records::counters::Counters {
        self.inside(storage::counters)
    }

    pub fn event_terms(&self) -> passa_event::records::terms::Terms {
        self.inside(storage::terms)
    }

    pub fn muxed(&self, name: &str, id: u64) -> MuxedAddress {
        self.person(name).muxed(&self.env, id)
    }
}

/// What the rich hold at the start, in stroops.
pub const RICH: i128 = 10_000_000 * USDC;
