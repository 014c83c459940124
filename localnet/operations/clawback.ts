import { issuer, readTrustLine, writeTrustLine } from '../accounts.ts';
import { clawedBack } from '../asset-events.ts';
import { sponsorLess } from '../reserves.ts';
import { account, sameKey } from '../xdr-types.ts';
import { claimableBalanceKey } from './claimable-balance.ts';
import { type Apply, result } from './operation.ts';

const mayClawBack = 4;

/** The issuer burns a holder's balance, if the trust line was opened with clawback (CAP-35). */
export const clawback: Apply<19> = ({ clawbackOp: op }, c) => {
	const answer = (code: number) => result(19, 'clawbackResult', code);
	const maker = issuer(op.asset);
	const from = account(op.from);
	if (op.amount <= 0n || op.asset.type === 0 || !sameKey(maker!, c.source) || sameKey(from, c.source)) {
		return answer(-1);
	}
	const line = readTrustLine(c.state, from, op.asset);
	if (!line) return answer(-3);
	if (!(line.flags & mayClawBack)) return answer(-2);
	if (line.balance < op.amount) return answer(-4);
	writeTrustLine(c.state, { ...line, balance: line.balance - op.amount }, c.ledger);
	clawedBack(c, op.asset, { account: from }, op.amount);
	return answer(0);
};

export const clawbackClaimableBalance: Apply<20> = ({ clawbackClaimableBalanceOp: op }, c) => {
	const answer = (code: number) => result(20, 'clawbackClaimableBalanceResult', code);
	const key = claimableBalanceKey(op.balanceId.v0);
	const data = c.state.read(key)?.data;
	if (data?.type !== 4) return answer(-1);
	const { asset, amount, claimants, ext } = data.claimableBalance;
	const maker = issuer(asset);
	if (!maker || !sameKey(maker, c.source)) return answer(-2);
	if (ext.v !== 1 || !(ext.v1.flags & 1)) return answer(-3);
	sponsorLess(c, c.state.sponsorOf(key)!, claimants.length);
	c.state.remove(key);
	clawedBack(c, asset, { claimableBalance: op.balanceId.v0 }, amount);
	return answer(0);
};
