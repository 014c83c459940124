import { Address, Asset, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { readAccount, writeAccount } from './accounts.ts';
import type { Engine, LedgerInfo } from './engine.ts';
import { applyClassic } from './operations/classic.ts';
import { succeeded } from './operations/operation.ts';
import { changeTtl, invokeHostFunction, type SorobanOutcome } from './operations/soroban.ts';
import { resourcesOf } from './resources.ts';
import { metaChanges, Overlay } from './state.ts';
import type { Parsed } from './transaction.ts';
import { baseFee } from './validity.ts';
import {
	account,
	type ContractEvent,
	type EntryChange,
	type OperationResult,
	type PublicKey,
	type ResultMeta,
	sha256,
	type TransactionEvent,
	type TransactionMetaV4,
	type TransactionResult,
} from './wire.ts';

export type ApplyContext = {
	ledgerState: Overlay;
	engine: Engine;
	ledger: LedgerInfo;
	passphrase: string;
	minPersistentTtl: number;
	maxEvents: number;
};

/** A transaction in its ledger: what `getTransaction` and the ledger's meta tell. */
export type Applied = { parsed: Parsed; result: TransactionResult; meta: ResultMeta; succeeded: boolean };

type Fees = { charged: bigint; changes: EntryChange[] };

/** Before any transaction of a ledger runs, each pays the most it can cost. */
export function chargeFee(t: Parsed, c: ApplyContext): Fees {
	const charged = baseFee * t.feeUnits + (t.soroban?.resourceFee ?? 0n);
	const overlay = new Overlay(c.ledgerState);
	const payer = readAccount(overlay, t.feeSource)!;
	writeAccount(overlay, { ...payer, balance: payer.balance - charged }, c.ledger.sequence);
	const changes = metaChanges(overlay, c.ledger.sequence);
	overlay.commitTo(c.ledgerState);
	return { charged, changes };
}

export function applyTransaction(t: Parsed, fees: Fees, index: number, c: ApplyContext): Applied {
	const before = new Overlay(c.ledgerState);
	const source = readAccount(before, t.source)!;
	writeAccount(before, { ...source, seqNum: t.tx.seqNum }, c.ledger.sequence);
	const txChangesBefore = metaChanges(before, c.ledger.sequence);
	before.commitTo(c.ledgerState);

	const run = t.soroban ? runSoroban(t, index, c) : runClassic(t, c);
	const ok = run.results.every(succeeded);
	if (ok) run.state.commitTo(c.ledgerState);

	const refund = refundOf(t, ok ? run.soroban : null, c);
	const postTxApplyFeeProcessing = refund > 0n ? payBack(t.feeSource, refund, c) : [];
	const feeCharged = fees.charged - refund;
	const meta: TransactionMetaV4 = {
		ext: { v: 0 },
		txChangesBefore,
		operations: run.perOperation.map((o) => ({
			ext: { v: 0 },
			changes: ok ? o.changes : [],
			events: ok ? o.events : [],
		})),
		txChangesAfter: [],
		sorobanMeta: run.soroban ? sorobanMeta(t, run.soroban, ok, c) : null,
		events: feeEvents(t, fees.charged, refund, c.passphrase),
		diagnosticEvents: (run.soroban?.diagnostics ?? []).map((d) =>
			xdr.DiagnosticEvent.fromXdr(d).toXdrObject(),
		),
	};
	const result = resultOf(t, feeCharged, ok, run.results);
	return {
		parsed: t,
		result,
		succeeded: ok,
		meta: {
			ext: { v: 0 },
			result: { transactionHash: t.hash, result },
			feeProcessing: fees.changes,
			txApplyProcessing: { v: 4, v4: meta },
			postTxApplyFeeProcessing,
		},
	};
}

type Run = {
	state: Overlay;
	results: OperationResult[];
	perOperation: { changes: EntryChange[]; events: ContractEvent[] }[];
	soroban: SorobanOutcome | null;
};

function runClassic(t: Parsed, c: ApplyContext): Run {
	const state = new Overlay(c.ledgerState);
	const results: OperationResult[] = [];
	const perOperation: Run['perOperation'] = [];
	for (const operation of t.tx.operations) {
		const own = new Overlay(state);
		const source = operation.sourceAccount ? account(operation.sourceAccount) : t.source;
		const outcome = applyClassic(operation.body, { state: own, source, ledger: c.ledger.sequence });
		results.push(outcome);
		perOperation.push({ changes: metaChanges(own, c.ledger.sequence), events: [] });
		if (succeeded(outcome)) own.commitTo(state);
	}
	return { state, results, perOperation, soroban: null };
}

function runSoroban(t: Parsed, index: number, c: ApplyContext): Run {
	const state = new Overlay(c.ledgerState);
	const seed = sha256(t.hash, new Uint8Array(new Uint32Array([c.ledger.sequence, index]).buffer));
	const context = { state, engine: c.engine, ledger: c.ledger, seed, maxEvents: c.maxEvents };
	const invoke = t.tx.operations[0]!.body.type === 24;
	const soroban = invoke ? invokeHostFunction(t, context) : changeTtl(t, context, c.minPersistentTtl);
	const changes = metaChanges(state, c.ledger.sequence);
	return { state, results: [soroban.result], perOperation: [{ changes, events: soroban.events }], soroban };
}

/** What of the refundable fee was not used goes back to whoever paid. */
function refundOf(t: Parsed, outcome: SorobanOutcome | null, c: ApplyContext): bigint {
	if (!t.soroban) return 0n;
	const { fixed } = c.engine.resourceFee(resourcesOf(t, 0));
	return t.soroban.resourceFee - fixed - (outcome?.refundable ?? 0n);
}

function payBack(to: PublicKey, amount: bigint, c: ApplyContext): EntryChange[] {
	const overlay = new Overlay(c.ledgerState);
	const payer = readAccount(overlay, to);
	if (!payer) return [];
	writeAccount(overlay, { ...payer, balance: payer.balance + amount }, c.ledger.sequence);
	const changes = metaChanges(overlay, c.ledger.sequence);
	overlay.commitTo(c.ledgerState);
	return changes;
}

function sorobanMeta(
	t: Parsed,
	outcome: SorobanOutcome,
	ok: boolean,
	c: ApplyContext,
): TransactionMetaV4['sorobanMeta'] {
	const { fixed } = c.engine.resourceFee(resourcesOf(t, 0));
	return {
		ext: {
			v: 1,
			v1: {
				ext: { v: 0 },
				totalNonRefundableResourceFeeCharged: fixed,
				totalRefundableResourceFeeCharged: ok ? outcome.refundable : 0n,
				rentFeeCharged: ok ? outcome.rent : 0n,
			},
		},
		returnValue: ok && outcome.returnValue ? xdr.ScVal.fromXdr(outcome.returnValue).toXdrObject() : null,
	};
}

const beforeAllTransactions = 0;
const afterAllTransactions = 2;

/** CAP-67: the fee as an event of the native asset's contract, and its refund as a negative one. */
function feeEvents(t: Parsed, charged: bigint, refund: bigint, passphrase: string): TransactionEvent[] {
	const contractId = StrKey.decodeContract(Asset.native().contractId(passphrase));
	const payer = new Address(StrKey.encodeEd25519PublicKey(t.feeSource.ed25519)).toScVal().toXdrObject();
	const topics = [xdr.ScVal.scvSymbol('fee').toXdrObject(), payer];
	const fee = (stage: 0 | 2, amount: bigint): TransactionEvent => {
		const data = nativeToScVal(amount, { type: 'i128' }).toXdrObject();
		return { stage, event: { ext: { v: 0 }, contractId, type: 1, body: { v: 0, v0: { topics, data } } } };
	};
	const events = [fee(beforeAllTransactions, charged)];
	if (refund > 0n) events.push(fee(afterAllTransactions, -refund));
	return events;
}

function resultOf(t: Parsed, feeCharged: bigint, ok: boolean, results: OperationResult[]): TransactionResult {
	const inner = { code: ok ? (0 as const) : (-1 as const), results };
	if (!t.feeBump) return { feeCharged, result: inner, ext: { v: 0 } };
	const innerResultPair = {
		transactionHash: t.txHash,
		result: { feeCharged: 0n, result: inner, ext: { v: 0 as const } },
	};
	return { feeCharged, result: { code: ok ? 1 : -13, innerResultPair }, ext: { v: 0 } };
}
