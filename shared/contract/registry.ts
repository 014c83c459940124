// GENERATED from contracts/wasm/registry.wasm by `npm run bindings`. Do not edit.
import type { Address, xdr } from '@stellar/stellar-sdk';
import { type AssembledTransaction, Client as ContractClient, type ClientOptions as ContractClientOptions, type MethodOptions, type Result, Spec } from '@stellar/stellar-sdk/contract';
import type { ExternalExecutableRef } from '@stellar/stellar-sdk/contract';


    /**
 * Code that the admin may replace, after a delay.
 */
export const Change = {

  EventWasm: 0,

  RegistryWasm: 1,
} as const;
export type Change = (typeof Change)[keyof typeof Change];

/**
 * A proposed change. Anyone can apply it from `apply_from` on, in Unix seconds. `version` is the event code's; the
 * registry's own code has none.
 */
export interface Pending {
  apply_from: bigint;
  version: number | null;
  wasm_hash: Uint8Array;
}

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
 * Event: ChangeApplied
 */
export interface ChangeAppliedEvent {
  name: "ChangeApplied";
  data: {
    change: Change;
    version?: number | null;
    wasm_hash?: Uint8Array;
  };
}

/**
 * The platform's roles and rules. `event_cap` bounds what one event may hold, in stroops. `event_wasm` is the code that
 * `create_event` deploys, `event_version` its number, which the event keeps in its own configuration.
 */
export interface RegistryConfig {
  admin: string;
  attribution_key: Uint8Array;
  event_cap: bigint;
  event_version: number;
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
 * Event: ChangeProposed
 */
export interface ChangeProposedEvent {
  name: "ChangeProposed";
  data: {
    change: Change;
    apply_from?: bigint;
    version?: number | null;
    wasm_hash?: Uint8Array;
  };
}

/**
 * `by` is the admin or the guardian.
 */
export interface ChangeCancelledEvent {
  name: "ChangeCancelled";
  data: {
    change: Change;
    by?: string;
    version?: number | null;
    wasm_hash?: Uint8Array;
  };
}

/**
 * Error Enum: Error
 */
export const Error = {
  700 : { message: "PlatformShareMissing" },
  701 : { message: "ReserveTooSmall" },
  702 : { message: "EventUnknown" },
  703 : { message: "ConfigInvalid" },
  704 : { message: "EventExists" },
  705 : { message: "InitInvalid" },
  706 : { message: "VersionNotNext" },
  707 : { message: "ChangePending" },
  708 : { message: "NothingPending" },
  709 : { message: "DelayNotOver" },
  710 : { message: "NotAdminOrGuardian" }
}
    export type ContractEvent = AnnouncedEvent | ChangeAppliedEvent | ChangeProposedEvent | ChangeCancelledEvent;

export interface Client {
  config(options?: MethodOptions): Promise<AssembledTransaction<RegistryConfig>>;
  /**
   * By the admin: proposes the registry's own new code. Error 707; event `change_proposed`.
   */
  upgrade(args: { wasm_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
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
   * By anyone, 48 hours after the proposal. Errors 708, 709; event `change_applied`.
   */
  apply_change(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  /**
   * By the organizer: announces and deploys an event's contract. The address follows from (organizer, nonce). `init`
   * is the event constructor's, in the form of `config().event_version`. Errors 700, 701, 704, 705; event `announced`.
   */
  create_event(args: { organizer: string | Address; nonce: bigint; init: any }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  events_count(options?: MethodOptions): Promise<AssembledTransaction<number>>;
  /**
   * By the relayer, with the treasury's signature over the payment, a child of this call. Items have the form of
   * `event_version(event)` and pass on unread.
   */
  settle_batch(args: { event: string | Address; lane: number; seq: number; items: Array<any> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  /**
   * By the admin or the guardian: withdraws a proposal. Errors 708, 710; event `change_cancelled`.
   */
  cancel_change(args: { by: string | Address; change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  /**
   * Where `create_event` with these arguments deploys.
   */
  event_address(args: { organizer: string | Address; nonce: bigint }, options?: MethodOptions): Promise<AssembledTransaction<string>>;
  /**
   * The version of an event of this registry: the form of its calls, items and events. Error 702.
   */
  event_version(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<number, Error>>>;
  /**
   * What is proposed and neither applied nor cancelled.
   */
  pending_change(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Pending | null>>;
  /**
   * By the admin: proposes the code of events published later. `version` is the present one plus 1. Errors 706, 707;
   * event `change_proposed`.
   */
  set_event_wasm(args: { wasm_hash: Uint8Array; version: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
}

export class Client extends ContractClient {
  constructor(options: ContractClientOptions) {
    super(
      new Spec(["AAAAAwAAAC9Db2RlIHRoYXQgdGhlIGFkbWluIG1heSByZXBsYWNlLCBhZnRlciBhIGRlbGF5LgAAAAAAAAAABkNoYW5nZQAAAAAAAgAAACFPZiBldmVudHMgcHVibGlzaGVkIGZyb20gdGhlbiBvbi4AAAAAAAAJRXZlbnRXYXNtAAAAAAAAAAAAABNUaGUgcmVnaXN0cnkncyBvd24uAAAAAAxSZWdpc3RyeVdhc20AAAAB", "AAAAAQAAAI5BIHByb3Bvc2VkIGNoYW5nZS4gQW55b25lIGNhbiBhcHBseSBpdCBmcm9tIGBhcHBseV9mcm9tYCBvbiwgaW4gVW5peCBzZWNvbmRzLiBgdmVyc2lvbmAgaXMgdGhlIGV2ZW50IGNvZGUnczsgdGhlCnJlZ2lzdHJ5J3Mgb3duIGNvZGUgaGFzIG5vbmUuAAAAAAAAAAAAB1BlbmRpbmcAAAAAAwAAAAAAAAAKYXBwbHlfZnJvbQAAAAAABgAAAAAAAAAHdmVyc2lvbgAAAAPoAAAABAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACA=", "AAAABQAAAGxBbiBldmVudCdzIGFkZHJlc3MgaXMgYW5ub3VuY2VkIGJlZm9yZSBpdCBpcyBkZXBsb3llZC4gYG5vYCBpcyBhIHJ1bm5pbmcgbnVtYmVyIGZvciBwZW9wbGU7IGl0IGlzIGluIG5vIGtleS4AAAAAAAAACUFubm91bmNlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJYW5ub3VuY2VkAAAAAAAABQAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAQAAAAAAAAACbm8AAAAAAAQAAAAAAAAAAAAAAAVub25jZQAAAAAAAAYAAAAAAAAAAAAAAAlvcmdhbml6ZXIAAAAAAAATAAAAAAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAAg==", "AAAABQAAAAAAAAAAAAAADUNoYW5nZUFwcGxpZWQAAAAAAAACAAAABXBhc3NhAAAAAAAADmNoYW5nZV9hcHBsaWVkAAAAAAADAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAd2ZXJzaW9uAAAAA+gAAAAEAAAAAAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAAg==", "AAAAAQAAANlUaGUgcGxhdGZvcm0ncyByb2xlcyBhbmQgcnVsZXMuIGBldmVudF9jYXBgIGJvdW5kcyB3aGF0IG9uZSBldmVudCBtYXkgaG9sZCwgaW4gc3Ryb29wcy4gYGV2ZW50X3dhc21gIGlzIHRoZSBjb2RlIHRoYXQKYGNyZWF0ZV9ldmVudGAgZGVwbG95cywgYGV2ZW50X3ZlcnNpb25gIGl0cyBudW1iZXIsIHdoaWNoIHRoZSBldmVudCBrZWVwcyBpbiBpdHMgb3duIGNvbmZpZ3VyYXRpb24uAAAAAAAAAAAAAA5SZWdpc3RyeUNvbmZpZwAAAAAADAAAAAAAAAAFYWRtaW4AAAAAAAATAAAAAAAAAA9hdHRyaWJ1dGlvbl9rZXkAAAAD7gAAACAAAAAAAAAACWV2ZW50X2NhcAAAAAAAAAsAAAAAAAAADWV2ZW50X3ZlcnNpb24AAAAAAAAEAAAAAAAAAApldmVudF93YXNtAAAAAAPuAAAAIAAAAAAAAAAIZ3VhcmRpYW4AAAATAAAAAAAAAA9taW5fcmVzZXJ2ZV9icHMAAAAABAAAAAAAAAAIcGxhdGZvcm0AAAAUAAAAAAAAABBwbGF0Zm9ybV9mZWVfYnBzAAAABAAAAAAAAAAHcmVsYXllcgAAAAATAAAAAAAAAAh0cmVhc3VyeQAAABMAAAAAAAAABHVzZGMAAAAT", "AAAABQAAAAAAAAAAAAAADkNoYW5nZVByb3Bvc2VkAAAAAAACAAAABXBhc3NhAAAAAAAAD2NoYW5nZV9wcm9wb3NlZAAAAAAEAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAphcHBseV9mcm9tAAAAAAAGAAAAAAAAAAAAAAAHdmVyc2lvbgAAAAPoAAAABAAAAAAAAAAAAAAACXdhc21faGFzaAAAAAAAA+4AAAAgAAAAAAAAAAI=", "AAAABQAAACJgYnlgIGlzIHRoZSBhZG1pbiBvciB0aGUgZ3VhcmRpYW4uAAAAAAAAAAAAD0NoYW5nZUNhbmNlbGxlZAAAAAACAAAABXBhc3NhAAAAAAAAEGNoYW5nZV9jYW5jZWxsZWQAAAAEAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAJieQAAAAAAEwAAAAAAAAAAAAAAB3ZlcnNpb24AAAAD6AAAAAQAAAAAAAAAAAAAAAl3YXNtX2hhc2gAAAAAAAPuAAAAIAAAAAAAAAAC", "AAAABAAAAAAAAAAAAAAABUVycm9yAAAAAAAACwAAAAAAAAAUUGxhdGZvcm1TaGFyZU1pc3NpbmcAAAK8AAAAAAAAAA9SZXNlcnZlVG9vU21hbGwAAAACvQAAAAAAAAAMRXZlbnRVbmtub3duAAACvgAAAAAAAAANQ29uZmlnSW52YWxpZAAAAAAAAr8AAAAAAAAAC0V2ZW50RXhpc3RzAAAAAsAAAAAAAAAAC0luaXRJbnZhbGlkAAAAAsEAAAAAAAAADlZlcnNpb25Ob3ROZXh0AAAAAALCAAAAAAAAAA1DaGFuZ2VQZW5kaW5nAAAAAAACwwAAAAAAAAAOTm90aGluZ1BlbmRpbmcAAAAAAsQAAAAAAAAADERlbGF5Tm90T3ZlcgAAAsUAAAAAAAAAEk5vdEFkbWluT3JHdWFyZGlhbgAAAAACxg==", "AAAAAAAAAAAAAAAGY29uZmlnAAAAAAAAAAAAAQAAB9AAAAAOUmVnaXN0cnlDb25maWcAAA==", "AAAAAAAAAFdCeSB0aGUgYWRtaW46IHByb3Bvc2VzIHRoZSByZWdpc3RyeSdzIG93biBuZXcgY29kZS4gRXJyb3IgNzA3OyBldmVudCBgY2hhbmdlX3Byb3Bvc2VkYC4AAAAAB3VwZ3JhZGUAAAAAAQAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAADFCeSB0aGUgcmVsYXllcjogc2V0cyBzZWF0cyBhc2lkZSBmb3IgZmlhdCBidXllcnMuAAAAAAAACGFsbG9jYXRlAAAAAwAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAADBUaGUgcnVubmluZyBudW1iZXIgb2YgYW4gZXZlbnQgb2YgdGhpcyByZWdpc3RyeS4AAAAIZXZlbnRfbm8AAAABAAAAAAAAAAVldmVudAAAAAAAABMAAAABAAAD6QAAAAQAAAAD", "AAAAAAAAACxCeSB0aGUgcmVsYXllcjogZ2l2ZXMgc2VhdHMgYmFjayB0byB3YWxsZXRzLgAAAApkZWFsbG9jYXRlAAAAAAADAAAAAAAAAAVldmVudAAAAAAAABMAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAFuAAAAAAAABAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAFBCeSBhbnlvbmUsIDQ4IGhvdXJzIGFmdGVyIHRoZSBwcm9wb3NhbC4gRXJyb3JzIDcwOCwgNzA5OyBldmVudCBgY2hhbmdlX2FwcGxpZWRgLgAAAAxhcHBseV9jaGFuZ2UAAAABAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAONCeSB0aGUgb3JnYW5pemVyOiBhbm5vdW5jZXMgYW5kIGRlcGxveXMgYW4gZXZlbnQncyBjb250cmFjdC4gVGhlIGFkZHJlc3MgZm9sbG93cyBmcm9tIChvcmdhbml6ZXIsIG5vbmNlKS4gYGluaXRgCmlzIHRoZSBldmVudCBjb25zdHJ1Y3RvcidzLCBpbiB0aGUgZm9ybSBvZiBgY29uZmlnKCkuZXZlbnRfdmVyc2lvbmAuIEVycm9ycyA3MDAsIDcwMSwgNzA0LCA3MDU7IGV2ZW50IGBhbm5vdW5jZWRgLgAAAAAMY3JlYXRlX2V2ZW50AAAAAwAAAAAAAAAJb3JnYW5pemVyAAAAAAAAEwAAAAAAAAAFbm9uY2UAAAAAAAAGAAAAAAAAAARpbml0AAAAAAAAAAEAAAPpAAAAEwAAAAM=", "AAAAAAAAAAAAAAAMZXZlbnRzX2NvdW50AAAAAAAAAAEAAAAE", "AAAAAAAAAJdCeSB0aGUgcmVsYXllciwgd2l0aCB0aGUgdHJlYXN1cnkncyBzaWduYXR1cmUgb3ZlciB0aGUgcGF5bWVudCwgYSBjaGlsZCBvZiB0aGlzIGNhbGwuIEl0ZW1zIGhhdmUgdGhlIGZvcm0gb2YKYGV2ZW50X3ZlcnNpb24oZXZlbnQpYCBhbmQgcGFzcyBvbiB1bnJlYWQuAAAAAAxzZXR0bGVfYmF0Y2gAAAAEAAAAAAAAAAVldmVudAAAAAAAABMAAAAAAAAABGxhbmUAAAAEAAAAAAAAAANzZXEAAAAABAAAAAAAAAAFaXRlbXMAAAAAAAPqAAAAAAAAAAEAAAPpAAAABgAAAAM=", "AAAAAAAAAAAAAAANX19jb25zdHJ1Y3RvcgAAAAAAAAEAAAAAAAAABmNvbmZpZwAAAAAH0AAAAA5SZWdpc3RyeUNvbmZpZwAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAF5CeSB0aGUgYWRtaW4gb3IgdGhlIGd1YXJkaWFuOiB3aXRoZHJhd3MgYSBwcm9wb3NhbC4gRXJyb3JzIDcwOCwgNzEwOyBldmVudCBgY2hhbmdlX2NhbmNlbGxlZGAuAAAAAAANY2FuY2VsX2NoYW5nZQAAAAAAAAIAAAAAAAAAAmJ5AAAAAAATAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAADJXaGVyZSBgY3JlYXRlX2V2ZW50YCB3aXRoIHRoZXNlIGFyZ3VtZW50cyBkZXBsb3lzLgAAAAAADWV2ZW50X2FkZHJlc3MAAAAAAAACAAAAAAAAAAlvcmdhbml6ZXIAAAAAAAATAAAAAAAAAAVub25jZQAAAAAAAAYAAAABAAAAEw==", "AAAAAAAAAF1UaGUgdmVyc2lvbiBvZiBhbiBldmVudCBvZiB0aGlzIHJlZ2lzdHJ5OiB0aGUgZm9ybSBvZiBpdHMgY2FsbHMsIGl0ZW1zIGFuZCBldmVudHMuIEVycm9yIDcwMi4AAAAAAAANZXZlbnRfdmVyc2lvbgAAAAAAAAEAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAEAAAPpAAAABAAAAAM=", "AAAAAAAAADNXaGF0IGlzIHByb3Bvc2VkIGFuZCBuZWl0aGVyIGFwcGxpZWQgbm9yIGNhbmNlbGxlZC4AAAAADnBlbmRpbmdfY2hhbmdlAAAAAAABAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAD6AAAB9AAAAAHUGVuZGluZwA=", "AAAAAAAAAIlCeSB0aGUgYWRtaW46IHByb3Bvc2VzIHRoZSBjb2RlIG9mIGV2ZW50cyBwdWJsaXNoZWQgbGF0ZXIuIGB2ZXJzaW9uYCBpcyB0aGUgcHJlc2VudCBvbmUgcGx1cyAxLiBFcnJvcnMgNzA2LCA3MDc7CmV2ZW50IGBjaGFuZ2VfcHJvcG9zZWRgLgAAAAAAAA5zZXRfZXZlbnRfd2FzbQAAAAAAAgAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAB3ZlcnNpb24AAAAABAAAAAEAAAPpAAAAAgAAAAM="]),
      options
    );
  }

   static override deploy<T = Client>(args: { config: RegistryConfig }, options: MethodOptions & Omit<ContractClientOptions, 'contractId'> & { salt?: Uint8Array; address?: string; } & ({ wasmHash: Uint8Array | string; format?: "hex" | "base64"; externalRef?: never; } | { externalRef: ExternalExecutableRef; wasmHash?: never; format?: never; })): Promise<AssembledTransaction<T>> {
    return ContractClient.deploy(args, options);
  }
  public readonly fromJson = {
    config : this.txFromJson<RegistryConfig>,  upgrade : this.txFromJson<Result<null, Error>>,  allocate : this.txFromJson<Result<null, Error>>,  event_no : this.txFromJson<Result<number, Error>>,  deallocate : this.txFromJson<Result<null, Error>>,  apply_change : this.txFromJson<Result<null, Error>>,  create_event : this.txFromJson<Result<string, Error>>,  events_count : this.txFromJson<number>,  settle_batch : this.txFromJson<Result<bigint, Error>>,  cancel_change : this.txFromJson<Result<null, Error>>,  event_address : this.txFromJson<string>,  event_version : this.txFromJson<Result<number, Error>>,  pending_change : this.txFromJson<Pending | null>,  set_event_wasm : this.txFromJson<Result<null, Error>>
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
  /**
   * Build a topics filter row for the "ChangeApplied" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  changeAppliedEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("ChangeApplied", topicValues);
  }
  /**
   * Build a topics filter row for the "ChangeProposed" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  changeProposedEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("ChangeProposed", topicValues);
  }
  /**
   * Build a topics filter row for the "ChangeCancelled" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  changeCancelledEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("ChangeCancelled", topicValues);
  }
}
