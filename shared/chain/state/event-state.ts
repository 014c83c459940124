import { Address, StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import type { DecodedState, EventVersion } from '#shared/contract/event-version.ts';
import { assetFailures, type FailuresOfContracts, registryFailures } from '#shared/contract/failures.ts';
import { type EventVersions, eventVersions, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type Entry, ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';

/** An event by its ledger entries: terms and configuration, counters, payouts, and its code's hash. */
export type EventState = DecodedState & {
	/** SHA-256 of its code; null if the contract has no wasm. */
	wasmHash: Uint8Array | null;
	version: EventVersion;
	ledger: number;
};

const vec = (...items: xdr.ScVal[]): xdr.ScVal => xdr.ScVal.scvVec(items);
const symbol = (text: string): xdr.ScVal => xdr.ScVal.scvSymbol(text);

/** An entry of a contract's storage. */
export function dataKey(contract: string, key: xdr.ScVal): string {
	return xdr.LedgerKey.contractData(
		new xdr.LedgerKeyContractData({
			contract: new Address(contract).toScAddress(),
			key,
			durability: xdr.ContractDataDurability.persistent,
		}),
	).toXdr('base64');
}

export const instanceKey = (contract: string): string =>
	dataKey(contract, xdr.ScVal.scvLedgerKeyContractInstance());
export const countersKey = (event: string, { keys }: EventVersion): string => dataKey(event, keys.counters);
export const paidKey = (event: string, { keys }: EventVersion): string => dataKey(event, keys.paid);
export const orderKey = (event: string, id: bigint, { keys }: EventVersion): string =>
	dataKey(event, keys.order(id));
export const movedKey = (event: string, ticket: bigint, { keys }: EventVersion): string =>
	dataKey(event, keys.moved(ticket));
/** A contract's balance of an asset, in the asset's own contract. */
export const balanceKey = (asset: string, holder: string): string =>
	dataKey(asset, vec(symbol('Balance'), new Address(holder).toScVal()));

/** Where the registry keeps an event's number. */
export const registeredKey = (registry: string, event: string): string =>
	dataKey(registry, vec(symbol('Event'), new Address(event).toScVal()));
/** A wasm, by its SHA-256; shared by all contracts that run it. */
export const codeKey = (wasmHash: Uint8Array): string =>
	xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: wasmHash })).toXdr('base64');

/** The value of an entry, which must be the one that its key names. */
function contractValue(entry: Entry): xdr.ScVal {
	const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data.type !== 'contractData')
		throw new PassaError('ENTRY_UNEXPECTED', 'The entry is not contract data.');
	const { contract, key, durability, val } = data.contractData;
	const own = xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability }));
	if (own.toXdr('base64') !== entry.key)
		throw new PassaError('ENTRY_UNEXPECTED', 'The RPC answered with another entry than it was asked for.');
	return val;
}

export const entryNative = <T>(entry: Entry): T => scValToNative(contractValue(entry)) as T;

/** Keys of an event's state. The last is there only once something was written to it. */
export const stateKeysOf = (event: string, version: EventVersion): string[] => [
	instanceKey(event),
	countersKey(event, version),
	paidKey(event, version),
	...(version.keys.state ? [dataKey(event, version.keys.state)] : []),
];

/**
 * Keys of the state of an event whose version is not known yet: those of every version. A node leaves out what is not
 * there.
 */
export const stateKeys = (event: string, versions: EventVersions = eventVersions): string[] => [
	...new Set(Object.values(versions).flatMap((version) => stateKeysOf(event, version))),
];

export type DecodeStateError = PassaError<
	'EVENT_NOT_FOUND' | 'ENTRY_UNEXPECTED' | 'EVENT_VERSION_UNKNOWN' | 'COUNTERS_LAYOUT_UNKNOWN'
>;
export type ReadEventStateError = RpcError | DecodeStateError;

/** Reads an event's state in one call. Throws ReadEventStateError: EVENT_NOT_FOUND if there is no such contract. */
export async function readEventState(
	rpcUrl: string,
	event: string,
	versions: EventVersions = eventVersions,
): Promise<EventState> {
	if (!StrKey.isValidContract(event))
		throw new PassaError('EVENT_NOT_FOUND', `${event} is not a contract address.`, { status: 404 });
	return decodeEventState(event, await ledgerEntries(rpcUrl, stateKeys(event, versions)), versions);
}

/** Throws DecodeStateError: EVENT_VERSION_UNKNOWN if none of these versions has the event's code. */
export function decodeEventState(
	event: string,
	found: Map<string, Entry>,
	versions: EventVersions = eventVersions,
): EventState {
	// A contract without terms is not an event, so its code does not matter.
	const { values } = instanceOf(required(event, found, instanceKey(event)));
	if (!values.has('Terms')) throw notFound(event);
	return decodeStateAs(instanceIn(event, found, versions).version, event, found);
}

/** What an event's instance entry says: the version of its code, and the code's hash. Throws DecodeStateError. */
export function instanceIn(
	event: string,
	found: Map<string, Entry>,
	versions: EventVersions = eventVersions,
): Pick<EventState, 'version' | 'wasmHash' | 'config'> {
	const { values, wasmHash } = instanceOf(required(event, found, instanceKey(event)));
	const version = versionOf(wasmHash, versions);
	return { version, wasmHash, config: version.decodeConfig(values) };
}

/** Reads the entries of an event whose version is known from elsewhere. Throws DecodeStateError. */
export function decodeStateAs(version: EventVersion, event: string, found: Map<string, Entry>): EventState {
	const [instance, counters, paid] = stateKeysOf(event, version).map((key) => found.get(key));
	if (!instance || !counters || !paid) throw notFound(event);
	const state = version.keys.state && found.get(dataKey(event, version.keys.state));
	const { values, wasmHash } = instanceOf(instance);
	const written = [counters, paid, ...(state ? [state] : [])];
	return {
		...version.decodeState({
			instance: values,
			counters: entryNative(counters),
			paid: entryNative(paid),
			state: state ? entryNative(state) : undefined,
		}),
		wasmHash,
		version,
		ledger: Math.max(...written.map((entry) => entry.lastModifiedLedgerSeq)),
	};
}

const notFound = (event: string) =>
	new PassaError('EVENT_NOT_FOUND', `There is no event at ${event}.`, { status: 404 });

function required(event: string, found: Map<string, Entry>, key: string): Entry {
	const entry = found.get(key);
	if (!entry) throw notFound(event);
	return entry;
}

/** Any contract's instance: its code's SHA-256, or whether it is an asset's own contract, and its values by name. */
export type Instance = { wasmHash: Uint8Array | null; isAsset: boolean; values: Map<string, unknown> };

/** Throws ENTRY_UNEXPECTED if the entry is not a contract's instance. */
export function instanceOf(entry: Entry): Instance {
	const value = contractValue(entry);
	if (value.type !== 'scvContractInstance')
		throw new PassaError('ENTRY_UNEXPECTED', 'The entry is not a contract instance.');
	const { executable, storage } = value.instance;
	const nameOf = (key: unknown) => String(Array.isArray(key) ? key[0] : key);
	const values = new Map((storage ?? []).map((e) => [nameOf(scValToNative(e.key)), scValToNative(e.val)]));
	const code = executable.toXdrObject();
	return { wasmHash: code.type === 0 ? code.wasmHash : null, isAsset: code.type === 1, values };
}

/** Stroops that a contract holds of an asset; 0 if it never held any. */
export function decodeBalance(entry: Entry | undefined): bigint {
	return entry ? entryNative<{ amount: bigint }>(entry).amount : 0n;
}

/** The meaning of error numbers in a call on an event, by contract: the event, the registry and the asset. */
export const failuresOf = (
	event: string,
	{ version, config }: Pick<EventState, 'version' | 'config'>,
): FailuresOfContracts => ({
	[event]: version.failures,
	[config.registry]: registryFailures,
	[config.usdc]: assetFailures,
});
