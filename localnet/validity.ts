import { newAccount, readAccount, spendable } from './accounts.ts';
import type { Engine } from './engine.ts';
import { resourcesOf } from './resources.ts';
import { type Level, Signatures } from './signatures.ts';
import type { Overlay } from './state.ts';
import type { Parsed } from './transaction.ts';
import { account, type Operation, sameKey } from './wire.ts';

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
	badMinSeqAgeOrGap: -15,
	malformed: -16,
	sorobanInvalid: -17,
} as const;

export type Context = {
	state: Overlay;
	engine: Engine;
	ledger: number;
	closeTime: bigint;
	limits: Record<string, number>;
};

/** null when the transaction could be applied in this ledger, else the result code that refuses it. */
export function refusal(t: Parsed, c: Context): number | null {
	const { tx } = t;
	if (tx.operations.length === 0) return code.missingOperation;
	const account = readAccount(c.state, t.source);
	if (!account) return code.noAccount;
	return (
		outOfTime(t, c) ??
		outOfSequence(t, account.seqNum) ??
		badSoroban(t, c) ??
		badFee(t, c) ??
		badSignatures(t, c) ??
		null
	);
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

function badSoroban(t: Parsed, c: Context): number | null {
	const contractOps = t.tx.operations.filter((o) => [24, 25, 26].includes(o.body.type));
	if (contractOps.length === 0) return t.soroban ? code.malformed : null;
	if (t.tx.operations.length !== 1 || !t.soroban) return code.malformed;
	const r = t.soroban.resources;
	const l = c.limits;
	const entries = r.footprint.readOnly.length + r.footprint.readWrite.length;
	const within =
		r.instructions <= l.txMaxInstructions! &&
		r.diskReadBytes <= l.txMaxDiskReadBytes! &&
		r.writeBytes <= l.txMaxWriteBytes! &&
		r.footprint.readWrite.length <= l.txMaxWriteLedgerEntries! &&
		entries <= l.txMaxFootprintEntries! &&
		t.bytes.length <= l.txMaxSizeBytes!;
	if (!within) return code.sorobanInvalid;
	const { fixed } = c.engine.resourceFee(resourcesOf(t, 0));
	return t.soroban.resourceFee < fixed ? code.sorobanInvalid : null;
}

function badFee(t: Parsed, c: Context): number | null {
	const resourceFee = t.soroban?.resourceFee ?? 0n;
	if (t.fee < baseFee * t.feeUnits + resourceFee) return code.insufficientFee;
	const payer = readAccount(c.state, t.feeSource);
	if (!payer) return code.noAccount;
	return spendable(payer) < t.fee ? code.insufficientBalance : null;
}

function badSignatures(t: Parsed, c: Context): number | null {
	if (t.feeBump) {
		const outer = new Signatures(t.hash, t.feeBump);
		if (!outer.authorise(readAccount(c.state, t.feeSource)!, 'low')) return code.badAuth;
		if (!outer.allUsed) return code.badAuthExtra;
	}
	const signatures = new Signatures(t.txHash, t.signatures);
	if (!signatures.authorise(readAccount(c.state, t.source)!, 'low')) return code.badAuth;
	for (const operation of t.tx.operations) {
		const id = operation.sourceAccount ? account(operation.sourceAccount) : t.source;
		// An account that an earlier operation of this transaction creates cannot be checked before.
		const signer = readAccount(c.state, id) ?? (sameKey(id, t.source) ? null : newAccount(id, 0n, c.ledger));
		if (!signer || !signatures.authorise(signer, level(operation))) return code.badAuth;
	}
	return signatures.allUsed ? null : code.badAuthExtra;
}

function level(operation: Operation): Level {
	const { body } = operation;
	if (body.type === 8) return 'high';
	if (body.type === 11 || body.type === 25 || body.type === 26) return 'low';
	if (body.type !== 5) return 'medium';
	const o = body.setOptionsOp;
	const raises = [o.masterWeight, o.lowThreshold, o.medThreshold, o.highThreshold, o.signer];
	return raises.some((v) => v !== null) ? 'high' : 'medium';
}
