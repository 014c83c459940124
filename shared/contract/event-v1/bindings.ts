// GENERATED from contracts/wasm/event-1.wasm by `npm run bindings`. Do not edit.
import type { Address, xdr } from '@stellar/stellar-sdk';
import { type AssembledTransaction, Client as ContractClient, type ClientOptions as ContractClientOptions, type MethodOptions, type Result, Spec } from '@stellar/stellar-sdk/contract';
import type { ExternalExecutableRef } from '@stellar/stellar-sdk/contract';


    /**
 * A settlement lane: the last batch's number and which of its items were served.
 */
export interface Lane {
  seq: number;
  served: bigint;
}

/**
 * Struct: Move
 */
export interface Move {
  ticket: bigint;
}

/**
 * Orders as (id, tier, quantity).
 */
export interface Sale {
  orders: Array<[bigint, number, number]>;
  terms_version: number;
  total: bigint;
}

/**
 * Items as (owner, tier, quantity, evidence); bit i of `served` tells whether item i became an order.
 */
export interface Batch {
  items: Array<[string, number, number, Uint8Array]>;
  lane: number;
  seq: number;
  served: bigint;
  total: bigint;
}

/**
 * An event's terms as they stand. `terms_version` rises with every change; a purchase names the one its buyer saw.
 */
export interface Terms {
  ends_at: bigint;
  metadata_hash: Uint8Array;
  name: string;
  payees: Array<Payee>;
  policy: Policy;
  starts_at: bigint;
  terms_version: number;
  tiers: Array<Tier>;
  uri: string;
}

/**
 * One payee's money, in stroops.
 */
export interface Account {
  due: bigint;
  entitled: bigint;
  paid: bigint;
}

/**
 * Struct: HotView
 */
export interface HotView {
  commissions: bigint;
  gross: bigint;
  lanes: Array<Lane>;
  log: Uint8Array;
  n: bigint;
  refunded: bigint;
  status: number;
  terms_version: number;
  tiers: Array<TierCount>;
  top_ups: bigint;
}

/**
 * Payouts as (payee index, stroops).
 */
export interface Payouts {
  payouts: Array<[number, bigint]>;
}

/**
 * Struct: Creation
 */
export interface Creation {
  config: Config;
  terms: Terms;
}

/**
 * `used`, `moved` and `refunded` are masks over the order's tickets, bit i = ticket i.
 */
export interface OrderView {
  count: number;
  flags: number;
  moved: number;
  owner: string;
  payer: string;
  refunded: number;
  tier: number;
  used: number;
}

/**
 * Tickets of a tier: `sold` over both rails, `fiat_allocated` set aside for fiat buyers, `fiat_sold` of these.
 */
export interface TierCount {
  fiat_allocated: number;
  fiat_sold: number;
  sold: number;
}

/**
 * Struct: Allocation
 */
export interface Allocation {
  fiat_allocated: number;
  tier: number;
}

/**
 * Struct: SplitsChanged
 */
export interface SplitsChanged {
  payees: Array<Payee>;
  terms_version: number;
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
  200 : { message: "TierUnknown" },
  201 : { message: "TierSoldOut" },
  202 : { message: "QuotaExceeded" },
  203 : { message: "NothingToRelease" },
  204 : { message: "AmountZero" },
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
  400 : { message: "LaneUnknown" },
  401 : { message: "SequenceUsed" },
  402 : { message: "SequenceGap" },
  403 : { message: "BatchSizeInvalid" },
  500 : { message: "PayeeUnknown" },
  501 : { message: "NothingDue" },
  600 : { message: "OrderUnknown" },
  601 : { message: "TicketUnknown" },
  602 : { message: "NotOwner" },
  603 : { message: "TicketUsed" },
  604 : { message: "TicketRefunded" },
  605 : { message: "TransfersOff" },
  606 : { message: "TransfersFrozen" },
  607 : { message: "TransferToSelf" }
}

/**
 * SEP-50: a token came into being.
 */
export interface MintEvent {
  name: "Mint";
  data: {
    to: string;
    token_id: bigint;
  };
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
 * Event: Moved
 */
export interface MovedEvent {
  name: "Moved";
  data: {
    from: string;
    to: string;
    payload: Move;
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
 * SEP-50: a token changed hands.
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
 * Event: SplitsSet
 */
export interface SplitsSetEvent {
  name: "SplitsSet";
  data: {
    payload: SplitsChanged;
    n: bigint;
    log: Uint8Array;
  };
}

/**
 * The price people read, in minor units (cents) of its currency. A KES face price is whole shillings.
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
 * `price` is what a wallet pays for one ticket, in stroops of USDC: a multiple of 10 000, so that every share of one
 * basis point is exact. `fiat_quota` bounds what may be set aside for M-Pesa and bank buyers.
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
 * Who earns from an event, and how much of its net revenue, in basis points.
 */
export interface Payee {
  address: string;
  bps: number;
  role: Role;
}

/**
 * What an event contract is born with and never changes by itself.
 */
export interface Config {
  attribution_key: Uint8Array;
  cap: bigint;
  organizer: string;
  registry: string;
  treasury: string;
  usdc: string;
  version: number;
}

/**
 * Fixed at the first sale. Before `release_at` only `10 000 − reserve_bps` of an entitlement can be paid out.
 */
export interface Policy {
  commission_cap_bps: number;
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
 * Enum: Currency
 */
export const Currency = {

  Kes: 0,

  Usd: 1,
} as const;
export type Currency = (typeof Currency)[keyof typeof Currency];

/**
 * What an organizer publishes. Times are Unix seconds; `metadata_hash` is the SHA-256 of the document at `uri`.
 */
export interface EventInit {
  ends_at: bigint;
  metadata_hash: Uint8Array;
  name: string;
  payees: Array<Payee>;
  policy: Policy;
  starts_at: bigint;
  tiers: Array<Tier>;
  uri: string;
}

/**
 * One paid fiat order. `owner` is the buyer's custodial address; `evidence` an HMAC over provider and receipt.
 */
export interface SettleItem {
  evidence: Uint8Array;
  owner: string;
  qty: number;
  tier: number;
}
    export type ContractEvent = MintEvent | PaidEvent | SoldEvent | MovedEvent | CreatedEvent | SettledEvent | TransferEvent | AllocatedEvent | SplitsSetEvent;

export interface Client {
  hot(options?: MethodOptions): Promise<AssembledTransaction<HotView>>;
  /**
   * What is held for the payees, in stroops.
   */
  cash(options?: MethodOptions): Promise<AssembledTransaction<bigint>>;
  name(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  /**
   * By anyone: pays one payee, or says why not.
   */
  claim(args: { index: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  order(args: { id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<OrderView, Error>>>;
  terms(options?: MethodOptions): Promise<AssembledTransaction<Terms>>;
  config(options?: MethodOptions): Promise<AssembledTransaction<Config>>;
  symbol(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  /**
   * Each payee's entitlement, payouts and due, in stroops.
   */
  accounts(options?: MethodOptions): Promise<AssembledTransaction<Array<Account>>>;
  /**
   * Through the registry, by the relayer: sets seats aside for fiat buyers.
   */
  allocate(args: { tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  owner_of(args: { token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  /**
   * By the holder.
   */
  transfer(args: { from: string | Address; to: string | Address; token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  token_uri(args: { token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  /**
   * Through the registry, by the relayer: gives seats back to wallets.
   */
  deallocate(args: { tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  /**
   * By the organizer, before the first sale.
   */
  set_splits(args: { payees: Array<Payee> }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  /**
   * Through the registry, by the relayer: turns settled fiat payments into tickets.
   */
  settle_batch(args: { lane: number; seq: number; items: Array<SettleItem> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  /**
   * Buys tickets, items being (tier, quantity). One USDC transfer from the buyer into this contract.
   */
  process_ticket_purchase(args: { buyer: string | Address; nonce: bigint; items: Array<[number, number]>; terms_version: number; max_total: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<Array<bigint>, Error>>>;
  /**
   * By anyone: pays the payees of the mask what is due to them. Returns stroops by payee.
   */
  distribute_ticket_revenue(args: { mask: number }, options?: MethodOptions): Promise<AssembledTransaction<Array<bigint>>>;
}

export class Client extends ContractClient {
  constructor(options: ContractClientOptions) {
    super(
      new Spec(["AAAAAQAAAE5BIHNldHRsZW1lbnQgbGFuZTogdGhlIGxhc3QgYmF0Y2gncyBudW1iZXIgYW5kIHdoaWNoIG9mIGl0cyBpdGVtcyB3ZXJlIHNlcnZlZC4AAAAAAAAAAAAETGFuZQAAAAIAAAAAAAAAA3NlcQAAAAAEAAAAAAAAAAZzZXJ2ZWQAAAAAAAY=", "AAAAAQAAAAAAAAAAAAAABE1vdmUAAAABAAAAAAAAAAZ0aWNrZXQAAAAAAAY=", "AAAAAQAAAB9PcmRlcnMgYXMgKGlkLCB0aWVyLCBxdWFudGl0eSkuAAAAAAAAAAAEU2FsZQAAAAMAAAAAAAAABm9yZGVycwAAAAAD6gAAA+0AAAADAAAABgAAAAQAAAAEAAAAAAAAAA10ZXJtc192ZXJzaW9uAAAAAAAABAAAAAAAAAAFdG90YWwAAAAAAAAL", "AAAAAQAAAGNJdGVtcyBhcyAob3duZXIsIHRpZXIsIHF1YW50aXR5LCBldmlkZW5jZSk7IGJpdCBpIG9mIGBzZXJ2ZWRgIHRlbGxzIHdoZXRoZXIgaXRlbSBpIGJlY2FtZSBhbiBvcmRlci4AAAAAAAAAAAVCYXRjaAAAAAAAAAUAAAAAAAAABWl0ZW1zAAAAAAAD6gAAA+0AAAAEAAAAEwAAAAQAAAAEAAAD7gAAACAAAAAAAAAABGxhbmUAAAAEAAAAAAAAAANzZXEAAAAABAAAAAAAAAAGc2VydmVkAAAAAAAGAAAAAAAAAAV0b3RhbAAAAAAAAAs=", "AAAAAQAAAHBBbiBldmVudCdzIHRlcm1zIGFzIHRoZXkgc3RhbmQuIGB0ZXJtc192ZXJzaW9uYCByaXNlcyB3aXRoIGV2ZXJ5IGNoYW5nZTsgYSBwdXJjaGFzZSBuYW1lcyB0aGUgb25lIGl0cyBidXllciBzYXcuAAAAAAAAAAVUZXJtcwAAAAAAAAkAAAAAAAAAB2VuZHNfYXQAAAAABgAAAAAAAAANbWV0YWRhdGFfaGFzaAAAAAAAA+4AAAAgAAAAAAAAAARuYW1lAAAAEAAAAAAAAAAGcGF5ZWVzAAAAAAPqAAAH0AAAAAVQYXllZQAAAAAAAAAAAAAGcG9saWN5AAAAAAfQAAAABlBvbGljeQAAAAAAAAAAAAlzdGFydHNfYXQAAAAAAAAGAAAAAAAAAA10ZXJtc192ZXJzaW9uAAAAAAAABAAAAAAAAAAFdGllcnMAAAAAAAPqAAAH0AAAAARUaWVyAAAAAAAAAAN1cmkAAAAAEA==", "AAAAAQAAAB5PbmUgcGF5ZWUncyBtb25leSwgaW4gc3Ryb29wcy4AAAAAAAAAAAAHQWNjb3VudAAAAAADAAAAAAAAAANkdWUAAAAACwAAAAAAAAAIZW50aXRsZWQAAAALAAAAAAAAAARwYWlkAAAACw==", "AAAAAQAAAAAAAAAAAAAAB0hvdFZpZXcAAAAACgAAAAAAAAALY29tbWlzc2lvbnMAAAAACwAAAAAAAAAFZ3Jvc3MAAAAAAAALAAAAAAAAAAVsYW5lcwAAAAAAA+oAAAfQAAAABExhbmUAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAABbgAAAAAAAAYAAAAAAAAACHJlZnVuZGVkAAAACwAAAAAAAAAGc3RhdHVzAAAAAAAEAAAAAAAAAA10ZXJtc192ZXJzaW9uAAAAAAAABAAAAAAAAAAFdGllcnMAAAAAAAPqAAAH0AAAAAlUaWVyQ291bnQAAAAAAAAAAAAAB3RvcF91cHMAAAAACw==", "AAAAAQAAACJQYXlvdXRzIGFzIChwYXllZSBpbmRleCwgc3Ryb29wcykuAAAAAAAAAAAAB1BheW91dHMAAAAAAQAAAAAAAAAHcGF5b3V0cwAAAAPqAAAD7QAAAAIAAAAEAAAACw==", "AAAAAQAAAAAAAAAAAAAACENyZWF0aW9uAAAAAgAAAAAAAAAGY29uZmlnAAAAAAfQAAAABkNvbmZpZwAAAAAAAAAAAAV0ZXJtcwAAAAAAB9AAAAAFVGVybXMAAAA=", "AAAAAQAAAFRgdXNlZGAsIGBtb3ZlZGAgYW5kIGByZWZ1bmRlZGAgYXJlIG1hc2tzIG92ZXIgdGhlIG9yZGVyJ3MgdGlja2V0cywgYml0IGkgPSB0aWNrZXQgaS4AAAAAAAAACU9yZGVyVmlldwAAAAAAAAgAAAAAAAAABWNvdW50AAAAAAAABAAAAAAAAAAFZmxhZ3MAAAAAAAAEAAAAAAAAAAVtb3ZlZAAAAAAAAAQAAAAAAAAABW93bmVyAAAAAAAAEwAAAAAAAAAFcGF5ZXIAAAAAAAATAAAAAAAAAAhyZWZ1bmRlZAAAAAQAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAR1c2VkAAAABA==", "AAAAAQAAAGxUaWNrZXRzIG9mIGEgdGllcjogYHNvbGRgIG92ZXIgYm90aCByYWlscywgYGZpYXRfYWxsb2NhdGVkYCBzZXQgYXNpZGUgZm9yIGZpYXQgYnV5ZXJzLCBgZmlhdF9zb2xkYCBvZiB0aGVzZS4AAAAAAAAACVRpZXJDb3VudAAAAAAAAAMAAAAAAAAADmZpYXRfYWxsb2NhdGVkAAAAAAAEAAAAAAAAAAlmaWF0X3NvbGQAAAAAAAAEAAAAAAAAAARzb2xkAAAABA==", "AAAAAQAAAAAAAAAAAAAACkFsbG9jYXRpb24AAAAAAAIAAAAAAAAADmZpYXRfYWxsb2NhdGVkAAAAAAAEAAAAAAAAAAR0aWVyAAAABA==", "AAAAAQAAAAAAAAAAAAAADVNwbGl0c0NoYW5nZWQAAAAAAAACAAAAAAAAAAZwYXllZXMAAAAAA+oAAAfQAAAABVBheWVlAAAAAAAAAAAAAA10ZXJtc192ZXJzaW9uAAAAAAAABA==", "AAAABAAAAAAAAAAAAAAABUVycm9yAAAAAAAANAAAAAAAAAAHTm9UaWVycwAAAABkAAAAAAAAAAxUb29NYW55VGllcnMAAABlAAAAAAAAABBQcmljZU5vdFBvc2l0aXZlAAAAZgAAAAAAAAANUHJpY2VOb3RFeGFjdAAAAAAAAGcAAAAAAAAAEEZhY2VQcmljZUludmFsaWQAAABoAAAAAAAAAAxDYXBhY2l0eVplcm8AAABpAAAAAAAAABFRdW90YU92ZXJDYXBhY2l0eQAAAAAAAGoAAAAAAAAAEU9yZGVyTGltaXRJbnZhbGlkAAAAAAAAawAAAAAAAAARU2FsZVdpbmRvd0ludmFsaWQAAAAAAABsAAAAAAAAAAtFdmVudEluUGFzdAAAAABtAAAAAAAAABFFdmVudFRpbWVzSW52YWxpZAAAAAAAAG4AAAAAAAAAEVBheWVlQ291bnRJbnZhbGlkAAAAAAAAbwAAAAAAAAAOU3BsaXRzTm90V2hvbGUAAAAAAHAAAAAAAAAACVNoYXJlWmVybwAAAAAAAHEAAAAAAAAAClBheWVlVHdpY2UAAAAAAHIAAAAAAAAAEU9yZ2FuaXplck5vdEZpcnN0AAAAAAAAcwAAAAAAAAANUG9saWN5SW52YWxpZAAAAAAAAHQAAAAAAAAAClVyaVRvb0xvbmcAAAAAAHUAAAAAAAAAC05hbWVJbnZhbGlkAAAAAHYAAAAAAAAAC1NwbGl0c0ZpeGVkAAAAAHcAAAAAAAAAFFBsYXRmb3JtU2hhcmVDaGFuZ2VkAAAAeAAAAAAAAAAMUHJpY2VUb29IaWdoAAAAeQAAAAAAAAAMUGF5ZWVJbnZhbGlkAAAAegAAAAAAAAALVGllclVua25vd24AAAAAyAAAAAAAAAALVGllclNvbGRPdXQAAAAAyQAAAAAAAAANUXVvdGFFeGNlZWRlZAAAAAAAAMoAAAAAAAAAEE5vdGhpbmdUb1JlbGVhc2UAAADLAAAAAAAAAApBbW91bnRaZXJvAAAAAADMAAAAAAAAAAtTYWxlc0Nsb3NlZAAAAAEsAAAAAAAAAAxUZXJtc0NoYW5nZWQAAAEtAAAAAAAAABBJdGVtQ291bnRJbnZhbGlkAAABLgAAAAAAAAAPUXVhbnRpdHlJbnZhbGlkAAAAAS8AAAAAAAAADlRvb01hbnlUaWNrZXRzAAAAAAEwAAAAAAAAAAtTYWxlTm90T3BlbgAAAAExAAAAAAAAAAhTYWxlT3ZlcgAAATIAAAAAAAAADVRvdGFsQWJvdmVNYXgAAAAAAAEzAAAAAAAAAAtPcmRlckV4aXN0cwAAAAE0AAAAAAAAAAxIZWxkTW9uZXlDYXAAAAE1AAAAAAAAAAtMYW5lVW5rbm93bgAAAAGQAAAAAAAAAAxTZXF1ZW5jZVVzZWQAAAGRAAAAAAAAAAtTZXF1ZW5jZUdhcAAAAAGSAAAAAAAAABBCYXRjaFNpemVJbnZhbGlkAAABkwAAAAAAAAAMUGF5ZWVVbmtub3duAAAB9AAAAAAAAAAKTm90aGluZ0R1ZQAAAAAB9QAAAAAAAAAMT3JkZXJVbmtub3duAAACWAAAAAAAAAANVGlja2V0VW5rbm93bgAAAAAAAlkAAAAAAAAACE5vdE93bmVyAAACWgAAAAAAAAAKVGlja2V0VXNlZAAAAAACWwAAAAAAAAAOVGlja2V0UmVmdW5kZWQAAAAAAlwAAAAAAAAADFRyYW5zZmVyc09mZgAAAl0AAAAAAAAAD1RyYW5zZmVyc0Zyb3plbgAAAAJeAAAAAAAAAA5UcmFuc2ZlclRvU2VsZgAAAAACXw==", "AAAABQAAACBTRVAtNTA6IGEgdG9rZW4gY2FtZSBpbnRvIGJlaW5nLgAAAAAAAAAETWludAAAAAEAAAAEbWludAAAAAIAAAAAAAAAAnRvAAAAAAATAAAAAQAAAAAAAAAIdG9rZW5faWQAAAAGAAAAAAAAAAA=", "AAAABQAAAAAAAAAAAAAABFBhaWQAAAACAAAABXBhc3NhAAAAAAAABHBhaWQAAAADAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAHUGF5b3V0cwAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAABQAAAAAAAAAAAAAABFNvbGQAAAACAAAABXBhc3NhAAAAAAAABHNvbGQAAAAEAAAAAAAAAAVidXllcgAAAAAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAEU2FsZQAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAABU1vdmVkAAAAAAAAAgAAAAVwYXNzYQAAAAAAAAVtb3ZlZAAAAAAAAAUAAAAAAAAABGZyb20AAAATAAAAAQAAAAAAAAACdG8AAAAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAETW92ZQAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAAB0NyZWF0ZWQAAAAAAgAAAAVwYXNzYQAAAAAAAAdjcmVhdGVkAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAhDcmVhdGlvbgAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAAB1NldHRsZWQAAAAAAgAAAAVwYXNzYQAAAAAAAAdzZXR0bGVkAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAVCYXRjaAAAAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAB5TRVAtNTA6IGEgdG9rZW4gY2hhbmdlZCBoYW5kcy4AAAAAAAAAAAAIVHJhbnNmZXIAAAABAAAACHRyYW5zZmVyAAAAAwAAAAAAAAAEZnJvbQAAABMAAAABAAAAAAAAAAJ0bwAAAAAAEwAAAAEAAAAAAAAACHRva2VuX2lkAAAABgAAAAAAAAAA", "AAAABQAAAAAAAAAAAAAACUFsbG9jYXRlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJYWxsb2NhdGVkAAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAACkFsbG9jYXRpb24AAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACVNwbGl0c1NldAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAKc3BsaXRzX3NldAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAADVNwbGl0c0NoYW5nZWQAAAAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAAAAAAAAAAAAADaG90AAAAAAAAAAABAAAH0AAAAAdIb3RWaWV3AA==", "AAAAAAAAAChXaGF0IGlzIGhlbGQgZm9yIHRoZSBwYXllZXMsIGluIHN0cm9vcHMuAAAABGNhc2gAAAAAAAAAAQAAAAs=", "AAAAAAAAAAAAAAAEbmFtZQAAAAAAAAABAAAAEA==", "AAAAAAAAACtCeSBhbnlvbmU6IHBheXMgb25lIHBheWVlLCBvciBzYXlzIHdoeSBub3QuAAAAAAVjbGFpbQAAAAAAAAEAAAAAAAAABWluZGV4AAAAAAAABAAAAAEAAAPpAAAACwAAAAM=", "AAAAAAAAAAAAAAAFb3JkZXIAAAAAAAABAAAAAAAAAAJpZAAAAAAABgAAAAEAAAPpAAAH0AAAAAlPcmRlclZpZXcAAAAAAAAD", "AAAAAAAAAAAAAAAFdGVybXMAAAAAAAAAAAAAAQAAB9AAAAAFVGVybXMAAAA=", "AAAAAAAAAAAAAAAGY29uZmlnAAAAAAAAAAAAAQAAB9AAAAAGQ29uZmlnAAA=", "AAAAAAAAAAAAAAAGc3ltYm9sAAAAAAAAAAAAAQAAABA=", "AAAAAAAAADZFYWNoIHBheWVlJ3MgZW50aXRsZW1lbnQsIHBheW91dHMgYW5kIGR1ZSwgaW4gc3Ryb29wcy4AAAAAAAhhY2NvdW50cwAAAAAAAAABAAAD6gAAB9AAAAAHQWNjb3VudAA=", "AAAAAAAAAEdUaHJvdWdoIHRoZSByZWdpc3RyeSwgYnkgdGhlIHJlbGF5ZXI6IHNldHMgc2VhdHMgYXNpZGUgZm9yIGZpYXQgYnV5ZXJzLgAAAAAIYWxsb2NhdGUAAAACAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAIb3duZXJfb2YAAAABAAAAAAAAAAh0b2tlbl9pZAAAAAYAAAABAAAD6QAAABMAAAAD", "AAAAAAAAAA5CeSB0aGUgaG9sZGVyLgAAAAAACHRyYW5zZmVyAAAAAwAAAAAAAAAEZnJvbQAAABMAAAAAAAAAAnRvAAAAAAATAAAAAAAAAAh0b2tlbl9pZAAAAAYAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAJdG9rZW5fdXJpAAAAAAAAAQAAAAAAAAAIdG9rZW5faWQAAAAGAAAAAQAAA+kAAAAQAAAAAw==", "AAAAAAAAAEJUaHJvdWdoIHRoZSByZWdpc3RyeSwgYnkgdGhlIHJlbGF5ZXI6IGdpdmVzIHNlYXRzIGJhY2sgdG8gd2FsbGV0cy4AAAAAAApkZWFsbG9jYXRlAAAAAAACAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAChCeSB0aGUgb3JnYW5pemVyLCBiZWZvcmUgdGhlIGZpcnN0IHNhbGUuAAAACnNldF9zcGxpdHMAAAAAAAEAAAAAAAAABnBheWVlcwAAAAAD6gAAB9AAAAAFUGF5ZWUAAAAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAE9UaHJvdWdoIHRoZSByZWdpc3RyeSwgYnkgdGhlIHJlbGF5ZXI6IHR1cm5zIHNldHRsZWQgZmlhdCBwYXltZW50cyBpbnRvIHRpY2tldHMuAAAAAAxzZXR0bGVfYmF0Y2gAAAADAAAAAAAAAARsYW5lAAAABAAAAAAAAAADc2VxAAAAAAQAAAAAAAAABWl0ZW1zAAAAAAAD6gAAB9AAAAAKU2V0dGxlSXRlbQAAAAAAAQAAA+kAAAAGAAAAAw==", "AAAAAAAAAFVDYWxsZWQgb25jZSwgYnkgdGhlIHJlZ2lzdHJ5J3MgZGVwbG95LiBUaGVyZSBpcyBubyB3YXkgdG8gY2hhbmdlIHRoZSBjb2RlIGFmdGVyd2FyZHMuAAAAAAAADV9fY29uc3RydWN0b3IAAAAAAAACAAAAAAAAAAZjb25maWcAAAAAB9AAAAAGQ29uZmlnAAAAAAAAAAAABGluaXQAAAfQAAAACUV2ZW50SW5pdAAAAAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAGBCdXlzIHRpY2tldHMsIGl0ZW1zIGJlaW5nICh0aWVyLCBxdWFudGl0eSkuIE9uZSBVU0RDIHRyYW5zZmVyIGZyb20gdGhlIGJ1eWVyIGludG8gdGhpcyBjb250cmFjdC4AAAAXcHJvY2Vzc190aWNrZXRfcHVyY2hhc2UAAAAABQAAAAAAAAAFYnV5ZXIAAAAAAAATAAAAAAAAAAVub25jZQAAAAAAAAYAAAAAAAAABWl0ZW1zAAAAAAAD6gAAA+0AAAACAAAABAAAAAQAAAAAAAAADXRlcm1zX3ZlcnNpb24AAAAAAAAEAAAAAAAAAAltYXhfdG90YWwAAAAAAAALAAAAAQAAA+kAAAPqAAAABgAAAAM=", "AAAAAAAAAFVCeSBhbnlvbmU6IHBheXMgdGhlIHBheWVlcyBvZiB0aGUgbWFzayB3aGF0IGlzIGR1ZSB0byB0aGVtLiBSZXR1cm5zIHN0cm9vcHMgYnkgcGF5ZWUuAAAAAAAAGWRpc3RyaWJ1dGVfdGlja2V0X3JldmVudWUAAAAAAAABAAAAAAAAAARtYXNrAAAABAAAAAEAAAPqAAAACw==", "AAAAAQAAAGNUaGUgcHJpY2UgcGVvcGxlIHJlYWQsIGluIG1pbm9yIHVuaXRzIChjZW50cykgb2YgaXRzIGN1cnJlbmN5LiBBIEtFUyBmYWNlIHByaWNlIGlzIHdob2xlIHNoaWxsaW5ncy4AAAAAAAAAAARGYWNlAAAAAgAAAAAAAAAGYW1vdW50AAAAAAALAAAAAAAAAAhjdXJyZW5jeQAAB9AAAAAIQ3VycmVuY3k=", "AAAAAwAAAAAAAAAAAAAABFJvbGUAAAAFAAAAAAAAAAlPcmdhbml6ZXIAAAAAAAAAAAAAAAAAAAZBcnRpc3QAAAAAAAEAAAAAAAAABVZlbnVlAAAAAAAAAgAAAAAAAAAIUHJvbW90ZXIAAAADAAAAAAAAAAhQbGF0Zm9ybQAAAAQ=", "AAAAAQAAAM5gcHJpY2VgIGlzIHdoYXQgYSB3YWxsZXQgcGF5cyBmb3Igb25lIHRpY2tldCwgaW4gc3Ryb29wcyBvZiBVU0RDOiBhIG11bHRpcGxlIG9mIDEwIDAwMCwgc28gdGhhdCBldmVyeSBzaGFyZSBvZiBvbmUKYmFzaXMgcG9pbnQgaXMgZXhhY3QuIGBmaWF0X3F1b3RhYCBib3VuZHMgd2hhdCBtYXkgYmUgc2V0IGFzaWRlIGZvciBNLVBlc2EgYW5kIGJhbmsgYnV5ZXJzLgAAAAAAAAAAAARUaWVyAAAABwAAAAAAAAAIY2FwYWNpdHkAAAAEAAAAAAAAAAljbG9zZXNfYXQAAAAAAAAGAAAAAAAAAARmYWNlAAAH0AAAAARGYWNlAAAAAAAAAApmaWF0X3F1b3RhAAAAAAAEAAAAAAAAAAhvcGVuc19hdAAAAAYAAAAAAAAACXBlcl9vcmRlcgAAAAAAAAQAAAAAAAAABXByaWNlAAAAAAAACw==", "AAAAAQAAAEpXaG8gZWFybnMgZnJvbSBhbiBldmVudCwgYW5kIGhvdyBtdWNoIG9mIGl0cyBuZXQgcmV2ZW51ZSwgaW4gYmFzaXMgcG9pbnRzLgAAAAAAAAAAAAVQYXllZQAAAAAAAAMAAAAAAAAAB2FkZHJlc3MAAAAAFAAAAAAAAAADYnBzAAAAAAQAAAAAAAAABHJvbGUAAAfQAAAABFJvbGU=", "AAAAAQAAAEBXaGF0IGFuIGV2ZW50IGNvbnRyYWN0IGlzIGJvcm4gd2l0aCBhbmQgbmV2ZXIgY2hhbmdlcyBieSBpdHNlbGYuAAAAAAAAAAZDb25maWcAAAAAAAcAAAAAAAAAD2F0dHJpYnV0aW9uX2tleQAAAAPuAAAAIAAAAAAAAAADY2FwAAAAAAsAAAAAAAAACW9yZ2FuaXplcgAAAAAAABMAAAAAAAAACHJlZ2lzdHJ5AAAAEwAAAAAAAAAIdHJlYXN1cnkAAAATAAAAAAAAAAR1c2RjAAAAEwAAAAAAAAAHdmVyc2lvbgAAAAAE", "AAAAAQAAAG1GaXhlZCBhdCB0aGUgZmlyc3Qgc2FsZS4gQmVmb3JlIGByZWxlYXNlX2F0YCBvbmx5IGAxMCAwMDAg4oiSIHJlc2VydmVfYnBzYCBvZiBhbiBlbnRpdGxlbWVudCBjYW4gYmUgcGFpZCBvdXQuAAAAAAAAAAAAAAZQb2xpY3kAAAAAAAkAAAAAAAAAEmNvbW1pc3Npb25fY2FwX2JwcwAAAAAABAAAAAAAAAAJZnJlZXplX2F0AAAAAAAABgAAAAAAAAAMcmVmdW5kX3VudGlsAAAABgAAAAAAAAAKcmVsZWFzZV9hdAAAAAAABgAAAAAAAAAOcmVzYWxlX2NhcF9icHMAAAAAAAQAAAAAAAAADHJlc2FsZV9saW1pdAAAAAQAAAAAAAAAC3Jlc2VydmVfYnBzAAAAAAQAAAAAAAAAC3JveWFsdHlfYnBzAAAAAAQAAAAAAAAADHRyYW5zZmVyYWJsZQAAAAE=", "AAAAAwAAAAAAAAAAAAAACEN1cnJlbmN5AAAAAgAAAAAAAAADS2VzAAAAAAAAAAAAAAAAA1VzZAAAAAAB", "AAAAAQAAAG1XaGF0IGFuIG9yZ2FuaXplciBwdWJsaXNoZXMuIFRpbWVzIGFyZSBVbml4IHNlY29uZHM7IGBtZXRhZGF0YV9oYXNoYCBpcyB0aGUgU0hBLTI1NiBvZiB0aGUgZG9jdW1lbnQgYXQgYHVyaWAuAAAAAAAAAAAAAAlFdmVudEluaXQAAAAAAAAIAAAAAAAAAAdlbmRzX2F0AAAAAAYAAAAAAAAADW1ldGFkYXRhX2hhc2gAAAAAAAPuAAAAIAAAAAAAAAAEbmFtZQAAABAAAAAAAAAABnBheWVlcwAAAAAD6gAAB9AAAAAFUGF5ZWUAAAAAAAAAAAAABnBvbGljeQAAAAAH0AAAAAZQb2xpY3kAAAAAAAAAAAAJc3RhcnRzX2F0AAAAAAAABgAAAAAAAAAFdGllcnMAAAAAAAPqAAAH0AAAAARUaWVyAAAAAAAAAAN1cmkAAAAAEA==", "AAAAAQAAAGxPbmUgcGFpZCBmaWF0IG9yZGVyLiBgb3duZXJgIGlzIHRoZSBidXllcidzIGN1c3RvZGlhbCBhZGRyZXNzOyBgZXZpZGVuY2VgIGFuIEhNQUMgb3ZlciBwcm92aWRlciBhbmQgcmVjZWlwdC4AAAAAAAAAClNldHRsZUl0ZW0AAAAAAAQAAAAAAAAACGV2aWRlbmNlAAAD7gAAACAAAAAAAAAABW93bmVyAAAAAAAAEwAAAAAAAAADcXR5AAAAAAQAAAAAAAAABHRpZXIAAAAE"]),
      options
    );
  }

   static override deploy<T = Client>(args: { config: Config; init: EventInit }, options: MethodOptions & Omit<ContractClientOptions, 'contractId'> & { salt?: Uint8Array; address?: string; } & ({ wasmHash: Uint8Array | string; format?: "hex" | "base64"; externalRef?: never; } | { externalRef: ExternalExecutableRef; wasmHash?: never; format?: never; })): Promise<AssembledTransaction<T>> {
    return ContractClient.deploy(args, options);
  }
  public readonly fromJson = {
    hot : this.txFromJson<HotView>,  cash : this.txFromJson<bigint>,  name : this.txFromJson<string>,  claim : this.txFromJson<Result<bigint, Error>>,  order : this.txFromJson<Result<OrderView, Error>>,  terms : this.txFromJson<Terms>,  config : this.txFromJson<Config>,  symbol : this.txFromJson<string>,  accounts : this.txFromJson<Array<Account>>,  allocate : this.txFromJson<Result<null, Error>>,  owner_of : this.txFromJson<Result<string, Error>>,  transfer : this.txFromJson<Result<null, Error>>,  token_uri : this.txFromJson<Result<string, Error>>,  deallocate : this.txFromJson<Result<null, Error>>,  set_splits : this.txFromJson<Result<null, Error>>,  settle_batch : this.txFromJson<Result<bigint, Error>>,  process_ticket_purchase : this.txFromJson<Result<Array<bigint>, Error>>,  distribute_ticket_revenue : this.txFromJson<Array<bigint>>
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
   * Build a topics filter row for the "Moved" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  movedEventFilter(topicValues?: { from?: string | Address; to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Moved", topicValues);
  }
  /**
   * Build a topics filter row for the "Created" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  createdEventFilter(): string[] {
    return this.spec.eventTopicFilter("Created");
  }
  /**
   * Build a topics filter row for the "Settled" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  settledEventFilter(): string[] {
    return this.spec.eventTopicFilter("Settled");
  }
  /**
   * Build a topics filter row for the "Transfer" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  transferEventFilter(topicValues?: { from?: string | Address; to?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Transfer", topicValues);
  }
  /**
   * Build a topics filter row for the "Allocated" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  allocatedEventFilter(): string[] {
    return this.spec.eventTopicFilter("Allocated");
  }
  /**
   * Build a topics filter row for the "SplitsSet" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  splitsSetEventFilter(): string[] {
    return this.spec.eventTopicFilter("SplitsSet");
  }
}
