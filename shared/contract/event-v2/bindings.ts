// GENERATED from contracts/wasm/event.wasm by `npm run bindings`. Do not edit.
import type { Address, xdr } from '@stellar/stellar-sdk';
import { type AssembledTransaction, Client as ContractClient, type ClientOptions as ContractClientOptions, type MethodOptions, type Result, Spec } from '@stellar/stellar-sdk/contract';
import type { ExternalExecutableRef } from '@stellar/stellar-sdk/contract';


    /**
 * Event: Mint
 */
export interface MintEvent {
  name: "Mint";
  data: {
    to: string;
    token_id: bigint;
  };
}

/**
 * Event: Moved
 */
export interface MovedEvent {
  name: "Moved";
  data: {
    from: string;
    to: string;
    ticket: bigint;
  };
}

/**
 * Event: Claimed
 */
export interface ClaimedEvent {
  name: "Claimed";
  data: {
    to: string;
    claim: Claim;
  };
}

/**
 * Event: Transfer
 */
export interface TransferEvent {
  name: "Transfer";
  data: {
    from: string;
    to: string;
    token_id: bigint;
  };
}

/**
 * Event: Unlisted
 */
export interface UnlistedEvent {
  name: "Unlisted";
  data: {
    ticket: bigint;
  };
}

/**
 * Event: CheckedIn
 */
export interface CheckedInEvent {
  name: "CheckedIn";
  data: {
    gate: string;
    orders: Array<[bigint, number]>;
  };
}

/**
 * Event: ListedForSale
 */
export interface ListedForSaleEvent {
  name: "ListedForSale";
  data: {
    listing: Listing;
  };
}

/**
 * Error Enum: Error
 */
export const Error = {
  100 : { message: "NoTiers" },
  101 : { message: "TooManyTiers" },
  102 : { message: "PriceNotPositive" },
  103 : { message: "PriceNotExact" },
  104 : { message: "FacePriceInvalid" },
  105 : { message: "CapacityZero" },
  106 : { message: "QuotaOverCapacity" },
  107 : { message: "OrderLimitInvalid" },
  108 : { message: "SaleWindowInvalid" },
  109 : { message: "EventInPast" },
  110 : { message: "EventTimesInvalid" },
  111 : { message: "PayeeCountInvalid" },
  112 : { message: "SplitsNotWhole" },
  113 : { message: "ShareZero" },
  114 : { message: "PayeeTwice" },
  115 : { message: "OrganizerNotFirst" },
  116 : { message: "PolicyInvalid" },
  117 : { message: "UriTooLong" },
  118 : { message: "NameInvalid" },
  119 : { message: "SplitsFixed" },
  120 : { message: "PlatformShareChanged" },
  121 : { message: "PriceTooHigh" },
  122 : { message: "PayeeInvalid" },
  123 : { message: "PriceTooLow" },
  124 : { message: "EventTooFar" },
  125 : { message: "ReserveTooSmall" },
  126 : { message: "SplitsChanged" },
  127 : { message: "AlreadyAccepted" },
  128 : { message: "CapacityTooLarge" },
  129 : { message: "AddressTaken" },
  200 : { message: "TierUnknown" },
  201 : { message: "TierSoldOut" },
  202 : { message: "QuotaExceeded" },
  203 : { message: "NothingToRelease" },
  204 : { message: "AmountZero" },
  205 : { message: "SeatsInUse" },
  300 : { message: "SalesClosed" },
  301 : { message: "TermsChanged" },
  302 : { message: "ItemCountInvalid" },
  303 : { message: "QuantityInvalid" },
  304 : { message: "TooManyTickets" },
  305 : { message: "SaleNotOpen" },
  306 : { message: "SaleOver" },
  307 : { message: "TotalAboveMax" },
  308 : { message: "OrderExists" },
  309 : { message: "HeldMoneyCap" },
  310 : { message: "ConsentMissing" },
  311 : { message: "ComplimentaryOver" },
  400 : { message: "LaneUnknown" },
  401 : { message: "SequenceUsed" },
  402 : { message: "SequenceGap" },
  403 : { message: "BatchSizeInvalid" },
  500 : { message: "PayeeUnknown" },
  501 : { message: "NothingDue" },
  502 : { message: "CommissionTooHigh" },
  503 : { message: "TooManyCreators" },
  504 : { message: "CreditsWrong" },
  505 : { message: "NeedsFunding" },
  506 : { message: "RefundsOpen" },
  507 : { message: "NotRefundable" },
  508 : { message: "EventBalanceFrozen" },
  509 : { message: "MixedTickets" },
  510 : { message: "NotFiat" },
  511 : { message: "ReversalTooLate" },
  512 : { message: "CannotReceive" },
  513 : { message: "CreatorInvalid" },
  514 : { message: "NotCustodial" },
  600 : { message: "OrderUnknown" },
  601 : { message: "TicketUnknown" },
  602 : { message: "NotOwner" },
  603 : { message: "TicketUsed" },
  604 : { message: "TicketRefunded" },
  605 : { message: "TransfersOff" },
  606 : { message: "TransfersFrozen" },
  607 : { message: "TransferToSelf" },
  608 : { message: "TicketListed" },
  609 : { message: "NotListed" },
  610 : { message: "NotInCustody" },
  611 : { message: "ResalesOff" },
  612 : { message: "ResaleLimit" },
  613 : { message: "PriceAboveCap" },
  614 : { message: "TicketComplimentary" },
  615 : { message: "NotGate" },
  616 : { message: "DoorsClosed" },
  650 : { message: "EventCancelled" },
  651 : { message: "EventFrozen" },
  652 : { message: "NotAllowed" },
  653 : { message: "TooLate" },
  654 : { message: "PostponedBefore" },
  655 : { message: "DelayInvalid" },
  656 : { message: "FrozenBefore" },
  657 : { message: "TooManyGates" },
  658 : { message: "NotCancelled" }
}

/**
 * Event: Paid
 */
export interface PaidEvent {
  name: "Paid";
  data: {
    payload: Payouts;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Sold
 */
export interface SoldEvent {
  name: "Sold";
  data: {
    buyer: string;
    payload: Sale;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: CapSet
 */
export interface CapSetEvent {
  name: "CapSet";
  data: {
    payload: bigint;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Closed
 */
export interface ClosedEvent {
  name: "Closed";
  data: {
    payload: Closing;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Frozen
 */
export interface FrozenEvent {
  name: "Frozen";
  data: {
    payload: bigint;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Funded
 */
export interface FundedEvent {
  name: "Funded";
  data: {
    payload: bigint;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: KeySet
 */
export interface KeySetEvent {
  name: "KeySet";
  data: {
    payload: Uint8Array;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Minted
 */
export interface MintedEvent {
  name: "Minted";
  data: {
    to: string;
    payload: Minting;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Paused
 */
export interface PausedEvent {
  name: "Paused";
  data: {
    by: string;
    payload: boolean;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Resold
 */
export interface ResoldEvent {
  name: "Resold";
  data: {
    buyer: string;
    payload: Resale;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Created
 */
export interface CreatedEvent {
  name: "Created";
  data: {
    payload: Creation;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: GateSet
 */
export interface GateSetEvent {
  name: "GateSet";
  data: {
    gate: string;
    payload: boolean;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Settled
 */
export interface SettledEvent {
  name: "Settled";
  data: {
    payload: Batch;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Accepted
 */
export interface AcceptedEvent {
  name: "Accepted";
  data: {
    payee: string;
    payload: Consent;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: OwedPaid
 */
export interface OwedPaidEvent {
  name: "OwedPaid";
  data: {
    to: string;
    payload: OwedPayment;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Refunded
 */
export interface RefundedEvent {
  name: "Refunded";
  data: {
    payer: string | null;
    payload: Refund;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Reversed
 */
export interface ReversedEvent {
  name: "Reversed";
  data: {
    payload: Reversal;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Allocated
 */
export interface AllocatedEvent {
  name: "Allocated";
  data: {
    payload: Allocation;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Cancelled
 */
export interface CancelledEvent {
  name: "Cancelled";
  data: {
    by: string;
    payload: bigint;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Postponed
 */
export interface PostponedEvent {
  name: "Postponed";
  data: {
    payload: Postponement;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: SplitsSet
 */
export interface SplitsSetEvent {
  name: "SplitsSet";
  data: {
    payload: SplitsChange;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: TierAdded
 */
export interface TierAddedEvent {
  name: "TierAdded";
  data: {
    payload: TierAddition;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: DetailsSet
 */
export interface DetailsSetEvent {
  name: "DetailsSet";
  data: {
    payload: Details;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: Redirected
 */
export interface RedirectedEvent {
  name: "Redirected";
  data: {
    payload: Redirection;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: CommissionSet
 */
export interface CommissionSetEvent {
  name: "CommissionSet";
  data: {
    creator: string;
    payload: Commission;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Event: TopUpsReturned
 */
export interface TopUpsReturnedEvent {
  name: "TopUpsReturned";
  data: {
    payload: bigint;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * Struct: Sale
 */
export interface Sale {
  credits: Array<[string, number]>;
  inputs_hash: Uint8Array | null;
  model: number;
  orders: Array<[bigint, number, number, Array<bigint>]>;
  terms_version: number;
  total: bigint;
}

/**
 * Struct: Batch
 */
export interface Batch {
  items: Array<SettledItem | null>;
  lane: number;
  seq: number;
  served: bigint;
  total: bigint;
}

/**
 * Struct: Claim
 */
export interface Claim {
  mask: number;
  order: bigint;
}

/**
 * Struct: Refund
 */
export interface Refund {
  commissions: Array<[string, bigint]>;
  delivered: boolean;
  mask: number;
  order: bigint;
  paid: bigint;
}

/**
 * Struct: Resale
 */
export interface Resale {
  custody: boolean;
  price: bigint;
  royalty: bigint;
  seller: string;
  ticket: bigint;
  treasury: boolean;
}

/**
 * Struct: Closing
 */
export interface Closing {
  delivered: number;
  organizer: bigint;
  payees: Array<bigint>;
  treasury: bigint;
}

/**
 * Struct: Consent
 */
export interface Consent {
  index: number;
  splits_hash: Uint8Array;
}

/**
 * Struct: Details
 */
export interface Details {
  metadata_hash: Uint8Array;
  place_hash: Uint8Array;
  terms_version: number;
  uri: string;
  window_until: bigint;
}

/**
 * Struct: Listing
 */
export interface Listing {
  custody: boolean;
  price: bigint;
  ticket: bigint;
}

/**
 * Struct: Minting
 */
export interface Minting {
  custody: boolean;
  order: bigint;
  tier: number;
}

/**
 * Struct: Payouts
 */
export interface Payouts {
  creators: Array<[string, bigint]>;
  payees: Array<[number, bigint]>;
}

/**
 * Struct: Creation
 */
export interface Creation {
  config: Uint8Array;
  terms: Uint8Array;
}

/**
 * Struct: Reversal
 */
export interface Reversal {
  commissions: Array<[string, bigint]>;
  delivered: boolean;
  evidence: Uint8Array;
  mask: number;
  order: bigint;
  paid: bigint;
  shortfall: bigint;
}

/**
 * Struct: Allocation
 */
export interface Allocation {
  by_organizer: boolean;
  fiat_allocated: number;
  tier: number;
}

/**
 * Struct: Commission
 */
export interface Commission {
  bps: number;
  terms_hash: Uint8Array;
}

/**
 * Struct: OwedPayment
 */
export interface OwedPayment {
  amount: bigint;
  shortfall: bigint;
  treasury: boolean;
}

/**
 * Struct: Redirection
 */
export interface Redirection {
  from_when: bigint;
  index: number;
  to: string;
}

/**
 * Tuple Struct: SettledItem
 */
export type SettledItem = readonly [string, number, number, Uint8Array, Array<[string, number, bigint]>, number];

/**
 * Struct: Postponement
 */
export interface Postponement {
  by: bigint;
  terms: Uint8Array;
  terms_version: number;
  window_until: bigint;
}

/**
 * Struct: SplitsChange
 */
export interface SplitsChange {
  splits_version: number;
  terms: Uint8Array;
  terms_version: number;
}

/**
 * Struct: TierAddition
 */
export interface TierAddition {
  left: number;
  replaced: number | null;
  terms: Uint8Array;
  terms_version: number;
  tier: number;
}

/**
 * Struct: Config
 */
export interface Config {
  attribution_key: Uint8Array;
  cap: bigint;
  min_reserve_bps: number;
  organizer: string;
  registry: string;
  usdc: string;
  version: number;
}

/**
 * Struct: Credit
 */
export interface Credit {
  amount: bigint;
  creator: string;
  weight: number;
}

/**
 * Struct: Policy
 */
export interface Policy {
  commission_cap_bps: number;
  consent: boolean;
  freeze_at: bigint;
  refund_until: bigint;
  release_at: bigint;
  resale_cap_bps: number;
  resale_limit: number;
  reserve_bps: number;
  royalty_bps: number;
  transferable: boolean;
}

/**
 * Struct: Status
 */
export interface Status {
  cancelled: boolean;
  ends_at: bigint;
  frozen: boolean;
  refund_until: bigint;
  release_at: bigint;
}

/**
 * Struct: EventInit
 */
export interface EventInit {
  complimentary: number;
  doors_at: bigint;
  ends_at: bigint;
  metadata_hash: Uint8Array;
  name: string;
  payees: Array<Payee>;
  place_hash: Uint8Array;
  policy: Policy;
  starts_at: bigint;
  tiers: Array<Tier>;
  uri: string;
}

/**
 * Struct: CreatorAccount
 */
export interface CreatorAccount {
  bps: number;
  earned: bigint;
  paid: bigint;
  points: bigint;
}

/**
 * Struct: Face
 */
export interface Face {
  amount: bigint;
  currency: Currency;
}

/**
 * Enum: Role
 */
export const Role = {

  Organizer: 0,

  Artist: 1,

  Venue: 2,

  Promoter: 3,

  Platform: 4,
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/**
 * Struct: Tier
 */
export interface Tier {
  capacity: number;
  closes_at: bigint;
  face: Face;
  fiat_quota: number;
  opens_at: bigint;
  per_order: number;
  price: bigint;
}

/**
 * Struct: Payee
 */
export interface Payee {
  address: string;
  bps: number;
  role: Role;
}

/**
 * Enum: Currency
 */
export const Currency = {

  Kes: 0,

  Usd: 1,
} as const;
export type Currency = (typeof Currency)[keyof typeof Currency];
    export type ContractEvent = MintEvent | MovedEvent | ClaimedEvent | TransferEvent | UnlistedEvent | CheckedInEvent | ListedForSaleEvent | PaidEvent | SoldEvent | CapSetEvent | ClosedEvent | FrozenEvent | FundedEvent | KeySetEvent | MintedEvent | PausedEvent | ResoldEvent | CreatedEvent | GateSetEvent | SettledEvent | AcceptedEvent | OwedPaidEvent | RefundedEvent | ReversedEvent | AllocatedEvent | CancelledEvent | PostponedEvent | SplitsSetEvent | TierAddedEvent | DetailsSetEvent | RedirectedEvent | CommissionSetEvent | TopUpsReturnedEvent;

export interface Client {
  allocate(args: { tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  deallocate(args: { by: string | Address; tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  mint_ticket(args: { to: string | Address; tier: number; nonce: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  settle_batch(args: { treasury: string | Address; lane: number; seq: number; items: Array<any> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  mint_custodial(args: { to: string | Address; tier: number; nonce: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  process_ticket_purchase(args: { buyer: string | Address; nonce: bigint; items: Array<[number, number]>; terms_version: number; max_total: bigint; attribution: Uint8Array | null }, options?: MethodOptions): Promise<AssembledTransaction<Result<Array<bigint>, Error>>>;
  claim(args: { index: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  refund(args: { order: bigint; mask: number; credits: Array<Credit> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  redirect(args: { index: number; to: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  claim_owed(args: { to: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  fund_refunds(args: { amount: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  pay_treasury(args: { treasury: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  reverse_fiat(args: { treasury: string | Address; order: bigint; mask: number; credits: Array<Credit>; evidence: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  claim_creator(args: { creator: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  close_refunds(options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  return_top_ups(options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  refund_custodial(args: { treasury: string | Address; order: bigint; mask: number; credits: Array<Credit>; relayed: boolean }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  distribute_ticket_revenue(args: { mask: number; creators: Array<string | Address> }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  add_tier(args: { tier: Tier; replaces: number | null }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  postpone(args: { by: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_splits(args: { payees: Array<Payee>; policy: Policy }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  accept_share(args: { index: number; splits_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_commission(args: { creator: string | Address; bps: number; terms_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  update_details(args: { uri: string; metadata_hash: Uint8Array; place_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  name(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  status(options?: MethodOptions): Promise<AssembledTransaction<Status>>;
  symbol(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  creator(args: { address: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<CreatorAccount>>;
  owner_of(args: { token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  organizer(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  token_uri(args: { token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  pause(args: { by: string | Address; on: boolean }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  cancel(args: { by: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  freeze(args: { seconds: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_cap(args: { cap: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_gate(args: { gate: string | Address; on: boolean }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_attribution_key(args: { key: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  list(args: { ticket: bigint; price: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  unlist(args: { ticket: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  check_in(args: { gate: string | Address; orders: Array<[bigint, number]> }, options?: MethodOptions): Promise<AssembledTransaction<Result<Array<number>, Error>>>;
  transfer(args: { from: string | Address; to: string | Address; token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  buy_listed(args: { buyer: string | Address; ticket: bigint; max_price: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  buy_custodial(args: { treasury: string | Address; ticket: bigint; max_price: bigint; to: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  verify_ticket(args: { gate: string | Address; ticket: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<boolean, Error>>>;
  claim_custodial(args: { order: bigint; mask: number; to: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
}

export class Client extends ContractClient {
  constructor(options: ContractClientOptions) {
    super(
      new Spec(["AAAABQAAAAAAAAAAAAAABE1pbnQAAAABAAAABG1pbnQAAAACAAAAAAAAAAJ0bwAAAAAAEwAAAAEAAAAAAAAACHRva2VuX2lkAAAABgAAAAAAAAAA", "AAAABQAAAAAAAAAAAAAABU1vdmVkAAAAAAAAAgAAAAVwYXNzYQAAAAAAAAVtb3ZlZAAAAAAAAAMAAAAAAAAABGZyb20AAAATAAAAAQAAAAAAAAACdG8AAAAAABMAAAABAAAAAAAAAAZ0aWNrZXQAAAAAAAYAAAAAAAAAAA==", "AAAABQAAAAAAAAAAAAAAB0NsYWltZWQAAAAAAgAAAAVwYXNzYQAAAAAAAAdjbGFpbWVkAAAAAAIAAAAAAAAAAnRvAAAAAAATAAAAAQAAAAAAAAAFY2xhaW0AAAAAAAfQAAAABUNsYWltAAAAAAAAAAAAAAA=", "AAAABQAAAAAAAAAAAAAACFRyYW5zZmVyAAAAAQAAAAh0cmFuc2ZlcgAAAAMAAAAAAAAABGZyb20AAAATAAAAAQAAAAAAAAACdG8AAAAAABMAAAABAAAAAAAAAAh0b2tlbl9pZAAAAAYAAAAAAAAAAA==", "AAAABQAAAAAAAAAAAAAACFVubGlzdGVkAAAAAgAAAAVwYXNzYQAAAAAAAAh1bmxpc3RlZAAAAAEAAAAAAAAABnRpY2tldAAAAAAABgAAAAAAAAAA", "AAAABQAAAAAAAAAAAAAACUNoZWNrZWRJbgAAAAAAAAIAAAAFcGFzc2EAAAAAAAAKY2hlY2tlZF9pbgAAAAAAAgAAAAAAAAAEZ2F0ZQAAABMAAAABAAAAAAAAAAZvcmRlcnMAAAAAA+oAAAPtAAAAAgAAAAYAAAAEAAAAAAAAAAA=", "AAAABQAAAAAAAAAAAAAADUxpc3RlZEZvclNhbGUAAAAAAAACAAAABXBhc3NhAAAAAAAABmxpc3RlZAAAAAAAAQAAAAAAAAAHbGlzdGluZwAAAAfQAAAAB0xpc3RpbmcAAAAAAAAAAAA=", "AAAABAAAAAAAAAAAAAAABUVycm9yAAAAAAAAXQAAAAAAAAAHTm9UaWVycwAAAABkAAAAAAAAAAxUb29NYW55VGllcnMAAABlAAAAAAAAABBQcmljZU5vdFBvc2l0aXZlAAAAZgAAAAAAAAANUHJpY2VOb3RFeGFjdAAAAAAAAGcAAAAAAAAAEEZhY2VQcmljZUludmFsaWQAAABoAAAAAAAAAAxDYXBhY2l0eVplcm8AAABpAAAAAAAAABFRdW90YU92ZXJDYXBhY2l0eQAAAAAAAGoAAAAAAAAAEU9yZGVyTGltaXRJbnZhbGlkAAAAAAAAawAAAAAAAAARU2FsZVdpbmRvd0ludmFsaWQAAAAAAABsAAAAAAAAAAtFdmVudEluUGFzdAAAAABtAAAAAAAAABFFdmVudFRpbWVzSW52YWxpZAAAAAAAAG4AAAAAAAAAEVBheWVlQ291bnRJbnZhbGlkAAAAAAAAbwAAAAAAAAAOU3BsaXRzTm90V2hvbGUAAAAAAHAAAAAAAAAACVNoYXJlWmVybwAAAAAAAHEAAAAAAAAAClBheWVlVHdpY2UAAAAAAHIAAAAAAAAAEU9yZ2FuaXplck5vdEZpcnN0AAAAAAAAcwAAAAAAAAANUG9saWN5SW52YWxpZAAAAAAAAHQAAAAAAAAAClVyaVRvb0xvbmcAAAAAAHUAAAAAAAAAC05hbWVJbnZhbGlkAAAAAHYAAAAAAAAAC1NwbGl0c0ZpeGVkAAAAAHcAAAAAAAAAFFBsYXRmb3JtU2hhcmVDaGFuZ2VkAAAAeAAAAAAAAAAMUHJpY2VUb29IaWdoAAAAeQAAAAAAAAAMUGF5ZWVJbnZhbGlkAAAAegAAAAAAAAALUHJpY2VUb29Mb3cAAAAAewAAAAAAAAALRXZlbnRUb29GYXIAAAAAfAAAAAAAAAAPUmVzZXJ2ZVRvb1NtYWxsAAAAAH0AAAAAAAAADVNwbGl0c0NoYW5nZWQAAAAAAAB+AAAAAAAAAA9BbHJlYWR5QWNjZXB0ZWQAAAAAfwAAAAAAAAAQQ2FwYWNpdHlUb29MYXJnZQAAAIAAAAAAAAAADEFkZHJlc3NUYWtlbgAAAIEAAAAAAAAAC1RpZXJVbmtub3duAAAAAMgAAAAAAAAAC1RpZXJTb2xkT3V0AAAAAMkAAAAAAAAADVF1b3RhRXhjZWVkZWQAAAAAAADKAAAAAAAAABBOb3RoaW5nVG9SZWxlYXNlAAAAywAAAAAAAAAKQW1vdW50WmVybwAAAAAAzAAAAAAAAAAKU2VhdHNJblVzZQAAAAAAzQAAAAAAAAALU2FsZXNDbG9zZWQAAAABLAAAAAAAAAAMVGVybXNDaGFuZ2VkAAABLQAAAAAAAAAQSXRlbUNvdW50SW52YWxpZAAAAS4AAAAAAAAAD1F1YW50aXR5SW52YWxpZAAAAAEvAAAAAAAAAA5Ub29NYW55VGlja2V0cwAAAAABMAAAAAAAAAALU2FsZU5vdE9wZW4AAAABMQAAAAAAAAAIU2FsZU92ZXIAAAEyAAAAAAAAAA1Ub3RhbEFib3ZlTWF4AAAAAAABMwAAAAAAAAALT3JkZXJFeGlzdHMAAAABNAAAAAAAAAAMSGVsZE1vbmV5Q2FwAAABNQAAAAAAAAAOQ29uc2VudE1pc3NpbmcAAAAAATYAAAAAAAAAEUNvbXBsaW1lbnRhcnlPdmVyAAAAAAABNwAAAAAAAAALTGFuZVVua25vd24AAAABkAAAAAAAAAAMU2VxdWVuY2VVc2VkAAABkQAAAAAAAAALU2VxdWVuY2VHYXAAAAABkgAAAAAAAAAQQmF0Y2hTaXplSW52YWxpZAAAAZMAAAAAAAAADFBheWVlVW5rbm93bgAAAfQAAAAAAAAACk5vdGhpbmdEdWUAAAAAAfUAAAAAAAAAEUNvbW1pc3Npb25Ub29IaWdoAAAAAAAB9gAAAAAAAAAPVG9vTWFueUNyZWF0b3JzAAAAAfcAAAAAAAAADENyZWRpdHNXcm9uZwAAAfgAAAAAAAAADE5lZWRzRnVuZGluZwAAAfkAAAAAAAAAC1JlZnVuZHNPcGVuAAAAAfoAAAAAAAAADU5vdFJlZnVuZGFibGUAAAAAAAH7AAAAAAAAABJFdmVudEJhbGFuY2VGcm96ZW4AAAAAAfwAAAAAAAAADE1peGVkVGlja2V0cwAAAf0AAAAAAAAAB05vdEZpYXQAAAAB/gAAAAAAAAAPUmV2ZXJzYWxUb29MYXRlAAAAAf8AAAAAAAAADUNhbm5vdFJlY2VpdmUAAAAAAAIAAAAAAAAAAA5DcmVhdG9ySW52YWxpZAAAAAACAQAAAAAAAAAMTm90Q3VzdG9kaWFsAAACAgAAAAAAAAAMT3JkZXJVbmtub3duAAACWAAAAAAAAAANVGlja2V0VW5rbm93bgAAAAAAAlkAAAAAAAAACE5vdE93bmVyAAACWgAAAAAAAAAKVGlja2V0VXNlZAAAAAACWwAAAAAAAAAOVGlja2V0UmVmdW5kZWQAAAAAAlwAAAAAAAAADFRyYW5zZmVyc09mZgAAAl0AAAAAAAAAD1RyYW5zZmVyc0Zyb3plbgAAAAJeAAAAAAAAAA5UcmFuc2ZlclRvU2VsZgAAAAACXwAAAAAAAAAMVGlja2V0TGlzdGVkAAACYAAAAAAAAAAJTm90TGlzdGVkAAAAAAACYQAAAAAAAAAMTm90SW5DdXN0b2R5AAACYgAAAAAAAAAKUmVzYWxlc09mZgAAAAACYwAAAAAAAAALUmVzYWxlTGltaXQAAAACZAAAAAAAAAANUHJpY2VBYm92ZUNhcAAAAAAAAmUAAAAAAAAAE1RpY2tldENvbXBsaW1lbnRhcnkAAAACZgAAAAAAAAAHTm90R2F0ZQAAAAJnAAAAAAAAAAtEb29yc0Nsb3NlZAAAAAJoAAAAAAAAAA5FdmVudENhbmNlbGxlZAAAAAACigAAAAAAAAALRXZlbnRGcm96ZW4AAAACiwAAAAAAAAAKTm90QWxsb3dlZAAAAAACjAAAAAAAAAAHVG9vTGF0ZQAAAAKNAAAAAAAAAA9Qb3N0cG9uZWRCZWZvcmUAAAACjgAAAAAAAAAMRGVsYXlJbnZhbGlkAAACjwAAAAAAAAAMRnJvemVuQmVmb3JlAAACkAAAAAAAAAAMVG9vTWFueUdhdGVzAAACkQAAAAAAAAAMTm90Q2FuY2VsbGVkAAACkg==", "AAAABQAAAAAAAAAAAAAABFBhaWQAAAACAAAABXBhc3NhAAAAAAAABHBhaWQAAAADAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAHUGF5b3V0cwAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAABQAAAAAAAAAAAAAABFNvbGQAAAACAAAABXBhc3NhAAAAAAAABHNvbGQAAAAEAAAAAAAAAAVidXllcgAAAAAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAEU2FsZQAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAABkNhcFNldAAAAAAAAgAAAAVwYXNzYQAAAAAAAAdjYXBfc2V0AAAAAAMAAAAAAAAAB3BheWxvYWQAAAAACwAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAABkNsb3NlZAAAAAAAAgAAAAVwYXNzYQAAAAAAAAZjbG9zZWQAAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAdDbG9zaW5nAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAABkZyb3plbgAAAAAAAgAAAAVwYXNzYQAAAAAAAAZmcm96ZW4AAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAABgAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAABkZ1bmRlZAAAAAAAAgAAAAVwYXNzYQAAAAAAAAZmdW5kZWQAAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAACwAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAABktleVNldAAAAAAAAgAAAAVwYXNzYQAAAAAAAAdrZXlfc2V0AAAAAAMAAAAAAAAAB3BheWxvYWQAAAAD7gAAACAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAABQAAAAAAAAAAAAAABk1pbnRlZAAAAAAAAgAAAAVwYXNzYQAAAAAAAAZtaW50ZWQAAAAAAAQAAAAAAAAAAnRvAAAAAAATAAAAAQAAAAAAAAAHcGF5bG9hZAAAAAfQAAAAB01pbnRpbmcAAAAAAAAAAAAAAAABbgAAAAAAAAYAAAAAAAAAAAAAAANsb2cAAAAD7gAAACAAAAAAAAAAAQ==", "AAAABQAAAAAAAAAAAAAABlBhdXNlZAAAAAAAAgAAAAVwYXNzYQAAAAAAAAZwYXVzZWQAAAAAAAQAAAAAAAAAAmJ5AAAAAAATAAAAAQAAAAAAAAAHcGF5bG9hZAAAAAABAAAAAAAAAAAAAAABbgAAAAAAAAYAAAAAAAAAAAAAAANsb2cAAAAD7gAAACAAAAAAAAAAAQ==", "AAAABQAAAAAAAAAAAAAABlJlc29sZAAAAAAAAgAAAAVwYXNzYQAAAAAAAAZyZXNvbGQAAAAAAAQAAAAAAAAABWJ1eWVyAAAAAAAAEwAAAAEAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAZSZXNhbGUAAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAAB0NyZWF0ZWQAAAAAAgAAAAVwYXNzYQAAAAAAAAdjcmVhdGVkAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAhDcmVhdGlvbgAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAAB0dhdGVTZXQAAAAAAgAAAAVwYXNzYQAAAAAAAAhnYXRlX3NldAAAAAQAAAAAAAAABGdhdGUAAAATAAAAAQAAAAAAAAAHcGF5bG9hZAAAAAABAAAAAAAAAAAAAAABbgAAAAAAAAYAAAAAAAAAAAAAAANsb2cAAAAD7gAAACAAAAAAAAAAAQ==", "AAAABQAAAAAAAAAAAAAAB1NldHRsZWQAAAAAAgAAAAVwYXNzYQAAAAAAAAdzZXR0bGVkAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAVCYXRjaAAAAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACEFjY2VwdGVkAAAAAgAAAAVwYXNzYQAAAAAAAAhhY2NlcHRlZAAAAAQAAAAAAAAABXBheWVlAAAAAAAAEwAAAAEAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAdDb25zZW50AAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACE93ZWRQYWlkAAAAAgAAAAVwYXNzYQAAAAAAAAlvd2VkX3BhaWQAAAAAAAAEAAAAAAAAAAJ0bwAAAAAAEwAAAAEAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAtPd2VkUGF5bWVudAAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAABQAAAAAAAAAAAAAACFJlZnVuZGVkAAAAAgAAAAVwYXNzYQAAAAAAAAhyZWZ1bmRlZAAAAAQAAAAAAAAABXBheWVyAAAAAAAD6AAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAGUmVmdW5kAAAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAABQAAAAAAAAAAAAAACFJldmVyc2VkAAAAAgAAAAVwYXNzYQAAAAAAAAhyZXZlcnNlZAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAhSZXZlcnNhbAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACUFsbG9jYXRlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJYWxsb2NhdGVkAAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAACkFsbG9jYXRpb24AAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACUNhbmNlbGxlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJY2FuY2VsbGVkAAAAAAAABAAAAAAAAAACYnkAAAAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAAAYAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAABQAAAAAAAAAAAAAACVBvc3Rwb25lZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJcG9zdHBvbmVkAAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAADFBvc3Rwb25lbWVudAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACVNwbGl0c1NldAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAKc3BsaXRzX3NldAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAADFNwbGl0c0NoYW5nZQAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACVRpZXJBZGRlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAKdGllcl9hZGRlZAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAADFRpZXJBZGRpdGlvbgAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACkRldGFpbHNTZXQAAAAAAAIAAAAFcGFzc2EAAAAAAAALZGV0YWlsc19zZXQAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAAB0RldGFpbHMAAAAAAAAAAAAAAAABbgAAAAAAAAYAAAAAAAAAAAAAAANsb2cAAAAD7gAAACAAAAAAAAAAAQ==", "AAAABQAAAAAAAAAAAAAAClJlZGlyZWN0ZWQAAAAAAAIAAAAFcGFzc2EAAAAAAAAKcmVkaXJlY3RlZAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAAC1JlZGlyZWN0aW9uAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAADUNvbW1pc3Npb25TZXQAAAAAAAACAAAABXBhc3NhAAAAAAAADmNvbW1pc3Npb25fc2V0AAAAAAAEAAAAAAAAAAdjcmVhdG9yAAAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAKQ29tbWlzc2lvbgAAAAAAAAAAAAAAAAABbgAAAAAAAAYAAAAAAAAAAAAAAANsb2cAAAAD7gAAACAAAAAAAAAAAQ==", "AAAABQAAAAAAAAAAAAAADlRvcFVwc1JldHVybmVkAAAAAAACAAAABXBhc3NhAAAAAAAAEHRvcF91cHNfcmV0dXJuZWQAAAADAAAAAAAAAAdwYXlsb2FkAAAAAAsAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAAAQAAAAAAAAAAAAAABFNhbGUAAAAGAAAAAAAAAAdjcmVkaXRzAAAAA+oAAAPtAAAAAgAAABMAAAAEAAAAAAAAAAtpbnB1dHNfaGFzaAAAAAPoAAAD7gAAACAAAAAAAAAABW1vZGVsAAAAAAAABAAAAAAAAAAGb3JkZXJzAAAAAAPqAAAD7QAAAAQAAAAGAAAABAAAAAQAAAPqAAAACwAAAAAAAAANdGVybXNfdmVyc2lvbgAAAAAAAAQAAAAAAAAABXRvdGFsAAAAAAAACw==", "AAAAAQAAAAAAAAAAAAAABUJhdGNoAAAAAAAABQAAAAAAAAAFaXRlbXMAAAAAAAPqAAAD6AAAB9AAAAALU2V0dGxlZEl0ZW0AAAAAAAAAAARsYW5lAAAABAAAAAAAAAADc2VxAAAAAAQAAAAAAAAABnNlcnZlZAAAAAAABgAAAAAAAAAFdG90YWwAAAAAAAAL", "AAAAAQAAAAAAAAAAAAAABUNsYWltAAAAAAAAAgAAAAAAAAAEbWFzawAAAAQAAAAAAAAABW9yZGVyAAAAAAAABg==", "AAAAAQAAAAAAAAAAAAAABlJlZnVuZAAAAAAABQAAAAAAAAALY29tbWlzc2lvbnMAAAAD6gAAA+0AAAACAAAAEwAAAAsAAAAAAAAACWRlbGl2ZXJlZAAAAAAAAAEAAAAAAAAABG1hc2sAAAAEAAAAAAAAAAVvcmRlcgAAAAAAAAYAAAAAAAAABHBhaWQAAAAL", "AAAAAQAAAAAAAAAAAAAABlJlc2FsZQAAAAAABgAAAAAAAAAHY3VzdG9keQAAAAABAAAAAAAAAAVwcmljZQAAAAAAAAsAAAAAAAAAB3JveWFsdHkAAAAACwAAAAAAAAAGc2VsbGVyAAAAAAATAAAAAAAAAAZ0aWNrZXQAAAAAAAYAAAAAAAAACHRyZWFzdXJ5AAAAAQ==", "AAAAAQAAAAAAAAAAAAAAB0Nsb3NpbmcAAAAABAAAAAAAAAAJZGVsaXZlcmVkAAAAAAAABAAAAAAAAAAJb3JnYW5pemVyAAAAAAAACwAAAAAAAAAGcGF5ZWVzAAAAAAPqAAAACwAAAAAAAAAIdHJlYXN1cnkAAAAL", "AAAAAQAAAAAAAAAAAAAAB0NvbnNlbnQAAAAAAgAAAAAAAAAFaW5kZXgAAAAAAAAEAAAAAAAAAAtzcGxpdHNfaGFzaAAAAAPuAAAAIA==", "AAAAAQAAAAAAAAAAAAAAB0RldGFpbHMAAAAABQAAAAAAAAANbWV0YWRhdGFfaGFzaAAAAAAAA+4AAAAgAAAAAAAAAApwbGFjZV9oYXNoAAAAAAPuAAAAIAAAAAAAAAANdGVybXNfdmVyc2lvbgAAAAAAAAQAAAAAAAAAA3VyaQAAAAAQAAAAAAAAAAx3aW5kb3dfdW50aWwAAAAG", "AAAAAQAAAAAAAAAAAAAAB0xpc3RpbmcAAAAAAwAAAAAAAAAHY3VzdG9keQAAAAABAAAAAAAAAAVwcmljZQAAAAAAAAsAAAAAAAAABnRpY2tldAAAAAAABg==", "AAAAAQAAAAAAAAAAAAAAB01pbnRpbmcAAAAAAwAAAAAAAAAHY3VzdG9keQAAAAABAAAAAAAAAAVvcmRlcgAAAAAAAAYAAAAAAAAABHRpZXIAAAAE", "AAAAAQAAAAAAAAAAAAAAB1BheW91dHMAAAAAAgAAAAAAAAAIY3JlYXRvcnMAAAPqAAAD7QAAAAIAAAATAAAACwAAAAAAAAAGcGF5ZWVzAAAAAAPqAAAD7QAAAAIAAAAEAAAACw==", "AAAAAQAAAAAAAAAAAAAACENyZWF0aW9uAAAAAgAAAAAAAAAGY29uZmlnAAAAAAAOAAAAAAAAAAV0ZXJtcwAAAAAAAA4=", "AAAAAQAAAAAAAAAAAAAACFJldmVyc2FsAAAABwAAAAAAAAALY29tbWlzc2lvbnMAAAAD6gAAA+0AAAACAAAAEwAAAAsAAAAAAAAACWRlbGl2ZXJlZAAAAAAAAAEAAAAAAAAACGV2aWRlbmNlAAAD7gAAACAAAAAAAAAABG1hc2sAAAAEAAAAAAAAAAVvcmRlcgAAAAAAAAYAAAAAAAAABHBhaWQAAAALAAAAAAAAAAlzaG9ydGZhbGwAAAAAAAAL", "AAAAAQAAAAAAAAAAAAAACkFsbG9jYXRpb24AAAAAAAMAAAAAAAAADGJ5X29yZ2FuaXplcgAAAAEAAAAAAAAADmZpYXRfYWxsb2NhdGVkAAAAAAAEAAAAAAAAAAR0aWVyAAAABA==", "AAAAAQAAAAAAAAAAAAAACkNvbW1pc3Npb24AAAAAAAIAAAAAAAAAA2JwcwAAAAAEAAAAAAAAAAp0ZXJtc19oYXNoAAAAAAPuAAAAIA==", "AAAAAQAAAAAAAAAAAAAAC093ZWRQYXltZW50AAAAAAMAAAAAAAAABmFtb3VudAAAAAAACwAAAAAAAAAJc2hvcnRmYWxsAAAAAAAACwAAAAAAAAAIdHJlYXN1cnkAAAAB", "AAAAAQAAAAAAAAAAAAAAC1JlZGlyZWN0aW9uAAAAAAMAAAAAAAAACWZyb21fd2hlbgAAAAAAAAYAAAAAAAAABWluZGV4AAAAAAAABAAAAAAAAAACdG8AAAAAABQ=", "AAAAAQAAAAAAAAAAAAAAC1NldHRsZWRJdGVtAAAAAAYAAAAAAAAAATAAAAAAAAATAAAAAAAAAAExAAAAAAAABAAAAAAAAAABMgAAAAAAAAQAAAAAAAAAATMAAAAAAAPuAAAAIAAAAAAAAAABNAAAAAAAA+oAAAPtAAAAAwAAABMAAAAEAAAACwAAAAAAAAABNQAAAAAAAAQ=", "AAAAAQAAAAAAAAAAAAAADFBvc3Rwb25lbWVudAAAAAQAAAAAAAAAAmJ5AAAAAAAGAAAAAAAAAAV0ZXJtcwAAAAAAAA4AAAAAAAAADXRlcm1zX3ZlcnNpb24AAAAAAAAEAAAAAAAAAAx3aW5kb3dfdW50aWwAAAAG", "AAAAAQAAAAAAAAAAAAAADFNwbGl0c0NoYW5nZQAAAAMAAAAAAAAADnNwbGl0c192ZXJzaW9uAAAAAAAEAAAAAAAAAAV0ZXJtcwAAAAAAAA4AAAAAAAAADXRlcm1zX3ZlcnNpb24AAAAAAAAE", "AAAAAQAAAAAAAAAAAAAADFRpZXJBZGRpdGlvbgAAAAUAAAAAAAAABGxlZnQAAAAEAAAAAAAAAAhyZXBsYWNlZAAAA+gAAAAEAAAAAAAAAAV0ZXJtcwAAAAAAAA4AAAAAAAAADXRlcm1zX3ZlcnNpb24AAAAAAAAEAAAAAAAAAAR0aWVyAAAABA==", "AAAAAAAAAAAAAAAIYWxsb2NhdGUAAAACAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAKZGVhbGxvY2F0ZQAAAAAAAwAAAAAAAAACYnkAAAAAABMAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAFuAAAAAAAABAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAALbWludF90aWNrZXQAAAAAAwAAAAAAAAACdG8AAAAAABMAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAVub25jZQAAAAAAAAYAAAABAAAD6QAAAAYAAAAD", "AAAAAAAAAAAAAAAMc2V0dGxlX2JhdGNoAAAABAAAAAAAAAAIdHJlYXN1cnkAAAATAAAAAAAAAARsYW5lAAAABAAAAAAAAAADc2VxAAAAAAQAAAAAAAAABWl0ZW1zAAAAAAAD6gAAAAAAAAABAAAD6QAAAAYAAAAD", "AAAAAAAAAAAAAAAObWludF9jdXN0b2RpYWwAAAAAAAMAAAAAAAAAAnRvAAAAAAATAAAAAAAAAAR0aWVyAAAABAAAAAAAAAAFbm9uY2UAAAAAAAAGAAAAAQAAA+kAAAAGAAAAAw==", "AAAAAAAAAAAAAAAXcHJvY2Vzc190aWNrZXRfcHVyY2hhc2UAAAAABgAAAAAAAAAFYnV5ZXIAAAAAAAATAAAAAAAAAAVub25jZQAAAAAAAAYAAAAAAAAABWl0ZW1zAAAAAAAD6gAAA+0AAAACAAAABAAAAAQAAAAAAAAADXRlcm1zX3ZlcnNpb24AAAAAAAAEAAAAAAAAAAltYXhfdG90YWwAAAAAAAALAAAAAAAAAAthdHRyaWJ1dGlvbgAAAAPoAAAADgAAAAEAAAPpAAAD6gAAAAYAAAAD", "AAAAAAAAAAAAAAAFY2xhaW0AAAAAAAABAAAAAAAAAAVpbmRleAAAAAAAAAQAAAABAAAD6QAAAAsAAAAD", "AAAAAAAAAAAAAAAGcmVmdW5kAAAAAAADAAAAAAAAAAVvcmRlcgAAAAAAAAYAAAAAAAAABG1hc2sAAAAEAAAAAAAAAAdjcmVkaXRzAAAAA+oAAAfQAAAABkNyZWRpdAAAAAAAAQAAA+kAAAALAAAAAw==", "AAAAAAAAAAAAAAAIcmVkaXJlY3QAAAACAAAAAAAAAAVpbmRleAAAAAAAAAQAAAAAAAAAAnRvAAAAAAAUAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAKY2xhaW1fb3dlZAAAAAAAAQAAAAAAAAACdG8AAAAAABMAAAABAAAD6QAAAAsAAAAD", "AAAAAAAAAAAAAAAMZnVuZF9yZWZ1bmRzAAAAAQAAAAAAAAAGYW1vdW50AAAAAAALAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAMcGF5X3RyZWFzdXJ5AAAAAQAAAAAAAAAIdHJlYXN1cnkAAAATAAAAAQAAA+kAAAALAAAAAw==", "AAAAAAAAAAAAAAAMcmV2ZXJzZV9maWF0AAAABQAAAAAAAAAIdHJlYXN1cnkAAAATAAAAAAAAAAVvcmRlcgAAAAAAAAYAAAAAAAAABG1hc2sAAAAEAAAAAAAAAAdjcmVkaXRzAAAAA+oAAAfQAAAABkNyZWRpdAAAAAAAAAAAAAhldmlkZW5jZQAAA+4AAAAgAAAAAQAAA+kAAAALAAAAAw==", "AAAAAAAAAAAAAAANY2xhaW1fY3JlYXRvcgAAAAAAAAEAAAAAAAAAB2NyZWF0b3IAAAAAEwAAAAEAAAPpAAAACwAAAAM=", "AAAAAAAAAAAAAAANY2xvc2VfcmVmdW5kcwAAAAAAAAAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAOcmV0dXJuX3RvcF91cHMAAAAAAAAAAAABAAAD6QAAAAsAAAAD", "AAAAAAAAAAAAAAAQcmVmdW5kX2N1c3RvZGlhbAAAAAUAAAAAAAAACHRyZWFzdXJ5AAAAEwAAAAAAAAAFb3JkZXIAAAAAAAAGAAAAAAAAAARtYXNrAAAABAAAAAAAAAAHY3JlZGl0cwAAAAPqAAAH0AAAAAZDcmVkaXQAAAAAAAAAAAAHcmVsYXllZAAAAAABAAAAAQAAA+kAAAALAAAAAw==", "AAAAAAAAAAAAAAAZZGlzdHJpYnV0ZV90aWNrZXRfcmV2ZW51ZQAAAAAAAAIAAAAAAAAABG1hc2sAAAAEAAAAAAAAAAhjcmVhdG9ycwAAA+oAAAATAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAIYWRkX3RpZXIAAAACAAAAAAAAAAR0aWVyAAAH0AAAAARUaWVyAAAAAAAAAAhyZXBsYWNlcwAAA+gAAAAEAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAIcG9zdHBvbmUAAAABAAAAAAAAAAJieQAAAAAABgAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAKc2V0X3NwbGl0cwAAAAAAAgAAAAAAAAAGcGF5ZWVzAAAAAAPqAAAH0AAAAAVQYXllZQAAAAAAAAAAAAAGcG9saWN5AAAAAAfQAAAABlBvbGljeQAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAMYWNjZXB0X3NoYXJlAAAAAgAAAAAAAAAFaW5kZXgAAAAAAAAEAAAAAAAAAAtzcGxpdHNfaGFzaAAAAAPuAAAAIAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAANX19jb25zdHJ1Y3RvcgAAAAAAAAIAAAAAAAAABmNvbmZpZwAAAAAH0AAAAAZDb25maWcAAAAAAAAAAAAEaW5pdAAAB9AAAAAJRXZlbnRJbml0AAAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAOc2V0X2NvbW1pc3Npb24AAAAAAAMAAAAAAAAAB2NyZWF0b3IAAAAAEwAAAAAAAAADYnBzAAAAAAQAAAAAAAAACnRlcm1zX2hhc2gAAAAAA+4AAAAgAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAOdXBkYXRlX2RldGFpbHMAAAAAAAMAAAAAAAAAA3VyaQAAAAAQAAAAAAAAAA1tZXRhZGF0YV9oYXNoAAAAAAAD7gAAACAAAAAAAAAACnBsYWNlX2hhc2gAAAAAA+4AAAAgAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAEbmFtZQAAAAAAAAABAAAAEA==", "AAAAAAAAAAAAAAAGc3RhdHVzAAAAAAAAAAAAAQAAB9AAAAAGU3RhdHVzAAA=", "AAAAAAAAAAAAAAAGc3ltYm9sAAAAAAAAAAAAAQAAABA=", "AAAAAAAAAAAAAAAHY3JlYXRvcgAAAAABAAAAAAAAAAdhZGRyZXNzAAAAABMAAAABAAAH0AAAAA5DcmVhdG9yQWNjb3VudAAA", "AAAAAAAAAAAAAAAIb3duZXJfb2YAAAABAAAAAAAAAAh0b2tlbl9pZAAAAAYAAAABAAAD6QAAABMAAAAD", "AAAAAAAAAAAAAAAJb3JnYW5pemVyAAAAAAAAAAAAAAEAAAAT", "AAAAAAAAAAAAAAAJdG9rZW5fdXJpAAAAAAAAAQAAAAAAAAAIdG9rZW5faWQAAAAGAAAAAQAAA+kAAAAQAAAAAw==", "AAAAAAAAAAAAAAAFcGF1c2UAAAAAAAACAAAAAAAAAAJieQAAAAAAEwAAAAAAAAACb24AAAAAAAEAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAGY2FuY2VsAAAAAAABAAAAAAAAAAJieQAAAAAAEwAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAGZnJlZXplAAAAAAABAAAAAAAAAAdzZWNvbmRzAAAAAAYAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAHc2V0X2NhcAAAAAABAAAAAAAAAANjYXAAAAAACwAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAIc2V0X2dhdGUAAAACAAAAAAAAAARnYXRlAAAAEwAAAAAAAAACb24AAAAAAAEAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAATc2V0X2F0dHJpYnV0aW9uX2tleQAAAAABAAAAAAAAAANrZXkAAAAD7gAAACAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAEbGlzdAAAAAIAAAAAAAAABnRpY2tldAAAAAAABgAAAAAAAAAFcHJpY2UAAAAAAAALAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAGdW5saXN0AAAAAAABAAAAAAAAAAZ0aWNrZXQAAAAAAAYAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAIY2hlY2tfaW4AAAACAAAAAAAAAARnYXRlAAAAEwAAAAAAAAAGb3JkZXJzAAAAAAPqAAAD7QAAAAIAAAAGAAAABAAAAAEAAAPpAAAD6gAAAAQAAAAD", "AAAAAAAAAAAAAAAIdHJhbnNmZXIAAAADAAAAAAAAAARmcm9tAAAAEwAAAAAAAAACdG8AAAAAABMAAAAAAAAACHRva2VuX2lkAAAABgAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAKYnV5X2xpc3RlZAAAAAAAAwAAAAAAAAAFYnV5ZXIAAAAAAAATAAAAAAAAAAZ0aWNrZXQAAAAAAAYAAAAAAAAACW1heF9wcmljZQAAAAAAAAsAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAANYnV5X2N1c3RvZGlhbAAAAAAAAAQAAAAAAAAACHRyZWFzdXJ5AAAAEwAAAAAAAAAGdGlja2V0AAAAAAAGAAAAAAAAAAltYXhfcHJpY2UAAAAAAAALAAAAAAAAAAJ0bwAAAAAAEwAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAANdmVyaWZ5X3RpY2tldAAAAAAAAAIAAAAAAAAABGdhdGUAAAATAAAAAAAAAAZ0aWNrZXQAAAAAAAYAAAABAAAD6QAAAAEAAAAD", "AAAAAAAAAAAAAAAPY2xhaW1fY3VzdG9kaWFsAAAAAAMAAAAAAAAABW9yZGVyAAAAAAAABgAAAAAAAAAEbWFzawAAAAQAAAAAAAAAAnRvAAAAAAATAAAAAQAAA+kAAAACAAAAAw==", "AAAAAQAAAAAAAAAAAAAABkNvbmZpZwAAAAAABwAAAAAAAAAPYXR0cmlidXRpb25fa2V5AAAAA+4AAAAgAAAAAAAAAANjYXAAAAAACwAAAAAAAAAPbWluX3Jlc2VydmVfYnBzAAAAAAQAAAAAAAAACW9yZ2FuaXplcgAAAAAAABMAAAAAAAAACHJlZ2lzdHJ5AAAAEwAAAAAAAAAEdXNkYwAAABMAAAAAAAAAB3ZlcnNpb24AAAAABA==", "AAAAAQAAAAAAAAAAAAAABkNyZWRpdAAAAAAAAwAAAAAAAAAGYW1vdW50AAAAAAALAAAAAAAAAAdjcmVhdG9yAAAAABMAAAAAAAAABndlaWdodAAAAAAABA==", "AAAAAQAAAAAAAAAAAAAABlBvbGljeQAAAAAACgAAAAAAAAASY29tbWlzc2lvbl9jYXBfYnBzAAAAAAAEAAAAAAAAAAdjb25zZW50AAAAAAEAAAAAAAAACWZyZWV6ZV9hdAAAAAAAAAYAAAAAAAAADHJlZnVuZF91bnRpbAAAAAYAAAAAAAAACnJlbGVhc2VfYXQAAAAAAAYAAAAAAAAADnJlc2FsZV9jYXBfYnBzAAAAAAAEAAAAAAAAAAxyZXNhbGVfbGltaXQAAAAEAAAAAAAAAAtyZXNlcnZlX2JwcwAAAAAEAAAAAAAAAAtyb3lhbHR5X2JwcwAAAAAEAAAAAAAAAAx0cmFuc2ZlcmFibGUAAAAB", "AAAAAQAAAAAAAAAAAAAABlN0YXR1cwAAAAAABQAAAAAAAAAJY2FuY2VsbGVkAAAAAAAAAQAAAAAAAAAHZW5kc19hdAAAAAAGAAAAAAAAAAZmcm96ZW4AAAAAAAEAAAAAAAAADHJlZnVuZF91bnRpbAAAAAYAAAAAAAAACnJlbGVhc2VfYXQAAAAAAAY=", "AAAAAQAAAAAAAAAAAAAACUV2ZW50SW5pdAAAAAAAAAsAAAAAAAAADWNvbXBsaW1lbnRhcnkAAAAAAAAEAAAAAAAAAAhkb29yc19hdAAAAAYAAAAAAAAAB2VuZHNfYXQAAAAABgAAAAAAAAANbWV0YWRhdGFfaGFzaAAAAAAAA+4AAAAgAAAAAAAAAARuYW1lAAAAEAAAAAAAAAAGcGF5ZWVzAAAAAAPqAAAH0AAAAAVQYXllZQAAAAAAAAAAAAAKcGxhY2VfaGFzaAAAAAAD7gAAACAAAAAAAAAABnBvbGljeQAAAAAH0AAAAAZQb2xpY3kAAAAAAAAAAAAJc3RhcnRzX2F0AAAAAAAABgAAAAAAAAAFdGllcnMAAAAAAAPqAAAH0AAAAARUaWVyAAAAAAAAAAN1cmkAAAAAEA==", "AAAAAQAAAAAAAAAAAAAADkNyZWF0b3JBY2NvdW50AAAAAAAEAAAAAAAAAANicHMAAAAABAAAAAAAAAAGZWFybmVkAAAAAAALAAAAAAAAAARwYWlkAAAACwAAAAAAAAAGcG9pbnRzAAAAAAAL", "AAAAAQAAAAAAAAAAAAAABEZhY2UAAAACAAAAAAAAAAZhbW91bnQAAAAAAAsAAAAAAAAACGN1cnJlbmN5AAAH0AAAAAhDdXJyZW5jeQ==", "AAAAAwAAAAAAAAAAAAAABFJvbGUAAAAFAAAAAAAAAAlPcmdhbml6ZXIAAAAAAAAAAAAAAAAAAAZBcnRpc3QAAAAAAAEAAAAAAAAABVZlbnVlAAAAAAAAAgAAAAAAAAAIUHJvbW90ZXIAAAADAAAAAAAAAAhQbGF0Zm9ybQAAAAQ=", "AAAAAQAAAAAAAAAAAAAABFRpZXIAAAAHAAAAAAAAAAhjYXBhY2l0eQAAAAQAAAAAAAAACWNsb3Nlc19hdAAAAAAAAAYAAAAAAAAABGZhY2UAAAfQAAAABEZhY2UAAAAAAAAACmZpYXRfcXVvdGEAAAAAAAQAAAAAAAAACG9wZW5zX2F0AAAABgAAAAAAAAAJcGVyX29yZGVyAAAAAAAABAAAAAAAAAAFcHJpY2UAAAAAAAAL", "AAAAAQAAAAAAAAAAAAAABVBheWVlAAAAAAAAAwAAAAAAAAAHYWRkcmVzcwAAAAAUAAAAAAAAAANicHMAAAAABAAAAAAAAAAEcm9sZQAAB9AAAAAEUm9sZQ==", "AAAAAwAAAAAAAAAAAAAACEN1cnJlbmN5AAAAAgAAAAAAAAADS2VzAAAAAAAAAAAAAAAAA1VzZAAAAAAB"]),
      options
    );
  }

   static override deploy<T = Client>(args: { config: Config; init: EventInit }, options: MethodOptions & Omit<ContractClientOptions, 'contractId'> & { salt?: Uint8Array; address?: string; } & ({ wasmHash: Uint8Array | string; format?: "hex" | "base64"; externalRef?: never; } | { externalRef: ExternalExecutableRef; wasmHash?: never; format?: never; })): Promise<AssembledTransaction<T>> {
    return ContractClient.deploy(args, options);
  }
  public readonly fromJson = {
    allocate : this.txFromJson<Result<null, Error>>,  deallocate : this.txFromJson<Result<null, Error>>,  mint_ticket : this.txFromJson<Result<bigint, Error>>,  settle_batch : this.txFromJson<Result<bigint, Error>>,  mint_custodial : this.txFromJson<Result<bigint, Error>>,  process_ticket_purchase : this.txFromJson<Result<Array<bigint>, Error>>,  claim : this.txFromJson<Result<bigint, Error>>,  refund : this.txFromJson<Result<bigint, Error>>,  redirect : this.txFromJson<Result<null, Error>>,  claim_owed : this.txFromJson<Result<bigint, Error>>,  fund_refunds : this.txFromJson<Result<null, Error>>,  pay_treasury : this.txFromJson<Result<bigint, Error>>,  reverse_fiat : this.txFromJson<Result<bigint, Error>>,  claim_creator : this.txFromJson<Result<bigint, Error>>,  close_refunds : this.txFromJson<Result<null, Error>>,  return_top_ups : this.txFromJson<Result<bigint, Error>>,  refund_custodial : this.txFromJson<Result<bigint, Error>>,  distribute_ticket_revenue : this.txFromJson<Result<null, Error>>,  add_tier : this.txFromJson<Result<null, Error>>,  postpone : this.txFromJson<Result<null, Error>>,  set_splits : this.txFromJson<Result<null, Error>>,  accept_share : this.txFromJson<Result<null, Error>>,  set_commission : this.txFromJson<Result<null, Error>>,  update_details : this.txFromJson<Result<null, Error>>,  name : this.txFromJson<string>,  status : this.txFromJson<Status>,  symbol : this.txFromJson<string>,  creator : this.txFromJson<CreatorAccount>,  owner_of : this.txFromJson<Result<string, Error>>,  organizer : this.txFromJson<string>,  token_uri : this.txFromJson<Result<string, Error>>,  pause : this.txFromJson<Result<null, Error>>,  cancel : this.txFromJson<Result<null, Error>>,  freeze : this.txFromJson<Result<null, Error>>,  set_cap : this.txFromJson<Result<null, Error>>,  set_gate : this.txFromJson<Result<null, Error>>,  set_attribution_key : this.txFromJson<Result<null, Error>>,  list : this.txFromJson<Result<null, Error>>,  unlist : this.txFromJson<Result<null, Error>>,  check_in : this.txFromJson<Result<Array<number>, Error>>,  transfer : this.txFromJson<Result<null, Error>>,  buy_listed : this.txFromJson<Result<null, Error>>,  buy_custodial : this.txFromJson<Result<null, Error>>,  verify_ticket : this.txFromJson<Result<boolean, Error>>,  claim_custodial : this.txFromJson<Result<null, Error>>
  };

  /** @deprecated Use fromJson instead. */
  public readonly fromJSON = this.fromJson;

  /**
   * Parse a raw contract event (topics + data) into a typed {@link ContractEvent}.
   */
  parseEvent(topics: xdr.ScVal[] | string[], data: xdr.ScVal | string): ContractEvent | undefined {
    return this.spec.parseEvent(topics, data) as ContractEvent | undefined;
  }
  /**
   * Build a topics filter row for the "Mint" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  mintEventFilter(topicValues?: { to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Mint", topicValues);
  }
  /**
   * Build a topics filter row for the "Moved" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  movedEventFilter(topicValues?: { from?: string | Address; to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Moved", topicValues);
  }
  /**
   * Build a topics filter row for the "Claimed" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  claimedEventFilter(topicValues?: { to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Claimed", topicValues);
  }
  /**
   * Build a topics filter row for the "Transfer" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  transferEventFilter(topicValues?: { from?: string | Address; to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Transfer", topicValues);
  }
  /**
   * Build a topics filter row for the "Unlisted" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  unlistedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Unlisted");
  }
  /**
   * Build a topics filter row for the "CheckedIn" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  checkedInEventFilter(topicValues?: { gate?: string | Address }): string[] {
    return this.spec.eventTopicFilter("CheckedIn", topicValues);
  }
  /**
   * Build a topics filter row for the "ListedForSale" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  listedForSaleEventFilter(): string[] {
    return this.spec.eventTopicFilter("ListedForSale");
  }
  /**
   * Build a topics filter row for the "Paid" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  paidEventFilter(): string[] {
    return this.spec.eventTopicFilter("Paid");
  }
  /**
   * Build a topics filter row for the "Sold" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  soldEventFilter(topicValues?: { buyer?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Sold", topicValues);
  }
  /**
   * Build a topics filter row for the "CapSet" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  capSetEventFilter(): string[] {
    return this.spec.eventTopicFilter("CapSet");
  }
  /**
   * Build a topics filter row for the "Closed" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  closedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Closed");
  }
  /**
   * Build a topics filter row for the "Frozen" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  frozenEventFilter(): string[] {
    return this.spec.eventTopicFilter("Frozen");
  }
  /**
   * Build a topics filter row for the "Funded" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  fundedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Funded");
  }
  /**
   * Build a topics filter row for the "KeySet" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  keySetEventFilter(): string[] {
    return this.spec.eventTopicFilter("KeySet");
  }
  /**
   * Build a topics filter row for the "Minted" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  mintedEventFilter(topicValues?: { to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Minted", topicValues);
  }
  /**
   * Build a topics filter row for the "Paused" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  pausedEventFilter(topicValues?: { by?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Paused", topicValues);
  }
  /**
   * Build a topics filter row for the "Resold" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  resoldEventFilter(topicValues?: { buyer?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Resold", topicValues);
  }
  /**
   * Build a topics filter row for the "Created" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  createdEventFilter(): string[] {
    return this.spec.eventTopicFilter("Created");
  }
  /**
   * Build a topics filter row for the "GateSet" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  gateSetEventFilter(topicValues?: { gate?: string | Address }): string[] {
    return this.spec.eventTopicFilter("GateSet", topicValues);
  }
  /**
   * Build a topics filter row for the "Settled" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  settledEventFilter(): string[] {
    return this.spec.eventTopicFilter("Settled");
  }
  /**
   * Build a topics filter row for the "Accepted" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  acceptedEventFilter(topicValues?: { payee?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Accepted", topicValues);
  }
  /**
   * Build a topics filter row for the "OwedPaid" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  owedPaidEventFilter(topicValues?: { to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("OwedPaid", topicValues);
  }
  /**
   * Build a topics filter row for the "Refunded" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  refundedEventFilter(topicValues?: { payer?: string | Address | null }): string[] {
    return this.spec.eventTopicFilter("Refunded", topicValues);
  }
  /**
   * Build a topics filter row for the "Reversed" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  reversedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Reversed");
  }
  /**
   * Build a topics filter row for the "Allocated" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  allocatedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Allocated");
  }
  /**
   * Build a topics filter row for the "Cancelled" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  cancelledEventFilter(topicValues?: { by?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Cancelled", topicValues);
  }
  /**
   * Build a topics filter row for the "Postponed" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  postponedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Postponed");
  }
  /**
   * Build a topics filter row for the "SplitsSet" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  splitsSetEventFilter(): string[] {
    return this.spec.eventTopicFilter("SplitsSet");
  }
  /**
   * Build a topics filter row for the "TierAdded" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  tierAddedEventFilter(): string[] {
    return this.spec.eventTopicFilter("TierAdded");
  }
  /**
   * Build a topics filter row for the "DetailsSet" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  detailsSetEventFilter(): string[] {
    return this.spec.eventTopicFilter("DetailsSet");
  }
  /**
   * Build a topics filter row for the "Redirected" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  redirectedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Redirected");
  }
  /**
   * Build a topics filter row for the "CommissionSet" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  commissionSetEventFilter(topicValues?: { creator?: string | Address }): string[] {
    return this.spec.eventTopicFilter("CommissionSet", topicValues);
  }
  /**
   * Build a topics filter row for the "TopUpsReturned" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  topUpsReturnedEventFilter(): string[] {
    return this.spec.eventTopicFilter("TopUpsReturned");
  }
}
