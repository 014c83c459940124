import { xdr } from '@stellar/stellar-sdk';
import type { Engine, LedgerInfo, StoredEntry } from '../engine.ts';
import { resourcesOf } from '../resources.ts';
import { keyText, type Overlay } from '../state.ts';
import type { Parsed } from '../transaction.ts';
import { type ContractEvent, encodeKey, type LedgerKey, type OperationResult, sha256 } from '../xdr-types.ts';
import { result } from './operation.ts';

export type SorobanContext = {
	state: Overlay;
	engine: Engine;
	ledger: LedgerInfo;
	seed: Uint8Array;
	maxEvents: number;
};

export type SorobanOutcome = {
	result: OperationResult;
	events: ContractEvent[];
	returnValue: Uint8Array | null;
	diagnostics: Uint8Array[];
	/** Stroops of the refundable fee that were used: rent, and events with the return value. */
	refundable: bigint;
	rent: bigint;
};

const trapped = -2;
const limitExceeded = -3;
const entryArchived = -4;
const feeTooSmall = -5;
const budgetError = 7;
const exceededLimit = 5;

const failed = (op: OperationResult, diagnostics: Uint8Array[] = []): SorobanOutcome => ({
	result: op,
	events: [],
	returnValue: null,
	diagnostics,
	refundable: 0n,
	rent: 0n,
});

/** Applies InvokeHostFunction: the engine runs it; this function books its costs and changes. */
export function invokeHostFunction(t: Parsed, c: SorobanContext): SorobanOutcome {
	const body = t.tx.operations[0]!.body;
	if (body.type !== 24) throw new Error('not an InvokeHostFunction');
	const answer = (code: number) => result(24, 'invokeHostFunctionResult', code);
	const { ext, resources } = t.soroban!;
	const outcome = c.engine.invoke(
		{
			ledger: c.ledger,
			hostFunction: xdr.HostFunction.fromXdrObject(body.invokeHostFunctionOp.hostFunction).toXdr(),
			resources: xdr.SorobanResources.fromXdrObject(resources).toXdr(),
			source: xdr.PublicKey.fromXdrObject(t.source).toXdr(),
			auth: body.invokeHostFunctionOp.auth.map((a) => xdr.SorobanAuthorizationEntry.fromXdrObject(a).toXdr()),
			seed: c.seed,
			restored: ext.v === 1 ? ext.resourceExt.archivedSorobanEntries : [],
		},
		(key) => c.state.get(keyText(key)),
	);
	if (outcome.status === 'archived') return failed(answer(entryArchived));
	if (outcome.status === 'failed') {
		const limit = outcome.failure.type === budgetError && outcome.failure.code === exceededLimit;
		return failed(answer(limit ? limitExceeded : trapped), outcome.diagnostics);
	}
	const eventBytes = outcome.events.reduce((n, e) => n + e.length, outcome.value.length);
	if (eventBytes > c.maxEvents) return failed(answer(limitExceeded), outcome.diagnostics);
	const { refundable } = c.engine.resourceFee(resourcesOf(t, eventBytes));
	const used = refundable + outcome.rentFee;
	const fixed = c.engine.resourceFee(resourcesOf(t, 0)).fixed;
	if (used > t.soroban!.resourceFee - fixed) return failed(answer(feeTooSmall), outcome.diagnostics);
	const written = outcome.changes.reduce((n, ch) => n + (ch.entry?.length ?? 0), 0);
	if (written > resources.writeBytes) return failed(answer(limitExceeded), outcome.diagnostics);

	for (const change of outcome.changes) {
		const key = keyText(change.key);
		if (change.readOnly) extend(c.state, key, change.liveUntil);
		else if (!change.entry) c.state.set(key, null);
		else c.state.set(key, { entry: stamp(change.entry, c.ledger.sequence), liveUntil: change.liveUntil });
	}
	const events = outcome.events.map((e) => xdr.ContractEvent.fromXdr(e).toXdrObject() as ContractEvent);
	const success = successHash(outcome.value, outcome.events);
	return {
		result: { code: 0, tr: { type: 24, invokeHostFunctionResult: { code: 0, success } } },
		events,
		returnValue: outcome.value,
		diagnostics: outcome.diagnostics,
		refundable: used,
		rent: outcome.rentFee,
	};
}

/** SHA-256 of InvokeHostFunctionSuccessPreImage: the return value and the events, as encoded. */
function successHash(value: Uint8Array, events: Uint8Array[]): Uint8Array {
	const count = new Uint8Array(4);
	new DataView(count.buffer).setUint32(0, events.length);
	return sha256(value, count, ...events);
}

/** The first four bytes of an entry are the ledger it was last changed in. */
function stamp(entry: Uint8Array, ledger: number): Uint8Array {
	const stamped = entry.slice();
	new DataView(stamped.buffer).setUint32(0, ledger);
	return stamped;
}

function extend(state: Overlay, key: string, liveUntil: number | null): void {
	const entry = state.get(key);
	if (entry && liveUntil && liveUntil > (entry.liveUntil ?? 0)) state.set(key, { ...entry, liveUntil });
}

/** ExtendFootprintTTL and RestoreFootprint: only live-until ledgers change, for rent. */
export function changeTtl(t: Parsed, c: SorobanContext, minPersistentTtl: number): SorobanOutcome {
	const { body } = t.tx.operations[0]!;
	const extend = body.type === 25;
	const answer = (code: number) =>
		extend ? result(25, 'extendFootprintTtlResult', code) : result(26, 'restoreFootprintResult', code);
	const now = c.ledger.sequence;
	const { readOnly, readWrite } = t.soroban!.resources.footprint;
	const target = extend ? now + body.extendFootprintTtlOp.extendTo : now + minPersistentTtl - 1;
	const touched = (extend ? readOnly : readWrite)
		.map((key) => ({ key, text: keyText(encodeKey(key)) }))
		.map((k) => ({ ...k, found: c.state.get(k.text) }))
		.filter((k): k is typeof k & { found: StoredEntry & { liveUntil: number } } => {
			const until = k.found?.liveUntil;
			if (!until) return false;
			return extend ? until >= now && until < target : until < now && isPersistent(k.key);
		});
	const rent = c.engine.rentFee(
		c.ledger,
		touched.map(({ key, found }) => ({
			persistent: isPersistent(key),
			code: key.type === 7,
			entry: found.entry,
			liveUntilBefore: extend ? found.liveUntil : 0,
			liveUntil: target,
		})),
	);
	const { fixed } = c.engine.resourceFee(resourcesOf(t, 0));
	if (rent > t.soroban!.resourceFee - fixed) return failed(answer(-3));
	for (const { text, found } of touched) c.state.set(text, { ...found, liveUntil: target });
	return { ...failed(answer(0)), refundable: rent, rent };
}

const isPersistent = (key: LedgerKey): boolean =>
	key.type === 7 || (key.type === 6 && key.contractData.durability === 1);
