import { issuer, readAccount, readTrustLine, spendable, writeAccount, writeTrustLine } from '../accounts.ts';
import { markOf, moved } from '../asset-events.ts';
import { type Asset, account, type PublicKey, sameKey } from '../xdr-types.ts';
import { type Apply, type OperationContext, result } from './operation.ts';

const authorised = 1;

const debitCodes = { underfunded: -2, noTrust: -3, notAuthorised: -4 } as const;
const creditCodes = { noTrust: -6, notAuthorised: -7, full: -8 } as const;

export const payment: Apply<1> = ({ paymentOp: op }, c) => {
	const answer = (code: number) => result(1, 'paymentResult', code);
	if (op.amount <= 0n) return answer(-1);
	const to = account(op.destination);
	if (!readAccount(c.state, to)) return answer(-5);
	const missing = debit(c, c.source, op.asset, op.amount);
	if (missing) return answer(debitCodes[missing]);
	const refused = credit(c, to, op.asset, op.amount);
	if (refused) return answer(creditCodes[refused]);
	const mark = markOf(op.destination, c.tx.memo);
	moved(c, op.asset, { account: c.source }, { account: to }, op.amount, mark);
	return answer(0);
};

/** Debits an account, or answers why not. An issuer needs no trust line: it mints its asset. */
export function debit(
	c: OperationContext,
	from: PublicKey,
	asset: Asset,
	amount: bigint,
): keyof typeof debitCodes | null {
	if (asset.type === 0) {
		const source = readAccount(c.state, from)!;
		if (spendable(source) < amount) return 'underfunded';
		writeAccount(c.state, { ...source, balance: source.balance - amount }, c.ledger);
		return null;
	}
	if (sameKey(from, issuer(asset)!)) return null;
	const line = readTrustLine(c.state, from, asset);
	if (!line) return 'noTrust';
	if (!(line.flags & authorised)) return 'notAuthorised';
	if (line.balance < amount) return 'underfunded';
	writeTrustLine(c.state, { ...line, balance: line.balance - amount }, c.ledger);
	return null;
}

/** Credits an account, or answers why not. An asset that returns to its issuer is burnt. */
export function credit(
	c: OperationContext,
	to: PublicKey,
	asset: Asset,
	amount: bigint,
): keyof typeof creditCodes | null {
	if (asset.type === 0) {
		const target = readAccount(c.state, to)!;
		writeAccount(c.state, { ...target, balance: target.balance + amount }, c.ledger);
		return null;
	}
	if (sameKey(to, issuer(asset)!)) return null;
	const line = readTrustLine(c.state, to, asset);
	if (!line) return 'noTrust';
	if (!(line.flags & authorised)) return 'notAuthorised';
	if (line.limit - line.balance < amount) return 'full';
	writeTrustLine(c.state, { ...line, balance: line.balance + amount }, c.ledger);
	return null;
}
