import {
	accountKey,
	baseReserve,
	minimumBalance,
	newAccount,
	readAccount,
	spendable,
	writeAccount,
} from '../accounts.ts';
import { type Account, account, type Signer, sameKey } from '../wire.ts';
import { type Apply, result } from './operation.ts';

export const createAccount: Apply<0> = ({ createAccountOp: op }, c) => {
	const answer = (code: number) => result(0, 'createAccountResult', code);
	if (op.startingBalance < 2n * baseReserve) return answer(op.startingBalance < 0n ? -1 : -3);
	if (readAccount(c.state, op.destination)) return answer(-4);
	const source = readAccount(c.state, c.source)!;
	if (spendable(source) < op.startingBalance) return answer(-2);
	writeAccount(c.state, { ...source, balance: source.balance - op.startingBalance }, c.ledger);
	writeAccount(c.state, newAccount(op.destination, op.startingBalance, c.ledger), c.ledger);
	return answer(0);
};

export const accountMerge: Apply<8> = ({ destination }, c) => {
	const answer = (code: number, rest = {}) => result(8, 'accountMergeResult', code, rest);
	const to = account(destination);
	if (sameKey(to, c.source)) return answer(-1);
	const target = readAccount(c.state, to);
	if (!target) return answer(-2);
	const source = readAccount(c.state, c.source)!;
	if (source.numSubEntries > source.signers.length) return answer(-4);
	writeAccount(c.state, { ...target, balance: target.balance + source.balance }, c.ledger);
	c.state.remove(accountKey(c.source));
	return answer(0, { sourceAccountBalance: source.balance });
};

export const bumpSequence: Apply<11> = ({ bumpSequenceOp }, c) => {
	const answer = (code: number) => result(11, 'bumpSeqResult', code);
	if (bumpSequenceOp.bumpTo < 0n) return answer(-1);
	const source = readAccount(c.state, c.source)!;
	if (bumpSequenceOp.bumpTo > source.seqNum) {
		writeAccount(c.state, { ...source, seqNum: bumpSequenceOp.bumpTo }, c.ledger);
	}
	return answer(0);
};

const allFlags = 15;

export const setOptions: Apply<5> = ({ setOptionsOp: op }, c) => {
	const answer = (code: number) => result(5, 'setOptionsResult', code);
	const numbers = [op.masterWeight, op.lowThreshold, op.medThreshold, op.highThreshold];
	if (numbers.some((n) => n !== null && n > 255)) return answer(-7);
	const [clear, set] = [op.clearFlags ?? 0, op.setFlags ?? 0];
	if ((clear | set) & ~allFlags) return answer(-6);
	if (clear & set) return answer(-3);
	const source = readAccount(c.state, c.source)!;
	const thresholds = source.thresholds.slice();
	for (const [i, n] of numbers.entries()) if (n !== null) thresholds[i] = n;
	const next: Account = {
		...source,
		thresholds,
		flags: (source.flags & ~clear) | set,
		inflationDest: op.inflationDest ?? source.inflationDest,
		homeDomain: op.homeDomain ?? source.homeDomain,
	};
	if (op.signer && !changeSigner(next, op.signer)) return answer(-1);
	writeAccount(c.state, next, c.ledger);
	return answer(0);
};

/** Weight 0 removes a signer. False when the account cannot afford one more, or has twenty. */
function changeSigner(next: Account, signer: Signer): boolean {
	const text = (s: Signer) => JSON.stringify(s.key, (_, v) => (v instanceof Uint8Array ? [...v] : v));
	const others = next.signers.filter((s) => text(s) !== text(signer));
	const grown = signer.weight > 0 ? [...others, signer] : others;
	next.numSubEntries += grown.length - next.signers.length;
	const more = grown.length > next.signers.length;
	next.signers = grown.sort((a, b) => (text(a) < text(b) ? -1 : 1));
	return !more || (grown.length <= 20 && next.balance >= minimumBalance(next));
}
