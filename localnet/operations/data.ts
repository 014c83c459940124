import { baseReserve, readAccount, spendable, writeAccount } from '../accounts.ts';
import type { LedgerKey } from '../wire.ts';
import { type Apply, result } from './operation.ts';

export const manageData: Apply<10> = ({ manageDataOp: op }, c) => {
	const answer = (code: number) => result(10, 'manageDataResult', code);
	if (op.dataName.toString().length === 0) return answer(-4);
	const key: LedgerKey = { type: 3, data: { accountId: c.source, dataName: op.dataName } };
	const source = readAccount(c.state, c.source)!;
	const exists = c.state.read(key) !== null;
	if (op.dataValue === null) {
		if (!exists) return answer(-2);
		writeAccount(c.state, { ...source, numSubEntries: source.numSubEntries - 1 }, c.ledger);
		c.state.remove(key);
		return answer(0);
	}
	if (!exists) {
		if (spendable(source) < baseReserve) return answer(-3);
		writeAccount(c.state, { ...source, numSubEntries: source.numSubEntries + 1 }, c.ledger);
	}
	const data = {
		accountId: c.source,
		dataName: op.dataName,
		dataValue: op.dataValue,
		ext: { v: 0 as const },
	};
	c.state.write(key, { type: 3, data }, c.ledger);
	return answer(0);
};
