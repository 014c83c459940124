import { issuer, readAccount, readTrustLine, trustLineKey, writeTrustLine } from '../accounts.ts';
import { authorisationSet } from '../asset-events.ts';
import { releaseSubEntry, takeSubEntry } from '../reserves.ts';
import { sameKey, type TrustLineAsset } from '../xdr-types.ts';
import { type Apply, notSupported, type OperationContext, result } from './operation.ts';

const authRequired = 1;
const authRevocable = 2;
const clawbackEnabled = 8;
const authorised = 1;
const maintainLiabilities = 2;
const trustLineClawback = 4;

export const changeTrust: Apply<6> = ({ changeTrustOp: op }, c) => {
	const answer = (code: number) => result(6, 'changeTrustResult', code);
	if (op.line.type === 3) return notSupported;
	if (op.line.type === 0 || op.limit < 0n) return answer(-1);
	const asset: TrustLineAsset = op.line;
	const maker = issuer(asset)!;
	if (sameKey(maker, c.source)) return answer(-1);
	const line = readTrustLine(c.state, c.source, asset);
	if (op.limit === 0n) return answer(line ? removeLine(c, asset, line.balance) : -3);
	if (line) {
		if (op.limit < line.balance) return answer(-3);
		writeTrustLine(c.state, { ...line, limit: op.limit }, c.ledger);
		return answer(0);
	}
	return answer(addLine(c, asset, op.limit));
};

function addLine(c: OperationContext, asset: TrustLineAsset, limit: bigint): number {
	const maker = readAccount(c.state, issuer(asset)!);
	if (!maker) return -2;
	const taken = takeSubEntry(c, c.source);
	if (!taken) return -4;
	const flags =
		(maker.flags & authRequired ? 0 : authorised) | (maker.flags & clawbackEnabled ? trustLineClawback : 0);
	const trustLine = { accountId: c.source, asset, balance: 0n, limit, flags, ext: { v: 0 as const } };
	c.state.write(trustLineKey(c.source, asset), { type: 1, trustLine }, c.ledger, taken.sponsor);
	return 0;
}

function removeLine(c: OperationContext, asset: TrustLineAsset, balance: bigint): number {
	if (balance > 0n) return -3;
	releaseSubEntry(c, c.source, c.state.sponsorOf(trustLineKey(c.source, asset)));
	c.state.remove(trustLineKey(c.source, asset));
	return 0;
}

/** The issuer authorises, freezes or gives up clawback on a holder's trust line. */
export const setTrustLineFlags: Apply<21> = ({ setTrustLineFlagsOp: op }, c) => {
	const answer = (code: number) => result(21, 'setTrustLineFlagsResult', code);
	const maker = issuer(op.asset);
	if (!maker || !sameKey(maker, c.source) || op.clearFlags & op.setFlags) return answer(-1);
	const line = readTrustLine(c.state, op.trustor, op.asset);
	if (!line) return answer(-2);
	const flags = (line.flags & ~op.clearFlags) | op.setFlags;
	const revokes = (line.flags & authorised) > (flags & authorised);
	if (revokes && !(readAccount(c.state, c.source)!.flags & authRevocable)) return answer(-3);
	if ((flags & authorised && flags & maintainLiabilities) || flags > 7) return answer(-4);
	writeTrustLine(c.state, { ...line, flags }, c.ledger);
	if ((line.flags ^ flags) & authorised) {
		authorisationSet(c, op.asset, op.trustor, (flags & authorised) !== 0);
	}
	return answer(0);
};
