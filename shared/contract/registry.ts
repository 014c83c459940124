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

  Relayer: 2,

  Treasury: 3,

  Guardian: 4,

  Admin: 5,

  Cap: 6,

  AttributionKey: 7,

  Support: 8,

  Platform: 9,
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
 * Union: Setting
 */
 export type Setting =
  { tag: "Relayer"; values: readonly [string] } |
  { tag: "Treasury"; values: readonly [string] } |
  { tag: "Guardian"; values: readonly [string] } |
  { tag: "Admin"; values: readonly [string] } |
  { tag: "Cap"; values: readonly [bigint] } |
  { tag: "AttributionKey"; values: readonly [Uint8Array] } |
  { tag: "Support"; values: readonly [string] } |
  { tag: "Platform"; values: readonly [string] };

/**
 * Struct: Proposal
 */
export interface Proposal {
  accepted: boolean;
  apply_from: bigint;
  setting: Setting;
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
 * Event: RoleAccepted
 */
export interface RoleAcceptedEvent {
  name: "RoleAccepted";
  data: {
    change: Change;
    by?: string;
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
 * Event: SettingApplied
 */
export interface SettingAppliedEvent {
  name: "SettingApplied";
  data: {
    change: Change;
    setting?: Setting;
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
 * Event: RelayerDisabled
 */
export interface RelayerDisabledEvent {
  name: "RelayerDisabled";
  data: {
    relayer: string;
  };
}

/**
 * Event: SettingProposed
 */
export interface SettingProposedEvent {
  name: "SettingProposed";
  data: {
    change: Change;
    apply_from?: bigint;
    setting?: Setting;
  };
}

/**
 * Event: SettingCancelled
 */
export interface SettingCancelledEvent {
  name: "SettingCancelled";
  data: {
    change: Change;
    by?: string;
    setting?: Setting;
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
  710 : { message: "NotAdminOrGuardian" },
  711 : { message: "RelayerDisabled" },
  712 : { message: "NotAccepted" },
  713 : { message: "NotVetoable" },
  714 : { message: "EventTooOld" },
  715 : { message: "TooManyEvents" },
  716 : { message: "NotARole" }
}

/**
 * Struct: Credit
 */
export interface Credit {
  amount: bigint;
  creator: string;
  weight: number;
}
    export type ContractEvent = AnnouncedEvent | RoleAcceptedEvent | ChangeAppliedEvent | ChangeProposedEvent | SettingAppliedEvent | ChangeCancelledEvent | RelayerDisabledEvent | SettingProposedEvent | SettingCancelledEvent;

export interface Client {
  allocate(args: { event: string | Address; tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  deallocate(args: { event: string | Address; tier: number; n: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  create_event(args: { organizer: string | Address; nonce: bigint; init: any }, options?: MethodOptions): Promise<AssembledTransaction<Result<string, Error>>>;
  settle_batch(args: { event: string | Address; lane: number; seq: number; items: Array<any> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  mint_custodial(args: { event: string | Address; to: string | Address; tier: number; nonce: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  pay_treasury(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  reverse_fiat(args: { event: string | Address; order: bigint; mask: number; credits: Array<Credit>; evidence: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  refund_custodial(args: { event: string | Address; order: bigint; mask: number; credits: Array<Credit>; relayed: boolean; also: Array<string | Address> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  process_bulk_distribution(args: { of: Array<[string | Address, number, Array<string | Address>]> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  config(options?: MethodOptions): Promise<AssembledTransaction<RegistryConfig>>;
  support(options?: MethodOptions): Promise<AssembledTransaction<string>>;
  event_no(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<number, Error>>>;
  events_count(options?: MethodOptions): Promise<AssembledTransaction<number>>;
  event_address(args: { organizer: string | Address; nonce: bigint }, options?: MethodOptions): Promise<AssembledTransaction<string>>;
  event_version(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<number, Error>>>;
  pending_change(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Pending | null>>;
  pending_setting(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Proposal | null>>;
  relayer_disabled(options?: MethodOptions): Promise<AssembledTransaction<boolean>>;
  redeem(args: { loyalty: string | Address; member: Uint8Array; benefit: Uint8Array; amount: bigint; nonce: number; points: bigint; epoch: number; proof: Array<Uint8Array> }, options?: MethodOptions): Promise<AssembledTransaction<Result<bigint, Error>>>;
  set_root(args: { loyalty: string | Address; epoch: number; root: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  cancel_wasm(args: { by: string | Address; loyalty: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  propose_wasm(args: { loyalty: string | Address; wasm_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<void>>;
  sponsor_decide(args: { sponsor: string | Address; id: Uint8Array; amount: bigint }, options?: MethodOptions): Promise<AssembledTransaction<void>>;
  approve_content(args: { creators: string | Address; event: string | Address; creator: string | Address; content_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<Uint8Array, Error>>>;
  pause(args: { event: string | Address; on: boolean }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  cancel(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  freeze(args: { event: string | Address; seconds: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_cap(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_attribution_key(args: { event: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  propose(args: { setting: Setting }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  upgrade(args: { wasm_hash: Uint8Array }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  accept_role(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  apply_change(args: { change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  cancel_change(args: { by: string | Address; change: Change }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  set_event_wasm(args: { wasm_hash: Uint8Array; version: number }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  disable_relayer(options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  buy_custodial(args: { event: string | Address; ticket: bigint; max_price: bigint; to: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  list_custodial(args: { event: string | Address; ticket: bigint; price: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  claim_custodial(args: { event: string | Address; order: bigint; mask: number; to: string | Address }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
  unlist_custodial(args: { event: string | Address; ticket: bigint }, options?: MethodOptions): Promise<AssembledTransaction<Result<null, Error>>>;
}

export class Client extends ContractClient {
  constructor(options: ContractClientOptions) {
    super(
      new Spec(["AAAAAwAAAAAAAAAAAAAABkNoYW5nZQAAAAAACgAAAAAAAAAJRXZlbnRXYXNtAAAAAAAAAAAAAAAAAAAMUmVnaXN0cnlXYXNtAAAAAQAAAAAAAAAHUmVsYXllcgAAAAACAAAAAAAAAAhUcmVhc3VyeQAAAAMAAAAAAAAACEd1YXJkaWFuAAAABAAAAAAAAAAFQWRtaW4AAAAAAAAFAAAAAAAAAANDYXAAAAAABgAAAAAAAAAOQXR0cmlidXRpb25LZXkAAAAAAAcAAAAAAAAAB1N1cHBvcnQAAAAACAAAAAAAAAAIUGxhdGZvcm0AAAAJ", "AAAAAQAAAAAAAAAAAAAAB1BlbmRpbmcAAAAAAwAAAAAAAAAKYXBwbHlfZnJvbQAAAAAABgAAAAAAAAAHdmVyc2lvbgAAAAPoAAAABAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACA=", "AAAAAgAAAAAAAAAAAAAAB1NldHRpbmcAAAAACAAAAAEAAAAAAAAAB1JlbGF5ZXIAAAAAAQAAABMAAAABAAAAAAAAAAhUcmVhc3VyeQAAAAEAAAATAAAAAQAAAAAAAAAIR3VhcmRpYW4AAAABAAAAEwAAAAEAAAAAAAAABUFkbWluAAAAAAAAAQAAABMAAAABAAAAAAAAAANDYXAAAAAAAQAAAAsAAAABAAAAAAAAAA5BdHRyaWJ1dGlvbktleQAAAAAAAQAAA+4AAAAgAAAAAQAAAAAAAAAHU3VwcG9ydAAAAAABAAAAEwAAAAEAAAAAAAAACFBsYXRmb3JtAAAAAQAAABQ=", "AAAAAQAAAAAAAAAAAAAACFByb3Bvc2FsAAAAAwAAAAAAAAAIYWNjZXB0ZWQAAAABAAAAAAAAAAphcHBseV9mcm9tAAAAAAAGAAAAAAAAAAdzZXR0aW5nAAAAB9AAAAAHU2V0dGluZwA=", "AAAABQAAAAAAAAAAAAAACUFubm91bmNlZAAAAAAAAAIAAAAFcGFzc2EAAAAAAAAJYW5ub3VuY2VkAAAAAAAABQAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAQAAAAAAAAACbm8AAAAAAAQAAAAAAAAAAAAAAAVub25jZQAAAAAAAAYAAAAAAAAAAAAAAAlvcmdhbml6ZXIAAAAAAAATAAAAAAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAAg==", "AAAABQAAAAAAAAAAAAAADFJvbGVBY2NlcHRlZAAAAAIAAAAFcGFzc2EAAAAAAAANcm9sZV9hY2NlcHRlZAAAAAAAAAIAAAAAAAAABmNoYW5nZQAAAAAH0AAAAAZDaGFuZ2UAAAAAAAEAAAAAAAAAAmJ5AAAAAAATAAAAAAAAAAI=", "AAAABQAAAAAAAAAAAAAADUNoYW5nZUFwcGxpZWQAAAAAAAACAAAABXBhc3NhAAAAAAAADmNoYW5nZV9hcHBsaWVkAAAAAAADAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAd2ZXJzaW9uAAAAA+gAAAAEAAAAAAAAAAAAAAAJd2FzbV9oYXNoAAAAAAAD7gAAACAAAAAAAAAAAg==", "AAAAAQAAAAAAAAAAAAAADlJlZ2lzdHJ5Q29uZmlnAAAAAAAMAAAAAAAAAAVhZG1pbgAAAAAAABMAAAAAAAAAD2F0dHJpYnV0aW9uX2tleQAAAAPuAAAAIAAAAAAAAAAJZXZlbnRfY2FwAAAAAAAACwAAAAAAAAANZXZlbnRfdmVyc2lvbgAAAAAAAAQAAAAAAAAACmV2ZW50X3dhc20AAAAAA+4AAAAgAAAAAAAAAAhndWFyZGlhbgAAABMAAAAAAAAAD21pbl9yZXNlcnZlX2JwcwAAAAAEAAAAAAAAAAhwbGF0Zm9ybQAAABQAAAAAAAAAEHBsYXRmb3JtX2ZlZV9icHMAAAAEAAAAAAAAAAdyZWxheWVyAAAAABMAAAAAAAAACHRyZWFzdXJ5AAAAEwAAAAAAAAAEdXNkYwAAABM=", "AAAABQAAAAAAAAAAAAAADkNoYW5nZVByb3Bvc2VkAAAAAAACAAAABXBhc3NhAAAAAAAAD2NoYW5nZV9wcm9wb3NlZAAAAAAEAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAphcHBseV9mcm9tAAAAAAAGAAAAAAAAAAAAAAAHdmVyc2lvbgAAAAPoAAAABAAAAAAAAAAAAAAACXdhc21faGFzaAAAAAAAA+4AAAAgAAAAAAAAAAI=", "AAAABQAAAAAAAAAAAAAADlNldHRpbmdBcHBsaWVkAAAAAAACAAAABXBhc3NhAAAAAAAAD3NldHRpbmdfYXBwbGllZAAAAAACAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAdzZXR0aW5nAAAAB9AAAAAHU2V0dGluZwAAAAAAAAAAAg==", "AAAABQAAAAAAAAAAAAAAD0NoYW5nZUNhbmNlbGxlZAAAAAACAAAABXBhc3NhAAAAAAAAEGNoYW5nZV9jYW5jZWxsZWQAAAAEAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAJieQAAAAAAEwAAAAAAAAAAAAAAB3ZlcnNpb24AAAAD6AAAAAQAAAAAAAAAAAAAAAl3YXNtX2hhc2gAAAAAAAPuAAAAIAAAAAAAAAAC", "AAAABQAAAAAAAAAAAAAAD1JlbGF5ZXJEaXNhYmxlZAAAAAACAAAABXBhc3NhAAAAAAAAEHJlbGF5ZXJfZGlzYWJsZWQAAAABAAAAAAAAAAdyZWxheWVyAAAAABMAAAABAAAAAg==", "AAAABQAAAAAAAAAAAAAAD1NldHRpbmdQcm9wb3NlZAAAAAACAAAABXBhc3NhAAAAAAAAEHNldHRpbmdfcHJvcG9zZWQAAAADAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAAAAAAAAphcHBseV9mcm9tAAAAAAAGAAAAAAAAAAAAAAAHc2V0dGluZwAAAAfQAAAAB1NldHRpbmcAAAAAAAAAAAI=", "AAAABQAAAAAAAAAAAAAAEFNldHRpbmdDYW5jZWxsZWQAAAACAAAABXBhc3NhAAAAAAAAEXNldHRpbmdfY2FuY2VsbGVkAAAAAAAAAwAAAAAAAAAGY2hhbmdlAAAAAAfQAAAABkNoYW5nZQAAAAAAAQAAAAAAAAACYnkAAAAAABMAAAAAAAAAAAAAAAdzZXR0aW5nAAAAB9AAAAAHU2V0dGluZwAAAAAAAAAAAg==", "AAAABAAAAAAAAAAAAAAABUVycm9yAAAAAAAAEQAAAAAAAAAUUGxhdGZvcm1TaGFyZU1pc3NpbmcAAAK8AAAAAAAAAA9SZXNlcnZlVG9vU21hbGwAAAACvQAAAAAAAAAMRXZlbnRVbmtub3duAAACvgAAAAAAAAANQ29uZmlnSW52YWxpZAAAAAAAAr8AAAAAAAAAC0V2ZW50RXhpc3RzAAAAAsAAAAAAAAAAC0luaXRJbnZhbGlkAAAAAsEAAAAAAAAADlZlcnNpb25Ob3ROZXh0AAAAAALCAAAAAAAAAA1DaGFuZ2VQZW5kaW5nAAAAAAACwwAAAAAAAAAOTm90aGluZ1BlbmRpbmcAAAAAAsQAAAAAAAAADERlbGF5Tm90T3ZlcgAAAsUAAAAAAAAAEk5vdEFkbWluT3JHdWFyZGlhbgAAAAACxgAAAAAAAAAPUmVsYXllckRpc2FibGVkAAAAAscAAAAAAAAAC05vdEFjY2VwdGVkAAAAAsgAAAAAAAAAC05vdFZldG9hYmxlAAAAAskAAAAAAAAAC0V2ZW50VG9vT2xkAAAAAsoAAAAAAAAADVRvb01hbnlFdmVudHMAAAAAAALLAAAAAAAAAAhOb3RBUm9sZQAAAsw=", "AAAAAAAAAAAAAAAIYWxsb2NhdGUAAAADAAAAAAAAAAVldmVudAAAAAAAABMAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAFuAAAAAAAABAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAKZGVhbGxvY2F0ZQAAAAAAAwAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAAR0aWVyAAAABAAAAAAAAAABbgAAAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAMY3JlYXRlX2V2ZW50AAAAAwAAAAAAAAAJb3JnYW5pemVyAAAAAAAAEwAAAAAAAAAFbm9uY2UAAAAAAAAGAAAAAAAAAARpbml0AAAAAAAAAAEAAAPpAAAAEwAAAAM=", "AAAAAAAAAAAAAAAMc2V0dGxlX2JhdGNoAAAABAAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAARsYW5lAAAABAAAAAAAAAADc2VxAAAAAAQAAAAAAAAABWl0ZW1zAAAAAAAD6gAAAAAAAAABAAAD6QAAAAYAAAAD", "AAAAAAAAAAAAAAANX19jb25zdHJ1Y3RvcgAAAAAAAAEAAAAAAAAABmNvbmZpZwAAAAAH0AAAAA5SZWdpc3RyeUNvbmZpZwAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAObWludF9jdXN0b2RpYWwAAAAAAAQAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAAAAAACdG8AAAAAABMAAAAAAAAABHRpZXIAAAAEAAAAAAAAAAVub25jZQAAAAAAAAYAAAABAAAD6QAAAAYAAAAD", "AAAAAAAAAAAAAAAMcGF5X3RyZWFzdXJ5AAAAAQAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAQAAA+kAAAALAAAAAw==", "AAAAAAAAAAAAAAAMcmV2ZXJzZV9maWF0AAAABQAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAAVvcmRlcgAAAAAAAAYAAAAAAAAABG1hc2sAAAAEAAAAAAAAAAdjcmVkaXRzAAAAA+oAAAfQAAAABkNyZWRpdAAAAAAAAAAAAAhldmlkZW5jZQAAA+4AAAAgAAAAAQAAA+kAAAALAAAAAw==", "AAAAAAAAAAAAAAAQcmVmdW5kX2N1c3RvZGlhbAAAAAYAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAAAAAAFb3JkZXIAAAAAAAAGAAAAAAAAAARtYXNrAAAABAAAAAAAAAAHY3JlZGl0cwAAAAPqAAAH0AAAAAZDcmVkaXQAAAAAAAAAAAAHcmVsYXllZAAAAAABAAAAAAAAAARhbHNvAAAD6gAAABMAAAABAAAD6QAAAAsAAAAD", "AAAAAAAAAAAAAAAZcHJvY2Vzc19idWxrX2Rpc3RyaWJ1dGlvbgAAAAAAAAEAAAAAAAAAAm9mAAAAAAPqAAAD7QAAAAMAAAATAAAABAAAA+oAAAATAAAAAQAAA+kAAAAGAAAAAw==", "AAAAAAAAAAAAAAAGY29uZmlnAAAAAAAAAAAAAQAAB9AAAAAOUmVnaXN0cnlDb25maWcAAA==", "AAAAAAAAAAAAAAAHc3VwcG9ydAAAAAAAAAAAAQAAABM=", "AAAAAAAAAAAAAAAIZXZlbnRfbm8AAAABAAAAAAAAAAVldmVudAAAAAAAABMAAAABAAAD6QAAAAQAAAAD", "AAAAAAAAAAAAAAAMZXZlbnRzX2NvdW50AAAAAAAAAAEAAAAE", "AAAAAAAAAAAAAAANZXZlbnRfYWRkcmVzcwAAAAAAAAIAAAAAAAAACW9yZ2FuaXplcgAAAAAAABMAAAAAAAAABW5vbmNlAAAAAAAABgAAAAEAAAAT", "AAAAAAAAAAAAAAANZXZlbnRfdmVyc2lvbgAAAAAAAAEAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAEAAAPpAAAABAAAAAM=", "AAAAAAAAAAAAAAAOcGVuZGluZ19jaGFuZ2UAAAAAAAEAAAAAAAAABmNoYW5nZQAAAAAH0AAAAAZDaGFuZ2UAAAAAAAEAAAPoAAAH0AAAAAdQZW5kaW5nAA==", "AAAAAAAAAAAAAAAPcGVuZGluZ19zZXR0aW5nAAAAAAEAAAAAAAAABmNoYW5nZQAAAAAH0AAAAAZDaGFuZ2UAAAAAAAEAAAPoAAAH0AAAAAhQcm9wb3NhbA==", "AAAAAAAAAAAAAAAQcmVsYXllcl9kaXNhYmxlZAAAAAAAAAABAAAAAQ==", "AAAAAAAAAAAAAAAGcmVkZWVtAAAAAAAIAAAAAAAAAAdsb3lhbHR5AAAAABMAAAAAAAAABm1lbWJlcgAAAAAD7gAAACAAAAAAAAAAB2JlbmVmaXQAAAAD7gAAACAAAAAAAAAABmFtb3VudAAAAAAABgAAAAAAAAAFbm9uY2UAAAAAAAAEAAAAAAAAAAZwb2ludHMAAAAAAAYAAAAAAAAABWVwb2NoAAAAAAAABAAAAAAAAAAFcHJvb2YAAAAAAAPqAAAD7gAAACAAAAABAAAD6QAAAAYAAAAD", "AAAAAAAAAAAAAAAIc2V0X3Jvb3QAAAADAAAAAAAAAAdsb3lhbHR5AAAAABMAAAAAAAAABWVwb2NoAAAAAAAABAAAAAAAAAAEcm9vdAAAA+4AAAAgAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAALY2FuY2VsX3dhc20AAAAAAgAAAAAAAAACYnkAAAAAABMAAAAAAAAAB2xveWFsdHkAAAAAEwAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAMcHJvcG9zZV93YXNtAAAAAgAAAAAAAAAHbG95YWx0eQAAAAATAAAAAAAAAAl3YXNtX2hhc2gAAAAAAAPuAAAAIAAAAAA=", "AAAAAAAAAAAAAAAOc3BvbnNvcl9kZWNpZGUAAAAAAAMAAAAAAAAAB3Nwb25zb3IAAAAAEwAAAAAAAAACaWQAAAAAA+4AAAAgAAAAAAAAAAZhbW91bnQAAAAAAAsAAAAA", "AAAAAAAAAAAAAAAPYXBwcm92ZV9jb250ZW50AAAAAAQAAAAAAAAACGNyZWF0b3JzAAAAEwAAAAAAAAAFZXZlbnQAAAAAAAATAAAAAAAAAAdjcmVhdG9yAAAAABMAAAAAAAAADGNvbnRlbnRfaGFzaAAAA+4AAAAgAAAAAQAAA+kAAAPuAAAAIAAAAAM=", "AAAAAAAAAAAAAAAFcGF1c2UAAAAAAAACAAAAAAAAAAVldmVudAAAAAAAABMAAAAAAAAAAm9uAAAAAAABAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAGY2FuY2VsAAAAAAABAAAAAAAAAAVldmVudAAAAAAAABMAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAGZnJlZXplAAAAAAACAAAAAAAAAAVldmVudAAAAAAAABMAAAAAAAAAB3NlY29uZHMAAAAABgAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAHc2V0X2NhcAAAAAABAAAAAAAAAAVldmVudAAAAAAAABMAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAATc2V0X2F0dHJpYnV0aW9uX2tleQAAAAABAAAAAAAAAAVldmVudAAAAAAAABMAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAHcHJvcG9zZQAAAAABAAAAAAAAAAdzZXR0aW5nAAAAB9AAAAAHU2V0dGluZwAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAHdXBncmFkZQAAAAABAAAAAAAAAAl3YXNtX2hhc2gAAAAAAAPuAAAAIAAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAALYWNjZXB0X3JvbGUAAAAAAQAAAAAAAAAGY2hhbmdlAAAAAAfQAAAABkNoYW5nZQAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAAMYXBwbHlfY2hhbmdlAAAAAQAAAAAAAAAGY2hhbmdlAAAAAAfQAAAABkNoYW5nZQAAAAAAAQAAA+kAAAACAAAAAw==", "AAAAAAAAAAAAAAANY2FuY2VsX2NoYW5nZQAAAAAAAAIAAAAAAAAAAmJ5AAAAAAATAAAAAAAAAAZjaGFuZ2UAAAAAB9AAAAAGQ2hhbmdlAAAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAOc2V0X2V2ZW50X3dhc20AAAAAAAIAAAAAAAAACXdhc21faGFzaAAAAAAAA+4AAAAgAAAAAAAAAAd2ZXJzaW9uAAAAAAQAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAPZGlzYWJsZV9yZWxheWVyAAAAAAAAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAANYnV5X2N1c3RvZGlhbAAAAAAAAAQAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAAAAAAGdGlja2V0AAAAAAAGAAAAAAAAAAltYXhfcHJpY2UAAAAAAAALAAAAAAAAAAJ0bwAAAAAAEwAAAAEAAAPpAAAAAgAAAAM=", "AAAAAAAAAAAAAAAObGlzdF9jdXN0b2RpYWwAAAAAAAMAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAAAAAAGdGlja2V0AAAAAAAGAAAAAAAAAAVwcmljZQAAAAAAAAsAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAPY2xhaW1fY3VzdG9kaWFsAAAAAAQAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAAAAAAFb3JkZXIAAAAAAAAGAAAAAAAAAARtYXNrAAAABAAAAAAAAAACdG8AAAAAABMAAAABAAAD6QAAAAIAAAAD", "AAAAAAAAAAAAAAAQdW5saXN0X2N1c3RvZGlhbAAAAAIAAAAAAAAABWV2ZW50AAAAAAAAEwAAAAAAAAAGdGlja2V0AAAAAAAGAAAAAQAAA+kAAAACAAAAAw==", "AAAAAQAAAAAAAAAAAAAABkNyZWRpdAAAAAAAAwAAAAAAAAAGYW1vdW50AAAAAAALAAAAAAAAAAdjcmVhdG9yAAAAABMAAAAAAAAABndlaWdodAAAAAAABA=="]),
      options
    );
  }

   static override deploy<T = Client>(args: { config: RegistryConfig }, options: MethodOptions & Omit<ContractClientOptions, 'contractId'> & { salt?: Uint8Array; address?: string; } & ({ wasmHash: Uint8Array | string; format?: "hex" | "base64"; externalRef?: never; } | { externalRef: ExternalExecutableRef; wasmHash?: never; format?: never; })): Promise<AssembledTransaction<T>> {
    return ContractClient.deploy(args, options);
  }
  public readonly fromJson = {
    allocate : this.txFromJson<Result<null, Error>>,  deallocate : this.txFromJson<Result<null, Error>>,  create_event : this.txFromJson<Result<string, Error>>,  settle_batch : this.txFromJson<Result<bigint, Error>>,  mint_custodial : this.txFromJson<Result<bigint, Error>>,  pay_treasury : this.txFromJson<Result<bigint, Error>>,  reverse_fiat : this.txFromJson<Result<bigint, Error>>,  refund_custodial : this.txFromJson<Result<bigint, Error>>,  process_bulk_distribution : this.txFromJson<Result<bigint, Error>>,  config : this.txFromJson<RegistryConfig>,  support : this.txFromJson<string>,  event_no : this.txFromJson<Result<number, Error>>,  events_count : this.txFromJson<number>,  event_address : this.txFromJson<string>,  event_version : this.txFromJson<Result<number, Error>>,  pending_change : this.txFromJson<Pending | null>,  pending_setting : this.txFromJson<Proposal | null>,  relayer_disabled : this.txFromJson<boolean>,  redeem : this.txFromJson<Result<bigint, Error>>,  set_root : this.txFromJson<Result<null, Error>>,  cancel_wasm : this.txFromJson<Result<null, Error>>,  propose_wasm : this.txFromJson<void>,  sponsor_decide : this.txFromJson<void>,  approve_content : this.txFromJson<Result<Uint8Array, Error>>,  pause : this.txFromJson<Result<null, Error>>,  cancel : this.txFromJson<Result<null, Error>>,  freeze : this.txFromJson<Result<null, Error>>,  set_cap : this.txFromJson<Result<null, Error>>,  set_attribution_key : this.txFromJson<Result<null, Error>>,  propose : this.txFromJson<Result<null, Error>>,  upgrade : this.txFromJson<Result<null, Error>>,  accept_role : this.txFromJson<Result<null, Error>>,  apply_change : this.txFromJson<Result<null, Error>>,  cancel_change : this.txFromJson<Result<null, Error>>,  set_event_wasm : this.txFromJson<Result<null, Error>>,  disable_relayer : this.txFromJson<Result<null, Error>>,  buy_custodial : this.txFromJson<Result<null, Error>>,  list_custodial : this.txFromJson<Result<null, Error>>,  claim_custodial : this.txFromJson<Result<null, Error>>,  unlist_custodial : this.txFromJson<Result<null, Error>>
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
   * Build a topics filter row for the "RoleAccepted" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  roleAcceptedEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("RoleAccepted", topicValues);
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
   * Build a topics filter row for the "SettingApplied" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  settingAppliedEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("SettingApplied", topicValues);
  }
  /**
   * Build a topics filter row for the "ChangeCancelled" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  changeCancelledEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("ChangeCancelled", topicValues);
  }
  /**
   * Build a topics filter row for the "RelayerDisabled" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  relayerDisabledEventFilter(topicValues?: { relayer?: string | Address }): string[] {
    return this.spec.eventTopicFilter("RelayerDisabled", topicValues);
  }
  /**
   * Build a topics filter row for the "SettingProposed" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  settingProposedEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("SettingProposed", topicValues);
  }
  /**
   * Build a topics filter row for the "SettingCancelled" event, for use in `Api.EventFilter.topics` when calling `server.getEvents`. Omitted fields match any value.
   */
  settingCancelledEventFilter(topicValues?: { change?: Change }): string[] {
    return this.spec.eventTopicFilter("SettingCancelled", topicValues);
  }
}
