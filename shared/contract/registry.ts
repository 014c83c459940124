// GENERATED from contracts/wasm/registry.wasm by `npm run bindings`. Do not edit.
import type { Address, xdr } from '@stellar/stellar-sdk';
import { type AssembledTransaction, Client as ContractClient, type ClientOptions as ContractClientOptions, type MethodOptions, type Result, Spec } from '@stellar/stellar-sdk/contract';
import type { ExternalExecutableRef } from '@stellar/stellar-sdk/contract';


    /**
 * Enum: Change
 */
export const Change = {

  EventWasm: 0,

  RegistryWasm: 1,
} as const;
export type Change = (typeof Change)[keyof typeof Change];

/**
 * Struct: Pending
 */
export interface Pending {
  apply_from: bigint;
  version: number | null;
  wasm_hash: Uint8Array;
}

/**
 * Event: Announced
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
 * Struct: RegistryConfig
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
 * Event: ChangeCancelled
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
  upgrade(args: { wasm_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  allocate(args: { event: string | Address; tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  event_no(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<number, Error>>>;
  deallocate(args: { event: string | Address; tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  apply_change(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  create_event(args: { organizer: string | Address; nonce: bigint; init: any }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  events_count(options?: MethodOptions): Promise<AssembledTransaction<number>>;
  settle_batch(args: { event: string | Address; lane: number; seq: number; items: Array<any> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  cancel_change(args: { by: string | Address; change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  event_address(args: { organizer: string | Address; nonce: bigint }, options?: MethodOptions): Promise<AssembledTransaction<string>>;
  event_version(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<number, Error>>>;
  pending_change(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Pending | null>>;
  set_event_wasm(args: { wasm_hash: Uint8Array; version: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
}

export class Client extends ContractClient {
  constructor(options: ContractClientOptions) {
    super(
      new Spec(["AAAAAwAAAAAAAAAAAAAABkNoYW5nZQAAAAAAAgAAAAAAAAAJRXZlbnRXYXNtAAAAAAAAAAAAAAAAAAAMUmVnaXN0cnlXYXNtAAAAAQ==", "AAAAAQAAAAAAAAAAAAAAB1BlbmRpbmcAAAAAAwAAAAAAAAAKYXBwbHlfZnJvbQAAAAAABgAAAAAAAAAHdmVyc2lvbgAAAAPoAAAABAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACA=", "AAAABQAAAAAAAAAAAAAACUFubm91bmNlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJYW5ub3VuY2VkAAAAAAAABQAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAQAAAAAAAAACbm8AAAAAAAQAAAAAAAAAAAAAAAVub25jZQAAAAAAAAYAAAAAAAAAAAAAAAlvcmdhbml6ZXIAAAAAAAATAAAAAAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAAg==", "AAAABQAAAAAAAAAAAAAADUNoYW5nZUFwcGxpZWQAAAAAAAACAAAABXBhc3NhAAAAAAAADmNoYW5nZV9hcHBsaWVkAAAAAAADAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAd2ZXJzaW9uAAAAA+gAAAAEAAAAAAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAAg==", "AAAAAQAAAAAAAAAAAAAADlJlZ2lzdHJ5Q29uZmlnAAAAAAAMAAAAAAAAAAVhZG1pbgAAAAAAABMAAAAAAAAAD2F0dHJpYnV0aW9uX2tleQAAAAPuAAAAIAAAAAAAAAAJZXZlbnRfY2FwAAAAAAAACwAAAAAAAAANZXZlbnRfdmVyc2lvbgAAAAAAAAQAAAAAAAAACmV2ZW50X3dhc20AAAAAA+4AAAAgAAAAAAAAAAhndWFyZGlhbgAAABMAAAAAAAAAD21pbl9yZXNlcnZlX2JwcwAAAAAEAAAAAAAAAAhwbGF0Zm9ybQAAABQAAAAAAAAAEHBsYXRmb3JtX2ZlZV9icHMAAAAEAAAAAAAAAAdyZWxheWVyAAAAABMAAAAAAAAACHRyZWFzdXJ5AAAAEwAAAAAAAAAEdXNkYwAAABM=", "AAAABQAAAAAAAAAAAAAADkNoYW5nZVByb3Bvc2VkAAAAAAACAAAABXBhc3NhAAAAAAAAD2NoYW5nZV9wcm9wb3NlZAAAAAAEAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAphcHBseV9mcm9tAAAAAAAGAAAAAAAAAAAAAAAHdmVyc2lvbgAAAAPoAAAABAAAAAAAAAAAAAAACXdhc21faGFzaAAAAAAAA+4AAAAgAAAAAAAAAAI=", "AAAABQAAAAAAAAAAAAAAD0NoYW5nZUNhbmNlbGxlZAAAAAACAAAABXBhc3NhAAAAAAAAEGNoYW5nZV9jYW5jZWxsZWQAAAAEAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAJieQAAAAAAEwAAAAAAAAAAAAAAB3ZlcnNpb24AAAAD6AAAAAQAAAAAAAAAAAAAAAl3YXNtX2hhc2gAAAAAAAPuAAAAIAAAAAAAAAAC", "AAAABAAAAAAAAAAAAAAABUVycm9yAAAAAAAACwAAAAAAAAAUUGxhdGZvcm1TaGFyZU1pc3NpbmcAAAK8AAAAAAAAAA9SZXNlcnZlVG9vU21hbGwAAAACvQAAAAAAAAAMRXZlbnRVbmtub3duAAACvgAAAAAAAAANQ29uZmlnSW52YWxpZAAAAAAAAr8AAAAAAAAAC0V2ZW50RXhpc3RzAAAAAsAAAAAAAAAAC0luaXRJbnZhbGlkAAAAAsEAAAAAAAAADlZlcnNpb25Ob3ROZXh0AAAAAALCAAAAAAAAAA1DaGFuZ2VQZW5kaW5nAAAAAAACwwAAAAAAAAAOTm90aGluZ1BlbmRpbmcAAAAAAsQAAAAAAAAADERlbGF5Tm90T3ZlcgAAAsUAAAAAAAAAEk5vdEFkbWluT3JHdWFyZGlhbgAAAAACxg==", "AAAAAAAAAAAAAAAGY29uZmlnAAAAAAAAAAAAAQAAB9AAAAAOUmVnaXN0cnlDb25maWcAAA==", "AAAAAAAAAAAAAAAHdXBncmFkZQAAAAABAAAAAAAAAAl3YXNtX2hhc2gAAAAAAAPuAAAAIAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAIYWxsb2NhdGUAAAADAAAAAAAAAAVldmVudAAAAAAAABMAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAFuAAAAAAAABAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAIZXZlbnRfbm8AAAABAAAAAAAAAAVldmVudAAAAAAAABMAAAABAAAD6QAAAAQAAAAD", "AAAAAAAAAAAAAAAKZGVhbGxvY2F0ZQAAAAAAAwAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAMYXBwbHlfY2hhbmdlAAAAAQAAAAAAAAAGY2hhbmdlAAAAAAfQAAAABkNoYW5nZQAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAMY3JlYXRlX2V2ZW50AAAAAwAAAAAAAAAJb3JnYW5pemVyAAAAAAAAEwAAAAAAAAAFbm9uY2UAAAAAAAAGAAAAAAAAAARpbml0AAAAAAAAAAEAAAPpAAAAEwAAAAM=", "AAAAAAAAAAAAAAAMZXZlbnRzX2NvdW50AAAAAAAAAAEAAAAE", "AAAAAAAAAAAAAAAMc2V0dGxlX2JhdGNoAAAABAAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAARsYW5lAAAABAAAAAAAAAADc2VxAAAAAAQAAAAAAAAABWl0ZW1zAAAAAAAD6gAAAAAAAAABAAAD6QAAAAYAAAAD", "AAAAAAAAAAAAAAANX19jb25zdHJ1Y3RvcgAAAAAAAAEAAAAAAAAABmNvbmZpZwAAAAAH0AAAAA5SZWdpc3RyeUNvbmZpZwAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAANY2FuY2VsX2NoYW5nZQAAAAAAAAIAAAAAAAAAAmJ5AAAAAAATAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAANZXZlbnRfYWRkcmVzcwAAAAAAAAIAAAAAAAAACW9yZ2FuaXplcgAAAAAAABMAAAAAAAAABW5vbmNlAAAAAAAABgAAAAEAAAAT", "AAAAAAAAAAAAAAANZXZlbnRfdmVyc2lvbgAAAAAAAAEAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAEAAAPpAAAABAAAAAM=", "AAAAAAAAAAAAAAAOcGVuZGluZ19jaGFuZ2UAAAAAAAEAAAAAAAAABmNoYW5nZQAAAAAH0AAAAAZDaGFuZ2UAAAAAAAEAAAPoAAAH0AAAAAdQZW5kaW5nAA==", "AAAAAAAAAAAAAAAOc2V0X2V2ZW50X3dhc20AAAAAAAIAAAAAAAAACXdhc21faGFzaAAAAAAAA+4AAAAgAAAAAAAAAAd2ZXJzaW9uAAAAAAQAAAABAAAD6QAAAAIAAAAD"]),
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
