use super::fixture::{id_of, refused, Desk};
use crate::{assertions::field, fixture::Failure, sign::call};
use passa_creators::Error;
use soroban_sdk::{xdr::ScVal, Address, BytesN, Symbol};

impl Desk {
    fn applied(&self, event: &Address) -> Result<(), Failure> {
        self.run(&self.creators, "apply", (self.w.address("njeri"), event, self.hash(1)))
    }

    fn submitted(&self, event: &Address) -> Result<BytesN<32>, Failure> {
        let platform = Symbol::new(&self.w.env, "tiktok");
        let args = (self.w.address("njeri"), event, self.hash(2), platform);
        self.run(&self.creators, "record_content_submission", args)
    }

    fn approved(&self, approver: &Address, event: &Address) -> Result<BytesN<32>, Failure> {
        let args = (approver, event, self.w.address("njeri"), self.hash(2));
        self.run(&self.creators, "approve_content", args)
    }
}

fn bytes(hash: &BytesN<32>) -> ScVal {
    ScVal::Bytes(hash.to_array().to_vec().try_into().unwrap())
}

#[test]
fn an_application_names_event_creator_and_terms() {
    let d = Desk::native();
    d.applied(&d.w.event).unwrap();
    let (topics, data) = d.events("applied").pop().unwrap();
    assert_eq!(topics[2..], [ScVal::Address((&d.w.event).into()), d.w.scval("njeri")]);
    assert_eq!(field(&data, "terms_hash"), &bytes(&d.hash(1)));
}

#[test]
fn submission_and_approval_share_an_id_that_everyone_can_compute() {
    let d = Desk::native();
    let id = id_of(&d, (&d.w.event, d.w.address("njeri"), d.hash(2)));
    assert_eq!(d.submitted(&d.w.event), Ok(id.clone()));
    assert_eq!(d.approved(&d.w.address("organizer"), &d.w.event), Ok(id.clone()));
    let (_, submitted) = d.events("content_submitted").pop().unwrap();
    let (topics, approved) = d.events("content_approved").pop().unwrap();
    assert_eq!((field(&submitted, "id"), field(&approved, "id")), (&bytes(&id), &bytes(&id)));
    assert_eq!(field(&submitted, "content_hash"), &bytes(&d.hash(2)));
    assert_eq!(field(&submitted, "platform"), &ScVal::Symbol("tiktok".try_into().unwrap()));
    assert_eq!((field(&approved, "approver"), &topics[3]), (&d.w.scval("organizer"), &d.w.scval("njeri")));
    assert_eq!(field(&approved, "content_hash"), &bytes(&d.hash(2)));
}

#[test]
fn only_the_organizer_and_the_registry_approve() {
    let d = Desk::native();
    for name in ["artist", "platform", "njeri", "stranger"] {
        assert_eq!(d.approved(&d.w.address(name), &d.w.event), refused(Error::NotApprover as u32), "{name}");
    }
    assert!(d.approved(&d.registry, &d.w.event).is_ok());
}

/// Somebody else's contract says that its own author is the organizer.
#[test]
fn an_event_that_the_registry_does_not_know_gets_no_paperwork() {
    let d = Desk::native();
    let unknown = refused::<()>(Error::EventUnknown as u32);
    let other = d.w.env.register(passa_event::EventContract, (d.w.config.clone(), d.w.init.clone()));
    assert_eq!(d.applied(&other), unknown);
    assert_eq!(d.submitted(&other).map(drop), unknown);
    assert_eq!(d.approved(&d.w.address("organizer"), &other).map(drop), unknown);
    d.enlist(&other, 2);
    assert!(d.applied(&other).is_ok() && d.submitted(&other).is_ok(), "the same contract, known to the registry");
}

#[test]
fn an_event_of_the_first_version_gets_no_paperwork() {
    let d = Desk::native();
    d.enlist(&d.w.event, 1);
    assert_eq!(d.applied(&d.w.event), refused(Error::EventUnknown as u32));
}

/// Through the registry, which keeps nothing of it either: the one entry is the nonce of the admin's signature.
#[test]
fn the_paperwork_writes_no_entry() {
    let d = Desk::native();
    let args = (&d.registry, &d.w.event, d.w.address("njeri"), d.hash(2));
    let call = call(&d.w.env, &d.creators, "approve_content", args, &[]);
    d.by_registry(&call).unwrap();
    let written = d.w.env.cost_estimate().resources().write_entries;
    assert_eq!(written, 1);
}
