import { join } from 'node:path';
import { Keypair, xdr } from '@stellar/stellar-sdk';
import { newAccount, writeAccount } from './accounts.ts';
import { type Applied, type ApplyContext, applyTransaction, chargeFee } from './apply-transaction.ts';
import { closeHeader } from './close-header.ts';
import { type Engine, type LedgerInfo, loadEngine } from './engine.ts';
import { eventsOf } from './events.ts';
import { configSettings, mainnet } from './settings/settings.ts';
import { keyText, Overlay } from './state.ts';
import { type Snapshot, Store } from './store.ts';
import { type Parsed, parse } from './transaction.ts';
import { type Refusal, refusal } from './validity.ts';
import { encodeKey, type LedgerHeader, sha256 } from './xdr-types.ts';

export type NetworkOptions = {
	passphrase: string;
	/** The folder of the ledger's file; null keeps everything in memory. */
	dataDir: string | null;
	/** Unix seconds; tests move it. */
	now: () => number;
};

export type Submitted =
	| { status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER'; hash: string }
	| { status: 'ERROR'; hash: string; result: Refusal };

const maxBacklog = 1000;

/** The ledger, and all that may change it. Closing is synchronous, so no reader sees half a ledger. */
export class Network {
	readonly passphrase: string;
	readonly networkId: Uint8Array;
	readonly engine: Engine;
	readonly store: Store;
	readonly root: Keypair;
	readonly settings = mainnet;
	/** Set once the port is known. */
	friendbotUrl = '';
	#now: () => number;
	#last: { header: LedgerHeader; hash: Uint8Array };
	#pending = new Map<string, Parsed>();
	#sources = new Set<string>();
	/** Seconds added to the clock by tests. */
	#shift = 0;
	#skip = 0;
	#snapshots: { kept: Snapshot; last: { header: LedgerHeader; hash: Uint8Array }; shift: number }[] = [];

	constructor(options: NetworkOptions) {
		this.passphrase = options.passphrase;
		this.networkId = sha256(Buffer.from(options.passphrase));
		this.root = Keypair.fromRawEd25519Seed(this.networkId);
		this.#now = options.now;
		this.store = new Store(
			options.dataDir ? join(options.dataDir, 'localnet.sqlite') : ':memory:',
			this.passphrase,
		);
		const settings = configSettings(this.settings);
		this.engine = loadEngine(settings.map((s) => s.toXdr()));
		const last = this.store.lastLedger();
		if (last) this.#last = { header: xdr.LedgerHeader.fromXdr(last.header).toXdrObject(), hash: last.hash };
		else this.#last = this.#genesis(settings);
	}

	get sequence(): number {
		return this.#last.header.ledgerSeq;
	}

	get closeTime(): number {
		return Number(this.#last.header.scpValue.closeTime);
	}

	get lastHash(): Uint8Array {
		return this.#last.hash;
	}

	get pendingCount(): number {
		return this.#pending.size;
	}

	/** The ledger that the next transaction would run in. */
	nextLedger(): LedgerInfo {
		const closeTime = BigInt(Math.max(this.closeTime + 1, this.#now() + this.#shift));
		const { protocol } = this.settings;
		return {
			protocol,
			sequence: this.sequence + 1 + this.#skip,
			closeTime,
			networkId: this.networkId,
			baseReserve: 5_000_000,
		};
	}

	/** Queues a transaction, or answers why not. One pending transaction for each source account. */
	submit(bytes: Uint8Array): Submitted {
		const parsed = parse(bytes, this.passphrase);
		const hash = Buffer.from(parsed.hash).toString('hex');
		if (this.#pending.has(hash)) return { status: 'DUPLICATE', hash };
		const source = Buffer.from(parsed.source.ed25519).toString('hex');
		if (this.#sources.has(source) || this.#pending.size >= maxBacklog)
			return { status: 'TRY_AGAIN_LATER', hash };
		const refused = this.#refusal(parsed, new Overlay(this.store));
		if (refused !== null) return { status: 'ERROR', hash, result: refused };
		this.#pending.set(hash, parsed);
		this.#sources.add(source);
		return { status: 'PENDING', hash };
	}

	/** Closes one ledger with all that is pending. Transactions that became invalid are dropped, as validators do. */
	close(): void {
		const ledger = this.nextLedger();
		const state = new Overlay(this.store);
		const valid = [...this.#pending.values()].filter((t) => this.#refusal(t, state) === null);
		this.#pending.clear();
		this.#sources.clear();
		const context = this.#applyContext(state, ledger);
		const fees = valid.map((t) => chargeFee(t, context));
		const applied = valid.map((t, i) => applyTransaction(t, fees[i]!, i + 1, context));
		this.#seal(ledger, state, applied);
	}

	/** The least time between the last ledger and the next one, for tests of deadlines. */
	advance(seconds: number): void {
		this.#shift = Math.max(this.#shift, this.closeTime - this.#now()) + seconds;
	}

	/** The number of ledger numbers that the next ledger skips, for tests of time to live. */
	skip(ledgers: number): void {
		this.#skip += ledgers;
	}

	/** Keeps the state after the newest ledger; `revert` takes the number. */
	snapshot(): number {
		this.#snapshots.push({ kept: this.store.snapshot(), last: this.#last, shift: this.#shift });
		return this.#snapshots.length;
	}

	/** False for an unknown number. Drops pending transactions and later snapshots. */
	revert(id: number): boolean {
		const snapshot = this.#snapshots[id - 1];
		if (!snapshot) return false;
		this.store.revert(snapshot.kept);
		this.#last = snapshot.last;
		this.#shift = snapshot.shift;
		this.#pending.clear();
		this.#sources.clear();
		this.#snapshots.length = id;
		return true;
	}

	#refusal(t: Parsed, state: Overlay): Refusal | null {
		const { sequence, closeTime } = this.nextLedger();
		return refusal(t, {
			state,
			engine: this.engine,
			ledger: sequence,
			closeTime,
			limits: this.settings.limits,
		});
	}

	#applyContext(ledgerState: Overlay, ledger: LedgerInfo): ApplyContext {
		return {
			ledgerState,
			engine: this.engine,
			ledger,
			passphrase: this.passphrase,
			minPersistentTtl: this.settings.archival.minPersistentTtl!,
			maxEvents: this.settings.limits.txMaxContractEventsSizeBytes!,
		};
	}

	#seal(ledger: LedgerInfo, state: Overlay, applied: Applied[]): void {
		const { sequence: seq, closeTime, protocol } = ledger;
		const closed = closeHeader(this.#last, seq, closeTime, protocol, applied, state.changes);
		const row = {
			seq,
			hash: closed.hash,
			header: closed.headerBytes,
			meta: closed.meta,
			closeTime: Number(closeTime),
		};
		const transactions = applied.map((a, i) => ({
			hash: a.parsed.hash,
			innerHash: a.parsed.txHash,
			ledger: seq,
			position: i + 1,
			succeeded: a.succeeded ? 1 : 0,
			feeBump: a.parsed.feeBump ? 1 : 0,
			envelope: a.parsed.bytes,
			result: xdr.TransactionResult.fromXdrObject(a.result).toXdr(),
			meta: xdr.TransactionMeta.fromXdrObject(a.meta.txApplyProcessing).toXdr(),
		}));
		this.store.writeLedger(row, state.changes, transactions, eventsOf(seq, applied));
		this.#last = closed;
		this.#skip = 0;
	}

	/** Ledger 1: all lumens in the root account, and the network's settings. */
	#genesis(settings: xdr.ConfigSettingEntry[]): { header: LedgerHeader; hash: Uint8Array } {
		const state = new Overlay(this.store);
		const id = { type: 0 as const, ed25519: this.root.rawPublicKey() };
		writeAccount(state, { ...newAccount(id, 1_000_000_000_000_000_000n, 0), seqNum: 0n }, 1);
		for (const setting of settings) {
			const configSetting = setting.toXdrObject();
			const key = encodeKey({
				type: 8,
				configSetting: { configSettingId: configSetting.configSettingID },
			} as never);
			const data = { type: 8 as const, configSetting };
			const entry = xdr.LedgerEntry.fromXdrObject({ lastModifiedLedgerSeq: 1, data, ext: { v: 0 } }).toXdr();
			state.set(keyText(key), { entry, liveUntil: null });
		}
		const closeTime = BigInt(this.#now());
		const closed = closeHeader(null, 1, closeTime, this.settings.protocol, [], state.changes);
		const row = {
			seq: 1,
			hash: closed.hash,
			header: closed.headerBytes,
			meta: closed.meta,
			closeTime: Number(closeTime),
		};
		this.store.writeLedger(row, state.changes, [], []);
		return closed;
	}
}
