import { issuer, readAccount, readTrustLine, spendable, writeAccount, writeTrustLine } from '../accounts.ts';
import type { Overlay } from '../state.ts';
import { account, type PublicKey, sameKey, type TrustLineAsset } from '../wire.ts';
import { type Apply, result } from './operation.ts';

const authorised = 1;

export const payment: Apply<1> = ({ paymentOp: op }, c) => {
	const answer = (code: number) => result(1, 'paymentResult', code);
	if (op.amount <= 0n) return answer(-1);
	const to = account(op.destination);
	if (!readAccount(c.state, to)) return answer(-5);
	if (op.asset.type === 0) return answer(moveNative(c.state, c.source, to, op.amount, c.ledger));
	return answer(moveAsset(c.state, c.source, to, op.asset, op.amount, c.ledger));
};

function moveNative(state: Overlay, from: PublicKey, to: PublicKey, amount: bigint, ledger: number): number {
	const source = readAccount(state, from)!;
	if (spendable(source) < amount) return -2;
	writeAccount(state, { ...source, balance: source.balance - amount }, ledger);
	const target = readAccount(state, to)!;
	writeAccount(state, { ...target, balance: target.balance + amount }, ledger);
	return 0;
}

/** An issuer has no trust line to its own asset: it makes and destroys it. */
function moveAsset(
	state: Overlay,
	from: PublicKey,
	to: PublicKey,
	asset: TrustLineAsset,
	amount: bigint,
	ledger: number,
): number {
	const maker = issuer(asset)!;
	if (!sameKey(from, maker)) {
		const line = readTrustLine(state, from, asset);
		if (!line) return -3;
		if (!(line.flags & authorised)) return -4;
		if (line.balance < amount) return -2;
		writeTrustLine(state, { ...line, balance: line.balance - amount }, ledger);
	}
	if (!sameKey(to, maker)) {
		const line = readTrustLine(state, to, asset);
		if (!line) return -6;
		if (!(line.flags & authorised)) return -7;
		if (line.limit - line.balance < amount) return -8;
		writeTrustLine(state, { ...line, balance: line.balance + amount }, ledger);
	}
	return 0;
}
