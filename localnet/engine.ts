import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader, Writer } from './engine-codec.ts';

/** The ledger a call runs in. Times are Unix seconds. */
export type LedgerInfo = {
	protocol: number;
	sequence: number;
	closeTime: bigint;
	networkId: Uint8Array;
	baseReserve: number;
};

/** An encoded LedgerEntry and the last ledger it lives in (null: lives for ever). */
export type StoredEntry = { entry: Uint8Array; liveUntil: number | null };
export type EntrySource = (key: Uint8Array) => StoredEntry | null;

/** `type` is the number of ScErrorType (0 = the contract's own error), 4294967295 if there is none. */
export type HostFailure = { type: number; code: number; message: string };

export type EntryChange = {
	key: Uint8Array;
	readOnly: boolean;
	/** null: removed, or read only. */
	entry: Uint8Array | null;
	liveUntil: number | null;
	liveUntilBefore: number;
};

type Spent = { diagnostics: Uint8Array[]; instructions: bigint; memory: bigint };

export type InvokeOutcome =
	| ({
			status: 'ok';
			value: Uint8Array;
			events: Uint8Array[];
			changes: EntryChange[];
			rentFee: bigint;
	  } & Spent)
	| ({ status: 'failed'; failure: HostFailure } & Spent)
	| { status: 'archived'; key: Uint8Array };

export type SimulateOutcome =
	| ({
			status: 'ok';
			value: Uint8Array;
			transactionData: Uint8Array;
			resourceFee: bigint;
			auth: Uint8Array[];
			events: Uint8Array[];
			changes: { before: Uint8Array | null; after: Uint8Array | null }[];
	  } & Spent)
	| ({ status: 'failed'; failure: HostFailure } & Spent);

export type InvokeInput = {
	ledger: LedgerInfo;
	hostFunction: Uint8Array;
	resources: Uint8Array;
	source: Uint8Array;
	auth: Uint8Array[];
	seed: Uint8Array;
	restored: number[];
	/** Whether the host logs what it does: slower, and nothing else changes. */
	logged: boolean;
};

export type SimulateInput = {
	ledger: LedgerInfo;
	hostFunction: Uint8Array;
	source: Uint8Array;
	authMode: 'record' | 'record_allow_nonroot' | 'enforce';
	auth: Uint8Array[];
	leeway: number;
	/** 32 bytes; recorded nonces come from it, so each simulation needs its own. */
	seed: Uint8Array;
	addressBound: boolean;
};

/** In the order of stellar-core's TransactionResources. */
export type Resources = {
	instructions: number;
	diskReadEntries: number;
	writeEntries: number;
	diskReadBytes: number;
	writeBytes: number;
	eventsBytes: number;
	transactionBytes: number;
};

export type RentChange = {
	persistent: boolean;
	code: boolean;
	entry: Uint8Array;
	liveUntilBefore: number;
	liveUntil: number;
};

type Exports = {
	memory: WebAssembly.Memory;
	alloc(length: number): number;
	free(pointer: number, length: number): void;
} & Record<Verb, (pointer: number, length: number) => bigint>;

type Verb =
	| 'configure'
	| 'invoke_host_function'
	| 'simulate_invoke'
	| 'simulate_footprint'
	| 'resource_fee'
	| 'rent_fee';

const authModes = { record: 0, record_allow_nonroot: 1, enforce: 2 } as const;

/** The Soroban host as wasm. Synchronous: one call at a time, entries read through `source`. */
export class Engine {
	#exports: Exports;
	#source: EntrySource = () => null;

	constructor(wasm: Uint8Array, settings: Uint8Array[]) {
		const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
		this.#exports = new WebAssembly.Instance(module, this.#imports(module)).exports as unknown as Exports;
		this.#call('configure', new Writer().blobs(settings));
	}

	/** Applies a host function as a validator does. */
	invoke(input: InvokeInput, source: EntrySource): InvokeOutcome {
		this.#source = source;
		const w = ledgerInfo(new Writer(), input.ledger);
		w.blob(input.hostFunction).blob(input.resources).blob(input.source).blobs(input.auth);
		w.blob(input.seed)
			.u32s(input.restored)
			.u32(input.logged ? 1 : 0);
		const r = this.#call('invoke_host_function', w);
		const status = r.u32();
		if (status === 2) return { status: 'archived', key: r.blob() };
		if (status === 1) return { status: 'failed', failure: failure(r), ...spent(r) };
		const value = r.blob();
		const events = r.list(() => r.blob());
		const changes = r.list(() => entryChange(r));
		return { status: 'ok', value, events, changes, rentFee: r.i64(), ...spent(r) };
	}

	/** A dry run: resources, fee, authorisations to sign, result. */
	simulate(input: SimulateInput, source: EntrySource): SimulateOutcome {
		this.#source = source;
		const w = ledgerInfo(new Writer(), input.ledger);
		w.blob(input.hostFunction).blob(input.source).u32(authModes[input.authMode]).blobs(input.auth);
		w.u32(input.leeway)
			.raw(input.seed)
			.u32(input.addressBound ? 1 : 0);
		const r = this.#call('simulate_invoke', w);
		if (r.u32() !== 0) {
			const why = failure(r);
			return { status: 'failed', failure: why, ...(why.type === 0xffffffff ? nothing : spent(r)) };
		}
		const value = r.blob();
		const transactionData = r.blob();
		const resourceFee = r.i64();
		const auth = r.list(() => r.blob());
		const events = r.list(() => r.blob());
		const changes = r.list(() => ({ before: r.maybe(), after: r.maybe() }));
		return { status: 'ok', value, transactionData, resourceFee, auth, events, changes, ...spent(r) };
	}

	/** A dry run of ExtendFootprintTTL, or of RestoreFootprint if `extendTo` is 0. */
	simulateFootprint(
		ledger: LedgerInfo,
		keys: Uint8Array[],
		extendTo: number,
		source: EntrySource,
	): { transactionData: Uint8Array; resourceFee: bigint } | { error: string } {
		this.#source = source;
		const r = this.#call('simulate_footprint', ledgerInfo(new Writer(), ledger).blobs(keys).u32(extendTo));
		if (r.u32() !== 0) return { error: Buffer.from(r.blob()).toString() };
		return { transactionData: r.blob(), resourceFee: r.i64() };
	}

	/** Non-refundable and refundable fee in stroops. */
	resourceFee(resources: Resources): { fixed: bigint; refundable: bigint } {
		const w = new Writer();
		w.u32(resources.instructions).u32(resources.diskReadEntries).u32(resources.writeEntries);
		w.u32(resources.diskReadBytes).u32(resources.writeBytes).u32(resources.eventsBytes);
		const r = this.#call('resource_fee', w.u32(resources.transactionBytes));
		return { fixed: r.i64(), refundable: r.i64() };
	}

	/** Rent of TTL changes, in stroops. */
	rentFee(ledger: LedgerInfo, changes: RentChange[]): bigint {
		const w = ledgerInfo(new Writer(), ledger).u32(changes.length);
		for (const c of changes) {
			w.u32(c.persistent ? 1 : 0)
				.u32(c.code ? 1 : 0)
				.blob(c.entry)
				.u32(c.liveUntilBefore)
				.u32(c.liveUntil);
		}
		return this.#call('rent_fee', w).i64();
	}

	/** Bytes the engine holds; it never shrinks. */
	get memoryBytes(): number {
		return this.#exports.memory.buffer.byteLength;
	}

	#imports(module: WebAssembly.Module): WebAssembly.Imports {
		const imports: Record<string, Record<string, unknown>> = {
			ledger: { get_entry: (key: number, length: number) => this.#getEntry(key, length) },
		};
		// A date library imports wasm-bindgen; no code calls it.
		for (const { module: from, name } of WebAssembly.Module.imports(module)) {
			imports[from] ??= {};
			imports[from][name] ??= () => {
				throw new Error(`the engine called ${from}.${name}, which this network does not have`);
			};
		}
		return imports as WebAssembly.Imports;
	}

	#getEntry(pointer: number, length: number): bigint {
		const key = new Uint8Array(this.#exports.memory.buffer, pointer, length).slice();
		const found = this.#source(key);
		if (!found) return 0n;
		return this.#put(
			new Writer()
				.u32(found.liveUntil ?? 0)
				.raw(found.entry)
				.finish(),
		);
	}

	#put(bytes: Uint8Array): bigint {
		const pointer = this.#exports.alloc(bytes.length);
		new Uint8Array(this.#exports.memory.buffer, pointer, bytes.length).set(bytes);
		return (BigInt(pointer) << 32n) | BigInt(bytes.length);
	}

	#call(verb: Verb, input: Writer): Reader {
		const put = this.#put(input.finish());
		const packed = BigInt.asUintN(64, this.#exports[verb](Number(put >> 32n), Number(put & 0xffffffffn)));
		const [pointer, length] = [Number(packed >> 32n), Number(packed & 0xffffffffn)];
		const output = new Uint8Array(this.#exports.memory.buffer, pointer, length).slice();
		this.#exports.free(pointer, length);
		return new Reader(output);
	}
}

/** Loads the committed engine. */
export function loadEngine(settings: Uint8Array[]): Engine {
	const folder = process.env.PASSA_WASM_DIR ?? import.meta.dirname;
	return new Engine(readFileSync(join(folder, 'engine.wasm')), settings);
}

const nothing: Spent = { diagnostics: [], instructions: 0n, memory: 0n };

function ledgerInfo(w: Writer, info: LedgerInfo): Writer {
	w.u32(info.protocol).u32(info.sequence).u64(info.closeTime).raw(info.networkId);
	return w.u32(info.baseReserve);
}

function failure(r: Reader): HostFailure {
	return { type: r.u32(), code: r.u32(), message: Buffer.from(r.blob()).toString() };
}

function spent(r: Reader): Spent {
	return { diagnostics: r.list(() => r.blob()), instructions: r.u64(), memory: r.u64() };
}

function entryChange(r: Reader): EntryChange {
	const flags = r.u32();
	const key = r.blob();
	const entry = r.maybe();
	const [liveUntilBefore, after] = [r.u32(), r.u32()];
	return { key, readOnly: (flags & 1) === 1, entry, liveUntil: flags & 2 ? after : null, liveUntilBefore };
}
