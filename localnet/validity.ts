import { extensionOf, newAccount, readAccount, spendable } from './accounts.ts';
import { diagnosticEvent } from './diagnostics.ts';
import type { Engine } from './engine.ts';
import { type Level, Signatures } from './signatures.ts';
import { invalidResources } from './soroban-validity.ts';
import type { Overlay } from './state.ts';
import { type Parsed, sourceOf } from './transaction.ts';
import { type Operation, type OperationResult, sameKey, type TransactionResult } from './xdr-types.ts';

export const baseFee = 100n;

/** Codes of TransactionResultCode. */
export const code = {
	success: 0,
	failed: -1,
	tooEarly: -2,
	tooLate: -3,
	missingOperation: -4,
	badSeq: -5,
	badAuth: -6,
	insufficientBalance: -7,
	noAccount: -8,
	insufficientFee: -9,
	badAuthExtra: -10,
	notSupported: -12,
	feeBumpInnerFailed: -13,
	badSponsorship: -14,
	badMinSeqAgeOrGap: -15,
	malformed: -16,
	sorobanInvalid: -17,
} as const;

const opBadAuth: OperationResult = { code: -1 };

export type Context = {
	state: Overlay;
	engine: Engine;
	ledger: number;
	closeTime: bigint;
	limits: Record<string, number>;
	/** Collects the reasons of a refusal, as encoded DiagnosticEvents. */
	diagnostics: Uint8Array[];
};

export type Refusal = TransactionResult['result'];

/** null when the transaction could be applied in this ledger, else the result that refuses it. */
export function refusal(t: Parsed, c: Context): Refusal | null {
	const outer = t.feeBump ? badFee(t, c) : null;
	if (outer !== null) return { code: outer } as Refusal;
	const signed = outerSignatures(t, c);
	if (signed !== null) return { code: signed } as Refusal;
	const inner = innerRefusal(t, c);
	return inner && wrapped(t, inner);
}

/** What an earlier transaction of the ledger may have changed: the account, its sequence and its signers. */
export function refusalAtApply(t: Parsed, c: Pick<Context, 'state' | 'ledger'>): Refusal | null {
	const source = readAccount(c.state, t.source);
	if (!source) return { code: code.noAccount };
	const late = outOfSequence(t, source.seqNum);
	return late === null ? badSignatures(t, c) : ({ code: late } as Refusal);
}

/** Wraps the inner transaction's result in the fee-bump's. */
export function wrapped(t: Parsed, result: Refusal): Refusal {
	if (!t.feeBump) return result;
	const inner = { feeCharged: 0n, result, ext: { v: 0 as const } };
	const innerResultPair = { transactionHash: t.txHash, result: inner };
	return {
		code: result.code === code.success ? 1 : code.feeBumpInnerFailed,
		innerResultPair,
	} as Refusal;
}

function innerRefusal(t: Parsed, c: Context): Refusal | null {
	if (t.tx.operations.length === 0) return { code: code.missingOperation };
	const source = readAccount(c.state, t.source);
	const refused =
		outOfTime(t, c) ??
		badSoroban(t, c) ??
		(t.feeBump ? null : tooSmallFee(t)) ??
		(source ? null : code.noAccount) ??
		outOfSequence(t, source!.seqNum) ??
		tooYoung(t, c);
	if (refused !== null) return { code: refused } as Refusal;
	const unsigned = badSignatures(t, c);
	if (unsigned) return unsigned;
	const poor = t.feeBump ? null : badFee(t, c);
	return poor === null ? null : ({ code: poor } as Refusal);
}

function outOfTime(t: Parsed, c: Context): number | null {
	const { cond } = t.tx;
	const time = cond.type === 1 ? cond.timeBounds : cond.type === 2 ? cond.v2.timeBounds : null;
	const ledgers = cond.type === 2 ? cond.v2.ledgerBounds : null;
	if (time && c.closeTime < time.minTime) return code.tooEarly;
	if (time && time.maxTime !== 0n && c.closeTime > time.maxTime) return code.tooLate;
	if (ledgers && c.ledger < ledgers.minLedger) return code.tooEarly;
	if (ledgers && ledgers.maxLedger !== 0 && c.ledger >= ledgers.maxLedger) return code.tooLate;
	return null;
}

function outOfSequence(t: Parsed, current: bigint): number | null {
	const { cond, seqNum } = t.tx;
	const min = cond.type === 2 ? cond.v2.minSeqNum : null;
	const fits = min === null ? seqNum === current + 1n : current >= min && current < seqNum;
	return fits ? null : code.badSeq;
}

/** Minimum age of the last sequence number, in seconds and in ledgers (CAP-21). */
function tooYoung(t: Parsed, c: Context): number | null {
	if (t.tx.cond.type !== 2) return null;
	const { minSeqAge, minSeqLedgerGap } = t.tx.cond.v2;
	const { seqLedger, seqTime } = extensionOf(readAccount(c.state, t.source)!);
	const young = c.closeTime - seqTime < minSeqAge || c.ledger - seqLedger < minSeqLedgerGap;
	return young ? code.badMinSeqAgeOrGap : null;
}

function badSoroban(t: Parsed, c: Context): number | null {
	const contractOps = t.tx.operations.filter((o) => [24, 25, 26].includes(o.body.type));
	if (contractOps.length === 0) return t.soroban ? code.malformed : null;
	if (t.tx.operations.length !== 1 || !t.soroban) return code.malformed;
	const reason = invalidResources(t, c);
	if (!reason) return null;
	c.diagnostics.push(diagnosticEvent(reason));
	return code.sorobanInvalid;
}

/** A fee-bump pays at least the minimum for each operation, and no less than the transaction in it offers. */
function tooSmallFee(t: Parsed): number | null {
	const resources = t.soroban?.resourceFee ?? 0n;
	const [offered, inner] = [t.fee - resources, BigInt(t.tx.fee) - resources];
	const isLower = t.feeBump !== null && offered * BigInt(t.tx.operations.length) < inner * t.feeUnits;
	return isLower || offered < baseFee * t.feeUnits ? code.insufficientFee : null;
}

function badFee(t: Parsed, c: Context): number | null {
	const payer = readAccount(c.state, t.feeSource);
	if (!payer) return code.noAccount;
	return tooSmallFee(t) ?? (spendable(payer) < t.fee ? code.insufficientBalance : null);
}

function outerSignatures(t: Parsed, c: Context): number | null {
	if (!t.feeBump) return null;
	const outer = new Signatures(t.hash, t.feeBump, t.checkedSignatures);
	if (!outer.authorise(readAccount(c.state, t.feeSource)!, 'low')) return code.badAuth;
	return outer.allUsed ? null : code.badAuthExtra;
}

function badSignatures(t: Parsed, c: Pick<Context, 'state' | 'ledger'>): Refusal | null {
	const signatures = new Signatures(t.txHash, t.signatures, t.checkedSignatures);
	const extra = t.tx.cond.type === 2 ? t.tx.cond.v2.extraSigners : [];
	const source = readAccount(c.state, t.source)!;
	if (!signatures.authorise(source, 'low') || !extra.every((key) => signatures.signedBy(key))) {
		return { code: code.badAuth };
	}
	const signed = t.tx.operations.every((operation) => {
		const id = sourceOf(t.tx, operation);
		// An account that an earlier operation of this transaction creates has only its own key yet.
		const signer = sameKey(id, t.source) ? source : (readAccount(c.state, id) ?? newAccount(id, 0n, 0));
		return signatures.authorise(signer, level(operation));
	});
	// Validators mark only the operations that lack a signature; none is applied either way.
	if (!signed) return { code: code.failed, results: t.tx.operations.map(() => opBadAuth) };
	return signatures.allUsed ? null : { code: code.badAuthExtra };
}

/** BumpSequence, ClaimClaimableBalance, SetTrustLineFlags, ExtendFootprintTTL, RestoreFootprint. */
const lowOperations = [11, 15, 21, 25, 26];

function level(operation: Operation): Level {
	const { body } = operation;
	if (body.type === 8) return 'high';
	if (lowOperations.includes(body.type)) return 'low';
	if (body.type !== 5) return 'medium';
	const o = body.setOptionsOp;
	const raises = [o.masterWeight, o.lowThreshold, o.medThreshold, o.highThreshold, o.signer];
	return raises.some((v) => v !== null) ? 'high' : 'medium';
}
