import {
	accountKey,
	baseReserve,
	extensionOf,
	newAccount,
	readAccount,
	spendable,
	withExtension,
	writeAccount,
} from '../accounts.ts';
import { markOf, moved } from '../asset-events.ts';
import { accountSponsor, hexOf, sponsorLess, sponsorMore } from '../reserves.ts';
import { account, sameKey } from '../xdr-types.ts';
import { type Apply, result } from './operation.ts';

const native = { type: 0 as const };
/** Reserves of an account itself, without subentries. */
const ownReserves = 2;
const immutable = 4;

export const createAccount: Apply<0> = ({ createAccountOp: op }, c) => {
	const answer = (code: number) => result(0, 'createAccountResult', code);
	if (op.startingBalance < 0n) return answer(-1);
	if (readAccount(c.state, op.destination)) return answer(-4);
	const sponsor = c.sponsors.get(hexOf(op.destination)) ?? null;
	if (sponsor && !sponsorMore(c, sponsor, ownReserves)) return answer(-3);
	if (!sponsor && op.startingBalance < BigInt(ownReserves) * baseReserve) return answer(-3);
	const source = readAccount(c.state, c.source)!;
	if (spendable(source) < op.startingBalance) return answer(-2);
	writeAccount(c.state, { ...source, balance: source.balance - op.startingBalance }, c.ledger);
	const made = newAccount(op.destination, op.startingBalance, c.ledger);
	const booked = sponsor ? withExtension(made, { numSponsored: ownReserves }) : made;
	c.state.write(accountKey(op.destination), { type: 0, account: booked }, c.ledger, sponsor);
	const to = { account: op.destination };
	moved(c, native, { account: c.source }, to, op.startingBalance, markOf(op.destination, c.tx.memo));
	return answer(0);
};

export const accountMerge: Apply<8> = ({ destination }, c) => {
	const answer = (code: number, rest = {}) => result(8, 'accountMergeResult', code, rest);
	const to = account(destination);
	if (sameKey(to, c.source)) return answer(-1);
	if (!readAccount(c.state, to)) return answer(-2);
	const source = readAccount(c.state, c.source)!;
	if (source.flags & immutable) return answer(-3);
	if (source.numSubEntries > source.signers.length) return answer(-4);
	if (source.seqNum >= BigInt(c.ledger) << 32n) return answer(-5);
	const { numSponsoring, signerSponsors } = extensionOf(source);
	if (numSponsoring > 0) return answer(-7);
	for (const sponsor of signerSponsors) if (sponsor) sponsorLess(c, sponsor, 1);
	const sponsor = accountSponsor(c.state, c.source);
	if (sponsor) sponsorLess(c, sponsor, ownReserves);
	const target = readAccount(c.state, to)!;
	writeAccount(c.state, { ...target, balance: target.balance + source.balance }, c.ledger);
	c.state.remove(accountKey(c.source));
	if (source.balance > 0n) {
		const mark = markOf(destination, c.tx.memo);
		moved(c, native, { account: c.source }, { account: to }, source.balance, mark);
	}
	return answer(0, { sourceAccountBalance: source.balance });
};

export const bumpSequence: Apply<11> = ({ bumpSequenceOp }, c) => {
	const answer = (code: number) => result(11, 'bumpSeqResult', code);
	if (bumpSequenceOp.bumpTo < 0n) return answer(-1);
	const source = readAccount(c.state, c.source)!;
	if (bumpSequenceOp.bumpTo > source.seqNum) {
		const used = withExtension(source, { seqLedger: c.ledger, seqTime: c.closeTime });
		writeAccount(c.state, { ...used, seqNum: bumpSequenceOp.bumpTo }, c.ledger);
	}
	return answer(0);
};
