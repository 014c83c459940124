// GENERATED from contracts/wasm/registry.wasm by `npm run bindings`. Do not edit.
import type { Address, xdr } from '@stellar/stellar-sdk';
import { type AssembledTransaction, Client as ContractClient, type ClientOptions as ContractClientOptions, type MethodOptions, type Result, Spec } from '@stellar/stellar-sdk/contract';
import type { ExternalExecutableRef } from '@stellar/stellar-sdk/contract';


    /**
 * An event's address is announced before it is deployed. `no` is a running number for people; it is in no key.
 */
export interface AnnouncedEvent {
  name: "Announced";
  data: {
    event: string;
    no?: number;
    nonce?: bigint;
    organizer?: string;
    wasm_hash?: Uint8Array;
  };
}

/**
 * The platform's roles and rules. `event_cap` bounds what one event may hold, in stroops.
 */
export interface RegistryConfig {
  admin: string;
  attribution_key: Uint8Array;
  event_cap: bigint;
  event_wasm: Uint8Array;
  guardian: string;
  min_reserve_bps: number;
  platform: string;
  platform_fee_bps: number;
  relayer: string;
  treasury: string;
  usdc: string;
}

/**
 * Error Enum: Error
 */
export const Error = {
  700 : { message: "PlatformShareMissing" },
  701 : { message: "ReserveTooSmall" },
  702 : { message: "EventUnknown" },
  703 : { message: "ConfigInvalid" },
  704 : { message: "EventExists" }
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
    export type ContractEvent = AnnouncedEvent;

export interface Client {
  config(options?: MethodOptions): Promise<AssembledTransaction<RegistryConfig>>;
  /**
   * By the relayer: sets seats aside for fiat buyers.
   */
  allocate(args: { event: string | Address; tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  /**
   * The running number of an event of this registry.
   */
  event_no(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<number, Error>>>;
  /**
   * By the relayer: gives seats back to wallets.
   */
  deallocate(args: { event: string | Address; tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  /**
   * By the organizer: announces and deploys an event's contract. The address follows from (organizer, nonce).
   */
  create_event(args: { organizer: string | Address; nonce: bigint; init: EventInit }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  events_count(options?: MethodOptions): Promise<AssembledTransaction<number>>;
  /**
   * By the relayer, with the treasury's signature over the payment, a child of this call.
   */
  settle_batch(args: { event: string | Address; lane: number; seq: number; items: Array<SettleItem> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  /**
   * Where `create_event` with these arguments deploys.
   */
  event_address(args: { organizer: string | Address; nonce: bigint }, options?: MethodOptions): Promise<AssembledTransaction<string>>;
}

export class Client extends ContractClient {
  constructor(options: ContractClientOptions) {
    super(
      new Spec(["AAAABQAAAGxBbiBldmVudCdzIGFkZHJlc3MgaXMgYW5ub3VuY2VkIGJlZm9yZSBpdCBpcyBkZXBsb3llZC4gYG5vYCBpcyBhIHJ1bm5pbmcgbnVtYmVyIGZvciBwZW9wbGU7IGl0IGlzIGluIG5vIGtleS4AAAAAAAAACUFubm91bmNlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJYW5ub3VuY2VkAAAAAAAABQAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAQAAAAAAAAACbm8AAAAAAAQAAAAAAAAAAAAAAAVub25jZQAAAAAAAAYAAAAAAAAAAAAAAAlvcmdhbml6ZXIAAAAAAAATAAAAAAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAAg==", "AAAAAQAAAFdUaGUgcGxhdGZvcm0ncyByb2xlcyBhbmQgcnVsZXMuIGBldmVudF9jYXBgIGJvdW5kcyB3aGF0IG9uZSBldmVudCBtYXkgaG9sZCwgaW4gc3Ryb29wcy4AAAAAAAAAAA5SZWdpc3RyeUNvbmZpZwAAAAAACwAAAAAAAAAFYWRtaW4AAAAAAAATAAAAAAAAAA9hdHRyaWJ1dGlvbl9rZXkAAAAD7gAAACAAAAAAAAAACWV2ZW50X2NhcAAAAAAAAAsAAAAAAAAACmV2ZW50X3dhc20AAAAAA+4AAAAgAAAAAAAAAAhndWFyZGlhbgAAABMAAAAAAAAAD21pbl9yZXNlcnZlX2JwcwAAAAAEAAAAAAAAAAhwbGF0Zm9ybQAAABQAAAAAAAAAEHBsYXRmb3JtX2ZlZV9icHMAAAAEAAAAAAAAAAdyZWxheWVyAAAAABMAAAAAAAAACHRyZWFzdXJ5AAAAEwAAAAAAAAAEdXNkYwAAABM=", "AAAABAAAAAAAAAAAAAAABUVycm9yAAAAAAAABQAAAAAAAAAUUGxhdGZvcm1TaGFyZU1pc3NpbmcAAAK8AAAAAAAAAA9SZXNlcnZlVG9vU21hbGwAAAACvQAAAAAAAAAMRXZlbnRVbmtub3duAAACvgAAAAAAAAANQ29uZmlnSW52YWxpZAAAAAAAAr8AAAAAAAAAC0V2ZW50RXhpc3RzAAAAAsA=", "AAAAAAAAAAAAAAAGY29uZmlnAAAAAAAAAAAAAQAAB9AAAAAOUmVnaXN0cnlDb25maWcAAA==", "AAAAAAAAADFCeSB0aGUgcmVsYXllcjogc2V0cyBzZWF0cyBhc2lkZSBmb3IgZmlhdCBidXllcnMuAAAAAAAACGFsbG9jYXRlAAAAAwAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAADBUaGUgcnVubmluZyBudW1iZXIgb2YgYW4gZXZlbnQgb2YgdGhpcyByZWdpc3RyeS4AAAAIZXZlbnRfbm8AAAABAAAAAAAAAAVldmVudAAAAAAAABMAAAABAAAD6QAAAAQAAAAD", "AAAAAAAAACxCeSB0aGUgcmVsYXllcjogZ2l2ZXMgc2VhdHMgYmFjayB0byB3YWxsZXRzLgAAAApkZWFsbG9jYXRlAAAAAAADAAAAAAAAAAVldmVudAAAAAAAABMAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAFuAAAAAAAABAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAGlCeSB0aGUgb3JnYW5pemVyOiBhbm5vdW5jZXMgYW5kIGRlcGxveXMgYW4gZXZlbnQncyBjb250cmFjdC4gVGhlIGFkZHJlc3MgZm9sbG93cyBmcm9tIChvcmdhbml6ZXIsIG5vbmNlKS4AAAAAAAAMY3JlYXRlX2V2ZW50AAAAAwAAAAAAAAAJb3JnYW5pemVyAAAAAAAAEwAAAAAAAAAFbm9uY2UAAAAAAAAGAAAAAAAAAARpbml0AAAH0AAAAAlFdmVudEluaXQAAAAAAAABAAAD6QAAABMAAAAD", "AAAAAAAAAAAAAAAMZXZlbnRzX2NvdW50AAAAAAAAAAEAAAAE", "AAAAAAAAAFVCeSB0aGUgcmVsYXllciwgd2l0aCB0aGUgdHJlYXN1cnkncyBzaWduYXR1cmUgb3ZlciB0aGUgcGF5bWVudCwgYSBjaGlsZCBvZiB0aGlzIGNhbGwuAAAAAAAADHNldHRsZV9iYXRjaAAAAAQAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAAAAAAEbGFuZQAAAAQAAAAAAAAAA3NlcQAAAAAEAAAAAAAAAAVpdGVtcwAAAAAAA+oAAAfQAAAAClNldHRsZUl0ZW0AAAAAAAEAAAPpAAAABgAAAAM=", "AAAAAAAAAAAAAAANX19jb25zdHJ1Y3RvcgAAAAAAAAEAAAAAAAAABmNvbmZpZwAAAAAH0AAAAA5SZWdpc3RyeUNvbmZpZwAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAADJXaGVyZSBgY3JlYXRlX2V2ZW50YCB3aXRoIHRoZXNlIGFyZ3VtZW50cyBkZXBsb3lzLgAAAAAADWV2ZW50X2FkZHJlc3MAAAAAAAACAAAAAAAAAAlvcmdhbml6ZXIAAAAAAAATAAAAAAAAAAVub25jZQAAAAAAAAYAAAABAAAAEw==", "AAAAAQAAAGNUaGUgcHJpY2UgcGVvcGxlIHJlYWQsIGluIG1pbm9yIHVuaXRzIChjZW50cykgb2YgaXRzIGN1cnJlbmN5LiBBIEtFUyBmYWNlIHByaWNlIGlzIHdob2xlIHNoaWxsaW5ncy4AAAAAAAAAAARGYWNlAAAAAgAAAAAAAAAGYW1vdW50AAAAAAALAAAAAAAAAAhjdXJyZW5jeQAAB9AAAAAIQ3VycmVuY3k=", "AAAAAwAAAAAAAAAAAAAABFJvbGUAAAAFAAAAAAAAAAlPcmdhbml6ZXIAAAAAAAAAAAAAAAAAAAZBcnRpc3QAAAAAAAEAAAAAAAAABVZlbnVlAAAAAAAAAgAAAAAAAAAIUHJvbW90ZXIAAAADAAAAAAAAAAhQbGF0Zm9ybQAAAAQ=", "AAAAAQAAAM5gcHJpY2VgIGlzIHdoYXQgYSB3YWxsZXQgcGF5cyBmb3Igb25lIHRpY2tldCwgaW4gc3Ryb29wcyBvZiBVU0RDOiBhIG11bHRpcGxlIG9mIDEwIDAwMCwgc28gdGhhdCBldmVyeSBzaGFyZSBvZiBvbmUKYmFzaXMgcG9pbnQgaXMgZXhhY3QuIGBmaWF0X3F1b3RhYCBib3VuZHMgd2hhdCBtYXkgYmUgc2V0IGFzaWRlIGZvciBNLVBlc2EgYW5kIGJhbmsgYnV5ZXJzLgAAAAAAAAAAAARUaWVyAAAABwAAAAAAAAAIY2FwYWNpdHkAAAAEAAAAAAAAAAljbG9zZXNfYXQAAAAAAAAGAAAAAAAAAARmYWNlAAAH0AAAAARGYWNlAAAAAAAAAApmaWF0X3F1b3RhAAAAAAAEAAAAAAAAAAhvcGVuc19hdAAAAAYAAAAAAAAACXBlcl9vcmRlcgAAAAAAAAQAAAAAAAAABXByaWNlAAAAAAAACw==", "AAAAAQAAAEpXaG8gZWFybnMgZnJvbSBhbiBldmVudCwgYW5kIGhvdyBtdWNoIG9mIGl0cyBuZXQgcmV2ZW51ZSwgaW4gYmFzaXMgcG9pbnRzLgAAAAAAAAAAAAVQYXllZQAAAAAAAAMAAAAAAAAAB2FkZHJlc3MAAAAAFAAAAAAAAAADYnBzAAAAAAQAAAAAAAAABHJvbGUAAAfQAAAABFJvbGU=", "AAAAAQAAAG1GaXhlZCBhdCB0aGUgZmlyc3Qgc2FsZS4gQmVmb3JlIGByZWxlYXNlX2F0YCBvbmx5IGAxMCAwMDAg4oiSIHJlc2VydmVfYnBzYCBvZiBhbiBlbnRpdGxlbWVudCBjYW4gYmUgcGFpZCBvdXQuAAAAAAAAAAAAAAZQb2xpY3kAAAAAAAkAAAAAAAAAEmNvbW1pc3Npb25fY2FwX2JwcwAAAAAABAAAAAAAAAAJZnJlZXplX2F0AAAAAAAABgAAAAAAAAAMcmVmdW5kX3VudGlsAAAABgAAAAAAAAAKcmVsZWFzZV9hdAAAAAAABgAAAAAAAAAOcmVzYWxlX2NhcF9icHMAAAAAAAQAAAAAAAAADHJlc2FsZV9saW1pdAAAAAQAAAAAAAAAC3Jlc2VydmVfYnBzAAAAAAQAAAAAAAAAC3JveWFsdHlfYnBzAAAAAAQAAAAAAAAADHRyYW5zZmVyYWJsZQAAAAE=", "AAAAAwAAAAAAAAAAAAAACEN1cnJlbmN5AAAAAgAAAAAAAAADS2VzAAAAAAAAAAAAAAAAA1VzZAAAAAAB", "AAAAAQAAAG1XaGF0IGFuIG9yZ2FuaXplciBwdWJsaXNoZXMuIFRpbWVzIGFyZSBVbml4IHNlY29uZHM7IGBtZXRhZGF0YV9oYXNoYCBpcyB0aGUgU0hBLTI1NiBvZiB0aGUgZG9jdW1lbnQgYXQgYHVyaWAuAAAAAAAAAAAAAAlFdmVudEluaXQAAAAAAAAIAAAAAAAAAAdlbmRzX2F0AAAAAAYAAAAAAAAADW1ldGFkYXRhX2hhc2gAAAAAAAPuAAAAIAAAAAAAAAAEbmFtZQAAABAAAAAAAAAABnBheWVlcwAAAAAD6gAAB9AAAAAFUGF5ZWUAAAAAAAAAAAAABnBvbGljeQAAAAAH0AAAAAZQb2xpY3kAAAAAAAAAAAAJc3RhcnRzX2F0AAAAAAAABgAAAAAAAAAFdGllcnMAAAAAAAPqAAAH0AAAAARUaWVyAAAAAAAAAAN1cmkAAAAAEA==", "AAAAAQAAAGxPbmUgcGFpZCBmaWF0IG9yZGVyLiBgb3duZXJgIGlzIHRoZSBidXllcidzIGN1c3RvZGlhbCBhZGRyZXNzOyBgZXZpZGVuY2VgIGFuIEhNQUMgb3ZlciBwcm92aWRlciBhbmQgcmVjZWlwdC4AAAAAAAAAClNldHRsZUl0ZW0AAAAAAAQAAAAAAAAACGV2aWRlbmNlAAAD7gAAACAAAAAAAAAABW93bmVyAAAAAAAAEwAAAAAAAAADcXR5AAAAAAQAAAAAAAAABHRpZXIAAAAE"]),
      options
    );
  }

   static override deploy<T = Client>(args: { config: RegistryConfig }, options: MethodOptions & Omit<ContractClientOptions, 'contractId'> & { salt?: Uint8Array; address?: string; } & ({ wasmHash: Uint8Array | string; format?: "hex" | "base64"; externalRef?: never; } | { externalRef: ExternalExecutableRef; wasmHash?: never; format?: never; })): Promise<AssembledTransaction<T>> {
    return ContractClient.deploy(args, options);
  }
  public readonly fromJson = {
    config : this.txFromJson<RegistryConfig>,  allocate : this.txFromJson<Result<null, Error>>,  event_no : this.txFromJson<Result<number, Error>>,  deallocate : this.txFromJson<Result<null, Error>>,  create_event : this.txFromJson<Result<string, Error>>,  events_count : this.txFromJson<number>,  settle_batch : this.txFromJson<Result<bigint, Error>>,  event_address : this.txFromJson<string>
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
   * Build a topics filter row for the "Announced" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  announcedEventFilter(topicValues?: { event?: string | Address }): string[] {
    return this.spec.eventTopicFilter("Announced", topicValues);
  }
}
