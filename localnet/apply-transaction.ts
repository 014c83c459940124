import { Address, Asset, nativeToScVal, StrKey, xdr } from '@stellar/stellar-sdk';
import { readAccount, withExtension, writeAccount } from './accounts.ts';
import type { Engine, LedgerInfo } from './engine.ts';
import { applyClassic } from './operations/classic.ts';
import { succeeded } from './operations/operation.ts';
import { changeSigner } from './operations/options.ts';
import { changeTtl, invokeHostFunction, type SorobanOutcome } from './operations/soroban.ts';
import { resourcesOf } from './resources.ts';
import { metaChanges, Overlay } from './state.ts';
import type { Parsed } from './transaction.ts';
import { baseFee, code, type Refusal, refusalAtApply, wrapped } from './validity.ts';
import {
	account,
	type ContractEvent,
	type EntryChange,
	type OperationResult,
	type PublicKey,
	type ResultMeta,
	type SignerKey,
	sha256,
	type TransactionEvent,
	type TransactionMetaV4,
	type TransactionResult,
} from './xdr-types.ts';

export type ApplyContext = {
	ledgerState: Overlay;
	engine: Engine;
	ledger: LedgerInfo;
	passphrase: string;
	minPersistentTtl: number;
	maxEvents: number;
};

/** A transaction in its ledger: what `getTransaction` and the ledger's meta show. */
export type Applied = { parsed: Parsed; result: TransactionResult; meta: ResultMeta; succeeded: boolean };

type Fees = { charged: bigint; changes: EntryChange[] };

/** Charges fees before any transaction of a ledger runs: each pays the most it can cost. */
export function chargeFee(t: Parsed, c: ApplyContext): Fees {
	const overlay = new Overlay(c.ledgerState);
	const payer = readAccount(overlay, t.feeSource)!;
	const due = baseFee * t.feeUnits + (t.soroban?.resourceFee ?? 0n);
	const charged = due < payer.balance ? due : payer.balance;
	writeAccount(overlay, { ...payer, balance: payer.balance - charged }, c.ledger.sequence);
	const changes = metaChanges(overlay, c.ledger.sequence);
	overlay.commitTo(c.ledgerState);
	return { charged, changes };
}

/**
 * Runs a transaction in its ledger. It uses up the sequence number and pre-authorised signers, runs the operations and
 * refunds unused fees. The operations of a failed transaction change nothing.
 */
export function applyTransaction(t: Parsed, fees: Fees, index: number, c: ApplyContext): Applied {
	const { sequence, closeTime } = c.ledger;
	const before = new Overlay(c.ledgerState);
	const refused = refusalAtApply(t, { state: before, ledger: sequence });
	if (refused?.code !== code.noAccount && refused?.code !== code.badSeq) {
		const source = withExtension(readAccount(before, t.source)!, { seqLedger: sequence, seqTime: closeTime });
		writeAccount(before, { ...source, seqNum: t.tx.seqNum }, sequence);
	}
	useUp(t, before, sequence);
	const txChangesBefore = metaChanges(before, sequence);
	before.commitTo(c.ledgerState);

	const run = refused ? notRun(refused, c) : t.soroban ? runSoroban(t, index, c) : runClassic(t, c);
	const ok = run.result.code === code.success;
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
	const result: TransactionResult = { feeCharged, result: wrapped(t, run.result), ext: { v: 0 } };
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

/** A pre-authorised transaction signer is used up, also when the transaction fails. */
function useUp(t: Parsed, state: Overlay, ledger: number): void {
	const own = (id: SignerKey) => id.type === 1 && Buffer.compare(id.preAuthTx, t.txHash) === 0;
	const sources = [t.tx.sourceAccount, ...t.tx.operations.map((o) => o.sourceAccount)];
	for (const source of sources) {
		const holder = source && readAccount(state, account(source));
		const signer = holder?.signers.find((s) => own(s.key));
		if (!holder || !signer) continue;
		const scope = { state, source: holder.accountId, ledger, sponsors: new Map() };
		changeSigner(scope, { ...signer, weight: 0 });
	}
}

type Run = {
	state: Overlay;
	result: Refusal;
	perOperation: { changes: EntryChange[]; events: ContractEvent[] }[];
	soroban: SorobanOutcome | null;
};

const notRun = (result: Refusal, c: ApplyContext): Run => ({
	state: new Overlay(c.ledgerState),
	result,
	perOperation: [],
	soroban: null,
});

const resultOf = (results: OperationResult[]): Refusal => ({
	code: results.every(succeeded) ? code.success : code.failed,
	results,
});

function runClassic(t: Parsed, c: ApplyContext): Run {
	const state = new Overlay(c.ledgerState);
	const { sequence: ledger, closeTime } = c.ledger;
	const tx = { source: t.source, seqNum: t.tx.seqNum, memo: t.tx.memo };
	const scope = { tx, passphrase: c.passphrase, ledger, closeTime, sponsors: new Map() };
	const results: OperationResult[] = [];
	const perOperation: Run['perOperation'] = [];
	for (const [place, operation] of t.tx.operations.entries()) {
		const own = new Overlay(state);
		const source = operation.sourceAccount ? account(operation.sourceAccount) : t.source;
		const events: ContractEvent[] = [];
		const outcome = applyClassic(operation.body, { ...scope, state: own, source, place, events });
		results.push(outcome);
		perOperation.push({ changes: metaChanges(own, ledger), events });
		if (succeeded(outcome)) own.commitTo(state);
	}
	const unfinished = results.every(succeeded) && scope.sponsors.size > 0;
	const result: Refusal = unfinished ? { code: code.badSponsorship } : resultOf(results);
	return { state, result, perOperation, soroban: null };
}

function runSoroban(t: Parsed, index: number, c: ApplyContext): Run {
	const state = new Overlay(c.ledgerState);
	const seed = sha256(t.hash, new Uint8Array(new Uint32Array([c.ledger.sequence, index]).buffer));
	const context = { state, engine: c.engine, ledger: c.ledger, seed, maxEvents: c.maxEvents };
	const invoke = t.tx.operations[0]!.body.type === 24;
	const soroban = invoke ? invokeHostFunction(t, context) : changeTtl(t, context, c.minPersistentTtl);
	const changes = metaChanges(state, c.ledger.sequence);
	const result = resultOf([soroban.result]);
	return { state, result, perOperation: [{ changes, events: soroban.events }], soroban };
}

/** The unused refundable fee returns to the account that paid it. */
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
