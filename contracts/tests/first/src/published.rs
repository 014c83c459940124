//! What the registry publishes in a call.
use crate::fixture::Fixture;
use soroban_sdk::{
    testutils::Events as _,
    xdr::{ContractEventBody, ScVal, ToXdr},
    Bytes, Env, IntoVal, Map, Symbol, Val, Vec,
};

impl Fixture {
    /// The last call published one event of the registry: with this name, this further topic and exactly these fields.
    pub fn assert_published(&self, name: &str, topic: impl IntoVal<Env, Val>, fields: &[(&str, Val)]) {
        let env = &self.env;
        let mut data = Map::<Symbol, Val>::new(env);
        fields.iter().for_each(|(name, value)| data.set(Symbol::new(env, name), *value));
        let topics: [Val; 3] =
            [Symbol::new(env, "passa").into_val(env), Symbol::new(env, name).into_val(env), topic.into_val(env)];
        let expected = (Vec::from_array(env, topics).to_xdr(env), data.to_xdr(env));
        assert_eq!(self.events_of_registry(), [expected], "{name}");
    }

    /// The last call's events of the registry, as XDR of (topics, data).
    fn events_of_registry(&self) -> std::vec::Vec<(Bytes, Bytes)> {
        let env = &self.env;
        let events = self.env.events().all().filter_by_contract(&self.registry);
        let bodies = events.events().iter().map(|e| match &e.body {
            ContractEventBody::V0(body) => {
                let topics: std::vec::Vec<Val> = body.topics.iter().map(|t: &ScVal| t.into_val(env)).collect();
                let data: Val = (&body.data).into_val(env);
                (Vec::from_slice(env, &topics).to_xdr(env), data.to_xdr(env))
            }
        });
        bodies.collect()
    }
}
