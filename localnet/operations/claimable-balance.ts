import { xdr } from '@stellar/stellar-sdk';
import { issuer, readAccount, readTrustLine } from '../accounts.ts';
import { moved } from '../asset-events.ts';
import { hexOf, sponsorLess, sponsorMore } from '../reserves.ts';
import { type Claimant, type ClaimPredicate, type LedgerKey, sameKey, sha256 } from '../xdr-types.ts';
import { type Apply, type OperationContext, result } from './operation.ts';
import { credit, debit } from './payment.ts';

const maxClaimants = 10;
const maxDepth = 4;
const clawback = 4;
const accountClawback = 8;

/** Codes of the two results, by what `debit` and `credit` found wrong. */
const createCodes = { underfunded: -5, noTrust: -3, notAuthorised: -4 } as const;
const claimCodes = { full: -3, noTrust: -4, notAuthorised: -5 } as const;

export const claimableBalanceKey = (id: Uint8Array): LedgerKey => ({
	type: 4,
	claimableBalance: { balanceId: { type: 0, v0: id } },
});

export const createClaimableBalance: Apply<14> = ({ createClaimableBalanceOp: op }, c) => {
	const answer = (code: number, rest = {}) => result(14, 'createClaimableBalanceResult', code, rest);
	if (op.amount <= 0n || !validClaimants(op.claimants)) return answer(-1);
	const sponsor = c.sponsors.get(hexOf(c.source)) ?? c.source;
	if (!sponsorMore(c, sponsor, op.claimants.length)) return answer(-2);
	const wrong = debit(c, c.source, op.asset, op.amount);
	if (wrong) return answer(createCodes[wrong]);
	const id = balanceId(c);
	const entry = {
		balanceId: { type: 0 as const, v0: id },
		claimants: op.claimants.map(
			({ v0 }): Claimant => ({
				type: 0,
				v0: { ...v0, predicate: absolute(v0.predicate, c.closeTime) },
			}),
		),
		asset: op.asset,
		amount: op.amount,
		ext: mayBeClawedBack(c, op.asset)
			? { v: 1 as const, v1: { ext: { v: 0 as const }, flags: 1 } }
			: { v: 0 as const },
	};
	c.state.write(claimableBalanceKey(id), { type: 4, claimableBalance: entry }, c.ledger, sponsor);
	moved(c, op.asset, { account: c.source }, { claimableBalance: id }, op.amount);
	return answer(0, { balanceId: entry.balanceId });
};

export const claimClaimableBalance: Apply<15> = ({ claimClaimableBalanceOp: op }, c) => {
	const answer = (code: number) => result(15, 'claimClaimableBalanceResult', code);
	const id = op.balanceId.v0;
	const data = c.state.read(claimableBalanceKey(id))?.data;
	if (data?.type !== 4) return answer(-1);
	const { asset, amount, claimants } = data.claimableBalance;
	const claimant = claimants.find((a) => sameKey(a.v0.destination, c.source));
	if (!claimant || !holds(claimant.v0.predicate, c.closeTime)) return answer(-2);
	const wrong = credit(c, c.source, asset, amount);
	if (wrong) return answer(claimCodes[wrong]);
	sponsorLess(c, c.state.sponsorOf(claimableBalanceKey(id))!, claimants.length);
	c.state.remove(claimableBalanceKey(id));
	moved(c, asset, { claimableBalance: id }, { account: c.source }, amount);
	return answer(0);
};

/** SHA-256 of the operation's place in history. */
function balanceId(c: OperationContext): Uint8Array {
	const operationId = { sourceAccount: c.tx.source, seqNum: c.tx.seqNum, opNum: c.place };
	return sha256(xdr.HashIdPreimage.fromXdrObject({ type: 6, operationId }).toXdr());
}

function mayBeClawedBack(c: OperationContext, asset: Parameters<typeof issuer>[0]): boolean {
	if (!issuer(asset) || asset.type === 0 || asset.type === 3) return false;
	if (sameKey(issuer(asset)!, c.source))
		return (readAccount(c.state, c.source)!.flags & accountClawback) !== 0;
	const line = readTrustLine(c.state, c.source, asset);
	return line !== null && (line.flags & clawback) !== 0;
}

function validClaimants(claimants: Claimant[]): boolean {
	const different = new Set(claimants.map((a) => hexOf(a.v0.destination))).size === claimants.length;
	const some = claimants.length > 0 && claimants.length <= maxClaimants;
	return some && different && claimants.every((a) => validPredicate(a.v0.predicate, 1));
}

function validPredicate(p: ClaimPredicate, depth: number): boolean {
	if (depth > maxDepth) return false;
	const all = (list: ClaimPredicate[]) => list.every((each) => validPredicate(each, depth + 1));
	switch (p.type) {
		case 0:
			return true;
		case 1:
			return p.andPredicates.length === 2 && all(p.andPredicates);
		case 2:
			return p.orPredicates.length === 2 && all(p.orPredicates);
		case 3:
			return p.notPredicate !== null && all([p.notPredicate]);
		case 4:
			return p.absBefore >= 0n;
		case 5:
			return p.relBefore >= 0n;
	}
}

/** Seconds after creation become a time, so that the entry needs no clock of its own. */
function absolute(p: ClaimPredicate, now: bigint): ClaimPredicate {
	switch (p.type) {
		case 1:
			return { ...p, andPredicates: p.andPredicates.map((each) => absolute(each, now)) };
		case 2:
			return { ...p, orPredicates: p.orPredicates.map((each) => absolute(each, now)) };
		case 3:
			return { ...p, notPredicate: absolute(p.notPredicate!, now) };
		case 5:
			return { type: 4, absBefore: now + p.relBefore };
		default:
			return p;
	}
}

function holds(p: ClaimPredicate, now: bigint): boolean {
	switch (p.type) {
		case 0:
			return true;
		case 1:
			return p.andPredicates.every((each) => holds(each, now));
		case 2:
			return p.orPredicates.some((each) => holds(each, now));
		case 3:
			return !holds(p.notPredicate!, now);
		case 4:
			return now < p.absBefore;
		case 5:
			return false;
	}
}
