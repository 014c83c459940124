// GENERATED from contracts/fixtures/event-next.wasm by `npm run bindings`. Do not edit.
import type { Address, xdr } from '@stellar/stellar-sdk';
import { type AssembledTransaction, Client as ContractClient, type ClientOptions as ContractClientOptions, type MethodOptions, type Result, Spec } from '@stellar/stellar-sdk/contract';
import type { ExternalExecutableRef } from '@stellar/stellar-sdk/contract';


    /**
 * Struct: Sale
 */
export interface Sale {
  orders: Array<[bigint, number, number]>;
  reference: Uint8Array | null;
  terms_version: number;
  total: bigint;
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
 * Struct: Lane
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
 * Struct: Batch
 */
export interface Batch {
  items: Array<[string, number, number, Uint8Array]>;
  lane: number;
  seq: number;
  served: bigint;
  total: bigint;
}

/**
 * Struct: Terms
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
 * Struct: Account
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
 * Struct: Payouts
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
 * Struct: OrderView
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
 * Struct: TierCount
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
 * Struct: Config
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
 * Struct: Policy
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
 * Struct: EventInit
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
 * Struct: SettleItem
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
  cash(options?: MethodOptions): Promise<AssembledTransaction<bigint>>;
  name(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  claim(args: { index: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  order(args: { id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<OrderView, Error>>>;
  terms(options?: MethodOptions): Promise<AssembledTransaction<Terms>>;
  config(options?: MethodOptions): Promise<AssembledTransaction<Config>>;
  symbol(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  accounts(options?: MethodOptions): Promise<AssembledTransaction<Array<Account>>>;
  allocate(args: { tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  owner_of(args: { token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  transfer(args: { from: string | Address; to: string | Address; token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  token_uri(args: { token_id: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  deallocate(args: { tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_splits(args: { payees: Array<Payee> }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  settle_batch(args: { lane: number; seq: number; items: Array<SettleItem> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  process_ticket_purchase(args: { buyer: string | Address; nonce: bigint; items: Array<[number, number]>; terms_version: number; max_total: bigint; reference: Uint8Array | null }, options?: MethodOptions): Promise<AssembledTransaction<Result<Array<bigint>, Error>>>;
  distribute_ticket_revenue(args: { mask: number }, options?: MethodOptions): Promise<AssembledTransaction<Array<bigint>>>;
}

export class Client extends ContractClient {
  constructor(options: ContractClientOptions) {
    super(
      new Spec(["AAAAAQAAAAAAAAAAAAAABFNhbGUAAAAEAAAAAAAAAAZvcmRlcnMAAAAAA+oAAAPtAAAAAwAAAAYAAAAEAAAABAAAAAAAAAAJcmVmZXJlbmNlAAAAAAAD6AAAA+4AAAAgAAAAAAAAAA10ZXJtc192ZXJzaW9uAAAAAAAABAAAAAAAAAAFdG90YWwAAAAAAAAL", "AAAABAAAAAAAAAAAAAAABUVycm9yAAAAAAAANAAAAAAAAAAHTm9UaWVycwAAAABkAAAAAAAAAAxUb29NYW55VGllcnMAAABlAAAAAAAAABBQcmljZU5vdFBvc2l0aXZlAAAAZgAAAAAAAAANUHJpY2VOb3RFeGFjdAAAAAAAAGcAAAAAAAAAEEZhY2VQcmljZUludmFsaWQAAABoAAAAAAAAAAxDYXBhY2l0eVplcm8AAABpAAAAAAAAABFRdW90YU92ZXJDYXBhY2l0eQAAAAAAAGoAAAAAAAAAEU9yZGVyTGltaXRJbnZhbGlkAAAAAAAAawAAAAAAAAARU2FsZVdpbmRvd0ludmFsaWQAAAAAAABsAAAAAAAAAAtFdmVudEluUGFzdAAAAABtAAAAAAAAABFFdmVudFRpbWVzSW52YWxpZAAAAAAAAG4AAAAAAAAAEVBheWVlQ291bnRJbnZhbGlkAAAAAAAAbwAAAAAAAAAOU3BsaXRzTm90V2hvbGUAAAAAAHAAAAAAAAAACVNoYXJlWmVybwAAAAAAAHEAAAAAAAAAClBheWVlVHdpY2UAAAAAAHIAAAAAAAAAEU9yZ2FuaXplck5vdEZpcnN0AAAAAAAAcwAAAAAAAAANUG9saWN5SW52YWxpZAAAAAAAAHQAAAAAAAAAClVyaVRvb0xvbmcAAAAAAHUAAAAAAAAAC05hbWVJbnZhbGlkAAAAAHYAAAAAAAAAC1NwbGl0c0ZpeGVkAAAAAHcAAAAAAAAAFFBsYXRmb3JtU2hhcmVDaGFuZ2VkAAAAeAAAAAAAAAAMUHJpY2VUb29IaWdoAAAAeQAAAAAAAAAMUGF5ZWVJbnZhbGlkAAAAegAAAAAAAAALVGllclVua25vd24AAAAAyAAAAAAAAAALVGllclNvbGRPdXQAAAAAyQAAAAAAAAANUXVvdGFFeGNlZWRlZAAAAAAAAMoAAAAAAAAAEE5vdGhpbmdUb1JlbGVhc2UAAADLAAAAAAAAAApBbW91bnRaZXJvAAAAAADMAAAAAAAAAAtTYWxlc0Nsb3NlZAAAAAEsAAAAAAAAAAxUZXJtc0NoYW5nZWQAAAEtAAAAAAAAABBJdGVtQ291bnRJbnZhbGlkAAABLgAAAAAAAAAPUXVhbnRpdHlJbnZhbGlkAAAAAS8AAAAAAAAADlRvb01hbnlUaWNrZXRzAAAAAAEwAAAAAAAAAAtTYWxlTm90T3BlbgAAAAExAAAAAAAAAAhTYWxlT3ZlcgAAATIAAAAAAAAADVRvdGFsQWJvdmVNYXgAAAAAAAEzAAAAAAAAAAtPcmRlckV4aXN0cwAAAAE0AAAAAAAAAAxIZWxkTW9uZXlDYXAAAAE1AAAAAAAAAAtMYW5lVW5rbm93bgAAAAGQAAAAAAAAAAxTZXF1ZW5jZVVzZWQAAAGRAAAAAAAAAAtTZXF1ZW5jZUdhcAAAAAGSAAAAAAAAABBCYXRjaFNpemVJbnZhbGlkAAABkwAAAAAAAAAMUGF5ZWVVbmtub3duAAAB9AAAAAAAAAAKTm90aGluZ0R1ZQAAAAAB9QAAAAAAAAAMT3JkZXJVbmtub3duAAACWAAAAAAAAAANVGlja2V0VW5rbm93bgAAAAAAAlkAAAAAAAAACE5vdE93bmVyAAACWgAAAAAAAAAKVGlja2V0VXNlZAAAAAACWwAAAAAAAAAOVGlja2V0UmVmdW5kZWQAAAAAAlwAAAAAAAAADFRyYW5zZmVyc09mZgAAAl0AAAAAAAAAD1RyYW5zZmVyc0Zyb3plbgAAAAJeAAAAAAAAAA5UcmFuc2ZlclRvU2VsZgAAAAACXw==", "AAAABQAAAAAAAAAAAAAABE1pbnQAAAABAAAABG1pbnQAAAACAAAAAAAAAAJ0bwAAAAAAEwAAAAEAAAAAAAAACHRva2VuX2lkAAAABgAAAAAAAAAA", "AAAABQAAAAAAAAAAAAAABFBhaWQAAAACAAAABXBhc3NhAAAAAAAABHBhaWQAAAADAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAHUGF5b3V0cwAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAABQAAAAAAAAAAAAAABFNvbGQAAAACAAAABXBhc3NhAAAAAAAABHNvbGQAAAAEAAAAAAAAAAVidXllcgAAAAAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAEU2FsZQAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAABU1vdmVkAAAAAAAAAgAAAAVwYXNzYQAAAAAAAAVtb3ZlZAAAAAAAAAUAAAAAAAAABGZyb20AAAATAAAAAQAAAAAAAAACdG8AAAAAABMAAAABAAAAAAAAAAdwYXlsb2FkAAAAB9AAAAAETW92ZQAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAAB0NyZWF0ZWQAAAAAAgAAAAVwYXNzYQAAAAAAAAdjcmVhdGVkAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAhDcmVhdGlvbgAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAAB1NldHRsZWQAAAAAAgAAAAVwYXNzYQAAAAAAAAdzZXR0bGVkAAAAAAMAAAAAAAAAB3BheWxvYWQAAAAH0AAAAAVCYXRjaAAAAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACFRyYW5zZmVyAAAAAQAAAAh0cmFuc2ZlcgAAAAMAAAAAAAAABGZyb20AAAATAAAAAQAAAAAAAAACdG8AAAAAABMAAAABAAAAAAAAAAh0b2tlbl9pZAAAAAYAAAAAAAAAAA==", "AAAABQAAAAAAAAAAAAAACUFsbG9jYXRlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJYWxsb2NhdGVkAAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAACkFsbG9jYXRpb24AAAAAAAAAAAAAAAAAAW4AAAAAAAAGAAAAAAAAAAAAAAADbG9nAAAAA+4AAAAgAAAAAAAAAAE=", "AAAABQAAAAAAAAAAAAAACVNwbGl0c1NldAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAKc3BsaXRzX3NldAAAAAAAAwAAAAAAAAAHcGF5bG9hZAAAAAfQAAAADVNwbGl0c0NoYW5nZWQAAAAAAAAAAAAAAAAAAAFuAAAAAAAABgAAAAAAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAAB", "AAAAAQAAAAAAAAAAAAAABExhbmUAAAACAAAAAAAAAANzZXEAAAAABAAAAAAAAAAGc2VydmVkAAAAAAAG", "AAAAAQAAAAAAAAAAAAAABE1vdmUAAAABAAAAAAAAAAZ0aWNrZXQAAAAAAAY=", "AAAAAQAAAAAAAAAAAAAABUJhdGNoAAAAAAAABQAAAAAAAAAFaXRlbXMAAAAAAAPqAAAD7QAAAAQAAAATAAAABAAAAAQAAAPuAAAAIAAAAAAAAAAEbGFuZQAAAAQAAAAAAAAAA3NlcQAAAAAEAAAAAAAAAAZzZXJ2ZWQAAAAAAAYAAAAAAAAABXRvdGFsAAAAAAAACw==", "AAAAAQAAAAAAAAAAAAAABVRlcm1zAAAAAAAACQAAAAAAAAAHZW5kc19hdAAAAAAGAAAAAAAAAA1tZXRhZGF0YV9oYXNoAAAAAAAD7gAAACAAAAAAAAAABG5hbWUAAAAQAAAAAAAAAAZwYXllZXMAAAAAA+oAAAfQAAAABVBheWVlAAAAAAAAAAAAAAZwb2xpY3kAAAAAB9AAAAAGUG9saWN5AAAAAAAAAAAACXN0YXJ0c19hdAAAAAAAAAYAAAAAAAAADXRlcm1zX3ZlcnNpb24AAAAAAAAEAAAAAAAAAAV0aWVycwAAAAAAA+oAAAfQAAAABFRpZXIAAAAAAAAAA3VyaQAAAAAQ", "AAAAAQAAAAAAAAAAAAAAB0FjY291bnQAAAAAAwAAAAAAAAADZHVlAAAAAAsAAAAAAAAACGVudGl0bGVkAAAACwAAAAAAAAAEcGFpZAAAAAs=", "AAAAAQAAAAAAAAAAAAAAB0hvdFZpZXcAAAAACgAAAAAAAAALY29tbWlzc2lvbnMAAAAACwAAAAAAAAAFZ3Jvc3MAAAAAAAALAAAAAAAAAAVsYW5lcwAAAAAAA+oAAAfQAAAABExhbmUAAAAAAAAAA2xvZwAAAAPuAAAAIAAAAAAAAAABbgAAAAAAAAYAAAAAAAAACHJlZnVuZGVkAAAACwAAAAAAAAAGc3RhdHVzAAAAAAAEAAAAAAAAAA10ZXJtc192ZXJzaW9uAAAAAAAABAAAAAAAAAAFdGllcnMAAAAAAAPqAAAH0AAAAAlUaWVyQ291bnQAAAAAAAAAAAAAB3RvcF91cHMAAAAACw==", "AAAAAQAAAAAAAAAAAAAAB1BheW91dHMAAAAAAQAAAAAAAAAHcGF5b3V0cwAAAAPqAAAD7QAAAAIAAAAEAAAACw==", "AAAAAQAAAAAAAAAAAAAACENyZWF0aW9uAAAAAgAAAAAAAAAGY29uZmlnAAAAAAfQAAAABkNvbmZpZwAAAAAAAAAAAAV0ZXJtcwAAAAAAB9AAAAAFVGVybXMAAAA=", "AAAAAQAAAAAAAAAAAAAACU9yZGVyVmlldwAAAAAAAAgAAAAAAAAABWNvdW50AAAAAAAABAAAAAAAAAAFZmxhZ3MAAAAAAAAEAAAAAAAAAAVtb3ZlZAAAAAAAAAQAAAAAAAAABW93bmVyAAAAAAAAEwAAAAAAAAAFcGF5ZXIAAAAAAAATAAAAAAAAAAhyZWZ1bmRlZAAAAAQAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAR1c2VkAAAABA==", "AAAAAQAAAAAAAAAAAAAACVRpZXJDb3VudAAAAAAAAAMAAAAAAAAADmZpYXRfYWxsb2NhdGVkAAAAAAAEAAAAAAAAAAlmaWF0X3NvbGQAAAAAAAAEAAAAAAAAAARzb2xkAAAABA==", "AAAAAQAAAAAAAAAAAAAACkFsbG9jYXRpb24AAAAAAAIAAAAAAAAADmZpYXRfYWxsb2NhdGVkAAAAAAAEAAAAAAAAAAR0aWVyAAAABA==", "AAAAAQAAAAAAAAAAAAAADVNwbGl0c0NoYW5nZWQAAAAAAAACAAAAAAAAAAZwYXllZXMAAAAAA+oAAAfQAAAABVBheWVlAAAAAAAAAAAAAA10ZXJtc192ZXJzaW9uAAAAAAAABA==", "AAAAAAAAAAAAAAADaG90AAAAAAAAAAABAAAH0AAAAAdIb3RWaWV3AA==", "AAAAAAAAAAAAAAAEY2FzaAAAAAAAAAABAAAACw==", "AAAAAAAAAAAAAAAEbmFtZQAAAAAAAAABAAAAEA==", "AAAAAAAAAAAAAAAFY2xhaW0AAAAAAAABAAAAAAAAAAVpbmRleAAAAAAAAAQAAAABAAAD6QAAAAsAAAAD", "AAAAAAAAAAAAAAAFb3JkZXIAAAAAAAABAAAAAAAAAAJpZAAAAAAABgAAAAEAAAPpAAAH0AAAAAlPcmRlclZpZXcAAAAAAAAD", "AAAAAAAAAAAAAAAFdGVybXMAAAAAAAAAAAAAAQAAB9AAAAAFVGVybXMAAAA=", "AAAAAAAAAAAAAAAGY29uZmlnAAAAAAAAAAAAAQAAB9AAAAAGQ29uZmlnAAA=", "AAAAAAAAAAAAAAAGc3ltYm9sAAAAAAAAAAAAAQAAABA=", "AAAAAAAAAAAAAAAIYWNjb3VudHMAAAAAAAAAAQAAA+oAAAfQAAAAB0FjY291bnQA", "AAAAAAAAAAAAAAAIYWxsb2NhdGUAAAACAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAIb3duZXJfb2YAAAABAAAAAAAAAAh0b2tlbl9pZAAAAAYAAAABAAAD6QAAABMAAAAD", "AAAAAAAAAAAAAAAIdHJhbnNmZXIAAAADAAAAAAAAAARmcm9tAAAAEwAAAAAAAAACdG8AAAAAABMAAAAAAAAACHRva2VuX2lkAAAABgAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAJdG9rZW5fdXJpAAAAAAAAAQAAAAAAAAAIdG9rZW5faWQAAAAGAAAAAQAAA+kAAAAQAAAAAw==", "AAAAAAAAAAAAAAAKZGVhbGxvY2F0ZQAAAAAAAgAAAAAAAAAEdGllcgAAAAQAAAAAAAAAAW4AAAAAAAAEAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAKc2V0X3NwbGl0cwAAAAAAAQAAAAAAAAAGcGF5ZWVzAAAAAAPqAAAH0AAAAAVQYXllZQAAAAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAMc2V0dGxlX2JhdGNoAAAAAwAAAAAAAAAEbGFuZQAAAAQAAAAAAAAAA3NlcQAAAAAEAAAAAAAAAAVpdGVtcwAAAAAAA+oAAAfQAAAAClNldHRsZUl0ZW0AAAAAAAEAAAPpAAAABgAAAAM=", "AAAAAAAAAAAAAAANX19jb25zdHJ1Y3RvcgAAAAAAAAIAAAAAAAAABmNvbmZpZwAAAAAH0AAAAAZDb25maWcAAAAAAAAAAAAEaW5pdAAAB9AAAAAJRXZlbnRJbml0AAAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAXcHJvY2Vzc190aWNrZXRfcHVyY2hhc2UAAAAABgAAAAAAAAAFYnV5ZXIAAAAAAAATAAAAAAAAAAVub25jZQAAAAAAAAYAAAAAAAAABWl0ZW1zAAAAAAAD6gAAA+0AAAACAAAABAAAAAQAAAAAAAAADXRlcm1zX3ZlcnNpb24AAAAAAAAEAAAAAAAAAAltYXhfdG90YWwAAAAAAAALAAAAAAAAAAlyZWZlcmVuY2UAAAAAAAPoAAAD7gAAACAAAAABAAAD6QAAA+oAAAAGAAAAAw==", "AAAAAAAAAAAAAAAZZGlzdHJpYnV0ZV90aWNrZXRfcmV2ZW51ZQAAAAAAAAEAAAAAAAAABG1hc2sAAAAEAAAAAQAAA+oAAAAL", "AAAAAQAAAAAAAAAAAAAABEZhY2UAAAACAAAAAAAAAAZhbW91bnQAAAAAAAsAAAAAAAAACGN1cnJlbmN5AAAH0AAAAAhDdXJyZW5jeQ==", "AAAAAwAAAAAAAAAAAAAABFJvbGUAAAAFAAAAAAAAAAlPcmdhbml6ZXIAAAAAAAAAAAAAAAAAAAZBcnRpc3QAAAAAAAEAAAAAAAAABVZlbnVlAAAAAAAAAgAAAAAAAAAIUHJvbW90ZXIAAAADAAAAAAAAAAhQbGF0Zm9ybQAAAAQ=", "AAAAAQAAAAAAAAAAAAAABFRpZXIAAAAHAAAAAAAAAAhjYXBhY2l0eQAAAAQAAAAAAAAACWNsb3Nlc19hdAAAAAAAAAYAAAAAAAAABGZhY2UAAAfQAAAABEZhY2UAAAAAAAAACmZpYXRfcXVvdGEAAAAAAAQAAAAAAAAACG9wZW5zX2F0AAAABgAAAAAAAAAJcGVyX29yZGVyAAAAAAAABAAAAAAAAAAFcHJpY2UAAAAAAAAL", "AAAAAQAAAAAAAAAAAAAABVBheWVlAAAAAAAAAwAAAAAAAAAHYWRkcmVzcwAAAAAUAAAAAAAAAANicHMAAAAABAAAAAAAAAAEcm9sZQAAB9AAAAAEUm9sZQ==", "AAAAAQAAAAAAAAAAAAAABkNvbmZpZwAAAAAABwAAAAAAAAAPYXR0cmlidXRpb25fa2V5AAAAA+4AAAAgAAAAAAAAAANjYXAAAAAACwAAAAAAAAAJb3JnYW5pemVyAAAAAAAAEwAAAAAAAAAIcmVnaXN0cnkAAAATAAAAAAAAAAh0cmVhc3VyeQAAABMAAAAAAAAABHVzZGMAAAATAAAAAAAAAAd2ZXJzaW9uAAAAAAQ=", "AAAAAQAAAAAAAAAAAAAABlBvbGljeQAAAAAACQAAAAAAAAASY29tbWlzc2lvbl9jYXBfYnBzAAAAAAAEAAAAAAAAAAlmcmVlemVfYXQAAAAAAAAGAAAAAAAAAAxyZWZ1bmRfdW50aWwAAAAGAAAAAAAAAApyZWxlYXNlX2F0AAAAAAAGAAAAAAAAAA5yZXNhbGVfY2FwX2JwcwAAAAAABAAAAAAAAAAMcmVzYWxlX2xpbWl0AAAABAAAAAAAAAALcmVzZXJ2ZV9icHMAAAAABAAAAAAAAAALcm95YWx0eV9icHMAAAAABAAAAAAAAAAMdHJhbnNmZXJhYmxlAAAAAQ==", "AAAAAwAAAAAAAAAAAAAACEN1cnJlbmN5AAAAAgAAAAAAAAADS2VzAAAAAAAAAAAAAAAAA1VzZAAAAAAB", "AAAAAQAAAAAAAAAAAAAACUV2ZW50SW5pdAAAAAAAAAgAAAAAAAAAB2VuZHNfYXQAAAAABgAAAAAAAAANbWV0YWRhdGFfaGFzaAAAAAAAA+4AAAAgAAAAAAAAAARuYW1lAAAAEAAAAAAAAAAGcGF5ZWVzAAAAAAPqAAAH0AAAAAVQYXllZQAAAAAAAAAAAAAGcG9saWN5AAAAAAfQAAAABlBvbGljeQAAAAAAAAAAAAlzdGFydHNfYXQAAAAAAAAGAAAAAAAAAAV0aWVycwAAAAAAA+oAAAfQAAAABFRpZXIAAAAAAAAAA3VyaQAAAAAQ", "AAAAAQAAAAAAAAAAAAAAClNldHRsZUl0ZW0AAAAAAAQAAAAAAAAACGV2aWRlbmNlAAAD7gAAACAAAAAAAAAABW93bmVyAAAAAAAAEwAAAAAAAAADcXR5AAAAAAQAAAAAAAAABHRpZXIAAAAE"]),
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
